"""Attrition and bounds, each worked by hand."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from gspbrief.errors import EstimationError
from gspbrief.surveys.response import attrition, lee_bounds, nonresponse_bounds, worst_case_bounds

# four of four trained answered, two of four others: half of the trained are trimmed
EIGHT = pd.DataFrame(
    {
        "trained": [1, 1, 1, 1, 0, 0, 0, 0],
        "answered": [1, 1, 1, 1, 1, 1, 0, 0],
        "pay": [2.0, 4, 6, 8, 3, 5, math.nan, math.nan],
    }
)
COLUMNS = {"outcome": "pay", "group": "trained", "observed": "answered"}


def test_lee_trims_the_group_that_answers_more() -> None:
    finding = lee_bounds(EIGHT, **COLUMNS)

    assert (finding.low, finding.high) == ((2 + 4) / 2 - 4, (6 + 8) / 2 - 4)
    assert (finding.value, finding.interval, finding.level) == (None, "bounds", None)
    assert finding.details["trimmed"] == "0.5"


def test_lee_counts_a_person_on_the_edge_by_a_fraction() -> None:
    frame = EIGHT.assign(answered=[1, 1, 1, 1, 1, 1, 1, 0], pay=[2.0, 4, 6, 8, 3, 5, 4, math.nan])
    three = lee_bounds(frame, **COLUMNS)
    fewer = frame.assign(
        answered=[1, 1, 1, 0, 1, 1, 0, 0], pay=[2.0, 4, 6, math.nan, 3, 5, math.nan, math.nan]
    )
    thirds = lee_bounds(fewer, **COLUMNS)

    assert (three.low, three.high) == (4 - 4, 6 - 4)  # one of four goes
    assert (thirds.low, thirds.high) == (3 - 4, 5 - 4)  # one of three
    half = lee_bounds(
        pd.DataFrame(
            {
                "trained": [1, 1, 1, 0, 0, 0, 0],
                "answered": [1] * 5 + [0] * 2,
                "pay": [2.0, 4, 6, 3, 5, None, None],
            }
        ),
        **COLUMNS,
    )
    assert half.low == pytest.approx((2 + 0.5 * 4) / 1.5 - 4)  # one and a half of three go


def test_with_equal_answers_lee_is_the_difference() -> None:
    finding = lee_bounds(EIGHT.iloc[:6], **COLUMNS)

    assert finding.low == finding.high == 5 - 4


def test_the_worst_case_fills_the_silent_with_the_extremes() -> None:
    finding = worst_case_bounds(EIGHT, **COLUMNS, lowest=0, highest=10)

    assert (finding.low, finding.high) == (5 - (8 + 20) / 4, 5 - 8 / 4)


def test_the_worst_case_holds_lee_and_the_difference() -> None:
    lee, worst = lee_bounds(EIGHT, **COLUMNS), worst_case_bounds(EIGHT, **COLUMNS, lowest=0, highest=10)

    assert worst.low <= lee.low <= 5 - 4 <= lee.high <= worst.high  # type: ignore[operator]


def test_attrition_is_a_difference_of_shares() -> None:
    finding = attrition(EIGHT, group="trained", observed="answered")

    assert (finding.value, finding.interval, finding.n) == (0.5, "newcombe", 8)
    assert (finding.details["observed_treated"], finding.details["observed_control"]) == ("1", "0.5")
    assert -0.2 < finding.low < 0.5 < finding.high < 1  # type: ignore[operator]


def test_the_silent_move_a_share_between_its_bounds() -> None:
    assert nonresponse_bounds(527, 579, 1000) == (0.527, 0.948)


@pytest.mark.parametrize(
    ("counts", "reason"),
    [
        ((0, 0, 0), "zero invited"),
        ((5, 4, 10), "each must fit"),
        ((1, 12, 10), "each must fit"),
        ((-1, 4, 10), "successes is -1"),
        ((1, 2.5, 10), r"respondents is 2\.5"),
        ((1, 2, math.nan), "invited is nan"),
    ],
)
def test_counts_that_do_not_nest_are_refused(counts: tuple[int, int, int], reason: str) -> None:
    with pytest.raises(EstimationError, match=reason):
        nonresponse_bounds(*counts)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"answered": [0, 0, 0, 0, 1, 1, 0, 0]}, "nobody with trained = 1 answered"),
        ({"pay": [2.0, math.nan, 6, 8, 3, 5, 1, 1]}, r"row 2 .* pay is missing"),
        ({"pay": [2.0] * 6 + [math.nan] * 2}, "everybody has the same pay"),
        ({"answered": [1, 1, 1, 3, 1, 1, 0, 0]}, r"row 4 .* is 3, neither 0 nor 1"),
    ],
)
def test_answers_that_cannot_be_bounded_are_refused(change: dict[str, list[float]], reason: str) -> None:
    with pytest.raises(EstimationError, match=reason):
        lee_bounds(EIGHT.assign(**change), **COLUMNS)


def test_outcomes_beyond_their_ends_are_refused() -> None:
    with pytest.raises(EstimationError, match="runs from 2 to 8, beyond 0 to 5"):
        worst_case_bounds(EIGHT, **COLUMNS, lowest=0, highest=5)
    with pytest.raises(EstimationError, match="cannot run from 5 to 5"):
        worst_case_bounds(EIGHT, **COLUMNS, lowest=5, highest=5)
