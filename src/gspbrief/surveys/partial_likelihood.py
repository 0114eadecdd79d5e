"""The partial likelihood of Cox's regression, ties by Efron: what estimates and checks are computed from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.surveys.samples import Floats

MONOTONE = 15.0  # a log hazard ratio per standard deviation beyond this has run off to infinity
STEPS = 50  # of Newton's method, which needs some six where there is anything to find
NEAR = 1e-9  # a last step, per standard deviation: the next one would be its square


@dataclass(frozen=True, slots=True)
class Order:
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
class Likelihood:
    """The partial likelihood at some coefficients, with what its derivatives need.

    Attributes
    ----------
    residuals : array of float, shape (persons, covariates)
        Score residuals.
    means : array of float, shape (events, covariates)
        Of those at risk at each event, weighted by their hazards.
    """

    likelihood: float
    score: Floats
    information: Floats
    residuals: Floats
    means: Floats


def ordered(t: Floats, e: Floats) -> Order:
    """Persons and events in order of time."""
    rows = np.lexsort((1 - e, t))
    times = t[rows]
    events = np.flatnonzero(e[rows] == 1)
    at = times[events]
    firsts = np.searchsorted(times, at)
    _, heads, ties, sizes = np.unique(at, return_index=True, return_inverse=True, return_counts=True)
    passed = (events - firsts) / sizes[ties]
    return Order(rows, events, firsts, ties, heads, passed, np.searchsorted(at, times, side="right"))


def maximum(order: Order, x: Floats) -> tuple[Floats, Likelihood]:
    """The log hazard ratios of the greatest likelihood, by Newton's method, and the state there.

    Parameters
    ----------
    x : array of float, shape (persons, covariates)
        Standardised, in the order of time.

    Raises
    ------
    EstimationError
        If a covariate separates those who had the event.
    """
    params = np.zeros(x.shape[1])
    state = state_at(order, x, params)
    for _ in range(STEPS):
        step = solved(state.information, state.score)
        tried = state_at(order, x, params + step)
        while not tried.likelihood >= state.likelihood - 1e-9 * abs(state.likelihood):
            step = step / 2
            if np.abs(step).max() < NEAR:
                break
            tried = state_at(order, x, params + step)
        params, state = params + step, tried
        if np.abs(params).max() > MONOTONE or not np.isfinite(state.likelihood):
            raise runaway()
        if np.abs(step).max() < NEAR:
            return params, state
    raise runaway()


def state_at(order: Order, x: Floats, params: Floats) -> Likelihood:
    """Likelihood, score, information and each person's score residual."""
    index = x @ params
    w = np.exp(index - index.max())[:, None]
    at_risk = np.cumsum(np.hstack([w, w * x])[::-1], axis=0)[::-1]
    passed = order.passed[:, None]
    tied = of_ties(order, np.hstack([w, w * x])[order.events])
    left = at_risk[order.firsts] - passed * tied
    with np.errstate(all="ignore"):  # what runs off is refused by who asked
        mean = left[:, 1:] / left[:, :1]
        hazard = 1 / left[:, :1]
        likelihood = float((index[order.events] - index.max()).sum() - np.log(left[:, 0]).sum())
    met = np.hstack([hazard, mean * hazard])
    sums = np.vstack([np.zeros(met.shape[1]), np.cumsum(met, axis=0)])[order.through]
    sums[order.events] -= of_ties(order, passed * met)
    residuals = w * (sums[:, 1:] - x * sums[:, :1])
    sizes = np.diff(np.append(order.heads, len(order.events)))[order.ties]
    residuals[order.events] += x[order.events] - of_ties(order, mean) / sizes[:, None]
    information = (x * (w * sums[:, :1])).T @ x - mean.T @ mean
    return Likelihood(likelihood, (x[order.events] - mean).sum(axis=0), information, residuals, mean)


def of_ties(order: Order, values: Floats) -> Floats:
    """The sum over all events of the same time, at each of them."""
    return np.asarray(np.add.reduceat(values, order.heads, axis=0)[order.ties])


def solved(information: Floats, right: Floats) -> Floats:
    """The information's inverse times something; refused where there is none."""
    try:
        return np.asarray(np.linalg.solve(information, right))
    except np.linalg.LinAlgError:
        raise runaway() from None


def runaway() -> EstimationError:
    """What is said where there is no finite hazard ratio."""
    return EstimationError(
        "the hazard ratio of a covariate runs off to zero or infinity: it separates those with the event",
        todo="Merge its categories or leave it out",
    )
