"""Room for the figures behind marks: where a long one is broken, and how far the axis reaches.

Both depend on what a figure says in the reader's language, so they are found when a chart is drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any

FONT_SIZE, LINE = 13, 15  # pixels
EDGE = 16  # pixels behind all, where half of an axis's last number may stand
_OPEN_ENDED, _CLOSED = 16, 7  # pixels from a mark's end to its figure: a triangle stands between, or nothing
_LEAST = 0.15  # of the axis is left to the mark, however long its figure
# How wide characters are, in sizes of the font: what is not named is as wide as most letters.
_WIDTHS = {
    0.26: " '’.,:;ijlIí\u00a0\u202f",
    0.35: "frt()-",
    0.5: "0123456789aceègksvxyzéêáçFJLY<>≈≥≤−–",
    0.67: "BCDGHKNOPQRU&",
    0.83: "mwMW%—œ",
}
_MOST = 0.56
_SIZES = {character: size for size, characters in _WIDTHS.items() for character in characters}

Chart = dict[str, Any]


def width_of(text: str) -> float:
    """How wide the longest line of a text is at most, as charts set it [pixels]."""
    return FONT_SIZE * max(sum(_SIZES.get(c, _MOST) for c in line) for line in text.split("\n"))


def is_of_figures(layer: Mapping[str, Any]) -> bool:
    """Whether a layer sets the figures behind the marks of rows."""
    encoding = layer["encoding"]
    return (encoding.get("text", {}).get("field"), encoding.get("y", {}).get("field")) == ("text", "label")


def broken(text: str, characters: int) -> dict[str, Any]:
    """A figure as a row has it: in as few lines as so many characters allow, all as long; how many."""
    count = len(wrap(text, characters)) or 1
    widths = range(max(1, len(text) // count), characters + 1)
    lines = next(lines for width in widths if len(lines := wrap(text, width) or [""]) <= count)
    return {"text": "\n".join(lines), "lines": count}


def with_room(chart: Mapping[str, Any], before: float) -> Chart:
    """The chart with its axes as long as the figures behind its marks need, each in the middle of its row.

    Parameters
    ----------
    chart : mapping
        A chart whose figures are broken into lines.
    before : float
        What stands before the marks, such as labels [pixels].
    """
    layers, rows = chart["layer"], chart["datasets"]["rows"]
    if not any(map(is_of_figures, layers)):
        return dict(chart)
    first, last = layers[0]["encoding"]["x"]["scale"]["domain"]
    across = chart["width"] - before - EDGE
    reach = max([last, *(_reach(row, first, across) for row in rows if row.get("end") is not None)])
    counts = sorted({row["lines"] for row in rows})
    set_in_rows = [one for layer in layers for one in _in_the_middle(layer, counts)]
    return {**chart, "layer": [_reaching(layer, first, float(f"{reach:.3g}")) for layer in set_in_rows]}


def _reach(row: Mapping[str, Any], first: float, across: float) -> float:
    """Where the axis has to end for the figure of a row to stand between its mark's end and the edge."""
    gap = _CLOSED if row.get("bound") == "exact" else _OPEN_ENDED
    left = max(across - gap - width_of(row["text"]), _LEAST * across)
    return float(first + (max(row["end"], 0) - first) * across / left)


def _in_the_middle(layer: Chart, counts: Sequence[int]) -> list[Chart]:
    """A layer of figures for each number of lines, since a text is set from its first line down."""
    if not is_of_figures(layer) or counts == [1]:
        return [layer]
    return [
        {
            **layer,
            "transform": [*layer.get("transform", ()), {"filter": f"datum.lines === {count}"}],
            "mark": {**layer["mark"], "lineBreak": "\n", "lineHeight": LINE, "dy": -LINE * (count - 1) / 2},
        }
        for count in counts
    ]


def _reaching(layer: Chart, first: float, reach: float) -> Chart:
    x = layer["encoding"]["x"]
    return {
        **layer,
        "encoding": {**layer["encoding"], "x": {**x, "scale": {**x["scale"], "domain": [first, reach]}}},
    }
