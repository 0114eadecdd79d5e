"""Figures over time: like people in two or more periods, and running totals along the years."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from gspbrief.errors import EstimationError
from gspbrief.exhibits import drawn_series as drawings
from gspbrief.exhibits.charts import charted
from gspbrief.exhibits.drawn_series import when as when
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.rows import ids, period_of, telling
from gspbrief.findings.derivation import whole
from gspbrief.findings.finding import Finding, Findings

MOST_SERIES = 4  # as many as there are colours
_NAMES = ("measure", "origin", "destination", "track", "group", "payer", "source")  # what tells series apart
_APART, _NARROW_APART = 0.08, 0.25  # of the time shown: figures closer than this would run into each other

Series = Mapping[str, Sequence[Finding]]
Place = dict[str, object]


def slopes(exhibit_id: str, findings: Findings) -> Exhibit:
    """Shares of like people in the same periods, a line each with its name at the end.

    The id of a series, for a name of its own, is its measure.

    Raises
    ------
    EstimationError
        If a series lacks a period, or there are more series than colours.
    """
    if not findings:
        return charted(exhibit_id, "slopes", findings, drawings.slopes, ())
    series, names = _series(exhibit_id, findings)
    _require_same("periods", exhibit_id, series, period_of)
    made = charted(exhibit_id, "slopes", _in_order(series), drawings.slopes, names, ("period",))
    return _placed(made, _named_at_the_end(series, lambda one: {"series_of": one.measure}))


def timeline(exhibit_id: str, findings: Findings, left_out: Iterable[Finding] = ()) -> Exhibit:
    """Running totals as dots along the years, joined where they are of the same people; bounds are triangles.

    The id of a series, for a name of its own, is its measure.

    Parameters
    ----------
    findings : Findings
        Dated counts of persons; those of one measure are one series.
    left_out : iterable of Finding
        Totals that contradict the others: a note says so.
    """
    if len({when(finding) for finding in findings}) < 2:
        return charted(exhibit_id, "timeline", Findings(), drawings.timeline, ())
    series, _ = _series(exhibit_id, findings)
    made = charted(
        exhibit_id, "timeline", _in_order(series), drawings.timeline, ("measure",), ("group", "period")
    )
    said, said_narrow = (_labelled(series, room) for room in (_APART, _NARROW_APART))
    places = [
        {
            "series": name,
            "series_of": one.measure,
            "date": when(one),
            "shown": one.id in said,
            "shown_narrow": one.id in said_narrow,
            "last": one is found[-1],
            "mark": drawings.shape(one),
            "joined": whole(one) and sum(map(whole, found)) > 1,
        }
        for name, found in series.items()
        for one in found
    ]
    return replace(_placed(made, places), left_out=ids(left_out))


def yearly(exhibit_id: str, findings: Findings) -> Exhibit:
    """Shares of people from several origins in the same years, a line each with its name at the end.

    The id of a series, for a name of its own, is its origin.

    Raises
    ------
    EstimationError
        If a series lacks a year, or there are more series than colours.
    """
    if not findings:
        return charted(exhibit_id, "yearly", findings, drawings.timeline, ())
    series, names = _series(exhibit_id, findings, by_origin=True)
    _require_same("years", exhibit_id, series, lambda one: one.end[:4])
    drawn = partial(drawings.yearly, series=len(series))
    made = charted(exhibit_id, "yearly", _in_order(series), drawn, names, ("period",))
    said_narrow = _labelled(series, _NARROW_APART)
    return _placed(
        made,
        _named_at_the_end(
            series,
            lambda one: {
                "series_of": one.origin,
                "date": int(one.end[:4]),
                "shown": True,
                "shown_narrow": one.id in said_narrow,
            },
        ),
    )


def _require_same(what: str, exhibit_id: str, series: Series, time: Callable[[Finding], object]) -> None:
    if len({tuple(map(time, found)) for found in series.values()}) > 1:
        raise EstimationError(f"the series are of different {what}", where=exhibit_id)


def _in_order(series: Series) -> Findings:
    return Findings(finding for found in series.values() for finding in found)


def _named_at_the_end(series: Series, about: Callable[[Finding], Place]) -> list[Place]:
    """Where each figure stands, and how high the name of its series behind the last one."""
    heights = drawings.apart([found[-1].value or 0 for found in series.values()])
    return [
        {"series": name, **about(one), "last": one is found[-1], "at": height}
        for (name, found), height in zip(series.items(), heights, strict=True)
        for one in found
    ]


def _series(
    exhibit_id: str, findings: Findings, *, by_origin: bool = False
) -> tuple[Series, tuple[str, ...]]:
    """The findings by measure and base, or by origin, in time, the series that ends highest first."""
    groups: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in sorted(findings, key=when):
        base = finding.base if finding.unit == "share" else ""
        groups[(finding.origin,) if by_origin else (finding.measure, base)].append(finding)
    ranked = sorted(groups.values(), key=lambda found: -(found[-1].value or 0))
    if len(ranked) > MOST_SERIES:
        raise EstimationError(
            f"{len(ranked)} series have no more than {MOST_SERIES} colours", where=exhibit_id
        )
    names = telling(Findings(found[-1] for found in ranked), _NAMES)
    return {f"s{number}": found for number, found in enumerate(ranked)}, names


def _labelled(series: Series, apart: float) -> set[str]:
    """Points whose figures stand beside them: the last, where several series have one, what has room."""
    dates = [when(one) for found in series.values() for one in found]
    room = apart * (max(dates) - min(dates))
    said: set[str] = set()
    for found in series.values():
        ranked = sorted(found, key=lambda one: (one is not found[-1], -dates.count(when(one)), -when(one)))
        taken: list[float] = []
        for one in ranked:
            if all(abs(when(one) - other) >= room for other in taken):
                taken.append(when(one))
                said.add(one.id)
    return said


def _placed(made: Exhibit, places: Sequence[Place]) -> Exhibit:
    rows = ({**row, **place} for row, place in zip(made.data, places, strict=True))
    return replace(made, data=tuple(rows))
