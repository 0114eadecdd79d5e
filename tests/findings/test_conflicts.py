"""Which figures contradict each other: those of one definition and date that cannot both be true."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import permutations

import pytest

from gspbrief.findings.conflicts import conflicts, possible
from gspbrief.findings.finding import Bound, Finding

ONE = Finding(
    id="one", measure="placed", value=100, unit="persons", grade="published", evidence_root="x", end="2018"
)
OTHER = replace(ONE, id="other", value=200, evidence_root="y")


@pytest.mark.parametrize(
    "part",
    [
        *({name: "else"} for name in ("partnership", "measure", "unit", "base", "currency", "per")),
        *({name: "else"} for name in ("per_period", "origin", "destination", "group", "track", "about")),
        {"quantity": "change"},
        {"status": "planned"},
        *({"details": {name: "else"}} for name in ("payer", "component", "concept", "comparator")),
    ],
)
def test_figures_of_two_definitions_do_not_contradict_each_other(part: dict[str, object]) -> None:
    assert conflicts([ONE, OTHER]) == (("one", "other"),)
    assert conflicts([ONE, replace(OTHER, **part)]) == ()  # type: ignore[arg-type]


def test_what_means_the_same_is_one_definition() -> None:
    same = [replace(OTHER, group="all countries"), replace(OTHER, details={"payer": "", "note": "else"})]

    assert [conflicts([ONE, other]) for other in same] == [(("one", "other"),)] * 2
    planned, announced = replace(ONE, status="planned"), replace(OTHER, status="announced")
    assert conflicts([planned, announced]) == (("one", "other"),)


def test_what_rests_on_the_same_count_or_was_not_found_contradicts_nothing() -> None:
    assert conflicts([ONE, replace(OTHER, evidence_root="x")]) == ()
    assert conflicts([ONE, replace(OTHER, value=None, reason="not found")]) == ()


@pytest.mark.parametrize(
    ("unit", "bound", "low", "high"),
    [
        ("persons", "exact", 100, 100),
        ("persons", "about", 99.5, 100.5),
        ("money", "exact", 99.5, 100.5),
        ("share", "exact", 99.9975, 100.0025),
        ("share", "about", 99.9975, 100.0025),
        ("persons", "above", 100, math.inf),
        ("persons", "at_least", 100, math.inf),
        ("persons", "below", -math.inf, 100),
        ("persons", "at_most", -math.inf, 100),
        ("money", "at_least", 99.5, math.inf),
        ("money", "at_most", -math.inf, 100.5),
    ],
)
def test_a_figure_allows_what_its_hedge_and_the_usual_rounding_leave_open(
    unit: str, bound: Bound, low: float, high: float
) -> None:
    assert possible(replace(ONE, unit=unit, bound=bound)) == pytest.approx((low, high))


def test_a_range_allows_all_between_its_ends_and_a_loss_is_rounded_outwards_too() -> None:
    spread = replace(ONE, value=None, low=-100, high=200, bound="range")

    assert possible(spread) == (-100, 200)
    assert possible(replace(spread, unit="money")) == pytest.approx((-100.5, 201))


def test_figures_that_touch_can_both_be_true() -> None:
    for pair in permutations([replace(ONE, low=100, high=200), OTHER]):
        assert conflicts(pair) == ()
    for pair in permutations([replace(ONE, low=100, high=199), OTHER]):
        assert len(conflicts(pair)) == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"end": "2018"}, {"end": "2018-05"}, True),
        ({"end": "2018"}, {"end": "2019"}, False),
        ({"end": "2018"}, {"end": ""}, False),
        ({"end": ""}, {"end": ""}, True),
        ({"end": "2018", "start": "2017"}, {"end": "2018", "start": "2016"}, True),
        ({"start": "2017", "timing": "during"}, {"start": "2016", "timing": "during"}, False),
        ({"start": "2017", "timing": "during"}, {"start": "2017-04", "timing": "during"}, True),
        ({"start": "2017", "timing": "during"}, {"start": "2016", "timing": "cumulative"}, False),
        ({"end": "2018", "status": "planned"}, {"end": "", "status": "planned"}, True),
        ({"end": "2018", "status": "planned"}, {"end": "2019", "status": "planned"}, False),
    ],
)
def test_figures_of_two_dates_do_not_contradict_each_other(
    one: dict[str, str], other: dict[str, str], same: bool
) -> None:
    for pair in permutations([replace(ONE, **one), replace(OTHER, **other)]):  # type: ignore[arg-type]
        assert bool(conflicts(pair)) == same


TOTAL = replace(ONE, timing="cumulative", end="2017", start="2015")
LATER = replace(TOTAL, id="later", end="2018", value=90, evidence_root="y")


@pytest.mark.parametrize(
    ("change", "falls"),
    [
        ({}, True),
        ({"value": 100}, False),
        ({"value": 110}, False),
        ({"start": "2015-06"}, True),
        ({"start": "2014"}, False),
        ({"end": ""}, False),
        ({"end": "", "value": 110}, False),
        ({"timing": "during"}, False),
    ],
)
def test_a_running_total_does_not_fall(change: dict[str, object], falls: bool) -> None:
    for pair in permutations([TOTAL, replace(LATER, **change)]):  # type: ignore[arg-type]
        assert bool(conflicts(pair)) == falls


@pytest.mark.parametrize("unit", ["share", "ratio"])
def test_a_share_may_fall(unit: str) -> None:
    assert conflicts([replace(TOTAL, unit=unit), replace(LATER, unit=unit)]) == ()


def test_of_figures_with_which_one_alone_disagrees_that_one_and_the_nearest_in_time_are_told() -> None:
    early, near = replace(TOTAL, id="early", end="2017-06"), replace(TOTAL, id="near", end="2017-11")
    low = replace(LATER, id="low", end="2018-02", value=50)

    for members in permutations([early, near, low]):
        told = tuple(one.id for one in members if one is not early)
        assert conflicts(members) == (told,)


def test_figures_that_all_disagree_are_all_told_in_their_order() -> None:
    members = [replace(ONE, id=name, value=10**n, evidence_root=name) for n, name in enumerate("cab")]

    assert conflicts(members) == (("c", "a", "b"),)
