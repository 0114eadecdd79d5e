"""How charts are drawn: marks and axes, in Altair.

Texts and colours are placeholders, ``@vocabulary:word``: language and house style are not known yet. The rows
have the fields ``label`` and ``text`` (what stands before and behind a mark), ``value``, ``low``, ``high``,
``end`` (the farthest of the three) and ``whisker`` (whether the range is a true interval).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gspbrief.exhibits.rows import OPEN_ABOVE, OPEN_BELOW
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.formats import Format
from gspbrief.language.style import Style

if TYPE_CHECKING:
    import altair as alt

Spec = dict[str, object]

WIDTH, ROW_HEIGHT, HALF_ROW, COLUMNS_HEIGHT = 640, 34, 26, 400  # pixels
AXIS_SPACE, LEGEND_SPACE = 46, 34  # pixels that a value axis and a legend take from the height
LABEL_WIDTH = 300
MAP_ROW, MAP_LABEL_WIDTH, HEADING_SPACE = 13, 220, 76  # of a map of dots: a row, its name, headings on end
FIGURE = 0.25  # of the axis, behind the longest bar: what a number needs; a text gets more when it is drawn
# Colours of the house style, which are known when a brief draws the chart.
MUTED, PAPER, BAND = "@colour:muted", "@colour:paper", "@colour:band"
SERIES = ("@colour:1", "@colour:2", "@colour:3", "@colour:4")
LINES = "split(datum.label, '\\n')"
POINTS = "format(datum.value * 100, '.0f')"  # percentage points carry no percent sign


def theme(form: Format) -> dict[str, object]:
    """The house style of charts as a Vega-Lite configuration, with the numbers of a language."""
    separators = "".join(c for c in form.number(10_000) if not c.isdigit())
    decimal = "".join(c for c in form.number(0.5) if not c.isdigit())
    percent = form.language.percent_sign
    colours, charts = form.style.colours, form.style.charts
    first = charts.series[0]
    number = {"decimal": decimal, "thousands": separators, "grouping": [3], "currency": ["", ""]}
    return {
        # Quoted: unquoted, a name that ends in a digit makes the text of a PNG vanish.
        "font": f"'{form.style.fonts.sans}', sans-serif",
        "background": colours.paper,
        "view": {"stroke": None},
        "axis": {
            "labelFontSize": 13,
            "labelColor": colours.ink,
            "titleFontSize": 13,
            "titleFontWeight": "normal",
            "titleColor": colours.muted,
            "titleAnchor": "start",
            "domain": False,
            "ticks": False,
            "tickColor": colours.muted,
            "labelPadding": 6,
        },
        "scale": {"bandPaddingInner": 0.35},
        "axisQuantitative": {"grid": True, "gridColor": charts.grid},
        "axisBand": {"grid": False},
        "legend": {"orient": "top", "labelFontSize": 13, "labelColor": colours.ink, "symbolType": "square"},
        "bar": {"color": first},
        "rule": {"color": first},
        "tick": {"color": first},
        "point": {"color": first, "filled": True, "size": 90, "opacity": 1},
        "text": {"fontSize": 13, "color": colours.ink},
        "locale": {"number": {**number, "percent": percent, "minus": "−"}},
    }


def colour(word: str, style: Style) -> str:
    """What ``@colour:word`` stands for: a number is the place in the series."""
    if word.isdigit():
        return style.charts.series[int(word) - 1]
    return style.charts.band if word == "band" else str(getattr(style.colours, word))


def _labels() -> alt.Chart:
    import altair as alt

    axis = alt.Axis(title=None, labelLimit=LABEL_WIDTH, labelExpr=LINES)
    chart: alt.Chart = alt.Chart().encode(y=alt.Y("label:N", sort=None, axis=axis))
    return chart


def layered(height: int, *layers: alt.Chart) -> Spec:
    """The specification of the layers as one chart of fixed size.

    Altair's own layering copies every part of every layer twice, which takes longer than to make them. Nor is
    the chart checked against Vega-Lite's schema here: a test checks every kind of chart instead.
    """
    import altair as alt

    return {
        "$schema": alt.SCHEMA_URL,
        "data": {"name": "rows"},
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "layer": [_layer(layer) for layer in layers],
    }


def _layer(chart: alt.Chart) -> dict[str, object]:
    parts = chart.to_dict(validate=False, context={"top_level": False})
    return {name: part for name, part in parts.items() if name != "data"}


def _values(field: str, findings: Findings) -> alt.X:
    import altair as alt

    ends = [x for f in findings for x in (f.value, f.low, f.high) if x is not None]
    least, most = min(*ends, 0), max(*ends, 0)
    reach = most + FIGURE * (most - least) or 1
    scale = alt.Scale(domain=[1.1 * least, float(f"{reach:.3g}")], nice=False)
    return alt.X(f"{field}:Q", scale=scale, axis=_axis(findings[0]))


def _axis(finding: Finding) -> alt.Axis:
    import altair as alt

    if finding.unit == "share_difference":
        return alt.Axis(title="@unit:share_difference", labelExpr=POINTS, tickCount=4)
    pattern = {"share": "~%", "relative_change": "~%", "sd": ".1f", "ratio": "~f"}.get(finding.unit, ",.0f")
    title = finding.currency or ("@column:share" if finding.unit == "share" else f"@unit:{finding.unit}")
    return alt.Axis(title=title, format=pattern, tickCount=4)


def _figures(base: alt.Chart, findings: Findings) -> tuple[alt.Chart, ...]:
    """The figures behind their marks, and a triangle where the mark's end is open."""
    import altair as alt

    text = alt.Text("text:N")  # not its name alone: Altair would look it up among all channels
    place = _values("end", findings)
    ends_open = any(finding.bound in (*OPEN_ABOVE, *OPEN_BELOW) for finding in findings)
    closed = base.transform_filter(f"!({IS_OPEN})") if ends_open else base
    layers = [closed.mark_text(align="left", dx=7).encode(x=place, text=text)]
    if ends_open:
        behind = base.transform_filter(IS_OPEN)
        layers.append(behind.mark_text(align="left", dx=16).encode(x=place, text=text))
        for bounds, shape in ((OPEN_ABOVE, "triangle-right"), (OPEN_BELOW, "triangle-left")):
            one = base.transform_filter(_has_bound(bounds))
            offset = 6 if bounds is OPEN_ABOVE else -6
            layers.append(one.mark_point(shape=shape, size=70, xOffset=offset).encode(x=place))
    return tuple(layers)


def _has_bound(bounds: Sequence[str]) -> str:
    return f"indexof({list(bounds)}, datum.bound) >= 0"


IS_OPEN = _has_bound((*OPEN_ABOVE, *OPEN_BELOW))


def bars(findings: Findings) -> Spec:
    """Bars from zero with their figures behind them; a bar of which only a bound is known has an open end.

    The figure of a bar below zero stands behind zero.
    """
    base = _labels()
    if any((finding.value or 0) < 0 for finding in findings):
        base = base.transform_calculate(end="max(datum.end, 0)")
    bar = base.mark_bar().encode(x=_values("value", findings))
    return layered(ROW_HEIGHT * len(findings) + AXIS_SPACE, bar, *_figures(base, findings))


STATUSES = ("planned", "offered", "required", "ceiling", "projected", "achieved")  # a result stands last


def funnel(findings: Findings) -> Spec:
    """Bars by stage before the base of each, with the figures behind them: plans outlined, results filled.

    Of a range, what is certain is filled and the rest a band.
    """
    import altair as alt

    statuses = [s for s in STATUSES if findings.where(status=s)]
    words = [f"@status:{status}" for status in statuses]
    fills = [SERIES[0] if status == "achieved" else PAPER for status in statuses]
    legend = alt.Legend(title=None) if len(statuses) > 1 else None
    base = _labels().encode(yOffset=alt.YOffset("status:N", scale=alt.Scale(domain=words)))
    certain = "isValid(datum.value) ? datum.value : datum.low"
    bar = base.transform_calculate(certain=certain).mark_bar(stroke=SERIES[0], strokeWidth=1.5)
    bar = bar.encode(
        x=_values("certain", findings),
        fill=alt.Fill("status:N", scale=alt.Scale(domain=words, range=fills), legend=legend),
    )
    bands = [_band(base, "low", "high", findings)] if any(f.value is None for f in findings) else []
    if any(finding.inputs for finding in findings):
        bands.append(_band(base, "value", "whole", findings))
    thickness = ROW_HEIGHT if len(statuses) == 1 else HALF_ROW * len(statuses)
    height = thickness * len({f.measure for f in findings}) + AXIS_SPACE + (LEGEND_SPACE if legend else 0)
    return layered(height, bar, *bands, *_figures(base, findings))


def _band(base: alt.Chart, start: str, end: str, findings: Findings) -> alt.Chart:
    import altair as alt

    known = base.transform_filter(f"isValid(datum.{start}) && isValid(datum.{end})")
    band: alt.Chart = known.mark_bar(color=BAND, opacity=0.5 if end == "whole" else 1).encode(
        x=_values(start, findings), x2=alt.X2(f"{end}:Q")
    )
    return band


def ranges(findings: Findings) -> Spec:
    """Dots with whiskers or bands."""
    import altair as alt

    base = _labels()
    low, high = _values("low", findings), alt.X2("high:Q")
    ranged = "isValid(datum.low) && isValid(datum.high)"
    band = base.transform_filter(f"{ranged} && !datum.whisker").mark_bar(height=10, color=BAND)
    whisker = base.transform_filter(f"{ranged} && datum.whisker")
    return layered(
        ROW_HEIGHT * len(findings) + AXIS_SPACE,
        band.encode(x=low, x2=high),
        whisker.mark_rule(strokeWidth=2).encode(x=low, x2=high),
        whisker.mark_tick(thickness=2, size=12).encode(x=low),
        whisker.mark_tick(thickness=2, size=12).encode(x=_values("high", findings)),
        base.transform_filter("isValid(datum.value)").mark_point().encode(x=_values("value", findings)),
        *_figures(base, findings),
    )


def stacked(findings: Findings, words: Sequence[str]) -> Spec:
    """Columns by label, stacked by origin; the countries have these placeholders."""
    import altair as alt

    scale = alt.Scale(domain=list(words), range=list(SERIES[: len(words)]))
    sums = Counter[tuple[str, str]]()
    for finding in findings:
        sums[finding.start, finding.end] += int(finding.value or 0)
    reach = alt.Scale(domain=[0, float(f"{1.1 * max(sums.values()):.3g}")], nice=False)
    unit = f"@unit:{findings[0].unit}"
    axis = alt.Axis(title=unit, format=",.0f", tickCount=4, titleAngle=0, titleAlign="left", titleY=-12)
    columns = alt.Chart().encode(
        x=alt.X("label:N", sort=None, axis=alt.Axis(title=None, labelAngle=0)),
        y=alt.Y("sum(value):Q", axis=axis, scale=reach),
    )
    legend = alt.Legend(title=None, offset=LEGEND_SPACE)
    total = alt.Text("sum(value):Q", format=",.0f")
    return layered(
        COLUMNS_HEIGHT,
        columns.mark_bar().encode(color=alt.Color("origin:N", scale=scale, legend=legend)),
        columns.mark_text(dy=-8).encode(text=total),
    )


def dots(rows: int, across: Sequence[str], states: Sequence[str]) -> Spec:
    """A map of dots, one where a row has an entry under a heading; fill and shape say the state.

    Parameters
    ----------
    rows : int
        How many rows there are.
    across : sequence of str
        Words of the vocabulary ``column``: the headings, in order.
    states : sequence of str
        Words of the vocabulary ``cell``, at most three, the plainest first.
    """
    import altair as alt

    words = [f"@cell:{state}" for state in states]
    fill = alt.Scale(domain=words, range=[SERIES[0], PAPER, SERIES[1]][: len(words)])
    shape = alt.Scale(domain=words, range=["circle", "circle", "diamond"][: len(words)])
    headings = alt.Axis(
        title=None, orient="top", labelAngle=-90, labelAlign="left", labelBaseline="middle", labelFontSize=12,
        grid=True, gridDash=[1, 3],
    )  # fmt: skip
    names = alt.Axis(title=None, labelLimit=MAP_LABEL_WIDTH, labelFontSize=11.5, grid=True, gridDash=[1, 3])
    asked = alt.Scale(domain=[f"@column:{name}" for name in across])
    point = (
        alt.Chart()
        .mark_point(size=60, stroke=SERIES[0], strokeWidth=1.5)
        .encode(
            x=alt.X("aspect:N", sort=None, axis=headings, scale=asked),
            y=alt.Y("partnership:N", sort=None, axis=names),
            fill=alt.Fill("state:N", scale=fill, legend=None),
            shape=alt.Shape("state:N", scale=shape, legend=None),
        )
    )
    return layered(MAP_ROW * rows + HEADING_SPACE, point)
