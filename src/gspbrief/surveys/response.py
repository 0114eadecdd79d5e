"""Who did not answer: attrition, and bounds on what the silent could change."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.findings import Finding
from gspbrief.intervals import LEVEL, newcombe
from gspbrief.surveys.effects import unit_of
from gspbrief.surveys.samples import Floats, grade_of, indicator, numbers, require_columns, zeros_and_ones

if TYPE_CHECKING:
    import pandas as pd


def nonresponse_bounds(successes: int, respondents: int, invited: int) -> tuple[float, float]:
    """Ends of a share of all invited, whatever the silent would have said.

    Parameters
    ----------
    successes, respondents, invited : int
        Persons; successes among the respondents, respondents among the invited.

    Returns
    -------
    low, high : float
        Shares 0-1: none of the silent, and all of them.

    Raises
    ------
    EstimationError
        If the counts are no whole numbers, do not nest, or nobody was invited.

    Examples
    --------
    >>> nonresponse_bounds(40, 50, 100)
    (0.4, 0.9)
    """
    counts = {"successes": successes, "respondents": respondents, "invited": invited}
    for name, count in counts.items():
        if not math.isfinite(count) or count != int(count) or count < 0:
            raise EstimationError(f"{name} is {count}, not a count of persons")
    if not successes <= respondents <= invited:
        raise EstimationError(f"{successes} of {respondents} of {invited}: each must fit into the next")
    if invited == 0:
        raise EstimationError("a share of zero invited is not defined")
    return successes / invited, (successes + invited - respondents) / invited


def attrition(frame: pd.DataFrame, *, group: str, observed: str, level: float = LEVEL) -> Finding:
    """Share observed in the group less the share observed in the other, with the shares in ``details``.

    Parameters
    ----------
    group, observed : str
        Columns of 0 and 1.

    Returns
    -------
    Finding
        A difference of shares with Newcombe's interval.

    Raises
    ------
    EstimationError
        With row and reason, as ``effects.effect``.
    """
    require_columns(frame, [group, observed])
    d, seen = indicator(frame, group), zeros_and_ones(frame, observed)
    counts = [(int(seen[d == g].sum()), int((d == g).sum())) for g in (1.0, 0.0)]
    low, high = newcombe(*counts[0], *counts[1], level)
    shares = [count / of for count, of in counts]
    return Finding(
        id=f"attrition.{observed}",
        measure="attrition",
        value=shares[0] - shares[1],
        low=low,
        high=high,
        interval="newcombe",
        level=level,
        unit="share_difference",
        n=len(frame),
        method="difference",
        group=group,
        base="invited",
        grade=grade_of(frame),
        details={"observed_treated": f"{shares[0]:.12g}", "observed_control": f"{shares[1]:.12g}"},
    )


def lee_bounds(frame: pd.DataFrame, *, outcome: str, group: str, observed: str) -> Finding:
    """Bounds on the effect on people who would answer in either group.

    The group that answers more often is trimmed by the excess, first of its lowest, then of its highest
    outcomes. The one assumption is that being in the group moves nobody's willingness to answer against
    the direction of the average.

    Parameters
    ----------
    outcome, group, observed : str
        The outcome may be missing where ``observed`` is 0.

    Returns
    -------
    Finding
        ``low`` and ``high``, no value; ``interval`` is ``bounds``, for they are no confidence interval.

    Raises
    ------
    EstimationError
        If nobody answered in a group, outcomes are all equal, or an observed outcome is missing.

    Notes
    -----
    Lee (2009), Review of Economic Studies 76. A person on the edge of the trim counts by a fraction, which
    makes the bounds exact also with ties.
    """
    treated, control = _answers(frame, outcome, group, observed)
    shares = [len(values) / of for values, of in (treated, control)]
    excess = 1 - min(shares) / max(shares)
    ends = []
    for from_below in (False, True):
        means = [
            _trimmed_mean(values, excess if share == max(shares) else 0.0, from_below=from_below)
            for (values, _), share in zip((treated, control), shares, strict=True)
        ]
        ends.append(means[0] - means[1])
    return _bounds(frame, outcome, group, "lee", ends, {"trimmed": f"{excess:.12g}"})


def worst_case_bounds(
    frame: pd.DataFrame, *, outcome: str, group: str, observed: str, lowest: float, highest: float
) -> Finding:
    """Bounds on the effect on everybody, whatever the silent would have said.

    Parameters
    ----------
    lowest, highest : float
        Ends of what an outcome can be (0 and 1 for yes and no).

    Returns
    -------
    Finding
        ``low`` and ``high``, no value.

    Raises
    ------
    EstimationError
        If an observed outcome lies beyond the ends, or as ``lee_bounds``.

    Notes
    -----
    Horowitz and Manski (2000), Journal of the American Statistical Association 95.
    """
    if not (math.isfinite(lowest) and math.isfinite(highest) and lowest < highest):
        raise EstimationError(f"outcomes cannot run from {lowest} to {highest}")
    treated, control = _answers(frame, outcome, group, observed)
    seen = np.concatenate([treated[0], control[0]])
    if seen.min() < lowest or seen.max() > highest:
        raise EstimationError(
            f"{outcome} runs from {seen.min():g} to {seen.max():g}, beyond {lowest:g} to {highest:g}"
        )

    def mean(answers: tuple[Floats, int], silent: float) -> float:
        values, of = answers
        return float(values.sum() + silent * (of - len(values))) / of

    ends = [mean(treated, lowest) - mean(control, highest), mean(treated, highest) - mean(control, lowest)]
    details = {"lowest": f"{lowest:g}", "highest": f"{highest:g}"}
    return _bounds(frame, outcome, group, "worst_case", ends, details)


def _answers(
    frame: pd.DataFrame, outcome: str, group: str, observed: str
) -> tuple[tuple[Floats, int], tuple[Floats, int]]:
    require_columns(frame, [group, observed])
    d, seen = indicator(frame, group), zeros_and_ones(frame, observed)
    answered = frame.loc[seen == 1]
    require_columns(answered, [outcome])
    y, member = numbers(answered, outcome), d[seen == 1]
    for g in (1, 0):
        if not (member == g).any():
            raise EstimationError(f"nobody with {group} = {g} answered")
    if y.min() == y.max():
        raise EstimationError(f"everybody has the same {outcome}, {y[0]:g}: nothing to bound")
    sizes = [int((d == g).sum()) for g in (1, 0)]
    return (y[member == 1], sizes[0]), (y[member == 0], sizes[1])


def _trimmed_mean(values: Floats, share: float, *, from_below: bool) -> float:
    ordered = np.sort(values) if from_below else -np.sort(-values)
    kept = np.clip(np.arange(1, len(ordered) + 1) - share * len(ordered), 0, 1)
    return float((ordered * kept).sum() / kept.sum())


def _bounds(
    frame: pd.DataFrame, outcome: str, group: str, method: str, ends: list[float], details: dict[str, str]
) -> Finding:
    return Finding(
        id=f"effect.{outcome}.{method}",
        measure="effect",
        value=None,
        low=min(ends),
        high=max(ends),
        interval="bounds",
        bound="range",
        n=len(frame),
        method=method,
        group=group,
        base="invited",
        grade=grade_of(frame),
        details=details,
        **unit_of(frame.dropna(subset=[outcome]), outcome),  # type: ignore[arg-type]
    )
