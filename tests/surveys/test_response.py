"""Attrition and bounds, each worked by hand."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from case_names import case_name
from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding
from gspbrief.surveys.bounds import interval_of, lee_bounds, worst_case_bounds
from gspbrief.surveys.response import attrition, nonresponse_bounds

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


def errors_of(finding: Finding) -> list[float]:
    return [float(finding.details[f"standard_error_{end}"]) for end in ("low", "high")]


def test_the_error_of_lees_bounds_by_his_proposition_three() -> None:
    # two of four kept: variance 1 over 4 x 1/2; edge one from the mean, squared, x 1/2 over 4 x 1/2;
    # the share kept, 1/2, has variance 1/4 x (1/2) / (1/2 x 4), times (1 / (1/2))^2; the others: 1 over 2
    by_hand = math.sqrt(1 / 2 + 1 / 4 + 4 * 1 / 16 + 1 / 2)

    assert errors_of(lee_bounds(EIGHT, **COLUMNS)) == pytest.approx([by_hand, by_hand])


def test_without_a_trim_the_error_is_that_of_a_difference_in_means() -> None:
    by_hand = math.sqrt(5 / 4 + 1 / 2)  # variances of 2, 4, 6, 8 over four and of 3, 5 over two

    assert errors_of(lee_bounds(EIGHT.iloc[:6], **COLUMNS)) == pytest.approx([by_hand, by_hand])


def test_persons_who_come_in_twos_count_once_for_the_error() -> None:
    twice = pd.concat([EIGHT, EIGHT]).assign(person=[*range(8), *range(8)])
    alone, clustered = lee_bounds(EIGHT, **COLUMNS), lee_bounds(twice, **COLUMNS, cluster="person")

    assert errors_of(clustered) == pytest.approx([error * math.sqrt(8 / 7) for error in errors_of(alone)])
    assert (clustered.low, clustered.high) == (alone.low, alone.high)


def test_the_error_of_the_worst_case_by_hand() -> None:
    # the trained all answered: variance 5 over 4; the others 3, 5 and twice 10 or 0: 9.5 and 4.5 over 4
    finding = worst_case_bounds(EIGHT, **COLUMNS, lowest=0, highest=10)

    assert errors_of(finding) == pytest.approx([math.sqrt((5 + 9.5) / 4), math.sqrt((5 + 4.5) / 4)])


@pytest.mark.slow
@pytest.mark.parametrize("skew", [1.0, 3.0])
def test_lees_errors_are_the_spread_over_repeated_samples(skew: float) -> None:
    random = np.random.default_rng(20041)
    found = []
    for _ in range(300):
        trained = np.arange(500) % 2
        answered = (random.random(500) < np.where(trained, 0.9, 0.7)).astype(int)
        pay = np.where(answered == 1, random.gamma(skew, 1, 500) + trained, np.nan)
        frame = pd.DataFrame({"trained": trained, "answered": answered, "pay": pay})
        found.append(lee_bounds(frame, **COLUMNS))
    for end, spread in (("low", [f.low for f in found]), ("high", [f.high for f in found])):
        mean = np.mean([float(f.details[f"standard_error_{end}"]) for f in found])
        assert mean == pytest.approx(np.std(spread), rel=0.12)  # type: ignore[arg-type]


@pytest.mark.parametrize(("width", "critical"), [(0.0, 1.959963985), (1.0, 1.681477), (50.0, 1.644853627)])
def test_the_multiple_of_imbens_and_manski_falls_from_two_sides_to_one(width: float, critical: float) -> None:
    bounds = replace(
        lee_bounds(EIGHT, **COLUMNS),
        low=0.0,
        high=width,
        details={"standard_error_low": "1", "standard_error_high": "1"},
    )
    finding = interval_of(bounds)

    assert finding.low == pytest.approx(-critical, abs=5e-7)
    assert finding.high == pytest.approx(width + critical, abs=5e-7)
    assert (finding.interval, finding.level) == ("imbens_manski", 0.95)


def test_bounds_without_error_are_their_own_interval() -> None:
    exact = replace(
        lee_bounds(EIGHT, **COLUMNS), details={"standard_error_low": "0", "standard_error_high": "0"}
    )

    assert (interval_of(exact).low, interval_of(exact).high) == (exact.low, exact.high)


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
    ids=case_name,
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
