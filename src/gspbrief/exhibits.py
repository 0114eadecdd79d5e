"""Charts and tables with their data: what they show as data, their words left to the prose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal, cast

from gspbrief.findings import MIME_TYPE
from gspbrief.labels import label

Json = Mapping[str, object]


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
        ``text``, ``number``, ``share``, ``money``, ``count``, ``finding`` (an id that prints as its figure) or
        ``word`` (a word of the vocabulary ``vocabulary``).
    """

    name: str
    title: str
    kind: Literal["text", "number", "share", "money", "count", "finding", "word", "source", "country"] = (
        "text"
    )
    vocabulary: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A chart or a table.

    Attributes
    ----------
    id : str
        ``<notebook>/<name>``.
    form : str
        ``chart`` or ``table``.
    data : tuple of mapping
        The rows, JSON values only; vocabulary words stand as words, not labels.
    columns : tuple of Column
        What the rows hold; a chart has them too, for its data table and its download.
    spec : mapping
        The chart in Vega-Lite without its data values; texts as ``@vocabulary:word``, so that one spec
        serves every language. Empty for a table.
    findings : tuple of str
        Ids of the findings that it shows.
    """

    id: str
    form: Literal["chart", "table"]
    data: tuple[Json, ...]
    columns: tuple[Column, ...]
    spec: Json
    findings: tuple[str, ...] = ()
    cell: str = ""

    def to_json(self) -> dict[str, object]:
        """The exhibit as JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, record: Mapping[str, object]) -> Exhibit:
        """The exhibit that ``to_json`` wrote."""
        values = dict(record)
        columns = cast("Sequence[Mapping[str, str]]", record["columns"])
        values["columns"] = tuple(Column(**column) for column in columns)  # type: ignore[arg-type]
        for name in ("data", "findings"):
            values[name] = tuple(cast("Sequence[object]", record[name]))
        return cls(**values)  # type: ignore[arg-type]
