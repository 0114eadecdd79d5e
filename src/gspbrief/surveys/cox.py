"""Cox's proportional hazards: who moves, returns or finds work sooner.

Our own, since it is the only one at hand that treats ties alike in coefficients and robust errors and that
takes seconds on a hundred thousand dates; docs/accuracy.md compares it with other programs.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL
from gspbrief.surveys.design import design
from gspbrief.surveys.partial_likelihood import MONOTONE, maximum, ordered, runaway, solved
from gspbrief.surveys.samples import (
    Floats,
    clusters,
    critical_value,
    grade_of,
    require_columns,
    zeros_and_ones,
)
from gspbrief.surveys.survival import times_of

if TYPE_CHECKING:
    import pandas as pd

LARGEST = 700.0  # a logarithm whose exponential is still a number


def hazard_ratios(
    frame: pd.DataFrame, *, time: str, event: str, covariates: Iterable[str], cluster: str | None = None
) -> Findings:
    """Cox's proportional hazards: how much sooner the event comes to people with one more of a covariate.

    Returns
    -------
    Findings
        One a covariate, a level of a category against the first: the hazard ratio with its interval; the log
        and its standard error in ``details``. With a cluster the interval is t with clusters - 1 degrees.

    Raises
    ------
    EstimationError
        With row and reason; if nobody had the event, or a covariate separates those who had.

    Notes
    -----
    Ties by Efron (1977), in the coefficients and in the score residuals; with a cluster, the robust variance
    of Lin and Wei (1989), as R's survival computes both.
    """
    covariates = list(covariates)
    if not covariates:
        raise EstimationError("hazard ratios need covariates", todo="Name them")
    require_columns(frame, [time, event, *covariates, *([cluster] if cluster else [])])
    t, e = times_of(frame, time), zeros_and_ones(frame, event)
    if not e.any():
        raise EstimationError("nobody had the event while observed: its time cannot be estimated")
    x = design(frame, covariates)
    codes = clusters(frame, cluster) if cluster else None
    logs, errors = _estimates(t, e, x.standardised, codes)
    critical = critical_value(None if codes is None else int(codes.max()))
    counted = {} if codes is None else {"clusters": str(int(codes.max()) + 1)}
    return Findings(
        Finding(
            id=f"hazard_ratio.{name}",
            measure="hazard_ratio",
            value=math.exp(log),
            low=math.exp(log - critical * error),
            high=math.exp(log + critical * error),
            interval="interval",
            level=LEVEL,
            unit="ratio",
            n=len(t),
            method="cox",
            base="respondents",
            grade=grade_of(frame),
            details={
                "log_hazard_ratio": f"{log:.12g}",
                "standard_error_of_log": f"{error:.12g}",
                "events": str(int(e.sum())),
                **counted,
            },
        )
        for name, log, error in _per_unit(x.names, logs, errors, x.scale, critical)
    )


def _per_unit(
    names: Iterable[str], logs: Floats, errors: Floats, scale: Floats, critical: float
) -> list[tuple[str, float, float]]:
    rows = [
        (name, float(log), float(error))
        for name, log, error in zip(names, logs / scale, errors / scale, strict=True)
    ]
    for name, log, error in rows:
        if not abs(log) + critical * error < LARGEST:
            raise EstimationError(
                f"one more {name} multiplies the hazard by more than can be computed",
                where=f"column {name}",
                todo="Give it in a smaller unit",
            )
    return rows


def _estimates(t: Floats, e: Floats, x: Floats, codes: NDArray[np.intp] | None) -> tuple[Floats, Floats]:
    """Log hazard ratios and their standard errors."""
    order = ordered(t, e)
    params, state = maximum(order, x[order.rows])
    covariance = solved(state.information, np.eye(len(params)))
    variances = np.diag(covariance)
    if not 0 <= variances.min() <= variances.max() < MONOTONE**2:  # rounding may turn a vast one negative
        raise runaway()
    errors = np.sqrt(variances)
    if codes is not None:
        influence = state.residuals @ covariance
        sums = [np.bincount(codes[order.rows], weights=influence[:, j]) for j in range(len(params))]
        errors = np.sqrt((np.array(sums) ** 2).sum(axis=1))
    return params, errors
