"""Pooling of published effects by random effects, only where the rules of inference allow it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding

LEVEL = 0.95
FEWEST = 3  # estimates that may be pooled; a prediction interval needs one more

Heterogeneity = Literal["pm", "dl"]

_ALIKE = ("measure", "unit", "currency", "price_year", "per", "base", "timing")


def obstacle(findings: Sequence[Finding]) -> str:
    """Why these estimates may not be pooled, in words; empty if they may.

    They must be at least three, exact, each with a standard error that its source or an estimator gives (none
    is made of a range), of one measure, unit, price basis and base, from different evidence, and real.
    """
    for finding in findings:
        if finding.value is None or finding.standard_error is None:
            return f"{finding.id} has no value with a standard error, and a range is not turned into one"
        if finding.standard_error <= 0:
            return f"{finding.id} has a standard error of {finding.standard_error:g}"
        if finding.bound not in ("exact", "about"):
            return f"{finding.id} is a bound ({finding.bound.replace('_', ' ')}), not an estimate"
        if finding.grade in ("assumed", "illustrative"):
            return f"{finding.id} is {finding.grade}, not evidence"
    if len(findings) < FEWEST:
        return f"pooling needs at least {FEWEST} comparable estimates, there are {len(findings)}"
    for name in _ALIKE:
        different = sorted({str(getattr(finding, name)) for finding in findings})
        if len(different) > 1:
            return f"the estimates differ in {name}: {', '.join(map(repr, different))}"
    roots = [finding.evidence_root for finding in findings if finding.evidence_root]
    if len(set(roots)) < len(roots):
        return "several of the estimates rest on the same evidence"
    return ""


def pool(
    findings: Sequence[Finding], *, heterogeneity: Heterogeneity = "pm", level: float = LEVEL
) -> Finding:
    """The mean of effects that vary between programmes, by random effects with Hartung and Knapp's interval.

    Parameters
    ----------
    findings : sequence of Finding
        Comparable estimates with standard errors.
    heterogeneity : str
        Variance between programmes by Paule and Mandel (``pm``) or DerSimonian and Laird (``dl``).

    Returns
    -------
    Finding
        Mean, standard error and t interval with k - 1 degrees of freedom; ``details`` hold tau2, I2, Q
        and, from four estimates on, the prediction interval.

    Raises
    ------
    EstimationError
        With the obstacle, if the rules forbid pooling.

    Notes
    -----
    ``statsmodels.stats.meta_analysis.combine_effects``. Hartung and Knapp (2001), Statistics in Medicine 20;
    where the estimates vary less than their own errors the variance is not shrunk below the usual one
    (Roever, Knapp and Friede 2015, BMC Medical Research Methodology 15). Prediction interval with k - 2
    degrees of freedom: Higgins, Thompson and Spiegelhalter (2009), Journal of the Royal Statistical Society A
    172.
    """
    import numpy as np
    from scipy.stats import t
    from statsmodels.stats.meta_analysis import combine_effects

    reason = obstacle(findings)
    if reason:
        raise EstimationError(f"not pooled: {reason}")
    if not 0 < level < 1:
        raise EstimationError(f"a confidence level of {level} does not lie between 0 and 1")
    effects = np.array([finding.value for finding in findings], dtype="float64")
    errors = np.array([finding.standard_error for finding in findings], dtype="float64")
    options = {"atol": 1e-10} if heterogeneity == "pm" else {}
    fit = combine_effects(effects, errors**2, method_re=heterogeneity, **options)
    mean, k, tau2 = float(fit.mean_effect_re), len(findings), max(0.0, float(fit.tau2))
    usual = float(fit.sd_eff_w_re)
    error = usual * math.sqrt(max(1.0, float(fit.scale_hksj_re)))
    reach = float(t.ppf(0.5 + level / 2, k - 1)) * error
    details = {"k": k, "tau2": tau2, "q": float(fit.q), "i2": max(0.0, float(fit.i2))}
    if k > FEWEST:
        wide = float(t.ppf(0.5 + level / 2, k - 2)) * math.sqrt(tau2 + error**2)
        details |= {"prediction_low": mean - wide, "prediction_high": mean + wide}
    first = findings[0]
    return Finding(
        id=f"pooled.{first.measure}",
        measure=first.measure,
        value=mean,
        low=mean - reach,
        high=mean + reach,
        interval="interval",
        level=level,
        standard_error=error,
        unit=first.unit,
        currency=first.currency,
        price_year=first.price_year,
        per=first.per,
        base=first.base,
        timing=first.timing,
        grade="modelled",
        method=f"random_effects_{heterogeneity}_hartung_knapp",
        inputs=tuple(finding.id for finding in findings),
        sources=tuple(dict.fromkeys(source for finding in findings for source in finding.sources)),
        details={name: f"{number:.12g}" for name, number in details.items()},
    )
