"""The front page: what was found, what is known, from where to where, what to do next, and what is new."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from gspbrief.brief.addresses import other_languages
from gspbrief.collection.corridors import corridors
from gspbrief.collection.listing import Listing, questions
from gspbrief.collection.revisions import Revision
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.labels import words
from gspbrief.project.subjects import DEMO, MODEL, ORIGINAL, SYNTHESIS
from gspbrief.site.collection_pages import doors
from gspbrief.site.entries import about_all
from gspbrief.site.evidence_pages import ARCHIVE
from gspbrief.site.published import Site

CARDS = 12  # of the briefs on which most is known; the list has all
CHANGES = 5


def front_page(site: Site, listed: Sequence[Listing], lang: str) -> Mapping[str, object]:
    """What the front page in a language prints."""
    form = site.form(lang)
    about_topics = [about_all(site, name, lang) for name in site.evidence.topics]
    return {
        "languages": other_languages(lang, site.languages),
        "doors": doors(form),
        **told(listed, form),
        "tables": site.tables,
        "archive": ARCHIVE,
        "synthesis": about_all(site, SYNTHESIS, lang),
        "topics": [{**e, "name": e["subtitle"]} for e in about_topics if e],
        "across": any(site.project.has_text(SYNTHESIS, one) for one in site.project.languages),
        "model": about_all(site, MODEL, lang),
        "demo": about_all(site, DEMO, lang),
        "changes": changes(site.revisions, listed, form),
    }


def told(listed: Sequence[Listing], form: Format) -> Mapping[str, object]:
    """What it says of the partnerships, whatever else a site holds."""
    briefs = sorted((entry for entry in listed if entry.form == "brief"), key=_place)
    return {
        "total": len(listed),
        "carried": len(briefs),
        "briefs": briefs[:CARDS],
        "payers": {payer: form.word("who_paid", payer) for payer in words("who_paid")},
        "answers": answers(listed, form),
        "map": corridors(listed, form),
    }


def answers(listed: Sequence[Listing], form: Format) -> list[tuple[str, str, int]]:
    """Each question that is asked of all: its code, its words, and of how many it is answered."""
    return [
        (question, form.word("column", question), sum(question in entry.answered for entry in listed))
        for question in questions(listed)
    ]


def changes(
    revisions: Iterable[Revision], listed: Iterable[Listing], form: Format
) -> list[Mapping[str, object]]:
    """The newest change of each of some partnerships, in English where there is nothing else."""
    pages = {entry.id: entry for entry in listed}
    newest: dict[str, Revision] = {}
    for one in revisions:
        newest.setdefault(one.partnership, one)
    return [
        {
            "date": form.date(one.date),
            "iso": one.date,
            "name": pages[one.partnership].name if one.partnership in pages else "",
            "page": pages[one.partnership].page if one.partnership in pages else "",
            "what": form.translated(one.what) or one.what,
            "foreign": form.lang != ORIGINAL and not form.translated(one.what),
        }
        for one in list(newest.values())[:CHANGES]
    ]


def _place(entry: Listing) -> tuple[int, int, str]:
    """Those first with figures on most questions, then with most such figures, then by name."""
    return -sum(map(bool, entry.counts)), -sum(entry.counts), alphabetical(entry.name)
