"""What drives a unit cost, by hand."""

from __future__ import annotations

from pathlib import Path

from evidence_frames import count, money, study
from gspbrief.analysis.cost_drivers import driver_obstacle, unit_cost_drivers
from gspbrief.evidence.reading import load
from gspbrief.evidence.study import Study

DATA = Path(__file__).parents[2] / "data"
SPAN = {"partnership": "demo", "start": "2010", "end": "2012", "timing": "cumulative"}


def programme(*more: dict[str, object], high: float | None = None) -> Study:
    total = money("demo.spent", "programme_cost", 900, concept="actual", high=high, **SPAN)
    entrants = count("demo.in", "enrolled", 90, **SPAN)
    return study(costs=[total], migration=[entrants, *more])


def test_each_part_moves_the_unit_cost_while_the_other_stays() -> None:
    other = count("demo.took_part", "participants", 100, **SPAN)
    found = unit_cost_drivers(programme(other, high=1_350))

    # 900 to 1,350 over 90 people is 10 to 15 each; 900 over 90 to 100 people is 9 to 10 each.
    assert [(f.measure, f.low, f.high) for f in found] == [("driver_total", 10, 15), ("driver_count", 9, 10)]
    assert not driver_obstacle(programme(other, high=1_350))


def test_those_who_finished_are_another_unit_cost_and_not_another_count() -> None:
    finished = count("demo.out", "trained", 60, **SPAN)
    assert not unit_cost_drivers(programme(finished))


def test_one_value_of_each_part_leaves_nothing_to_compare_and_says_so() -> None:
    (told,) = driver_obstacle(programme())
    assert (told.value, told.details["reason"]) == (None, "parts_do_not_vary")


def test_without_a_unit_cost_there_is_nothing_to_say() -> None:
    empty = study(costs=[], migration=[])
    assert not unit_cost_drivers(empty)
    assert not driver_obstacle(empty)


def test_for_the_nurses_from_kiribati_only_the_count_varies() -> None:
    (count_of,) = unit_cost_drivers(load("kani", DATA))
    # AUD 18.8 million for 84 or for 90 students
    assert (round(count_of.low or 0), round(count_of.high or 0)) == (208_889, 223_810)
    assert driver_obstacle(load("kani", DATA))
