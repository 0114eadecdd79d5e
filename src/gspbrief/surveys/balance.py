"""How alike two groups are before anything is estimated: balance of covariates, overlap."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.surveys.design import design
from gspbrief.surveys.overlap import Overlap, overlap_of
from gspbrief.surveys.samples import Floats, indicator, require_columns
from gspbrief.surveys.weighting import fit_propensity

if TYPE_CHECKING:
    import pandas as pd


def balance(frame: pd.DataFrame, *, group: str, covariates: Sequence[str]) -> dict[str, float]:
    """How alike the groups are in each covariate; no tests, since balance is a matter of the sample.

    Returns
    -------
    dict of str to float
        By covariate, a level of a category as ``name[level]``, the difference of the means, standardised by
        the root of the mean of both variances [standard deviations].

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
    return {name: _difference(name, x.matrix[:, j], d) for j, name in enumerate(x.names)}


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


def _difference(name: str, values: Floats, d: Floats) -> float:
    largest = float(np.abs(values).max()) or 1.0  # so that no square is lost or runs over
    treated, control = values[d == 1] / largest, values[d == 0] / largest
    spread = math.sqrt((treated.var(ddof=1) + control.var(ddof=1)) / 2)
    if spread == 0:
        raise EstimationError(
            f"perfect separation: {name} is {treated[0] * largest:g} in all of one group, "
            f"{control[0] * largest:g} in the other"
        )
    return float((treated.mean() - control.mean()) / spread)
