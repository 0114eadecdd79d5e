"""Intervals that cover what they say, with few persons, unequal groups and few clusters; and too few."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy.stats import ttest_ind

from gspbrief.errors import EstimationError
from gspbrief.findings.intervals import newcombe
from gspbrief.surveys.bounds import interval_of, lee_bounds
from gspbrief.surveys.cox import hazard_ratios
from gspbrief.surveys.effects import effect
from gspbrief.surveys.movers import who_moves

Draw = Callable[[np.random.Generator], pd.DataFrame]


def coverage(draw: Draw, truth: float, samples: int = 300, **options: object) -> float:
    """The share of samples whose interval holds the truth."""
    found = [
        effect(draw(np.random.default_rng(seed)), outcome="y", group="d", **options)  # type: ignore[arg-type]
        for seed in range(samples)
    ]
    return float(np.mean([f.low <= truth <= f.high for f in found]))  # type: ignore[operator]


def rare_shares(random: np.random.Generator) -> pd.DataFrame:
    d = (np.arange(150) < 30).astype(int)
    return pd.DataFrame({"d": d, "y": (random.random(150) < np.where(d == 1, 0.5, 0.05)).astype(int)})


def unequal_spread(random: np.random.Generator) -> pd.DataFrame:
    d = (np.arange(120) < 24).astype(int)
    return pd.DataFrame({"d": d, "y": random.normal(size=120) * np.where(d == 1, 3, 1)})


def clustered(count: int, treated: int) -> Draw:
    """Clusters of twenty, so many of them treated as a whole."""

    def draw(random: np.random.Generator) -> pd.DataFrame:
        c = np.repeat(np.arange(count), 20)
        y = 0.7 * random.normal(size=count)[c] + random.normal(size=len(c))
        return pd.DataFrame({"d": (c < treated).astype(int), "y": y, "c": c})

    return draw


@pytest.mark.slow
@pytest.mark.parametrize(
    ("draw", "truth", "options"),
    [
        (rare_shares, 0.45, {}),
        (unequal_spread, 0.0, {}),
        (clustered(6, 3), 0.0, {"cluster": "c"}),
        (clustered(10, 2), 0.0, {"cluster": "c"}),
        (clustered(40, 4), 0.0, {"cluster": "c"}),
    ],
    ids=["shares", "spread", "3 of 6 clusters", "2 of 10 clusters", "4 of 40 clusters"],
)
def test_the_interval_covers_what_it_says(draw: Draw, truth: float, options: dict[str, str]) -> None:
    assert coverage(draw, truth, **options) > 0.91  # of 0.95, less what 300 samples leave open


def test_two_shares_have_newcombes_interval() -> None:
    frame = pd.DataFrame({"d": [1] * 70 + [0] * 80, "y": [1] * 56 + [0] * 14 + [1] * 48 + [0] * 32})
    found = effect(frame, outcome="y", group="d")

    assert (found.low, found.high) == newcombe(56, 70, 48, 80)
    assert found.interval == "newcombe"
    assert effect(frame, outcome="y", group="d", se="HC2").interval == "interval"


def test_shares_without_any_spread_have_an_interval_and_no_error() -> None:
    frame = pd.DataFrame({"d": [1] * 10 + [0] * 10, "y": [1] * 10 + [0] * 10})
    found, same = effect(frame, outcome="y", group="d"), effect(frame.assign(y=1), outcome="y", group="d")

    assert (found.value, found.standard_error) == (1, None)
    assert 0 < (found.low or 0) < 1
    assert (same.value, same.low, same.high) == (0, *newcombe(10, 10, 10, 10))


@pytest.mark.parametrize("seed", range(5))
def test_the_error_of_two_means_is_welchs(seed: int) -> None:
    frame = unequal_spread(np.random.default_rng(seed))
    found = effect(frame, outcome="y", group="d")
    theirs = ttest_ind(frame["y"][frame["d"] == 1], frame["y"][frame["d"] == 0], equal_var=False)

    assert found.value / found.standard_error == pytest.approx(theirs.statistic)  # type: ignore[operator]


def test_the_same_people_twice_are_no_more_people() -> None:
    """A panel by person has the error of each person's change; who the rows belong to has to be said."""
    random = np.random.default_rng(4)
    d, level = np.repeat([0, 1], 50), random.normal(0, 3, 100)
    waves = [
        pd.DataFrame({"p": range(100), "d": d, "t": t, "y": level + t * d + random.normal(size=100)})
        for t in (0, 1)
    ]
    options = {"outcome": "y", "group": "d", "method": "did", "time": "t"}
    by_person = effect(pd.concat(waves), **options, cluster="p")  # type: ignore[arg-type]
    change = waves[1]["y"] - waves[0]["y"]
    theirs = ttest_ind(change[d == 1], change[d == 0], equal_var=False)

    assert by_person.value / by_person.standard_error == pytest.approx(theirs.statistic)  # type: ignore[operator]
    with pytest.raises(EstimationError, match="whether the same people answered before and after"):
        effect(pd.concat(waves), **options)  # type: ignore[arg-type]


def test_every_estimator_by_cluster_refuses_five_and_counts_six() -> None:
    random = np.random.default_rng(7)
    frame = pd.DataFrame(
        {"d": np.arange(120) % 2, "x": random.normal(size=120), "t": random.exponential(1, 120)}
    )
    frame = frame.assign(y=(random.random(120) < 0.5).astype(int), seen=1, five=np.arange(120) // 2 % 5)
    frame = frame.assign(six=np.arange(120) // 2 % 6)

    def by(cluster: str) -> list[dict[str, str]]:
        bounds = lee_bounds(frame, outcome="x", group="d", observed="seen", cluster=cluster)
        return [
            who_moves(frame, outcome="y", covariates=["x"], cluster=cluster)[0].details,
            hazard_ratios(frame, time="t", event="y", covariates=["x"], cluster=cluster)[0].details,
            effect(frame, outcome="x", group="d", cluster=cluster).details,
            bounds.details,
            interval_of(bounds).details,
        ]

    assert [details["clusters"] for details in by("six")] == ["6"] * 5
    with pytest.raises(EstimationError, match="there are 5 clusters"):
        by("five")
