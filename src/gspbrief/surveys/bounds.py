"""Bounds on an effect where some did not answer, their standard errors, and an interval around them."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import SIGNIFICANT_DIGITS, Finding
from gspbrief.findings.intervals import LEVEL
from gspbrief.surveys.effects import unit_of
from gspbrief.surveys.samples import (
    Floats,
    clusters,
    grade_of,
    indicator,
    numbers,
    require_columns,
    require_spread,
    zeros_and_ones,
)
from gspbrief.surveys.weighting import standard_error

if TYPE_CHECKING:
    import pandas as pd

ROUNDING = 1e-9  # of a person, left by arithmetic where whole persons are kept


@dataclass(frozen=True, slots=True)
class _Answers:
    """One group's persons, as places in the table, and the outcomes of those who answered."""

    invited: NDArray[np.intp]
    answered: NDArray[np.intp]
    values: Floats

    @property
    def share(self) -> float:
        """The share of the group that answered."""
        return len(self.answered) / len(self.invited)


@dataclass(frozen=True, slots=True)
class _Sample:
    """Both groups, and the cluster of each person where there are clusters."""

    persons: int
    treated: _Answers
    control: _Answers
    codes: NDArray[np.intp] | None

    def spread(self, group: NDArray[np.intp], influence: Floats) -> Floats:
        """Influences on a mean of some persons as influences of all persons on it."""
        everybody = np.zeros(self.persons)
        everybody[group] = influence * self.persons / len(group)
        return everybody


def lee_bounds(
    frame: pd.DataFrame, *, outcome: str, group: str, observed: str, cluster: str | None = None
) -> Finding:
    """Bounds on the effect on people who would answer in either group.

    The group that answers more often is trimmed by the excess, first of its lowest, then of its highest
    outcomes. The one assumption is that being in the group moves nobody's willingness to answer against
    the direction of the average.

    Parameters
    ----------
    outcome, group, observed : str
        The outcome may be missing where ``observed`` is 0.
    cluster : str, optional
        Column within whose values persons resemble each other.

    Returns
    -------
    Finding
        ``low`` and ``high``, no value; ``interval`` is ``bounds``, for they are no confidence interval. Their
        standard errors stand in ``details`` as ``standard_error_low`` and ``standard_error_high``.

    Raises
    ------
    EstimationError
        If fewer than two answered in a group, outcomes are all equal, an observed outcome is missing, there
        are fewer than six clusters, or a group lies in one.

    Notes
    -----
    Lee (2009), Review of Economic Studies 76. A person on the edge of the trim counts by a fraction, which
    makes the bounds exact also with ties. The standard errors sum each person's influence, by cluster where
    there are clusters; without clusters they are those of Lee's proposition 3. Where both groups answer
    equally often nothing is trimmed and they are those of a difference in means.
    """
    sample = _sample(frame, outcome, group, observed, cluster)
    treated, control = sample.treated, sample.control
    seen = np.concatenate([treated.values, control.values])
    if seen.min() == seen.max():
        raise EstimationError(f"everybody has the same {outcome}, {seen[0]:g}: nothing to trim")
    for g, part in ((1, treated), (0, control)):
        if len(part.answered) < 2:
            raise EstimationError(f"one person alone with {group} = {g} answered: nothing says how they vary")
    excess = 1 - min(treated.share, control.share) / max(treated.share, control.share)
    ends = []
    for lowest in (True, False):
        kept = [
            _kept_mean(sample, part, other, lowest=lowest)
            if part.share > other.share
            else (float(part.values.mean()), sample.spread(part.answered, part.values - part.values.mean()))
            for part, other in ((treated, control), (control, treated))
        ]
        (one, one_influence), (two, two_influence) = kept
        ends.append((one - two, standard_error(one_influence - two_influence, sample.codes)))
    return _bounds(frame, outcome, group, "lee", ends, {"trimmed": f"{excess:.12g}"}, sample.codes)


def _kept_mean(sample: _Sample, part: _Answers, other: _Answers, *, lowest: bool) -> tuple[float, Floats]:
    """The mean of the lowest or highest outcomes of a group, as large a share as the other group answers.

    Returns
    -------
    mean : float
    influence : array of float, shape (persons,)
        Of each person, the estimation of the share included.
    """
    share = other.share / part.share
    sign = 1.0 if lowest else -1.0
    ordered = np.sort(sign * part.values)
    counted = np.clip(share * len(ordered) - np.arange(len(ordered)), 0, 1)
    mean = float((ordered * counted).sum() / counted.sum())
    edge = float(ordered[int(np.flatnonzero(counted > ROUNDING)[-1])])
    below = np.minimum(sign * part.values - edge, 0)
    own = sample.spread(part.answered, (below - below.mean()) / share)
    of_share = _answering(sample, other) - _answering(sample, part)
    return sign * mean, sign * (own + (edge - mean) * of_share)


def _answering(sample: _Sample, part: _Answers) -> Floats:
    """Influences on the logarithm of the share of a group that answers."""
    answers = np.isin(part.invited, part.answered).astype("float64")
    return sample.spread(part.invited, answers / part.share - 1)


def worst_case_bounds(
    frame: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    observed: str,
    lowest: float,
    highest: float,
    cluster: str | None = None,
) -> Finding:
    """Bounds on the effect on everybody, whatever the silent would have said.

    Parameters
    ----------
    lowest, highest : float
        Ends of what an outcome can be (0 and 1 for yes and no).

    Returns
    -------
    Finding
        ``low`` and ``high``, no value; standard errors as in ``lee_bounds``.

    Raises
    ------
    EstimationError
        If an observed outcome lies beyond the ends, nobody answered in a group, or as ``lee_bounds`` for
        clusters.

    Notes
    -----
    Horowitz and Manski (2000), Journal of the American Statistical Association 95.
    """
    if not (math.isfinite(lowest) and math.isfinite(highest) and lowest < highest):
        raise EstimationError(f"outcomes cannot run from {lowest} to {highest}")
    sample = _sample(frame, outcome, group, observed, cluster)
    seen = np.concatenate([sample.treated.values, sample.control.values])
    if seen.min() < lowest or seen.max() > highest:
        raise EstimationError(
            f"{outcome} runs from {seen.min():g} to {seen.max():g}, beyond {lowest:g} to {highest:g}"
        )

    def filled(silent_treated: float, silent_control: float) -> tuple[float, float]:
        one, one_influence = _filled_mean(sample, sample.treated, silent_treated)
        two, two_influence = _filled_mean(sample, sample.control, silent_control)
        return one - two, standard_error(one_influence - two_influence, sample.codes)

    ends = [filled(lowest, highest), filled(highest, lowest)]
    details = {"lowest": f"{lowest:g}", "highest": f"{highest:g}"}
    return _bounds(frame, outcome, group, "worst_case", ends, details, sample.codes)


def _filled_mean(sample: _Sample, part: _Answers, silent: float) -> tuple[float, Floats]:
    everybody = np.full(sample.persons, float(silent))
    everybody[part.answered] = part.values
    values = everybody[part.invited]
    return float(values.mean()), sample.spread(part.invited, values - values.mean())


def interval_of(bounds: Finding) -> Finding:
    """A confidence interval that covers the effect, wherever it lies within estimated bounds.

    Parameters
    ----------
    bounds : Finding
        From ``lee_bounds`` or ``worst_case_bounds``.

    Returns
    -------
    Finding
        ``low`` and ``high``, no value; ``interval`` is ``imbens_manski``.

    Notes
    -----
    Imbens and Manski (2004), Econometrica 72: each bound is moved out by c standard errors, where
    ``Phi(c + width / larger standard error) - Phi(-c) = level``. Where the bounds meet, c is that of a
    two-sided interval; where they lie far apart, that of a one-sided test. With clusters, Phi is Student's
    distribution with clusters - 1 degrees.
    """
    from scipy.optimize import brentq
    from scipy.stats import norm, t

    if bounds.interval != "bounds" or "standard_error_low" not in bounds.details:
        raise EstimationError(
            "there are no bounds with standard errors in it",
            where=bounds.id,
            todo="Give what lee_bounds or worst_case_bounds finds",
        )
    low, high = bounds.low, bounds.high
    errors = [float(bounds.details[f"standard_error_{end}"]) for end in ("low", "high")]
    if low is None or high is None:
        raise EstimationError("bounds have two ends", where=bounds.id)
    width = (high - low) / max(errors) if max(errors) > 0 else math.inf
    phi = t(int(bounds.details["clusters"]) - 1) if "clusters" in bounds.details else norm
    outermost = float(phi.ppf(0.5 + LEVEL / 2))
    reach = brentq(lambda c: phi.cdf(c + width) - phi.cdf(-c) - LEVEL, 0, outermost + 1, xtol=1e-12)
    return replace(
        bounds,
        id=f"{bounds.id}.interval",
        low=low - reach * errors[0],
        high=high + reach * errors[1],
        interval="imbens_manski",
        level=LEVEL,
    )


def _sample(frame: pd.DataFrame, outcome: str, group: str, observed: str, cluster: str | None) -> _Sample:
    require_columns(frame, [group, observed, *filter(None, [cluster])])
    d, seen = indicator(frame, group), zeros_and_ones(frame, observed)
    answered = frame.loc[seen == 1]
    for g in (1, 0):
        if not (d[seen == 1] == g).any():
            raise EstimationError(f"nobody with {group} = {g} answered")
    require_columns(answered, [outcome])
    y = np.zeros(len(d))
    y[seen == 1] = numbers(answered, outcome)
    codes = clusters(frame, cluster) if cluster else None
    if cluster and codes is not None:
        require_spread(cluster, codes, d)

    def answers(g: int) -> _Answers:
        places = np.flatnonzero((d == g) & (seen == 1))
        return _Answers(np.flatnonzero(d == g), places, y[places])

    return _Sample(len(d), answers(1), answers(0), codes)


def _bounds(
    frame: pd.DataFrame,
    outcome: str,
    group: str,
    method: str,
    ends: list[tuple[float, float]],
    details: dict[str, str],
    codes: NDArray[np.intp] | None,
) -> Finding:
    (low, low_error), (high, high_error) = sorted(ends)
    errors = {"standard_error_low": low_error, "standard_error_high": high_error}
    counted = {} if codes is None else {"clusters": str(int(codes.max()) + 1)}
    return Finding(
        id=f"effect.{outcome}.{method}",
        measure="effect",
        value=None,
        low=low,
        high=high,
        interval="bounds",
        bound="range",
        n=len(frame),
        method=method,
        group=group,
        base="invited",
        grade=grade_of(frame),
        details=details
        | counted
        | {name: f"{error:.{SIGNIFICANT_DIGITS}g}" for name, error in errors.items()},
        **unit_of(frame.dropna(subset=[outcome]), outcome),  # type: ignore[arg-type]
    )
