"""A share that several bodies count stands once for each figure, and not where one of them counted alone."""

from __future__ import annotations

from typing import Any

from evidence_frames import count, study
from gspbrief.analysis.several_counts import several_counts


def back(name: str, share: float, year: int, root: str, **row: Any) -> dict[str, Any]:
    told = {"unit": "share", "base": "departed", "start": f"{year}", "end": f"{year}", "evidence_root": root}
    return count(f"demo.{name}", "returned", share, **told, **row)


def test_figures_of_two_counts_stand_in_time_and_a_repeated_one_once() -> None:
    rows = [
        back("embassy", 0.7, 2006, "embassy"),
        back("agency", 0.5, 2005, "agency"),
        back("again", 0.5, 2007, "agency"),
    ]
    found = several_counts(study(migration=rows))
    assert [f.id for f in found] == ["demo.agency", "demo.embassy"]


def test_one_count_alone_is_no_comparison() -> None:
    rows = [back("one", 0.5, 2005, "agency"), back("two", 0.9, 2006, "agency")]
    assert not several_counts(study(migration=rows))


def test_what_is_weak_hedged_or_of_one_origin_is_left_out() -> None:
    firm = [back("one", 0.5, 2005, "agency"), back("two", 0.7, 2005, "embassy")]
    rows = [
        *firm,
        back("weak", 0.9, 2008, "claim", confidence="low"),
        back("bound", 0.9, 2009, "press", bound="above"),
        back("part", 0.9, 2009, "press", origin="MAR"),
        back("plan", 0.9, 2009, "press", status="planned"),
        back("about", 0.9, 2009, "press", about="wider"),
        back("track", 0.9, 2009, "press", track="away"),
        back("undated", 0.9, 2009, "press") | {"start": ""},
        back("persons", 0.9, 2009, "press") | {"unit": "persons"},
        back("none", 0.9, 2009, "press") | {"value": None, "low": 0.1, "high": 0.2},
        *(back(f"base{n}", n / 10, 2009, f"root{n}") | {"base": ""} for n in range(4)),
    ]
    assert {f.id for f in several_counts(study(migration=rows))} == {"demo.one", "demo.two"}
    assert not several_counts(study(migration=[]))


def test_of_several_stages_bases_and_groups_the_one_that_most_figures_are_of_and_nobody_is_a_figure() -> None:
    firm = [
        back("one", 0, 2005, "agency"),
        back("two", 0.7, 2005, "embassy"),
        back("three", 1, 2006, "agency"),
    ]
    for kind in ({"measure": "stayed"}, {"base": "placed"}, {"group": "women"}):
        other = [row | kind | {"id": f"{row['id']}.else"} for row in firm[:2]]
        found = several_counts(study(migration=[*other, *firm]))
        assert [f.id for f in found] == ["demo.one", "demo.two", "demo.three"]
