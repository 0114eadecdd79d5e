"""Whether hazards are proportional: a test of Cox's regression against ratios that change with time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.surveys.design import design
from gspbrief.surveys.partial_likelihood import Order, maximum, of_ties, ordered, solved
from gspbrief.surveys.samples import Floats, require_columns, zeros_and_ones
from gspbrief.surveys.survival import times_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Proportionality:
    """Test that the hazard ratio of a covariate, or of all at once, stays the same over time.

    ``covariate`` is empty for all at once; ``p_value`` 0-1.
    """

    covariate: str
    statistic: float
    degrees: int
    p_value: float
    persons: int


def proportional_hazards(
    frame: pd.DataFrame, *, time: str, event: str, covariates: Iterable[str]
) -> tuple[Proportionality, ...]:
    """Test each covariate of Cox's regression, and all at once, for a hazard ratio that changes with time.

    Returns
    -------
    tuple of Proportionality
        One a covariate, a level of a category against the first, in order; the last of all at once.

    Raises
    ------
    EstimationError
        With row and reason, as ``hazard_ratios``; if all events happened at one time.

    Notes
    -----
    The score test of Grambsch and Therneau (1994) that ``cox.zph`` of R's survival 3 computes: of each
    covariate times the share that had the event before (one less Kaplan and Meier's estimate). It takes
    persons as independent, clusters or not.
    """
    from scipy.stats import chi2

    covariates = list(covariates)
    require_columns(frame, [time, event, *covariates])
    t, e = times_of(frame, time), zeros_and_ones(frame, event)
    if len(np.unique(t[e == 1])) < 2:
        raise EstimationError("with events at fewer than two times no change over time can be seen")
    x = design(frame, covariates)
    order = ordered(t, e)
    z = x.standardised[order.rows]
    params, state = maximum(order, z)
    spreads = _spreads(order, z, params, state.means)
    g = _had_it_before(order, len(t))
    score = g @ (z[order.events] - state.means)
    inner, mixed, outer = (np.einsum("k,kij->ij", g**power, spreads) for power in range(3))
    width = len(params)
    information = np.block([[inner, mixed], [mixed, outer]])

    def tested(columns: list[int]) -> tuple[float, int, float]:
        kept = [*range(width), *(width + column for column in columns)]
        right = np.concatenate([np.zeros(width), score[columns]])
        statistic = float(right @ solved(information[np.ix_(kept, kept)], right))
        return statistic, len(columns), float(chi2.sf(statistic, len(columns)))

    def found() -> Iterator[Proportionality]:
        for column, name in enumerate(x.names):
            yield Proportionality(name, *tested([column]), len(t))
        yield Proportionality("", *tested(list(range(width))), len(t))

    return tuple(found())


def _spreads(order: Order, z: Floats, params: Floats, means: Floats) -> Floats:
    """The variance of the covariates among those at risk at each event, weighted by their hazards."""
    index = z @ params
    w = np.exp(index - index.max())
    products = np.einsum("n,ni,nj->nij", w, z, z).reshape(len(z), -1)
    weighted = np.column_stack([w, products])
    at_risk = np.cumsum(weighted[::-1], axis=0)[::-1]
    left = at_risk[order.firsts] - order.passed[:, None] * of_ties(order, weighted[order.events])
    squares = (left[:, 1:] / left[:, :1]).reshape(len(means), *[z.shape[1]] * 2)
    return np.asarray(squares - np.einsum("ki,kj->kij", means, means))


def _had_it_before(order: Order, persons: int) -> Floats:
    """At each event, one less Kaplan and Meier's estimate just before, centred."""
    deaths = np.diff(np.append(order.heads, len(order.events)))
    at_risk = persons - order.firsts[order.heads]
    after = np.cumprod(1 - deaths / at_risk)
    before = np.concatenate([[1.0], after[:-1]])[order.ties]
    return np.asarray(before.mean() - before)
