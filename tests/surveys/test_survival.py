"""Time to an event and who moves: small tables worked by hand, and what is refused."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from gspbrief.errors import EstimationError
from gspbrief.surveys.cox import hazard_ratios
from gspbrief.surveys.log_rank import log_rank
from gspbrief.surveys.movers import who_moves
from gspbrief.surveys.proportional import proportional_hazards
from gspbrief.surveys.survival import cumulative_incidence, survival_curve
from gspbrief.surveys.tracer_tests import adjusted_for
from textbooks import leukemia, students

FIVE = pd.DataFrame({"month": [1, 2, 2, 3, 4], "left": [1, 1, 0, 0, 1]})
CAUSES = pd.DataFrame({"month": [1, 2, 3, 4], "cause": [1, 2, 0, 1]})


def test_a_survival_curve_by_hand() -> None:
    curve = survival_curve(FIVE, time="month", event="left")

    assert curve.times == (1, 2, 4)
    assert (curve.at_risk, curve.events) == ((5, 4, 1), (1, 1, 1))
    assert curve.survival == pytest.approx((4 / 5, 4 / 5 * 3 / 4, 0), abs=1e-12)
    greenwood = 0.6 * math.sqrt(1 / (5 * 4) + 1 / (4 * 3))
    assert curve.standard_error == pytest.approx((0.8 * math.sqrt(1 / 20), greenwood, 0))
    assert (curve.median, curve.persons, curve.censored) == (4, 5, 2)


def test_its_interval_is_log_log_and_closes_at_zero() -> None:
    curve = survival_curve(FIVE, time="month", event="left")
    reach = 1.959964 * math.sqrt(1 / 20) / abs(math.log(0.8))

    assert curve.low[0] == pytest.approx(0.8 ** math.exp(reach), rel=1e-6)
    assert curve.high[0] == pytest.approx(0.8 ** math.exp(-reach), rel=1e-6)
    assert (curve.low[2], curve.high[2]) == (0, 0)


def test_a_median_that_was_never_reached_is_absent() -> None:
    curve = survival_curve(pd.DataFrame({"t": [1, 5, 5, 5], "e": [1, 0, 0, 0]}), time="t", event="e")

    assert curve.median is None


def test_competing_exits_by_hand() -> None:
    first, second = cumulative_incidence(CAUSES, time="month", cause="cause")

    assert first.times == (1, 2, 3, 4)
    assert first.incidence == pytest.approx((0.25, 0.25, 0.25, 0.75))
    assert second.incidence == pytest.approx((0, 0.25, 0.25, 0.25))
    assert (first.events, second.events, first.persons) == (2, 1, 4)


def test_without_censoring_incidence_is_a_share_with_its_binomial_error() -> None:
    frame = pd.DataFrame({"month": range(1, 11), "cause": [1, 2, 1, 1, 2, 1, 2, 2, 1, 1]})
    first, second = cumulative_incidence(frame, time="month", cause="cause")

    assert first.incidence[4] == pytest.approx(3 / 10)
    assert first.standard_error[4] == pytest.approx(math.sqrt(0.3 * 0.7 / 10))
    assert first.incidence[-1] + second.incidence[-1] == pytest.approx(1)


def test_incidences_and_survival_sum_to_one() -> None:
    random = np.random.default_rng(5)
    frame = pd.DataFrame({"month": random.integers(1, 40, 300), "cause": random.integers(0, 4, 300)})
    causes = cumulative_incidence(frame, time="month", cause="cause")
    curve = survival_curve(frame.assign(any=frame["cause"] > 0), time="month", event="any")
    at = causes[0].times.index(curve.times[20])

    assert sum(cause.incidence[at] for cause in causes) + curve.survival[20] == pytest.approx(1)


def test_coding_competing_exits_as_censored_overstates_incidence() -> None:
    first = cumulative_incidence(CAUSES, time="month", cause="cause")[0]
    naive = survival_curve(CAUSES.assign(e=CAUSES["cause"] == 1), time="month", event="e")

    assert 1 - naive.survival[-1] > first.incidence[-1]


def test_the_log_rank_statistic_by_hand() -> None:
    frame = pd.DataFrame({"t": [1, 3, 2, 4], "e": [1, 1, 1, 1], "g": ["a", "a", "b", "b"]})
    expected = 1 / 2 + 1 / 3 + 1 / 2  # group a: 2 of 4, 1 of 3, 1 of 2, then none
    variance = 1 / 4 + 2 / 9 + 1 / 4

    test = log_rank(frame, time="t", event="e", group="g")
    assert test.statistic == pytest.approx((2 - expected) ** 2 / variance)
    assert (test.degrees, test.persons) == (1, 4)


def test_a_hazard_ratio_inverts_when_the_groups_swap() -> None:
    options = {"time": "weeks", "event": "relapse"}
    (one,) = hazard_ratios(leukemia(), **options, covariates=["placebo"])
    (other,) = hazard_ratios(
        leukemia().assign(placebo=lambda d: 1 - d["placebo"]), **options, covariates=["placebo"]
    )

    assert one.value == pytest.approx(1 / other.value)  # type: ignore[operator]
    assert one.low == pytest.approx(1 / other.high)  # type: ignore[operator]
    assert (one.unit, one.grade, one.method, one.details["events"]) == ("ratio", "modelled", "cox", "30")


def test_clusters_change_the_error_of_a_hazard_ratio_and_not_its_value() -> None:
    frame = leukemia().assign(pair=np.arange(42) % 21)
    options = {"time": "weeks", "event": "relapse", "covariates": ["placebo"]}
    (plain,), (robust,) = hazard_ratios(frame, **options), hazard_ratios(frame, **options, cluster="pair")

    assert robust.value == pytest.approx(plain.value)
    assert robust.low != pytest.approx(plain.low)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"month": [1, 2, math.nan, 3, 4]}, r"row 3 .* month is missing"),
        ({"month": [1, 2, -2, 3, 4]}, "row 3, column month: month is -2, less than zero"),
        ({"month": [1, 2, math.inf, 3, 4]}, r"row 3 .* is inf"),
        ({"left": [1, 1, 0, 0, 2]}, r"row 5 .* is 2, neither 0 nor 1"),
    ],
)
def test_times_and_events_that_are_none_are_refused(change: dict[str, list[float]], reason: str) -> None:
    with pytest.raises(EstimationError, match=reason):
        survival_curve(FIVE.assign(**change), time="month", event="left")


@pytest.mark.parametrize(
    ("causes", "reason"),
    [
        ([0, 0, 0, 0], "nobody had any event"),
        ([1, 0.5, 0, 1], "row 2, column cause: cause is 0.5"),
        ([1, -1, 0, 1], "row 2, column cause: cause is -1"),
    ],
)
def test_causes_that_are_not_numbered_are_refused(causes: list[float], reason: str) -> None:
    with pytest.raises(EstimationError, match=reason):
        cumulative_incidence(CAUSES.assign(cause=causes), time="month", cause="cause")


def test_an_event_that_nobody_had_is_a_share_of_zero_with_what_is_known_of_it() -> None:
    frame = pd.DataFrame({"t": [3, 4, 5, 6], "c": [0, 2, 2, 0]})
    first, second = cumulative_incidence(frame, time="t", cause="c")

    assert first.incidence == (0, 0, 0, 0)
    assert second.incidence == pytest.approx((0, 1 / 3, 2 / 3, 2 / 3))
    # of three it is known at month 6 that it did not come first: all three by chance at 0.708
    assert first.high[-1] == pytest.approx(1 - 0.025 ** (1 / 3))
    assert first.high[0] == pytest.approx(1 - 0.025 ** (1 / 4))  # of all four at month 3
    assert [c.events for c in cumulative_incidence(frame, time="t", cause="c", causes=3)] == [0, 2, 0]
    with pytest.raises(EstimationError, match="an event 2, beyond the 1 there are"):
        cumulative_incidence(frame, time="t", cause="c", causes=1)


def test_where_all_had_the_event_the_interval_is_closed_whatever_rounding_leaves() -> None:
    for persons in range(2, 60):
        frame = pd.DataFrame({"t": range(persons), "c": 1})
        (found,) = cumulative_incidence(frame, time="t", cause="c")

        assert (found.incidence[-1], found.low[-1], found.high[-1]) == (1, 1, 1)


def test_a_curve_without_any_event_stays_at_one() -> None:
    curve = survival_curve(FIVE.assign(left=0), time="month", event="left")

    assert (curve.times, curve.survival) == ((1, 2, 3, 4), (1, 1, 1, 1))
    assert curve.low[0] == pytest.approx(0.025 ** (1 / 5))  # as Clopper and Pearson: 5 of 5
    assert (curve.high[-1], curve.median) == (1, None)


def test_a_group_that_left_before_the_first_event_takes_no_degree_of_freedom() -> None:
    """As tests/difftest.R of R's survival."""
    frame = pd.DataFrame({"t": [3, 4, 5, 6, 7, 8], "e": 1, "g": list("ababab")})
    early = pd.DataFrame({"t": [1, 2], "e": 0, "g": "c"})
    two = log_rank(frame, time="t", event="e", group="g")
    three = log_rank(pd.concat([frame, early]), time="t", event="e", group="g")

    assert (three.statistic, three.degrees) == (pytest.approx(two.statistic), 1)
    with pytest.raises(EstimationError, match="nobody had the event"):
        log_rank(frame.assign(e=0), time="t", event="e", group="g")
    alone = pd.DataFrame({"t": [1, 1, 2, 3], "e": [0, 0, 1, 1], "g": list("aabb")})
    with pytest.raises(EstimationError, match="while more than one group was observed"):
        log_rank(alone, time="t", event="e", group="g")


@pytest.mark.parametrize("hurry", [False, True])
def test_a_covariate_in_tiny_units_is_refused_where_its_ratio_is_no_number(hurry: bool) -> None:
    random = np.random.default_rng(3)
    x = random.normal(size=60)
    frame = pd.DataFrame({"t": random.exponential(1, 60) * np.exp(-0.8 * x * hurry), "e": 1, "x": x * 1e-4})
    with pytest.raises(EstimationError, match="one more x multiplies the hazard by more than"):
        hazard_ratios(frame, time="t", event="e", covariates=["x"])


def test_groups_that_cannot_be_compared_are_refused() -> None:
    for group, reason in (("aaaaa", "everybody has the same g"), ("aaaab", "one person alone has g = b")):
        with pytest.raises(EstimationError, match=reason):
            log_rank(FIVE.assign(g=list(group)), time="month", event="left", group="g")
    for cell in ([1], {}):
        with pytest.raises(EstimationError, match=r"row 3 .* column g: g is a list or the like"):
            log_rank(FIVE.assign(g=["a", "a", cell, "b", "b"]), time="month", event="left", group="g")


def test_a_covariate_that_only_those_with_the_event_have_is_refused() -> None:
    frame = leukemia().assign(badge=lambda d: d["relapse"])
    with pytest.raises(EstimationError, match="runs off to zero or infinity"):
        hazard_ratios(frame, time="weeks", event="relapse", covariates=["badge"])
    for seed in (*range(30), 23556):  # of the last, rounding leaves a variance below zero
        random = np.random.default_rng(seed)
        few = pd.DataFrame({"t": np.round(np.abs(random.normal(size=7)), 2), "x": random.integers(0, 2, 7)})
        if few["x"].nunique() > 1:
            with pytest.raises(EstimationError, match="runs off to zero or infinity"):
                hazard_ratios(few.assign(e=few["x"]), time="t", event="e", covariates=["x"])


def test_a_marginal_effect_of_a_lone_category_is_the_difference_of_shares() -> None:
    frame = pd.DataFrame(
        {"moved": [1, 0, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0], "track": ["a"] * 4 + ["b"] * 4 + ["c"] * 4}
    )
    b, c = who_moves(frame, outcome="moved", covariates=["track"])

    assert (b.value, c.value) == (pytest.approx(0.25, abs=1e-7), pytest.approx(0.5, abs=1e-7))
    binomial = math.sqrt(0.25 * 0.75 / 4 + 0.5 * 0.5 / 4)
    assert b.standard_error == pytest.approx(binomial, rel=1e-6)
    assert (b.group, b.details["compared_with"]) == ("track[b]", "a")


def test_marginal_effects_in_other_units_scale() -> None:
    options = {"outcome": "GRADE", "covariates": ["GPA", "TUCE"]}
    one = who_moves(students(), **options).named("marginal_effect.GRADE.TUCE")
    tens = who_moves(students().assign(TUCE=lambda d: d["TUCE"] / 10), **options).named(
        "marginal_effect.GRADE.TUCE"
    )

    assert tens.value == pytest.approx(10 * one.value, rel=1e-6)  # type: ignore[operator]
    assert tens.standard_error == pytest.approx(10 * one.standard_error, rel=1e-6)  # type: ignore[operator]


def test_clusters_of_one_give_nearly_the_model_error_scaled() -> None:
    frame = students().assign(person=range(32))
    plain = who_moves(frame, outcome="GRADE", covariates=["GPA"])[0]
    robust = who_moves(frame, outcome="GRADE", covariates=["GPA"], cluster="person")[0]

    assert robust.value == plain.value
    assert robust.standard_error == pytest.approx(plain.standard_error, rel=0.3)


def test_movers_that_a_covariate_gives_away_are_refused() -> None:
    frame = pd.DataFrame({"moved": [0, 0, 1, 1], "visa": [0, 0, 1, 1], "same": [1, 1, 1, 1]})
    with pytest.raises(EstimationError, match="perfect separation: visa"):
        who_moves(frame, outcome="moved", covariates=["visa"])
    with pytest.raises(EstimationError, match="no covariates"):
        who_moves(frame, outcome="moved", covariates=[])
    with pytest.raises(EstimationError, match="nobody has moved = 1"):
        who_moves(frame.assign(moved=0), outcome="moved", covariates=["visa"])


def test_a_hazard_ratio_that_turns_round_is_seen_and_one_that_stays_is_not() -> None:
    random = np.random.default_rng(8)
    x = np.arange(400) % 2
    same = random.exponential(np.where(x == 1, 0.5, 1.0))
    late = np.where(x == 1, random.weibull(3, 400), random.weibull(0.7, 400))
    options = {"time": "t", "event": "e", "covariates": ["x"]}
    steady, turning = (
        proportional_hazards(pd.DataFrame({"t": t, "e": 1, "x": x}), **options)[0] for t in (same, late)
    )

    assert steady.p_value > 0.05
    assert turning.p_value < 1e-6


def test_the_test_of_all_covariates_at_once_takes_a_degree_each() -> None:
    frame = leukemia().assign(noise=np.arange(42) % 5)
    one, other, both = proportional_hazards(
        frame, time="weeks", event="relapse", covariates=["placebo", "noise"]
    )

    assert (one.covariate, other.covariate, both.covariate) == ("placebo", "noise", "")
    assert (one.degrees, other.degrees, both.degrees, both.persons) == (1, 1, 2, 42)
    assert both.statistic >= max(one.statistic, other.statistic)


def test_one_time_of_all_events_says_nothing_of_change_over_time() -> None:
    frame = pd.DataFrame({"t": [3, 3, 3, 5], "e": [1, 1, 0, 0], "x": [0, 1, 0, 1]})
    with pytest.raises(EstimationError, match="fewer than two times"):
        proportional_hazards(frame, time="t", event="e", covariates=["x"])


def test_outcomes_are_adjusted_after_holm_by_hand_and_the_primary_one_is_not() -> None:
    p_values = {"work": 0.03, "pay": 0.01, "sent": 0.04, "skill": 0.03}

    assert adjusted_for(p_values, "work") == {
        "work": (0.03, "primary"),
        "pay": (pytest.approx(0.03), "holm"),  # 3 times
        "sent": (pytest.approx(0.06), "holm"),  # once, but not before the one below it
        "skill": (pytest.approx(0.06), "holm"),  # twice
    }
    assert adjusted_for(p_values, "") == {name: (p, "unadjusted") for name, p in p_values.items()}
    assert adjusted_for({"work": 0.2}, "work") == {"work": (0.2, "primary")}
