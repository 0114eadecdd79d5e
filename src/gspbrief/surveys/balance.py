"""How alike two groups are before anything is estimated: balance of covariates, overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.surveys.design import design
from gspbrief.surveys.overlap import Overlap, overlap_of
from gspbrief.surveys.samples import Floats, indicator, require_columns
from gspbrief.surveys.weighting import fit_propensity

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Balance:
    """One covariate in both groups.

    Attributes
    ----------
    covariate : str
        A level of a category as ``name[level]``.
    mean_treated, mean_control : float
    difference : float
        Standardised by the root of the mean of both variances [standard deviations].
    variance_ratio : float or None
        Treated over control; None for shares and where the control group does not vary.
    """

    covariate: str
    mean_treated: float
    mean_control: float
    difference: float
    variance_ratio: float | None


def balance(frame: pd.DataFrame, *, group: str, covariates: Sequence[str]) -> tuple[Balance, ...]:
    """How alike the groups are in each covariate; no tests, since balance is a matter of the sample.

    Raises
    ------
    EstimationError
        With row and reason: missing or infinite values, groups of one, covariates that determine
        each other.

    Notes
    -----
    Standardised differences: Imbens and Rubin (2015), Causal Inference, chapter 14.
    """
    require_columns(frame, [group, *covariates])
    d, x = indicator(frame, group), design(frame, covariates)
    return tuple(_balance(name, x.matrix[:, j], d) for j, name in enumerate(x.names))


def overlap(frame: pd.DataFrame, *, group: str, covariates: Sequence[str]) -> Overlap:
    """How far the groups can be compared at equal covariates, by a logit of the group.

    Raises
    ------
    EstimationError
        With row and reason: missing or infinite values, groups of one, covariates that determine
        each other or separate the groups perfectly.
    """
    require_columns(frame, [group, *covariates])
    d, x = indicator(frame, group), design(frame, covariates)
    return overlap_of(fit_propensity(d, x))


def _balance(name: str, values: Floats, d: Floats) -> Balance:
    largest = float(np.abs(values).max()) or 1.0  # so that no square is lost or runs over
    treated, control = values[d == 1] / largest, values[d == 0] / largest
    variances = float(treated.var(ddof=1)), float(control.var(ddof=1))
    spread = math.sqrt(sum(variances) / 2)
    if spread == 0:
        raise EstimationError(
            f"perfect separation: {name} is {treated[0] * largest:g} in all of one group, "
            f"{control[0] * largest:g} in the other"
        )
    counted = set(np.unique(values)) <= {0.0, 1.0} or variances[1] == 0
    means = float(treated.mean()), float(control.mean())
    ratio = None if counted else variances[0] / variances[1]
    difference = (means[0] - means[1]) / spread
    return Balance(name, means[0] * largest, means[1] * largest, difference, ratio)
