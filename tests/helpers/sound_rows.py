"""Random rows of evidence that `check` calls sound, added to partnerships as they are."""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from gspbrief.evidence.checks import check
from gspbrief.evidence.figures import COUNTED
from gspbrief.evidence.files import as_rows, read_table

TABLES = ("costs", "migration", "outcomes", "design")
YEARS = (0, 0, 0, 1, -1, 3, -5)
FACTORS = (1, 1, 0.5, 2, 3)
BOUNDS = ("exact", "about", "above", "below", "at_most", "at_least")
ORIGINS = ("", "PHL", "MAR", "GHA", "PHL;IND", "NAM")
DESTINATIONS = ("", "DEU", "AUS")
GROUPS = ("", "women", "a group that nobody named before")

Row = dict[str, str]


def add_sound_rows(chance: random.Random, data: Path, partnerships: Sequence[str], each: int) -> list[Row]:
    """Add rows to each of some partnerships; those that `check` complains of are taken out again.

    A row is one that the evidence holds, of this partnership or another, moved in time, in size, to another
    country, group, bound or base.

    Returns
    -------
    list of dict
        The rows that were added.
    """
    held = {table: as_rows(read_table(data / f"{table}.csv")) for table in TABLES}
    added: dict[str, list[Row]] = defaultdict(list)
    for partnership in partnerships:
        for number in range(each):
            table = chance.choice(TABLES)
            added[table].append(_row(chance, held[table], partnership, number))
    while True:
        for table, rows in held.items():
            _write(data / f"{table}.csv", [*rows, *added[table]])
        refused = {(problem.file, problem.row) for problem in check(data)}
        if not refused:
            return [row for rows in added.values() for row in rows]
        assert all(number > 1 + len(held[file.removesuffix(".csv")]) for file, number in refused), refused
        for table, rows in held.items():
            first = len(rows) + 2  # the heading is row 1
            kept = enumerate(added[table], start=first)
            added[table] = [row for number, row in kept if (f"{table}.csv", number) not in refused]


def _row(chance: random.Random, rows: Sequence[Row], partnership: str, number: int) -> Row:
    own = [row for row in rows if row["partnership"] == partnership]
    row = dict(chance.choice(own if own and chance.random() < 0.5 else rows))
    named = row.get("measure") or row["feature"]
    row.update(id=f"{partnership}.{named}.added{number}", partnership=partnership)
    if "measure" in row:
        _change(chance, row, own)
    return row


def _change(chance: random.Random, row: Row, own: Sequence[Row]) -> None:
    years = chance.choice(YEARS)
    row.update(start=_later(row["start"], years), end=_later(row["end"], years))
    if row["base_id"]:
        row["base_id"] = chance.choice(["", *(other["id"] for other in own)])
    if chance.random() < 0.4:
        column, cells = chance.choice([("origin", ORIGINS), ("destination", DESTINATIONS), ("group", GROUPS)])
        row[column] = chance.choice(cells)
    if chance.random() < 0.5:
        row["about"] = ""
    if row["bound"] != "range" and chance.random() < 0.3:
        row["bound"] = chance.choice(BOUNDS)
    if row["value"] and row["unit"] != "share" and row["bound"] != "range":
        value = float(row["value"]) * chance.choice(FACTORS)
        cell = str(round(value)) if row["unit"] in COUNTED or value > 1000 else f"{value:g}"
        row.update(value=cell, low="", high="", range_kind="", as_printed=cell)


def _later(cell: str, years: int) -> str:
    return f"{int(cell[:4]) + years}{cell[4:]}" if cell else cell


def _write(path: Path, rows: Sequence[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
