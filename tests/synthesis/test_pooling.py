"""Pooling: what the rules forbid, and what random effects do with few estimates."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from case_names import case_name
from gspbrief.errors import EstimationError
from gspbrief.synthesis.pooling import obstacle, pool
from textbooks import KACKER, estimates

THREE = estimates((0.1, 0.2, 0.6), (0.01, 0.01, 0.01))


def test_equal_errors_give_the_plain_mean_with_a_t_interval() -> None:
    finding = pool(THREE)
    spread = math.sqrt((0.2**2 + 0.1**2 + 0.3**2) / 2 / 3)  # of the mean of .1, .2, .6

    assert finding.value == pytest.approx(0.3)
    assert finding.standard_error == pytest.approx(spread)
    assert finding.high == pytest.approx(0.3 + 4.30265273 * spread)  # t with 2 degrees of freedom
    assert (finding.grade, finding.inputs) == ("modelled", ("study_0", "study_1", "study_2"))


def test_estimates_that_agree_too_well_do_not_shrink_the_error() -> None:
    finding = pool(estimates((0.2, 0.2, 0.2001), (0.01, 0.01, 0.01)))

    assert finding.details["tau2"] == "0"
    assert finding.standard_error == pytest.approx(0.1 / math.sqrt(3))


def test_three_estimates_have_no_prediction_interval_and_four_have() -> None:
    assert "prediction_low" not in pool(THREE).details

    nine = pool(estimates(*KACKER))
    low = float(nine.details["prediction_low"])
    spread = math.sqrt(float(nine.details["tau2"]) + nine.standard_error**2)  # type: ignore[operator]
    assert low == pytest.approx(nine.value - 2.36462425 * spread)  # type: ignore[operator]
    assert low < nine.low  # type: ignore[operator]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"standard_error": None}, "study_1 has no value with a standard error"),
        ({"value": None, "low": 0.1, "high": 0.3}, "a range is not turned into one"),
        ({"standard_error": 0.0}, "standard error of 0"),
        ({"bound": "at_least"}, r"is a bound \(at least\)"),
        ({"grade": "illustrative"}, "is illustrative, not evidence"),
        ({"unit": "sd"}, "differ in unit: 'sd', 'share_difference'"),
        ({"measure": "earnings"}, "differ in measure"),
        ({"evidence_root": "root_0"}, "rest on the same evidence"),
    ],
    ids=case_name,
)
def test_estimates_that_may_not_be_pooled_are_refused(change: dict[str, object], reason: str) -> None:
    spoilt = [THREE[0], replace(THREE[1], **change), THREE[2]]  # type: ignore[arg-type]
    with pytest.raises(EstimationError, match=f"not pooled: .*{reason}"):
        pool(spoilt)


def test_money_without_a_price_year_is_not_pooled() -> None:
    amounts = [replace(one, unit="money", currency="EUR") for one in THREE]

    assert "without a price year" in obstacle(amounts)
    assert obstacle([replace(one, price_year=2020) for one in amounts]) == ""


def test_two_estimates_or_none_are_too_few() -> None:
    assert obstacle(THREE) == ""
    assert "at least 3 comparable estimates, there are 2" in obstacle(THREE[:2])
    assert "there are 0" in obstacle([])
