"""Columns of a survey made ready for an estimator, or refused with the row and the reason."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Grade
from gspbrief.findings.intervals import LEVEL

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

SIMULATED = "simulated"  # a column or frame attribute that marks simulated persons
FEWEST_CLUSTERS = 6  # below these no method that was tried has an interval that covers what it says
LARGEST = 1e150  # whose square is still a number
EXACT_INTEGERS = 2**53  # beyond these a float skips whole numbers
DATED = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")  # a year, month or day that sorts as a text


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
            raise refusal_of(frame, name, missing, "is missing")


def numbers(frame: pd.DataFrame, name: str) -> Floats:
    """A column as finite floats.

    Raises
    ------
    EstimationError
        With the row of the first cell that is no finite number, too large to be squared, or a whole number
        too large to be exact.
    """
    column = frame[name]
    if column.dtype.kind not in "biuf":
        wrong = np.array([not is_number(cell) for cell in column])
        if wrong.any():
            cell = column.iloc[int(wrong.argmax())]
            raise refusal_of(frame, name, wrong, f"is {cell!r}, not a number")
    whole = column.dtype.kind in "iu" or (column.dtype == object and all(isinstance(c, int) for c in column))
    if whole and max(abs(int(column.min())), abs(int(column.max()))) > EXACT_INTEGERS:
        beyond = np.array([abs(int(cell)) > EXACT_INTEGERS for cell in column])
        raise refusal_of(frame, name, beyond, "is a whole number too large to compute with exactly")
    try:
        values = np.asarray(column.to_numpy(dtype="float64"))
    except OverflowError:
        raise EstimationError(
            f"{name} holds a number too large to compute with", where=f"column {name}"
        ) from None
    infinite = ~np.isfinite(values)
    if infinite.any():
        raise refusal_of(frame, name, infinite, f"is {values[infinite.argmax()]}, not a finite number")
    large = np.abs(values) > LARGEST
    if large.any():
        what = f"is {values[large.argmax()]:g}, too large to compute with"
        raise refusal_of(frame, name, large, what, "Use a larger unit")
    return values


def is_number(cell: object) -> bool:
    """Whether a cell of a column counts as a number."""
    return isinstance(cell, (int, float, np.number, np.bool_, Decimal))


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
        raise refusal_of(frame, name, other, f"is {values[other.argmax()]:g}, neither 0 nor 1")
    return values


def groups(frame: pd.DataFrame, name: str) -> tuple[NDArray[np.intp], Sequence[object]]:
    """Codes of the groups that a column tells apart, and what it holds for each; a list names none."""
    import pandas as pd

    wrong = np.array([not isinstance(cell, Hashable) for cell in frame[name]])
    if wrong.any():
        raise refusal_of(frame, name, wrong, "is a list or the like, which names no group")
    codes, labels = pd.factorize(frame[name])
    return codes, list(labels)


def clusters(frame: pd.DataFrame, name: str) -> NDArray[np.intp]:
    """Codes of the clusters in a column.

    Raises
    ------
    EstimationError
        If there are fewer than six clusters.
    """
    codes, labels = groups(frame, name)
    if len(labels) < 2:
        raise EstimationError(
            f"all persons are in the single cluster '{labels[0]}': nothing says how clusters vary",
            where=f"column {name}",
        )
    if len(labels) < FEWEST_CLUSTERS:
        raise EstimationError(
            f"there are {len(labels)} clusters: how so few vary cannot be told from them",
            where=f"column {name}",
            todo=f"It takes {FEWEST_CLUSTERS}: smaller ones only if chance formed the groups within them",
        )
    return np.asarray(codes)


def critical_value(degrees: float | None) -> float:
    """How many standard errors an interval reaches: by t, or by the normal where no degrees are given."""
    from scipy.stats import norm, t

    if degrees is None:
        return float(norm.ppf(0.5 + LEVEL / 2))
    return float(t.ppf(0.5 + LEVEL / 2, degrees))


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

    Numbers and dates go by value, ordered categories by their order, texts only if each is a year, a month
    (2020-06) or a day (2020-06-30) and nothing else.

    Raises
    ------
    EstimationError
        If nothing tells which comes first.
    """
    import pandas as pd

    column = frame[name]
    if isinstance(column.dtype, pd.CategoricalDtype) and column.cat.ordered:
        return [value for value in column.cat.categories if (column == value).any()]
    untold = EstimationError(
        f"{name} holds values such as {column.iloc[0]!r}: which comes first cannot be told",
        where=f"column {name}",
        todo="Give numbers, dates, years as 2020, months as 2020-06 or an ordered category",
    )
    try:
        values = sorted(column.unique())
    except TypeError:
        raise untold from None
    texts = [value for value in values if isinstance(value, str)]
    dated = len(texts) == len(values) and all(DATED.fullmatch(value) for value in texts)
    within = any(later.startswith(earlier) for earlier, later in pairwise(texts))
    if texts and (not dated or within):  # whether 2020-06 comes before 2020 is not said
        raise untold
    return values


def grade_of(frame: pd.DataFrame) -> Grade:
    """``illustrative`` if any row of the table is marked as simulated, else ``modelled``."""
    marked = SIMULATED in frame.columns and bool(frame[SIMULATED].astype(bool).any())
    return "illustrative" if marked or frame.attrs.get(SIMULATED) else "modelled"


def refusal_of(
    frame: pd.DataFrame, name: str, wrong: NDArray[np.bool_], what: str, todo: str = ""
) -> EstimationError:
    """What is wrong with the first such cell of a column, and in which row it stands."""
    position = int(wrong.argmax())
    others = int(wrong.sum()) - 1
    more = f"; so {'is' if others == 1 else 'are'} {others} more" if others else ""
    return EstimationError(
        f"{name} {what}{more}",
        where=f"row {position + 1} (index {frame.index[position]}), column {name}",
        todo=todo,
    )
