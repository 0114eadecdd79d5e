"""The partnership scenario: the base case, its identity, its cases, and what is refused."""

from __future__ import annotations

import math
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_names import case_name
from gspbrief.errors import ArgumentError, EstimationError
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.break_evens import break_even
from gspbrief.scenario.symbols import COST_KINDS, DOMAINS, PARTIES, Domain
from ledger import ledger

FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"

Inputs = dict[str, object]


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


# --- the base case -----------------------------------------------------------------------------------------


def test_the_base_case_gives_each_party_its_printed_account(base: Assumptions) -> None:
    outcome = evaluate(base, 0.03)
    assert {party: round(npv) for party, npv in outcome.npv.items()} == {
        "E": 326_393,
        "D": 55_914,
        "O": 373_501,
        "A": 5_700_580,
        "H": 876_594,
        "F": 11_874,
        "X": 0,
        "Z": -61_169,
    }
    assert round(outcome.total) == 7_283_687
    assert [party for party, npv in outcome.npv.items() if npv < 0] == ["Z"]


def test_the_base_case_gives_its_printed_unit_costs_and_skill_stock(base: Assumptions) -> None:
    outcome = evaluate(base)
    assert outcome.cost_per_placed_full is not None
    assert outcome.cost_per_placed_incremental is not None
    assert round(outcome.cost_per_placed_full) == 87_339
    assert round(outcome.cost_per_placed_incremental) == 18_143
    assert outcome.net_skill_stock(0) == pytest.approx(42.755)


def test_the_base_case_breaks_even_for_the_destination_government_where_printed(base: Assumptions) -> None:
    assert break_even(base, "p", "D") == pytest.approx(0.579, abs=5e-4)
    assert break_even(base, "alpha", "D") == pytest.approx(0.484, abs=5e-4)


def test_a_plain_mapping_gives_the_same_as_the_file(base: Assumptions) -> None:
    plain = {**{name: base[name] for name in DOMAINS}, "share": base["share"]}
    assert evaluate(plain).npv == evaluate(base).npv


def test_two_years_worked_by_hand_without_discounting() -> None:
    outcome = evaluate(tiny(), 0.0)
    # Ten entrants, all away, all placed; one year of training, two of work at 100, tax 20, nothing else.
    assert outcome.npv["A"] == pytest.approx(10 * 80 + 5 * 80)
    assert outcome.npv["D"] == pytest.approx(10 * 20 + 5 * 20 - 10 * 7)
    assert outcome.npv["E"] == pytest.approx(0.1 * 100 * 15)
    assert outcome.cost_by_payer["D"] == 70
    assert outcome.cost_per_placed_full == 7
    assert outcome.yearly["D"] == (-70, 200, 100)
    assert outcome.net_skill_stock(1) == pytest.approx(10 - 5)


def tiny() -> Inputs:
    """Everything zero but one cohort of ten that all leave; half of those abroad return each year."""
    inputs: Inputs = dict.fromkeys(DOMAINS, 0.0)
    inputs |= {"N": 10, "alpha": 1, "p": 1, "chi": 1, "tau": 1, "T": 2, "l": 1, "h": 0.5}
    inputs |= {"wD": 100, "thD": 0.2, "muE": 0.1, "CA": 7, "omega": 1}
    inputs["share"] = {kind: {"D": 1} for kind in COST_KINDS}
    return inputs


# --- properties --------------------------------------------------------------------------------------------


def values_of(name: str, domain: Domain) -> st.SearchStrategy[float]:
    if domain.whole:
        low, high = {"T": (6, 25), "tau": (0, 5)}.get(name, (0, 6))
        return st.integers(low, high)
    return st.floats(max(domain.low, 0.0) + (0.5 if domain.open_low else 0), min(domain.high, 50_000.0))


def splits() -> st.SearchStrategy[dict[str, float]]:
    weights = st.lists(st.floats(0.1, 1), min_size=len(PARTIES), max_size=len(PARTIES))
    return weights.map(lambda w: {party: x / sum(w) for party, x in zip(PARTIES, w, strict=True)})


anything = st.fixed_dictionaries(
    {
        **{name: values_of(name, domain) for name, domain in DOMAINS.items()},
        "share": st.fixed_dictionaries({kind: splits() for kind in COST_KINDS}),
    }
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(inputs=anything, rate=st.sampled_from([0.0, 0.03, 0.2]))
def test_every_account_is_what_payments_from_one_party_to_another_come_to(
    inputs: Inputs, rate: float
) -> None:
    outcome, again = evaluate(inputs, rate), ledger(inputs, rate)
    size = sum(map(abs, again.values()))
    for party in PARTIES:
        assert outcome.npv[party] == pytest.approx(again[party], rel=1e-9, abs=1e-9 * size + 1e-6), party


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True)
@given(inputs=anything, rate=st.sampled_from([0.0, 0.03, 0.2]))
def test_the_sum_of_all_accounts_is_the_value_of_the_real_resources(inputs: Inputs, rate: float) -> None:
    outcome = evaluate(inputs, rate)
    assert outcome.identity is not None
    size = sum(abs(npv) for npv in outcome.npv.values())
    assert sum(outcome.identity.values()) == pytest.approx(outcome.total, rel=1e-9, abs=1e-9 * size + 1e-6)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(inputs=anything)
def test_doubling_the_cohort_and_the_fixed_cost_doubles_every_account(inputs: Inputs) -> None:
    double = {**inputs, "N": 2 * float(str(inputs["N"])), "F0": 2 * float(str(inputs["F0"]))}
    once, twice = evaluate(inputs), evaluate(double)
    for party in PARTIES:
        size = sum(map(abs, once.yearly[party]))
        assert twice.npv[party] == pytest.approx(2 * once.npv[party], rel=1e-9, abs=1e-9 * size + 1e-6)


@settings(max_examples=20, deadline=None, derandomize=True)
@given(inputs=anything)
def test_the_parts_of_the_origin_budget_sum_to_its_account(inputs: Inputs) -> None:
    outcome = evaluate(inputs)
    size = sum(map(abs, outcome.yearly["O"]))
    assert sum(outcome.origin_budget.values()) == pytest.approx(
        outcome.npv["O"], rel=1e-9, abs=1e-9 * size + 1e-6
    )


def test_without_discounting_the_account_is_the_plain_sum_of_its_years(base: Assumptions) -> None:
    outcome = evaluate(base, 0)
    for party in PARTIES:
        assert outcome.npv[party] == pytest.approx(sum(outcome.yearly[party]))


def test_a_stipend_moves_money_between_accounts_and_leaves_their_sum(base: Assumptions) -> None:
    richer = evaluate(base.with_values({"b": 3000}))
    assert richer.total == pytest.approx(evaluate(base).total)
    assert richer.npv["D"] < evaluate(base).npv["D"]


def test_repayment_moves_money_from_the_away_track_to_the_employers(base: Assumptions) -> None:
    before, after = evaluate(base), evaluate(base.with_values({"lam": 0.1}))
    gained, paid = after.npv["E"] - before.npv["E"], before.npv["A"] - after.npv["A"]
    assert gained > 0
    assert gained == pytest.approx(paid)


def test_everybody_returning_at_once_is_no_division_by_zero(base: Assumptions) -> None:
    outcome = evaluate(base.with_values({"h": 1, "hH": 0}))
    assert all(math.isfinite(npv) for npv in outcome.npv.values())
    assert outcome.net_skill_stock(1) == pytest.approx(outcome.net_skill_stock(5))


def test_nobody_placed_has_no_cost_per_placed(base: Assumptions) -> None:
    outcome = evaluate(base.with_values({"p": 0}))
    assert outcome.cost_per_placed_full is None
    assert outcome.cost_per_placed_incremental is None
    assert outcome.per_placed("D") is None


def test_less_than_one_person_placed_has_a_cost_like_any_other_number(base: Assumptions) -> None:
    outcome = evaluate(base.with_values({"N": 1}))
    # .5 of one entrant, of whom .85 finish and .6 of these are placed
    assert outcome.cost_per_placed_full == pytest.approx(outcome.total_cost / 0.255)
    assert outcome.per_placed("D") == pytest.approx(outcome.npv["D"] / 0.255)


def test_the_origin_budget_names_what_it_pays_itself(base: Assumptions) -> None:
    budget = evaluate(base).origin_budget
    assert budget["programme_costs"] == -0.2 * 200_000  # a fifth of the fixed cost, at the start
    assert list(budget) == ["tax_lost", "tax_gained", "services_saved", "training_saved", "programme_costs"]


# --- own rates, payback, memo ------------------------------------------------------------------------------


def test_own_rates_discount_each_account_at_its_own(base: Assumptions) -> None:
    own, common = evaluate(base, base.own_rates), evaluate(base, 0.08)
    assert base.own_rates == {"E": 0.08, "A": 0.1, "H": 0.1, **dict.fromkeys("DOFXZ", 0.03)}
    assert own.npv["E"] == pytest.approx(common.npv["E"])
    assert own.npv["D"] == pytest.approx(evaluate(base).npv["D"])
    assert own.identity is None


def test_employers_are_paid_back_in_the_first_year_their_cumulative_value_is_not_negative(
    base: Assumptions,
) -> None:
    outcome = evaluate(base)
    year = outcome.payback_year("E")
    assert year is not None
    upto = [flow / 1.03**t for t, flow in enumerate(outcome.yearly["E"])]
    assert sum(upto[: 3 + year]) < 0 <= sum(upto[: 3 + year + 1])


def test_a_sponsor_whose_workers_leave_may_never_be_paid_back(base: Assumptions) -> None:
    outcome = evaluate(base)
    assert outcome.sponsor_npv < 0 < outcome.npv["E"]
    assert outcome.payback_year("sponsor") is None
    assert evaluate(base.with_values({"q": 0})).sponsor_npv == pytest.approx(outcome.npv["E"])


def test_equal_price_levels_leave_the_away_account_as_it_is(base: Assumptions) -> None:
    outcome = evaluate(base)
    assert outcome.away_at_origin_prices(1) == outcome.npv["A"]
    assert outcome.away_at_origin_prices(2) == pytest.approx(outcome.npv["A"] - outcome.spent_abroad / 2)


def test_remittances_are_a_part_of_pay_and_lose_the_fee(base: Assumptions) -> None:
    outcome = evaluate(base)
    net_pay = outcome.remittances_sent + outcome.spent_abroad / (1 - 0.1)  # a tenth of it is tax
    assert outcome.remittances_sent == pytest.approx(0.15 * net_pay)
    assert outcome.remittances_received == pytest.approx(0.938 * outcome.remittances_sent)


def test_skills_used_at_home_by_hand(base: Assumptions) -> None:
    outcome = evaluate(base)
    home, unplaced, new = 42.5, 17.0, 0.95 * 25.5
    used = 0.75 * 0.7
    assert outcome.skills_used(0) == pytest.approx(
        used * (home + unplaced) - 0.2 * used * (home + unplaced + new)
    )


# --- what the economics promise -----------------------------------------------------------------------------


def test_consumption_tax_moves_money_from_whoever_spends_to_the_origin(base: Assumptions) -> None:
    stay = base.with_values({"hH": 0})  # who leaves later pays the tax elsewhere
    before, after = evaluate(stay.with_values({"v": 0})), evaluate(stay)
    gained = {party: after.npv[party] - before.npv[party] for party in PARTIES}
    assert sum(gained.values()) == pytest.approx(0, abs=1e-3)
    assert {party for party, money in gained.items() if abs(money) > 1e-6} == {"A", "H", "O"}
    assert gained["H"] < 0 < gained["O"]


def test_a_resident_is_out_of_work_for_the_years_assumed_and_no_longer(base: Assumptions) -> None:
    outcome = evaluate(base.with_values({"nZ": 2, "tau": 3}))
    years = [t for t, money in enumerate(outcome.yearly["Z"]) if money]
    assert years == [3, 4]
    always = evaluate(base.with_values({"nZ": 20}))
    assert always.npv["Z"] < outcome.npv["Z"]
    assert always.npv["D"] < outcome.npv["D"]


def test_what_the_displaced_are_paid_comes_out_of_the_destinations_budget(base: Assumptions) -> None:
    none, half = (evaluate(base.with_values({"beta": share})) for share in (0, 0.5))
    assert half.npv["Z"] - none.npv["Z"] == pytest.approx(none.npv["D"] - half.npv["D"])
    assert half.npv["Z"] > none.npv["Z"]


def test_entitlements_move_contributions_back_to_those_who_work(base: Assumptions) -> None:
    none, all_of_them = (evaluate(base.with_values({"iota": share})) for share in (0, 1))
    gained = {party: all_of_them.npv[party] - none.npv[party] for party in PARTIES}
    assert gained["A"] > 0 > gained["D"]
    assert sum(gained.values()) == pytest.approx(0, abs=1e-3)


def test_a_course_that_would_have_been_paid_for_anyway_is_credited_to_whoever_would_have_paid(
    base: Assumptions,
) -> None:
    public = evaluate(base.with_values({"gam": 1})).origin_budget["training_saved"]
    # A fifth of 92.5 courses at 14,000: the same course elsewhere.
    assert public == pytest.approx(0.2 * 92.5 * 14_000)
    assert evaluate(base.with_values({"gam": 0})).origin_budget["training_saved"] == 0


def test_home_graduates_who_leave_later_cost_the_origin_their_skill_and_their_tax(base: Assumptions) -> None:
    stay, leave = (evaluate(base.with_values({"hH": hazard})) for hazard in (0, 0.04))
    assert stay.net_skill_stock(0) == leave.net_skill_stock(0)
    assert leave.net_skill_stock(10) < stay.net_skill_stock(10)
    assert leave.npv["O"] < stay.npv["O"]
    assert leave.npv["H"] == stay.npv["H"]


def test_a_party_is_judged_by_what_it_pays_itself(base: Assumptions) -> None:
    outcome = evaluate(base)
    assert outcome.per_money_spent("D") == outcome.npv["D"] / outcome.cost_by_payer["D"]
    assert outcome.per_money_spent("H") is None


# --- the cases ---------------------------------------------------------------------------------------------


def test_traditional_recruitment_takes_from_home_exactly_those_it_places(base: Assumptions) -> None:
    outcome = evaluate(base.in_case("traditional"))
    assert outcome.net_skill_stock(0) == pytest.approx(-outcome.persons["Pnew"])


def test_the_destination_budget_alone_favours_traditional_recruitment(base: Assumptions) -> None:
    traditional, partnership = evaluate(base.in_case("traditional")), evaluate(base)
    assert traditional.npv["D"] > partnership.npv["D"]
    assert traditional.net_skill_stock() < 0 < partnership.net_skill_stock()


def test_a_cheaper_home_course_costs_its_payer_less_and_saves_others_less_elsewhere(
    base: Assumptions,
) -> None:
    same, two = (evaluate(base.in_case(name)) for name in ("gsp_same_course", "gsp_two_tracks"))
    assert same.npv == evaluate(base).npv
    assert two.total_cost < same.total_cost
    assert {party for party in PARTIES if two.npv[party] > same.npv[party]} == {"D"}
    assert {party for party in PARTIES if two.npv[party] < same.npv[party]} == {"O", "A", "H"}


def test_an_unknown_case_is_refused_with_those_there_are(base: Assumptions) -> None:
    with pytest.raises(ArgumentError, match="gsp_two_tracks"):
        base.in_case("gsp")


# --- what is refused ---------------------------------------------------------------------------------------


def test_missing_symbols_are_named_all_at_once(base: Assumptions) -> None:
    inputs = {name: base[name] for name in base if name not in ("p", "wD", "share")}
    with pytest.raises(EstimationError, match=r"^scenario: no value for p, wD, share$"):
        evaluate(inputs)


def test_whole_numbers_of_numpy_are_numbers_and_its_truths_are_none(base: Assumptions) -> None:
    assert evaluate({**base, "N": np.int64(100)}).npv == evaluate(base).npv
    with pytest.raises(EstimationError, match="N: True is not a number"):
        evaluate({**base, "N": np.bool_(True)})


@pytest.mark.parametrize(
    ("change", "names"),
    [
        ({"p": 1.2}, "p: 1.2 is outside 0 to 1"),
        ({"h": float("nan")}, "h: nan is not a finite number"),
        ({"wD": float("inf")}, "wD: inf"),
        ({"tau": 2.5}, "tau: 2.5 is not a whole number"),
        ({"T": 2}, "T: 2 years end before the 3"),
        ({"N": 0}, "N: 0 is not above 0"),
        ({"CA": -1}, "CA: -1 is not at least 0"),
        ({"p": "0.6"}, "p: '0.6' is not a number"),
        ({"p": True}, "p: True is not a number"),
        ({"p": 2, "dA": -1}, "dA: .*; p: "),
        ({"share": {}}, "share.CA: has no payers"),
        ({"share": {kind: {"D": 0.9} for kind in COST_KINDS}}, "share.b: the shares sum to 0.9"),
        ({"share": {kind: {"Q": 1} for kind in COST_KINDS}}, "share.CA: payer 'Q' is not a party"),
        ({"share": 1}, "share: not a mapping"),
        ({"T": 10**9}, "T: 1e.09 is outside 0 to 200"),
    ],
    ids=case_name,
)
def test_a_value_outside_its_domain_is_refused_by_name(base: Assumptions, change: Inputs, names: str) -> None:
    with pytest.raises(EstimationError, match=names):
        evaluate({**base, **change})


def test_all_that_is_refused_is_told_in_one_sentence(base: Assumptions) -> None:
    payers = {**base.share, "XX": {"D": 1}}
    rates = {**dict.fromkeys(PARTIES, 0.03), "E": -1, "D": float("nan")}
    for inputs, rate, said in (
        (
            {**base, "p": 2, "dA": -1, "share": payers}, 0.03,
            "scenario: dA: -1 is outside 0 to 1; p: 2 is outside 0 to 1; share.XX: not a kind of cost",
        ),
        (base, rates, "rate: -1 is not above -1; nan is not a finite number"),
    ):  # fmt: skip
        with pytest.raises(EstimationError) as refusal:
            evaluate(inputs, rate)
        assert str(refusal.value) == said


def test_a_horizon_may_end_with_the_first_year_after_training(base: Assumptions) -> None:
    assert len(evaluate(base.with_values({"tau": 3, "T": 3})).yearly["D"]) == 4


@pytest.mark.parametrize("rate", [-1.0, float("nan"), {"E": 0.08}])
def test_a_rate_that_is_none_is_refused(base: Assumptions, rate: object) -> None:
    with pytest.raises(EstimationError, match="rate"):
        evaluate(base, rate)  # type: ignore[arg-type]


def test_what_is_no_mapping_is_refused_and_what_is_no_symbol_is_passed_over(base: Assumptions) -> None:
    with pytest.raises(EstimationError, match="not a mapping"):
        evaluate(None)  # type: ignore[arg-type]
    assert evaluate({**base, "zeta": 3}).npv == evaluate(base).npv


def test_a_year_before_the_end_of_training_and_a_price_level_of_nought_are_refused_by_name(
    base: Assumptions,
) -> None:
    outcome = evaluate(base)
    for ask, said in (
        (lambda: outcome.skills_used(-1), "k: -1 is not a number of years after training"),
        (lambda: outcome.net_skill_stock(float("nan")), "k: nan is not a number of years after training"),
        (lambda: outcome.away_at_origin_prices(0), "pi: 0 is not above 0"),
    ):
        with pytest.raises(EstimationError) as refusal:
            ask()
        assert str(refusal.value) == said


def test_results_cannot_be_changed_afterwards(base: Assumptions) -> None:
    outcome = evaluate(base)
    assert isinstance(outcome.npv, MappingProxyType)
    with pytest.raises(AttributeError):
        outcome.sponsor_npv = 0.0  # type: ignore[misc]
