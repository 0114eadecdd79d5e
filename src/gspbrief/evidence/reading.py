"""The evidence of one partnership, or of all together, read from ``data/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from gspbrief.errors import ArgumentError, EvidenceError, Problem
from gspbrief.evidence.columns import require
from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
from gspbrief.evidence.slices import Evidence, require_known
from gspbrief.evidence.sources import Bibliography, read_bibliography
from gspbrief.evidence.study import GENERAL_TABLES, SLICED_TABLES, Partnership, Row, Study
from gspbrief.evidence.tables import read_rows
from gspbrief.project.subjects import SYNTHESIS

if TYPE_CHECKING:
    import pandas as pd

_TOGETHER = {
    **{f.name: "" for f in fields(Partnership)},
    "id": SYNTHESIS,
    "name": "All partnerships",
    "short_name": "all partnerships",
}


def find_data(data: Path | str | None = None) -> Path:
    """The folder of the evidence: the one given, or ``data/`` here or in a folder above.

    Raises
    ------
    ArgumentError
        If there is no ``datapackage.json``.
    """
    here = Path.cwd()
    places = [Path(data)] if data else [folder / "data" for folder in (here, *here.parents)]
    for place in places:
        if (place / DESCRIPTOR).is_file():
            return place.resolve()
    raise ArgumentError(
        "no evidence here",
        where=str(places[0]),
        todo=f"Give --data the folder that holds {DESCRIPTOR}, or make a project: gspbrief init FOLDER",
    )


def read_partnerships(data: Path) -> dict[str, Partnership]:
    """Every partnership by id, in the table's order."""
    return {row["id"]: Partnership.from_row(row) for row in read_rows(data, "partnerships")}


def load(partnership: str, data: Path | str | None = None) -> Study:
    """One partnership's evidence.

    Parameters
    ----------
    partnership : str
        Its id in ``partnerships.csv``; blank for the one that stands as an example.
    data : path, optional
        The folder of the evidence, or of one partnership's slice of it.

    Raises
    ------
    ArgumentError
        If there is no such partnership or no evidence.
    EvidenceError
        If a number cannot be read as one.
    """
    evidence = Evidence(find_data(data))
    chosen = partnership or evidence.example
    require_known([chosen], evidence.partnerships)
    return _study(evidence.partnerships[chosen], evidence, _Read.of(evidence.data))


def load_all(data: Path | str | None = None) -> tuple[Study, ...]:
    """Every partnership's evidence, in the order of ``partnerships.csv``; the files are read once."""
    evidence = Evidence(find_data(data))
    read = _Read.of(evidence.data)
    return tuple(_study(here, evidence, read) for here in evidence.partnerships.values())


def load_together(data: Path | str | None = None, topic: str = SYNTHESIS) -> Study:
    """All of the evidence as one study, under the id ``synthesis`` or that of a topic."""
    folder = find_data(data)
    read = _Read.of(folder)
    return Study(
        partnership=Partnership.from_row(_TOGETHER | {"id": topic}),
        general=read.general,
        peers=(),
        sources=read.sources,
        **read.frames,
    )


def load_fictitious(here: Partnership, data: Path | str | None = None) -> Study:
    """What the evidence does not know, without any row of its own: a simulated programme, the model."""
    folder = find_data(data)
    return _study(here, Evidence(folder), _Read.of(folder))


@dataclass(frozen=True)
class _Read:
    """What studies are made of: all tables, what of them is about no partnership, and every source."""

    frames: Mapping[str, pd.DataFrame]
    general: Mapping[str, pd.DataFrame]
    sources: Bibliography

    @classmethod
    def of(cls, folder: Path) -> Self:
        schema = read_schema(folder)
        frames = {table: _frame(read_rows(folder, table), table, schema[table]) for table in SLICED_TABLES}
        general = {name: _of(frames[name], "") for name in GENERAL_TABLES}
        return cls(frames, general, read_bibliography(folder / "sources.bib"))


def _of(frame: pd.DataFrame, *owners: str, column: str = "partnership") -> pd.DataFrame:
    return frame[frame[column].isin(owners)]


def _study(here: Partnership, evidence: Evidence, read: _Read) -> Study:
    share, known, frames = evidence.share(here), evidence.partnerships, read.frames
    return Study(
        partnership=here,
        context=_of(frames["context"], *share.owners["context"], column="country"),
        revisions=_of(frames["revisions"], *share.owners["revisions"]),
        general=read.general,
        peers=tuple(known[name] for name in share.peers),
        sources=read.sources,
        family=_of(frames["migration"], *evidence.family(here)),
        **{name: _of(frames[name], here.id) for name in GENERAL_TABLES},
    )


def read_schema(data: Path) -> dict[str, dict[str, str]]:
    """Column types by table and column, from ``datapackage.json``."""
    described = read_package(data / DESCRIPTOR)
    missing = [table for table in SLICED_TABLES if table not in described]
    if missing:
        raise EvidenceError([Problem(DESCRIPTOR, 0, table, "the table is missing") for table in missing])
    return {name: table.columns for name, table in described.items()}


def _frame(rows: list[Row], table: str, columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows, made of whole columns: to set one after the other in a frame takes half as long again."""
    import pandas as pd

    held = {}
    require(table, columns)  # what the description leaves out is read from no table
    require(table, rows[0] if rows else columns, columns)
    for name, kind in columns.items():
        cells: list[Any] = [row[name] for row in rows]
        if numeric := kind in ("number", "integer"):
            cells = [_parse(cell, table, i, name) for i, cell in enumerate(cells, start=2)]
        held[name] = pd.Index(cells, dtype="float64" if numeric else object)  # an array would not stay object
    ids = held.pop("id").rename("id") if "id" in columns else None
    return pd.DataFrame(held, index=ids)


def _parse(cell: str, table: str, row: int, column: str) -> float:
    if cell == "":
        return float("nan")
    try:
        return float(cell)
    except ValueError:
        problem = Problem(f"{table}.csv", row, column, f"{cell!r} is not a number", "a number or blank")
        raise EvidenceError([problem]) from None
