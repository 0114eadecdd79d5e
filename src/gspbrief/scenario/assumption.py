"""One assumed number of the partnership model, a case of it, and what is drawn together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import Bound
from gspbrief.scenario.symbols import COST_KINDS, Shares, require_complete

DESIGN = "design"
TAGS = ("assumed", "programme", "statistics", DESIGN)
"""Assumed; to be replaced by a programme's own figure; to be taken from statistics of the two countries;
chosen by the partners. Only what is chosen has no range: everything else is uncertain."""

BASE, TRADITIONAL = "base", "traditional"
COMPARED = (BASE, TRADITIONAL, "gsp_same_course", "gsp_two_tracks")
"""The cases that the texts name: all of them stand in the file, and others may stand beside them."""

RANKED = 4
"""The fewest assumptions with a range: the brief on the model ranks them and names those that matter most."""

_NOBODY_PLACED = {"alpha": 0, "dA": 1, "p": 0}  # the values at which no cost has a person that it is for


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

    def at(self, value: float) -> Assumption:
        """The same with another value, which is no bound; its range goes where the value is outside it."""
        bound = self.bound if value == self.value else "exact"
        if self.low is not None and self.high is not None and not self.low <= value <= self.high:
            return replace(self, value=value, low=None, high=None, bound=bound)
        return replace(self, value=value, bound=bound)


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


def case_refusals(
    held: Mapping[str, object], ranges: Mapping[str, tuple[float, float]]
) -> Iterator[tuple[str, str]]:
    """Why a case cannot be told: its symbols or their ranges disagree, nobody is placed or pays, or hardly
    anything is uncertain.

    Parameters
    ----------
    held : mapping of str to object
        The numbers of the case, and ``share``.
    ranges : mapping of str to (float, float)
        Low and high end of each symbol that has them in this case.

    Yields
    ------
    (str, str)
        What is wrong, and what would be right.
    """
    try:
        values, _ = require_complete(held)
    except EstimationError as error:
        yield error.what, ""
        return
    if nobody := [f"{symbol} is {end}" for symbol, end in _NOBODY_PLACED.items() if values[symbol] == end]:
        yield f"nobody is placed abroad: {', '.join(nobody)}", ""
    if not any(values[kind] for kind in COST_KINDS):
        yield f"nothing costs anything: {', '.join(COST_KINDS)} are all 0", ""
    if ends := _ended_early(values, ranges):
        yield ends, ""
    uncertain = sum(low < high for low, high in ranges.values())
    if uncertain < RANKED:
        wanted = f"at least {RANKED} with low below high, of which it can be said what matters most"
        yield f"{uncertain} assumptions have a range here", wanted


def _ended_early(values: Mapping[str, float], ranges: Mapping[str, tuple[float, float]]) -> str:
    """Why the years counted may end before the training does; empty if at no end of their ranges they do."""
    least, _ = ranges.get("T", (values["T"], values["T"]))
    _, most = ranges.get("tau", (values["tau"], values["tau"]))
    return f"T: {least:g} years may end before {most:g} years of training (tau) do" if least < most else ""


def root_of_correlations(pairs: Iterable[Correlation], symbols: Sequence[str]) -> NDArray[np.float64]:
    """The lower triangle whose product with its transpose is the matrix of correlations, one row a symbol.

    Parameters
    ----------
    symbols : sequence of str
        In the order of rows and columns; a pair with any other symbol is passed over.

    Raises
    ------
    EstimationError
        If the correlations contradict one another: no set of numbers could have all of them.
    """
    matrix = np.eye(len(symbols))
    for pair in pairs:
        if pair.first in symbols and pair.second in symbols:
            i, j = symbols.index(pair.first), symbols.index(pair.second)
            matrix[i, j] = matrix[j, i] = pair.rho
    try:
        return np.asarray(np.linalg.cholesky(matrix), dtype=np.float64)
    except np.linalg.LinAlgError:
        raise EstimationError(
            "the correlations contradict one another",
            where="assumptions.yaml",
            todo="Bring them nearer to zero",
        ) from None
