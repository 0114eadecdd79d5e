"""Who did not answer: attrition, and the share of all that the silent leave open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding
from gspbrief.findings.intervals import LEVEL, newcombe, whole_number
from gspbrief.surveys.samples import grade_of, indicator, require_columns, zeros_and_ones

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
    successes, respondents, invited = (whole_number(name, count) for name, count in counts.items())
    if not successes <= respondents <= invited:
        raise EstimationError(f"{successes} of {respondents} of {invited}: each must fit into the next")
    if invited == 0:
        raise EstimationError("a share of zero invited is not defined")
    return successes / invited, (successes + invited - respondents) / invited


def attrition(frame: pd.DataFrame, *, group: str, observed: str) -> Finding:
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
    low, high = newcombe(*counts[0], *counts[1])
    shares = [count / of for count, of in counts]
    return Finding(
        id=f"attrition.{observed}",
        measure="attrition",
        value=shares[0] - shares[1],
        low=low,
        high=high,
        interval="newcombe",
        level=LEVEL,
        unit="share_difference",
        n=len(frame),
        method="difference",
        group=group,
        base="invited",
        grade=grade_of(frame),
        details={"observed_treated": f"{shares[0]:.12g}", "observed_control": f"{shares[1]:.12g}"},
    )
