"""How far the tracks of a programme differ in who leaves within a window, from a tracer survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL, newcombe
from gspbrief.surveys import survey
from gspbrief.surveys.tracer import TRACKS, Tracer, attempted, graduates, of_programme

if TYPE_CHECKING:
    import pandas as pd


def difference_of_tracks(tracer: Tracer, month: int) -> Findings:
    """The migration rate of the away track less that of the home track, within some months of graduating.

    Only graduates who could be observed for the whole window count; those who left the trade first have not
    moved within it.

    Returns
    -------
    Findings
        A difference of shares with Newcombe's interval, which takes persons as independent.
    """
    name = f"rate_difference.{month}"

    def compared() -> Finding:
        away, home = (_moved(graduates(tracer), track, month) for track in TRACKS)
        low, high = newcombe(*away, *home, LEVEL)
        return Finding(
            id=name,
            measure="rate_difference",
            value=away[0] / away[1] - home[0] / home[1],
            low=low,
            high=high,
            interval="newcombe",
            level=LEVEL,
            unit="share_difference",
            n=away[1] + home[1],
            method="newcombe",
            base="graduates",
            grade="illustrative",
            details={"rate": "migration_rate", "along": "track", "first": TRACKS[0], "second": TRACKS[1]},
        )

    return of_programme(tracer, attempted((name,), "rate_difference", "share_difference", compared))


def _moved(timed: pd.DataFrame, track: str, month: int) -> tuple[int, int]:
    """Those of a track who left within a window, and all who could be observed for it."""
    followed = survey.months(timed, "observed") - survey.months(timed, "graduated") >= month
    chosen = timed[followed & (timed["track"] == track).to_numpy()]
    if chosen.empty:
        raise EstimationError(f"nobody of the {track} track was observed for {month} months")
    return int(((chosen["event"] == 1) & (chosen["months"] <= month)).sum()), len(chosen)
