"""The evidence in ``data/``: which partnerships there are, and one partnership's share of it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from gspbrief.errors import ArgumentError, EvidenceError, Problem
from gspbrief.evidence.likeness import Likeness, Traits
from gspbrief.findings import Bound, Finding, Findings
from gspbrief.sources import Bibliography, Citation, Grade, read_bibliography

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE_TABLES = ("costs", "migration", "outcomes")
SLICED_TABLES = (*EVIDENCE_TABLES, "design", "context", "revisions")
GENERAL_TABLES = (*EVIDENCE_TABLES, "design")  # they hold rows about no partnership in particular
SYNTHESIS = "synthesis"  # the id of what is about all partnerships; no partnership may have it
MODEL = "model"  # the id of what is about the partnership model alone; nor this one
DEMO = "demo"  # the id of the programme that does not exist and has a simulated survey; nor this one
PEERS = 3  # nearest comparable partnerships that a brief names
MOVERS = ("departed", "working_abroad")  # the measures that count people who moved

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Partnership:
    """One row of ``partnerships.csv``; countries and codes as tuples, unknown as empty."""

    id: str
    name: str
    short_name: str
    kind: str
    origins: tuple[str, ...]
    destinations: tuple[str, ...]
    sector: str
    isco08: tuple[str, ...]
    isic4: tuple[str, ...]
    model: str
    oecd_class: str
    class_basis: str
    iom_theme: str
    start: str
    end: str
    status: str
    tracks: str
    training_place: str
    parent: str
    source: str
    locator: str
    note: str

    @classmethod
    def from_row(cls, row: Mapping[str, str]) -> Partnership:
        """The partnership in a row of the table."""
        lists = {name: tuple(filter(None, row[name].split(";"))) for name in _LISTS}
        texts = {f.name: row[f.name] for f in fields(cls) if f.name not in _LISTS}
        return cls(**texts, **lists)  # type: ignore[arg-type]

    @property
    def traits(self) -> Traits:
        """What makes it like others, with the points for sharing it."""
        return (
            (2, [f"class {self.oecd_class}"] if self.oecd_class else []),
            (2, [f"sector {self.sector}"] if self.sector else []),
            (1, [f"model {self.model}"]),
            (1, [f"origin {country}" for country in self.origins]),
            (1, [f"destination {country}" for country in self.destinations]),
        )


_LISTS = ("origins", "destinations", "isco08", "isic4")
_TOGETHER = {
    **{f.name: "" for f in fields(Partnership)},
    "id": SYNTHESIS,
    "name": "All partnerships",
    "short_name": "all partnerships",
}


@dataclass(frozen=True, eq=False)
class Study:
    """What the evidence holds on one partnership.

    Attributes
    ----------
    partnership : Partnership
        The partnership itself.
    costs, migration, outcomes, design : pandas.DataFrame
        Its own rows, columns as in ``datapackage.json``, row ids as index; a blank text is ``""``, a blank
        number is missing. Rates are shares 0-1.
    context : pandas.DataFrame
        Figures on its origin countries and the world.
    general : mapping of str to pandas.DataFrame
        The rows of costs, migration, outcomes and design that concern no partnership in particular.
    peers : tuple of Partnership
        The nearest comparable partnerships, nearest first.
    revisions : pandas.DataFrame
        What changed in its evidence.
    sources : Bibliography
        Every source of the package.
    movers_elsewhere : tuple of (Partnership, pandas.DataFrame)
        The nearest comparable partnerships that count movers among a base, nearest first, each with its rows
        of migration.
    """

    partnership: Partnership
    costs: pd.DataFrame
    migration: pd.DataFrame
    outcomes: pd.DataFrame
    design: pd.DataFrame
    context: pd.DataFrame
    revisions: pd.DataFrame
    general: Mapping[str, pd.DataFrame]
    peers: tuple[Partnership, ...]
    sources: Bibliography
    movers_elsewhere: tuple[tuple[Partnership, pd.DataFrame], ...] = ()

    @cached_property
    def consulted(self) -> Bibliography:
        """The sources that say anything on this partnership."""
        keys = {self.partnership.source} - {""}
        for frame in (self.costs, self.migration, self.outcomes, self.design):
            keys |= set(frame["source"])
        return Bibliography({key: self.sources[key] for key in keys})

    def published(self, table: str) -> Findings:
        """The rows of ``costs``, ``migration`` or ``outcomes`` as findings, in the table's order."""
        return self._published[table]

    @cached_property
    def _published(self) -> dict[str, Findings]:
        return {table: published(getattr(self, table), table) for table in EVIDENCE_TABLES}


def published(frame: pd.DataFrame, table: str) -> Findings:
    """Rows of an evidence table as findings, each under its row id.

    A share whose base is another row of the frame takes that row's count as its ``n``.
    """
    rows = list(zip(map(str, frame.index), _records(frame), strict=True))
    counts = {
        row_id: int(row["value"])
        for row_id, row in rows
        if row["bound"] == "exact" and row["unit"] == "persons" and row["value"] >= 1
    }
    return Findings(_finding(row_id, row, table, counts) for row_id, row in rows)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """As ``frame.to_dict("records")``, in two thirds of its time for a few rows of many columns."""
    names = list(map(str, frame.columns))
    columns = [frame[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


_DETAILS = ("payer", "component", "concept", "place", "oda", "comparator", "note")


def _finding(row_id: str, row: Mapping[str, Any], table: str, counts: Mapping[str, int]) -> Finding:
    base_n = _whole(row.get("n")) or _whole(row["base_n"]) or counts.get(row["base_id"])
    return Finding(
        id=row_id,
        partnership=row["partnership"],
        measure=row["measure"],
        value=_number(row["value"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        interval=row["range_kind"],
        bound=cast(Bound, row["bound"]),
        unit=row["unit"],
        status=row["status"],
        currency=row.get("currency", ""),
        price_year=_whole(row.get("price_year")),
        per=row.get("per", ""),
        start=row["start"],
        end=row["end"],
        timing=row["timing"],
        origin=row["origin"],
        destination=row["destination"],
        track=row.get("track", ""),
        group=row["group"],
        base=row["base"],
        n=base_n,
        standard_error=_number(row.get("se")),
        method=row.get("method", ""),
        grade=cast(Grade, row["grade"]),
        sources=(Citation(row["source"], row["locator"]),),
        as_printed=row["as_printed"],
        confidence=row["confidence"],
        evidence_root=row["evidence_root"] or row["source"],
        inputs=(row["base_id"],) if row["base_id"] else (),
        details={name: row[name] for name in _DETAILS if row.get(name)},
        row=f"{table}.csv#{row_id}",
    )


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, (int, float)) and cell == cell else None


def _whole(cell: object) -> int | None:
    number = _number(cell)
    return None if number is None else int(number)


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
        if (place / "datapackage.json").is_file():
            return place.resolve()
    raise ArgumentError(
        "no evidence here",
        where=str(places[0]),
        todo="Give --data the folder that holds datapackage.json",
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
    counting = {row["partnership"] for row in _records(movers) if counts_movers(row)}
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
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["name"]: {column["name"]: column["type"] for column in resource["schema"]["fields"]}
        for resource in package["resources"]
        if "schema" in resource
    }


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
