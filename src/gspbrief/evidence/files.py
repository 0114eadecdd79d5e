"""Files that people edit, read strictly: what cannot be read is one problem, with its file and line."""

from __future__ import annotations

import csv
import io
import json
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from gspbrief.errors import EvidenceError, Problem

MOST_BYTES = 50_000_000
MOST_CHARACTERS = 20_000  # of a cell: a longer one is a quotation mark that is never closed
MOST_LEVELS = 50  # of lists and mappings inside one another
SEPARATORS = ",;\t"


@dataclass(frozen=True)
class Table:
    """A table as text: its header, and each row with its number; the header is row 1."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def refuse(file: str, what: str, allowed: str = "", *, row: int = 0) -> NoReturn:
    """Refuse a file with one problem.

    Raises
    ------
    EvidenceError
        Always.
    """
    raise EvidenceError([Problem(file, row, "", what, allowed)]) from None


def read_text(path: Path, name: str = "") -> str:
    """The text of a file in UTF-8, without the mark that some programs write at its beginning.

    Parameters
    ----------
    name : str, optional
        How problems name the file; by default as it is called.

    Raises
    ------
    EvidenceError
        If it is missing, no plain file, too large or no UTF-8.
    """
    name = name or path.name
    content = read_bytes(path, name)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        refuse(name, "is not UTF-8 text but UTF-16", "save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        refuse(name, f"is not UTF-8 text: byte {content[error.start]:02X}", "save it as UTF-8", row=line)


def read_bytes(path: Path, name: str = "") -> bytes:
    """What a plain file of a reasonable size holds.

    Raises
    ------
    EvidenceError
        If it is missing, no plain file or too large.
    """
    name = name or path.name
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            refuse(name, "is a folder or a device, not a file")
        if found.st_size > MOST_BYTES:
            refuse(name, f"is too large: {found.st_size:,} bytes", f"at most {MOST_BYTES:,}")
        return path.read_bytes()
    except FileNotFoundError:
        refuse(name, "is missing", "`gspbrief init .` writes what a project lacks")
    except (OSError, ValueError) as error:  # a name may hold what no file system has
        refuse(name, f"cannot be read: {getattr(error, 'strerror', None) or error}")


def read_json(path: Path) -> object:
    """What a JSON file holds.

    Raises
    ------
    EvidenceError
        If it cannot be read as JSON, or says one thing twice.
    """
    return parse_json(read_text(path), path.name)


def parse_json(text: str, file: str) -> object:
    """As `read_json`, of a text."""

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


def parse_yaml(text: str, file: str) -> Any:
    """What a YAML text holds, without what makes little text much: aliases and deep nesting.

    Raises
    ------
    EvidenceError
        If it is not YAML, or holds aliases, merged keys or values of Python.
    """
    import yaml

    try:
        _require_plain(yaml.parse(text, Loader=yaml.CSafeLoader), file)
        return yaml.load(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or str(error).splitlines()[0]
        refuse(file, f"is not YAML: {said}", row=mark.line + 1 if mark else 0)
    except (ValueError, OverflowError, RecursionError, TypeError) as error:  # a 30 February, 5,000 digits
        refuse(file, f"is not YAML: {error}")


def _require_plain(events: Any, file: str) -> None:
    from yaml import events as kinds

    depth = 0
    for event in events:
        line = event.start_mark.line + 1
        if isinstance(event, kinds.AliasEvent):
            refuse(file, f"refers to another place: *{event.anchor}", "write the value out", row=line)
        depth += isinstance(event, kinds.CollectionStartEvent)
        depth -= isinstance(event, kinds.CollectionEndEvent)
        if depth > MOST_LEVELS:
            refuse(file, f"more than {MOST_LEVELS} levels inside one another", row=line)


def read_table(path: Path, name: str = "", *, separators: str = ",") -> Table:
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
    name = name or path.name
    table = parse_table(read_text(path, name), name, separators)
    width = len(table.header)
    problems = [
        Problem(name, number, "", *_shape(cells, width))
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
