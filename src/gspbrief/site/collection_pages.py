"""The pages of the collection: one template each, in every language, with doors from each to the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from gspbrief.brief.addresses import BESIDE
from gspbrief.collection.listing import Listing, in_order, questions
from gspbrief.collection.revisions import NEWEST
from gspbrief.evidence.rows import ASSUMPTIONS
from gspbrief.evidence.tables import read_rows
from gspbrief.findings.citation import GRADES
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.labels import words
from gspbrief.project.subjects import MODEL
from gspbrief.site.documentation import has_documentation
from gspbrief.site.entries import about_all
from gspbrief.site.evidence_pages import ARCHIVE
from gspbrief.site.explore_page import explore
from gspbrief.site.known_page import known
from gspbrief.site.published import Site
from gspbrief.site.search import texts_of
from gspbrief.site.sheets import Sheet, sheet_of

Values = Mapping[str, object]

COMPARED = 2  # that a reader who has not chosen yet sees side by side: those on which most is known


def _design(site: Site, listed: Sequence[Listing], form: Format) -> Values:
    from gspbrief.collection.designing import Held, designing  # SymPy, which no other page needs
    from gspbrief.scenario.assumptions import read_assumptions

    data = site.evidence.data
    assumptions = data / ASSUMPTIONS
    held = Held(
        context=read_rows(data, "context"),
        design=read_rows(data, "design"),
        assumptions=read_assumptions(assumptions) if assumptions.is_file() else None,
        sources=site.sources,
    )
    model = about_all(site, MODEL, form.lang)  # which may not be published
    return {**designing(listed, held, form), "model_page": model.get("page", "")}


def _compare(_: Site, listed: Sequence[Listing], form: Format) -> Values:
    return {  # its script asks each chosen partnership for its own figures
        "first": [one.id for one in in_order(listed)[:COMPARED]],
        "entries": sorted(listed, key=lambda one: alphabetical(one.name)),
        "script": BESIDE,
        "questions": {question: form.word("column", question) for question in questions(listed)},
        "differ": {word: form.word("differ", word) for word in words("differ")},
    }


def _evaluate(_: Site, __: Sequence[Listing], form: Format) -> Values:
    from gspbrief.collection.evaluation import evaluation  # SciPy, which no other page needs

    return evaluation(form)


def _search(_: Site, __: Sequence[Listing], form: Format) -> Values:
    return {"texts": texts_of(form.lang)}


def _methods(site: Site, listed: Sequence[Listing], form: Format) -> Values:
    return {
        "grades": GRADES,
        "count": len(site.sources),
        "full": sum(source.read_depth == "full" for source in site.sources.values()),
        "contact": site.publication.in_language(form.lang).contact,
        "archive": ARCHIVE,
        "documented": has_documentation(site),
        "revisions": site.revisions[:NEWEST],
        "names": {name: here.short_name for name, here in site.evidence.partnerships.items()}
        | {entry.id: entry.name for entry in listed},
        "pages": {entry.id: entry.page for entry in listed},
    }


PAGES: Mapping[str, Callable[[Site, Sequence[Listing], Format], Values]] = {
    "explore": explore,
    "compare": _compare,
    "known": known,
    "design": _design,
    "evaluate": _evaluate,
    "search": _search,
    "methods": _methods,
}
"""What each page prints, by the name of its template, in the order of the doors.

A page is called as its template is: ``explore.html`` from ``briefs/pages/explore.qmd.j2``, whose words in a
language stand in ``_explore.<lang>.j2``; the label of its door is a word of the vocabulary ``door``.
"""


def collection_pages(site: Site, listed: Mapping[str, Sequence[Listing]]) -> Iterator[Sheet]:
    """Every page of the collection in every language.

    Parameters
    ----------
    listed : mapping of str to sequence of Listing
        The partnerships with a page, by language.
    """
    for lang, own in listed.items():
        form = site.form(lang)
        for name, printed in PAGES.items():
            values = {"doors": doors(form, name), **printed(site, own, form)}
            yield sheet_of(name, f"{name}.html", form, listed, **values)


def publish_beside(site: Site) -> None:
    """Renew what stands beside these pages, once for all languages: the model as a script, the workbook."""
    from gspbrief.collection.evaluation import (  # SciPy and SymPy, which no other pages need
        WORKBOOK,
        workbook,
    )
    from gspbrief.scenario.script import browser_script

    site.write("assets/model.js", browser_script().encode())
    site.write(WORKBOOK, workbook(site.evidence.data))


def doors(form: Format, here: str = "") -> list[Mapping[str, str]]:
    """The pages of the collection as each links to the others; the one that is read has no address."""
    return [
        {"name": name, "label": form.word("door", name), "href": "" if name == here else f"{name}.html"}
        for name in PAGES
    ]
