"""Exhibits in a brief: chart or table with headline, note, source, description and the data to download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import cast

from markupsafe import Markup

from gspbrief.brief.addresses import Addresses, row_address
from gspbrief.brief.chart_texts import SHOWN_ROWS, alt_text, chart_script, table_columns
from gspbrief.brief.downloads import FIGURES, downloaded
from gspbrief.brief.embedding import embed_markdown
from gspbrief.brief.figure_maps import map_markdown
from gspbrief.brief.markdown import attribute, citation, english, escape, group, link, pipe_table
from gspbrief.brief.named_findings import NamedFindings
from gspbrief.brief.print_record import PrintRecord
from gspbrief.brief.sufficiency import SURVEY
from gspbrief.errors import TemplateError
from gspbrief.exhibits.charts import LEAST_VALUES, has_enough
from gspbrief.exhibits.entries import (
    items_of,
    rows_of,
    subject_of,
)
from gspbrief.exhibits.exhibit import Column, Exhibit, Json
from gspbrief.exhibits.marks import MUTED
from gspbrief.exhibits.row_words import entry
from gspbrief.exhibits.svg import Draw
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import figure, period, stated, with_range
from gspbrief.language.typography import capital

DESCRIBED_ROWS = 40
NARROW = ".narrow"  # behind the name of the drawing for narrow screens
LONG_CELL = 120  # characters
LISTED, BESIDE = 40, 14  # relative widths of a column of lists and of one beside it
LINKED = ("coded", "partnerships", "statements")
FREE_TEXT = ("comparator", "why")  # columns that hold the evidence's own words, which are English
_MARK = {  # on a chart of simulated persons, which goes about without its page
    "title": {
        "text": "@phrase:simulated_survey",
        "anchor": "end",
        "fontSize": 12,
        "fontWeight": "normal",
        "color": MUTED,
    }
}
NAMED_BY = {
    "measure": "name",
    "whose": "whose_name",
}  # columns whose entries a passage may call by other names
_RIGHT = frozenset({"number", "share", "money", "count", "hedged", *FIGURES})


@dataclass
class FiguresAndTables:
    """The exhibits of one brief and the files that they add to it.

    Attributes
    ----------
    exhibits : mapping of str to Exhibit
        By id.
    findings : mapping of str to Finding
        Those that exhibits and their tables refer to.
    draw : callable
        Gives the SVG of an exhibit.
    addresses : Addresses
        Where the brief stands: for links to rows of the evidence and other briefs, and for others' pages.
    destinations : sequence of str
        Countries that the partnership leads to, for maps.
    files : dict of str to str
        What the brief's folder gets besides the text: path to content.
    charts : dict of str to str
        The headline and the alternative text of each chart by its file, in the order in which they stand.
    """

    exhibits: Mapping[str, Exhibit]
    findings: Mapping[str, Finding]
    record: PrintRecord
    draw: Draw
    addresses: Addresses
    destinations: Sequence[str] = ()
    files: dict[str, str] = field(default_factory=dict)
    charts: dict[str, tuple[str, str]] = field(default_factory=dict)

    def markdown(
        self, exhibit: Exhibit, headline: str, subtitle: str = "", note: str = "", alt: str = ""
    ) -> Markup:
        """The exhibit as Quarto Markdown; its files are added to ``files``.

        Raises
        ------
        TemplateError
            If it is a chart of fewer than three values.
        """
        if exhibit.form == "chart" and not has_enough(exhibit):
            raise TemplateError(
                f"the chart {exhibit.id!r} has {len(exhibit.data)} values",
                todo=f"Say them in a sentence: a chart has {LEAST_VALUES} or more",
            )
        stem = exhibit.id.replace("/", "-")
        if self.simulated and exhibit.form == "chart":
            exhibit = replace(exhibit, spec={**exhibit.spec, **_MARK})
        data = downloaded(exhibit, self.findings, illustrative=self.simulated)
        self.files[f"data/{stem}.csv"] = data
        words = escape(headline)
        if subtitle:
            stop = "" if headline.endswith((".", "?", "!")) else "."
            words = Markup(f"{words}{stop} [{escape(subtitle)}]{{.subtitle}}")
        body = (
            self._chart(exhibit, stem, headline, words, alt)
            if exhibit.form == "chart"
            else self._table(exhibit, stem, words)
        )
        return Markup(f"{body}\n\n{self._notes(exhibit, stem, note, len(data.encode()))}")

    def can_show(self, name: str) -> bool:
        """Whether there is such an exhibit, with names in the language for all of its rows."""
        return name in self.exhibits and not self.exhibits[name].unnamed(self.record.form)

    def refuse_what_it_lacks(self, exhibit: Exhibit, rests_on: Iterable[Finding]) -> None:
        """Refuse an exhibit whose headline rests on what it does not show.

        Raises
        ------
        TemplateError
            If a finding is neither shown nor what a shown one was computed from.
        """
        shown = [self.findings[name] for name in exhibit.findings if name in self.findings]
        held = {finding.id for finding in shown} | {name for finding in shown for name in finding.inputs}
        if lacking := [finding.id for finding in rests_on if finding.id not in held]:
            raise TemplateError(
                f"the headline of {exhibit.id!r} rests on {', '.join(lacking)}, which it does not show",
                todo="Rewrite the headline, or show them",
            )

    def _chart(self, exhibit: Exhibit, stem: str, headline: str, caption: Markup, alt: str) -> str:
        form, said = self.record.form, self.description(exhibit)
        if unnamed := exhibit.unnamed(form):
            raise TemplateError(
                f"the chart {exhibit.id!r} would name {', '.join(dict.fromkeys(unnamed))} in English",
                todo="Give their names in the language of the passage: names={...}",
            )
        self.files[f"figures/{stem}.svg"] = self.draw(exhibit, headline, said, False)
        self.files[f"figures/{stem}{NARROW}.svg"] = self.draw(exhibit, headline, said, True)
        sources = self.record.consulted.sources
        self.files[f"data/{stem}.chart.js"] = chart_script(stem, exhibit, self.findings, form, sources)
        short = alt or alt_text(exhibit, self.findings, form)
        self.charts[stem] = headline, short
        place = " .in-column" if cast(Json, exhibit.spec.get("usermeta", {})).get("fits_a_column") else ""
        return f"![{caption}](figures/{stem}.svg){{#fig-{stem}{place} fig-alt={attribute(short)}}}"

    def _table(self, exhibit: Exhibit, stem: str, caption: Markup) -> str:
        if not exhibit.data:
            return self._nothing(stem, caption)
        header = [escape(self.record.form.word("column", column.title)) for column in exhibit.columns]
        rows = [[self._cell(row, column) for column in exhibit.columns] for row in exhibit.data]
        numeric = [column.kind in _RIGHT for column in exhibit.columns]
        long = [_lists(column) or _has_long_text(exhibit, column) for column in exhibit.columns]
        widths = [LISTED if each else BESIDE for each in long] if any(long) else None
        mark = " .wide" if any(long) else ""
        return f"{pipe_table(header, rows, numeric, widths)}\n\n: {caption} {{#tbl-{stem}{mark}}}"

    def _nothing(self, stem: str, caption: Markup) -> str:
        """A table that the evidence leaves empty: it says so, and references to it still hold."""
        header = [escape(self.record.form.word("column", "figure"))]
        silence = [escape(capital(self.record.consulted.not_found))]
        return f"{pipe_table(header, [silence], [False])}\n\n: {caption} {{#tbl-{stem}}}"

    def _cell(self, row: Json, column: Column) -> Markup:
        value = row.get(column.name)
        if column.kind in LINKED and value:
            return self._entry(value, column)
        if column.kind in FIGURES and isinstance(value, str) and value in self.findings:
            if column.kind == "ranged":  # its row says where it comes from
                return escape(with_range(self.findings[value], self.record.form))
            return NamedFindings(value, (self.findings[value],), self.record).in_table.markdown()
        if column.kind == "source" and isinstance(value, str) and value:
            return citation(value)
        if column.name == "symbol":
            letter, _, index = self.text(row, column).partition("_")
            return Markup(f"{escape(letter)}~{escape(index)}~") if index else escape(letter)
        return self._said(row, column)

    def _said(self, row: Json, column: Column) -> Markup:
        """The text of a cell, marked as English where the evidence has it in no other language."""
        value, text = row.get(column.name), self.text(row, column)
        if column.kind == "group" and value:
            return group(str(value), self.record.form)
        if column.name in FREE_TEXT and value:
            return english(text, self.record.form)
        return escape(capital(text) if column.kind in ("word", "measured") else text)

    def _entry(self, value: object, column: Column) -> Markup:
        """A judged state, partnerships or statements, each linked to its row of the evidence or its brief."""
        if column.kind == "coded":
            first, *others = [row_address(self.addresses.site_root, row) for row in rows_of(value)]
            state = link(capital(self.text({column.name: value}, column)), first)
            return Markup(", ").join([state, *(link(n, row) for n, row in enumerate(others, start=2))])
        if column.kind == "partnerships":
            root = self.addresses.site_root
            addresses = [(item, f"{root}{item['id']}/index.html") for item in items_of(value)]
            return Markup(", ").join(
                link(self.record.form.named(item["name"]), address) for item, address in addresses
            )
        return Markup(" ").join(self._statement(item) for item in items_of(value))

    def _statement(self, item: Mapping[str, str]) -> Markup:
        form = self.record.form
        spoken = english(item["text"].removesuffix("."), form)
        subject = subject_of(item, form)
        about = (
            f"{link(subject, row_address(self.addresses.site_root, item['row']))}{form.colon} "
            if subject
            else ""
        )
        cited = f" {citation(item['source'])}" if item["source"] else ""
        return Markup(f"{about}{spoken}{cited}.")

    def text(self, row: Json, column: Column) -> str:
        """A cell as the brief's language and style write it."""
        value, form = row.get(column.name), self.record.form
        if name := row.get(NAMED_BY.get(column.name, "")):
            return str(name)
        hedged = column.kind == "hedged"  # a number with its hedge, or that it was not found
        if (value is None or value == "") and not hedged:
            of_all = row.get("name") if column.kind == "group" and "whose_part" not in row else ""
            return str(of_all or "–")  # the mark of all among those of groups has a name of its own
        if column.kind in FIGURES and str(value) in self.findings:
            found = self.findings[str(value)]
            return stated(found, form) if found.found else str(self.record.reason(found))
        if isinstance(value, (int, float)) and not (hedged or isinstance(value, bool)):
            number = form.number(100 * value if column.kind == "share" else value, 1)
            return form.percent(number) if column.kind == "share" else number
        return entry(row, column, form)

    def description(self, exhibit: Exhibit) -> str:
        """The data of an exhibit in words, for those who cannot see it."""
        columns = table_columns(exhibit) if exhibit.form == "chart" else exhibit.columns
        rows = [
            ", ".join(self.text(row, column) for column in columns) for row in exhibit.data[:DESCRIBED_ROWS]
        ]
        return "; ".join(rows) + ("; …" if len(exhibit.data) > DESCRIBED_ROWS else "")

    def _notes(self, exhibit: Exhibit, stem: str, note: str, size: int) -> str:
        form = self.record.form
        said = " ".join(filter(None, (note, self._left_out(exhibit))))
        lines = [f"{form.word('phrase', 'note')} {escape(said)}"] if said else []
        cited = self._citations(exhibit)
        if self._assumed(exhibit):
            cited = [escape(form.word("phrase", "own_assumptions")), *cited]
        if not cited:
            lines.append(f"{form.word('phrase', 'source')} {self._own_source(exhibit)}.")
        if cited:
            kind = "source" if len(cited) == 1 else "sources"
            lines.append(f"{form.word('phrase', kind)} {form.series(cited)}.")
        download = form.word("phrase", "data_link").format(size=form.bytes(size))
        lines.append(f"[{escape(download)}](data/{stem}.csv){{.data-link}}")
        if exhibit.form == "chart":
            mapped = map_markdown(exhibit, self.destinations, form)
            beside = (self._links(stem), mapped, self._data_table(exhibit), self._embed(stem))
            lines.append("::: {.screen-only}\n" + "\n\n".join(filter(None, beside)) + "\n:::")
        return "::: {.note-source}\n" + "\n\n".join(lines) + "\n:::"

    def _left_out(self, exhibit: Exhibit) -> str:
        """What belongs beside the figures of an exhibit and cannot stand there."""
        form = self.record.form
        odd = [self.findings[name] for name in exhibit.left_out if name in self.findings]
        if exhibit.kind == "timeline":
            told = [f"{figure(f, form)} ({period(f, form)})" for f in odd]
            return form.word("phrase", "left_out_at_odds").format(figures=form.listing(told)) if told else ""
        spans = dict.fromkeys(period(f, form) for f in odd)
        return form.word("phrase", "left_out_spans").format(spans=form.listing(spans)) if spans else ""

    def _links(self, stem: str) -> str:
        """The picture of a chart to take away."""
        picture = escape(self.record.form.word("phrase", "picture"))
        return f"{picture}{self.record.form.colon} [PNG](data/{stem}.png), [SVG](data/{stem}.svg)"

    def _data_table(self, exhibit: Exhibit) -> str:
        """The data of a chart as a table that opens; none where it has more rows than anyone reads."""
        if len(exhibit.data) > SHOWN_ROWS:
            return ""
        form, columns = self.record.form, table_columns(exhibit)
        header = [escape(form.word("column", column.title)) for column in columns]
        rows = [[self._plain_cell(row, column) for column in columns] for row in exhibit.data]
        table = pipe_table(header, rows, [column.kind in _RIGHT for column in columns])
        title = escape(form.word("phrase", "chart_data"))
        opening = f'```{{=html}}\n<details class="chart-data"><summary>{title}</summary>\n```'
        return f"{opening}\n\n{table}\n\n```{{=html}}\n</details>\n```"

    def _embed(self, stem: str) -> str:
        """The code with which another page shows a chart."""
        return embed_markdown(
            self.addresses, stem, self.charts[stem][0], self.files[f"figures/{stem}.svg"], self.record.form
        )

    def _plain_cell(self, row: Json, column: Column) -> Markup:
        """A cell whose figure leads nowhere: the chart has it already."""
        if column.kind == "source" and row.get(column.name):
            return citation(str(row[column.name]))
        return self._said(row, column)

    @property
    def simulated(self) -> bool:
        """Whether all that the brief shows is made of simulated persons: its files say so, each by itself."""
        return bool(self.findings) and all(f.grade == "illustrative" for f in self.findings.values())

    def _assumed(self, exhibit: Exhibit) -> bool:
        """Whether all figures of an exhibit are assumed: it then rests on no evidence."""
        return bool(exhibit.findings) and all(
            name in self.findings and self.findings[name].grade == "assumed" for name in exhibit.findings
        )

    def _own_source(self, exhibit: Exhibit) -> Markup:
        """What an exhibit without sources rests on: the published evidence, or a survey."""
        if self.simulated:
            return escape(self.record.form.word("phrase", "simulated_survey"))
        if exhibit.id.startswith(f"{SURVEY}/"):
            return escape(self.record.form.word("phrase", "own_survey"))
        return link(self.record.form.word("phrase", "own_evidence"), f"{self.addresses.site_root}index.html")

    def _citations(self, exhibit: Exhibit) -> list[str]:
        shown = [self.findings[name] for name in exhibit.findings if name in self.findings]
        keys = [c.key for finding in shown for c in finding.sources]
        keys += exhibit.sources
        keys += [
            str(row[c.name])
            for c in exhibit.columns
            if c.kind == "source"
            for row in exhibit.data
            if row.get(c.name)
        ]
        return [f"@{key}" for key in dict.fromkeys(keys)]


def _lists(column: Column) -> bool:
    """Whether a column's cells list statements, partnerships or words, which need the width of the page."""
    return column.kind in ("statements", "partnerships", "words") and column.name != "partnership"


def _has_long_text(exhibit: Exhibit, column: Column) -> bool:
    return column.kind in ("text", "group") and any(
        len(str(row.get(column.name))) > LONG_CELL for row in exhibit.data
    )
