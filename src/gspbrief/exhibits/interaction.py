"""What a chart does under a pointer: it says what is known of a row, and picks an entry of its legend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, cast

from gspbrief.exhibits.screen_charts import is_of_rows

_FAINT, _HELD_BACK = 0.07, 0.2  # opacity of the row that is pointed at, and of what is not picked

_OF_POINTS = frozenset({"people", "slopes", "timeline", "yearly", "dots"})  # large enough to be hit

Chart = dict[str, Any]


def interactive(chart: Mapping[str, Any]) -> Chart:
    """The chart with tooltips and selections.

    In charts of rows the whole row answers, so that a thin mark need not be hit; it says the field ``tip``.
    Charts of points answer point by point. A chart with a legend holds back the other
    entries when one is picked.

    Parameters
    ----------
    chart : mapping
        What `gspbrief.exhibits.standard.resolve` or `gspbrief.exhibits.screen_charts.narrowed` gave.
    """
    layers = [dict(layer) for layer in cast("Sequence[Chart]", chart["layer"])]
    coloured = next((layer["encoding"]["color"] for layer in layers if "color" in layer["encoding"]), None)
    of_rows = next(filter(is_of_rows, layers), None)
    if coloured and coloured.get("legend"):
        layers = [_picking(layer) for layer in layers]
        layers[0]["params"] = [_picked(str(coloured["field"]))]
    if cast("Mapping[str, str]", chart["usermeta"])["kind"] in _OF_POINTS:
        return {**chart, "layer": [_telling(layer) for layer in layers]}
    answering = _row(of_rows, str(chart["config"]["text"]["color"])) if of_rows else _answer(layers)
    return {**chart, "layer": [*layers, answering]}


def _row(layer: Chart, ink: str) -> Chart:
    """A band over each row, seen only while it is pointed at."""
    places = {name: layer["encoding"][name] for name in ("y", "yOffset") if name in layer["encoding"]}
    return {
        "params": [_pointed("row", ["label", "status"] if "yOffset" in places else ["label"])],
        "mark": {"type": "bar", "color": ink},
        "encoding": {
            **places,
            "x": {"value": 0},
            "x2": {"value": "width"},
            "opacity": {"condition": {"param": "row", "empty": False, "value": _FAINT}, "value": 0},
            "tooltip": {"field": "tip"},
        },
    }


def _telling(layer: Chart) -> Chart:
    """A layer whose marks say what is known of them, if they are points."""
    mark = layer["mark"]
    if not isinstance(mark, Mapping) or mark["type"] != "point":
        return layer
    return {**layer, "encoding": {**layer["encoding"], "tooltip": {"field": "tip"}}}


def _answer(layers: Sequence[Chart]) -> Chart:
    """Points on a line, seen only while pointed at; of stacked columns, the parts with their sums."""
    places = dict(layers[-1]["encoding"]) | {"color": layers[0]["encoding"]["color"]}
    places.pop("text", None)
    if "aggregate" in places["y"]:
        by = places.pop("color")["field"]
        total = {"aggregate": "sum", "field": "value", "format": ",.0f"}
        tooltip = [{"field": "label"}, {"field": by}, total]
        places |= {"detail": {"field": by}, "y": {**places["y"], "stack": "zero"}, "opacity": {"value": 0}}
        return {"mark": {"type": "bar"}, "encoding": {**places, "tooltip": tooltip}}
    seen = {"condition": {"param": "point", "empty": False, "value": 1}, "value": 0}
    return {
        "params": [_pointed("point", ["label", "months"], nearest=True)],
        "mark": {"type": "point", "size": 120},
        "encoding": {**places, "opacity": seen, "tooltip": {"field": "tip"}},
    }


def _pointed(name: str, fields: Sequence[str], *, nearest: bool = False) -> Chart:
    select: Chart = {"type": "point", "on": "pointerover", "clear": "pointerout", "fields": list(fields)}
    if nearest:
        select["nearest"] = True
    return {"name": name, "select": select}


def _picked(field: str) -> Chart:
    return {"name": "pick", "select": {"type": "point", "fields": [field]}, "bind": "legend"}


def _picking(layer: Chart) -> Chart:
    if "color" not in layer["encoding"]:
        return layer
    full = float(layer["mark"].get("opacity", 1)) if isinstance(layer["mark"], Mapping) else 1.0
    seen = {"condition": {"param": "pick", "value": full}, "value": full * _HELD_BACK}
    return {**layer, "encoding": {**layer["encoding"], "opacity": seen}}
