"""What is computed of figures says what it is, and keeps what was known of its inputs."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Citation
from gspbrief.findings.derivation import counted_share, derived, of_one_cost, ratio, refused
from gspbrief.findings.finding import Finding, not_found
from gspbrief.findings.intervals import newcombe, wilson

COST = Finding(id="cost", measure="cost", value=1, unit="money", grade="published", currency="EUR")


def wilson_by_hand(count: int, of: int, z: float) -> tuple[float, float]:
    share, spread = count / of, z * math.sqrt(count * (of - count) / of + z * z / 4) / (of + z * z)
    centre = (share + z * z / (2 * of)) / (1 + z * z / of)
    return centre - spread, centre + spread


def test_an_interval_is_of_95_percent() -> None:
    z = 1.959963984540054
    assert wilson(8, 160) == pytest.approx(wilson_by_hand(8, 160, z))
    (low, high), (other_low, other_high) = (wilson_by_hand(*counts, z) for counts in ((56, 70), (48, 80)))
    newcombes = (
        0.2 - math.hypot(0.8 - low, other_high - 0.6),
        0.2 + math.hypot(high - 0.8, 0.6 - other_low),
    )
    assert newcombe(56, 70, 48, 80) == pytest.approx(newcombes)


def test_a_share_that_was_counted_says_what_it_is() -> None:
    share = counted_share("demo.rate", "arrival_rate", 8, 160, grade="derived")

    assert (share.id, share.measure, share.unit, share.n) == ("demo.rate", "arrival_rate", "share", 160)
    assert (share.value, share.interval, share.level) == (0.05, "wilson", 0.95)
    assert (share.low, share.high) == wilson(8, 160)


def test_a_figure_that_is_refused_keeps_its_unit_and_details() -> None:
    told = refused("demo.x", "cost", "money", [COST], "they differ", "currencies", details={"payer": "donor"})

    assert (told.found, told.unit, told.reason) == (False, "money", "they differ")
    assert told.details == {"payer": "donor", "reason": "currencies"}


def test_a_figure_has_place_and_time_of_the_first_input_and_all_that_any_of_them_restricts() -> None:
    counted = {"unit": "persons", "grade": "published", "value": 1.0}
    place = {"partnership": "demo", "origin": "PHL", "destination": "DEU", "track": "away", "group": "women"}
    time = {"start": "2018", "end": "2019", "timing": "during", "approximate": True}
    first = Finding(
        id="a", measure="placed", evidence_root="x", sources=(Citation("one"),), **counted, **place, **time
    )  # type: ignore[arg-type]
    wider = Finding(
        id="",
        measure="placed",
        about="wider",
        confidence="low",
        evidence_root="y",
        sources=(Citation("two"), Citation("one")),
        **counted,
    )  # type: ignore[arg-type]
    expected = {
        "id": "x", "measure": "rate", "value": None, "unit": "share", "grade": "derived", **place, **time,
        "reason": "not computed", "about": "wider", "confidence": "low", "inputs": ("a",),
        "sources": (Citation("one"), Citation("two")), "evidence_root": "",
    }  # fmt: skip

    assert derived("x", "rate", "share", [first, wider]) == Finding(**expected)  # type: ignore[arg-type]
    assert derived("x", "rate", "share", [first, first]).evidence_root == "x"
    assert derived("x", "rate", "share", [first], value=2.0, about="own").about == "own"
    assert derived("x", "rate", "share", [first], value=2.0).reason == ""


def test_amounts_are_of_one_cost_where_nothing_tells_them_apart() -> None:
    def with_details(**details: str) -> Finding:
        return Finding.from_json({**COST.to_json(), "details": details})

    assert of_one_cost(COST, with_details(component="", concept="", payer="donor"))
    assert not of_one_cost(COST, with_details(component="courses"))
    assert not of_one_cost(COST, with_details(concept="fee"))


def test_nobody_and_everybody_are_shares_too_and_zero_persons_are_none() -> None:
    none, all_of_them = wilson(0, 10), wilson(10, 10)

    assert (none[0], all_of_them[1]) == (0, 1)
    assert none[1] == pytest.approx(1 - all_of_them[0])
    with pytest.raises(EstimationError, match="a share of zero persons"):
        wilson(0, 0)
    with pytest.raises(EstimationError, match="11 successes are more than the 10"):
        wilson(11, 10)


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1.5, "not a whole number"),
        (-1, "less than zero"),
        (math.nan, "not a whole number"),
        (True, "successes is True, not a number"),
        ("3", "successes is '3', not a number"),
        (None, "successes is None, not a number"),
        ([3], "successes is a list, not a number"),
        (10**400, "successes is too large"),
    ],
)
def test_what_is_no_count_of_persons_is_told(number: float, said: str) -> None:
    with pytest.raises(EstimationError, match=said):
        wilson(number, 10)


def test_a_quotient_says_what_it_is_of_and_where_its_range_comes_from() -> None:
    counted = {"measure": "placed", "unit": "persons", "grade": "published"}
    few, many = (
        Finding.from_json({"id": name, "value": value, "low": value - 2, "high": value + 2, **counted})
        for name, value in (("few", 10.0), ("many", 40.0))
    )
    share = ratio("demo.rate", "arrival_rate", "share", few, many, origin="PHL")
    assert (share.value, share.interval, share.origin) == (0.25, "propagated", "PHL")
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0.25 < share.high

    few, many = (replace(one, low=None, high=None, bound="above") for one in (few, many))
    told = ratio("demo.rate", "arrival_rate", "share", few, many, origin="PHL")
    assert (told.found, told.id, told.unit, told.origin) == (False, "demo.rate", "share", "PHL")


def test_what_was_not_found_says_of_whom_and_in_which_unit_it_was_sought() -> None:
    sought = not_found("demo.cost", "cost", "money", 3, origin="PHL", track="away")

    assert (sought.unit, sought.origin, sought.track) == ("money", "PHL", "away")
    assert not_found("demo.cost", "cost", "money", 3).origin == ""
