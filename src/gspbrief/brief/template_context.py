"""What the templates of one brief reach: its figures, exhibits, words and front matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import partial

from markupsafe import Markup

from gspbrief.brief.addresses import BIBTEX, CSL, PAGE, SOURCES_BIBTEX, SOURCES_CSL
from gspbrief.brief.annex import Annex
from gspbrief.brief.answers import answer, apart
from gspbrief.brief.claims import absent, count, no_comparison, said_by, states, total, unstated
from gspbrief.brief.explorer_page import explorer_markdown
from gspbrief.brief.figures_and_tables import FiguresAndTables
from gspbrief.brief.formulas import IN_SYMBOLS
from gspbrief.brief.frontmatter import FrontMatter, Part, cased, one_line, unmarked
from gspbrief.brief.inputs import BriefInputs as BriefInputs
from gspbrief.brief.markdown import english, link
from gspbrief.brief.named_findings import NamedFindings, Subject, each
from gspbrief.brief.print_record import PrintRecord
from gspbrief.brief.profile import Consulted, Profile
from gspbrief.brief.sections import first_figure, placed, questions
from gspbrief.brief.social_cards import KeyFigure
from gspbrief.brief.strongest_rows import for_print, told_in_print
from gspbrief.brief.sufficiency import would_carry
from gspbrief.errors import TemplateError
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.findings.finding import Finding
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.language.typography import respelled

PRINT_STATEMENTS = 7  # on a printed fact sheet
PRINT_ROWS = 7  # figures on a printed fact sheet, the strongest; the page on the web has them all


@dataclass
class TemplateContext:
    """Everything that the templates of one page of a brief reach, put together once.

    Attributes
    ----------
    part : {"index", "press"}
        The brief itself or its press note.
    key : KeyFigure
        The figure that stands for the brief.
    brief_title : str
        What the brief is called, as Markdown, for the press note.
    front : FrontMatter
        What the page says of itself, once it has printed it.
    """

    woven: BriefInputs
    part: Part = "index"
    key: KeyFigure = field(default_factory=KeyFigure)
    brief_title: str = ""
    form: Format = field(init=False)
    record: PrintRecord = field(init=False)
    findings: dict[str, Finding] = field(init=False)
    figures_and_tables: FiguresAndTables = field(init=False)
    front: FrontMatter = field(init=False)

    def __post_init__(self) -> None:
        woven = self.woven
        self.form = woven.format
        self.record = PrintRecord(self.form, Consulted(woven.study.consulted, self.form))
        self.findings = {f.id: f for found in woven.results for f in found.findings}
        exhibits = {exhibit.id: exhibit for found in woven.results for exhibit in found.exhibits}
        self.figures_and_tables = FiguresAndTables(
            exhibits=exhibits,
            findings=self.findings,
            record=self.record,
            draw=woven.draw,
            addresses=woven.addresses,
            destinations=woven.study.partnership.destinations,
        )
        self.front = self._front("", "", "")

    def values(self) -> dict[str, object]:
        """The names that templates know."""
        woven, here = self.woven, self.woven.addresses
        annex = Annex(self.record, self.findings, here.site_root, here.common)
        subjects = self._subjects()
        asked = questions(woven.notebooks, subjects)
        return {
            **subjects,
            "sections": list(placed(woven.notebooks, subjects, self.form)),
            "questions": asked,
            "lead": first_figure(woven.notebooks, subjects),
            "answers": {name: told for name, one in asked.items() if (told := answer(one))},
            "apart": apart,
            "printed": self.record,
            "partnership": Profile(woven.study, self.form, here.site_root),
            "consulted": self.record.consulted,
            "publication": woven.publication.in_language(woven.lang),
            "revisions": woven.study.revisions.to_dict("records"),
            "each": each,
            "absent": absent,
            "count": count,
            "total": total,
            "said_by": partial(said_by, consulted=self.record.consulted.sources or woven.study.sources),
            "states": partial(states, held=self._statements()),
            "unstated": partial(unstated, held=self._features()),
            "no_comparison": no_comparison,
            "exhibit": self._exhibit,
            "explorer": self._explorer,
            "can_show": self.figures_and_tables.can_show,
            "has_exhibit": self.figures_and_tables.exhibits.__contains__,
            "would_carry": would_carry(woven.results),
            "missing": self._missing,
            "no_figure": self._no_figure,
            "instead": self._instead,
            "numbers": annex.entries,
            "heading": self._heading,
            "question": partial(self._heading, vocabulary="question"),
            "label": self.form.word,
            "listing": self.form.listing,
            "date": self.form.date,
            "years": self.form.years,
            "link": link,
            "original": self._original,
            "colon": Markup(self.form.colon),
            "semicolon": Markup(self.form.semicolon),
            "cased": partial(cased, form=self.form),
            "front_matter": self._front_matter,
            "illustrative": any(f.grade == "illustrative" for f in self.findings.values()),
            "evidence_hash": Markup(woven.evidence_hash),
            "version": Markup(woven.version),
            "style": woven.style.name,
            "opening": woven.style.text.opening,
            "form": woven.form,
            "equations": self._equations,
            "formulas": IN_SYMBOLS,
            "beside": lambda: [f for one in asked.values() for f in each(one.beside)],
            "told_in_print": partial(told_in_print, most=PRINT_STATEMENTS),
            "known_in_print": lambda: for_print(*(each(one.own) for one in asked.values()), rows=PRINT_ROWS),
            "site_root": Markup(here.site_root),
            "notebooks": Markup(here.common),
            "has_press": woven.has_press,
            "brief_title": Markup(self.brief_title),
            "documents": {kind: here.document(kind) for kind in woven.edition.formats if kind != "html"},
            "citations": {"BibTeX": BIBTEX, "CSL-JSON": CSL},
            "cited_sources": {"BibTeX": SOURCES_BIBTEX, "CSL-JSON": SOURCES_CSL},
            "address": here.public(PAGE) if here.base else "",
        }

    def _statements(self) -> frozenset[str]:
        """The ids of the rows of ``design.csv`` on this subject, and on none in particular."""
        study = self.woven.study
        return frozenset({*study.design.index, *study.general["design"].index})

    def _features(self) -> frozenset[tuple[str, str]]:
        """Of each row of ``design.csv`` on this subject the partnership and the feature."""
        design = self.woven.study.design
        return frozenset(zip(design["partnership"], design["feature"], strict=True))

    def _subjects(self) -> dict[str, Subject]:
        found = {results.notebook: results.findings for results in self.woven.results}
        names = dict.fromkeys((*(notebook.name for notebook in self.woven.notebooks), *found))
        here = self.woven.study.partnership.id
        return {name: Subject(name, here, tuple(found.get(name, ())), self.record) for name in names}

    def _exhibit(
        self,
        name: str,
        headline: str = "",
        subtitle: str = "",
        note: str = "",
        alt: str = "",
        names: Mapping[str, str] | None = None,
        rests_on: Sequence[NamedFindings] = (),
    ) -> Markup:
        called = {row: self._spelled(text) for row, text in (names or {}).items()}
        exhibit = self._named(name).named(called)
        self.figures_and_tables.refuse_what_it_lacks(exhibit, [one.finding for one in rests_on])
        if not headline:
            raise TemplateError(f"the exhibit {name!r} has no headline", todo="Say its finding in a sentence")
        words = (self._spelled(text) for text in (headline, subtitle, note, alt))
        return self.figures_and_tables.markdown(exhibit, *words)

    def _explorer(self, name: str, **words: str) -> Markup:
        spelled = {key: self._spelled(text) for key, text in words.items()}
        block, files = explorer_markdown(
            self._named(name), self.form, spelled, self.woven.addresses.site_root
        )
        self.figures_and_tables.files.update(files)
        return block

    def _named(self, name: str) -> Exhibit:
        known = self.figures_and_tables.exhibits
        if name not in known:
            near = get_close_matches(name, known, n=3) or sorted(known)
            raise TemplateError(f"there is no exhibit {name!r}", todo=f"There are: {', '.join(near)}")
        return known[name]

    def _spelled(self, text: str) -> str:
        """A template's own words in the spelling of the style."""
        return respelled(text, self.form.language, self.form.spelling)

    def _original(self, *texts: str) -> Markup:
        """Texts of the evidence, marked as English where the brief is in another language."""
        return Markup(" ").join(english(text, self.form) for text in texts if text)

    def _equations(self) -> list[tuple[str, list[Markup]]]:
        """The model's equations, by block, each as display mathematics."""
        from gspbrief.scenario.equations import latex  # SymPy is slow to import, and few briefs need it

        blocks = latex(self.form.word("phrase", "otherwise"))
        return [
            (self.form.word("equations", block.block), [Markup(f"$${line}$$") for line in block.equations])
            for block in blocks
        ]

    def _missing(self, *subjects: str) -> list[str]:
        """The labels of the quantities that were looked for and not found, subject by subject."""
        return [label for subject in subjects for label in self._missing_on(subject)]

    def _no_figure(self, *subjects: str) -> list[str]:
        """The labels of the quantities of which no figure is held, also where words say something of them."""
        codes = ("not_found", "in_words_only")
        return [label for s in subjects for code in codes for label in self._missing_on(s, code)]

    def _instead(self, subject: str) -> list[tuple[str, str]]:
        """What is held of quantities without a figure, such as a plan: how, and of which."""
        return [
            (self.form.word("phrase", code), self.form.listing(labels))
            for code in ("planned_only", "in_words_only", "beside_only")
            if (labels := self._missing_on(subject, code))
        ]

    def _missing_on(self, subject: str, code: str = "not_found") -> list[str]:
        here = (f for f in self.findings.values() if f.id.startswith(f"{subject}."))
        absent = [f for f in here if not f.found and f.details.get("reason", "not_found") == code]
        return list(dict.fromkeys(self.form.word(_vocabulary_of(f), f.measure) for f in absent))

    def _heading(self, word: str, vocabulary: str = "heading") -> str:
        return cased(self.form.word(vocabulary, word), self.form)

    def _front_matter(
        self, title: Markup, subtitle: Markup, description: Markup, setting: str = ""
    ) -> Markup:
        self.front = self._front(title, subtitle, description, setting)
        return Markup(self.front.markdown())

    def _front(self, title: str, subtitle: str, description: str, setting: str = "") -> FrontMatter:
        return FrontMatter(
            woven=self.woven,
            form=self.form,
            part=self.part,
            title=cased(one_line(title), self.form),
            subtitle=cased(one_line(subtitle), self.form),
            description=unmarked(description),
            key=self.key,
            setting=setting,
        )


def _vocabulary_of(absence: Finding) -> str:
    """The vocabulary that names what was not found as a quantity of its own, not as a figure's measure."""
    vocabularies = ("missing", "base") if absence.unit == "persons" else ("missing",)
    return next((name for name in vocabularies if absence.measure in words(name)), "measure")
