"""A chart or a table as data, and how it resolves in a reader's language and style."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Literal, cast

from gspbrief.errors import TemplateError
from gspbrief.exhibits import crowds
from gspbrief.exhibits import marks as drawings
from gspbrief.exhibits.columns import COLUMNS as COLUMNS
from gspbrief.exhibits.columns import Column as Column
from gspbrief.exhibits.columns import Kind as Kind
from gspbrief.exhibits.entries import short_figure
from gspbrief.exhibits.row_words import Json as Json
from gspbrief.exhibits.row_words import countries, entry, labelled
from gspbrief.exhibits.screen_charts import widened
from gspbrief.findings import plain_cells
from gspbrief.findings.finding import MIME_TYPE, rounded
from gspbrief.language.formats import Format
from gspbrief.language.style import Style
from gspbrief.language.typography import capital
from gspbrief.project.subjects import ORIGINAL

VEGA_MIME_TYPE = (
    "application/vnd.vegalite.v5+json"  # the newest that JupyterLab 4.6 draws; no chart needs more
)


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
    data: tuple[Json, ...] = ()
    columns: tuple[Column, ...] = ()
    spec: Json = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    cell: str = ""
    sources: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        heads = [column.title for column in self.columns]
        if twice := [head for head in dict.fromkeys(heads) if heads.count(head) > 1]:
            raise TemplateError(
                f"two columns of the exhibit {self.id!r} are headed alike: {', '.join(twice)}",
                todo="Leave one out, or give it a title of its own",
            )
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

    def unnamed(self, form: Format) -> tuple[str, ...]:
        """Ids of the rows of a chart that words of the evidence tell apart, which the language has not.

        A row to which a passage gives a name is none of them.
        """

        def foreign(row: Json) -> bool:
            text = str(row.get("group") or "")
            return bool(text) and form.lang != ORIGINAL and not form.language.group(text)

        parts = cast("Mapping[str, Sequence[str]]", self.spec.get("usermeta", {}))
        if self.kind == "people":
            told = (row for row in self.data if foreign(row) and not row.get("whose_name"))
            return tuple(str(row["whose_part"]) for row in told)
        grouped = self.form == "chart" and "group" in parts.get("label", ())
        told = (row for row in self.data if grouped and foreign(row) and not row.get("name"))
        return tuple(str(row["figure"]) for row in told if row.get("figure"))

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
            chart = widened(resolve(self))
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
    rows = [labelled(row, names, parts, form) for row in exhibit.data]
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
        return countries(word, form) if vocabulary == "country" else capital(form.word(vocabulary, word))
    return part


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
        return entry(row, column, form)
    texts = cast("Mapping[str, str]", row.get("shown", {}))
    return texts.get(column.name, "") if "shown" in row else short_figure(row, form)
