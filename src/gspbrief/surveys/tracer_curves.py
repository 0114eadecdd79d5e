"""Who leaves and who comes back, by months since: shares over time from a tracer survey."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import product
from typing import TYPE_CHECKING

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL
from gspbrief.surveys import survey
from gspbrief.surveys.disclosure import Disclosure
from gspbrief.surveys.survival import Incidence, cumulative_incidence, survival_curve
from gspbrief.surveys.tracer import Tracer
from gspbrief.surveys.tracer_findings import attempted, coarse, of_programme

if TYPE_CHECKING:
    import pandas as pd

YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Curve:
    """A share over time with its interval, for one track.

    Attributes
    ----------
    observed : float
        The longest time that anybody was observed [months].
    months, shares, low, high : tuple of float
        Steps: from each month on the share holds. Shares 0-1.
    at_risk : tuple of int
        Persons still observed, and without the event or another, just before each of these months; None
        where that is withheld.
    yearly : tuple of int
        The same at the start, after one year, and so on as long as anybody was observed.
    people : pandas.DataFrame
        Whom it is made of, with `months` and `happened`: 1 where what it shows came then.
    """

    track: str
    persons: int
    observed: float
    months: tuple[float, ...]
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    at_risk: tuple[int | None, ...]
    yearly: tuple[int | None, ...]
    people: pd.DataFrame = field(repr=False, compare=False)

    def at(self, month: float) -> tuple[float, float, float]:
        """The share by a month, with the ends of its interval.

        Raises
        ------
        EstimationError
            If nobody was observed for so long.
        """
        if month > self.observed:
            raise EstimationError(f"nobody was observed for {month:g} months")
        last = max(i for i, known in enumerate(self.months) if known <= month)
        return self.shares[last], self.low[last], self.high[last]


def graduates(tracer: Tracer) -> pd.DataFrame:
    """Graduates of the programme with their time to leaving the country or, which excludes it, the trade.

    Raises
    ------
    LackingError
        If the survey does not tell when people graduate or leave, or up to when that is known.
    EstimationError
        If nobody has graduated.
    """
    import pandas as pd

    tracer.needs("graduated", "departed", "observed")
    competing = ("changed",) if tracer.has("changed") else ()
    timed = survey.durations(tracer.rows, since="graduated", until="departed", competing=competing)
    if not tracer.has("track"):
        return timed.assign(track=pd.Categorical([""] * len(timed)))
    timed = timed[(timed["track"] != "none").to_numpy()].copy()  # who had no place learned it elsewhere
    if timed.empty:
        raise EstimationError("nobody with a place has a month of graduated")
    timed["track"] = timed["track"].cat.remove_unused_categories()
    home = (timed["track"] == "home").astype("int8")
    timed["home"] = home if timed["track"].notna().all() else home.where(timed["track"].notna())
    timed.attrs = tracer.rows.attrs
    return timed


def known_graduates(tracer: Tracer, covariates: Sequence[str]) -> pd.DataFrame:
    """Graduates of whom these covariates are known, told of by each yes or no among them.

    Raises
    ------
    WithheldError
        If that would tell of too few.
    """
    people = graduates(tracer)
    if tracer.disclosure is not None:
        people = people.dropna(subset=[*covariates])
        tracer.tell(people, "event")
        tracer.tell_levels(people, covariates)
    return people


def followed(tracer: Tracer, month: int) -> pd.DataFrame:
    """Graduates who could be observed for some months, with ``left``: 1 if they left the country by then.

    Those who left the trade first have not left the country by then.
    """
    timed = graduates(tracer)
    whole = survey.months(timed, "observed") - survey.months(timed, "graduated") >= month
    within = (timed["event"] == 1) & (timed["months"] <= month)
    chosen = timed.assign(left=within.astype("int8"))[whole]
    chosen.attrs = tracer.rows.attrs
    return chosen


def departures(tracer: Tracer) -> tuple[Curve, ...]:
    """Cumulative incidence of leaving the country by track (Aalen-Johansen)."""
    return tuple(_incidences(tracer, 1))


def leaving_the_trade(tracer: Tracer) -> tuple[Curve, ...]:
    """Cumulative incidence of leaving the trade before leaving the country, by track (Aalen-Johansen)."""
    return tuple(_incidences(tracer, 2))


def _incidences(tracer: Tracer, cause: int) -> Iterator[Curve]:
    for track, timed in _by_track(tracer):
        try:
            found = cumulative_incidence(timed, time="months", cause="cause", causes=2)
        except EstimationError:
            continue
        yield _curve(track, found[cause - 1], timed.assign(happened=(timed["cause"] == cause).astype("int8")))


def _by_track(tracer: Tracer) -> list[tuple[str, pd.DataFrame]]:
    try:
        timed = graduates(tracer)
    except EstimationError:
        return []
    return [(str(track), rows) for track, rows in timed.groupby("track", observed=True)]


def _curve(track: str, found: Incidence, people: pd.DataFrame) -> Curve:
    steps, times = (found.times, found.incidence, found.low, found.high), people["months"]
    months, shares, low, high = ((0.0, *values) for values in steps)
    at_risk = _at_risk(times, months)
    return Curve(track, found.persons, float(times.max()), months, shares, low, high, *at_risk, people)


def _at_risk(times: pd.Series[float], months: Sequence[float]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """How many are observed until each of some months or longer, and until each whole year."""
    years = range(int(times.max()) // YEAR + 1)
    counted = [int((times >= month).sum()) for month in (*months, *(YEAR * year for year in years))]
    return tuple(counted[: len(months)]), tuple(counted[len(months) :])


def rates_by(
    tracer: Tracer,
    curves: Sequence[Curve],
    measure: str,
    months: Sequence[int],
    tracks: Sequence[str] | None = None,
) -> Findings:
    """Where curves stand after some months, as findings; or why they cannot be read there.

    Parameters
    ----------
    measure : str
        ``migration_rate``, ``left_trade_rate`` or ``retention_rate``.
    tracks : sequence of str
        Those that are asked about; an empty text for all together. By default those of the survey.
    """
    drawn = {curve.track: curve for curve in curves}
    found: list[Finding] = []
    for track, month in product(tracer.tracks if tracks is None else tracks, months):
        name = ".".join(filter(None, (measure, track, str(month))))
        read = partial(_reading, tracer, drawn.get(track), month, name)
        found += attempted((name,), measure, "share", read)
    return of_programme(tracer, found)


NEEDED = {
    "migration_rate": ("graduated", "departed", "observed"),
    "left_trade_rate": ("graduated", "departed", "changed", "observed"),
    "retention_rate": ("departed", "returned", "observed"),
}


def _reading(tracer: Tracer, curve: Curve | None, month: int, name: str) -> Finding:
    measure = name.partition(".")[0]
    tracer.needs(*NEEDED[measure])
    if curve is None:
        raise EstimationError("nobody was observed, or one person alone")
    share, low, high = curve.at(month)
    tracer.tell(_by(curve, month), "by_then")
    return Finding(
        id=name,
        measure=measure,
        value=share,
        low=low,
        high=high,
        interval="interval",
        level=LEVEL,
        unit="share",
        n=curve.persons,
        track=curve.track,
        group=f"after {month} months",
        method="kaplan_meier" if measure == "retention_rate" else "aalen_johansen",
        base="departed" if measure == "retention_rate" else "graduates",
        grade="illustrative",
    )


def still_abroad(tracer: Tracer) -> tuple[Curve, ...]:
    """Share of those who left that has not come back, by months since (Kaplan-Meier); all tracks together."""
    try:
        tracer.needs(*NEEDED["retention_rate"])
        timed = survey.durations(tracer.rows, since="departed", until="returned")
        found = survival_curve(timed, time="months", event="event")
    except EstimationError:
        return ()
    steps = (found.survival, found.low, found.high)
    shares, low, high = ((1.0, *values) for values in steps)
    times, months = timed["months"], (0.0, *found.times)
    risk = _at_risk(times, months)
    people = timed.assign(happened=timed["event"])
    return (Curve("", found.persons, float(times.max()), months, shares, low, high, *risk, people),)


def _by(curve: Curve, month: float) -> pd.DataFrame:
    """The people of a curve, with ``by_then``: 1 where what it shows has come by a month."""
    came = (curve.people["happened"] == 1) & (curve.people["months"] <= month)
    return curve.people.assign(by_then=came.astype("int8"))


def shown(tracer: Tracer, curves: Sequence[Curve]) -> tuple[Curve, ...]:
    """Curves with those of their steps that may be told of: each comes when enough people have followed.

    Of people who exist single steps would be single persons. The numbers at risk are told at full years, as
    far as they may be.
    """
    if tracer.disclosure is None:
        return tuple(curves)
    return tuple(_coarser(tracer, curve) for curve in curves)


def _coarser(tracer: Tracer, curve: Curve) -> Curve:
    disclosure, times = tracer.disclosure, curve.people["months"]
    assert disclosure is not None
    years = range(0, YEAR * len(curve.yearly), YEAR)
    for month in (*years, *curve.months):
        ended = curve.people[times < month]
        disclosure.protect(*(part["person"] for _, part in ended.groupby("happened")))
    yearly = tuple(
        count if disclosure.admits(curve.people["person"][times >= month]) else None
        for month, count in zip(years, curve.yearly, strict=True)
    )
    kept = [0]
    for place, month in enumerate(curve.months):
        if curve.shares[place] != curve.shares[kept[-1]] and _many(disclosure, curve, month):
            kept.append(place)
    months, shares, low, high = (
        tuple(coarse(values[place]) for place in kept)
        for values in (curve.months, curve.shares, curve.low, curve.high)
    )
    at_risk = (None,) * len(kept)
    return replace(curve, months=months, shares=shares, low=low, high=high, at_risk=at_risk, yearly=yearly)


def _many(disclosure: Disclosure, curve: Curve, month: float) -> bool:
    """Whether enough people are still at risk, have had the event and have not, and may be told of."""
    came = _by(curve, month)
    groups = [part["person"] for _, part in came.groupby("by_then")]
    at_risk = int((curve.people["months"] >= month).sum())
    return at_risk >= disclosure.threshold and len(groups) == 2 and disclosure.admits(came["person"], *groups)
