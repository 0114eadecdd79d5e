"""The numbers annex: for every printed figure, how it came to be and where it stands in its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from gspbrief.brief.addresses import index_of, row_address
from gspbrief.brief.formulas import FORMULAS
from gspbrief.brief.markdown import anchor, citation, covered, english, escape, link
from gspbrief.brief.named_findings import is_figure
from gspbrief.brief.print_record import PrintRecord
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import figure, interval, measured, period, stated
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.language.typography import capital, merged
from gspbrief.project.subjects import MODEL

AMOUNTS = frozenset({"target", "programme_cost", "gdp", "earnings"})  # bases that are no people
PERCENT = frozenset({"percent", "per", "cent"})


@dataclass(frozen=True)
class AnnexEntry:
    """One figure in the annex.

    Attributes
    ----------
    anchor : Markup
        Id of the entry, to which every printed figure links.
    figure, what : Markup
        The figure, and what it is of whom and when.
    why : Markup
        Why there is no figure, where there is none.
    grade, source : Markup
        How it came to be, and the places that it stands in.
    fields : tuple of (Markup, Markup)
        What else a reader needs to trust it: names and texts.
    trace : Markup
        Links to its row of the data and to where it was computed.
    """

    anchor: Markup
    figure: Markup
    what: Markup
    why: Markup
    grade: Markup
    source: Markup
    fields: tuple[tuple[Markup, Markup], ...]
    trace: Markup


@dataclass(frozen=True)
class Annex:
    """Explains the figures that a brief has printed.

    Attributes
    ----------
    site_root, notebooks : str
        Relative addresses of the site's root and of the folder of the executed notebooks.
    """

    record: PrintRecord
    findings: Mapping[str, Finding]
    site_root: str
    notebooks: str

    def entries(self) -> list[AnnexEntry]:
        """An entry for every figure printed so far, and for those that they were computed from."""
        return [self._entry(finding) for finding in self._with_inputs()]

    def _with_inputs(self) -> list[Finding]:
        listed = dict(self.record.printed)
        queue = list(listed.values())
        while queue:
            for name in queue.pop(0).inputs:
                if name in self.findings and name not in listed and is_figure(self.findings[name]):
                    listed[name] = self.findings[name]
                    queue.append(self.findings[name])
        return list(listed.values())

    def _entry(self, finding: Finding) -> AnnexEntry:
        form = self.record.form
        named = ((escape(form.word("number_field", name)), text) for name, text in self._fields(finding))
        return AnnexEntry(
            anchor=Markup(anchor(finding.id)),
            figure=escape(stated(finding, form)) if finding.found else Markup(""),
            what=self._what(finding),
            why=Markup("") if finding.found else self.record.reason(finding),
            grade=escape(capital(form.word("grade", finding.grade)) if finding.found else ""),
            source=Markup(" ").join(citation(c.key, c.locator) for c in finding.sources),
            fields=tuple((name, text) for name, text in named if text),
            trace=self._trace(finding),
        )

    def _what(self, finding: Finding) -> Markup:
        """What the figure measures, of which part, out of whom and when, in one line."""
        form = self.record.form
        word = measured(finding.measure, finding.quantity, form)
        what = escape(word if finding.found else capital(word))
        if part := covered(finding, form):
            what = Markup(f"{what} ({part})")
        parts = (what, escape(out_of(finding, form)), escape(period(finding, form)))
        return Markup(", ").join(filter(None, parts))

    def _fields(self, finding: Finding) -> Iterable[tuple[str, Markup]]:
        form = self.record.form
        yield "interval", escape(interval(finding, form))
        for name in ("party", "case"):
            word = finding.details.get(name, "")
            yield name, escape(form.word(name, word) if word else "")
        moved = finding.details.get("moved", "")
        yield "moved", escape(form.word("measure", moved) if moved else "")
        yield "comparator", english(finding.details.get("comparator", ""), form)
        yield "status", escape("" if finding.status == "achieved" else form.word("status", finding.status))
        yield "money", escape(_money(finding, form))
        yield "formula", self._formula(finding)
        known = [name for name in finding.inputs if name in self.findings]  # a relative's are no figures here
        yield "inputs", Markup(", ").join(map(self._input, known))
        yield "rendered" if _is_rendering(finding) else "as_printed", _quoted(finding, form)
        doubted = finding.confidence not in ("", "high")
        yield "confidence", escape(form.word("confidence", finding.confidence) if doubted else "")
        yield "caveats", escape(form.series(form.word("caveat", word) for word in finding.caveats))
        yield "note", english(finding.details.get("note", "").rstrip("."), form)

    def _formula(self, finding: Finding) -> Markup:
        """The formula in words; one in symbols stands on the page of the model, once for all briefs."""
        form = self.record.form
        known = {**dict.fromkeys(words("concept"), "concept"), **dict.fromkeys(words("measure"), "measure")}
        if set(re.findall(r"[A-Za-z][\w*]*", finding.formula)) - set(known):
            page = f"{self.site_root}{MODEL}/{index_of(form.lang)}#{FORMULAS}"
            return link(form.word("number_field", "formula_elsewhere"), page)
        said = re.sub(r"[a-z]\w*", lambda name: form.word(known[name[0]], name[0]), finding.formula)
        return escape(said)

    def _input(self, name: str) -> Markup:
        found = self.findings[name]
        label = self.record.form.word("measure", found.measure)
        return Markup(f"[{escape(figure(found, self.record.form))}](#{anchor(name)}) ({escape(label)})")

    def _trace(self, finding: Finding) -> Markup:
        form, parts = self.record.form, []
        if finding.row:
            address = row_address(self.site_root, finding.row)
            parts.append(link(form.word("number_field", "data_row"), address))
        if finding.cell:
            address = f"{self.notebooks}{finding.notebook}.html#{finding.cell}"
            parts.append(link(form.word("number_field", "notebook_cell"), address))
        return Markup(", ").join(parts)


def out_of(finding: Finding, form: Format) -> str:
    """Out of how many, or of whom; an amount that nobody counts, as a target, has its number behind it."""
    if finding.n is None:
        return form.word("of_base", finding.base) if finding.base else ""
    base = form.word("base", finding.base) if finding.base else ""
    told = f"{form.word('number_field', 'base')} {_counted(finding, base, form.number(finding.n), form)}"
    return merged(told, form.language)


def _counted(finding: Finding, base: str, count: str, form: Format) -> str:
    if finding.base in AMOUNTS:
        return f"{base} ({count})"
    if finding.n == 1 and finding.base in words("unit_one"):
        base = form.word("unit_one", finding.base)
    return f"{count} {base}".strip()


def _money(finding: Finding, form: Format) -> str:
    if finding.unit != "money":
        return ""
    year = finding.price_year
    prices = (
        form.word("phrase", "price_year").format(year=year)
        if year
        else form.word("phrase", "price_year_missing")
    )
    per = form.word("per", finding.per) if finding.per else ""
    concept = finding.details.get("concept", "")
    kind = form.word("concept", concept) if concept else ""
    return ", ".join(filter(None, (f"{finding.currency} {per}".strip(), kind, prices)))


def _quoted(finding: Finding, form: Format) -> Markup:
    """What the source prints, where that says more than the figure does: another word, another number."""
    if not finding.as_printed:
        return Markup("")
    said = (finding.as_printed, figure(finding, form))
    words_of, digits_of = zip(*((_letters(text), re.sub(r"\D", "", text)) for text in said), strict=True)
    if words_of[0] <= words_of[1] | PERCENT and digits_of[0] == digits_of[1]:
        return Markup("")
    text = finding.as_printed.strip("[]") if _is_rendering(finding) else finding.as_printed
    return Markup(form.word("phrase", "quoted").format(text=escape(text)))


def _is_rendering(finding: Finding) -> bool:
    """Whether what the source prints is given in another language than the source's."""
    return finding.as_printed.startswith("[")


def _letters(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]+", text.casefold()))
