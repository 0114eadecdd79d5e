"""The evidence in ``data/``: which partnerships there are, and one partnership's share of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from gspbrief.evidence.columns import APPROXIMATE
from gspbrief.evidence.likeness import Traits
from gspbrief.evidence.sources import Bibliography
from gspbrief.findings.citation import Citation, Grade
from gspbrief.findings.finding import Bound, Finding, Findings, Quantity

if TYPE_CHECKING:
    import pandas as pd

EVIDENCE_TABLES = ("costs", "migration", "outcomes")
SLICED_TABLES = (*EVIDENCE_TABLES, "design", "context", "revisions")
GENERAL_TABLES = (*EVIDENCE_TABLES, "design")  # they hold rows about no partnership in particular

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Partnership:
    """One row of ``partnerships.csv``; countries and codes as tuples, unknown as empty."""

    id: str
    name: str
    short_name: str
    kind: str
    origins: tuple[str, ...]
    origins_named: str
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
    status_as_of: str
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
        """What makes it like others, with the points for sharing it.

        To be in several sectors, of neither model or about people's skills makes no two of them alike.
        """
        theme = self.iom_theme if self.iom_theme != "human_capital_circulation" else ""
        return (
            (2, [f"class {self.oecd_class}"] if self.oecd_class else []),
            (2, [f"sector {self.sector}"] if self.sector not in ("", "multiple") else []),
            (1, [f"model {self.model}"] if self.model != "neither" else []),
            (1, [f"theme {theme}"] if theme else []),
            (1, [f"origin {country}" for country in self.origins]),
            (1, [f"destination {country}" for country in self.destinations]),
        )


_LISTS = ("origins", "destinations", "isco08", "isic4")


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
    family : pandas.DataFrame
        The rows of ``migration`` of the partnerships that belong to it, and of the one that it belongs to,
        which are no rows of its own.
    revisions : pandas.DataFrame
        What changed in its evidence.
    sources : Bibliography
        Every source of the package.
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
    family: pd.DataFrame | None = None

    @cached_property
    def of_family(self) -> Findings:
        """What is published on who moved under those that belong to it, and under what it belongs to."""
        return Findings() if self.family is None else published(self.family, "migration")

    @cached_property
    def consulted(self) -> Bibliography:
        """The sources that say anything on this partnership."""
        keys = {self.partnership.source} - {""}
        for frame in (self.costs, self.migration, self.outcomes, self.design):
            keys |= set(frame["source"])
        return Bibliography({key: self.sources[key] for key in keys})

    @cached_property
    def years_covered(self) -> tuple[int, int] | None:
        """The first and the last year that its achieved figures are of; None if none is dated."""
        achieved = (f for table in EVIDENCE_TABLES for f in self.published(table) if f.status == "achieved")
        years = [int(day[:4]) for f in achieved for day in (f.start, f.end) if day]
        return (min(years), max(years)) if years else None

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
    rows = list(zip(map(str, frame.index), records(frame), strict=True))
    counts = {
        row_id: int(row["value"])
        for row_id, row in rows
        if row["bound"] == "exact" and row["unit"] == "persons" and row["value"] >= 1
    }
    return Findings(_finding(row_id, row, table, counts) for row_id, row in rows)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows as dictionaries, in two thirds of the time that pandas takes for few rows of many columns."""
    names = list(map(str, frame.columns))
    columns = [frame[name].tolist() for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


_DETAILS = ("payer", "rest_paid_by", "component", "concept", "place", "oda", "comparator", "note")


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
        quantity=cast(Quantity, row["quantity"] or "level"),
        status=row["status"],
        about=row["about"],
        currency=row.get("currency", ""),
        price_year=_whole(row.get("price_year")),
        per=row.get("per", ""),
        per_period=row.get("per_period", ""),
        start=row["start"].removesuffix(APPROXIMATE),
        end=row["end"].removesuffix(APPROXIMATE),
        approximate=APPROXIMATE in row["start"] + row["end"],
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
    return float(cell) if isinstance(cell, (int, float)) and math.isfinite(cell) else None


def _whole(cell: object) -> int | None:
    number = _number(cell)
    return None if number is None else int(number)
