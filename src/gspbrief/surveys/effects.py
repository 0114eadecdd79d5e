"""Effects from survey data: differences, regression, weighting, doubly robust, differences in differences."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import SIGNIFICANT_DIGITS, Finding
from gspbrief.findings.intervals import LEVEL, require_level
from gspbrief.surveys.samples import (
    Design,
    Floats,
    clusters,
    design,
    grade_of,
    indicator,
    numbers,
    periods,
    require_columns,
    require_spread,
)
from gspbrief.surveys.weighting import (
    TELLING,
    Overlap,
    aipw,
    fit_propensity,
    ipw,
    overlap_of,
    standard_error,
)

if TYPE_CHECKING:
    import pandas as pd

Method = Literal["difference", "ols", "ipw", "aipw", "did"]
StandardError = Literal["classical", "HC1", "HC3", "cluster"]

EXACT_FIT = 1e-20  # residual share of the variance below which there is no noise to measure

ESTIMANDS = {
    "difference": (
        "difference_in_means",
        "The difference in means between the groups. It is the effect of being assigned (intention to treat) "
        "if chance formed the groups; otherwise it mixes effect and selection.",
    ),
    "ols": (
        "variance_weighted_effect",
        "The difference between the groups at equal covariates, by a linear model: an average effect "
        "weighted towards people whose group is least predictable, if the covariates explain who is in "
        "which group.",
    ),
    "ipw": (
        "average_treatment_effect",
        "The average effect if everybody were in the group against nobody, if the covariates explain who "
        "is in which group.",
    ),
    "aipw": (
        "average_treatment_effect",
        "The average effect if everybody were in the group against nobody, if the covariates explain who "
        "is in which group; right if either the model of the outcome or the model of the group is right.",
    ),
    "did": (
        "effect_on_the_treated",
        "The average effect on the group (on the treated), if without it both groups would have changed "
        "by as much.",
    ),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its standard error, the multiple of it in an interval, and the kind of variance."""

    value: float
    standard_error: float
    critical: float
    variance: str
    overlap: Overlap | None = None


def effect(
    frame: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    covariates: Sequence[str] = (),
    method: Method = "difference",
    se: StandardError | None = None,
    cluster: str | None = None,
    time: str | None = None,
    weight: str | None = None,
    level: float = LEVEL,
) -> Finding:
    """The effect of being in a group on an outcome.

    Parameters
    ----------
    frame : pandas.DataFrame
        One row a person, or a person and a wave.
    outcome, group : str
        Columns; the group is 0 or 1.
    covariates : sequence of str
        Columns that may explain who is in the group; texts and categories enter by level.
    method : str
        ``difference`` of means, ``ols``, ``ipw``, ``aipw`` (doubly robust), or ``did`` (two periods).
    se : str, optional
        ``classical``, ``HC1``, ``HC3`` or ``cluster``. By default ``cluster`` where a cluster is given, else
        ``classical`` for the linear methods and the sandwich of the joint moments for ``ipw`` and ``aipw``,
        which have neither ``classical`` nor ``HC3``.
    cluster : str, optional
        Column within whose values persons resemble each other.
    time : str, optional
        For ``did``, a column of two values; the later is after. Texts must begin with a year, or be an
        ordered category.
    weight : str, optional
        Column of survey weights, for the linear methods; the default of ``se`` is then ``HC1``, since weights
        of a sample have no ``classical`` standard error.
    level : float
        Confidence level.

    Returns
    -------
    Finding
        In the outcome's unit (``share_difference`` for 0/1; else ``frame.attrs["units"]``), with its standard
        error and interval: t with n - k or clusters - 1 degrees of freedom for the linear methods, else
        normal.
        The estimand stands in ``details``. Grade ``illustrative`` where persons are simulated.

    Raises
    ------
    EstimationError
        With row and reason: missing or infinite values, groups of one, outcomes all equal, a single cluster
        or a group within one, perfect separation, no overlap, covariates that determine each other, or
        options that do not fit.

    Notes
    -----
    Linear methods: ``statsmodels`` OLS with its robust covariances (MacKinnon and White 1985).
    """
    _require_options(method, covariates, se, cluster, time, weight, level)
    extra = [name for name in (cluster, time, weight) if name]
    require_columns(frame, [outcome, group, *covariates, *extra])
    y, d = numbers(frame, outcome), indicator(frame, group)
    if y.min() == y.max():
        raise EstimationError(f"everybody has the same {outcome}, {y[0]:g}: nothing to explain")
    x = design(frame, covariates)
    codes = clusters(frame, cluster) if cluster else None
    if cluster and codes is not None:
        require_spread(cluster, codes, d)
    kind = se or ("cluster" if cluster else "HC1" if weight else "")
    if method in ("ipw", "aipw"):
        estimate = _weighted(y, d, x, method, kind, codes, level)
    else:
        after = _later(frame, time, d) if time else None
        weights = _weights(frame, weight) if weight else np.ones_like(y)
        estimate = _linear(y, d, x, after, weights, kind or "classical", codes, level)
    details = {"weight": weight} if weight else {}
    return _finding(frame, outcome, group, method, estimate, covariates, codes, details, level)


def _require_options(
    method: str,
    covariates: Sequence[str],
    se: str | None,
    cluster: str | None,
    time: str | None,
    weight: str | None,
    level: float,
) -> None:
    require_level(level)
    allowed: tuple[tuple[bool, str, str], ...] = (
        (method in ESTIMANDS, f"there is no method {method!r}", f"It is one of {', '.join(ESTIMANDS)}"),
        (
            se in (None, "classical", "HC1", "HC3", "cluster"),
            f"there is no standard error {se!r}",
            "It is one of classical, HC1, HC3, cluster",
        ),
        (not isinstance(covariates, str), "covariates is one text", "Give a list of columns"),
        (isinstance(covariates, Sequence), "covariates is no list of columns", "Give one, or leave it out"),
        (
            not (method == "difference" and covariates),
            "a difference of means takes no covariates",
            "Use method='ols' or leave them out",
        ),
        (method not in ("ipw", "aipw") or bool(covariates), f"{method} needs covariates", "Name them"),
        ((method == "did") == (time is not None), "did needs a time column, and only did takes one", ""),
        (se != "cluster" or cluster is not None, "se='cluster' needs a cluster column", "Give cluster="),
        (cluster is None or se in (None, "cluster"), f"cluster was given, but se is {se!r}", "Drop one"),
        (
            method not in ("ipw", "aipw") or se not in ("classical", "HC3"),
            f"{method} has no {se} standard error",
            "Leave se out, or say HC1 or cluster",
        ),
        (
            weight is None or method not in ("ipw", "aipw"),
            f"{method} makes its own weights and takes none",
            "Leave weight out, or use ols",
        ),
        (
            weight is None or se != "classical",
            "weights of a sample have no classical standard error",
            "Say HC1, HC3 or cluster",
        ),
    )
    for sound, what, todo in allowed:
        if not sound:
            raise EstimationError(what, todo=todo)


def _later(frame: pd.DataFrame, time: str, d: Floats) -> Floats:
    found = periods(frame, time)
    if len(found) != 2:
        raise EstimationError(
            f"{time} has {len(found)} value{'' if len(found) == 1 else 's'}, "
            "differences in differences compare two",
            where=f"column {time}",
            todo="Keep the rows of one period before and one after",
        )
    after = np.asarray(frame[time] == found[1], dtype="float64")
    for g in (0.0, 1.0):
        for a in (0.0, 1.0):
            count = int(((d == g) & (after == a)).sum())
            if count < 2:
                raise EstimationError(
                    f"group {g:g} has {count} row{'s' if count != 1 else ''} at {time} = {found[int(a)]}",
                    todo="Each group needs at least two before and two after",
                )
    return after


def _weights(frame: pd.DataFrame, weight: str) -> Floats:
    weights = numbers(frame, weight)
    if weights.min() <= 0:
        row = int(weights.argmin())
        raise EstimationError(
            f"{weight} is {weights[row]:g}, not above zero", where=f"row {row + 1}, column {weight}"
        )
    return np.asarray(weights / weights.mean())


def _linear(
    y: Floats,
    d: Floats,
    x: Design,
    after: Floats | None,
    weights: Floats,
    se: str,
    codes: NDArray[np.intp] | None,
    level: float,
) -> Estimate:
    import statsmodels.api as sm

    columns = [np.ones_like(d), d] if after is None else [np.ones_like(d), d * after, d, after]
    exog = np.column_stack([*columns, x.standardised])
    if len(y) <= exog.shape[1]:
        raise EstimationError(f"{len(y)} rows are too few for {exog.shape[1]} coefficients")
    if np.linalg.matrix_rank(exog) < exog.shape[1]:
        raise EstimationError(
            "the covariates determine the group or the period exactly", todo="Leave one out"
        )
    if se == "HC3":
        _require_leverage(exog * np.sqrt(weights)[:, None])
    options = {"groups": codes} if se == "cluster" else None
    kind = "nonrobust" if se == "classical" else se
    with np.errstate(over="ignore", invalid="ignore"):
        fit = sm.WLS(y, exog, weights=weights).fit(cov_type=kind, cov_kwds=options, use_t=True)
        if not np.isfinite([fit.ssr, fit.centered_tss]).all():
            raise EstimationError("the outcomes are too large to compute with", todo="Use a larger unit")
        if fit.ssr <= EXACT_FIT * fit.centered_tss:
            raise EstimationError("the groups and covariates explain the outcome without any error")
        low, high = fit.conf_int(alpha=1 - level)[1]
    error = float(fit.bse[1])
    critical = float(high - low) / 2 / error if error > 0 else math.nan
    return Estimate(float(fit.params[1]), error, critical, se)


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


def _weighted(
    y: Floats,
    d: Floats,
    x: Design,
    method: str,
    se: str,
    codes: NDArray[np.intp] | None,
    level: float,
) -> Estimate:
    from scipy.stats import norm

    propensity = fit_propensity(d, x)
    shared = overlap_of(propensity)
    if method == "ipw":
        value, influence = ipw(y, propensity)
    else:
        value, influence = aipw(y, np.column_stack([np.ones_like(d), x.standardised]), propensity)
    error = standard_error(influence, codes)
    if se == "HC1":
        error *= math.sqrt(len(y) / (len(y) - 1))
    return Estimate(value, error, float(norm.ppf(0.5 + level / 2)), se or "sandwich", shared)


def _finding(
    frame: pd.DataFrame,
    outcome: str,
    group: str,
    method: str,
    estimate: Estimate,
    covariates: Sequence[str],
    codes: NDArray[np.intp] | None,
    extra: dict[str, str],
    level: float,
) -> Finding:
    if not all(map(math.isfinite, (estimate.value, estimate.standard_error, estimate.critical))):
        raise EstimationError("the outcomes are too large, or too small, to compute with")
    code, words = ESTIMANDS[method]
    reach = estimate.critical * estimate.standard_error
    details = {"estimand": words, "estimand_code": code, "standard_error_kind": estimate.variance} | extra
    if covariates:
        details["covariates"] = ";".join(covariates)
    if codes is not None:
        details["clusters"] = str(int(codes.max()) + 1)
    return Finding(
        id=f"effect.{outcome}.{method}",
        measure="effect",
        value=estimate.value,
        low=estimate.value - reach,
        high=estimate.value + reach,
        interval="interval",
        level=level,
        n=len(frame),
        standard_error=estimate.standard_error,
        method=method,
        group=group,
        base="respondents",
        grade=grade_of(frame),
        caveats=_caveats(estimate.overlap),
        details=details | _overlap_details(estimate.overlap),
        **unit_of(frame, outcome),  # type: ignore[arg-type]
    )


def unit_of(frame: pd.DataFrame, outcome: str) -> dict[str, object]:
    """Unit of a difference in a column, with currency, price year and ``per`` for money."""
    if frame[outcome].isin((0, 1)).all():
        return {"unit": "share_difference"}
    unit = frame.attrs.get("units", {}).get(outcome, "outcome_unit")
    if unit != "money":
        return {"unit": unit}
    return {"unit": unit} | {
        name: frame.attrs[name] for name in ("currency", "price_year", "per") if name in frame.attrs
    }


def _overlap_details(shared: Overlap | None) -> dict[str, str]:
    if shared is None:
        return {}
    names = ("low", "high", "outside", "effective_treated", "effective_control", "largest_weight")
    return {f"overlap_{name}": f"{getattr(shared, name):.{SIGNIFICANT_DIGITS}g}" for name in names}


def _caveats(shared: Overlap | None) -> tuple[str, ...]:
    if shared is None or shared.largest_weight <= TELLING:
        return ()
    return (f"One person carries {shared.largest_weight:.0%} of the weight of a group.",)
