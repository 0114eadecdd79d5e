"""What drives an account, ranked over all assumptions at once: Sobol's total effects.

One assumption at a time misses what two do together, and an account is full of products. The total effect of
an assumption is the share of the account's variance in which it takes part, alone or with others (Homma and
Saltelli 1996). It is defined for inputs that vary on their own, so that correlations are left out here.
"""

from __future__ import annotations

from dataclasses import dataclass

from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.draws import SEED, accounts_of, in_triangle

SETS = 4_096  # a power of two, as Sobol's sequence wants; each is tried once more for every assumption
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
    from SALib.analyze import sobol as analysis  # imported where it is used: it brings matplotlib with it
    from SALib.sample import sobol as sampling

    problem = {"num_vars": len(symbols), "names": symbols, "bounds": [[0.0, 1.0]] * len(symbols)}
    positions = sampling.sample(problem, sets, calc_second_order=False, seed=seed)
    values = {
        symbol: in_triangle(assumptions, symbol, column)
        for symbol, column in zip(symbols, positions.T, strict=True)
    }
    account = accounts_of(assumptions, values, (party,))[party]
    if account.min() == account.max():  # then there is no variance to take part in
        return tuple(TotalEffect(symbol, 0.0, 0.0) for symbol in sorted(symbols))
    found = analysis.analyze(problem, account, calc_second_order=False, num_resamples=_RESAMPLES, seed=seed)
    effects = (
        TotalEffect(symbol, float(share), float(margin))
        for symbol, share, margin in zip(symbols, found["ST"], found["ST_conf"], strict=True)
    )
    return tuple(sorted(effects, key=lambda effect: (-effect.share, effect.symbol)))
