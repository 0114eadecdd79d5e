"""Sheets with a column for each year, turned: a row for each year, as the tables of the evidence have it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gspbrief.evidence.delivered_sheet import plain
from gspbrief.evidence.layout import Layout, is_year
from gspbrief.evidence.written_values import is_nothing

YEARS, KEPT = "years", "none"  # what may be said of such a sheet
YEAR, VALUE = "year", "value"  # what the columns are called that come of it
FEWEST = 2  # columns of years that make a sheet wide
_LAST = re.compile(r"(?:.*: )?(\S+)", re.DOTALL)  # what the lower of two rows of names says


def years(layout: Layout) -> list[str]:
    """The names of the columns that are of one year each."""
    found = [name for name in layout.names if (last := _LAST.fullmatch(name)) and is_year(last[1])]
    return found if len(found) >= FEWEST else []


def turned(layout: Layout, wide: Sequence[str]) -> Layout:
    """The table with a row for each row and year, in the file's order; cells that hold nothing make none.

    Parameters
    ----------
    wide : sequence of str
        The columns of years; in their place stand ``year`` and ``value``.
    """
    places = [place for place, name in enumerate(layout.names) if name in wide]
    kept = [place for place, _ in enumerate(layout.names) if place not in places]
    heads = {place: layout.names[place].rpartition(" ")[2] for place in places}
    if any(len(cells) != len(layout.names) for _, cells in layout.rows):
        return layout  # which cell is whose is not known: that is told of the table as it is
    rows = [
        (number, [*(cells[place] for place in kept), heads[place], cells[place]])
        for number, cells in layout.rows
        for place in places
        if plain(cells[place]) and not is_nothing(plain(cells[place]))
    ]
    names = [layout.names[place] for place in kept]
    return replace(layout, names=(*names, YEAR, VALUE), rows=tuple(rows))
