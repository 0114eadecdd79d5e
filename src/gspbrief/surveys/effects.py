"""Effects from survey data: differences, regression, weighting, doubly robust, differences in differences."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import SIGNIFICANT_DIGITS, Finding
from gspbrief.findings.intervals import LEVEL
from gspbrief.surveys.design import Design, design
from gspbrief.surveys.estimands import ESTIMANDS, WEIGHTED, Method, StandardError
from gspbrief.surveys.linear import Estimate, instrumented, linear, sample_weights, two_shares
from gspbrief.surveys.overlap import TELLING, Overlap, overlap_of, require_overlap
from gspbrief.surveys.samples import (
    Floats,
    clusters,
    critical_value,
    grade_of,
    indicator,
    numbers,
    periods,
    require_columns,
    require_spread,
    zeros_and_ones,
)
from gspbrief.surveys.weighting import aipw, fit_propensity, ipw, ipw_treated, standard_error

if TYPE_CHECKING:
    import pandas as pd


def effect(
    frame: pd.DataFrame,
    *,
    outcome: str,
    group: str,
    covariates: Iterable[str] = (),
    method: Method = "difference",
    received: str | None = None,
    se: StandardError | None = None,
    cluster: str | None = None,
    time: str | None = None,
    weight: str | None = None,
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
        ``difference`` of means, ``iv`` (instrument), ``ols``, ``ipw``, ``aipw`` (doubly robust),
        ``ipw_treated``, or ``did`` (two periods). ``ESTIMANDS`` says what each estimates.
    received : str, optional
        For ``iv``, a column of 0 and 1: who took part, offered or not.
    se : str, optional
        ``classical``, ``HC1``, ``HC2``, ``HC3`` or ``cluster`` (CR2). By default ``cluster`` where one is
        given, else ``HC2`` for the linear methods. The weighting methods have the sandwich of their joint
        moments and take no other.
    cluster : str, optional
        Column within whose values persons resemble each other, at least six. For ``did`` that is the person
        at least, unless other people answered each time: then say so by ``se``.
    time : str, optional
        For ``did``, a column of two values; the later is after. Texts must begin with a year, or be an
        ordered category.
    weight : str, optional
        Column of survey weights, for the linear methods; weights of a sample have no ``classical`` standard
        error.

    Returns
    -------
    Finding
        In the outcome's unit (``share_difference`` for 0/1; else ``frame.attrs["units"]``), with its standard
        error and interval: t with Satterthwaite's degrees of freedom for HC2 and clusters, with n - k or
        clusters - 1 for the others; Newcombe's for the difference of two shares without clusters.
        The estimand stands in ``details``. Grade ``illustrative`` where persons are simulated.

    Raises
    ------
    EstimationError
        With row and reason: missing or infinite values, groups of one, outcomes all equal, fewer than six
        clusters or a group within one, perfect separation, no overlap, covariates that determine each other
        or the group, or options that do not fit.

    Notes
    -----
    Linear methods: ``statsmodels`` OLS with its robust covariances (MacKinnon and White 1985); HC2 and CR2
    from ``robust``.
    """
    covariates = _named(covariates)
    _require_options(method, covariates, received, se, cluster, time, weight)
    extra = [name for name in (cluster, time, weight, received) if name]
    require_columns(frame, [outcome, group, *covariates, *extra])
    y, d = numbers(frame, outcome), indicator(frame, group)
    shares = method == "difference" and not (se or cluster or weight) and set(np.unique(y)) <= {0.0, 1.0}
    if y.min() == y.max() and not shares:
        raise EstimationError(f"everybody has the same {outcome}, {y[0]:g}: nothing to explain")
    x = design(frame, covariates)
    codes = clusters(frame, cluster) if cluster else None
    if cluster and codes is not None:
        require_spread(cluster, codes, d)
    kind = se or ("cluster" if cluster else "HC2")
    if shares:
        estimate = two_shares(y, d)
    elif method in WEIGHTED:
        estimate = _weighted(y, d, x, method, codes)
    else:
        after = _later(frame, time, d) if time else None
        weights = sample_weights(frame, weight) if weight else np.ones_like(y)
        if received:
            estimate = instrumented(y, zeros_and_ones(frame, received), d, weights, kind, codes)
        else:
            estimate = linear(y, d, x, after, weights, kind, codes)
    details = {"weight": weight} if weight else {}
    return _finding(frame, outcome, group, method, estimate, covariates, codes, details)


def _named(covariates: object) -> list[str]:
    if isinstance(covariates, str):
        raise EstimationError("covariates is one text", todo="Give a list of columns")
    if not isinstance(covariates, Iterable):
        raise EstimationError("covariates is no list of columns", todo="Give one, or leave it out")
    return list(covariates)


def _require_options(
    method: str,
    covariates: Sequence[str],
    received: str | None,
    se: str | None,
    cluster: str | None,
    time: str | None,
    weight: str | None,
) -> None:
    allowed: tuple[tuple[bool, str, str], ...] = (
        (method in ESTIMANDS, f"there is no method {method!r}", f"It is one of {', '.join(ESTIMANDS)}"),
        (
            se in (None, "classical", "HC1", "HC2", "HC3", "cluster"),
            f"there is no standard error {se!r}",
            "It is one of classical, HC1, HC2, HC3, cluster",
        ),
        (
            not (method in ("difference", "iv") and covariates),
            f"{'a difference of means' if method == 'difference' else method} takes no covariates",
            "Use method='ols' or leave them out",
        ),
        (method not in WEIGHTED or bool(covariates), f"{method} needs covariates", "Name them"),
        (
            (method == "iv") == (received is not None),
            "iv needs a column of who took part, and only iv takes one",
            "",
        ),
        ((method == "did") == (time is not None), "did needs a time column, and only did takes one", ""),
        (se != "cluster" or cluster is not None, "se='cluster' needs a cluster column", "Give cluster="),
        (cluster is None or se in (None, "cluster"), f"cluster was given, but se is {se!r}", "Drop one"),
        (
            method not in WEIGHTED or se in (None, "cluster"),
            f"{method} has no {se} standard error",
            "Leave se out, or give a cluster",
        ),
        (
            method != "did" or bool(se or cluster),
            "whether the same people answered before and after is not said",
            "Name the column of persons, or of what groups them, as cluster; or se='HC2' if others answered",
        ),
        (
            weight is None or method not in WEIGHTED,
            f"{method} makes its own weights and takes none",
            "Leave weight out, or use ols",
        ),
        (
            weight is None or se != "classical",
            "weights of a sample have no classical standard error",
            "Say HC1, HC2, HC3 or cluster",
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


def _weighted(y: Floats, d: Floats, x: Design, method: str, codes: NDArray[np.intp] | None) -> Estimate:
    propensity = fit_propensity(d, x)
    shared = overlap_of(propensity, propensity.odds if method == "ipw_treated" else None)
    require_overlap(propensity, shared)
    if method == "aipw":
        value, influence = aipw(y, np.column_stack([np.ones_like(d), x.standardised]), propensity)
    else:
        value, influence = (ipw if method == "ipw" else ipw_treated)(y, propensity)
    error = standard_error(influence, codes)
    degrees = float(len(y) - x.matrix.shape[1] - 2 if codes is None else codes.max())
    if degrees < 1:
        raise EstimationError(f"{len(y)} rows are too few for {x.matrix.shape[1] + 2} coefficients")
    if codes is None:
        error *= math.sqrt(len(y) / degrees)
    reach = critical_value(degrees) * error
    kind = "sandwich" if codes is None else "cluster"
    return Estimate(value, error, value - reach, value + reach, kind, degrees=degrees, overlap=shared)


def _finding(
    frame: pd.DataFrame,
    outcome: str,
    group: str,
    method: Method,
    estimate: Estimate,
    covariates: Sequence[str],
    codes: NDArray[np.intp] | None,
    extra: dict[str, str],
) -> Finding:
    if not all(map(math.isfinite, (estimate.value, estimate.low, estimate.high))):
        raise EstimationError("the outcomes are too large, or too small, to compute with")
    code, words = ESTIMANDS[method]
    details = {"estimand": words, "estimand_code": code, "standard_error_kind": estimate.variance} | extra
    if covariates:
        details["covariates"] = ";".join(covariates)
    if estimate.degrees is not None:
        details["degrees"] = f"{estimate.degrees:.{SIGNIFICANT_DIGITS}g}"
    if codes is not None:
        details["clusters"] = str(int(codes.max()) + 1)
    return Finding(
        id=f"effect.{outcome}.{method}",
        measure="effect",
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        interval=estimate.interval,
        level=LEVEL,
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
