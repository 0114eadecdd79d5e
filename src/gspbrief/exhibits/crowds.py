"""How people are drawn one by one: marks in lines, a heading above them, a key beside or below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from math import ceil
from textwrap import wrap
from typing import Any, cast

from gspbrief.exhibits import marks as drawings
from gspbrief.language.style import Style

MANY = 60  # people in one group from which on marks are small
LINE, SMALL_LINE = 20, 30  # people in a line
PITCH, SMALL_PITCH = 15.4, 10.2  # pixels from one mark to the next
TENS = 0.4  # of a mark: a gap after every ten
KEY_LEFT, KEY_INDENT = 352, 15  # pixels: a key beside its marks, and its words beside its colour
KEY_CHARACTERS, HEAD_CHARACTERS = 40, 50  # in a line of a key and of a heading
_HEAD, _KEY, _GAP = 22, 17, 18  # pixels: a heading, a line of a key, what keeps groups apart

_PADDING = 12  # pixels that the drawing keeps free around itself

Chart = dict[str, Any]
Row = dict[str, Any]


def drawn() -> drawings.Spec:
    """The layers; `laid_out` gives the place of every mark and word, in pixels, once the words are known."""
    import altair as alt

    colours = {"fill": alt.Fill("fill:N", scale=None), "stroke": alt.Stroke("stroke:N", scale=None)}
    shaped = {**colours, "shape": alt.Shape("shape:N", scale=None)}
    people = alt.Chart().transform_filter("datum.persons > 0")
    people = people.transform_calculate(i="sequence(datum.first, datum.first + datum.persons)")
    people = people.transform_flatten(["i"]).transform_calculate(
        x=f"(datum.i % datum.across + floor((datum.i % datum.across) / 10) * {TENS} + 0.5) * datum.pitch",
        y="datum.top + (floor(datum.i / datum.across) + 0.5) * datum.pitch",
    )
    opened = alt.Chart().transform_filter("datum.open").mark_point(shape="triangle-right", size=70)
    heads = alt.Chart().transform_filter("datum.first == 0").mark_text(fontWeight=600, **_FROM_TOP)
    keyed = alt.Chart().transform_filter("isValid(datum.key_top)")
    words = keyed.transform_calculate(x=f"datum.key_left + {KEY_INDENT}").mark_text(**_FROM_TOP)
    size = alt.Size("size:Q", scale=None)
    return drawings.layered(
        0,
        people.mark_point(strokeWidth=1.2).encode(**_at("x", "y"), **shaped, size=size),
        opened.encode(**_at("open_x", "open_y"), **colours),
        heads.encode(x=alt.value(0), y=_at("x", "head_top")["y"], text=alt.Text("head:N")),
        keyed.mark_point(size=90, strokeWidth=1.2).encode(**_at("swatch_x", "swatch_y"), **shaped),
        words.encode(**_at("x", "key_top"), text=alt.Text("key:N")),
    )


_FROM_TOP: Mapping[str, Any] = {"align": "left", "baseline": "top", "lineBreak": "\n"}


def _at(x: str, y: str) -> dict[str, Any]:
    """Fields that hold pixels."""
    import altair as alt

    return {"x": alt.X(f"{x}:Q", scale=None, axis=None), "y": alt.Y(f"{y}:Q", scale=None, axis=None)}


def coloured(rows: Sequence[Row], style: Style) -> list[Row]:
    """The rows with a colour for each end, the same in every group; who is of no end is outlined."""
    ends = list(dict.fromkeys(row["end"] for row in rows if row["end"] and row["persons"]))
    colour = dict(zip(ends, style.charts.series, strict=False))
    muted, paper = style.colours.muted, style.colours.paper
    return [
        {**row, "fill": colour.get(row["end"], paper), "stroke": colour.get(row["end"], muted)}
        for row in rows
    ]


def laid_out(chart: Mapping[str, object], width: int, narrow: bool = False) -> Chart:
    """The chart with a place for every mark and word, from the top downwards.

    Parameters
    ----------
    width : int
        Of the drawing [pixels].
    narrow : bool
        Whether keys stand below their marks rather than beside them.
    """
    rows = cast("Mapping[str, Sequence[Row]]", chart["datasets"])["rows"]
    placed: list[Row] = []
    top = 0.0
    for _, group in groupby(rows, key=lambda row: row["whose_part"]):
        own, top = _placed(list(group), top, narrow)
        placed += own
    return {**chart, "datasets": {"rows": placed}, "width": width, "height": round(top - _GAP) + _PADDING}


def _placed(group: Sequence[Row], top: float, narrow: bool) -> tuple[list[Row], float]:
    """One group with its places, and where the next one begins."""
    total = max(row["first"] + row["persons"] for row in group if row["persons"] is not None)
    across, pitch = (SMALL_LINE, SMALL_PITCH) if total > MANY else (LINE, PITCH)
    head = "\n".join(wrap(str(group[0]["head"]), HEAD_CHARACTERS))
    marks_top = top + _HEAD + _KEY * head.count("\n")
    marks_end = marks_top + pitch * ceil(total / across)
    key_left, key_top = (0.0, marks_end + 4) if narrow else (KEY_LEFT, marks_top - 1)
    rows = []
    for row in group:
        key = "" if row.get("silent") else "\n".join(wrap(str(row["key"]), KEY_CHARACTERS))
        last = (row["first"] + (row["persons"] or 0) - 1) % across
        place = {"top": marks_top, "across": across, "pitch": pitch, "size": (pitch - 3.2) ** 2, "head": head}
        place |= {"head_top": top, "shape": "square" if total > MANY else "circle"}
        if key:
            swatch = {"swatch_x": key_left + 5, "swatch_y": key_top + 7}
            place |= {"key": key, "key_left": key_left, "key_top": key_top, **swatch}
            key_top += _KEY * (1 + key.count("\n"))
        if row.get("open"):
            end = (last + 1 + last // 10 * TENS) * pitch
            place |= {"open_x": end + 7, "open_y": marks_end - pitch / 2}
        rows.append({**row, **place})
    return rows, max(marks_end, key_top) + _GAP
