"""The numbers annex: for every printed figure, how it came to be and where it stands in its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from gspbrief.brief.markdown import anchor, citation, english, escape, link
from gspbrief.brief.named_findings import PrintRecord
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import figure, interval, period, scope
from gspbrief.language.formats import Format
from gspbrief.language.labels import words


@dataclass(frozen=True)
class AnnexEntry:
    """One figure in the annex.

    Attributes
    ----------
    anchor : Markup
        Id of the entry, to which every printed figure links.
    figure, label : Markup
        The figure and what it measures.
    fields : tuple of (Markup, Markup)
        What a reader needs to trust and trace it: names and texts.
    """

    anchor: Markup
    figure: Markup
    label: Markup
    fields: tuple[tuple[Markup, Markup], ...]


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
                if name in self.findings and name not in listed:
                    listed[name] = self.findings[name]
                    queue.append(self.findings[name])
        return list(listed.values())

    def _entry(self, finding: Finding) -> AnnexEntry:
        form = self.record.form
        printed = escape(figure(finding, form)) if finding.found else self.record.reason(finding)
        fields = [
            (escape(form.word("number_field", name)), text) for name, text in self._fields(finding) if text
        ]
        return AnnexEntry(
            Markup(anchor(finding.id)), printed, escape(form.word("measure", finding.measure)), tuple(fields)
        )

    def _fields(self, finding: Finding) -> Iterable[tuple[str, Markup]]:
        """What belongs to a figure; of one that was not found only its part and where it was sought."""
        form = self.record.form
        if not (finding.found or finding.inputs):
            yield "scope", escape(scope(finding, form))
            yield "trace", self._trace(finding)
            return
        yield "interval", escape(interval(finding, form))
        yield "scope", escape(scope(finding, form))
        payer = finding.details.get("payer", "")
        yield "payer", escape(form.word("payer", payer) if payer else "")
        for name in ("party", "case"):
            word = finding.details.get(name, "")
            yield name, escape(form.word(name, word) if word else "")
        yield "base", escape(_base(finding, form))
        yield "period", escape(period(finding, form))
        yield "status", escape("" if finding.status == "achieved" else form.word("status", finding.status))
        yield "money", escape(_money(finding, form))
        yield "grade", escape(form.word("grade", finding.grade))
        yield "formula", escape(_formula(finding, form))
        yield "inputs", Markup(", ").join(self._input(name) for name in finding.inputs)
        yield "source", Markup(" ").join(citation(c.key, c.locator) for c in finding.sources)
        yield "as_printed", _quoted(finding.as_printed, form)
        yield "confidence", escape(form.word("confidence", finding.confidence) if finding.confidence else "")
        yield "caveats", escape(form.series(form.word("caveat", word) for word in finding.caveats))
        yield "note", english(finding.details.get("note", "").rstrip("."), form.lang)
        yield "trace", self._trace(finding)

    def _input(self, name: str) -> Markup:
        if name not in self.findings:
            return escape(name)
        found = self.findings[name]
        label = self.record.form.word("measure", found.measure)
        return Markup(f"[{escape(figure(found, self.record.form))}](#{anchor(name)}) ({escape(label)})")

    def _trace(self, finding: Finding) -> Markup:
        form, parts = self.record.form, []
        if finding.row:
            table, row = finding.row.split("#", 1)
            address = f"{self.site_root}data/{table.removesuffix('.csv')}.html#{row}"
            parts.append(link(form.word("number_field", "data_row"), address))
        if finding.cell:
            address = f"{self.notebooks}{finding.notebook}.html#{finding.cell}"
            parts.append(link(form.word("number_field", "notebook_cell"), address))
        return Markup(", ").join(parts)


def _base(finding: Finding, form: Format) -> str:
    count = form.number(finding.n) if finding.n is not None else ""
    base = form.word("base", finding.base) if finding.base else ""
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


def _formula(finding: Finding, form: Format) -> str:
    measures = set(words("measure"))
    return re.sub(
        r"[a-z][a-z_]+",
        lambda match: form.word("measure", match[0]) if match[0] in measures else match[0],
        finding.formula,
    )


def _quoted(text: str, form: Format) -> Markup:
    return Markup(form.word("phrase", "quoted").format(text=escape(text))) if text else Markup("")
