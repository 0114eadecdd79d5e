"""Weighting by the chance of being in a group: propensity, overlap, IPW and doubly robust estimates."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.surveys.design import Design
from gspbrief.surveys.samples import Floats

SEPARATED = 100.0  # a standard error per standard deviation beyond this: the logit has run off to infinity


@dataclass(frozen=True, slots=True)
class Propensity:
    """A fitted model of who is in the group.

    Attributes
    ----------
    group : array of float, shape (persons,)
        0 or 1.
    scores : array of float, shape (persons,)
        Estimated chance of being in group 1.
    fit : statsmodels results
        A binary model (``Logit`` or ``Probit``) with a constant first.
    """

    group: Floats
    scores: Floats
    fit: Any

    @property
    def weights(self) -> Floats:
        """Inverse of the chance of the group a person is in."""
        return np.where(self.group == 1, 1 / self.scores, 1 / (1 - self.scores))

    @property
    def odds(self) -> Floats:
        """Weights that make the others like those in the group: 1 in it, else the odds of being in it."""
        return np.where(self.group == 1, 1.0, self.scores / (1 - self.scores))


def fit_propensity(group: Floats, covariates: Design) -> Propensity:
    """A logit of the group on its covariates.

    Raises
    ------
    EstimationError
        If a covariate, or several together, separate the groups perfectly.
    """
    import statsmodels.api as sm

    for j, name in enumerate(covariates.names):
        _require_mixed(group, covariates.matrix[:, j], name)
    exog = sm.add_constant(covariates.standardised, has_constant="add")
    return propensity_of(sm.Logit(group, exog))


def propensity_of(model: Any) -> Propensity:
    """Fit a binary model of statsmodels and refuse it where it separates the groups.

    A chance next to 0 or 1 is none of separation's signs: people far from the other group have one, and the
    coefficients are as sure as ever. Where the groups are separate a coefficient has no end, and its standard
    error none.
    """
    separated = EstimationError(
        "perfect separation: the covariates together tell who is in which group, nobody can be compared",
        todo="Use fewer covariates or wider categories",
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what they would warn of is refused below
        try:
            fit = model.fit(disp=0, maxiter=100)
        except np.linalg.LinAlgError:
            raise separated from None
        scores = np.asarray(fit.predict())
    errors = np.asarray(fit.bse)
    if not (fit.converged and np.isfinite(errors).all() and errors.max() < SEPARATED):
        raise separated
    return Propensity(np.asarray(model.endog, dtype="float64"), scores, fit)


def _require_mixed(group: Floats, values: Floats, name: str) -> None:
    inside, outside = values[group == 1], values[group == 0]
    if inside.min() > outside.max() or inside.max() < outside.min():
        raise EstimationError(
            f"perfect separation: {name} alone tells who is in which group",
            where=f"column {name}",
            todo="There is no overlap to compare on; leave it out only if it is no confounder",
        )


def ipw(outcome: Floats, propensity: Propensity) -> tuple[float, Floats]:
    """Average treatment effect by inverse probability weighting, weights normalised (Hajek).

    Returns
    -------
    effect : float
        In the outcome's unit.
    influence : array of float, shape (persons,)
        Each person's influence on it, the estimation of the propensity taken into account; the standard
        error is ``sqrt(sum(influence**2)) / persons``.

    Notes
    -----
    Point estimate: ``statsmodels.treatment.TreatmentEffect.ipw``. Its standard errors run Nelder-Mead over
    all nuisance parameters, minutes where this takes a second, and clip the scores in the variance only;
    the closed form here solves the same stacked moments (Lunceford and Davidian 2004, Statistics in
    Medicine 23).
    """
    from statsmodels.treatment.treatment_effects import ate_ipw

    group, p = propensity.group, propensity.scores
    effect, mean0, mean1 = ate_ipw(outcome, group, p, weighted=True)
    x, slope = _gradient(propensity)
    part1, part0 = group * (outcome - mean1) / p, (1 - group) * (outcome - mean0) / (1 - p)
    bread1, bread0 = (group / p).mean(), ((1 - group) / (1 - p)).mean()
    reach = (-(part1 / p / bread1 + part0 / (1 - p) / bread0) * slope) @ x / len(p)
    influence = part1 / bread1 - part0 / bread0 + _selection_influence(propensity) @ reach
    return float(effect), np.asarray(influence)


def ipw_treated(outcome: Floats, propensity: Propensity) -> tuple[float, Floats]:
    """Average effect on those in the group: the others weighted by the odds of being in it.

    Returns
    -------
    effect : float
        In the outcome's unit.
    influence : array of float, shape (persons,)
        Each person's influence on it, the estimation of the propensity taken into account.
    """
    group, p = propensity.group, propensity.scores
    odds = (1 - group) * propensity.odds
    mean1 = float(outcome[group == 1].mean())
    mean0 = float((odds * outcome).sum() / odds.sum())
    x, slope = _gradient(propensity)
    share, bread = group.mean(), odds.mean()
    reach = -((1 - group) * (outcome - mean0) / (1 - p) ** 2 * slope) @ x / len(p) / bread
    own = group * (outcome - mean1) / share - odds * (outcome - mean0) / bread
    return mean1 - mean0, np.asarray(own + _selection_influence(propensity) @ reach)


def aipw(outcome: Floats, covariates: Floats, propensity: Propensity) -> tuple[float, Floats]:
    """Average treatment effect, doubly robust: right if either the outcome or the group is modelled right.

    Parameters
    ----------
    covariates : array of float, shape (persons, columns)
        Of the linear outcome model, with a constant.

    Returns
    -------
    effect : float
        In the outcome's unit.
    influence : array of float, shape (persons,)
        Each person's influence on it.

    Notes
    -----
    Augmented IPW with linear outcome models (Glynn and Quinn 2010, Political Analysis 18), as
    ``statsmodels.treatment.TreatmentEffect.aipw``.
    """
    group, p = propensity.group, propensity.scores
    x, slope = _gradient(propensity)
    influence = np.zeros(len(p))
    means = []
    for sign, member, chance in ((1.0, group, p), (-1.0, 1 - group, 1 - p)):
        fitted, outcome_influence = _outcome_model(outcome, covariates, member)
        residual = outcome - fitted
        score = fitted + member * residual / chance
        means.append(score.mean())
        by_selection = -sign * (member * residual / chance**2 * slope) @ x / len(p)
        by_outcome = (1 - member / chance) @ covariates / len(p)
        own = score - score.mean() + _selection_influence(propensity) @ by_selection
        influence += sign * (own + outcome_influence @ by_outcome)
    return float(means[0] - means[1]), influence


def _outcome_model(outcome: Floats, covariates: Floats, member: Floats) -> tuple[Floats, Floats]:
    import statsmodels.api as sm

    chosen = member == 1
    size, count = int(chosen.sum()), covariates.shape[1]
    if size <= count or np.linalg.matrix_rank(covariates[chosen]) < count:
        raise EstimationError(
            f"a group of {size} is too alike or too small for {count} coefficients",
            todo="Use fewer covariates",
        )
    fit = sm.OLS(outcome[chosen], covariates[chosen]).fit()
    fitted = np.asarray(covariates @ fit.params)
    bread = np.linalg.inv(covariates[chosen].T @ covariates[chosen] / len(member))
    return fitted, np.asarray(((member * (outcome - fitted))[:, None] * covariates) @ bread)


def _gradient(propensity: Propensity) -> tuple[Floats, Floats]:
    model, params = propensity.fit.model, propensity.fit.params
    exog = np.asarray(model.exog)
    return exog, np.asarray(model.pdf(exog @ params))


def _selection_influence(propensity: Propensity) -> Floats:
    model, params = propensity.fit.model, propensity.fit.params
    information = -np.asarray(model.hessian(params)) / len(propensity.scores)
    influence: Floats = np.asarray(model.score_obs(params)) @ np.linalg.inv(information)
    return influence


def standard_error(influence: Floats, codes: NDArray[np.intp] | None = None) -> float:
    """The standard error from influences, summed by cluster where there are clusters (factor G/(G-1))."""
    if codes is None:
        return float(np.sqrt((influence**2).sum()) / len(influence))
    sums = np.bincount(codes, weights=influence)
    return float(np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1)) / len(influence))
