"""What is no number, too large, too small or of another kind: an estimate that holds, or a refusal."""

from __future__ import annotations

import contextlib
import datetime
import math
from collections.abc import Callable
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gspbrief.errors import EstimationError
from gspbrief.surveys.balance import balance
from gspbrief.surveys.bounds import interval_of, lee_bounds, worst_case_bounds
from gspbrief.surveys.cox import hazard_ratios
from gspbrief.surveys.effects import effect
from gspbrief.surveys.estimands import ESTIMANDS, WEIGHTED
from gspbrief.surveys.log_rank import log_rank
from gspbrief.surveys.movers import who_moves
from gspbrief.surveys.response import nonresponse_bounds
from gspbrief.surveys.survival import cumulative_incidence, survival_curve

RANDOM = np.random.default_rng(3)
SIXTY = pd.DataFrame(
    {
        "y": RANDOM.normal(size=60),
        "d": np.tile([0, 1], 30),
        "x": RANDOM.normal(size=60),
        "t": RANDOM.exponential(1, 60),
        "e": 1,
    }
)
OUTCOME = {"outcome": "y", "group": "d"}
ANSWERS = {"outcome": "y", "group": "g", "observed": "o"}


@pytest.mark.parametrize(
    ("column", "cells", "options", "reason"),
    [
        ("y", [10**400 + i for i in range(60)], {}, "row 1 .* too large to compute with exactly"),
        ("y", [2**62 + 900 * i for i in range(60)], {}, "row 1 .* too large to compute with exactly"),
        ("y", [1e308] * 30 + [0.5] * 30, {}, "row 1 .* is 1e.308, too large to compute with.*larger unit"),
        ("d", [1e308] * 30 + [0.5] * 30, {}, "too large to compute with"),
        ("x", [[1]] * 60, {"method": "ols", "covariates": ["x"]}, "x is a list, neither a number nor a text"),
        (
            "x",
            list(pd.date_range("2020-01-01", periods=20)) * 3,
            {"method": "ols", "covariates": ["x"]},
            "x is a Timestamp, neither a number nor a text.*Give a date as a number",
        ),
        (
            "x",
            [datetime.date(2020, 1, 1 + i % 20) for i in range(60)],
            {"method": "ols", "covariates": ["x"]},
            "x is a date, neither a number nor a text",
        ),
        (
            "x",
            SIXTY["d"] + 1e-7 * SIXTY["x"],
            {"method": "ols", "covariates": ["x"]},
            "the covariates determine the group",
        ),
    ],
)
def test_cells_that_no_method_can_use_are_refused(
    column: str, cells: list[object], options: dict[str, object], reason: str
) -> None:
    with pytest.raises(EstimationError, match=reason):
        effect(SIXTY.assign(**{column: cells}), **OUTCOME, **options)  # type: ignore[arg-type]


def test_scale_does_not_matter_however_far_it_goes() -> None:
    options = {**OUTCOME, "method": "aipw", "covariates": ["x"]}
    plain, weighted = effect(SIXTY, **options), effect(SIXTY.assign(w=2.0), **OUTCOME, weight="w")  # type: ignore[arg-type]

    for scale in (1e-170, 1e140):
        assert effect(SIXTY.assign(x=SIXTY["x"] * scale), **options).value == pytest.approx(plain.value)  # type: ignore[arg-type]
    heavy = effect(SIXTY.assign(w=1e149), **OUTCOME, weight="w")
    assert (heavy.value, heavy.low) == (pytest.approx(weighted.value), pytest.approx(weighted.low))

    frame = pd.DataFrame({"g": [1, 1, 0, 0], "x": [1.0, 2, 3, 4]})
    near, far = (
        balance(frame.assign(x=frame["x"] * scale), group="g", covariates=["x"])["x"] for scale in (1, 1e140)
    )
    assert near == pytest.approx(-2 / math.sqrt(0.5))
    assert far == pytest.approx(near)


def test_numbers_are_numbers_in_whatever_they_come() -> None:
    options = {**OUTCOME, "method": "ols"}
    age = pd.Series(np.random.default_rng(9).integers(18, 30, 60))
    plain = effect(SIXTY.assign(x=age), **options, covariates=["x"])  # type: ignore[arg-type]

    assert effect(SIXTY.assign(x=age.astype(object)), **options, covariates=pd.Index(["x"])) == plain  # type: ignore[arg-type]
    exact = SIXTY.assign(x=age, y=[Decimal(repr(float(y))) for y in SIXTY["y"]])
    assert effect(exact, **options, covariates=("x",)).value == pytest.approx(plain.value)  # type: ignore[arg-type]


def test_a_category_is_compared_with_its_first_level_in_its_own_order() -> None:
    waves = pd.Categorical(np.resize(["9", "10", "11"], 60), ["9", "10", "11"], ordered=True)
    found = who_moves(SIXTY.assign(x=waves), outcome="d", covariates=["x"])

    assert [f.group for f in found] == ["x[10]", "x[11]"]
    assert {f.details["compared_with"] for f in found} == {"9"}


def eight(one: list[float], other: list[float]) -> pd.DataFrame:
    """Four persons of each group, those answering first."""
    cells = [[*part, *[math.nan] * (4 - len(part))] for part in (one, other)]
    answered = [[1] * len(part) + [0] * (4 - len(part)) for part in (one, other)]
    return pd.DataFrame({"g": [1] * 4 + [0] * 4, "y": sum(cells, []), "o": sum(answered, [])})  # noqa: RUF017


@pytest.mark.parametrize("ends", [(0, 1), (0.0, 1.0), (np.int64(0), True)])
def test_the_worst_case_of_shares_does_not_depend_on_how_its_ends_are_written(
    ends: tuple[float, float],
) -> None:
    frame = eight([0.9, 0.8, 0.7], [0.2, 0.3, 0.1])
    found = worst_case_bounds(frame, **ANSWERS, lowest=ends[0], highest=ends[1])

    assert (found.low, found.high) == (pytest.approx(2.4 / 4 - 1.6 / 4), pytest.approx(3.4 / 4 - 0.6 / 4))
    assert float(found.details["standard_error_low"]) > 0


def test_where_all_who_answered_agree_the_silent_matter_most() -> None:
    frame = eight([1, 1, 1], [1, 1])
    found = worst_case_bounds(frame, **ANSWERS, lowest=0, highest=1)

    assert (found.low, found.high) == (3 / 4 - 1, 1 - 2 / 4)
    with pytest.raises(EstimationError, match="the same y, 1: nothing to trim"):
        lee_bounds(frame, **ANSWERS)


def test_bounds_on_one_respondent_and_intervals_of_no_bounds_are_refused() -> None:
    with pytest.raises(EstimationError, match="one person alone with g = 0 answered"):
        lee_bounds(eight([1, 2, 3], [4]), **ANSWERS)
    with pytest.raises(EstimationError, match="there are no bounds with standard errors in it"):
        interval_of(effect(SIXTY, **OUTCOME))  # type: ignore[arg-type]


@pytest.mark.parametrize("counts", [("4", 5, 10), (4, None, 10), (4, 5, 10.5), (4, 5, math.nan)])
def test_counts_that_are_none_are_refused(counts: tuple[object, ...]) -> None:
    with pytest.raises(EstimationError, match=r"not a number|not a whole number"):
        nonresponse_bounds(*counts)  # type: ignore[arg-type]


ODD = st.one_of(
    st.sampled_from([0, 1, 0.0, 1.0, True, -1, 2, 1e308, -1e308, 1e-320, 2**60, 10**400, math.nan, math.inf]),
    st.sampled_from([None, "", "1", "2020-01", b"1", [1], (), {}, 1j, Decimal("0.1"), Decimal("Infinity")]),
    st.sampled_from([pd.Timestamp("2020-01-01"), pd.Timestamp("2020-01-01", tz="UTC"), pd.NA, pd.NaT]),
    st.floats(-3, 3),
)
ESTIMATORS: tuple[Callable[[pd.DataFrame], object], ...] = (
    *(
        lambda f, m=m: effect(
            f,
            outcome="a",
            group="g",
            method=m,
            covariates=["b"] if m in (*WEIGHTED, "ols") else (),
            time="c" if m == "did" else None,
            received="b" if m == "iv" else None,
            se="HC2" if m == "did" else None,
        )
        for m in ESTIMANDS
    ),
    lambda f: who_moves(f, outcome="g", covariates=["a", "b"]),
    lambda f: hazard_ratios(f, time="a", event="g", covariates=["b"]),
    lambda f: survival_curve(f, time="a", event="b"),
    lambda f: cumulative_incidence(f, time="a", cause="b"),
    lambda f: log_rank(f, time="a", event="g", group="b"),
    lambda f: balance(f, group="g", covariates=["a", "b"]),
    lambda f: interval_of(worst_case_bounds(f, outcome="a", group="g", observed="b", lowest=0, highest=1)),
    lambda f: interval_of(lee_bounds(f, outcome="a", group="g", observed="b")),
)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_cell_whatever_it_holds_raises_anything_but_a_refusal_in_words(data: st.DataObject) -> None:
    random = np.random.default_rng(data.draw(st.integers(0, 10**6)))
    size = data.draw(st.integers(1, 24))
    frame = pd.DataFrame(
        {
            "a": np.round(np.abs(random.normal(size=size)), 2).astype(object),
            "b": random.integers(0, 2, size).astype(object),
            "c": np.resize([0, 1], size).astype(object),
            "g": random.integers(0, 2, size).astype(object),
        }
    )
    for _ in range(data.draw(st.integers(0, 3))):
        column = data.draw(st.sampled_from("abcg"))
        frame.at[data.draw(st.integers(0, size - 1)), column] = data.draw(ODD)
    if data.draw(st.booleans()):
        frame = frame.infer_objects()
    with contextlib.suppress(EstimationError):  # any other error fails the test
        data.draw(st.sampled_from(ESTIMATORS))(frame)
