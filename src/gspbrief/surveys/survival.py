"""Time to an event in survey data: how long until people move, return or find work, and who does."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL, require_level
from gspbrief.surveys.samples import (
    Floats,
    clusters,
    design,
    grade_of,
    numbers,
    require_columns,
    zeros_and_ones,
)

if TYPE_CHECKING:
    import pandas as pd

MONOTONE = 15.0  # a log hazard ratio per standard deviation beyond this has run off to infinity


@dataclass(frozen=True, slots=True)
class SurvivalCurve:
    """Kaplan-Meier: the share that has not had the event yet, at each time of an event.

    Attributes
    ----------
    times, at_risk, events : tuple
        In the unit of time given; persons still observed just before; persons with the event then.
    survival, standard_error, low, high : tuple of float
        Shares 0-1, Greenwood's standard error, log(-log) interval. Where the curve reaches zero the last
        two equal it, and the standard error is zero.
    median : float or None
        First time with half or fewer left; None if more than half never had the event while observed.
    persons, censored : int
    level : float
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
    level: float


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
        Shares 0-1; log(-log) interval, equal to the share where that is 0 or 1.
    persons, events : int
    level : float
    """

    cause: int
    times: tuple[float, ...]
    incidence: tuple[float, ...]
    standard_error: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    persons: int
    events: int
    level: float


@dataclass(frozen=True, slots=True)
class LogRank:
    """Test that groups share one survival curve; ``p_value`` 0-1, degrees of freedom groups - 1."""

    statistic: float
    degrees: int
    p_value: float
    persons: int


def survival_curve(frame: pd.DataFrame, *, time: str, event: str, level: float = LEVEL) -> SurvivalCurve:
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
        With row and reason; if nobody had the event.

    Notes
    -----
    ``statsmodels.duration.survfunc.SurvfuncRight``; interval of Kalbfleisch and Prentice (1980). Competing
    events may not be coded as censored where a share is meant: see ``cumulative_incidence``.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    t, e = _durations(frame, time, event, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = SurvfuncRight(t, e)
    share = np.asarray(fit.surv_prob)
    error = np.where(share > 0, fit.surv_prob_se, 0.0)
    low, high = _log_log(share, error, level)
    below = np.flatnonzero(share <= 0.5 + 1e-12)
    return SurvivalCurve(
        times=_floats(fit.surv_times),
        at_risk=tuple(int(n) for n in fit.n_risk),
        events=tuple(int(n) for n in fit.n_events),
        survival=_floats(share),
        standard_error=_floats(error),
        low=low,
        high=high,
        median=float(fit.surv_times[below[0]]) if len(below) else None,
        persons=len(t),
        censored=int((e == 0).sum()),
        level=level,
    )


def cumulative_incidence(
    frame: pd.DataFrame, *, time: str, cause: str, level: float = LEVEL
) -> tuple[Incidence, ...]:
    """Cumulative incidence of each of several events that exclude each other.

    Parameters
    ----------
    cause : str
        Column of 0 (censored) and 1, 2, ... for the events, without gaps.

    Returns
    -------
    tuple of Incidence
        One for each event. At any time they and the share without any event sum to 1.

    Raises
    ------
    EstimationError
        With row and reason; if nobody had any event.

    Notes
    -----
    ``statsmodels.duration.survfunc.CumIncidenceRight`` (Aalen and Johansen 1978; standard error as Stata's
    stcompet). Where everybody left has an event at once that standard error is not defined; the last one
    before stands.
    """
    from statsmodels.duration.survfunc import CumIncidenceRight

    require_level(level)
    t, codes = _causes(frame, time, cause)
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = CumIncidenceRight(t, codes)
    found = []
    for number, (share, error) in enumerate(zip(fit.cinc, fit.cinc_se, strict=True), start=1):
        filled = _carried(np.asarray(error))
        low, high = _log_log(np.asarray(share), filled, level)
        events = int((codes == number).sum())
        found.append(
            Incidence(
                number, _floats(fit.times), _floats(share), _floats(filled), low, high, len(t), events, level
            )
        )
    return tuple(found)


def log_rank(frame: pd.DataFrame, *, time: str, event: str, group: str) -> LogRank:
    """The log-rank test that groups share one survival curve.

    Raises
    ------
    EstimationError
        With row and reason; if there is one group, a group of one, or nobody had the event.

    Notes
    -----
    ``statsmodels.duration.survfunc.survdiff``; its p-value, one less the distribution, would be zero far out.
    """
    from scipy.stats import chi2
    from statsmodels.duration.survfunc import survdiff

    require_columns(frame, [time, event, group])
    t, e = _durations(frame, time, event, LEVEL)
    sizes = frame[group].value_counts()
    sizes = sizes[sizes > 0]
    if len(sizes) < 2:
        raise EstimationError(f"everybody has the same {group}: there is nothing to compare")
    if sizes.min() < 2:
        raise EstimationError(f"one person alone has {group} = {sizes.idxmin()}", todo="Merge small groups")
    codes = clusters(frame, group)
    try:
        statistic, _ = survdiff(t, e, codes)
    except np.linalg.LinAlgError:
        raise EstimationError("no event happened while more than one group was observed") from None
    degrees = len(sizes) - 1
    return LogRank(float(statistic), degrees, float(chi2.sf(statistic, degrees)), len(t))


def hazard_ratios(
    frame: pd.DataFrame,
    *,
    time: str,
    event: str,
    covariates: Sequence[str],
    cluster: str | None = None,
    level: float = LEVEL,
) -> Findings:
    """Cox's proportional hazards: how much sooner the event comes to people with one more of a covariate.

    Returns
    -------
    Findings
        One a covariate, a level of a category against the first: the hazard ratio with its interval; the log
        and its standard error in ``details``.

    Raises
    ------
    EstimationError
        With row and reason; if a covariate separates those with the event from those without.

    Notes
    -----
    ``statsmodels.duration.hazard_regression.PHReg``, ties by Efron; with a cluster, the robust variance of
    Lin and Wei (1989).
    """
    from scipy.stats import norm
    from statsmodels.duration.hazard_regression import PHReg

    require_columns(frame, [time, event, *covariates, *([cluster] if cluster else [])])
    if not covariates:
        raise EstimationError("hazard ratios need covariates", todo="Name them")
    t, e = _durations(frame, time, event, level)
    x = design(frame, covariates)
    codes = clusters(frame, cluster) if cluster else None
    scale = x.matrix.std(axis=0)
    fit = _converged(PHReg(t, x.standardised, status=e, ties="efron"), codes)
    critical = float(norm.ppf(0.5 + level / 2))
    return Findings(
        Finding(
            id=f"hazard_ratio.{name}",
            measure="hazard_ratio",
            value=math.exp(log),
            low=math.exp(log - critical * error),
            high=math.exp(log + critical * error),
            interval="interval",
            level=level,
            unit="ratio",
            n=len(t),
            method="cox",
            base="respondents",
            grade=grade_of(frame),
            details={
                "log_hazard_ratio": f"{log:.12g}",
                "standard_error_of_log": f"{error:.12g}",
                "events": str(int(e.sum())),
            },
        )
        for name, log, error in zip(
            x.names, _floats(fit.params / scale), _floats(fit.bse / scale), strict=True
        )
    )


def _converged(model: Any, codes: NDArray[np.intp] | None) -> Any:
    runaway = EstimationError(
        "the hazard ratio of a covariate runs off to zero or infinity: it separates those with the event",
        todo="Merge its categories or leave it out",
    )
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")  # what they would warn of is refused here
        try:
            fit = model.fit(groups=codes)
        except np.linalg.LinAlgError:
            raise runaway from None
    sound = np.isfinite(fit.params).all() and np.isfinite(fit.bse).all()
    if not sound or np.abs(fit.params).max() > MONOTONE or fit.bse.max() > MONOTONE:
        raise runaway
    return fit


def _durations(frame: pd.DataFrame, time: str, event: str, level: float) -> tuple[Floats, Floats]:
    require_level(level)
    require_columns(frame, [time, event])
    t, e = _times(frame, time), zeros_and_ones(frame, event)
    if not e.any():
        raise EstimationError("nobody had the event while observed: its time cannot be estimated")
    return t, e


def _causes(frame: pd.DataFrame, time: str, cause: str) -> tuple[Floats, NDArray[np.int64]]:
    require_columns(frame, [time, cause])
    t, codes = _times(frame, time), numbers(frame, cause)
    wrong = (codes < 0) | (codes != np.floor(codes))
    if wrong.any():
        row = int(wrong.argmax())
        raise EstimationError(
            f"{cause} is {codes[row]:g}, not 0, 1, 2, ...", where=f"row {row + 1}, column {cause}"
        )
    present = set(np.unique(codes).astype(int)) - {0}
    if not present:
        raise EstimationError("nobody had any event while observed: its time cannot be estimated")
    missing = set(range(1, max(present) + 1)) - present
    if missing:
        raise EstimationError(
            f"nobody had event {min(missing)}, yet there is an event {max(present)}",
            todo="Code the events 1, 2, ... without gaps",
        )
    return t, codes.astype(np.int64)


def _times(frame: pd.DataFrame, time: str) -> Floats:
    t = numbers(frame, time)
    if t.min() < 0:
        row = int(t.argmin())
        raise EstimationError(f"{time} is {t[row]:g}, less than zero", where=f"row {row + 1}, column {time}")
    if len(t) < 2:
        raise EstimationError("one person alone has no distribution of times")
    return t


def _log_log(share: Floats, error: Floats, level: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    from scipy.stats import norm

    inner = (share > 0) & (share < 1)
    low, high = share.copy(), share.copy()
    s, se = share[inner], error[inner]
    reach = norm.ppf(0.5 + level / 2) * se / np.abs(s * np.log(s))
    low[inner], high[inner] = s ** np.exp(reach), s ** np.exp(-reach)
    return _floats(low), _floats(high)


def _carried(errors: Floats) -> Floats:
    """Errors with an undefined one replaced by the last before it."""
    known = np.isfinite(errors)
    if not known.any():
        return np.zeros_like(errors)
    last = np.maximum.accumulate(np.where(known, np.arange(len(errors)), 0))
    return np.where(known[last], errors[last], 0.0)


def _floats(values: Any) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
