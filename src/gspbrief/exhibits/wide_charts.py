"""The chart as a page shows it: with room for what stands behind its marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from gspbrief.exhibits import drawn_series
from gspbrief.exhibits.marks import LABEL_WIDTH, WIDTH
from gspbrief.exhibits.room import Chart, broken, is_of_figures, width_of, with_room

_LABEL_GAP = 6  # pixels between a label and its mark
_CHARACTERS, _IN_ONE_LINE = 32, 99  # in a line of a figure


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
