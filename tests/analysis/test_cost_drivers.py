"""What drives a unit cost, by hand."""

from __future__ import annotations

from pathlib import Path

from evidence_frames import count, money, study
from gspbrief.analysis.cost_drivers import driver_obstacle, unit_cost_drivers
from gspbrief.evidence.reading import load
from gspbrief.evidence.study import Study
from records import says

DATA = Path(__file__).parents[2] / "data"
SPAN = {"partnership": "demo", "start": "2010", "end": "2012", "timing": "cumulative"}


COST = money("demo.spent", "programme_cost", 900, concept="actual", price_year=2011, **SPAN)
IN = count("demo.in", "enrolled", 90, **SPAN)


def programme(*more: dict[str, object], high: float | None = None) -> Study:
    return study(costs=[COST | {"high": high}], migration=[IN, *more])


def test_each_part_moves_the_unit_cost_while_the_other_stays() -> None:
    other = count("demo.took_part", "participants", 100, **SPAN)
    found = unit_cost_drivers(programme(other, high=1_350))

    # 900 to 1,350 over 90 people is 10 to 15 each; 900 over 90 to 100 people is 9 to 10 each.
    assert [(f.measure, f.low, f.high) for f in found] == [("driver_total", 10, 15), ("driver_count", 9, 10)]
    assert says(found)[1] == {
        "id": "costs.driver.count.spent.per.in", "measure": "driver_count", "low": 9.0, "high": 10.0,
        "bound": "range", "interval": "several_sources", "unit": "money", "currency": "EUR", **SPAN,
        "per": "trainee", "formula": "programme_cost ÷ enrolled", "price_year": 2011,
        "inputs": ["demo.spent", "demo.in", "demo.took_part"],
    }  # fmt: skip
    assert not driver_obstacle(programme(other, high=1_350))

    # 225 people instead of 100: 4 to 10 each is wider than 10 to 15
    between = other | {"id": "demo.entered", "measure": "in_training"}
    wider = unit_cost_drivers(programme(other | {"value": 225}, between, high=1_350))
    assert [(f.measure, f.low, f.high) for f in wider] == [("driver_count", 4, 10), ("driver_total", 10, 15)]


def test_those_who_finished_are_another_unit_cost_and_not_another_count() -> None:
    finished = count("demo.out", "trained", 60, **SPAN)
    assert not unit_cost_drivers(programme(finished))


def test_one_value_of_each_part_leaves_nothing_to_compare_and_says_so() -> None:
    (told,) = driver_obstacle(programme())
    assert says([told]) == [
        {
            "id": "costs.no_driver", "measure": "unit_cost_drivers", "unit": "money", "currency": "EUR",
            "reason": "fewer than two parts of the unit cost have more than one value in print", **SPAN,
            "inputs": ["costs.cost_per_trainee.spent.per.in"], "details": {"reason": "parts_do_not_vary"},
        }
    ]  # fmt: skip


def test_only_figures_of_the_same_money_time_and_standing_are_values_of_a_part() -> None:
    amount = COST | {"id": "demo.spent2", "measure": "funding_total", "value": 950, "evidence_root": "two"}
    people = count("demo.took_part", "participants", 100, **SPAN)
    both = study(costs=[COST, amount], migration=[IN, people])
    assert [f.measure for f in unit_cost_drivers(both)] == ["driver_count", "driver_total"]
    for other in (
        {"currency": "USD"}, {"price_year": 2015}, {"status": "planned"}, {"concept": "budget"},
        {"measure": "investment"}, {"component": "courses"}, {"origin": "PHL"}, {"unit": "share"},
    ):  # fmt: skip
        varied = study(costs=[COST, amount | other], migration=[IN, people])
        assert [f.measure for f in unit_cost_drivers(varied)] == ["driver_count"]
    for other in (
        {"unit": "projects"}, {"measure": "trained"}, {"status": "planned"}, {"track": "away"},
        {"start": "2011"}, {"end": "2013"},
    ):  # fmt: skip
        varied = study(costs=[COST, amount], migration=[IN, people | other])
        assert [f.measure for f in unit_cost_drivers(varied)] == ["driver_total"]


def test_years_are_of_one_span_whether_months_are_told_or_not() -> None:
    months = {"start": "2010-03", "end": "2012-11"}
    people = count("demo.took_part", "participants", 100, **SPAN)
    for rows in ([IN | months, people], [IN, people | months]):
        assert len(unit_cost_drivers(study(costs=[COST], migration=rows))) == 1


def test_the_unit_cost_is_of_what_was_spent_before_a_budget_and_of_entrants_before_graduates() -> None:
    budget = money("demo.a_budget", "programme_cost", 1_800, concept="budget", high=2_700, **SPAN)
    out = count("demo.a_out", "trained", 45, high=60, **SPAN)
    planned = COST | {"id": "demo.a_plan", "status": "planned", "high": 5_000, "evidence_root": "plan"}
    spent, no_less = COST | {"high": 1_350}, COST | {"id": "demo.a_least", "bound": "at_least", "high": 5_000}
    for rows in ([budget, spent, planned], [spent, no_less | {"evidence_root": "other"}]):
        found = unit_cost_drivers(study(costs=rows, migration=[out, IN | {"bound": "at_least"}]))
        assert found[0].id == "costs.driver.total.spent.per.in"
    assert [
        (f.low, f.high) for f in unit_cost_drivers(study(costs=[budget, spent], migration=[out, IN]))
    ] == [(10, 15)]


def test_without_a_unit_cost_there_is_nothing_to_say() -> None:
    empty = study(costs=[], migration=[])
    assert not unit_cost_drivers(empty)
    assert not driver_obstacle(empty)


def test_for_the_nurses_from_kiribati_only_the_count_varies() -> None:
    (count_of,) = unit_cost_drivers(load("kani", DATA))
    # AUD 18.8 million for 84 or for 90 students
    assert (round(count_of.low or 0), round(count_of.high or 0)) == (208_889, 223_810)
    assert driver_obstacle(load("kani", DATA))
