"""What training at the origin saves, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.evidence.reading import load_together
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.avoided_training import avoided_training, earnings_that_repay
from gspbrief.synthesis import overview as synthesis

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def assumptions() -> Assumptions:
    return read_assumptions(DATA / "assumptions.yaml")


def test_with_drop_out_one_course_abroad_pays_for_fewer_at_home(assumptions: Assumptions) -> None:
    ratio, _ = avoided_training(assumptions)
    graduate = 14_000 * (1 - 0.15 * 0.5) / (1 - 0.15)

    assert (ratio.low, ratio.high) == pytest.approx((80_000 / graduate, 100_000 / graduate))
    assert (ratio.bound, ratio.grade) == ("at_least", "assumed")  # the course costs less than 14,000


def test_with_every_add_on_the_share_that_must_leave_is_that_of_the_published_check(
    assumptions: Assumptions,
) -> None:
    # language 6,000, moving 7,000, drop-out .15 and a placement rate of .62 give 30 to 39 percent
    _, share = avoided_training(assumptions.with_values({"p": 0.62}))

    assert (share.low, share.high) == pytest.approx((0.30, 0.39), abs=0.006)
    assert share.bound == "at_most"


def test_where_nobody_is_placed_no_share_breaks_even(assumptions: Assumptions) -> None:
    found = avoided_training(assumptions.with_values({"p": 0}))
    assert [f.measure for f in found] == ["trainees_for_one_with_drop_out"]


def test_a_share_that_breaks_even_at_one_end_of_the_saving_is_left_out(assumptions: Assumptions) -> None:
    # .85 p (V − 7,000) − 5,550 must reach the home course's 12,950: with p = .25 it does so at 100,000 alone
    found = avoided_training(assumptions.with_values({"p": 0.25}))
    assert [f.measure for f in found] == ["trainees_for_one_with_drop_out"]


def test_fixed_costs_are_left_out_of_the_share_however_few_bear_them(assumptions: Assumptions) -> None:
    _, share = avoided_training(assumptions.with_values({"N": 1, "F0": 200_000}))
    ends = [12_950 / (0.85 * 0.6 * (saving - 7_000) - 5_550) for saving in (100_000, 80_000)]
    assert [share.low, share.high] == pytest.approx(ends, rel=1e-9)


def test_the_sponsor_of_the_worked_example_is_repaid_from_its_printed_earnings(
    assumptions: Assumptions,
) -> None:
    (found,) = earnings_that_repay(synthesis.general(load_together(DATA)), assumptions)
    # EUR 15,000 repaid with a tenth of at least four years' earnings
    assert (found.value, found.currency, found.bound, found.grade) == (
        37_500,
        "EUR",
        "at_most",
        "illustrative",
    )


@pytest.mark.parametrize("ends", [{"CH": 0}, {"dH": 1}])
def test_a_course_that_is_free_or_that_nobody_finishes_pays_for_no_number_of_graduates(
    assumptions: Assumptions, ends: dict[str, float]
) -> None:
    found = avoided_training(assumptions.with_values(ends))
    assert "trainees_for_one_with_drop_out" not in [f.measure for f in found]


def test_a_free_course_at_home_breaks_even_with_nobody_away_which_is_no_share(
    assumptions: Assumptions,
) -> None:
    assert not avoided_training(assumptions.with_values({"CA": 0, "CH": 0}))


def test_nothing_repays_a_sponsor_where_no_year_of_repayment_is_assumed(assumptions: Assumptions) -> None:
    general = synthesis.general(load_together(DATA))
    assert not earnings_that_repay(general, assumptions.with_values({"nlam": 0}))
