"""Charts and tables with their data: what they show as data, their words left to the prose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from itertools import combinations
from textwrap import wrap
from typing import Literal, cast

from gspbrief import plain_cells
from gspbrief.derivation import WHOLE_GROUPS
from gspbrief.drawing import drawings
from gspbrief.drawing.entries import ENTRY_KINDS, entry_text, short_figure
from gspbrief.errors import EstimationError
from gspbrief.findings import MIME_TYPE, Finding, Findings, rounded
from gspbrief.formats import Format
from gspbrief.language.languages import ORIGINAL
from gspbrief.language.style import Style

Json = Mapping[str, object]
Kind = Literal[
    "text", "number", "share", "money", "count", "finding", "ranged", "word", "source", "country",
    "coded", "partnerships", "statements", "words",
]  # fmt: skip

VEGA_MIME_TYPE = (
    "application/vnd.vegalite.v5+json"  # the newest that JupyterLab 4.6 draws; no chart needs more
)
MOST_COLOURS = 4
LABEL_CHARACTERS = 34  # in one line beside a bar
TRUE_INTERVALS = frozenset({"wilson", "newcombe", "interval", "normal", "bootstrap", "imbens_manski"})
COUNTS = frozenset({"persons", "places", "visas"})  # people and permits for people share an axis


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an exhibit's data.

    Attributes
    ----------
    name : str
        Field in the data.
    title : str
        Word of the vocabulary ``column`` that heads it.
    kind : str
        ``text``, ``number``, ``share``, ``money``, ``count``, ``country`` (ISO 3166-1 alpha-3), ``source`` (a
        key), ``finding`` (an id that prints as its figure), ``ranged`` (with its range behind it), ``word``
        (of the vocabulary ``vocabulary``) or one of the kinds in ``entries``.
    """

    name: str
    title: str
    kind: Kind = "text"
    vocabulary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A chart or a table.

    Attributes
    ----------
    id : str
        ``<notebook>/<name>``.
    form : str
        ``chart``, ``table`` or ``explorer``, whose figures a reader can change.
    data : tuple of mapping
        The rows, JSON values only; vocabulary words stand as words, not labels.
    columns : tuple of Column
        What the rows hold; a chart has them too, for its data table and its download.
    spec : mapping
        The chart in Vega-Lite without its data values; texts as ``@vocabulary:word``, so that one spec
        serves every language. Empty for a table; for an explorer, what it computes from.
    findings : tuple of str
        Ids of the findings that it shows.
    sources : tuple of str
        Keys of further sources that it rests on.
    """

    id: str
    form: Literal["chart", "table", "explorer"]
    data: tuple[Json, ...]
    columns: tuple[Column, ...]
    spec: Json
    findings: tuple[str, ...] = ()
    cell: str = ""
    sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Where an axis ends is computed from figures too.
        object.__setattr__(self, "spec", rounded(self.spec))

    def to_json(self) -> dict[str, object]:
        """The exhibit as JSON values."""
        record: dict[str, object] = {part.name: getattr(self, part.name) for part in fields(self)}
        record["columns"] = [asdict(column) for column in self.columns]
        return record

    @classmethod
    def from_json(cls, record: Mapping[str, object]) -> Exhibit:
        """The exhibit that ``to_json`` wrote."""
        values = dict(record)
        columns = cast("Sequence[Mapping[str, str]]", record["columns"])
        values["columns"] = tuple(Column(**column) for column in columns)  # type: ignore[arg-type]
        for name in ("data", "findings", "sources"):
            values[name] = tuple(cast("Sequence[object]", record.get(name, ())))
        return cls(**values)  # type: ignore[arg-type]

    def _repr_mimebundle_(self, **_: object) -> dict[str, object]:
        bundle: dict[str, object] = {
            "text/markdown": _markdown(self),
            "text/plain": self.id,
            MIME_TYPE: {"findings": list(self.findings), "exhibits": [self.id]},
        }
        if self.form == "chart" and self.data:
            chart = resolve(self)
            bundle[VEGA_MIME_TYPE] = {name: part for name, part in chart.items() if name != "$schema"}
        return bundle


_COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column(name="measure", title="measure", kind="word", vocabulary="measure"),
        Column(name="payer", title="payer", kind="word", vocabulary="payer"),
        Column(name="concept", title="concept", kind="word", vocabulary="concept"),
        Column(name="party", title="party", kind="word", vocabulary="party"),
        Column(name="case", title="case", kind="word", vocabulary="case"),
        Column(name="origin", title="origin", kind="country"),
        Column(name="destination", title="destination", kind="country"),
        Column(name="track", title="track", kind="word", vocabulary="track"),
        Column(name="group", title="group"),
        Column(name="period", title="period"),
        Column(name="status", title="status", kind="word", vocabulary="status"),
        Column(name="figure", title="figure", kind="finding"),
        Column(name="base", title="base", kind="word", vocabulary="base"),
        Column(name="per", title="per", kind="word", vocabulary="per"),
        Column(name="price_year", title="price_year"),
        Column(name="comparator", title="comparator"),
        Column(name="method", title="method", kind="word", vocabulary="method"),
        Column(name="grade", title="grade", kind="word", vocabulary="grade"),
        Column(name="source", title="source", kind="source"),
    )
}
_TELLING = (
    "measure", "payer", "origin", "destination", "track", "group",
    "concept", "party", "period", "status", "source", "method",
)  # fmt: skip
_TABLE = (
    "measure", "payer", "origin", "group", "period", "figure", "base", "per", "concept", "status", "source",
)  # fmt: skip

EFFECT_COLUMNS = ("measure", "origin", "group", "period", "figure", "comparator", "method", "source")


def table(exhibit_id: str, findings: Findings, columns: Sequence[str] = _TABLE) -> Exhibit:
    """A table of findings, one a row; columns without any entry are left out.

    Parameters
    ----------
    columns : sequence of str
        Names of columns, such as ``measure``, ``period``, ``figure``, ``base`` or ``source``.
    """
    rows = tuple(_row(finding) for finding in findings)
    held = tuple(_COLUMNS[name] for name in columns if any(row[name] for row in rows))
    return Exhibit(id=exhibit_id, form="table", data=rows, columns=held, spec={}, findings=_ids(findings))


def conflicts(exhibit_id: str, groups: Sequence[Sequence[str]], findings: Findings) -> Exhibit:
    """A table of figures that contradict each other, conflict by conflict."""
    return table(exhibit_id, Findings(findings.named(name) for group in groups for name in group))


def bars(exhibit_id: str, findings: Findings) -> Exhibit:
    """Horizontal bars from zero, one a finding that has a value, in the order given."""
    valued = findings.where(lambda f: f.value is not None)
    return _chart(exhibit_id, "bars", valued, drawings.bars, _telling(valued))


def funnel(exhibit_id: str, findings: Findings) -> Exhibit:
    """Stages as horizontal bars, plans outlined and results filled; the period stands behind the figure."""
    label, extra = ("measure",), ("status", "period")
    return _chart(exhibit_id, "funnel", findings, drawings.funnel, label, extra, text=("period",))


def ranges(exhibit_id: str, findings: Findings) -> Exhibit:
    """Dots with whiskers where a range is an interval, with plain bands where it is any other range."""
    found = findings.where(lambda f: f.found)
    return _chart(exhibit_id, "ranges", found, drawings.ranges, _telling(found))


def stacked(exhibit_id: str, findings: Findings, along: str = "period", by: str = "origin") -> Exhibit:
    """Columns stacked by a category in at most four colours; with more categories, a table.

    Parameters
    ----------
    along, by : str
        Columns of the horizontal axis and of the colours.
    """
    entries = sorted({str(_row(finding)[by]) for finding in findings})
    if len(entries) > MOST_COLOURS:
        return table(exhibit_id, findings)
    vocabulary = "country" if _COLUMNS[by].kind == "country" else _COLUMNS[by].vocabulary
    words = [f"@{vocabulary}:{entry}" for entry in entries]

    def draw(shown: Findings) -> drawings.Spec:
        return drawings.stacked(shown, by, words)

    ordered = Findings(sorted(findings, key=lambda f: f.end))
    return _chart(exhibit_id, "stacked", ordered, draw, (along,), (by,))


def shown(*exhibits: Exhibit) -> tuple[Exhibit, ...]:
    """Those of the exhibits that have anything to show; a chart needs two rows to compare."""
    return tuple(e for e in exhibits if len(e.data) > (1 if e.form == "chart" else 0))


def _ids(findings: Findings) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings)


def _row(finding: Finding) -> dict[str, object]:
    ends = [x for x in (finding.value, finding.low, finding.high) if x is not None]
    details = ("payer", "concept", "comparator", "party", "case")
    names = ("measure", "origin", "destination", "track", "status", "base", "per", "method", "grade")
    numbers = {
        "value": finding.value,
        "low": finding.low,
        "high": finding.high,
        "end": max(ends, default=None),
    }
    return {
        "figure": finding.id,
        **{name: getattr(finding, name) for name in (*names, "bound", "unit", "currency")},
        **{name: finding.details.get(name, "") for name in details},
        **{name: rounded(x) for name, x in numbers.items()},
        "group": "" if finding.group in WHOLE_GROUPS else finding.group,
        "period": _period(finding),
        "price_year": str(finding.price_year or ""),
        "source": finding.sources[0].key if finding.sources else "",
        "whisker": finding.interval in TRUE_INTERVALS,
    }


def _period(finding: Finding) -> str:
    """The years of a figure; where its base is earlier cohorts only, over the years of those."""
    years = "–".join(dict.fromkeys(date[:4] for date in (finding.start, finding.end) if date))
    cohorts = finding.details.get("cohort_end")
    return f"{years} ÷ {finding.start[:4]}–{cohorts}" if cohorts else years


def _telling(findings: Findings) -> tuple[str, ...]:
    """The fewest columns whose entries tell the rows apart; the measure is among them where it varies."""
    rows = [_row(finding) for finding in findings]
    varied = [name for name in _TELLING if len({row[name] for row in rows}) > 1]
    always = tuple(name for name in varied if name == "measure")
    others = [name for name in varied if name not in always]
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            if len({tuple(row[c] for c in (*always, *chosen)) for row in rows}) == len(rows):
                return (*always, *chosen) or ("measure",)
    return tuple(varied)


def _chart(
    exhibit_id: str,
    kind: str,
    findings: Findings,
    draw: Callable[[Findings], drawings.Spec],
    label: Sequence[str],
    extra: Sequence[str] = (),
    text: Sequence[str] = (),
) -> Exhibit:
    if not findings:
        return Exhibit(id=exhibit_id, form="chart", data=(), columns=(), spec={})
    from altair.utils.schemapi import debug_mode

    units = {("count" if f.unit in COUNTS else f.unit, f.currency) for f in findings}
    if len(units) > 1:
        held = ", ".join(sorted(" ".join(unit).strip() for unit in units))
        raise EstimationError(
            f"one axis cannot hold {held}", where=exhibit_id, todo="Make one chart for each"
        )
    with debug_mode(False):  # else each part of a chart is checked against the schema when it is made
        spec = draw(findings)
    rows = tuple(_row(finding) for finding in findings)
    columns = [_COLUMNS[name] for name in dict.fromkeys((*label, *extra)) if any(row[name] for row in rows)]
    numbers = [name for name in ("value", "low", "high") if any(row[name] is not None for row in rows)]
    kinds: Mapping[str, Kind] = {"share": "share", "money": "money", "persons": "count"}
    columns += [Column(name=n, title=n, kind=kinds.get(findings[0].unit, "number")) for n in numbers]
    return Exhibit(
        id=exhibit_id,
        form="chart",
        data=rows,
        columns=(*columns, _COLUMNS["source"]),
        spec={**spec, "usermeta": {"kind": kind, "label": list(label), "text": list(text)}},
        findings=_ids(findings),
    )


def resolve(exhibit: Exhibit, lang: str = ORIGINAL, style: Style | None = None) -> dict[str, object]:
    """A chart as Vega-Lite with its data, and with its words and colours in a language and house style.

    Raises
    ------
    TemplateError
        If a word has no label in that language.
    """
    form = Format(lang, style) if style else Format(lang)
    spec = cast("dict[str, object]", _translated(exhibit.spec, form))
    parts = cast("Mapping[str, Sequence[str]]", spec.pop("usermeta"))
    names = [column.name for column in exhibit.columns if column.name in _COLUMNS]
    rows = [_labelled(row, names, parts, form) for row in exhibit.data]
    return {**spec, "config": drawings.theme(form), "datasets": {"rows": rows}}


def _translated(part: object, form: Format) -> object:
    if isinstance(part, Mapping):
        return {name: _translated(inner, form) for name, inner in part.items()}
    if isinstance(part, (list, tuple)):
        return [_translated(inner, form) for inner in part]
    if isinstance(part, str) and part.startswith("@"):
        vocabulary, _, word = part[1:].partition(":")
        if vocabulary == "colour":
            return drawings.colour(word, form.style)
        return _countries(word, form) if vocabulary == "country" else _capital(form.word(vocabulary, word))
    return part


def _labelled(
    row: Json, names: Sequence[str], parts: Mapping[str, Sequence[str]], form: Format
) -> dict[str, object]:
    words = {name: _entry(row, _COLUMNS[name], form) for name in (*names, *parts["label"], *parts["text"])}
    behind = ", ".join(words[name] for name in parts["text"] if words[name])
    label = _capital(", ".join(words[name] for name in parts["label"] if words[name]))
    return {
        **row,
        **{name: _capital(word) for name, word in words.items()},
        "label": "\n".join(wrap(label, LABEL_CHARACTERS)),
        "text": short_figure(row, form) + (f" ({behind})" if behind else ""),
    }


def _entry(row: Json, column: Column, form: Format) -> str:
    value = row.get(column.name)
    if value is None or value == "":
        return ""
    if column.kind in ENTRY_KINDS:
        return entry_text(value, column.kind, column.vocabulary, form)
    if column.kind == "word":
        return form.word(column.vocabulary, str(value))
    return _countries(str(value), form) if column.kind == "country" else str(value)


def _countries(codes: str, form: Format) -> str:
    return form.listing(form.country(code) for code in codes.split(";")) if codes else ""


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _markdown(exhibit: Exhibit) -> str:
    form = Format(ORIGINAL)
    if not exhibit.data:
        return "*Nothing in the evidence to show.*"
    heads = [form.word("column", column.title) for column in exhibit.columns]
    rows = ([_shown(row, column, form) for column in exhibit.columns] for row in exhibit.data)
    return plain_cells.table(heads, rows)


def _shown(row: Json, column: Column, form: Format) -> str:
    """A cell in the notebook; rows of several figures have the text of each in ``shown``."""
    if column.kind not in ("finding", "ranged"):
        return _entry(row, column, form)
    texts = cast("Mapping[str, str]", row.get("shown", {}))
    return texts.get(column.name, "") if "shown" in row else short_figure(row, form)
