"""Where the table stands in a sheet: its header, its rows, and what stands above and below them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from gspbrief.evidence.delivered_sheet import Cell, DeliveredSheet, plain

HIGHEST = 30  # rows in which a header is looked for
_YEAR = re.compile(r"(?:19|20)\d\d")
_MARK = re.compile(r"\s*((?:[*†‡§¹²³⁴⁵⁶⁷⁸⁹]|\((?:\d|[a-z])\))+)\s*[:.]?\s*(\S.*)", re.DOTALL)

Line = tuple[int, list[Cell]]  # a row with its number in the file; the first is row 1


@dataclass(frozen=True)
class Layout:
    """A table within a sheet.

    Attributes
    ----------
    header : tuple of int
        The rows whose names are the columns'.
    names : tuple of str
        The columns' names, those of two rows joined.
    rows : tuple of Line
        The rows that hold something.
    footnotes : mapping of str to str
        What marks behind figures mean, as it stands below the table.
    beside : mapping of int to str
        Other rows above and below, which are no part of it.
    """

    header: tuple[int, ...]
    names: tuple[str, ...]
    rows: tuple[Line, ...]
    footnotes: Mapping[str, str]
    beside: Mapping[int, str]


def lay_out(sheet: DeliveredSheet, known: Callable[[str], bool], header: Sequence[int] = ()) -> Layout:
    """Find the table in a sheet.

    Parameters
    ----------
    known : callable
        Whether a name is one of a column: the row with most of them is the header. If none has any, it is the
        first with names for half of the columns, and the next too where it names what that leaves blank.
    header : sequence of int
        The header's rows, if they are known.
    """
    cells = _filled(sheet)
    width = max((len(row) for row in cells), default=0)
    full: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in cells]
    top = tuple(header) or _header(full, known)
    named = max((len(cells[number - 1]) for number in top), default=0)
    names = _names([full[number - 1][:named] for number in top], full, top[-1]) if top else []
    rows = [
        (n, row) for n, row in enumerate(cells, start=1) if n > max(top, default=0) and any(map(plain, row))
    ]
    below = _below(rows) if _count(names) > 1 else {}
    footnotes = {match[1]: match[2] for text in below.values() if (match := _MARK.fullmatch(text))}
    above = {
        n: " ".join(dict.fromkeys(filter(None, map(plain, full[n - 1]))))
        for n in range(1, min(top, default=1))
    }
    others = {n: text for n, text in below.items() if not _MARK.fullmatch(text)}
    return Layout(
        top,
        tuple(names),
        tuple((n, row) for n, row in rows if n not in below),
        footnotes,
        {n: text for n, text in {**above, **others}.items() if text},
    )


def _below(rows: Sequence[Line]) -> dict[int, str]:
    """What stands below a table: from the first footnote, or the first text after a gap, to the end."""
    below: dict[int, str] = {}
    for place, (number, row) in enumerate(rows):
        text = plain(row[0]) if _count(row) == 1 else ""
        gap = place > 0 and number > rows[place - 1][0] + 1
        if not text:
            below = {}
        elif below or gap or _MARK.fullmatch(text):
            below[number] = text
    return below


def _count(row: Sequence[Cell]) -> int:
    return sum(bool(plain(cell)) for cell in row)


def _filled(sheet: DeliveredSheet) -> list[list[Cell]]:
    """The cells, those that were merged each with what stands in the first of them."""
    cells = [list(row) for row in sheet.cells]
    for (top, left), (bottom, right) in sheet.merged:
        if top >= len(cells) or left >= len(cells[top]):
            continue  # merged where nothing is written
        first = cells[top][left]
        for row in cells[top : bottom + 1]:
            row[left : right + 1] = [first] * len(row[left : right + 1])
    return cells


def _header(full: Sequence[Sequence[Cell]], known: Callable[[str], bool]) -> tuple[int, ...]:
    numbered = list(enumerate(full[:HIGHEST], start=1))
    hits = {n: sum(known(plain(cell)) for cell in row) for n, row in numbered}
    most, widest = max(hits.values(), default=0), max(map(_several, full), default=0)
    named = next((n for n, many in hits.items() if many == most), 0) if most > 1 or widest <= most else 0
    first = named or next((n for n, row in numbered if _count(row) and _several(row) * 2 >= widest), 0)
    for upper in (first - 1, first):
        if 0 < upper < len(full) and _goes_on(full[upper - 1], full[upper]):
            return (upper, upper + 1)
    return (first,) if first else ()


def _several(row: Sequence[Cell]) -> int:
    """How many different things stand in a row: a title over merged cells is one."""
    return len({plain(cell) for cell in row} - {""})


def _goes_on(above: Sequence[Cell], below: Sequence[Cell]) -> bool:
    """Whether a row of names divides the columns of the one above it, and leaves others as they are."""
    pairs = [(plain(a), plain(b)) for a, b in zip(above, below, strict=True)]
    spread = any(b and (not a or pairs[place - 1][0] == a) for place, (a, b) in enumerate(pairs) if place)
    several = _several(above) > 1
    whole = several and any(a and b in ("", a) for a, b in pairs)
    words = all(isinstance(cell, str) and not any(c.isdigit() for c in cell) for cell in below)
    divided = [b for a, b in pairs if b and b != a]
    return spread and whole and (words or all(map(is_year, divided)))


def is_year(text: str) -> bool:
    """Whether a name is a year, as over the columns of a table that has one for each."""
    return bool(_YEAR.fullmatch(text))


def _names(header: Sequence[Sequence[Cell]], full: Sequence[Sequence[Cell]], last: int) -> list[str]:
    """The columns' names; one without a name that holds something is called by its place."""
    upper = [plain(cell) for cell in header[0]]
    if len(header) > 1:  # a name stands over the columns that the next row divides it into
        for place in range(1, len(upper)):
            if not upper[place] and plain(header[-1][place]):
                upper[place] = upper[place - 1]
    names = []
    for place, name in enumerate(upper):
        lower = [plain(row[place]) for row in header[1:]]
        joined = ": ".join(dict.fromkeys(filter(None, [name, *lower])))
        held = any(plain(row[place]) for row in full[last:])
        names.append(" ".join(joined.split()) or (f"column {place + 1}" if held else ""))
    return names
