"""Differences and regressions: what they estimate with its error and interval."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.intervals import newcombe
from gspbrief.surveys.design import COLLINEAR, Design
from gspbrief.surveys.overlap import Overlap
from gspbrief.surveys.robust import bias_reduced
from gspbrief.surveys.samples import Floats, critical_value, numbers

if TYPE_CHECKING:
    import pandas as pd

STRONG = 10**0.5  # standard errors by which an offer must change who takes part: F of ten, by custom
EXACT_FIT = 1e-20  # residual share of the variance below which there is no noise to measure


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its standard error, its interval and the kind of both."""

    value: float
    standard_error: float | None
    low: float
    high: float
    variance: str
    interval: str = "interval"
    degrees: float | None = None
    overlap: Overlap | None = None


def sample_weights(frame: pd.DataFrame, weight: str) -> Floats:
    """A column of weights with mean one, refused with the row of one that is not above zero."""
    weights = numbers(frame, weight)
    if weights.min() <= 0:
        row = int(weights.argmin())
        raise EstimationError(
            f"{weight} is {weights[row]:g}, not above zero", where=f"row {row + 1}, column {weight}"
        )
    weights = weights / weights.max()  # so that their sum is a number
    return np.asarray(weights / weights.mean())


def two_shares(y: Floats, d: Floats) -> Estimate:
    """The difference of two shares with Newcombe's interval."""
    sizes = [int((d == g).sum()) for g in (1.0, 0.0)]
    counts = [int(y[d == g].sum()) for g in (1.0, 0.0)]
    one, two = (count / size for count, size in zip(counts, sizes, strict=True))
    low, high = newcombe(counts[0], sizes[0], counts[1], sizes[1])
    variance = one * (1 - one) / (sizes[0] - 1) + two * (1 - two) / (sizes[1] - 1)
    return Estimate(one - two, math.sqrt(variance) or None, low, high, "HC2", "newcombe")


def instrumented(
    y: Floats, received: Floats, d: Floats, weights: Floats, se: str, codes: NDArray[np.intp] | None
) -> Estimate:
    """The difference in outcomes over that in who took part (Wald), errors as two-stage least squares."""
    no = Design(np.empty((len(y), 0)), (), ())
    shares = [float(np.average(received[d == g], weights=weights[d == g])) for g in (1.0, 0.0)]
    taken = shares[0] - shares[1]
    if received[d == 1].min() == 1 and received[d == 0].max() == 0:
        return linear(y, d, no, None, weights, se, codes)
    if received.min() < received.max():
        first = linear(received, d, no, None, weights, se, codes).standard_error
    if received.min() == received.max() or abs(taken) < STRONG * (first or math.inf):
        raise EstimationError(
            f"the offer hardly changes who takes part ({shares[0]:.1%} with, {shares[1]:.1%} without): too "
            "little to learn from",
            todo="Use method='difference': the effect of the offer itself",
        )
    by_offer = [float(np.average(y[d == g], weights=weights[d == g])) for g in (1.0, 0.0)]
    value = (by_offer[0] - by_offer[1]) / taken
    left = linear(y - value * received, d, no, None, weights, se, codes)
    error, reach = (left.standard_error or 0.0) / abs(taken), (left.high - left.low) / 2 / abs(taken)
    return Estimate(value, error, value - reach, value + reach, se, degrees=left.degrees)


def linear(
    y: Floats,
    d: Floats,
    x: Design,
    after: Floats | None,
    weights: Floats,
    se: str,
    codes: NDArray[np.intp] | None,
) -> Estimate:
    """The coefficient of the group, or after two periods of the group later, by (weighted) least squares."""
    import statsmodels.api as sm

    columns = [np.ones_like(d), d] if after is None else [np.ones_like(d), d * after, d, after]
    exog = np.column_stack([*columns, x.standardised])
    if len(y) <= exog.shape[1]:
        raise EstimationError(f"{len(y)} rows are too few for {exog.shape[1]} coefficients")
    others = np.delete(exog, 1, axis=1)
    unexplained = exog[:, 1] - others @ np.linalg.lstsq(others, exog[:, 1], rcond=None)[0]
    determined = unexplained @ unexplained < COLLINEAR * len(y)
    if determined or np.linalg.matrix_rank(exog) < exog.shape[1]:
        raise EstimationError(
            "the covariates determine the group or the period exactly", todo="Leave one out"
        )
    rooted = exog * np.sqrt(weights)[:, None]
    if se == "HC3":
        _require_leverage(rooted)
    kind = se if se in ("HC1", "HC3") else "nonrobust"
    with np.errstate(over="ignore", invalid="ignore"):
        fit = sm.WLS(y, exog, weights=weights).fit(cov_type=kind, use_t=True)
        if not np.isfinite([fit.ssr, fit.centered_tss]).all():
            raise EstimationError("the outcomes are too large to compute with", todo="Use a larger unit")
        if fit.ssr <= EXACT_FIT * fit.centered_tss:
            raise EstimationError("the groups and covariates explain the outcome without any error")
        value, error, degrees = float(fit.params[1]), float(fit.bse[1]), float(fit.df_resid)
    if se in ("HC2", "cluster"):
        robust = bias_reduced(rooted, np.asarray(fit.wresid), 1, codes if se == "cluster" else None)
        error, degrees = robust.standard_error, robust.degrees
    reach = critical_value(degrees) * error
    return Estimate(value, error, value - reach, value + reach, se, degrees=degrees)


def _require_leverage(exog: Floats) -> None:
    orthogonal = np.linalg.qr(exog)[0]
    leverage = (orthogonal**2).sum(axis=1)
    if leverage.max() > 1 - 1e-9:
        row = int(leverage.argmax()) + 1
        raise EstimationError(
            "this row alone determines a coefficient: HC3 is not defined",
            where=f"row {row}",
            todo="Merge small categories or use HC1",
        )
