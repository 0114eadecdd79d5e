"""The log-rank test that groups share one survival curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from gspbrief.errors import EstimationError
from gspbrief.surveys.samples import groups, require_columns
from gspbrief.surveys.survival import durations_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class LogRank:
    """Test that groups share one survival curve; ``p_value`` 0-1.

    ``degrees`` of freedom: groups of which somebody was observed at the first event or later, less one.
    """

    statistic: float
    degrees: int
    p_value: float
    persons: int


def log_rank(frame: pd.DataFrame, *, time: str, event: str, group: str) -> LogRank:
    """The log-rank test that groups share one survival curve.

    Raises
    ------
    EstimationError
        With row and reason; if there is one group, a group of one, or nobody had the event.

    Notes
    -----
    A group that left observation before the first event says nothing and takes no degree of freedom, as in
    R's survival.
    """
    from scipy.stats import chi2

    require_columns(frame, [time, event, group])
    t, e = durations_of(frame, time, event)
    if not e.any():
        raise EstimationError("nobody had the event while observed: its time cannot be estimated")
    codes, labels = groups(frame, group)
    sizes = np.bincount(codes)
    if len(labels) < 2:
        raise EstimationError(f"everybody has the same {group}: there is nothing to compare")
    if sizes.min() < 2:
        alone = labels[int(sizes.argmin())]
        raise EstimationError(f"one person alone has {group} = {alone}", todo="Merge small groups")
    times, d = np.unique(t[e == 1], return_counts=True)
    ends = [np.sort(t[codes == code]) for code in range(len(labels))]
    at_risk = np.array([len(end) - np.searchsorted(end, times) for end in ends], dtype="float64")
    n = at_risk.sum(axis=0)
    shares = at_risk / n
    observed = np.bincount(codes[e == 1], minlength=len(labels))
    surplus = observed - shares @ d
    spread = d * np.divide(n - d, n - 1, out=np.zeros_like(n), where=n > 1)
    variance = np.diag(shares @ spread) - (shares * spread) @ shares.T
    seen = np.flatnonzero(at_risk.any(axis=1))[1:]
    try:
        statistic = surplus[seen] @ np.linalg.solve(variance[np.ix_(seen, seen)], surplus[seen])
    except np.linalg.LinAlgError:
        statistic = np.nan
    if not (len(seen) and np.isfinite(statistic)):
        raise EstimationError("no event happened while more than one group was observed")
    return LogRank(float(statistic), len(seen), float(chi2.sf(statistic, len(seen))), len(t))
