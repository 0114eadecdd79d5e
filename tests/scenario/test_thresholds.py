"""What would decide: thresholds of the model beside what a programme achieved, and what it is asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from evidence_frames import count, money, study
from gspbrief.errors import ArgumentError, EstimationError
from gspbrief.evidence.study import Study
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.labels import words
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.break_evens import break_even
from gspbrief.scenario.draws import simulate
from gspbrief.scenario.owner_questions import COUNT, QUESTIONS, owner_questions, why_unfit
from gspbrief.scenario.party_accounts import (
    base_accounts,
    deciding_figure,
    drawn_accounts,
    own_accounts,
    ranked_drivers,
)
from gspbrief.scenario.placement_evidence import (
    nearest_cost,
    own_rate,
    standing,
)
from gspbrief.scenario.symbols import PARTY_WORDS, SYMBOL_MEASURES
from gspbrief.scenario.thresholds import (
    assumptions_apart,
    assumptions_used,
    break_even_costs,
    break_even_rates,
    count_of_own_inputs,
    earned,
    known_figures,
    own_figures,
    settings,
    without_thresholds,
)
from notebook_cells import study_on
from records import says

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def assumptions() -> Assumptions:
    return read_assumptions(DATA / "assumptions.yaml")


def programme(model: str = "global_skill_partnership", tracks: str = "", **tables: object) -> Study:
    made = study(**tables)  # type: ignore[arg-type]
    kind = "" if model == "neither" else "international_trainees"
    here = replace(made.partnership, model=model, tracks=tracks, oecd_class=kind, short_name="Demo")
    return replace(made, partnership=here)


def placed_and_trained(**more: object) -> list[dict[str, object]]:
    base = count("demo.trained", "trained", 100, partnership="demo", start="2010", end="2012")
    moved = count(
        "demo.working", "working_abroad", 80, partnership="demo", start="2010", end="2012",
        base="trained", base_id="demo.trained",
    )  # fmt: skip
    return [base, {**moved, **more}]


def by_party(findings: Findings, role: str = "chosen") -> dict[str, Finding]:
    return {f.details["party"]: f for f in findings if f.details["role"] == role}


def test_the_base_case_thresholds_are_those_of_the_printed_check(assumptions: Assumptions) -> None:
    rates = by_party(break_even_rates(programme(), settings(programme(), assumptions)))

    assert rates["destination_government"].value == pytest.approx(0.579, abs=0.0005)
    assert {finding.grade for finding in rates.values()} == {"assumed"}
    assert all(finding.formula and finding.inputs for finding in rates.values())


@pytest.mark.parametrize(
    ("symbol", "party"), [("D", "destination_government"), ("E", "destination_employers")]
)
def test_at_a_threshold_the_account_is_zero(assumptions: Assumptions, symbol: str, party: str) -> None:
    held = settings(programme(), assumptions)
    rate = by_party(break_even_rates(programme(), held))[party].value
    course = by_party(break_even_costs(programme(), held))[party].value

    assert rate is not None
    assert course is not None
    assert evaluate(assumptions.with_values({"p": rate})).npv[symbol] == pytest.approx(0, abs=1e-3)
    assert evaluate(assumptions.with_values({"CA": course, "CH": course})).npv[symbol] == pytest.approx(
        0, abs=1e-3
    )


def test_what_could_be_spent_on_one_placement_is_the_gain_before_costs(assumptions: Assumptions) -> None:
    recruiting = programme("traditional", tracks="away")
    held = settings(recruiting, assumptions)
    outlay = by_party(break_even_costs(recruiting, held), "fitting")["destination_employers"]
    scenario = evaluate(assumptions.in_case("traditional"))

    assert outlay.measure == "break_even_outlay_per_placed"
    gain = scenario.npv["E"] + scenario.cost_by_payer["E"]
    assert outlay.value == pytest.approx(gain / scenario.persons["P"])


def test_traditional_recruitment_gets_its_own_case_beside_the_base_case(assumptions: Assumptions) -> None:
    assert list(settings(programme("traditional"), assumptions)) == ["chosen", "fitting"]
    assert list(settings(programme("traditional"), assumptions, "traditional")) == ["chosen"]
    abroad = programme("traditional")
    trains_abroad = replace(abroad, partnership=replace(abroad.partnership, oecd_class="vet_in_destination"))
    assert list(settings(trains_abroad, assumptions)) == ["chosen"]


def test_an_unknown_case_is_an_error_that_names_the_known_ones(assumptions: Assumptions) -> None:
    with pytest.raises(ArgumentError, match=r"no case 'optimistic'.*base, traditional"):
        settings(programme(), assumptions, "optimistic")


def test_a_kind_of_partnership_that_the_model_does_not_describe_has_no_threshold(
    assumptions: Assumptions,
) -> None:
    network = programme("neither")
    held = settings(network, assumptions)

    assert held == {}
    assert not break_even_rates(network, held)
    assert not break_even_costs(network, held)
    assert not deciding_figure(network, assumptions, held)
    assert not base_accounts(network, assumptions)
    assert len(owner_questions(network, known_figures(network))) == COUNT


def test_a_range_without_an_upper_end_names_the_assumption_under_which_no_rate_is_enough(
    assumptions: Assumptions,
) -> None:
    held = settings(programme(), assumptions)
    state = by_party(break_even_rates(programme(), held))["destination_government"]

    assert state.low is not None
    assert state.value is not None
    assert state.low < state.value
    assert state.high is None
    symbol = next(s for s, word in SYMBOL_MEASURES.items() if word == state.details["never"])
    ends = [assumptions.with_values({symbol: end, "p": 1}) for end in assumptions.ranges[symbol]]
    assert min(evaluate(held).npv["D"] for held in ends) < 0


def with_ranges(assumptions: Assumptions, **ranges: tuple[float, float]) -> Assumptions:
    """The assumptions with these ranges alone."""
    entries = {
        name: replace(entry, low=ranges.get(name, (None,))[0], high=ranges.get(name, (None,))[-1])
        for name, entry in assumptions.entries.items()
    }
    return replace(assumptions, entries=entries)


def test_a_range_goes_as_far_as_the_other_assumptions_take_the_rate(assumptions: Assumptions) -> None:
    held = with_ranges(assumptions, wD=(39_000, 42_000), p=(0.1, 0.9))
    state = by_party(break_even_rates(programme(), {"chosen": held}))["destination_government"]
    ends = [break_even(held.with_values({"wD": pay}), "p", "D", within=(0, 1)) for pay in (42_000, 39_000)]

    assert [state.low, state.high] == pytest.approx(ends)
    assert state.interval == "assumed_ranges"
    assert "never" not in state.details
    moved = ("pay_destination", "placement_rate")
    assert set(state.inputs) == {f"scenario.assumed.base.{name}" for name in moved}


def test_a_rate_has_no_range_where_no_other_assumption_has_one(assumptions: Assumptions) -> None:
    held = with_ranges(assumptions, p=(0.1, 0.9))
    sure = by_party(break_even_rates(programme(), {"chosen": held}))["destination_government"]
    assert sure.value == pytest.approx(0.579, abs=0.0005)
    assert (sure.low, sure.high, sure.interval) == (None, None, "")


def test_what_is_assumed_without_any_range_has_thresholds_and_nothing_to_draw_or_rank(
    assumptions: Assumptions,
) -> None:
    held = with_ranges(assumptions)
    whole = break_even_rates(programme(), {"chosen": assumptions})
    found = break_even_rates(programme(), {"chosen": held})
    costs = break_even_costs(programme(), {"chosen": held})
    assert [f.value for f in found] == pytest.approx([f.value for f in whole])
    assert {f.inputs for f in (*found, *costs)} == {("scenario.assumed.base.placement_rate",)}
    assert not ranked_drivers(programme(), held)
    with pytest.raises(EstimationError, match=r"^draws: no assumption has a range"):
        simulate(held, 10)


def test_what_breaks_even_is_the_same_for_a_cohort_of_less_than_one(assumptions: Assumptions) -> None:
    part = assumptions.with_values({"N": 1e-4, "F0": 0.2})  # a millionth of 100 and of 200,000
    for whole, least in (
        (assumptions, part),
        (assumptions.with_values({"CA": 0}), part.with_values({"CA": 0})),
    ):
        expected, told = (break_even_costs(programme(), {"chosen": held}) for held in (whole, least))
        assert all(f.found for f in expected)
        assert [f.value for f in told] == pytest.approx([f.value for f in expected], rel=1e-6)
    poor = assumptions.with_values({"CA": 0, "wD": 0, "cD": 9e4})
    assert not any(f.found for f in break_even_costs(programme(), {"chosen": poor}))


def test_of_a_fitting_case_only_what_has_a_range_is_listed(assumptions: Assumptions) -> None:
    held = settings(programme("traditional"), assumptions)
    listed = assumptions_used(programme("traditional"), held)
    by_case = {case: [f for f in listed if f.details["case"] == case] for case in ("base", "traditional")}

    assert [f.details["symbol"] for f in by_case["base"]] == list(assumptions.entries)
    ranged = [name for name, entry in held["fitting"].entries.items() if entry.low is not None]
    assert [f.details["symbol"] for f in by_case["traditional"]] == ranged


def test_own_figures_are_counted_and_replace_the_assumption(assumptions: Assumptions) -> None:
    own = programme("traditional", tracks="away", migration=placed_and_trained())
    counts = {f.measure: f.value for f in count_of_own_inputs(own, assumptions)}

    assert counts == {"own_inputs": 1, "model_inputs": 54}
    assert settings(own, assumptions)["chosen"]["p"] == 0.8
    assert not own_accounts(own, assumptions, settings(own, assumptions))


def test_a_scenario_is_shown_once_cost_and_rate_are_the_programmes_own(assumptions: Assumptions) -> None:
    cost = money(
        "demo.cost", "cost_per_trainee", 9000, partnership="demo", currency="USD", per="trainee",
        component="training", concept="actual",
    )  # fmt: skip
    own = programme("traditional", tracks="away", migration=placed_and_trained(), costs=[cost])
    accounts = own_accounts(own, assumptions, settings(own, assumptions))

    assert set(own_figures(own, assumptions)) == {"p", "CA"}
    for model, role in (("traditional", "fitting"), ("global_skill_partnership", "chosen")):
        here = programme(model, tracks="away", migration=placed_and_trained(), costs=[cost])
        held = settings(here, assumptions)
        assert earned(here, assumptions, held) is held[role]
    nothing = {"donor", "home_households"}  # all leave
    assert {f.details["party"] for f in accounts} == set(PARTY_WORDS.values()) - nothing
    assert {(f.grade, f.partnership) for f in accounts} == {("modelled", "demo")}
    assert all(f.id.startswith("scenario.own_") for f in accounts)


def test_a_cost_in_another_currency_replaces_no_assumption(assumptions: Assumptions) -> None:
    cost = money(
        "demo.cost", "cost_per_trainee", 9000, partnership="demo", currency="EUR", per="trainee",
        component="training", concept="actual",
    )  # fmt: skip
    own = programme("traditional", tracks="away", migration=placed_and_trained(), costs=[cost])

    assert set(own_figures(own, assumptions)) == {"p"}


def test_a_placement_rate_stands_above_below_or_between_by_its_interval(assumptions: Assumptions) -> None:
    own = programme("traditional", tracks="away", migration=placed_and_trained())
    (rate,) = own_rate(own)
    bars = [replace(rate, id="a", value=0.1), replace(rate, id="b", value=0.95)]

    def word(*thresholds: Finding) -> str:
        (told,) = standing(Findings([rate]), Findings(thresholds), assumptions)
        return told.details["standing"]

    assert rate.measure == "placement_rate"
    assert rate.inputs == ("migration.placement_rate.working",)
    assert (word(bars[0]), word(bars[1]), word(*bars)) == ("above", "below", "between")
    assert word(replace(rate, id="c", value=0.8)) == "unclear"


def test_a_rate_stands_nowhere_beside_thresholds_at_costs_that_are_not_the_programmes_own(
    assumptions: Assumptions,
) -> None:
    def told(**costs: object) -> dict[str, str]:
        cost = money(
            "demo.cost", "cost_per_trainee", 9000, partnership="demo", per="trainee", component="training",
            **{"concept": "actual", "currency": "USD", **costs},
        )  # fmt: skip
        own = programme("traditional", tracks="away", migration=placed_and_trained(), costs=[cost])
        held = settings(own, assumptions)
        rates = break_even_rates(own, held)[-2:]
        (rate,) = standing(own_rate(own), rates, earned(own, assumptions, held))
        return dict(rate.details)

    assert told()["standing"] == "above"
    assert "standing" not in told(currency="AUD"), "its cost is in print and cannot be set in the model"
    assert "standing" not in told(concept="budget")


def test_a_share_of_all_graduates_is_no_placement_rate() -> None:
    share = {
        "id": "demo.departed", "measure": "departed", "value": 0.02, "unit": "share", "base": "graduates",
        "partnership": "demo", "end": "2016",
    }  # fmt: skip
    assert not own_rate(programme(migration=[share]))


def test_of_the_costs_of_one_person_that_of_a_trainee_comes_first() -> None:
    rows = [
        money("demo.graduate", "cost_per_graduate", 2000, partnership="demo", per="graduate"),
        money("demo.trainee", "cost_per_trainee", 1000, partnership="demo", per="trainee"),
        money("demo.doubtful", "cost_per_trainee", 10, partnership="demo", per="trainee", confidence="low"),
    ]
    assert [f.inputs for f in nearest_cost(programme(costs=rows))] == [("demo.trainee",)]
    assert not nearest_cost(programme())


def test_the_deciding_figure_is_one_that_the_programme_has_not_given(assumptions: Assumptions) -> None:
    def symbol(own: Study) -> str:
        low, high = deciding_figure(own, assumptions, settings(own, assumptions))
        assert low.value != high.value
        return low.details["moved"]

    given = programme("traditional", tracks="away", migration=placed_and_trained())

    assert symbol(programme()) == "placement_rate"
    assert symbol(given) != "placement_rate"


def test_nothing_decides_where_no_figure_of_the_programmes_own_is_open(assumptions: Assumptions) -> None:
    held = with_ranges(assumptions, wD=(39_000, 42_000))  # of statistics
    assert not deciding_figure(programme(), assumptions, {"chosen": held})


def test_what_decides_and_what_drives_are_accounts_at_the_rate_of_the_assumptions(
    assumptions: Assumptions,
) -> None:
    held = with_ranges(assumptions, p=(0.1, 0.9)).with_values({"r": 0.06})
    npv = [evaluate(held.with_values({"p": rate}), 0.06).npv["D"] for rate in (0.1, 0.9)]
    told = deciding_figure(programme(), assumptions, {"chosen": held})
    assert [f.value for f in told] == pytest.approx([npv[0] / 100, npv[1] / 100])
    [effect, ends] = ranked_drivers(programme(), held)
    assert effect.value == pytest.approx(1, abs=0.01)
    assert [ends.low, ends.high] == pytest.approx(npv)


@pytest.mark.parametrize(("sector", "told"), [("nursing", True), ("engineering", False)])
def test_no_licence_decides_where_the_trade_needs_none(
    assumptions: Assumptions, sector: str, told: bool
) -> None:
    given = programme("traditional", tracks="away", migration=placed_and_trained())
    here = replace(given, partnership=replace(given.partnership, sector=sector))
    low, _ = deciding_figure(here, assumptions, settings(here, assumptions))
    assert (low.details["moved"] == "licensed_share") is told


def test_the_base_accounts_are_the_printed_check_of_the_model(assumptions: Assumptions) -> None:
    totals = base_accounts(programme(), assumptions).where(measure="account")
    accounts = {f.details["party"]: round(f.value or 0) for f in totals}

    assert accounts["destination_employers"] == 326_393
    assert accounts["displaced_residents"] == -61_169


@pytest.mark.slow
def test_the_model_tells_what_the_draws_make_of_each_account_and_who_falls_below_zero(
    assumptions: Assumptions,
) -> None:
    drawn = drawn_accounts(programme(), assumptions)
    accounts = {f.details["party"]: f for f in drawn.where(measure="account_drawn")}
    below = {f.details["party"]: f.value or 0.0 for f in drawn.where(measure="loser_share")}

    assert set(accounts) == set(below) == set(PARTY_WORDS.values()) - {"donor"}
    for party, account in accounts.items():
        assert (account.low or 0) < (account.value or 0) < (account.high or 0)
        assert ((account.value or 0) < 0) == (below[party] > 0.5)
    assert below["displaced_residents"] == 1


@pytest.mark.slow
def test_what_drives_the_paying_governments_account_is_ranked_over_all_that_is_uncertain(
    assumptions: Assumptions,
) -> None:
    found = ranked_drivers(programme(), assumptions)
    effects, ends = found.where(unit="share"), found.where(unit="money")

    assert len(effects) == len(assumptions.ranges)
    assert [f.details["moved"] for f in ends] == [f.measure for f in effects[: len(ends)]]
    assert {f.details["moved"] for f in ends} == {"pay_destination", "return_hazard", "placement_rate"}
    assert all(f.low < 0 < f.high for f in ends if f.low is not None and f.high is not None)


def test_every_assumption_with_a_range_has_a_name_to_print(assumptions: Assumptions) -> None:
    assert set(assumptions.ranges) <= set(SYMBOL_MEASURES)
    assert {f.measure for f in assumptions_used(programme(), settings(programme(), assumptions))} <= set(
        words("measure")
    )


def test_what_is_answered_is_not_asked() -> None:
    silent, telling = programme("traditional"), programme("traditional", migration=placed_and_trained())

    def asked(own: Study) -> list[str]:
        return [f.details["question"] for f in owner_questions(own, known_figures(own))]

    assert asked(silent)[0] == "placed"
    assert "placed" not in asked(telling)
    assert len(asked(silent)) == len(asked(telling)) == COUNT


def test_only_an_achieved_figure_of_its_own_that_is_known_answers_a_question() -> None:
    here = programme()
    rate = Finding(
        id="x", measure="placement_rate", value=0.8, unit="share", grade="published", partnership="demo"
    )

    def first(figure: Finding) -> Finding:
        return owner_questions(here, Findings([figure]))[0]

    assert first(rate).details["question"] == "licensed"
    unknown = replace(rate, value=None, reason="not found")
    for other in (replace(rate, status="planned"), replace(rate, partnership="other"), unknown):
        assert says([first(other)]) == [
            {
                "id": "scenario.asked.placed", "measure": "placement_rate", "grade": "published",
                "partnership": "demo", "reason": "not found in the 1 source consulted", "sources": [],
                "evidence_root": "", "details": {
                    "reason": "not_found", "consulted": "1", "excerpts": "1", "question": "placed",
                },
            }
        ]  # fmt: skip


def test_a_global_skill_partnership_fits_the_model_whatever_else_it_is_called() -> None:
    for model, reason in (("global_skill_partnership", ""), ("traditional", "no_course")):
        made = programme(model)
        assert why_unfit(replace(made.partnership, oecd_class="")) == reason


def test_every_question_has_its_words() -> None:
    assert {question.word for question in QUESTIONS} == set(words("owner_question"))


@pytest.mark.parametrize("partnership", ["triple_win", "aptc", "tie", "mex_3x1", "puebla_process"])
def test_every_kind_of_partnership_is_asked_five_questions(partnership: str) -> None:
    own = study_on(partnership)
    assert len(owner_questions(own, known_figures(own))) == COUNT


@pytest.mark.slow
def test_some_party_loses_in_every_draw_unless_displaced_residents_are_left_aside(
    assumptions: Assumptions,
) -> None:
    everyone, others = drawn_accounts(programme(), assumptions).where(measure="no_loser_share")

    assert everyone.value == 0
    assert others.value is not None
    assert 0 < others.value < 0.2
    assert {everyone.grade, others.grade} == {"assumed"}


@pytest.mark.slow
def test_a_scheme_that_trains_nobody_has_no_threshold_and_says_why() -> None:
    def reason(partnership: str) -> str:
        told = without_thresholds(study_on(partnership))
        return told[0].details["reason"] if told else ""

    assert {name: reason(name) for name in ("palm", "kor_eps", "jpn_ssw", "gbr_zaf_mou")} == dict.fromkeys(
        ("palm", "kor_eps", "jpn_ssw", "gbr_zaf_mou"), "no_course"
    )
    assert (reason("nzl_rse"), reason("mex_3x1")) == ("stays_of_a_season", "neither_model")
    assert {reason(name) for name in ("aptc", "triple_win", "mobipro_eu")} == {""}
    asked = owner_questions(study_on("palm"), known_figures(study_on("palm")))
    assert not {"placed", "finished"} & {f.details["question"] for f in asked}


def test_cases_are_told_apart_by_what_they_assume_themselves(assumptions: Assumptions) -> None:
    apart = assumptions_apart(programme("traditional"), assumptions)
    said = {(f.details["symbol"], f.details["case"]): f.value for f in apart}
    own = {symbol for case in assumptions.cases.values() for symbol in case.values}

    assert said.keys() == {(symbol, case) for symbol in own for case in assumptions.cases}
    for name, case in assumptions.cases.items():
        for symbol in own:
            assert said[symbol, name] == case.values.get(symbol, assumptions.entries[symbol].value)


def test_another_value_of_an_upper_bound_is_no_bound(assumptions: Assumptions) -> None:
    entry = assumptions.entries["CA"]
    assert entry.bound == "below"
    assert entry.value is not None

    assert entry.at(entry.value).bound == "below"
    assert entry.at(0).bound == entry.at(entry.value - 1).bound == "exact"
