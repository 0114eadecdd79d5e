"""Columns of a survey made ready for an estimator, or refused with the row and the reason."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Grade

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

SIMULATED = "simulated"  # a column or frame attribute that marks simulated persons
COLLINEAR = 1e-10  # of a standardised column's variance, below which the others explain it all


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
    def standardised(self) -> Floats:
        """The columns with mean zero and variance one, for the sake of the arithmetic."""
        return np.asarray((self.matrix - self.matrix.mean(axis=0)) / self.matrix.std(axis=0))


def require_columns(frame: pd.DataFrame, names: Iterable[str]) -> None:
    """Refuse an empty table, an unknown or repeated column, and a missing value, with its row.

    Raises
    ------
    EstimationError
        Naming the first such row, counted from 1, and its label in the index.
    """
    import pandas as pd

    if not isinstance(frame, pd.DataFrame):
        raise EstimationError(f"the table is a {type(frame).__name__}", todo="Give a pandas.DataFrame")
    wanted = list(names)
    for name in wanted:
        if not isinstance(name, Hashable):
            raise EstimationError(f"{name!r} is no name of a column", todo="Name one column, as a text")
        if name not in frame.columns:
            known = ", ".join(map(str, frame.columns))
            raise EstimationError(f"there is no column {name!r}", todo=f"The table has {known}")
        if wanted.count(name) > 1:
            raise EstimationError(f"column {name!r} is used for two things at once")
        if list(frame.columns).count(name) > 1:
            raise EstimationError(f"the table has two columns {name!r}")
    if frame.empty:
        raise EstimationError("the table has no rows")
    for name in wanted:
        missing = frame[name].isna().to_numpy()
        if missing.any():
            raise _refusal(frame, name, missing, "is missing")


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """A column as finite floats.

    Raises
    ------
    EstimationError
        With the row of the first cell that is no finite number.
    """
    column = frame[name]
    if column.dtype.kind not in "biuf":
        wrong = np.array([not isinstance(cell, (int, float, np.number)) for cell in column])
        if wrong.any():
            cell = column.iloc[int(wrong.argmax())]
            raise _refusal(frame, name, wrong, f"is {cell!r}, not a number")
    values = np.asarray(column.to_numpy(dtype="float64"))
    infinite = ~np.isfinite(values)
    if infinite.any():
        raise _refusal(frame, name, infinite, f"is {values[infinite.argmax()]}, not a finite number")
    return values


def indicator(frame: pd.DataFrame, name: str) -> Floats:
    """A column of 0 and 1 (or false and true), both present at least twice.

    Raises
    ------
    EstimationError
        If there is another value, only one of the two, or a single person in one.
    """
    values = zeros_and_ones(frame, name)
    ones = int(values.sum())
    for label, count in ((1, ones), (0, len(values) - ones)):
        if count < 2:
            raise EstimationError(
                f"{'nobody has' if count == 0 else 'one person alone has'} {name} = {label}",
                todo="Each group needs at least two persons",
            )
    return values


def zeros_and_ones(frame: pd.DataFrame, name: str) -> Floats:
    """A column of 0 and 1, or false and true.

    Raises
    ------
    EstimationError
        With the row of the first other value.
    """
    values = numbers(frame, name)
    other = (values != 0) & (values != 1)
    if other.any():
        raise _refusal(frame, name, other, f"is {values[other.argmax()]:g}, neither 0 nor 1")
    return values


def design(frame: pd.DataFrame, covariates: Sequence[str]) -> Design:
    """Covariates as a design matrix: numbers as they are, texts and categories by level.

    Raises
    ------
    EstimationError
        If a covariate does not vary, or the others determine it.
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
    column = frame[name]
    if column.dtype.kind in "biuf":
        values = numbers(frame, name)
        if values.min() == values.max():
            raise EstimationError(f"covariate {name} is {values[0]:g} for everybody", todo="Leave it out")
        return values[:, None], ()
    levels = sorted(column.unique(), key=str)
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


def clusters(frame: pd.DataFrame, name: str) -> NDArray[np.intp]:
    """Codes of the clusters in a column.

    Raises
    ------
    EstimationError
        If there is a single cluster.
    """
    import pandas as pd

    codes, labels = pd.factorize(frame[name])
    if len(labels) < 2:
        raise EstimationError(
            f"all persons are in the single cluster '{labels[0]}': nothing says how clusters vary",
            where=f"column {name}",
        )
    return np.asarray(codes)


def require_spread(name: str, codes: NDArray[np.intp], group: Floats) -> None:
    """Refuse clusters of which one alone holds a whole group: nothing says how that group's clusters vary.

    Parameters
    ----------
    name : str
        Column of the clusters.
    codes, group : array, shape (persons,)
        Cluster, and 0 or 1, of each person.
    """
    for g in (1, 0):
        if len(np.unique(codes[group == g])) < 2:
            raise EstimationError(
                f"all of group {g} are in a single cluster: nothing says how its clusters vary",
                where=f"column {name}",
                todo="Each group needs persons in at least two clusters",
            )


def periods(frame: pd.DataFrame, name: str) -> list[object]:
    """The values of a column of times, earliest first.

    Numbers and dates go by value, ordered categories by their order, texts only if they begin with a year.

    Raises
    ------
    EstimationError
        If nothing tells which comes first.
    """
    import pandas as pd

    column = frame[name]
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
        return [value for value in column.cat.categories if (column == value).any()]
    values = list(column.unique())
    texts = [value for value in values if isinstance(value, str)]
    dated = len(texts) == len(values) and all(value[:4].isdecimal() for value in texts)
    if texts and not dated:
        raise EstimationError(
            f"{name} holds texts such as {texts[0]!r}: which comes first cannot be told",
            where=f"column {name}",
            todo="Give numbers, dates or an ordered category",
        )
    return sorted(values)


def grade_of(frame: pd.DataFrame) -> Grade:
    """``illustrative`` if any row of the table is marked as simulated, else ``modelled``."""
    marked = SIMULATED in frame.columns and bool(frame[SIMULATED].astype(bool).any())
    return "illustrative" if marked or frame.attrs.get(SIMULATED) else "modelled"


def _refusal(frame: pd.DataFrame, name: str, wrong: NDArray[np.bool_], what: str) -> EstimationError:
    position = int(wrong.argmax())
    others = int(wrong.sum()) - 1
    more = f"; so {'is' if others == 1 else 'are'} {others} more" if others else ""
    return EstimationError(
        f"{name} {what}{more}", where=f"row {position + 1} (index {frame.index[position]}), column {name}"
    )
