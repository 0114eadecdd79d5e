"""Who moves: the chance of an event by who people are, as average marginal effects of a logit."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL
from gspbrief.surveys.design import Design, Term, design
from gspbrief.surveys.samples import Floats, clusters, critical_value, grade_of, indicator, require_columns
from gspbrief.surveys.weighting import fit_propensity

if TYPE_CHECKING:
    import pandas as pd


def who_moves(
    frame: pd.DataFrame, *, outcome: str, covariates: Iterable[str], cluster: str | None = None
) -> Findings:
    """Average marginal effects on the chance of a yes: how the chance differs, all else equal.

    Parameters
    ----------
    outcome : str
        Column of 0 and 1 (moved, returned, answered).
    covariates : sequence of str
        Numbers count by one more unit; a covariate of 0 and 1 by going from 0 to 1; a category by each level
        against the first.
    cluster : str, optional
        Column within whose values persons resemble each other.

    Returns
    -------
    Findings
        One a covariate or level [share difference], standard errors by the delta method; with a cluster the
        interval is t with clusters - 1 degrees. A description of who moves, not an effect.

    Raises
    ------
    EstimationError
        With row and reason; if covariates separate the yes from the no perfectly.

    Notes
    -----
    ``statsmodels`` Logit; as its ``get_margeff(at="overall", dummy=True)``, except that the levels of one
    category exclude each other.
    """
    covariates = list(covariates)
    if not covariates:
        raise EstimationError("nothing to tell movers by: no covariates", todo="Name them")
    require_columns(frame, [outcome, *covariates, *([cluster] if cluster else [])])
    y, x = indicator(frame, outcome), design(frame, covariates)
    codes = clusters(frame, cluster) if cluster else None
    fit = fit_propensity(y, x).fit
    covariance = _covariance(fit, codes)
    critical = critical_value(None if codes is None else int(codes.max()))
    counted = {} if codes is None else {"clusters": str(int(codes.max()) + 1)}
    findings = []
    for name, term, column in _columns(x):
        value, gradient = _marginal_effect(fit, x, term, column)
        error = math.sqrt(float(gradient @ covariance @ gradient))
        findings.append(
            Finding(
                id=f"marginal_effect.{outcome}.{name}",
                measure="marginal_effect",
                value=value,
                low=value - critical * error,
                high=value + critical * error,
                interval="interval",
                level=LEVEL,
                unit="share_difference",
                n=len(y),
                standard_error=error,
                method="logit",
                group=name,
                base="respondents",
                grade=grade_of(frame),
                details={"compared_with": term.levels[0] if term.levels else ""} | counted,
            )
        )
    return Findings(findings)


def _columns(x: Design) -> list[tuple[str, Term, int]]:
    return [(x.names[column], term, column) for term in x.terms for column in term.columns]


def _covariance(fit: Any, codes: Any) -> Floats:
    bread = np.linalg.inv(-np.asarray(fit.model.hessian(fit.params)))
    if codes is None:
        return np.asarray(bread)
    scores = np.asarray(fit.model.score_obs(fit.params))
    count = int(codes.max()) + 1
    sums = np.column_stack([np.bincount(codes, weights=scores[:, j]) for j in range(scores.shape[1])])
    return np.asarray(bread @ (sums.T @ sums) @ bread * (count / (count - 1)))


def _marginal_effect(fit: Any, x: Design, term: Term, column: int) -> tuple[float, Floats]:
    centre, scale = x.matrix.mean(axis=0), x.matrix.std(axis=0)
    if not term.levels and set(np.unique(x.matrix[:, column])) != {0.0, 1.0}:
        return _slope(fit, column, float(scale[column]))
    ends = []
    for chosen in (1.0, 0.0):
        matrix = x.matrix.copy()
        matrix[:, list(term.columns)] = 0.0
        matrix[:, column] = chosen
        exog = np.column_stack([np.ones(len(matrix)), (matrix - centre) / scale])
        index = exog @ np.asarray(fit.params)
        ends.append((fit.model.cdf(index).mean(), fit.model.pdf(index) @ exog / len(exog)))
    return float(ends[0][0] - ends[1][0]), np.asarray(ends[0][1] - ends[1][1])


def _slope(fit: Any, column: int, scale: float) -> tuple[float, Floats]:
    exog, params = np.asarray(fit.model.exog), np.asarray(fit.params)
    chance = np.asarray(fit.model.cdf(exog @ params))
    density = chance * (1 - chance)
    slope = params[column + 1] / scale
    gradient = slope * ((density * (1 - 2 * chance)) @ exog) / len(exog)
    gradient[column + 1] += density.mean() / scale
    return float(slope * density.mean()), np.asarray(gradient)
