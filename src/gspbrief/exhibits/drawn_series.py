"""How figures over time are drawn: slopes from period to period, dots and lines along the years."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import TYPE_CHECKING, Any, cast

from gspbrief.errors import EstimationError
from gspbrief.exhibits import marks
from gspbrief.exhibits.room import width_of
from gspbrief.exhibits.rows import OPEN_ABOVE, OPEN_BELOW
from gspbrief.findings.finding import Finding, Findings

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 260  # pixels
SLOPE, NARROW_SLOPE = (64, 380), (48, 168)  # pixels: from the first period to the last; names stand behind
YEARS, NARROW_YEARS = (24, 524), (18, 226)
WIDE_CHARACTERS = {"timeline": 15, "yearly": 15}  # in a line of a name
NAME_CHARACTERS = {"slopes": 17, "timeline": 15, "yearly": 15}  # in a line of a name on a narrow screen
PLACES = {"slopes": (SLOPE, NARROW_SLOPE), "timeline": (YEARS, NARROW_YEARS), "yearly": (YEARS, NARROW_YEARS)}
_BEFORE, _BEHIND, _PADDING = 11, 12, 5  # pixels from a point to the texts beside it, and around a picture
_SEMIBOLD = 1.06  # times as wide as what is set in the regular face
_TWO_LINES = 40 / HEIGHT  # of the height: what two names need
_MONTH, _DAY = len("2016-12"), len("2016-12-31")  # characters of a date
_ROOM = 1.15  # above the highest figure
_BELOW = 0.13  # of the height: for figures below their dots


def apart(heights: Sequence[float]) -> list[float]:
    """Where names stand: at their values, moved down where two would run into each other.

    Parameters
    ----------
    heights : sequence of float
        From the highest downwards.
    """
    gap = _TWO_LINES * _ROOM * (max(heights) or 1)
    places: list[float] = []
    for height in heights:
        places.append(min([height, *(place - gap for place in places[-1:])]))
    lift = max(0.0, gap / 4 - places[-1])
    return [place + lift for place in places]


def when(finding: Finding) -> float:
    """The date of a figure in years; a year alone is its end."""
    text = finding.end
    if not text:
        raise EstimationError("a figure without a date has no place in time", where=finding.id)
    year = int(text[:4])
    if len(text) < _MONTH:
        return year + 1.0
    day = date.fromisoformat(text if len(text) == _DAY else f"{text}-28")
    return round(year + day.timetuple().tm_yday / 366, 3)


def shape(finding: Finding) -> str:
    """A dot, or a triangle that points to where the figure may lie."""
    if finding.bound in OPEN_ABOVE:
        return "triangle-up"
    return "triangle-down" if finding.bound in OPEN_BELOW else "circle"


def _colour(names: Sequence[str]) -> alt.Color:
    import altair as alt

    scale = alt.Scale(domain=list(names), range=list(marks.SERIES[: len(names)]))
    return alt.Color("series:N", scale=scale, legend=None)


def _series_of(count: int) -> list[str]:
    return [f"s{number}" for number in range(count)]


def _height(findings: Findings, below: float = 0.0) -> Any:
    import altair as alt

    top = float(f"{_ROOM * max(f.value or 0 for f in findings):.3g}")
    scale = alt.Scale(domain=[-below * top, top], nice=False)
    return lambda field: alt.Y(f"{field}:Q", scale=scale, axis=None)


def _named(words: alt.Chart, y: alt.Y, between: str, **moved: Any) -> alt.Chart:
    """The last figure of each series with the name of the series."""
    import altair as alt

    last = words.transform_filter("datum.last")
    named = last.transform_calculate(named=f"datum.text + '{between}' + datum.label")
    text = named.mark_text(align="left", dx=_BEHIND, lineBreak="\n", fontWeight=600, **moved)
    made: alt.Chart = text.encode(y=y, text=alt.Text("named:N"))
    return made


def slopes(findings: Findings) -> marks.Spec:
    """A line from period to period for each series, its figures at the points, its name behind the last."""
    import altair as alt

    height = _height(findings)
    axis = alt.Axis(title=None, orient="top", labelAngle=0, grid=False, domain=False)
    x = alt.X("period:N", sort=None, scale=alt.Scale(type="point", padding=0, range=list(SLOPE)), axis=axis)
    colour = _colour(_series_of(len({(f.measure, f.base) for f in findings})))
    words = alt.Chart().encode(x=x)
    base = words.encode(color=colour)
    before = words.transform_filter("!datum.last")
    return marks.layered(
        HEIGHT,
        base.mark_line(strokeWidth=2.5).encode(y=height("value")),
        base.mark_point(size=110).encode(y=height("value")),
        before.mark_text(align="right", dx=-_BEFORE, fontWeight=600).encode(
            y=height("value"), text=alt.Text("text:N")
        ),
        _named(words, height("at"), "  "),
    )


def timeline(findings: Findings) -> marks.Spec:
    """Dots along the years with their figures, joined by lines within a series."""
    import altair as alt

    height = _height(findings, below=_BELOW)
    axis = alt.Axis(
        title="@phrase:year_ends", format="d", labelExpr="datum.value - 1", labelFlush=False, grid=False,
        tickMinStep=1, tickCount=12, ticks=True,
    )  # fmt: skip
    dates = [when(finding) for finding in findings]
    scale = alt.Scale(domain=[min(dates), max(dates)], range=list(YEARS), nice=False, zero=False)
    x = alt.X("date:Q", scale=scale, axis=axis)
    measures = _series_of(len({f.measure for f in findings}))
    words = alt.Chart().encode(x=x)
    base = words.encode(color=_colour(measures))
    figures = []
    for number, name in enumerate(measures):  # above the highest series, below the others
        own = words.transform_filter(f"datum.shown && !datum.last && datum.series == '{name}'")
        text = own.mark_text(dy=-14 if number == 0 else 17, fontWeight=600)
        figures.append(text.encode(y=height("value"), text=alt.Text("text:N")))
    return marks.layered(
        HEIGHT + marks.AXIS_SPACE,
        base.transform_filter("datum.joined")
        .mark_line(strokeWidth=1.5, opacity=0.6)
        .encode(y=height("value")),
        base.mark_point(size=90).encode(y=height("value"), shape=alt.Shape("mark:N", scale=None)),
        _named(words, height("value"), "\\n", dy=-4),
        *figures,
    )


def yearly(findings: Findings, series: int) -> marks.Spec:
    """A line along the years for each series, its figures at the dots, its name behind the last.

    The figures of the lowest series stand below their dots and those of the others above.
    """
    import altair as alt

    height = _height(findings, below=_BELOW)
    years = sorted({int(finding.end[:4]) for finding in findings})
    axis = alt.Axis(title=None, format="d", labelFlush=False, grid=False, values=years, ticks=True)
    scale = alt.Scale(domain=[years[0], years[-1]], range=list(YEARS), nice=False, zero=False)
    words = alt.Chart().encode(x=alt.X("date:Q", scale=scale, axis=axis))
    names = _series_of(series)
    base = words.encode(color=_colour(names))
    figures = [
        words.transform_filter(f"datum.shown && !datum.last && datum.series == '{name}'")
        .mark_text(dy=17 if name == names[-1] else -14, fontWeight=600)
        .encode(y=height("value"), text=alt.Text("text:N"))
        for name in names
    ]
    return marks.layered(
        HEIGHT + marks.AXIS_SPACE,
        base.mark_line(strokeWidth=2).encode(y=height("value")),
        base.mark_point(size=80).encode(y=height("value")),
        _named(words, height("at"), "\\n", dy=-4),
        *figures,
    )


def narrowed(chart: Mapping[str, object], kind: str, width: int) -> dict[str, Any]:
    """A chart over time for a narrow screen: less room between its points, names in shorter lines, few ticks.

    What a share is of is left to the table behind the chart.
    """
    rows = [
        {
            **row,
            "label": "\n".join(wrap(str(row["label"]), NAME_CHARACTERS[kind])),
            "text": row["short"],
            "shown": row.get("shown_narrow"),
        }
        for row in cast("Mapping[str, Sequence[Mapping[str, Any]]]", chart["datasets"])["rows"]
    ]
    made = fitted({**chart, "datasets": {"rows": rows}, "width": width}, kind, PLACES[kind][1], width)
    for layer in made["layer"] if kind != "slopes" else ():
        x = layer["encoding"]["x"]
        layer["encoding"]["x"] = {**x, "axis": {**x["axis"], "tickCount": 5}}
    return made


def fitted(chart: Mapping[str, Any], kind: str, place: tuple[int, int], width: int) -> dict[str, Any]:
    """A chart over time whose last points stand where the names behind them still have room.

    Parameters
    ----------
    place : tuple of int
        Of the first and the last points [pixels]; the last come nearer where a name is long.
    """
    rows = chart["datasets"]["rows"]
    between = "  " if kind == "slopes" else "\n"
    names = max(width_of(f"{row['text']}{between}{row['label']}") for row in rows if row["last"])
    texts = _SEMIBOLD * max(width_of(row["text"]) for row in rows if not row["last"])
    before = max(0.0, (texts + _BEFORE if kind == "slopes" else texts / 2) - place[0])
    last = min(place[1], int(width - before - _SEMIBOLD * names - _BEHIND - 2 * _PADDING))
    layers = []
    for layer in chart["layer"]:
        x = layer["encoding"]["x"]
        x = {**x, "scale": {**x["scale"], "range": [place[0], last]}}
        layers.append({**layer, "encoding": {**layer["encoding"], "x": x}})
    return {**chart, "layer": layers}
