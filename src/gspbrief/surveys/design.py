"""Covariates as numbers for a model: as they are, or a column for each level of a category."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.surveys.samples import Floats, is_number, numbers, refusal_of

if TYPE_CHECKING:
    import pandas as pd

COLLINEAR = 1e-10  # of a standardised column's variance, below which the others explain it all
HOW_TO_GIVE = "Give a date as a number (a year, months since), another thing as a text"


@dataclass(frozen=True, slots=True)
class Term:
    """A covariate in a design matrix: one column, or one for each level after the first."""

    name: str
    columns: tuple[int, ...]
    levels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Design:
    """Covariates as numbers, without a constant.

    Attributes
    ----------
    matrix : array of float, shape (persons, columns)
    names : tuple of str
        One a column; a level of a category as ``name[level]``.
    terms : tuple of Term
        Which columns belong together; a term with levels is compared with its first level.
    """

    matrix: Floats
    names: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def scale(self) -> Floats:
        """The standard deviation of each column."""
        largest = self._largest
        return np.asarray((self.matrix / largest).std(axis=0) * largest)

    @property
    def standardised(self) -> Floats:
        """The columns with mean zero and variance one, for the sake of the arithmetic."""
        shrunk = self.matrix / self._largest
        return np.asarray((shrunk - shrunk.mean(axis=0)) / shrunk.std(axis=0))

    @property
    def _largest(self) -> Floats:
        """The largest size in each column, so that no square of it is lost or runs over."""
        return np.asarray(np.abs(self.matrix).max(axis=0))


def design(frame: pd.DataFrame, covariates: Iterable[str]) -> Design:
    """Covariates as a design matrix: numbers as they are, texts and categories by level.

    A category is compared with its first level: the first of its own order, for texts of the alphabet's.

    Raises
    ------
    EstimationError
        If a covariate does not vary, the others determine it, or it holds dates or other things that are
        neither numbers nor texts.
    """
    blocks: list[Floats] = []
    names: list[str] = []
    terms: list[Term] = []
    for covariate in covariates:
        block, levels = _block(frame, covariate)
        start = len(names)
        terms.append(Term(covariate, tuple(range(start, start + block.shape[1])), levels))
        names += [f"{covariate}[{level}]" for level in levels[1:]] or [covariate]
        blocks.append(block)
    matrix = np.hstack(blocks) if blocks else np.empty((len(frame), 0))
    built = Design(matrix, tuple(names), tuple(terms))
    _require_independent(built)
    return built


def _block(frame: pd.DataFrame, name: str) -> tuple[Floats, tuple[str, ...]]:
    import pandas as pd

    column = frame[name]
    by_level = isinstance(column.dtype, (pd.CategoricalDtype, pd.StringDtype))
    if column.dtype.kind in "biuf" or (not by_level and all(is_number(cell) for cell in column)):
        values = numbers(frame, name)
        if values.min() == values.max():
            raise EstimationError(f"covariate {name} is {values[0]:g} for everybody", todo="Leave it out")
        return values[:, None], ()
    if isinstance(column.dtype, pd.CategoricalDtype):
        levels = [level for level in column.cat.categories if (column == level).any()]
    else:
        wrong = np.array([not isinstance(cell, str) for cell in column])
        if wrong.any():
            cell = column.iloc[int(wrong.argmax())]
            kind = type(cell).__name__
            raise refusal_of(frame, name, wrong, f"is a {kind}, neither a number nor a text", HOW_TO_GIVE)
        levels = sorted(column.unique())
    if len(levels) < 2:
        raise EstimationError(f"covariate {name} is {levels[0]!r} for everybody", todo="Leave it out")
    cells = [(column == level).to_numpy(dtype="float64") for level in levels[1:]]
    return np.column_stack(cells), tuple(map(str, levels))


def _require_independent(built: Design) -> None:
    count = len(built.names)
    if count < 2:
        return
    scaled = built.standardised
    gram = scaled.T @ scaled / len(scaled)
    for last in range(1, count):
        above = gram[:last, last]
        left = gram[last, last] - above @ np.linalg.solve(gram[:last, :last], above)
        if left < COLLINEAR:
            raise EstimationError(
                f"covariate {built.names[last]} follows exactly from the others", todo="Leave one out"
            )
