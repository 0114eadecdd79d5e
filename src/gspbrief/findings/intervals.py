"""Confidence intervals for shares of persons."""

from __future__ import annotations

import math
from numbers import Real

from gspbrief.errors import EstimationError

LEVEL = 0.95  # of every interval


def wilson(successes: float, total: float) -> tuple[float, float]:
    """The Wilson score interval of a share, of 95 percent.

    Parameters
    ----------
    successes, total : int
        Whole numbers; floats are accepted where they stand for whole numbers.

    Returns
    -------
    low, high : float
        Shares 0-1.

    Raises
    ------
    EstimationError
        If a count is not a whole number, negative, or the successes exceed the total; if the total is zero.

    Notes
    -----
    Wilson (1927), Journal of the American Statistical Association 22, as in
    ``statsmodels.stats.proportion.proportion_confint``.

    Examples
    --------
    >>> [round(end, 6) for end in wilson(8, 160)]
    [0.025551, 0.095551]
    """
    from statsmodels.stats.proportion import proportion_confint

    count, of = whole_number("successes", successes), whole_number("total", total)
    if of == 0:
        raise EstimationError("a share of zero persons is not defined")
    if count > of:
        raise EstimationError(f"{count} successes are more than the {of} who were exposed")
    low, high = proportion_confint(count, of, alpha=1 - LEVEL, method="wilson")
    return float(low) if count else 0.0, float(high) if count < of else 1.0


def newcombe(
    successes: float, total: float, other_successes: float, other_total: float
) -> tuple[float, float]:
    """Newcombe's interval of a difference of two independent shares, the first less the other, of 95 percent.

    Parameters
    ----------
    successes, total, other_successes, other_total : int
        Whole numbers; floats are accepted where they stand for whole numbers.

    Returns
    -------
    low, high : float
        Difference of shares, -1 to 1.

    Raises
    ------
    EstimationError
        If a total is zero, a part exceeds its total, or a number is not whole.

    Notes
    -----
    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10 (Wilson limits combined), as in
    ``statsmodels.stats.proportion.confint_proportions_2indep``.

    Examples
    --------
    >>> [round(end, 4) for end in newcombe(56, 70, 48, 80)]
    [0.0524, 0.3339]
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    for count, of in ((successes, total), (other_successes, other_total)):
        wilson(count, of)  # refuses what is no share of persons
    low, high = confint_proportions_2indep(
        successes, total, other_successes, other_total, method="newcomb", compare="diff", alpha=1 - LEVEL
    )
    return float(low), float(high)


def real_number(name: str, number: object) -> float:
    """A number as a float.

    Raises
    ------
    EstimationError
        If it is text, a truth value, missing, anything else that is no number, or too large for one.
    """
    if isinstance(number, bool) or not isinstance(number, Real):
        shown = repr(number) if isinstance(number, (str, bool, type(None))) else f"a {type(number).__name__}"
        raise EstimationError(f"{name} is {shown}, not a number")
    try:
        return float(number)
    except OverflowError:
        raise EstimationError(f"{name} is too large to compute with") from None


def whole_number(name: str, number: object) -> int:
    """A count of persons.

    Raises
    ------
    EstimationError
        If it is no number, no whole one, or below zero.
    """
    count = real_number(name, number)
    if not math.isfinite(count) or count != math.floor(count):
        raise EstimationError(f"{name} is {number}, not a whole number of persons")
    if count < 0:
        raise EstimationError(f"{name} is {number}, less than zero")
    return int(count)
