"""Uncertainty over the assumptions: how the accounts come out when every ranged assumption is drawn.

The result is a share of the assumed draws, never a probability. Each symbol with a range, the common discount
rate too, is drawn from the triangle low - value - high, whole years rounded. What plainly moves together is
drawn together: normal scores with the correlations of ``assumptions.yaml`` are turned into positions in the
triangles, so that ranks are correlated and ranges kept. The tax itself needs no such link, being a rate times
the pay of the same draw.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from scipy.special import ndtr

from gspbrief.errors import EstimationError
from gspbrief.scenario.accounts import as_arrays, net_present_values
from gspbrief.scenario.assumption import root_of_correlations
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.equations import Array
from gspbrief.scenario.symbols import PARTIES, domain, require_complete

DRAWS = 100_000
SEED = 1
_CHUNK = 1_000  # draws at a time, each with all its years: the arrays stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Draws:
    """The accounts over all draws.

    Attributes
    ----------
    symbols : tuple of str
        The assumptions that were drawn.
    npv : mapping of str to array
        Net present value by party, shape (draws,) [money].
    """

    symbols: tuple[str, ...]
    npv: Mapping[str, Array] = field(repr=False)

    def no_loser_share(self, parties: tuple[str, ...] = PARTIES) -> float:
        """Share of draws in which none of these parties has a negative account."""
        return float(np.all([self.npv[party] >= 0 for party in parties], axis=0).mean())

    @property
    def loser_share(self) -> dict[str, float]:
        """Share of draws in which a party's account is negative, by party."""
        return {party: float((values < 0).mean()) for party, values in self.npv.items()}

    def quantiles(self, party: str) -> tuple[float, ...]:
        """The ends of the middle 90 percent of a party's account over the draws, and its median [money]."""
        return tuple(np.quantile(self.npv[party], (0.05, 0.5, 0.95)).tolist())


def drawn_values(assumptions: Assumptions, draws: int, seed: int) -> dict[str, Array]:
    """Values of the symbols that have a range, each of shape (draws,).

    Raises
    ------
    EstimationError
        If there are no draws, no symbol has a range, or the correlations contradict one another.
    """
    if draws < 1:
        raise EstimationError(f"{draws} draws are none", where="draws")
    symbols = tuple(assumptions.ranges)
    if not symbols:
        raise EstimationError("no assumption has a range", where="draws", todo="Give one low and high")
    scores = np.random.default_rng(seed).standard_normal((len(symbols), draws))
    positions = ndtr(root_of_correlations(assumptions.correlations, symbols) @ scores)
    return {
        symbol: in_triangle(assumptions, symbol, position)
        for symbol, position in zip(symbols, positions, strict=True)
    }


def in_triangle(assumptions: Assumptions, symbol: str, position: Array) -> Array:
    """The values of a symbol at positions 0-1 in its triangle, shape of the positions."""
    low, high = assumptions.ranges[symbol]
    mode = float(assumptions.entries[symbol].value or 0.0)
    if domain(symbol).whole:
        # Half a year more at either end, so that rounding gives the first and the last year their due.
        return np.clip(np.rint(_triangular(low - 0.5, mode, high + 0.5, position)), low, high)
    return _triangular(low, mode, high, position)


def _triangular(low: float, mode: float, high: float, position: Array) -> Array:
    """Quantiles of the triangular distribution (Kotz and van Dorp 2004, chapter 1)."""
    width = high - low
    rising = low + np.sqrt(position * width * (mode - low))
    falling = high - np.sqrt((1 - position) * width * (high - mode))
    return np.where(position * width < mode - low, rising, falling)


def simulate(assumptions: Assumptions, draws: int = DRAWS, seed: int = SEED) -> Draws:
    """Draw every assumption that has a range and compute all accounts.

    Parameters
    ----------
    draws : int
        Number of draws.
    seed : int
        Of the pseudo-random numbers; the same seed gives the same draws.
    """
    drawn = drawn_values(assumptions, draws, seed)
    return Draws(tuple(drawn), MappingProxyType(accounts_of(assumptions, drawn)))


def accounts_of(
    assumptions: Assumptions, values: Mapping[str, Array], parties: tuple[str, ...] = PARTIES
) -> dict[str, Array]:
    """Each party's account at many sets of values at once, all discounted at the one rate of their set.

    Parameters
    ----------
    values : mapping of str to array
        By symbol, ``r`` among them if it varies, each of shape (sets,); what is not named is as assumed.
    parties : tuple of str
        Whose accounts.

    Returns
    -------
    dict of str to array
        Money by party, shape (sets,).
    """
    assumed, share = require_complete(assumptions)
    fixed, count = as_arrays(assumed), len(next(iter(values.values())))
    npv = {party: np.empty(count) for party in parties}
    for start in range(0, count, _CHUNK):
        part = slice(start, start + _CHUNK)
        chunk = {symbol: column[part] for symbol, column in values.items()}
        rates = dict.fromkeys(PARTIES, chunk.pop("r", assumptions.rate))
        money = net_present_values({**fixed, **chunk}, share, rates, parties, alone=parties != PARTIES)
        for party, amounts in money.items():
            npv[party][part] = amounts
    return npv
