"""Who leaves within a window and who leaves sooner, by track and by who people are, from a tracer survey."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL, newcombe
from gspbrief.surveys.cox import hazard_ratios
from gspbrief.surveys.log_rank import log_rank
from gspbrief.surveys.movers import who_moves
from gspbrief.surveys.tracer import TRACKS, Tracer
from gspbrief.surveys.tracer_curves import followed, graduates, known_graduates
from gspbrief.surveys.tracer_findings import attempted, of_programme
from gspbrief.surveys.tracer_tests import p_value

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
        tracer.needs("track")
        people = followed(tracer, month)
        away, home = (_moved(people, track, month) for track in TRACKS)
        tracer.tell(people, "track", ("track", "left"))
        low, high = newcombe(*away, *home)
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


def _moved(people: pd.DataFrame, track: str, month: int) -> tuple[int, int]:
    """Those of a track who left within a window, and all who could be observed for it."""
    chosen = people[people["track"] == track]
    if chosen.empty:
        raise EstimationError(f"nobody of the {track} track was observed for {month} months")
    return int(chosen["left"].sum()), len(chosen)


def track_test(tracer: Tracer) -> Findings:
    """The log-rank test that both tracks leave at one pace, those who left the trade counted until then.

    Returns
    -------
    Findings
        The statistic and its p-value.
    """

    def tested() -> list[Finding]:
        tracer.needs("track")
        people = graduates(tracer)
        found = log_rank(people, time="months", event="event", group="track")
        tracer.tell(people, "track", ("track", "event"))
        statistic = Finding(
            id="log_rank",
            measure="log_rank",
            value=found.statistic,
            unit="ratio",
            n=found.persons,
            method="log_rank",
            base="graduates",
            grade="illustrative",
            details={"p_value": f"{found.p_value:.12g}", "degrees": str(found.degrees)},
        )
        return [statistic, p_value("tracks", found.p_value, n=found.persons, method="log_rank")]

    names = ("log_rank", "p_value.tracks")
    return of_programme(tracer, attempted(names, "log_rank", "ratio", tested))


def pace(tracer: Tracer, covariates: Sequence[str], cluster: str | None) -> Findings:
    """Hazard ratios of leaving the country (Cox), those who left the trade counted until then."""

    def estimated() -> Findings:
        people = known_graduates(tracer, covariates)
        return hazard_ratios(people, time="months", event="event", covariates=covariates, cluster=cluster)

    return _by_covariate(tracer, "hazard_ratio", "ratio", covariates, estimated, "cox")


def movers(tracer: Tracer, covariates: Sequence[str], cluster: str | None, month: int) -> Findings:
    """Average marginal effects on the chance of leaving within some months (logit): they describe who moves.

    Only graduates who could be observed for the whole window count: who is observed longer has had longer to
    leave.
    """

    def estimated() -> Findings:
        people = followed(tracer, month)
        if tracer.disclosure is not None:
            people = people.dropna(subset=[*covariates])
            tracer.tell(people, "left")
            tracer.tell_levels(people, covariates)
        return who_moves(people, outcome="left", covariates=covariates, cluster=cluster)

    return _by_covariate(tracer, "marginal_effect", "share_difference", covariates, estimated, "logit")


def _by_covariate(
    tracer: Tracer,
    measure: str,
    unit: str,
    covariates: Sequence[str],
    estimate: Callable[[], Findings],
    method: str,
) -> Findings:
    """The findings of a model under the names of its covariates."""
    found = attempted([f"{measure}.{name}" for name in covariates], measure, unit, estimate)
    names = [(f, f.id.rpartition(".")[2]) for f in found]
    named = (
        replace(f, id=f"{measure}.{name}", group=name, base="graduates", method=method) for f, name in names
    )
    return of_programme(tracer, named)
