"""Files that people edit, read strictly: what cannot be read is one problem, with its file and line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.project.plain_texts import parse_yaml as parse_yaml
from gspbrief.project.plain_texts import read_bytes as read_bytes
from gspbrief.project.plain_texts import read_text as read_text
from gspbrief.project.plain_texts import refuse as refuse

MOST_CHARACTERS = 20_000  # of a cell: a longer one is a quotation mark that is never closed
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Table:
    """A table as text: its header, and each row with its number; the header is row 1."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def parse_json(text: str, file: str) -> object:
    """What a JSON text holds.

    Raises
    ------
    EvidenceError
        If it is not JSON, or says the same twice.
    """

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        read: dict[str, object] = {}
        for key, value in pairs:
            if key in read:
                refuse(file, f"{key!r} stands twice in one place")
            read[key] = value
        return read

    try:
        return json.loads(text, object_pairs_hook=once)
    except json.JSONDecodeError as error:
        refuse(file, f"is not JSON: {error.msg}, character {error.colno} of the line", row=error.lineno)
    except RecursionError:
        refuse(file, "is not JSON that a person writes: too many brackets inside one another")
    except ValueError as error:  # a number of thousands of digits
        refuse(file, f"is not JSON: {error}")


def read_table(path: Path, *, separators: str = ",") -> Table:
    """A table whose rows have as many cells as its header.

    Parameters
    ----------
    separators : str
        What may stand between cells: the one that its first line has most of counts.

    Raises
    ------
    EvidenceError
        If it is no such table: every row that is too short, too long or blank, or the first that cannot be
        read.
    """
    table = parse_table(read_text(path), path.name, separators)
    width = len(table.header)
    problems = [
        Problem(path.name, number, "", *_shape(cells, width))
        for number, cells in table.rows
        if len(cells) != width
    ]
    if problems:
        raise EvidenceError(problems)
    return table


def _shape(cells: list[str], width: int) -> tuple[str, str]:
    if not cells:
        return "the row is blank", "delete it"
    if len(cells) < width:
        return f"the row ends too early: {len(cells)} cells", f"{width} as the header"
    return f"{len(cells)} cells are too many", f"{width} as the header; quote cells that hold commas"


def parse_table(text: str, name: str, separators: str = ",") -> Table:
    """As `read_table`, of a text; rows may have any number of cells.

    Raises
    ------
    EvidenceError
        At the first row that cannot be read.
    """
    lines = cut(text, name, max(separators, key=text.partition("\n")[0].count))
    if not lines or not any(lines[0]):
        refuse(name, "has no header", "the names of the columns in its first row")
    return Table(lines[0], list(enumerate(lines[1:], start=2)))


def cut(text: str, name: str, separator: str, quote: str = '"') -> list[list[str]]:
    """The cells of a text, row by row.

    Raises
    ------
    EvidenceError
        At the first row that cannot be read.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, quotechar=quote, strict=True)
    lines: list[list[str]] = []
    try:
        for cells in reader:
            lines.append(cells)
            if len(text) > MOST_CHARACTERS and max(map(len, cells), default=0) > MOST_CHARACTERS:
                raise csv.Error("a cell is too long")
    except csv.Error as error:
        row = len(lines) if str(error) == "a cell is too long" else len(lines) + 1
        advice = f"close each quotation mark; at most {MOST_CHARACTERS:,} characters a cell"
        refuse(name, f"cannot be read as a table: {error}", advice, row=row)
    return lines


def as_rows(table: Table) -> list[dict[str, str]]:
    """The rows of a table by the names of its columns."""
    return [dict(zip(table.header, cells, strict=True)) for _, cells in table.rows]


def mapping(value: object) -> Mapping[str, Any]:
    """The value if it is a mapping, else an empty one."""
    return value if isinstance(value, Mapping) else {}
