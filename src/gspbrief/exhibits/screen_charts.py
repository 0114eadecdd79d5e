"""The chart as screens show it: with room behind marks on wide ones; on narrow ones labels stand above."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, cast

from gspbrief.exhibits import crowds, drawn_series
from gspbrief.exhibits.marks import AXIS_SPACE, LABEL_WIDTH, LEGEND_SPACE, WIDTH
from gspbrief.exhibits.room import LINE, Chart, broken, is_of_figures, width_of, with_room
from gspbrief.language.typography import NO_BREAK_SPACE

_LABEL_GAP = 6  # pixels between a label and its mark
_CHARACTERS, _IN_ONE_LINE = 32, 99  # in a line of a figure on a page
NARROW = 330  # pixels: what a telephone of 375 leaves for a figure
_LABEL_CHARACTERS, _FIGURE_CHARACTERS = 48, 30  # in one line of that width, and behind a mark
_LINE, _MARK, _GAP = 17, 20, 14  # pixels: a line of a label, a mark, and what keeps rows apart
_TICKS = 3
_SHORT = 18  # characters of a word in a legend that leaves room for another beside it


def widened(chart: Mapping[str, object]) -> Chart:
    """A chart with its data and texts, with room for its figures and names on a page.

    Parameters
    ----------
    chart : mapping
        What `gspbrief.exhibits.exhibit.resolve` gave.
    """
    kind = str(cast("Mapping[str, str]", chart["usermeta"])["kind"])
    if kind in drawn_series.PLACES:
        return drawn_series.fitted(chart, kind, drawn_series.PLACES[kind][0], WIDTH)
    if not any(map(is_of_figures, cast("Sequence[Chart]", chart["layer"]))):
        return dict(chart)
    rows = cast("Mapping[str, Sequence[Chart]]", chart["datasets"])["rows"]
    labels = max(width_of(row["label"]) for row in rows)
    several = len({row["status"] for row in rows}) > 1  # so that a row has no room for two lines
    rows = [{**row, **broken(row["text"], _IN_ONE_LINE if several else _CHARACTERS)} for row in rows]
    return with_room({**chart, "datasets": {"rows": rows}}, before=min(labels, LABEL_WIDTH) + _LABEL_GAP)


def narrowed(chart: Mapping[str, object]) -> Chart:
    """A chart with its data and texts, redrawn for a narrow screen.

    In charts of rows, label and figure stand above the mark that they belong to; people have their key below
    them. Other charts keep their form and get a legend of two columns.

    Parameters
    ----------
    chart : mapping
        What `gspbrief.exhibits.standard.resolve` gave.
    """
    kind = str(cast("Mapping[str, str]", chart["usermeta"])["kind"])
    if kind == "people":
        return crowds.laid_out(chart, NARROW, narrow=True)
    if kind in drawn_series.NAME_CHARACTERS:
        return drawn_series.narrowed(chart, kind, NARROW)
    layers = [_copy(layer) for layer in cast("Sequence[Mapping[str, Any]]", chart["layer"])]
    rows = [dict(row) for row in cast("Mapping[str, Sequence[Chart]]", chart["datasets"])["rows"]]
    height = cast(int, chart["height"])
    if any(is_of_rows(layer) for layer in layers):
        grouped = any("yOffset" in layer["encoding"] for layer in layers)
        beside = any(map(is_of_figures, layers)) and not grouped
        rows = [{**row, **broken(str(row["short"]), _FIGURE_CHARACTERS)} if grouped else row for row in rows]
        layers = [layer for layer in layers if not (beside and is_of_figures(layer))]
        height = _stack(layers, rows, len({row["status"] for row in rows}) if grouped else 1, beside)
    for layer in layers:
        _spare(layer["encoding"])
    return with_room(
        {**chart, "layer": layers, "datasets": {"rows": rows}, "width": NARROW, "height": height}, before=0
    )


def is_of_rows(layer: Mapping[str, Any]) -> bool:
    """Whether a layer's marks lie in rows, each with its label."""
    return bool(layer["encoding"].get("y", {}).get("field") == "label")


def _copy(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {name: _copy(inner) for name, inner in part.items()}
    return [_copy(inner) for inner in part] if isinstance(part, (list, tuple)) else part


def _stack(layers: Sequence[Chart], rows: Sequence[Chart], marks: int, beside: bool) -> int:
    """Put labels, with their figures beside them if wanted, above their rows; the height needed [pixels]."""
    lines = max(int(row.get("lines", 1)) for row in rows)
    mark = marks * max(_MARK, LINE * lines)
    above = _relabel(rows, beside) * _LINE
    step = above + mark + _GAP
    for layer in filter(is_of_rows, layers):
        y = layer["encoding"]["y"]
        y["axis"] = {
            **(y.get("axis") or {}),
            "labelAlign": "left",
            "labelBaseline": "top",
            "labelLimit": 0,
            "labelOffset": -(mark / 2 + above),
            "labelPadding": 0,
        }
        y["scale"] = {"type": "band", "paddingInner": 1 - mark / step, "paddingOuter": (step - mark) / step}
    return (
        step * (len({row["label"] for row in rows}) + 1)
        - mark
        + AXIS_SPACE
        + (LEGEND_SPACE if marks > 1 else 0)
    )


def _relabel(rows: Sequence[Chart], beside: bool) -> int:
    """Give every row a label of the whole width, all of as many lines, the last beside the mark; how many."""
    lines = [wrap(_label(row, beside), _LABEL_CHARACTERS) for row in rows]
    most = max(map(len, lines))
    for row, label in zip(rows, lines, strict=True):
        row["label"] = "\n".join([*[""] * (most - len(label)), *label])
    return most


def _label(row: Chart, beside: bool) -> str:
    label = " ".join(str(row["label"]).split("\n"))
    figure = str(row.get("text") or "").replace(" ", NO_BREAK_SPACE) if beside else ""
    return f"{label}: {figure}" if figure else label


def _spare(encoding: Chart) -> None:
    """Fewer ticks and a legend in two columns, as the width allows."""
    for channel in ("x", "color", "fill"):
        part = encoding.get(channel, {})
        if channel == "x" and part.get("type") == "quantitative" and part.get("axis"):
            part["axis"] = {**part["axis"], "tickCount": _TICKS}
        if part.get("legend"):
            longest = max(map(len, part["scale"]["domain"]))
            part["legend"] = {**part["legend"], "columns": 1 if longest > _SHORT else 2}
