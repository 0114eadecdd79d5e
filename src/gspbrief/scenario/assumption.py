"""One assumed number of the partnership model, a case of it, and what is drawn together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import Bound
from gspbrief.scenario.symbols import Shares

DESIGN = "design"
TAGS = ("assumed", "programme", "statistics", DESIGN)
"""Assumed; to be replaced by a programme's own figure; to be taken from statistics of the two countries;
chosen by the partners. Only what is chosen has no range: everything else is uncertain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """One assumed number.

    Attributes
    ----------
    name : str
        ASCII name, as in formulas in code.
    symbol : str
        As printed.
    value : float or None
        The base case; None where only a range is known, in `unit`.
    low, high : float or None
        The range, where there is one.
    tag : str
        One of `TAGS`.
    bound : str
        ``exact``, or ``below`` where the value is an upper bound.
    row : str
        ``table.csv#row`` of the evidence, where the number has one.
    sources : tuple of Citation
        What value and range follow, where that is no row of the evidence.
    """

    name: str
    symbol: str
    meaning: str
    value: float | None
    unit: str
    tag: str
    why: str
    low: float | None = None
    high: float | None = None
    bound: Bound = "exact"
    row: str = ""
    sources: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """A named set of assumptions: what it changes in the base case, and why."""

    name: str
    title: str
    why: str
    values: Mapping[str, float]
    share: Shares


@dataclass(frozen=True, slots=True)
class Correlation:
    """Two symbols that are drawn together, with the correlation of their normal scores."""

    first: str
    second: str
    rho: float
    why: str
