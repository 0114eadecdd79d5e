"""What would have to be true: the scenario's break-evens and drivers, and the avoided-cost counterfactual."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from gspbrief.analysis.costs import cost_per_graduate
from gspbrief.errors import EstimationError
from gspbrief.scenario.accounts import as_arrays, net_present_values
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.equations import Array
from gspbrief.scenario.symbols import (
    BESIDE,
    DOMAINS,
    PARTIES,
    Rate,
    Shares,
    domain,
    require_complete,
    require_rates,
)

ACCOUNTS = (*PARTIES, "sponsor")

_NOT_AFFINE = ("r", "h", "hH", "q")
_RATE_RANGE = (0.0, 1.0)  # where a break-even rate is looked for if the assumptions give no range
_GRID = 401  # points between which a change of sign is looked for
_NO_SLOPE = 1e-12  # relative to the account: below this a symbol does not move it


def break_even(
    assumptions: Mapping[str, object],
    symbol: str,
    party: str,
    rate: Rate = 0.03,
    within: tuple[float, float] | None = None,
) -> float | None:
    """The value of one symbol at which a party's net present value is zero, all else as it is.

    The account is affine in every symbol but ``r``, ``h``, ``hH`` and ``q``, so x* = x0 - NPV / slope; for
    these the root is found numerically, and the lowest is given if there are several.

    Parameters
    ----------
    party : str
        A party, or ``sponsor``.
    within : (float, float), optional
        Where to look; else the range of the assumptions, else every value the symbol can take.

    Returns
    -------
    float or None
        In the symbol's unit; None if there is none within the range.

    Raises
    ------
    EstimationError
        If the symbol is a whole number of years, or symbol or party is unknown.
    """
    _require_account(party)
    if symbol not in DOMAINS and symbol != "r":
        raise EstimationError("there is no such symbol in the model", where=symbol)
    if domain(symbol).whole:
        raise EstimationError("a whole number of years has no break-even; compare its values", where=symbol)
    model = _Account.of(assumptions, party, rate)
    low, high = within or _range(assumptions, symbol)
    if symbol in _NOT_AFFINE:
        return model.root(symbol, low, high)
    return model.affine_zero(symbol, low, high)


def _require_account(party: str) -> None:
    if party not in ACCOUNTS:
        raise EstimationError(f"there is no party {party!r}; there are {', '.join(ACCOUNTS)}", where="party")


def _range(assumptions: Mapping[str, object], symbol: str) -> tuple[float, float]:
    if isinstance(assumptions, Assumptions):
        entry = assumptions.entries[symbol]
        if entry.low is not None and entry.high is not None:
            return entry.low, entry.high
    if symbol == "r":
        return _RATE_RANGE
    return DOMAINS[symbol].low, DOMAINS[symbol].high


_PAYING = {"sponsor": "E"}  # whose rate and costs an account has that is no party's own


@dataclass(frozen=True, slots=True)
class _Account:
    """One party's net present value as a function of one symbol."""

    party: str
    inputs: Mapping[str, float]
    share: Shares
    rates: Mapping[str, float]

    @classmethod
    def of(cls, assumptions: Mapping[str, object], party: str, rate: Rate) -> _Account:
        inputs, share = require_complete(assumptions)
        return cls(party, inputs, share, require_rates(rate))

    def at(self, symbol: str, values: Array) -> Array:
        """The account at each value of the symbol, shape of the values."""
        inputs = as_arrays(self.inputs)
        rates: dict[str, float | Array] = dict(self.rates)
        if symbol == "r":
            rates = dict.fromkeys(rates, values)
            inputs["T"] = np.full(values.shape, self.inputs["T"])  # so that there is a draw for each rate
        else:
            inputs[symbol] = values
        return np.broadcast_to(
            net_present_values(inputs, self.share, rates, (self.party,))[self.party], values.shape
        )

    def apart(self, ends: Mapping[str, tuple[float, float]], **held: float) -> Array:
        """The account as one symbol at a time takes either end of its range, shape (symbols, 2).

        Parameters
        ----------
        **held : float
            Values of symbols that are not among these.
        """
        if not ends:
            return np.empty((0, 2))
        inputs = as_arrays({**self.inputs, **held})
        rates: dict[str, float | Array] = dict(self.rates)
        for place, (symbol, pair) in enumerate(ends.items()):
            here = self.rates[_PAYING.get(self.party, self.party)] if symbol == "r" else self.inputs[symbol]
            values = np.full((len(ends), 2), here, dtype=np.float64)  # a whole number makes whole ones
            values[place] = pair
            if symbol == "r":
                rates = dict.fromkeys(rates, values)
            else:
                inputs[symbol] = values
        npv = net_present_values(inputs, self.share, rates, (self.party,))[self.party]
        return np.broadcast_to(npv, (len(ends), 2))  # one account where no other has a range

    def affine_zero(self, symbol: str, low: float, high: float) -> float | None:
        here = self.inputs[symbol]
        other = here / 2 if here else 1.0
        npv, npv_other = self.at(symbol, np.array([here, other])).tolist()
        slope = (npv_other - npv) / (other - here)
        if abs(npv_other - npv) <= _NO_SLOPE * max(abs(npv), abs(npv_other)):
            return None
        zero = here - npv / slope
        if abs(zero - low) <= _NO_SLOPE * max(1.0, abs(here)):
            zero = low
        if domain(symbol).open_low and zero == domain(symbol).low:
            return None
        return float(zero) if low <= zero <= high else None

    def root(self, symbol: str, low: float, high: float) -> float | None:
        grid = np.linspace(low, high, _GRID)
        npv = self.at(symbol, grid)
        if not np.any(npv):
            return None
        exact = np.flatnonzero(npv == 0)
        crossings = np.flatnonzero(np.sign(npv[:-1]) * np.sign(npv[1:]) < 0)
        found = [float(grid[i]) for i in exact[:1]]
        if len(crossings):
            left, right = grid[crossings[0] : crossings[0] + 2].tolist()
            found.append(float(brentq(lambda x: float(self.at(symbol, np.array([x]))[0]), left, right)))
        return min(found, default=None)


@dataclass(frozen=True, slots=True)
class Driver:
    """How far one assumption moves a party's account over its range.

    Attributes
    ----------
    low, high : float
        Ends of the symbol's range.
    npv_low, npv_high : float
        The account there, all else as it is [money].
    """

    symbol: str
    low: float
    high: float
    npv_low: float
    npv_high: float

    @property
    def swing(self) -> float:
        """Distance between the two ends [money]."""
        return abs(self.npv_high - self.npv_low)


def drivers(assumptions: Assumptions, party: str, rate: Rate = 0.03) -> tuple[Driver, ...]:
    """The assumptions that have a range, by how far each moves a party's account, the widest first.

    Parameters
    ----------
    party : str
        A party, or ``sponsor``.
    """
    _require_account(party)
    ends = assumptions.ranges
    npv = _Account.of(assumptions, party, rate).apart(ends).tolist()
    found = (Driver(symbol, *ends[symbol], *pair) for symbol, pair in zip(ends, npv, strict=True))
    return tuple(sorted(found, key=lambda driver: (-driver.swing, driver.symbol)))


def rates_apart(assumptions: Assumptions, party: str) -> dict[str, tuple[float | None, float | None]]:
    """The break-even placement rates as one other assumption at a time takes either end of its range.

    Returns
    -------
    dict of str to (float or None, float or None)
        By symbol, at its low and its high end; None where no rate of 0-1 breaks even.
    """
    ends = {symbol: pair for symbol, pair in assumptions.ranges.items() if symbol != "p"}
    model = _Account.of(assumptions, party, assumptions.rate)
    nobody, everybody = (model.apart(ends, p=rate) for rate in (0.0, 1.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        zeros = nobody / (nobody - everybody)

    def known(zero: float) -> float | None:
        return zero if 0 <= zero <= 1 else None

    return {
        symbol: (known(low), known(high)) for symbol, (low, high) in zip(ends, zeros.tolist(), strict=True)
    }


def break_even_away_share(assumptions: Mapping[str, object], saving: float) -> float | None:
    """The away share from which the programme costs less than filling the same posts otherwise: α*.

    The second counterfactual: the posts are filled anyway, and each placed person saves ``saving``, the cost
    of a graduate trained at the destination or of conventional recruitment. It is never added to the first.
    α* = (k_H + F0/N) / [(1-dA) p (V-CM) - k_L - k_A + k_H], with k = C [1 - d (1-χ)].

    Parameters
    ----------
    assumptions : mapping
        Holds CA, CH, CL, CM, dA, dH, chi, p, F0 and N.
    saving : float
        V [money per placed].

    Returns
    -------
    float or None
        Share 0-1; None if no away share breaks even.

    Raises
    ------
    EstimationError
        If a symbol is missing or outside its domain.
    """
    names = ("CA", "CH", "CL", "CM", "dA", "dH", "chi", "p", "F0", "N")
    course_a, course_h, language, moving, drop_a, drop_h, consumed, placed, fixed, entrants = (
        _number(assumptions, name) for name in names
    )
    if refusal := BESIDE["V"].refusal(saving):
        raise EstimationError(refusal, where="V")
    spent_a, spent_h = (1 - drop * (1 - consumed) for drop in (drop_a, drop_h))
    away, home, add_on = course_a * spent_a, course_h * spent_h, language * spent_a
    gain = (1 - drop_a) * placed * (saving - moving) - add_on - away + home
    if gain <= 0:
        return None
    share = (home + fixed / entrants) / gain
    return share if share <= 1 else None


def _number(assumptions: Mapping[str, object], name: str) -> float:
    if name not in assumptions:
        raise EstimationError("no value", where=name)
    value = assumptions[name]
    if refusal := DOMAINS[name].refusal(value):
        raise EstimationError(refusal, where=name)
    return float(value)  # type: ignore[arg-type]


def trainees_for_one(
    destination_cost: float,
    origin_cost: float,
    *,
    destination_drop_out: float = 0.0,
    origin_drop_out: float = 0.0,
    consumed: float = 1.0,
) -> float:
    """How many graduates the cost of one at the destination buys at origin: ρ.

    Each cost per graduate is C [1 - d (1-χ)] / (1-d). A ratio of bounds is a bound: an origin cost that is an
    upper bound makes ρ a lower one, which the caller says.

    Parameters
    ----------
    destination_cost, origin_cost : float
        Course cost per entrant [money, alike].
    consumed : float
        Share χ of the cost consumed before dropping out.

    Raises
    ------
    EstimationError
        If a cost is not above zero, or nobody graduates.
    """
    for name, cost in (("destination_cost", destination_cost), ("origin_cost", origin_cost)):
        if not 0 < cost < np.inf:
            raise EstimationError(f"{cost} is not a cost above zero", where=name)
    for name, drop in (("destination_drop_out", destination_drop_out), ("origin_drop_out", origin_drop_out)):
        if not 0 <= drop < 1:
            raise EstimationError(f"{drop} is outside 0 to 1, or leaves no graduate", where=name)
    destination = cost_per_graduate(destination_cost, destination_drop_out, consumed)
    return destination / cost_per_graduate(origin_cost, origin_drop_out, consumed)


def repaying_earnings(sponsor_cost: float, earnings_share: float, years: float) -> float:
    """The annual earnings from which a sponsor is repaid: cost / (share x years), without interest.

    Parameters
    ----------
    sponsor_cost : float
        What the sponsor paid [money].
    earnings_share : float
        Share of gross earnings that is repaid, 0-1.
    years : float
        Years of repayment.

    Raises
    ------
    EstimationError
        If nothing is ever repaid.
    """
    if not earnings_share * years > 0:
        raise EstimationError("nothing is repaid: the share and the years must be above zero", where="lam")
    return sponsor_cost / (earnings_share * years)
