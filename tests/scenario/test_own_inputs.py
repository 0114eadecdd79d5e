"""Which of a programme's own figures may replace an assumption, and which look alike but are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from case_names import case_name
from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.own_inputs import (
    own_inputs,
    shows_scenario,
    with_own_inputs,
)

FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


def share_finding(measure: str, value: float, base: str, **more: object) -> Finding:
    values = {"id": f"x.{measure}.{base}", "unit": "share", "grade": "published", "partnership": "x", **more}
    return Finding(measure=measure, value=value, base=base, **values)  # type: ignore[arg-type]


def course_cost(**more: object) -> Finding:
    values: dict[str, object] = {"per": "trainee", "currency": "USD", "track": "away", **more}
    details = values.pop("details", {"component": "training", "concept": "actual"})
    return Finding(
        id="x.cost_per_trainee", measure="cost_per_trainee", value=9000, unit="money", grade="published",
        partnership="x", details=details, **values,
    )  # type: ignore[arg-type]  # fmt: skip


def test_emigrants_among_all_graduates_are_not_the_placement_rate() -> None:
    assert own_inputs([share_finding("departed", 0.02, "graduates")]) == {}
    assert own_inputs([share_finding("migration_rate", 0.02, "graduates", track="away")]) == {}


def test_a_pass_rate_among_examinees_is_not_the_licensed_share() -> None:
    assert own_inputs([share_finding("certified", 0.088, "examinees")], tracks="away") == {}


def test_a_placement_rate_of_the_away_track_is_p() -> None:
    finding = share_finding("placement_rate", 0.8, "trained", track="away")
    assert own_inputs([finding]) == {"p": finding}


def test_a_rate_without_a_track_is_p_only_where_the_programme_has_one_track() -> None:
    finding = share_finding("placement_rate", 0.8, "trained")
    assert own_inputs([finding]) == {}
    assert own_inputs([finding], tracks="home_and_away") == {}
    assert own_inputs([finding], tracks="away") == {"p": finding}


@pytest.mark.parametrize("track", ["", "home", "away"])
def test_who_found_work_after_a_return_is_of_whichever_track_and_may_be_rounded(track: str) -> None:
    finding = share_finding("reemployed", 0.7, "returned", track=track, bound="about")
    assert own_inputs([finding]) == {"eR": finding}


def test_a_completion_rate_comes_as_drop_out_with_its_range_turned() -> None:
    finding = share_finding(
        "completion_rate", 0.9, "enrolled", track="home", low=0.8, high=0.95, grade="derived"
    )
    drop_out = own_inputs([finding])["dH"]
    assert (drop_out.value, drop_out.low, drop_out.high) == pytest.approx((0.1, 0.05, 0.2))
    assert drop_out.inputs == (finding.id,)


@pytest.mark.parametrize(
    "more",
    [
        {"bound": "at_most"},
        {"status": "planned"},
        {"grade": "illustrative"},
        {"partnership": ""},
        {"group": "nurses"},
        {"origin": "PHL"},
        {"confidence": "low"},
        {"caveats": ("right_censored",)},
    ],
    ids=case_name,
)
def test_hedged_planned_partial_or_open_figures_replace_nothing(more: dict[str, object]) -> None:
    assert own_inputs([share_finding("placement_rate", 0.8, "trained", **{"track": "away", **more})]) == {}


def test_two_figures_that_differ_replace_nothing() -> None:
    one = share_finding("placement_rate", 0.8, "trained", track="away")
    other = share_finding("placement_rate", 0.7, "certified", track="away")
    assert own_inputs([one, other]) == {}


def test_only_the_whole_actual_cost_of_the_course_per_entrant_is_the_course_cost() -> None:
    assert set(own_inputs([course_cost()])) == {"CA"}
    training = {"component": "training"}
    for other in (
        course_cost(per="graduate"),
        course_cost(details={**training, "concept": "budget"}),
        course_cost(details={**training, "concept": "actual", "payer": "donor"}),
        course_cost(details={"component": "total", "concept": "actual"}),
    ):
        assert own_inputs([other]) == {}


def test_own_inputs_replace_assumptions_and_are_counted(base: Assumptions) -> None:
    rate = share_finding("placement_rate", 0.8, "trained", track="away")
    inputs = own_inputs([rate, course_cost()])
    own = with_own_inputs(base, inputs)
    assert (own["p"], own["CA"], own["CH"]) == (0.8, 9000, 14_000)
    assert len(own.own) == 2
    assert "p" not in own.ranges
    assert shows_scenario(inputs)
    assert not shows_scenario({"p": rate})
    assert shows_scenario({"p": rate, "CH": course_cost(track="home")})
    assert (base.entries["CA"].bound, own.entries["CA"].bound) == ("below", "exact")


def test_own_costs_in_other_money_are_not_mixed_in(base: Assumptions) -> None:
    with pytest.raises(EstimationError, match="AUD cannot stand among amounts in USD"):
        with_own_inputs(base, {"CA": course_cost(currency="AUD")})
    with pytest.raises(EstimationError, match="prices of 2019"):
        with_own_inputs(base, {"CA": course_cost(price_year=2019)})
