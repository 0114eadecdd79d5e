"""Every estimator beside R's, on random sets and on data sets of R's packages (``reference/``).

``figures.R`` in that folder wrote R's figures; nothing of R is needed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from gspbrief.errors import EstimationError
from gspbrief.surveys.cox import hazard_ratios
from gspbrief.surveys.effects import effect
from gspbrief.surveys.log_rank import log_rank
from gspbrief.surveys.proportional import proportional_hazards
from gspbrief.surveys.survival import cumulative_incidence, survival_curve
from gspbrief.synthesis.pooling import pool
from textbooks import estimates

REFERENCE = Path(__file__).parents[1] / "reference"
SURVIVAL = "R survival 3.5-3"

Figures = Iterator[tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One method on many sets.

    ``tolerance`` is the largest difference, as a share of the reference or absolute below one, that the other
    program's own stopping rule or rounding explains.
    """

    method: str
    words: str
    tolerance: float
    source: str


COMPARED = (
    Comparison("cox", "Cox: log ratio, error, error by cluster; with and without ties", 2e-6, SURVIVAL),
    Comparison("kaplan_meier", "Kaplan–Meier: share, error, lower end", 1e-10, SURVIVAL),
    Comparison("aalen_johansen", "Aalen–Johansen: share, error, to the last time", 1e-10, SURVIVAL),
    Comparison("log_rank", "Log-rank: chi-squared", 1e-10, SURVIVAL),
    Comparison(
        "proportional", "Proportional hazards: chi-squared and p, each and all (cox.zph)", 2e-6, SURVIVAL
    ),
    Comparison(
        "linear",
        "Difference, OLS, WLS: effect, HC1, HC2, HC3, CR2, Satterthwaite's degrees",
        1e-9,
        "R lm, sandwich 3.0-2, clubSandwich 0.5.8",
    ),
    Comparison("iv", "Instrument: effect, HC2", 1e-9, "R AER 1.2-10"),
    Comparison(
        "pooling",
        "Random effects, Paule–Mandel and DerSimonian–Laird: tau², mean, error, lower end",
        2e-8,
        "R metafor 3.8-1, test = 'adhoc'",
    ),
)


@cache
def table(name: str) -> dict[str, pd.DataFrame]:
    """The sets of one kind, by name."""
    rows = pd.read_csv(REFERENCE / f"{name}.csv", dtype={"set": str})
    return {str(one): frame.reset_index(drop=True) for one, frame in rows.groupby("set", sort=False)}


@cache
def references() -> pd.DataFrame:
    """R's figures: ``method``, ``set``, ``name``, ``value``."""
    return pd.read_csv(REFERENCE / "figures.csv", dtype={"set": str})


def ours(method: str, number: str) -> dict[str, float]:
    """Our figures on one set, under the names that R's have."""
    return dict(_METHODS[method](number))


def _regression(number: str) -> tuple[pd.DataFrame, dict[str, Any]]:
    real = table("real").get(number)
    frame = table("durations")[number] if real is None else real
    if real is None:
        groups = frame["group"].map({g: f"g{g}" for g in range(3)})
        frame = frame.assign(e=(frame["cause"] == 1).astype(int), group=groups)
    covariates = ["x", "group"] if real is None else ["x", "y"]
    return frame, {"time": "time", "event": "e", "covariates": covariates}


def _proportional(number: str) -> Figures:
    frame, options = _regression(number)
    try:
        tests = proportional_hazards(frame, **options)
    except EstimationError as error:
        yield "one time", float("fewer than two times" in str(error))
        return
    for found in tests:
        name = found.covariate.replace("group[g", "factor(group)").rstrip("]") or "GLOBAL"
        yield from ((f"{name}.chisq", found.statistic), (f"{name}.p", found.p_value))


def _cox(number: str) -> Figures:
    frame, options = _regression(number)
    try:
        plain, robust = hazard_ratios(frame, **options), hazard_ratios(frame, **options, cluster="cluster")
    except EstimationError as error:
        yield "separated", float("runs off to zero or infinity" in str(error))
        return
    for one, other in zip(plain, robust, strict=True):
        name = one.id.partition(".")[2].replace("group[g", "factor(group)").rstrip("]")
        yield f"{name}.log", float(one.details["log_hazard_ratio"])
        yield f"{name}.error", float(one.details["standard_error_of_log"])
        yield f"{name}.clustered", float(other.details["standard_error_of_log"])


def _kaplan_meier(number: str) -> Figures:
    frame = table("durations")[number]
    times = sorted(frame["time"].unique())
    curve = survival_curve(frame.assign(any=frame["cause"] > 0), time="time", event="any")
    for time, share, error, low in zip(
        curve.times, curve.survival, curve.standard_error, curve.low, strict=True
    ):
        at = times.index(time) + 1
        yield from ((f"{at}.share", share), (f"{at}.error", error), (f"{at}.low", low))


def _aalen_johansen(number: str) -> Figures:
    for found in cumulative_incidence(table("durations")[number], time="time", cause="cause", causes=2):
        steps = zip(found.incidence, found.standard_error, strict=True)
        for at, (share, error) in enumerate(steps, start=1):
            yield from ((f"{at}.{found.cause}.share", share), (f"{at}.{found.cause}.error", error))


def _log_rank(number: str) -> Figures:
    frame = table("durations")[number]
    found = log_rank(frame.assign(any=frame["cause"] > 0), time="time", event="any", group="group")
    yield "statistic", found.statistic


def _linear(number: str) -> Figures:
    frame = table("outcomes")[number]
    for name, options in (
        ("difference", {}),
        ("ols", {"method": "ols", "covariates": ["x"]}),
        ("weighted", {"method": "ols", "covariates": ["x"], "weight": "weight"}),
    ):
        for kind in ("HC1", "HC2", "HC3", "cluster"):
            by = {"cluster": "cluster"} if kind == "cluster" else {"se": kind}
            found = effect(frame, outcome="y", group="group", **options, **by)  # type: ignore[arg-type]
            yield f"{name}.value", _number(found.value)
            yield f"{name}.{kind}", _number(found.standard_error)
            yield f"{name}.{kind}.degrees", float(found.details["degrees"])


def _iv(number: str) -> Figures:
    found = effect(table("offers")[number], outcome="y", group="group", method="iv", received="came")
    yield from (("value", _number(found.value)), ("HC2", _number(found.standard_error)))


def _pooling(number: str) -> Figures:
    textbook = table("effects_of_textbooks").get(number)
    frame = table("effects")[number] if textbook is None else textbook
    published = estimates(tuple(frame["value"]), tuple(frame["error"] ** 2))
    for method in ("pm", "dl"):
        found = pool(published, heterogeneity=method)  # type: ignore[arg-type]
        yield f"{method}.tau2", float(found.details["tau2"])
        yield f"{method}.value", _number(found.value)
        yield f"{method}.error", _number(found.standard_error)
        yield f"{method}.low", _number(found.low)


def _number(value: float | None) -> float:
    assert value is not None
    return value


_METHODS = {
    "cox": _cox,
    "kaplan_meier": _kaplan_meier,
    "aalen_johansen": _aalen_johansen,
    "log_rank": _log_rank,
    "proportional": _proportional,
    "linear": _linear,
    "iv": _iv,
    "pooling": _pooling,
}


def differences(method: str) -> pd.DataFrame:
    """R's figures of a method beside ours, with the difference: as a share of R's, absolute below one."""
    rows = references()
    rows = rows[rows["method"] == method]
    mine = {number: ours(method, number) for number in rows["set"].unique()}
    found = [mine[number][name] for number, name in zip(rows["set"], rows["name"], strict=True)]
    return rows.assign(
        ours=found, difference=(rows["value"] - found).abs() / rows["value"].abs().clip(lower=1)
    )
