"""Pooling of published effects by random effects, only where the rules of inference allow it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding
from gspbrief.findings.intervals import LEVEL

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

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
    if findings[0].unit == "money" and findings[0].price_year is None:
        return "the estimates are money without a price year, which need not be the same"
    roots = [finding.evidence_root for finding in findings if finding.evidence_root]
    if len(set(roots)) < len(roots):
        return "several of the estimates rest on the same evidence"
    return ""


def pool(findings: Sequence[Finding], *, heterogeneity: Heterogeneity = "pm") -> Finding:
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
    Paule and Mandel's tau2 is the root of their equation, bracketed; statsmodels' own search can return 0 for
    one that is large, and does not cut a negative one of DerSimonian and Laird. I2 is that of Q,
    (Q - (k - 1)) / Q, whatever the tau2. Hartung and Knapp (2001), Statistics in Medicine 20; where the
    estimates vary less than their own errors the variance is not shrunk below the usual one (Roever, Knapp
    and Friede 2015, BMC Medical Research Methodology 15). Prediction interval with k - 2 degrees of freedom:
    Higgins, Thompson and Spiegelhalter (2009), Journal of the Royal Statistical Society A 172.
    """
    import numpy as np
    from scipy.stats import t

    reason = obstacle(findings)
    if reason:
        raise EstimationError(f"not pooled: {reason}")
    effects = np.array([finding.value for finding in findings], dtype="float64")
    errors = np.array([finding.standard_error for finding in findings], dtype="float64")
    k = len(findings)
    _, q, _ = _weighted(effects, errors, 0.0)
    tau2 = _paule_mandel(effects, errors) if heterogeneity == "pm" else _dersimonian_laird(errors, q, k)
    mean, spread, usual = _weighted(effects, errors, tau2)
    error = usual * math.sqrt(max(1.0, spread / (k - 1)))
    reach = float(t.ppf(0.5 + LEVEL / 2, k - 1)) * error
    details = {"k": k, "tau2": tau2, "q": q, "i2": max(0.0, 1 - (k - 1) / q) if q > 0 else 0.0}
    if not all(map(math.isfinite, (mean, error, *details.values()))):
        raise EstimationError("not pooled: the estimates are too large, or too small, to compute with")
    if k > FEWEST:
        wide = float(t.ppf(0.5 + LEVEL / 2, k - 2)) * math.sqrt(tau2 + error**2)
        details |= {"prediction_low": mean - wide, "prediction_high": mean + wide}
    first = findings[0]
    return Finding(
        id=f"pooled.{first.measure}",
        measure=first.measure,
        value=mean,
        low=mean - reach,
        high=mean + reach,
        interval="interval",
        level=LEVEL,
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


def _weighted(
    effects: NDArray[np.float64], errors: NDArray[np.float64], tau2: float
) -> tuple[float, float, float]:
    """The mean by inverse variances with this one between programmes added, its Q, its standard error."""
    weights = 1 / (errors**2 + tau2)
    mean = float(weights @ effects / weights.sum())
    return mean, float(weights @ (effects - mean) ** 2), float(weights.sum()) ** -0.5


def _paule_mandel(effects: NDArray[np.float64], errors: NDArray[np.float64]) -> float:
    """The variance between programmes at which Q is what it should be on average, k - 1."""
    from scipy.optimize import brentq

    def surplus(tau2: float) -> float:
        return _weighted(effects, errors, tau2)[1] - (len(effects) - 1)

    if surplus(0.0) <= 0:
        return 0.0
    most = float(((effects - effects.mean()) ** 2).sum())  # Q is at most this over tau2, so less than k - 1
    return float(brentq(surplus, 0.0, most, xtol=1e-14 * most, rtol=1e-14))


def _dersimonian_laird(errors: NDArray[np.float64], q: float, k: int) -> float:
    weights = errors**-2.0
    tau2 = (q - (k - 1)) / (weights.sum() - (weights**2).sum() / weights.sum())
    return max(0.0, float(tau2))
