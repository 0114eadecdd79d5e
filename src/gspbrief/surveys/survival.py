"""Time to an event in survey data: how long until people move, return or find work.

Shares and errors are computed here from one table of times: exact at ties and at the last time, where other
programs give none or move tied times apart (docs/accuracy.md compares them).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.intervals import LEVEL
from gspbrief.surveys.samples import Floats, numbers, require_columns, zeros_and_ones

if TYPE_CHECKING:
    import pandas as pd

ROUNDING = 1e-12  # of a share, left by arithmetic


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """Kaplan-Meier: the share that has not had the event yet, at each time of an event.

    Attributes
    ----------
    times, at_risk, events : tuple
        In the unit of time given; persons still observed just before; persons with the event then.
    survival, standard_error, low, high : tuple of float
        Shares 0-1, Greenwood's standard error, log(-log) interval. Where the curve reaches zero the last
        two equal it, and the standard error is zero. Where nobody had the event the share is 1 at every time
        that somebody left observation, and ``low`` is Clopper and Pearson's for those observed as long.
    median : float or None
        First time with half or fewer left; None if more than half never had the event while observed.
    persons, censored : int
    """

    times: tuple[float, ...]
    at_risk: tuple[int, ...]
    events: tuple[int, ...]
    survival: tuple[float, ...]
    standard_error: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    median: float | None
    persons: int
    censored: int


@dataclass(frozen=True, slots=True)
class Incidence:
    """Aalen-Johansen: the share that has had one of several competing events by each time.

    Attributes
    ----------
    cause : int
        Code of the event.
    times : tuple of float
        Every distinct time, of an event or of censoring.
    incidence, standard_error, low, high : tuple of float
        Shares 0-1; log(-log) interval, equal to the share where that is 0 or 1. Of an event that nobody had,
        ``high`` is Clopper and Pearson's for those of whom so much is known: observed as long, or with
        another event before.
    persons, events : int
    """

    cause: int
    times: tuple[float, ...]
    incidence: tuple[float, ...]
    standard_error: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    persons: int
    events: int


@dataclass(frozen=True, slots=True)
class _Table:
    """Distinct times, persons observed until just before each, those with each event then (a row each)."""

    times: Floats
    at_risk: Floats
    events: Floats


def _table(t: Floats, codes: NDArray[np.int64], causes: int) -> _Table:
    times, places, counts = np.unique(t, return_inverse=True, return_counts=True)
    at_risk = len(t) - np.concatenate([[0], np.cumsum(counts)[:-1]])
    happened = [np.bincount(places[codes == cause], minlength=len(times)) for cause in range(1, causes + 1)]
    return _Table(times, at_risk.astype("float64"), np.array(happened, dtype="float64"))


def survival_curve(frame: pd.DataFrame, *, time: str, event: str) -> SurvivalCurve:
    """The Kaplan-Meier curve.

    Parameters
    ----------
    time : str
        Column with the time observed, until the event or the end of observation.
    event : str
        Column of 1 (the event happened then) and 0 (it had not, so far: censored).

    Raises
    ------
    EstimationError
        With row and reason.

    Notes
    -----
    Interval of Kalbfleisch and Prentice (1980). Competing events may not be coded as censored where a share
    is meant: see ``cumulative_incidence``.
    """
    t, e = durations_of(frame, time, event)
    table = _table(t, e.astype("int64"), 1)
    shown = table.events[0] > 0 if e.any() else np.ones(len(table.times), dtype=bool)
    times, n, d = table.times[shown], table.at_risk[shown], table.events[0][shown]
    share = np.cumprod(1 - d / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(share > 0, share * np.sqrt(np.cumsum(d / (n * (n - d)))), 0.0)
    low, high = _log_log(share, error) if e.any() else (_floats(_fewest(n)), _floats(share))
    below = np.flatnonzero(share <= 0.5 + ROUNDING)
    return SurvivalCurve(
        times=_floats(times),
        at_risk=tuple(int(count) for count in n),
        events=tuple(int(count) for count in d),
        survival=_floats(share),
        standard_error=_floats(error),
        low=low,
        high=high,
        median=float(times[below[0]]) if len(below) else None,
        persons=len(t),
        censored=int((e == 0).sum()),
    )


def cumulative_incidence(
    frame: pd.DataFrame, *, time: str, cause: str, causes: int | None = None
) -> tuple[Incidence, ...]:
    """Cumulative incidence of each of several events that exclude each other.

    Parameters
    ----------
    cause : str
        Column of 0 (censored) and 1, 2, ... for the events.
    causes : int, optional
        How many events there are, where the last of them may have happened to nobody; by default the largest
        code in the column.

    Returns
    -------
    tuple of Incidence
        One for each event. At any time they and the share without any event sum to 1.

    Raises
    ------
    EstimationError
        With row and reason; if nobody had any event and their number is not given.

    Notes
    -----
    Aalen and Johansen (1978); variance by the delta method (Marubini and Valsecchi 1995, as Stata's
    stcompet), which equals the infinitesimal jackknife of R's survival and, without censoring, the binomial.
    """
    t, codes = _causes(frame, time, cause)
    count = int(codes.max()) if causes is None else causes
    if count < 1 or codes.max() > count:
        raise EstimationError(
            "nobody had any event while observed: their number is not known"
            if count < 1
            else f"{cause} has an event {codes.max()}, beyond the {count} there are",
            todo="Say how many there are by causes=",
        )
    table = _table(t, codes, count)
    return tuple(_incidence(table, number, len(t)) for number in range(1, count + 1))


def _incidence(table: _Table, number: int, persons: int) -> Incidence:
    n, all_events, d = table.at_risk, table.events.sum(axis=0), table.events[number - 1]
    before = np.concatenate([[1.0], np.cumprod(1 - all_events / n)[:-1]])
    share = np.cumsum(before * d / n)
    share[share > 1 - ROUNDING] = 1.0  # all of them: what a sum of shares leaves below one is no share
    left = n - all_events
    # where nobody is left the share moves no more: what the division by zero would weigh is zero
    a = np.divide(all_events, n * left, out=np.zeros_like(n), where=left > 0)
    b = before * d / n**2
    own = np.cumsum(before**2 * d * (n - d) / n**3)
    later = share**2 * np.cumsum(a) - 2 * share * np.cumsum(share * a) + np.cumsum(share**2 * a)
    both = share * np.cumsum(b) - np.cumsum(share * b)
    error = np.sqrt(np.maximum(later + own - 2 * both, 0.0))
    if d.any():
        low, high = _log_log(share, error)
    else:
        known = n + np.concatenate([[0.0], np.cumsum(all_events)[:-1]])
        low, high = _floats(share), _floats(1 - _fewest(known))
    return Incidence(
        number, _floats(table.times), _floats(share), _floats(error), low, high, persons, int(d.sum())
    )


def durations_of(frame: pd.DataFrame, time: str, event: str) -> tuple[Floats, Floats]:
    """Times observed, and 0 or 1 for the event, of each person."""
    require_columns(frame, [time, event])
    return times_of(frame, time), zeros_and_ones(frame, event)


def _causes(frame: pd.DataFrame, time: str, cause: str) -> tuple[Floats, NDArray[np.int64]]:
    require_columns(frame, [time, cause])
    t, codes = times_of(frame, time), numbers(frame, cause)
    wrong = (codes < 0) | (codes != np.floor(codes))
    if wrong.any():
        row = int(wrong.argmax())
        raise EstimationError(
            f"{cause} is {codes[row]:g}, not 0, 1, 2, ...", where=f"row {row + 1}, column {cause}"
        )
    return t, codes.astype(np.int64)


def times_of(frame: pd.DataFrame, time: str) -> Floats:
    """A column of times observed.

    Raises
    ------
    EstimationError
        With the row of a time below zero; if there is one person.
    """
    t = numbers(frame, time)
    if t.min() < 0:
        row = int(t.argmin())
        raise EstimationError(f"{time} is {t[row]:g}, less than zero", where=f"row {row + 1}, column {time}")
    if len(t) < 2:
        raise EstimationError("one person alone has no distribution of times")
    return t


def _log_log(share: Floats, error: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    from scipy.stats import norm

    inner = (share > 0) & (share < 1)
    low, high = share.copy(), share.copy()
    s, se = share[inner], error[inner]
    reach = norm.ppf(0.5 + LEVEL / 2) * se / np.abs(s * np.log(s))
    low[inner], high[inner] = s ** np.exp(reach), s ** np.exp(-reach)
    return _floats(low), _floats(high)


def _fewest(persons: Floats) -> Floats:
    """The lower end of the share without an event, of so many persons who all had none."""
    return np.asarray(((1 - LEVEL) / 2) ** (1 / persons))


def _floats(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
