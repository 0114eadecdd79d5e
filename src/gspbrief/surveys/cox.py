"""Cox's proportional hazards: who moves, returns or finds work sooner.

Our own, since it is the only one at hand that treats ties alike in coefficients and robust errors and that
takes seconds on a hundred thousand dates; docs/accuracy.md compares it with other programs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL, require_level
from gspbrief.surveys.design import design
from gspbrief.surveys.samples import (
    Floats,
    clusters,
    critical_value,
    grade_of,
    require_columns,
    zeros_and_ones,
)
from gspbrief.surveys.survival import times_of

if TYPE_CHECKING:
    import pandas as pd

MONOTONE = 15.0  # a log hazard ratio per standard deviation beyond this has run off to infinity
STEPS = 50  # of Newton's method, which needs some six where there is anything to find
NEAR = 1e-9  # a last step, per standard deviation: the next one would be its square
LARGEST = 700.0  # a logarithm whose exponential is still a number


@dataclass(frozen=True, slots=True)
class _Order:
    """Persons by time, those with the event first among equals, and where each event stands among its ties.

    Attributes
    ----------
    rows : array of int, shape (persons,)
        Places in the table.
    events : array of int, shape (events,)
        Positions in this order; ``firsts`` those of the first person of the same time.
    ties, heads : array of int
        Of each event, the number of its time; of each time, its first event.
    passed : array of float, shape (events,)
        Efron's share of the tied that no longer count at this event: 0, 1/d, ... (d - 1)/d.
    through : array of int, shape (persons,)
        Events until each person's time, that included.
    """

    rows: NDArray[np.intp]
    events: NDArray[np.intp]
    firsts: NDArray[np.intp]
    ties: NDArray[np.intp]
    heads: NDArray[np.intp]
    passed: Floats
    through: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _State:
    """The partial likelihood at some coefficients, with what its derivatives need."""

    likelihood: float
    score: Floats
    information: Floats
    residuals: Floats


def hazard_ratios(
    frame: pd.DataFrame,
    *,
    time: str,
    event: str,
    covariates: Iterable[str],
    cluster: str | None = None,
    level: float = LEVEL,
) -> Findings:
    """Cox's proportional hazards: how much sooner the event comes to people with one more of a covariate.

    Returns
    -------
    Findings
        One a covariate, a level of a category against the first: the hazard ratio with its interval; the log
        and its standard error in ``details``. With a cluster the interval is t with clusters - 1 degrees.

    Raises
    ------
    EstimationError
        With row and reason; if nobody had the event, or a covariate separates those who had.

    Notes
    -----
    Ties by Efron (1977), in the coefficients and in the score residuals; with a cluster, the robust variance
    of Lin and Wei (1989), as R's survival computes both.
    """
    require_level(level)
    covariates = list(covariates)
    if not covariates:
        raise EstimationError("hazard ratios need covariates", todo="Name them")
    require_columns(frame, [time, event, *covariates, *([cluster] if cluster else [])])
    t, e = times_of(frame, time), zeros_and_ones(frame, event)
    if not e.any():
        raise EstimationError("nobody had the event while observed: its time cannot be estimated")
    x = design(frame, covariates)
    codes = clusters(frame, cluster) if cluster else None
    logs, errors = _estimates(t, e, x.standardised, codes)
    critical = critical_value(level, None if codes is None else int(codes.max()))
    counted = {} if codes is None else {"clusters": str(int(codes.max()) + 1)}
    return Findings(
        Finding(
            id=f"hazard_ratio.{name}",
            measure="hazard_ratio",
            value=math.exp(log),
            low=math.exp(log - critical * error),
            high=math.exp(log + critical * error),
            interval="interval",
            level=level,
            unit="ratio",
            n=len(t),
            method="cox",
            base="respondents",
            grade=grade_of(frame),
            details={
                "log_hazard_ratio": f"{log:.12g}",
                "standard_error_of_log": f"{error:.12g}",
                "events": str(int(e.sum())),
                **counted,
            },
        )
        for name, log, error in _per_unit(x.names, logs, errors, x.scale, critical)
    )


def _per_unit(
    names: Iterable[str], logs: Floats, errors: Floats, scale: Floats, critical: float
) -> list[tuple[str, float, float]]:
    rows = [
        (name, float(log), float(error))
        for name, log, error in zip(names, logs / scale, errors / scale, strict=True)
    ]
    for name, log, error in rows:
        if not abs(log) + critical * error < LARGEST:
            raise EstimationError(
                f"one more {name} multiplies the hazard by more than can be computed",
                where=f"column {name}",
                todo="Give it in a smaller unit",
            )
    return rows


def _estimates(t: Floats, e: Floats, x: Floats, codes: NDArray[np.intp] | None) -> tuple[Floats, Floats]:
    """Log hazard ratios and their standard errors."""
    order = _ordered(t, e)
    x = x[order.rows]
    params = np.zeros(x.shape[1])
    state = _state(order, x, params)
    for _ in range(STEPS):
        step = _solved(state.information, state.score)
        tried = _state(order, x, params + step)
        while not tried.likelihood >= state.likelihood - 1e-9 * abs(state.likelihood):
            step = step / 2
            if np.abs(step).max() < NEAR:
                break
            tried = _state(order, x, params + step)
        params, state = params + step, tried
        if np.abs(params).max() > MONOTONE or not np.isfinite(state.likelihood):
            raise _runaway()
        if np.abs(step).max() < NEAR:
            break
    else:
        raise _runaway()
    covariance = _solved(state.information, np.eye(len(params)))
    errors = np.sqrt(np.diag(covariance))
    if not errors.max() < MONOTONE:
        raise _runaway()
    if codes is not None:
        influence = state.residuals @ covariance
        sums = [np.bincount(codes[order.rows], weights=influence[:, j]) for j in range(len(params))]
        errors = np.sqrt((np.array(sums) ** 2).sum(axis=1))
    return params, errors


def _ordered(t: Floats, e: Floats) -> _Order:
    rows = np.lexsort((1 - e, t))
    ordered = t[rows]
    events = np.flatnonzero(e[rows] == 1)
    at = ordered[events]
    firsts = np.searchsorted(ordered, at)
    _, heads, ties, sizes = np.unique(at, return_index=True, return_inverse=True, return_counts=True)
    passed = (events - firsts) / sizes[ties]
    return _Order(rows, events, firsts, ties, heads, passed, np.searchsorted(at, ordered, side="right"))


def _state(order: _Order, x: Floats, params: Floats) -> _State:
    """Likelihood, score, information and each person's score residual."""
    index = x @ params
    w = np.exp(index - index.max())[:, None]
    at_risk = np.cumsum(np.hstack([w, w * x])[::-1], axis=0)[::-1]
    passed = order.passed[:, None]
    tied = _of_ties(order, np.hstack([w, w * x])[order.events])
    left = at_risk[order.firsts] - passed * tied
    with np.errstate(all="ignore"):  # what runs off is refused by who asked
        mean = left[:, 1:] / left[:, :1]
        hazard = 1 / left[:, :1]
        likelihood = float((index[order.events] - index.max()).sum() - np.log(left[:, 0]).sum())
    met = np.hstack([hazard, mean * hazard])
    sums = np.vstack([np.zeros(met.shape[1]), np.cumsum(met, axis=0)])[order.through]
    sums[order.events] -= _of_ties(order, passed * met)
    residuals = w * (sums[:, 1:] - x * sums[:, :1])
    sizes = np.diff(np.append(order.heads, len(order.events)))[order.ties]
    residuals[order.events] += x[order.events] - _of_ties(order, mean) / sizes[:, None]
    information = (x * (w * sums[:, :1])).T @ x - mean.T @ mean
    return _State(likelihood, (x[order.events] - mean).sum(axis=0), information, residuals)


def _of_ties(order: _Order, values: Floats) -> Floats:
    """The sum over all events of the same time, at each of them."""
    return np.asarray(np.add.reduceat(values, order.heads, axis=0)[order.ties])


def _solved(information: Floats, right: Floats) -> Floats:
    try:
        return np.asarray(np.linalg.solve(information, right))
    except np.linalg.LinAlgError:
        raise _runaway() from None


def _runaway() -> EstimationError:
    return EstimationError(
        "the hazard ratio of a covariate runs off to zero or infinity: it separates those with the event",
        todo="Merge its categories or leave it out",
    )
