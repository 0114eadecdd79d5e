"""How old the evidence is, by the dates of its rows and never by the clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from gspbrief.commands.age import Dated, ages, told
from gspbrief.evidence.slices import Evidence

DAY = dt.date(2021, 11, 29)


@pytest.mark.parametrize(
    ("end", "old"),
    [
        ("2020", True),
        ("2021-10", True),
        ("2021-11-28", True),
        ("2021-11-29", False),
        ("2021-11", False),  # a month ends on its last day
        ("2021", False),
        ("", False),
    ],
)
def test_what_ends_in_a_year_or_a_month_ends_on_its_last_day(end: str, old: bool) -> None:
    assert Dated(end, "costs.csv", "a").ended_before(DAY) is old


def test_every_figure_has_a_partnership_and_its_newest_comes_last(root: Path) -> None:
    held = ages(root / "data")

    assert {name for name in held if name} <= set(Evidence(root / "data").partnerships)
    for rows in held.values():
        assert [row.end for row in rows] == sorted(row.end for row in rows)


def test_old_figures_are_listed_under_their_partnership_and_recent_ones_are_not(
    evidence: Path, spoil: Callable[..., int]
) -> None:
    (name, rows), *_ = ((n, r) for n, r in ages(evidence).items() if n and len(r) > 1 and r[0].end)
    first = rows[0]
    for row in rows:
        end = "1999-05~" if row == first else "2026"
        spoil(row.table.removesuffix(".csv"), row.row, start="", end=end)
    lines = list(told(evidence, dt.date(2026, 11, 29)))

    place = lines.index(f"{name}: 1 of {len(rows)}, the newest of 2026")
    assert lines[place + 1] == f"  {first.table}, row {first.row}: 1999-05"
    assert not lines[place + 2 : place + 3] or lines[place + 2][0] != " "
    assert lines[0].split("; ")[0].endswith("figures end before 2021-11-29, 5 years before 2026-11-29")


def test_a_leap_day_has_a_day_five_years_before(root: Path) -> None:
    assert "before 2019-02-28, 5 years before 2024-02-29" in next(told(root / "data", dt.date(2024, 2, 29)))
