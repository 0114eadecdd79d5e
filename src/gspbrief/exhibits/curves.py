"""What a survey's brief shows besides findings side by side: shares over time, estimands, refusals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from gspbrief.exhibits import marks as drawings
from gspbrief.exhibits.columns import COLUMNS
from gspbrief.exhibits.exhibit import Column, Exhibit
from gspbrief.exhibits.rows import ids, row_of
from gspbrief.findings.finding import SIGNIFICANT_DIGITS, Finding, Findings

if TYPE_CHECKING:
    import altair as alt

    from gspbrief.surveys.tracer_curves import Curve

HEIGHT = 320  # pixels
FEW = 10  # persons at risk: with fewer a curve is one or two people's, and is not drawn
YEAR = 12  # months
_LINE = 0.075  # of the height: one line of the numbers at risk below a curve
SMALL = 0.1  # standard deviations: the customary end of a difference that does not matter
_BALANCE = {"kind": "balance", "label": ["group"], "text": []}
_MARKS = {"bound": "exact", "currency": "", "low": None, "high": None}
MEASURE = Column(name="measure", kind="word", vocabulary="measure")
OF_OUTCOMES = ("effect",)  # measures whose ids name an outcome
IN_WORDS = ("withheld", "not_asked", "not_estimable_here")  # reasons that have a word


def steps(exhibit_id: str, curves: Sequence[Curve], findings: Findings) -> Exhibit:
    """Shares over months as steps with the band of their intervals, a colour for each track.

    Below stand the numbers still at risk, year by year; a curve ends where there are fewer than ten, or where
    its steps are withheld.

    Parameters
    ----------
    curves : sequence of Curve
        At most as many as there are colours.
    findings : Findings
        Those read from the curves, which the exhibit shows.
    """
    rows = tuple(row for line, curve in enumerate(curves) for row in _rows(curve, line))
    tracks = [curve.track for curve in curves if curve.track]
    numbers = [Column(name=name, kind="share") for name in ("value", "low", "high")]
    months = Column(name="months", kind="number")
    risk = Column(name="at_risk", kind="count")
    return Exhibit(
        id=exhibit_id,
        form="chart",
        data=rows,
        columns=(*([COLUMNS["track"]] if tracks else []), months, *numbers, risk),
        spec={
            **_drawn(tracks, max((row["months"] for row in rows), default=0)),
            "usermeta": {"kind": "steps", "label": ["track"], "text": []},
        },
        findings=ids(findings),
    )


def _rows(curve: Curve, line: int) -> Iterator[dict[str, Any]]:
    """Where the curve steps, and where it stands at each full year, as far as enough people are at risk.

    Parameters
    ----------
    line : int
        Of the numbers at risk below the curves, from 0.
    """
    places = {"heading_at": -_LINE, "risk_at": -_LINE * (2.1 + line)}
    fixed = {"track": curve.track, "unit": "share", "bound": "exact", "currency": "", **places}
    steps = zip(curve.months, curve.shares, curve.low, curve.high, curve.at_risk, strict=True)
    points = {month: (*shares, persons) for month, *shares, persons in steps}
    years = ((float(YEAR * year), n) for year, n in enumerate(curve.yearly) if n is not None)
    points |= {month: (*curve.at(month), n) for month, n in years}
    for month, (*shares, persons) in sorted(points.items()):
        if persons is None or persons >= FEW:
            value, low, high = (float(f"{share:.{SIGNIFICANT_DIGITS}g}") for share in shares)
            numbers = {"months": month, "value": value, "low": low, "high": high, "at_risk": persons}
            yield {**fixed, **numbers, "year": month % YEAR == 0 and persons is not None}


def _drawn(tracks: Sequence[str], months: float) -> drawings.Spec:
    import altair as alt

    below = -_LINE * (1.7 + max(1, len(tracks)))
    scale = alt.Scale(domain=[below, 1], nice=False)
    axis = alt.Axis(
        title="@column:share", format="~%", values=[0, 0.25, 0.5, 0.75, 1], titleAngle=0, titleAlign="left",
        titleY=-12,
    )  # fmt: skip
    years = list(range(0, int(months) + 1, YEAR))
    x = alt.X("months:Q", axis=alt.Axis(title="@column:months", values=years, format="~f", grid=False))
    base = alt.Chart().encode(x=x, color=_colours(tracks))
    band = base.mark_area(opacity=0.18, interpolate="step-after").encode(
        y=alt.Y("low:Q", axis=axis, scale=scale), y2=alt.Y2("high:Q")
    )
    line = base.mark_line(strokeWidth=2, interpolate="step-after").encode(
        y=alt.Y("value:Q", axis=axis, scale=scale)
    )
    place = alt.Y("risk_at:Q", axis=axis, scale=scale)
    counted = alt.Chart().transform_filter("datum.year").mark_text()
    first = alt.Chart().transform_filter("datum.months == 0")
    swatch = first.mark_point(shape="square", size=70).encode(
        x=alt.value(-24), y=place, color=_colours(tracks)
    )
    heading = first.mark_text(align="left", color=drawings.MUTED, text="@phrase:at_risk")
    return drawings.layered(
        HEIGHT + drawings.HALF_ROW * len(tracks),
        band,
        counted.encode(x=x, y=place, text=alt.Text("at_risk:Q", format=",d")),
        *([swatch] if tracks else []),
        heading.encode(x=alt.value(-24), y=alt.Y("heading_at:Q", axis=axis, scale=scale)),
        line,
    )


def _colours(tracks: Sequence[str]) -> alt.Color:
    import altair as alt

    words = [f"@track:{track}" for track in tracks] or [""]
    scale = alt.Scale(domain=words, range=list(drawings.SERIES[: len(words)]))
    legend = alt.Legend(title=None, offset=drawings.LEGEND_SPACE, symbolOpacity=1) if tracks else None
    return alt.Color("track:N", scale=scale, legend=legend)


def balance(exhibit_id: str, findings: Findings) -> Exhibit:
    """Standardised differences as dots about zero, with lines between which they do not matter."""
    found = findings.where(lambda finding: finding.value is not None)
    rows = tuple(
        {
            "figure": f.id,
            "group": f.group,
            "value": float(f"{f.value:.{SIGNIFICANT_DIGITS}g}"),
            **_MARKS,
            "unit": f.unit,
        }
        for f in found
    )
    return Exhibit(
        id=exhibit_id,
        form="chart",
        data=rows,
        columns=(COLUMNS["group"], Column(name="value", kind="number")),
        spec={**_dots([abs(f.value or 0) for f in found]), "usermeta": _BALANCE},
        findings=ids(found),
    )


def _dots(sizes: Sequence[float]) -> drawings.Spec:
    import altair as alt

    reach = max(2.5 * SMALL, *(1.2 * size for size in sizes), 0)
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    axis = alt.Axis(title="@unit:sd", format=".1f", tickCount=5)
    label = alt.Y("label:N", sort=None, axis=alt.Axis(title=None))
    base = alt.Chart().encode(y=label)
    ends = [
        alt.Chart()
        .mark_rule(strokeDash=[4, 3], color=drawings.MUTED)
        .encode(x=alt.X(datum=end, type="quantitative"))
        for end in (-SMALL, SMALL)
    ]
    return drawings.layered(
        drawings.ROW_HEIGHT * len(sizes) + drawings.AXIS_SPACE,
        *ends,
        base.mark_point().encode(x=alt.X("value:Q", scale=scale, axis=axis)),
        base.mark_text(align="left", dx=9).encode(x=alt.X("value:Q"), text=alt.Text("value:Q", format=".2f")),
    )


def by_outcome(exhibit_id: str, findings: Findings, columns: Sequence[str]) -> Exhibit:
    """A table of findings whose ids say whose outcome they are of, which is named in the reader's language.

    Parameters
    ----------
    findings : Findings
        With the outcome as the third part of their ids, as ``survey.effect.earnings.did``.
    columns : sequence of str
        Names of the columns behind the outcome; those without any entry are left out.
    """
    rows = tuple({**row_of(f), "whose": f.id.split(".")[2]} for f in findings)
    held = tuple(COLUMNS[name] for name in ("whose", *columns) if any(row[name] for row in rows))
    return Exhibit(id=exhibit_id, form="table", data=rows, columns=held, findings=ids(findings))


def estimands(exhibit_id: str, findings: Iterable[Finding]) -> Exhibit:
    """What each method estimates, in words: one row a method that gave a figure."""
    texts = {f.method: f.details["estimand"] for f in findings if "estimand" in f.details}
    rows = tuple({"method": method, "estimand": text} for method, text in texts.items())
    columns = (COLUMNS["method"], Column(name="estimand"))
    return Exhibit(id=exhibit_id, form="table", data=rows, columns=columns)


def refusals(exhibit_id: str, findings: Iterable[Finding]) -> Exhibit:
    """What could not be estimated, and why: one row a measure, method and reason.

    Of people who exist the reason is a word, and says nothing of rows.
    """
    refused = [finding for finding in findings if not finding.found]
    if refused and all(f.details.get("reason") in IN_WORDS for f in refused):
        return _in_words(exhibit_id, refused)
    groups: dict[tuple[str, str, str], dict[str, None]] = defaultdict(dict)
    for finding in refused:
        groups[finding.measure, finding.method, finding.reason][finding.group] = None
    rows = tuple(
        {"measure": measure, "method": method, "reason": reason, "group": ", ".join(filter(None, names))}
        for (measure, method, reason), names in groups.items()
    )
    columns = (MEASURE, Column(name="group"), COLUMNS["method"], Column(name="reason"))
    held = tuple(column for column in columns if any(row[column.name] for row in rows))
    return Exhibit(id=exhibit_id, form="table", data=rows, columns=held)


def _in_words(exhibit_id: str, refused: Sequence[Finding]) -> Exhibit:
    rows = dict.fromkeys(
        (f.measure, f.id.split(".")[2] if f.measure in OF_OUTCOMES else "", f.details["reason"])
        for f in refused
    )
    columns = (MEASURE, COLUMNS["whose"], Column(name="reason", kind="word", vocabulary="reason"))
    data = tuple(dict(zip(("measure", "whose", "reason"), row, strict=True)) for row in rows)
    held = tuple(column for column in columns if any(row[column.name] for row in data))
    return Exhibit(id=exhibit_id, form="table", data=data, columns=held)
