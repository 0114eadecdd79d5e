"""What would have to be true: break-evens, drivers, and the avoided-cost counterfactual."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.errors import EstimationError
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.break_evens import (
    break_even,
    break_even_away_share,
    drivers,
    rates_apart,
    repaying_earnings,
    trainees_for_one,
)
from gspbrief.scenario.symbols import DOMAINS, domain

Inputs = dict[str, object]


FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


@pytest.mark.parametrize("party", ["E", "D", "O", "F", "sponsor"])
def test_at_a_break_even_the_account_is_zero(base: Assumptions, party: str) -> None:
    symbols = [name for name in (*DOMAINS, "r") if not domain(name).whole]
    found = {name: value for name in symbols if (value := break_even(base, name, party)) is not None}
    assert found
    for symbol, value in found.items():
        rate = value if symbol == "r" else 0.03
        changed = base if symbol == "r" else base.with_values({symbol: value})
        outcome = evaluate(changed, rate)
        npv = outcome.sponsor_npv if party == "sponsor" else outcome.npv[party]
        assert npv == pytest.approx(0, abs=1e-2), symbol


def test_a_break_even_outside_the_range_is_none(base: Assumptions) -> None:
    value = break_even(base, "p", "D")
    assert value is not None
    assert break_even(base, "p", "D", within=(value + 0.01, 1)) is None
    near = value + 1e-14
    assert break_even(base, "p", "D", within=(near, 1)) == near, "what rounding leaves out is in the range"
    assert break_even(base, "p", "D", within=(0, value)) == value
    narrow = replace(base.entries["p"], low=value + 0.01, high=0.9)
    held = replace(base, entries={**base.entries, "p": narrow})
    assert break_even(held, "p", "D") is None
    assert break_even({**held}, "p", "D") == value, "where nothing is said of a range it may be anywhere"


def test_a_symbol_that_does_not_move_an_account_has_no_break_even_there(base: Assumptions) -> None:
    assert break_even(base, "q", "D") is None
    assert break_even(base, "v", "D") is None
    assert break_even(base, "r", "X") is None
    assert break_even(base, "p", "X") is None


def test_whole_years_and_unknown_names_have_no_break_even(base: Assumptions) -> None:
    for symbol, party, said in (
        ("T", "D", "T: a whole number of years has no break-even; compare its values"),
        ("zz", "D", "zz: there is no such symbol in the model"),
        ("p", "Q", "party: there is no party 'Q'; there are E, D, O, A, H, F, X, Z, sponsor"),
    ):
        with pytest.raises(EstimationError) as refusal:
            break_even(base, symbol, party)
        assert str(refusal.value) == said
    with pytest.raises(EstimationError, match="there is no party 'Q'"):
        drivers(base, "Q")


def test_drivers_come_widest_first_and_end_where_the_account_does(base: Assumptions) -> None:
    found = drivers(base, "D")
    assert [driver.swing for driver in found] == sorted((d.swing for d in found), reverse=True)
    assert {driver.symbol for driver in found} == set(base.ranges)
    widest = found[0]
    assert evaluate(base.with_values({widest.symbol: widest.low})).npv["D"] == pytest.approx(widest.npv_low)


@pytest.mark.parametrize("party", ["D", "E"])
def test_rates_at_the_ends_of_all_ranges_are_those_found_one_by_one(base: Assumptions, party: str) -> None:
    apart = rates_apart(base, party)
    assert set(apart) == set(base.ranges) - {"p"}
    for symbol, (low, high) in base.ranges.items():
        if symbol == "p":
            continue
        for end, found in zip((low, high), apart[symbol], strict=True):
            held = base.with_values({symbol: end})
            expected = break_even(held, "p", party, held.rate, within=(0, 1))
            assert found == (None if expected is None else pytest.approx(expected)), (symbol, end)


def nurse_study() -> Inputs:
    inputs: Inputs = dict.fromkeys(("CL", "CM", "dA", "dH", "F0"), 0)
    return inputs | {"CA": 14_000, "CH": 14_000, "chi": 0.5, "p": 1, "N": 100}


def test_the_nurse_study_alone_breaks_even_at_one_over_the_trainees_for_one() -> None:
    for saving, share in ((100_000, 0.14), (80_000, 0.175)):
        assert break_even_away_share(nurse_study(), saving) == pytest.approx(share)
        assert 1 / trainees_for_one(saving, 14_000) == pytest.approx(share)


def test_add_ons_drop_out_and_failed_placement_double_the_share_that_breaks_even() -> None:
    inputs = nurse_study() | {"CL": 6_000, "CM": 7_000, "dA": 0.15, "dH": 0.15, "p": 0.62}
    shares = [break_even_away_share(inputs, saving) for saving in (100_000, 80_000)]
    assert shares == [pytest.approx(0.298, abs=5e-4), pytest.approx(0.393, abs=5e-4)]


def test_a_saving_below_the_cost_has_no_break_even_share() -> None:
    assert break_even_away_share(nurse_study(), 0) is None
    assert break_even_away_share(nurse_study(), 13_000) is None
    assert break_even_away_share(nurse_study(), 14_000) == 1


def test_drop_out_raises_the_cost_of_the_one_it_strikes() -> None:
    plain = trainees_for_one(80_000, 14_000)
    assert plain == pytest.approx(5.714, abs=1e-3)
    assert trainees_for_one(80_000, 14_000, origin_drop_out=0.2, consumed=0.5) < plain
    assert trainees_for_one(80_000, 14_000, origin_drop_out=0.2, destination_drop_out=0.2) == plain
    with pytest.raises(EstimationError, match="leaves no graduate"):
        trainees_for_one(80_000, 14_000, origin_drop_out=1)


def test_what_no_share_and_no_earnings_can_follow_from_is_refused_by_name() -> None:
    nothing = "lam: nothing is repaid: the share and the years must be above zero"
    for ask, said in (
        (lambda: break_even_away_share(nurse_study(), -1), "V: -1 is not at least 0"),
        (lambda: trainees_for_one(2, 1, destination_drop_out=1),
         "destination_drop_out: 1 is outside 0 to 1, or leaves no graduate"),
        (lambda: trainees_for_one(2, 1, origin_drop_out=-0.5),
         "origin_drop_out: -0.5 is outside 0 to 1, or leaves no graduate"),
        (lambda: repaying_earnings(15_000, 0, 4), nothing),
        (lambda: repaying_earnings(15_000, 0.1, 0), nothing),
    ):  # fmt: skip
        with pytest.raises(EstimationError) as refusal:
            ask()
        assert str(refusal.value) == said


def test_the_published_worked_example_needs_earnings_of_37_500() -> None:
    assert repaying_earnings(15_000, 0.10, 4) == pytest.approx(37_500)
