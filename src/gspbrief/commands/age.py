"""How old the evidence is: which rows say nothing of the last years, partnership by partnership."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gspbrief.brief.publication import read_publication
from gspbrief.evidence.columns import APPROXIMATE
from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.evidence.tables import read_rows
from gspbrief.project.inputs import find_project

YEARS = 5  # a figure that ends longer ago is old


@dataclass(frozen=True, slots=True, order=True)
class Dated:
    """A row with a figure, and when what it counts ended; blank if it has no date."""

    end: str
    table: str
    row: str

    def ended_before(self, day: dt.date) -> bool:
        """Whether it ended before a day; what ends in a year or a month ends on its last day."""
        return bool(self.end) and _last_day(self.end) < day


def ages(data: Path) -> Mapping[str, list[Dated]]:
    """The rows with figures by partnership, each with its end, oldest first; about none under a blank."""
    found: dict[str, list[Dated]] = defaultdict(list)
    for table in EVIDENCE_TABLES:
        for row in read_rows(data, table):
            end = (row["end"] or row["start"]).removesuffix(APPROXIMATE)
            found[row["partnership"]].append(Dated(end, f"{table}.csv", row["id"]))
    return {name: sorted(rows) for name, rows in found.items()}


def publication_day() -> dt.date:
    """The day that the project's publication is of: what is old does not change with the clock."""
    dated = read_publication(find_project().publication).date
    return dt.date.fromisoformat(dated) if dated else dt.date.today()


def old(data: Path, on: dt.date) -> list[Dated]:
    """The figures that are old on a day, oldest first."""
    return sorted(row for rows in ages(data).values() for row in rows if row.ended_before(_limit(on)))


def told(data: Path, on: dt.date) -> Iterator[str]:
    """What is old on a day, as lines: each partnership with its newest figure, then its old rows.

    The partnership whose newest figure is oldest comes first.
    """
    day, held = _limit(on), ages(data)
    every = [row for rows in held.values() for row in rows]
    count, undated = sum(row.ended_before(day) for row in every), sum(not row.end for row in every)
    yield (
        f"{count} of {len(every)} figures end before {day.isoformat()}, "
        f"{YEARS} years before {on.isoformat()}; {undated} have no date"
    )
    for name in sorted(held, key=lambda name: (held[name][-1].end, name)):
        aged = [row for row in held[name] if row.ended_before(day)]
        if aged:
            newest = held[name][-1].end
            about = name or "(none in particular)"
            yield f"{about}: {len(aged)} of {len(held[name])}, the newest of {newest}"
            yield from (f"  {row.table}, row {row.row}: {row.end}" for row in aged)


def _limit(on: dt.date) -> dt.date:
    """The day before which a figure must have ended to be old on a day."""
    leap_day = (on.month, on.day) == (2, 29)
    return on.replace(year=on.year - YEARS, day=28 if leap_day else on.day)


def _last_day(end: str) -> dt.date:
    year, month, day = (*map(int, end.split("-")), 0, 0)[:3]
    month = month or 12
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])
