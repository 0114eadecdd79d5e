"""What a graduate and a placement cost, who pays, and what training elsewhere would have cost."""

from __future__ import annotations

import pytest

from case_names import case_name
from evidence_frames import count, money, study
from gspbrief.analysis import costs
from gspbrief.errors import EstimationError
from records import says

SPAN = {"start": "2008", "end": "2021", "timing": "cumulative"}
TOTAL = money("demo.total", "programme_cost", 1_496_448.50, concept="budget", **SPAN)
TRAINED = count("demo.trained", "trained", 120, **SPAN)


def test_drop_out_makes_a_graduate_dearer_than_a_course() -> None:
    # 100 enter a course of 10,000; 20 leave at half its cost: (80 × 10,000 + 20 × 5,000) ÷ 80
    assert costs.cost_per_graduate(10_000, drop_out=0.2, chi=0.5) == pytest.approx(11_250)
    assert costs.cost_per_graduate(10_000) == 10_000
    assert costs.cost_per_graduate(10_000, 0.2, 0.5, fixed=200_000, graduates=80) == pytest.approx(13_750)


@pytest.mark.parametrize(("drop_out", "chi"), [(1.0, 0.5), (-0.1, 0.5), (0.2, 1.5)])
def test_shares_outside_their_range_are_refused(drop_out: float, chi: float) -> None:
    with pytest.raises(EstimationError) as refusal:
        costs.cost_per_graduate(10_000, drop_out, chi)
    assert str(refusal.value) == f"drop-out {drop_out} and its share of cost {chi} must lie between 0 and 1"


def test_a_fixed_cost_needs_graduates_to_bear_it() -> None:
    for nobody in (None, 0):
        with pytest.raises(
            EstimationError, match=r"^a fixed cost needs the number of graduates who bear it$"
        ):
            costs.cost_per_graduate(10_000, fixed=1, graduates=nobody)
    assert (
        costs.cost_per_graduate(10_000, 0.5, chi=0) == costs.cost_per_graduate(10_000, graduates=0) == 10_000
    )
    assert costs.cost_per_graduate(10_000, drop_out=0.5) == 15_000  # who leaves has had half of the course


def test_a_total_over_a_count_of_the_same_span_is_a_unit_cost() -> None:
    [found] = costs.derived_unit_costs(study(costs=[TOTAL], migration=[TRAINED]))
    assert found.id == "costs.cost_per_trainee.demo.total.per.demo.trained"
    assert found.value == pytest.approx(12_470.404166667)
    assert (found.currency, found.per, found.n, found.bound) == ("EUR", "trainee", 120, "exact")
    assert found.formula == "programme_cost ÷ trained"
    assert found.inputs == ("demo.total", "demo.trained")
    assert found.details["concept"] == "budget"
    assert found.caveats == ("price_year_not_stated", "budget_not_spending")


@pytest.mark.parametrize(
    ("total", "counted", "bound"),
    [("exact", "at_least", "at_most"), ("above", "exact", "at_least"), ("about", "exact", "about")],
)
def test_hedges_carry_over_to_the_unit_cost(total: str, counted: str, bound: str) -> None:
    [found] = costs.derived_unit_costs(
        study(costs=[TOTAL | {"bound": total}], migration=[TRAINED | {"bound": counted}])
    )
    assert (found.bound, found.n) == (bound, 120 if counted == "exact" else None)


def test_at_least_over_at_least_is_refused_with_its_reason() -> None:
    [found] = costs.derived_unit_costs(
        study(costs=[TOTAL | {"bound": "above"}], migration=[TRAINED | {"bound": "above"}])
    )
    assert (found.value, found.details["reason"]) == (None, "no_bound")


@pytest.mark.parametrize(
    "change",
    [
        {"end": "2018"},
        {"start": "2007"},
        {"end": ""},
        {"origin": "PHL"},
        {"group": "second cohort"},
        {"status": "planned"},
        {"timing": "per_year"},
    ],
    ids=case_name,
)
def test_a_count_of_another_span_or_scope_gives_no_unit_cost(change: dict[str, object]) -> None:
    spent = TOTAL | {"concept": "actual"}
    assert not costs.derived_unit_costs(study(costs=[spent], migration=[TRAINED | change]))


@pytest.mark.parametrize(
    "change", [{"end": "2020"}, {"start": "2008-06"}, {"timing": "during"}], ids=case_name
)
def test_a_count_that_ends_a_year_before_the_accounts_gives_a_unit_cost(change: dict[str, object]) -> None:
    assert len(costs.derived_unit_costs(study(costs=[TOTAL], migration=[TRAINED | change]))) == 1


def test_a_planned_count_goes_with_a_budget_that_is_itself_a_plan() -> None:
    budget, plan = TOTAL | {"status": "planned"}, TRAINED | {"status": "planned", "bound": "at_least"}
    [found] = costs.derived_unit_costs(study(costs=[budget], migration=[plan]))
    assert (found.status, found.bound) == ("planned", "at_most")
    for of_count, of_cost in (("announced", "announced"), ("achieved", "planned")):
        [found] = costs.derived_unit_costs(study(costs=[budget], migration=[plan | {"status": of_count}]))
        assert found.status == of_cost


def test_of_two_totals_on_one_root_the_more_precise_counts() -> None:
    rounded = TOTAL | {"id": "demo.rounded", "value": 1_500_000.0}
    both = [row | {"evidence_root": "budget"} for row in (rounded, TOTAL)]
    [found] = costs.derived_unit_costs(study(costs=both, migration=[TRAINED]))
    assert found.inputs[0] == "demo.total"


def test_spending_against_a_ceiling_is_a_ratio() -> None:
    ceiling = money("demo.ceiling", "programme_cost", 20_751_293, status="ceiling", concept="ceiling")
    spent = money("demo.spent", "programme_cost", 18_800_000, concept="actual")
    [found] = costs.spent_of_planned(study(costs=[ceiling, spent]))
    assert found.value == pytest.approx(0.905968, abs=5e-7)
    assert (found.unit, found.low) == ("ratio", None)


def share(payer: str, value: float, **more: object) -> dict[str, object]:
    row = {"id": f"demo.share.{payer}", "measure": "payer_share", "value": value, "unit": "share"}
    return {**row, "payer": payer, **more}


def test_payer_shares_sum_to_one_with_what_is_unallocated() -> None:
    found = costs.payers(study(costs=[share("donor", 0.6), share("employer", 0.15)]))
    [left] = found
    assert left.id == "costs.payer_share.unallocated"
    assert left.value == pytest.approx(0.25)
    assert (left.details["payer"], left.formula) == ("unallocated", "1 − Σ payer_share")


def test_a_share_of_a_known_total_is_also_an_amount() -> None:
    amount, left = costs.payers(study(costs=[TOTAL, share("donor", 0.9499, base_id="demo.total")]))
    assert amount.value == pytest.approx(1_421_476.43015)
    assert (amount.currency, amount.details["payer"]) == ("EUR", "donor")
    assert left.value == pytest.approx(0.0501)


def test_a_planned_share_of_at_least_leaves_at_most_the_rest_of_a_plan() -> None:
    [left] = costs.payers(study(costs=[share("donor", 0.6, bound="at_least", status="planned")]))
    assert (left.bound, left.value, left.status) == ("at_most", pytest.approx(0.4), "planned")


@pytest.mark.parametrize(
    ("of_share", "of_total", "bound"),
    [
        ("exact", "exact", "exact"),
        ("about", "exact", "about"),
        ("exact", "about", "about"),
        ("about", "at_least", "at_least"),
        ("at_most", "about", "at_most"),
        ("at_most", "at_most", "at_most"),
        ("at_most", "at_least", None),
        ("above", "at_least", None),
    ],
)
def test_an_amount_is_hedged_as_share_and_total_are(of_share: str, of_total: str, bound: str | None) -> None:
    paid = share("donor", 0.5, base_id="demo.total", bound=of_share, status="planned")
    amount, _ = costs.payers(study(costs=[TOTAL | {"bound": of_total, "per": "year"}, paid]))
    if bound is None:
        assert (amount.found, amount.details["reason"]) == (False, "no_bound")
    else:
        assert (amount.value, amount.bound) == (748_224.25, bound)
        assert (amount.status, amount.per, amount.caveats) == ("planned", "year", ("price_year_not_stated",))


def test_a_total_that_is_a_range_gives_no_amount() -> None:
    ranged = TOTAL | {"value": None, "low": 1, "high": 2, "bound": "range"}
    amount, _ = costs.payers(study(costs=[ranged, share("donor", 0.5, base_id="demo.total")]))
    assert (amount.found, amount.details["reason"]) == (False, "no_bound")


def test_shares_of_each_group_span_and_part_leave_a_rest_of_their_own() -> None:
    parts: tuple[dict[str, object], ...] = (
        {"group": "women"},
        {"start": "2015"},
        {"end": "2018"},
        {"component": "visa"},
        {},
    )
    rows = [share("donor", 0.5, **part) | {"id": f"demo.share.{n}"} for n, part in enumerate(parts)]
    assert {f.id: f.value for f in costs.payers(study(costs=rows))} == {
        f"costs.payer_share.unallocated{tail}": 0.5
        for tail in (".group_women", ".start_2015", ".end_2018", ".component_visa", "")
    }


def test_shares_that_contradict_each_other_are_refused() -> None:
    part: dict[str, object] = {"component": "visa", "concept": "fee"}
    for rows, said, code in (
        (
            [share("donor", 0.6, **part), share("employer", 0.5, **part)],
            "the published shares of the payers contradict each other",
            "shares_contradict",
        ),
        (
            [share("donor", 0.2, **part), share("donor", 0.3, **part) | {"id": "demo.twice"}],
            "the published shares of the payers contradict each other",
            "shares_contradict",
        ),
        (
            [share("donor", 0.2, bound="about", **part), share("employer", 0.3, bound="above", **part)],
            "the published shares are hedged in unlike ways",
            "no_bound",
        ),
    ):
        [left] = costs.payers(study(costs=rows))
        assert (left.found, left.reason) == (False, said)
        assert left.details == {"payer": "unallocated", "reason": code, **part}


@pytest.mark.parametrize("shares", [(0.1,) * 10, (0.7, 0.2, 0.1)])
def test_shares_that_add_up_to_one_leave_nothing_whatever_floats_make_of_it(
    shares: tuple[float, ...],
) -> None:
    [left] = costs.payers(study(costs=[share(f"p{n}", value) for n, value in enumerate(shares)]))
    assert left.value == pytest.approx(0, abs=1e-12)
    assert left.value >= 0  # type: ignore[operator]


NURSING = [
    money(
        "general.training_cost_origin.nursing", "training_cost_origin", 14_000, bound="below", currency="USD"
    ),
    money(
        "general.training_cost_destination.nursing",
        "training_cost_destination",
        None,
        low=80_000,
        high=100_000,
        bound="range",
        currency="USD",
    ),
]


def test_less_than_14_000_against_80_000_to_100_000_trains_at_least_5_7_to_7_1_for_one() -> None:
    found = costs.trainees_for_one(study(general_costs=NURSING))
    ratio = found.named("costs.trainees_for_one")
    assert (ratio.low, ratio.high, ratio.bound) == (
        pytest.approx(5.714286, abs=5e-7),
        pytest.approx(7.142857, abs=5e-7),
        "at_least",
    )
    share = found.named("costs.break_even_away_share")
    assert (share.low, share.high, share.bound) == (pytest.approx(0.14), pytest.approx(0.175), "at_most")
    assert {f.id: f.row for f in found[:2]} == {name: f"costs.csv#{name}" for name in ratio.inputs}


def test_the_ratio_of_training_costs_and_its_inverse_say_all_of_what_they_are() -> None:
    there = money("demo.there", "training_cost_destination", 80_000, destination="DEU", source="two;report")
    here = money("demo.here", "training_cost_origin", 20_000, origin="PHL", source="report")
    assert not costs.trainees_for_one(study(costs=[there, here]))
    always = {"caveats": ["price_year_not_stated"]}
    assert says(costs.trainees_for_one(study(costs=[here, there | {"source": "report"}]))) == [
        {
            "id": "costs.trainees_for_one", "measure": "trainees_for_one", "value": 4.0, "unit": "ratio",
            "formula": "training_cost_destination ÷ training_cost_origin", "origin": "PHL",
            "destination": "DEU", "inputs": ["demo.there", "demo.here"], **always,
        },
        {
            "id": "costs.break_even_away_share", "measure": "break_even_away_share", "value": 0.25,
            "unit": "share", "formula": "training_cost_origin ÷ training_cost_destination", "origin": "PHL",
            "destination": "DEU", "inputs": ["demo.here", "demo.there"],
            "caveats": ["price_year_not_stated", "training_saving_only"],
        },
    ]  # fmt: skip


def test_costs_of_one_are_amounts_of_a_person_or_project_and_of_nurses_only_those_of_nurse_training() -> None:
    rows = [
        money("demo.one", "cost_per_trainee", 9),
        money("demo.all", "programme_cost", 900),
        money("demo.share", "cost_per_trainee", 0.5, unit="share"),
    ]
    assert [f.id for f in costs.unit_costs(study(costs=rows))] == ["demo.one"]
    others = [
        row | {"id": f"general.a_doctor.{n}", "value": n + 1, "low": None, "high": None}
        for n, row in enumerate(NURSING)
    ]
    given = costs.trainees_for_one(study(general_costs=[*others, *NURSING]))
    assert given.named("costs.trainees_for_one").inputs == tuple(row["id"] for row in NURSING[::-1])


def test_the_nurse_study_says_nothing_on_other_trades() -> None:
    assert not costs.trainees_for_one(study(general_costs=NURSING, sector="construction"))


def test_training_costs_in_unlike_money_give_no_ratio() -> None:
    unlike = [NURSING[0] | {"currency": "EUR"}, NURSING[1]]
    assert not costs.trainees_for_one(study(general_costs=unlike))


@pytest.mark.parametrize("part", ["component", "concept", "per"])
def test_training_costs_of_unlike_parts_give_no_ratio(part: str) -> None:
    unlike = [NURSING[0] | {part: "language"}, NURSING[1]]
    alike = [row | {part: "language"} for row in NURSING]
    assert not costs.trainees_for_one(study(general_costs=unlike))
    assert costs.trainees_for_one(study(general_costs=alike))


def test_a_part_of_a_cost_is_no_cost_of_a_trainee_and_is_set_against_no_plan_of_all() -> None:
    plan = TOTAL | {"id": "demo.plan", "status": "planned"}
    for component, many in (("total", 1), ("", 1), ("language", 0)):
        spent = TOTAL | {"concept": "actual", "component": component}
        given = study(costs=[spent, plan], migration=[TRAINED])
        unit = costs.derived_unit_costs(given).where(lambda f: f.details["concept"] == "actual")
        assert len(unit) == many
        assert len(costs.spent_of_planned(given)) == many


def test_only_amounts_in_one_currency_and_price_year_share_an_axis() -> None:
    rows = [
        money("demo.a", "cost_per_student", 53_000, currency="AUD"),
        money("demo.b", "cost_per_graduate", 35_000, currency="AUD"),
        money("demo.c", "cost_per_trainee", 50_000, currency="USD"),
        money("demo.d", "cost_per_placed", 40_000, currency="AUD", price_year=2014),
    ]
    shares = [share(f"p{n}", 0.1) for n in range(3)]
    given = study(costs=[*rows, *shares])
    together = costs.in_one_currency([*costs.unit_costs(given), *costs.payer_shares(given)])
    assert [f.id for f in together] == ["demo.a", "demo.b"]


def test_two_budgets_from_two_roots_are_a_conflict_and_a_rounded_one_is_none() -> None:
    rows = [
        money("demo.a", "funding_total", 25e6, status="planned", start="2019", end="2023", evidence_root="a"),
        money("demo.b", "funding_total", 30e6, status="planned", start="2020-10", evidence_root="b"),
        money("demo.c", "programme_cost", 1_496_448.50, end="2021", evidence_root="a"),
        money("demo.d", "programme_cost", 1_500_000, end="2021", evidence_root="b"),
    ]
    assert costs.conflicts(study(costs=rows)) == (("demo.a", "demo.b"),)


def test_what_was_not_found_is_said_and_what_was_refused_is_not_said_twice() -> None:
    above = {"bound": "above"}
    finished = TRAINED | above | {"measure": "certified"}
    found = costs.missing(study(costs=[TOTAL | above], migration=[finished]))
    assert [f.id for f in found] == ["costs.cost_per_placed", "costs.payer_share"]
    assert len(costs.missing(study())) == 4
