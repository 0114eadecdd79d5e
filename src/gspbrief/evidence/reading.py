"""The evidence of one partnership, or of all together, read from ``data/``."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gspbrief.errors import ArgumentError, EvidenceError, Problem
from gspbrief.evidence.descriptor import DESCRIPTOR, read_columns
from gspbrief.evidence.likeness import Likeness
from gspbrief.evidence.sources import Bibliography, read_bibliography
from gspbrief.evidence.study import GENERAL_TABLES, SLICED_TABLES, Partnership, Row, Study, records
from gspbrief.project.subjects import SYNTHESIS

if TYPE_CHECKING:
    import pandas as pd


PEERS = 3  # nearest comparable partnerships that a brief names


MOVERS = ("departed", "working_abroad")  # the measures that count people who moved


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
        todo=f"Give --data the folder that holds {DESCRIPTOR}",
    )


def read_rows(data: Path, table: str) -> list[Row]:
    """The rows of one table as text, cheaply (the csv module, no pandas)."""
    with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_partnerships(data: Path) -> dict[str, Partnership]:
    """Every partnership by id, in the table's order."""
    return {row["id"]: Partnership.from_row(row) for row in read_rows(data, "partnerships")}


def load(partnership: str, data: Path | str | None = None) -> Study:
    """One partnership's evidence.

    Parameters
    ----------
    partnership : str
        Its id in ``partnerships.csv``.
    data : path, optional
        The folder of the evidence, or of one partnership's slice of it.

    Raises
    ------
    ArgumentError
        If there is no such partnership or no evidence.
    EvidenceError
        If a number cannot be read as one.
    """
    folder = find_data(data)
    known = read_partnerships(folder)
    require_known([partnership], known)
    return _study(known[partnership], known, _frames(folder), read_bibliography(folder / "sources.bib"))


def load_all(data: Path | str | None = None) -> tuple[Study, ...]:
    """Every partnership's evidence, in the order of ``partnerships.csv``; the files are read once."""
    folder = find_data(data)
    known, frames = read_partnerships(folder), _frames(folder)
    sources = read_bibliography(folder / "sources.bib")
    return tuple(_study(here, known, frames, sources) for here in known.values())


def load_together(data: Path | str | None = None) -> Study:
    """All of the evidence as one study, under the id ``synthesis``: what is about all partnerships."""
    folder = find_data(data)
    frames = _frames(folder)
    return Study(
        partnership=Partnership.from_row(_TOGETHER),
        general={name: _general(frames[name]) for name in GENERAL_TABLES},
        peers=(),
        sources=read_bibliography(folder / "sources.bib"),
        movers_elsewhere=(),
        **frames,
    )


def load_fictitious(here: Partnership, data: Path | str | None = None) -> Study:
    """What the evidence does not know, without any row of its own: a simulated programme, the model."""
    folder = find_data(data)
    return _study(here, {}, _frames(folder), read_bibliography(folder / "sources.bib"))


def _frames(folder: Path) -> dict[str, pd.DataFrame]:
    schema = read_schema(folder)
    return {table: _frame(read_rows(folder, table), table, schema[table]) for table in SLICED_TABLES}


def _general(frame: pd.DataFrame) -> pd.DataFrame:
    return frame[frame["partnership"] == ""]


def _study(
    here: Partnership,
    known: Mapping[str, Partnership],
    frames: Mapping[str, pd.DataFrame],
    sources: Bibliography,
) -> Study:
    own = {name: frames[name][frames[name]["partnership"] == here.id] for name in GENERAL_TABLES}
    context, revisions = frames["context"], frames["revisions"]
    alike = comparable(here, known.values())
    return Study(
        partnership=here,
        context=context[context["country"].isin(("", *here.origins))],
        revisions=revisions[revisions["partnership"].isin(("", here.id))],
        general={name: _general(frames[name]) for name in GENERAL_TABLES},
        peers=alike[:PEERS],
        sources=sources,
        movers_elsewhere=_movers_elsewhere(alike, frames["migration"]),
        **own,
    )


def _movers_elsewhere(
    alike: Iterable[Partnership], migration: pd.DataFrame
) -> tuple[tuple[Partnership, pd.DataFrame], ...]:
    movers = migration[migration["measure"].isin(MOVERS)]
    counting = {row["partnership"] for row in records(movers) if counts_movers(row)}
    chosen = [other for other in alike if other.id in counting][:PEERS]
    return tuple((other, migration[migration["partnership"] == other.id]) for other in chosen)


def counts_movers(row: Mapping[str, str]) -> bool:
    """Whether a row of migration counts people who moved, or their share, among a base that it names."""
    achieved = row["measure"] in MOVERS and row["status"] == "achieved"
    return achieved and bool(row["base"] or row["base_id"]) and row["base"] not in MOVERS


def require_known(ids: Iterable[str], known: Mapping[str, object]) -> None:
    """Refuse ids that are not partnerships, naming the nearest that are.

    Raises
    ------
    ArgumentError
        If an id is unknown.
    """
    from difflib import get_close_matches

    for wanted in ids:
        if wanted not in known:
            near = get_close_matches(wanted, known, n=3)
            hint = f"Did you mean {' or '.join(near)}?" if near else "`gspbrief list` shows every id"
            raise ArgumentError(f"there is no partnership {wanted!r}", where="partnerships.csv", todo=hint)


def read_schema(data: Path) -> dict[str, dict[str, str]]:
    """Column types by table and column, from ``datapackage.json``."""
    tables = read_columns(data)
    return {name: {one["name"]: one["type"] for one in columns} for name, columns in tables.items()}


def _frame(rows: list[Row], table: str, columns: Mapping[str, str]) -> pd.DataFrame:
    """The rows, made of whole columns: to set one after the other in a frame takes half as long again."""
    import pandas as pd

    held = {}
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


def comparable(here: Partnership, others: Iterable[Partnership]) -> tuple[Partnership, ...]:
    """The partnerships that resemble this one, by class, sector, model and countries, nearest first.

    Points: same OECD class 2, same sector 2, same model 1, a shared origin 1, a shared destination 1;
    at least three are needed. Ties go by id.
    """
    known = {other.id: other for other in (*others, here)}
    ranked = Likeness({name: other.traits for name, other in known.items()}).ranked(here.id)
    return tuple(known[name] for name in ranked if name != here.parent)
