"""What drives an account, ranked over all assumptions at once: Sobol's total effects.

One assumption at a time misses what two do together, and an account is full of products. The total effect of
an assumption is the share of the account's variance in which it takes part, alone or with others (Homma and
Saltelli 1996). It is defined for inputs that vary on their own, so that correlations are left out here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.draws import SEED, accounts_of, in_triangle
from gspbrief.scenario.equations import Array

SETS = 8_192  # a power of two, as Sobol's sequence wants; each is tried once more for every assumption
_RESAMPLES = 100


@dataclass(frozen=True, slots=True)
class TotalEffect:
    """How much of the variance of a party's account an assumption takes part in.

    Attributes
    ----------
    share : float
        Total-effect index; the indices of all assumptions sum to more than 1 where they act together.
    margin : float
        Half the width of its 95 percent interval over resamples: what the number of sets leaves open.
    """

    symbol: str
    share: float
    margin: float


def total_effects(
    assumptions: Assumptions, party: str, sets: int = SETS, seed: int = SEED
) -> tuple[TotalEffect, ...]:
    """The assumptions that have a range by their total effects on a party's account, the largest first.

    Each is drawn from its triangle low - value - high, on its own.

    Parameters
    ----------
    party : str
        Whose account.
    sets : int
        Size of the base sample, a power of two.
    """
    symbols = list(assumptions.ranges)
    if not symbols:
        return ()
    from scipy.stats import (
        qmc,  # imported where it is used: every partnership's notebook imports the rooms around it
    )

    points = qmc.Sobol(2 * len(symbols), rng=seed).random(sets).T
    first, second = (
        {symbol: in_triangle(assumptions, symbol, row) for symbol, row in zip(symbols, half, strict=True)}
        for half in np.split(points, 2)
    )
    mixed = [first | {symbol: second[symbol]} for symbol in symbols]
    one, other, *others = (
        accounts_of(assumptions, values, (party,))[party] for values in (first, second, *mixed)
    )
    each = np.array(others)
    resampled = [
        _shares(one[rows], other[rows], each[:, rows])
        for rows in np.random.default_rng(seed).integers(sets, size=(_RESAMPLES, sets))
    ]
    margins = ndtri(0.975) * np.std(resampled, axis=0, ddof=1)
    effects = (
        TotalEffect(symbol, float(share), float(margin))
        for symbol, share, margin in zip(symbols, _shares(one, other, each), margins, strict=True)
    )
    return tuple(sorted(effects, key=lambda effect: (-effect.share, effect.symbol)))


def _shares(one: Array, other: Array, each: Array) -> Array:
    """Total effects by the estimator of Jansen (Saltelli and others 2010, table 2 f), shape (symbols,).

    Parameters
    ----------
    one, other : array
        Accounts at two samples, shape (sets,).
    each : array
        Accounts at the first, with each symbol in turn as in the second, shape (symbols, sets).
    """
    moved: Array = np.mean((one - each) ** 2, axis=1) / 2
    variance = float(np.var([one, other]))
    return moved / variance if variance else moved
