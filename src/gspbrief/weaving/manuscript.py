"""What the templates of one brief reach: its figures, exhibits, words and front matter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from gspbrief.errors import TemplateError
from gspbrief.exhibits import Exhibit
from gspbrief.findings import Finding
from gspbrief.formats import Format, Style, american
from gspbrief.labels import words
from gspbrief.partnerships import Study
from gspbrief.results import Results
from gspbrief.weaving.annex import Annex
from gspbrief.weaving.explorers import explorer_markdown
from gspbrief.weaving.insets import Insets
from gspbrief.weaving.markdown import link, title_case
from gspbrief.weaving.portrait import Consulted, Portrait
from gspbrief.weaving.publication import Publication
from gspbrief.weaving.sufficiency import has_brief
from gspbrief.weaving.wording import Record, Subject, each, for_print
from gspbrief.workshop.fingerprints import UNLISTED

Form = Literal["brief", "fact-sheet"]

SUBJECTS = ("costs", "migration", "outcomes", "scenario")
PRINT_ROWS = 7  # figures on a printed fact sheet; the page on the web has them all
LANGUAGE_NAMES = {"en": "English", "fr": "Français", "es": "Español"}
_LOCALE_TAGS = {("en", "mpi"): "en-US", ("en", "oecd"): "en-GB"}


@dataclass(frozen=True, kw_only=True)
class Inputs:
    """What one brief is woven from.

    Attributes
    ----------
    study : Study
        The partnership's evidence.
    results : tuple of Results
        What its notebooks found.
    templates : Path
        The folder ``briefs/`` with a folder for each language.
    out : Path
        The folder to write; one that is there is replaced.
    draw : callable
        Gives the SVG of an exhibit from the exhibit, its title and its description.
    evidence_hash : str
        SHA-256 of the partnership's own evidence, which the brief prints.
    languages : tuple of str
        The languages that the brief is published in.
    """

    study: Study
    results: tuple[Results, ...]
    templates: Path
    out: Path
    draw: Callable[[Exhibit, str, str], str]
    publication: Publication
    evidence_hash: str
    version: str
    lang: str = "en"
    style: Style = "mpi"
    languages: tuple[str, ...] = ("en",)

    @property
    def form(self) -> Form:
        """Whether the evidence carries a brief or a fact sheet; what is no partnership is a brief."""
        unlisted = self.study.partnership.id in UNLISTED
        return "brief" if unlisted or has_brief(self.results) else "fact-sheet"


@dataclass
class Manuscript:
    """Everything that one brief's templates reach, put together once.

    Attributes
    ----------
    site_root : str
        Relative address of the site's root from the brief's page.
    """

    woven: Inputs
    form: Format = field(init=False)
    record: Record = field(init=False)
    findings: dict[str, Finding] = field(init=False)
    insets: Insets = field(init=False)
    site_root: str = field(init=False)

    def __post_init__(self) -> None:
        woven = self.woven
        self.form = Format(woven.lang, woven.style)
        self.record = Record(self.form, Consulted(woven.study.consulted, self.form))
        self.findings = {f.id: f for found in woven.results for f in found.findings}
        exhibits = {exhibit.id: exhibit for found in woven.results for exhibit in found.exhibits}
        self.site_root = "../" if woven.lang == "en" else "../../"
        self.insets = Insets(exhibits, self.findings, self.record, woven.draw, self.site_root)

    def values(self) -> dict[str, object]:
        """The names that templates know."""
        woven, notebooks = self.woven, "" if self.woven.lang == "en" else "../"
        annex = Annex(self.record, self.findings, self.site_root, notebooks)
        return {
            **self._subjects(),
            "partnership": Portrait(woven.study, self.form, self.site_root),
            "consulted": self.record.consulted,
            "publication": woven.publication.in_language(woven.lang),
            "revisions": woven.study.revisions.to_dict("records"),
            "each": each,
            "exhibit": self._exhibit,
            "explorer": self._explorer,
            "has_exhibit": self.insets.exhibits.__contains__,
            "missing": self._missing,
            "numbers": annex.entries,
            "heading": self._heading,
            "question": partial(self._heading, vocabulary="question"),
            "label": self.form.word,
            "listing": self.form.listing,
            "date": self.form.date,
            "years": self.form.years,
            "link": link,
            "cased": self._cased,
            "front_matter": self._front_matter,
            "illustrative": any(f.grade == "illustrative" for f in self.findings.values()),
            "evidence_hash": Markup(woven.evidence_hash),
            "version": Markup(woven.version),
            "style": woven.style,
            "form": woven.form,
            "equations": self._equations,
            "for_print": partial(for_print, rows=PRINT_ROWS),
            "site_root": Markup(self.site_root),
            "notebooks": Markup(notebooks),
        }

    def _subjects(self) -> dict[str, Subject]:
        found = {results.notebook: results.findings for results in self.woven.results}
        names = dict.fromkeys((*SUBJECTS, *found))
        here = self.woven.study.partnership.id
        return {name: Subject(name, here, tuple(found.get(name, ())), self.record) for name in names}

    def _exhibit(
        self, name: str, headline: str = "", subtitle: str = "", note: str = "", alt: str = ""
    ) -> Markup:
        exhibit = self._named(name)
        if not headline:
            raise TemplateError(f"the exhibit {name!r} has no headline", todo="Say its finding in a sentence")
        words = (self._spelled(text) for text in (headline, subtitle, note, alt))
        return self.insets.markdown(exhibit, *words)

    def _explorer(self, name: str, **words: str) -> Markup:
        spelled = {key: self._spelled(text) for key, text in words.items()}
        block, files = explorer_markdown(self._named(name), self.form, spelled, self.site_root)
        self.insets.files.update(files)
        return block

    def _named(self, name: str) -> Exhibit:
        if name not in self.insets.exhibits:
            near = get_close_matches(name, self.insets.exhibits, n=3) or sorted(self.insets.exhibits)
            raise TemplateError(f"there is no exhibit {name!r}", todo=f"There are: {', '.join(near)}")
        return self.insets.exhibits[name]

    def _spelled(self, text: str) -> str:
        """A template's own words in the spelling of the style."""
        return american(text) if (self.form.lang, self.form.style) == ("en", "mpi") else text

    def _equations(self) -> list[tuple[str, list[Markup]]]:
        """The model's equations, by block, each as display mathematics."""
        from gspbrief.model.scenario_flows import latex  # SymPy is slow to import, and few briefs need it

        blocks = latex(self.form.word("phrase", "otherwise"))
        return [
            (self.form.word("equations", block.block), [Markup(f"$${line}$$") for line in block.equations])
            for block in blocks
        ]

    def _missing(self, subject: str) -> list[str]:
        """The labels of the quantities of a subject that were looked for and not found."""
        absent = [f for f in self.findings.values() if f.id.startswith(f"{subject}.") and _looked_for(f)]
        stages = words("base")
        return list(
            dict.fromkeys(
                self.form.word(
                    "base" if f.unit == "persons" and f.measure in stages else "measure", f.measure
                )
                for f in absent
            )
        )

    def _heading(self, word: str, vocabulary: str = "heading") -> str:
        return self._cased(self.form.word(vocabulary, word))

    def _cased(self, text: str) -> str:
        """A heading in title case where the style wants it."""
        return title_case(text) if (self.form.lang, self.form.style) == ("en", "mpi") else text

    def _front_matter(self, title: Markup, subtitle: Markup, description: Markup) -> Markup:
        import yaml

        woven, publication = self.woven, self.woven.publication.in_language(self.woven.lang)
        house = {
            "id": woven.study.partnership.id,
            "style": woven.style,
            "form": woven.form,
            "series": publication.series,
            "issue": publication.issue,
            "site-root": self.site_root,
            "home": f"{self.site_root}{index_of(woven.lang)}",
            "version": woven.version,
            "description": _unmarked(description),
            "languages": other_languages(woven.lang, woven.languages),
        }
        front = {
            "title": self._cased(_one_line(title)),
            "subtitle": self._cased(_one_line(subtitle)),
            "author": list(publication.author),
            "date": dt.date.fromisoformat(publication.date),
            "published": self.form.date(publication.date[:7]),
            "lang": _LOCALE_TAGS.get((woven.lang, woven.style), woven.lang),
            "bibliography": "references.bib",
            "gspbrief": {key: value for key, value in house.items() if value},
        }
        kept = {key: value for key, value in front.items() if value}
        return Markup(yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=1000).strip())


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\n]+", " ", text).strip()


def _unmarked(text: str) -> str:
    """Markdown as the plain text that a page description needs."""
    without_links = re.sub(r"\[([^\]]*)\]\([^)]*\)(\{[^}]*\})?", r"\1", _one_line(text))
    return re.sub(r"\\([^\w\s])", r"\1", without_links)


def index_of(lang: str) -> str:
    """The first page in a language, from the folder that holds all languages."""
    return "index.html" if lang == "en" else f"{lang}/index.html"


def other_languages(lang: str, languages: Iterable[str]) -> list[Mapping[str, str]]:
    """The same page in the other languages, as a page in one of them links to them."""
    root = "" if lang == "en" else "../"
    return [
        {
            "lang": other,
            "name": LANGUAGE_NAMES[other],
            "href": f"{root}{index_of(other)}",
        }
        for other in languages
        if other != lang
    ]


def _looked_for(finding: Finding) -> bool:
    return not finding.found and finding.details.get("reason", "not_found") == "not_found"
