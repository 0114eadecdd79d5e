"""A tracer survey of one programme: who moves and when; what cannot be estimated is said, not raised."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gspbrief.errors import EstimationError, EvidenceError, Problem
from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
from gspbrief.evidence.files import mapping, refuse
from gspbrief.evidence.reading import find_data, load_fictitious
from gspbrief.evidence.study import Partnership, Study
from gspbrief.findings.derivation import counted_share
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL
from gspbrief.language.letters import strange
from gspbrief.surveys import survey
from gspbrief.surveys.samples import grade_of
from gspbrief.surveys.survey import FOLDER
from gspbrief.surveys.survival import Incidence, cumulative_incidence, survival_curve

if TYPE_CHECKING:
    import pandas as pd

TRACKS = ("away", "home")
HEAVY = "heavy_weight"
YEAR = 12  # months


@dataclass(frozen=True, slots=True)
class Tracer:
    """A programme with its survey.

    Attributes
    ----------
    study : Study
        The programme; it has no row of evidence.
    rows : pandas.DataFrame
        The survey, one row a person and wave, as ``survey.read`` gives it.
    """

    study: Study
    rows: pd.DataFrame


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
        Persons still observed, and without the event or another, just before each of these months.
    yearly : tuple of int
        The same at the start, after one year, and so on as long as anybody was observed.
    """

    track: str
    persons: int
    observed: float
    months: tuple[float, ...]
    shares: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    at_risk: tuple[int, ...]
    yearly: tuple[int, ...]

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


def load(programme: str, data: Path | str | None = None) -> Tracer:
    """A programme of ``data/surveys/`` with its survey, checked.

    Raises
    ------
    ArgumentError
        If there is no such survey.
    EvidenceError
        If anything in it is wrong.
    """
    folder = find_data(data)
    path = folder / FOLDER / f"{programme}.csv"
    rows = survey.read(path)
    return Tracer(load_fictitious(described(programme, path.parent), folder), rows)


def described(programme: str, folder: Path) -> Partnership:
    """The programme as the descriptor of the surveys introduces it."""
    row = dict.fromkeys((f.name for f in fields(Partnership)), "") | {"id": programme, "model": "neither"}
    said = mapping(_resource(programme, folder).get("programme"))
    wrong = [
        Problem(DESCRIPTOR, 0, f"{programme}, programme", f"says {name}: {text!r:.40}", "texts")
        for name, text in said.items()
        if name not in row or not isinstance(text, str) or any(strange(text))
    ]
    if wrong:
        raise EvidenceError(wrong)
    return Partnership.from_row(row | dict(said))


def _resource(programme: str, folder: Path) -> Mapping[str, Any]:
    package = read_package(folder / DESCRIPTOR)
    if programme not in package:
        refuse(DESCRIPTOR, f"describes no survey {programme!r}", f"there is {', '.join(package)}")
    return dict(package[programme].resource)


def published(programme: str, data: Path | str | None = None) -> tuple[Path, ...]:
    """The files of a survey that may be published: its rows and their description, or none.

    Rows are published only if their resource says so and every person in them is simulated.
    """
    folder = find_data(data) / FOLDER
    path = folder / f"{programme}.csv"
    marked = _resource(programme, folder).get("publish") is True
    simulated = bool((survey.read(path, ())["simulated"] == 1).all())
    return (path, folder / DESCRIPTOR) if marked and simulated else ()


def attempted(
    names: Sequence[str], measure: str, unit: str, estimate: Callable[[], Finding | Iterable[Finding]]
) -> Findings:
    """What an estimator gives, or in its place findings that say why it cannot be estimated.

    Parameters
    ----------
    names : sequence of str
        Ids of the findings that stand in.
    measure, unit : str
        Of these.
    """
    try:
        found = estimate()
    except EstimationError as error:
        return Findings(_refused(name, measure, unit, str(error)) for name in names)
    return Findings([found] if isinstance(found, Finding) else found)


def _refused(finding_id: str, measure: str, unit: str, reason: str) -> Finding:
    return Finding(
        id=finding_id,
        measure=measure,
        value=None,
        unit=unit,
        grade="illustrative",
        reason=reason,
        details={"reason": "not_estimable"},
    )


def of_programme(tracer: Tracer, found: Iterable[Finding]) -> Findings:
    """The findings under the name of the survey and its programme, graded as the survey is."""
    here, grade = tracer.study.partnership.id, grade_of(tracer.rows)
    return Findings(
        replace(
            f,
            id=f"survey.{f.id}",
            partnership=here,
            grade=grade,
            caveats=(HEAVY,) if f.caveats else (),
        )
        for f in found
    )


def sample(tracer: Tracer, wave: int) -> Findings:
    """Persons invited, those who answered in a wave, and the share of these."""
    rows = tracer.rows[tracer.rows["wave"] == wave]
    invited, answered = len(rows), int(rows["answered"].sum())
    counts = [
        _count("survey_sample", invited),
        _count("survey_responses", answered, base="invited", n=invited),
    ]

    def responding() -> Finding:
        named = ("response_rate", "survey_response_rate")
        return counted_share(*named, answered, invited, base="invited", grade="illustrative")

    rate = attempted(("response_rate",), "survey_response_rate", "share", responding)
    return of_programme(tracer, [*counts, *rate])


def _count(measure: str, value: int, **more: object) -> Finding:
    return Finding(
        id=measure,
        measure=measure,
        value=value,
        unit="persons",
        grade="illustrative",
        **more,  # type: ignore[arg-type]
    )


def graduates(tracer: Tracer) -> pd.DataFrame:
    """Graduates with their time to leaving the country or, which excludes it, the trade."""
    timed = survey.durations(tracer.rows, since="graduated", until="departed", competing=("changed",))
    timed["track"] = timed["track"].cat.remove_unused_categories()
    timed["home"] = (timed["track"] == "home").astype("int8")
    return timed


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
        yield _curve(track, found[cause - 1], timed["months"])


def _by_track(tracer: Tracer) -> list[tuple[str, pd.DataFrame]]:
    try:
        timed = graduates(tracer)
    except EstimationError:
        return []
    return [(str(track), rows) for track, rows in timed.groupby("track", observed=True)]


def _curve(track: str, found: Incidence, times: pd.Series[float]) -> Curve:
    steps = (found.times, found.incidence, found.low, found.high)
    months, shares, low, high = ((0.0, *values) for values in steps)
    return Curve(
        track, found.persons, float(times.max()), months, shares, low, high, *_at_risk(times, months)
    )


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
    tracks: Sequence[str] = TRACKS,
) -> Findings:
    """Where curves stand after some months, as findings; or why they cannot be read there.

    Parameters
    ----------
    measure : str
        ``migration_rate``, ``left_trade_rate`` or ``retention_rate``.
    tracks : sequence of str
        Those that are asked about; an empty text for all together.
    """
    drawn = {curve.track: curve for curve in curves}
    found: list[Finding] = []
    for track, month in product(tracks, months):
        name = ".".join(filter(None, (measure, track, str(month))))
        read = partial(_reading, drawn.get(track), month, name)
        found += attempted((name,), measure, "share", read)
    return of_programme(tracer, found)


def _reading(curve: Curve | None, month: int, name: str) -> Finding:
    if curve is None:
        raise EstimationError("nobody was observed, or one person alone")
    share, low, high = curve.at(month)
    measure = name.partition(".")[0]
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
        timed = survey.durations(tracer.rows, since="departed", until="returned")
        found = survival_curve(timed, time="months", event="event")
    except EstimationError:
        return ()
    steps = (found.survival, found.low, found.high)
    shares, low, high = ((1.0, *values) for values in steps)
    times, months = timed["months"], (0.0, *found.times)
    risk = _at_risk(times, months)
    return (Curve("", found.persons, float(times.max()), months, shares, low, high, *risk),)
