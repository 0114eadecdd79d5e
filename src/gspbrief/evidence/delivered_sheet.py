"""A sheet of cells as somebody delivered it, before anything is taken for anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Cell = str | int | float | bool | dt.date
"""Text is what may be read in two ways; the others a program has told apart. Blank is the empty text."""

Corner = tuple[int, int]  # row and column, from 0


@dataclass(frozen=True)
class DeliveredSheet:
    """The cells of one sheet, row by row; rows may differ in length.

    Attributes
    ----------
    name : str
        Of the sheet; empty where a file is one.
    merged : sequence of pairs of corners
        Cells that were merged into one: first and last, both included.
    titles : mapping of str to str
        What a statistical package calls a column at length, by its name.
    labels : mapping
        The word for each code of a column, by its name, where a statistical package has such; cells hold the
        codes.
    """

    name: str
    cells: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[Corner, Corner]] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def blank(self) -> bool:
        """Whether it holds nothing."""
        return not any(plain(cell) for row in self.cells for cell in row)


def as_cell(value: object) -> Cell:
    """What a library read as one cell; a time at midnight is a day."""
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value.isoformat(" ")
    return value if isinstance(value, Cell) else str(value)


def plain(cell: Cell) -> str:
    """A cell as text; a number as the shortest digits that are read as it.

    Examples
    --------
    >>> plain(1240.0), plain(0.62), plain(1e21), plain(dt.date(2019, 3, 1)), plain(True), plain(" a ")
    ('1240', '0.62', '1000000000000000000000', '2019-03-01', 'true', 'a')
    """
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return cell.strip() if isinstance(cell, str) else str(cell)
