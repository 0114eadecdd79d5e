"""A chart or a table as data, and how it resolves in a reader's language and style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from textwrap import wrap
from typing import Literal, cast

from gspbrief.errors import TemplateError
from gspbrief.exhibits import crowds, drawn_series
from gspbrief.exhibits import marks as drawings
from gspbrief.exhibits.entries import ENTRY_KINDS, FIGURE_PARTS, entry_text, figure_part, short_figure
from gspbrief.findings import plain_cells
from gspbrief.findings.finding import MIME_TYPE, rounded
from gspbrief.language.formats import Format
from gspbrief.language.style import Style
from gspbrief.language.typography import capital
from gspbrief.project.subjects import ORIGINAL

Json = Mapping[str, object]


Kind = Literal[
    "text", "number", "share", "money", "count", "finding", "ranged", "word", "source", "country",
    "coded", "partnerships", "statements", "words", "period", "measured", "based",
]  # fmt: skip


VEGA_MIME_TYPE = (
    "application/vnd.vegalite.v5+json"  # the newest that JupyterLab 4.6 draws; no chart needs more
)


LABEL_CHARACTERS = 34  # in one line beside a bar


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
        ``text``, ``number``, ``share``, ``money``, ``count``, ``period`` (an ISO 8601 interval), ``measured``
        (what a figure is of, and whether it is a change or an effect), ``based`` (out of how many of whom),
        ``country`` (ISO 3166-1 alpha-3), ``source`` (a
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
    left_out : tuple of str
        Ids of findings that belong beside these and cannot stand there: a note says so.
    """

    id: str
    form: Literal["chart", "table", "explorer"]
    data: tuple[Json, ...]
    columns: tuple[Column, ...]
    spec: Json
    findings: tuple[str, ...] = ()
    cell: str = ""
    sources: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # Where an axis ends is computed from figures too.
        object.__setattr__(self, "spec", rounded(self.spec))

    @property
    def kind(self) -> str:
        """How it is drawn, a word of the vocabulary ``chart``."""
        return str(cast(Json, self.spec.get("usermeta", {})).get("kind", "chart"))

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
        for name in ("data", "findings", "sources", "left_out"):
            values[name] = tuple(cast("Sequence[object]", record.get(name, ())))
        return cls(**values)  # type: ignore[arg-type]

    def named(self, names: Mapping[str, str]) -> Exhibit:
        """The exhibit with rows called as a passage calls them, instead of by the words of the vocabularies.

        Parameters
        ----------
        names : mapping of str to str
            By the id of a row: that of its finding, or another where the exhibit says so.

        Raises
        ------
        TemplateError
            If no row has such an id.
        """
        known = {str(row[key]) for row in self.data for key in _ROW_IDS if row.get(key)}
        if strays := sorted(set(names) - known):
            raise TemplateError(
                f"the exhibit {self.id!r} has no row {', '.join(strays)}",
                todo=f"There are: {', '.join(sorted(known))}",
            )
        rows = ({**row, **_names_of(row, names)} for row in self.data)
        return replace(self, data=tuple(rows)) if names else self

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


_ROW_IDS: Mapping[str, str] = {
    "figure": "name",
    "part": "name",
    "series_of": "name",
    "whose_part": "whose_name",
}


def _names_of(row: Json, names: Mapping[str, str]) -> dict[str, str]:
    given = {shown: names.get(str(row.get(key))) for key, shown in _ROW_IDS.items() if row.get(key)}
    return {shown: name for shown, name in given.items() if name}


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column(name="measure", title="measure", kind="measured", vocabulary="measure"),
        Column(name="payer", title="payer", kind="word", vocabulary="payer"),
        Column(name="concept", title="concept", kind="word", vocabulary="concept"),
        Column(name="party", title="party", kind="word", vocabulary="party"),
        Column(name="case", title="case", kind="word", vocabulary="case"),
        Column(name="origin", title="origin", kind="country"),
        Column(name="destination", title="destination", kind="country"),
        Column(name="track", title="track", kind="word", vocabulary="track"),
        Column(name="partnership", title="partnership", kind="partnerships"),
        Column(name="aspect", title="question", kind="word", vocabulary="column"),
        Column(name="state", title="grade", kind="coded", vocabulary="cell"),
        Column(name="group", title="group"),
        Column(name="whose", title="group", kind="word", vocabulary="measure"),
        Column(name="period", title="period", kind="period"),
        Column(name="status", title="status", kind="word", vocabulary="status"),
        Column(name="figure", title="figure", kind="finding"),
        Column(name="base", title="base", kind="based", vocabulary="base"),
        Column(name="per", title="per", kind="word", vocabulary="per"),
        Column(name="price_year", title="price_year"),
        Column(name="comparator", title="comparator"),
        Column(name="method", title="method", kind="word", vocabulary="method"),
        Column(name="grade", title="grade", kind="word", vocabulary="grade"),
        Column(name="source", title="source", kind="source"),
    )
}


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
    names = [column.name for column in exhibit.columns if column.name in COLUMNS]
    rows = [_labelled(row, names, parts, form) for row in exhibit.data]
    if parts["kind"] == "people":
        rows = crowds.coloured(rows, form.style)
    chart = {**spec, "config": drawings.theme(form), "datasets": {"rows": rows}}
    chart["usermeta"] = {"kind": parts["kind"]}
    return crowds.laid_out(chart, drawings.WIDTH) if parts["kind"] == "people" else chart


def _translated(part: object, form: Format) -> object:
    if isinstance(part, Mapping):
        return {name: _translated(inner, form) for name, inner in part.items()}
    if isinstance(part, (list, tuple)):
        return [_translated(inner, form) for inner in part]
    if isinstance(part, str) and part.startswith("@"):
        vocabulary, _, word = part[1:].partition(":")
        if vocabulary == "colour":
            return drawings.colour(word, form.style)
        return _countries(word, form) if vocabulary == "country" else capital(form.word(vocabulary, word))
    return part


def _labelled(
    row: Json, names: Sequence[str], parts: Mapping[str, Sequence[str]], form: Format
) -> dict[str, object]:
    words = {name: _entry(row, COLUMNS[name], form) for name in (*names, *parts["label"], *parts["text"])}
    label = str(row.get("name") or ", ".join(words[name] for name in parts["label"] if words[name]))
    label = label if parts["kind"] == "slopes" else capital(label)  # there it follows a figure
    width = drawn_series.WIDE_CHARACTERS.get(str(parts["kind"]), LABEL_CHARACTERS)
    return {
        **row,
        **{name: capital(word) for name, word in words.items()},
        "label": "\n".join(wrap(label, width)),
        **_beside(row, [words[name] for name in parts["text"] if words[name]], form),
        **(_counted(row, words, form) if "whose_part" in row else {}),
    }


def _counted(row: Json, words: Mapping[str, str], form: Format) -> dict[str, str]:
    """What stands above a group of people, and what the key says of a part of it."""
    whose = str(row.get("whose_name") or ", ".join(filter(None, (words.get("whose"), words.get("group")))))
    all_of_them = short_figure(cast("Json", row["all"]), form)
    name = str(row.get("name") or words.get("track") or words.get("measure") or "")
    phrase = form.word("phrase", "sought" if row.get("sought") else "counted")
    return {
        "head": f"{capital(whose)} ({all_of_them})",
        "key": capital(phrase.format(figure=short_figure(row, form), label=name)) if name else "",
    }


def _beside(row: Json, behind: Sequence[str], form: Format) -> dict[str, str]:
    """What stands behind a mark: the figure, what it is a part or share of, the rest in parentheses.

    On a narrow screen the count of the base is left to the mark above.
    """
    text, base, rate = short_figure(row, form), row.get("of"), row.get("rate")
    short = text
    if isinstance(base, Mapping):
        text = form.word("phrase", "part_of").format(figure=text, base=short_figure(base, form))
    elif row["unit"] == "share" and row.get("n"):
        text = form.word("phrase", "share_of").format(figure=text, base=form.number(cast(int, row["n"]), 0))
    shares = [short_figure(rate, form)] if isinstance(rate, Mapping) else []
    added = f" ({', '.join([*shares, *behind])})" if shares or behind else ""
    return {"text": text + added, "short": short + added}


def _entry(row: Json, column: Column, form: Format) -> str:
    value = row.get(column.name)
    if value is None or value == "":
        return ""
    if column.kind in ENTRY_KINDS:
        return entry_text(value, column.kind, column.vocabulary, form)
    if column.kind in FIGURE_PARTS:
        return figure_part(row, column.kind, form)
    if column.kind == "word":
        return form.word(column.vocabulary, str(value))
    return _countries(str(value), form) if column.kind == "country" else str(value)


def _countries(codes: str, form: Format) -> str:
    return form.countries(codes.split(";")) if codes else ""


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
