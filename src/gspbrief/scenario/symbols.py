"""The symbols of the partnership model, from ``symbols.yaml``: parties, inputs, the values these can take."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, cast

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.project.plain_texts import read_beside

_HELD: Mapping[str, Any] = read_beside(__file__, "symbols.yaml")

PARTY_WORDS: Mapping[str, str] = _HELD["parties"]
"""The parties, each with its word of the vocabulary ``party``."""
PARTIES = tuple(PARTY_WORDS)

COST_KINDS = ("CA", "CH", "CL", "CM", "CR", "F0", "b")
"""The kinds of cost, each split among the parties that pay it."""

UNITS: Mapping[str, tuple[str, str]] = {name: (unit, per) for name, (unit, per) in _HELD["units"].items()}
"""The units of ``assumptions.yaml`` as words of the vocabularies ``unit`` and ``per``."""

MOST = 1e15  # beyond it no number of this model means anything, and products of two have no float

SHARE_TOLERANCE = 1e-9  # shares that sum to 1 in decimals may miss it in binary


@dataclass(frozen=True, slots=True)
class Domain:
    """The values a symbol can take at all."""

    low: float
    high: float
    whole: bool = False
    open_low: bool = False

    def refusal(self, value: object) -> str:
        """Why a value is not one of them; empty if it is."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return f"{value!r} is not a number"
        if abs(value) > MOST:  # also what is not finite, and whole numbers that no float holds
            return f"{value!r:.30} is not a finite number that can be counted with"
        if value != value:
            return f"{value} is not a finite number"
        below = value <= self.low if self.open_low else value < self.low
        if below or value > self.high:
            return f"{value:g} is {'not' if self.high == math.inf else 'outside'} {self}"
        if self.whole and not float(value).is_integer():
            return f"{value:g} is not a whole number"
        return ""

    def __str__(self) -> str:
        if self.high == math.inf:
            return f"{'above' if self.open_low else 'at least'} {self.low:g}"
        return f"{self.low:g} to {self.high:g}"


_SHARE = Domain(0, 1)
_VALUES = {
    "share": _SHARE,
    "money": Domain(0, math.inf),
    "years": Domain(0, 200, whole=True),  # longer than any career, short enough to sum year by year
    "ratio": Domain(-1, math.inf),
    "above_zero": Domain(0, math.inf, open_low=True),
    "rate": Domain(-1, math.inf, open_low=True),
}


def _domains(group: str) -> Mapping[str, Domain]:
    return MappingProxyType({name: _VALUES[said["values"]] for name, said in _HELD[group].items()})


DOMAINS = _domains("symbols")
"""Every symbol the model needs, by its ASCII name, with the values it can take."""

BESIDE = _domains("beside")
"""Symbols used beside the model: discount rate, price level of destination to origin, saving per placed."""

SYMBOL_MEASURES: Mapping[str, str] = {
    name: said["measure"] for group in ("symbols", "beside") for name, said in _HELD[group].items()
}
"""Words of the vocabulary ``measure``, by the symbol's ASCII name."""

Shares = Mapping[str, Mapping[str, float]]
"""Kind of cost -> party -> share 0-1."""


Rate = float | Mapping[str, float]
"""One discount rate for all, or one for each party, as shares a year."""


def domain(name: str) -> Domain:
    """The values that a symbol of the model, or one used beside it, can take.

    Raises
    ------
    KeyError
        If there is no such symbol.
    """
    return DOMAINS[name] if name in DOMAINS else BESIDE[name]


def share_refusals(share: object) -> dict[str, str]:
    """What is wrong with a split of the kinds of cost among payers, by kind; empty if nothing is.

    Parameters
    ----------
    share : mapping of kind to mapping of party to share
        Each kind of `COST_KINDS` sums to 1.
    """
    if not isinstance(share, Mapping):
        return {"": "not a mapping of kinds of cost to payers"}
    refusals = {str(kind): "not a kind of cost" for kind in share if kind not in COST_KINDS}
    for kind in COST_KINDS:
        if refusal := _split_refusal(share.get(kind)):
            refusals[kind] = refusal
    return refusals


def _split_refusal(split: object) -> str:
    if not isinstance(split, Mapping):
        return "has no payers"
    total = 0.0
    for party, part in split.items():
        if party not in PARTIES:
            return f"payer {party!r} is not a party"
        if refusal := _SHARE.refusal(part):
            return f"the share of {party}: {refusal}"
        total += part
    return "" if abs(total - 1) <= SHARE_TOLERANCE else f"the shares sum to {total:g}, not to 1"


def require_complete(assumptions: Mapping[str, object]) -> tuple[dict[str, float], Shares]:
    """The model's inputs and payer shares, after a check of each.

    Raises
    ------
    EstimationError
        If a symbol is missing or a value is outside its domain; each is named.
    """
    if not isinstance(assumptions, Mapping):
        raise EstimationError("the assumptions are not a mapping of symbols to numbers", where="scenario")
    missing = [name for name in (*DOMAINS, "share") if name not in assumptions]
    if missing:
        raise EstimationError(f"no value for {', '.join(missing)}", where="scenario")
    refusals = {name: DOMAINS[name].refusal(_plain(assumptions[name])) for name in DOMAINS}
    splits = share_refusals(assumptions["share"])
    refusals |= {f"share.{kind}".rstrip("."): refusal for kind, refusal in splits.items()}
    complaints = [f"{name}: {refusal}" for name, refusal in refusals.items() if refusal]
    values = {name: cast(float, _plain(assumptions[name])) for name in DOMAINS}
    if not complaints and values["T"] < values["tau"]:
        complaints = [f"T: {values['T']:g} years end before the {values['tau']:g} years of training (tau) do"]
    if complaints:
        raise EstimationError("; ".join(complaints), where="scenario")
    return values, cast(Shares, assumptions["share"])


def require_rates(rate: Rate) -> dict[str, float]:
    """The discount rate of every party.

    Raises
    ------
    EstimationError
        If a party has none, or it is not above -1.
    """
    given = rate if isinstance(rate, Mapping) else dict.fromkeys(PARTIES, rate)
    missing = [party for party in PARTIES if party not in given]
    if missing:
        raise EstimationError(f"no discount rate for {', '.join(missing)}", where="rate")
    rates = {party: _plain(given[party]) for party in PARTIES}
    complaints = {refusal for value in rates.values() if (refusal := BESIDE["r"].refusal(value))}
    if complaints:
        raise EstimationError("; ".join(sorted(complaints)), where="rate")
    return cast(dict[str, float], rates)


def _plain(value: object) -> object:
    return value.item() if isinstance(value, np.generic) else value
