"""Bring rows of a table of one's own into the evidence: all of them, or none and every problem at once."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from gspbrief.errors import ArgumentError, EvidenceError, Problem
from gspbrief.evidence.checks import check
from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
from gspbrief.evidence.files import SEPARATORS, parse_table, read_text
from gspbrief.evidence.study import GENERAL_TABLES, Row
from gspbrief.evidence.tables import read_rows
from gspbrief.project.files import write_file

LOCK = ".gspbrief.lock"
PATIENCE = 120  # seconds for another import to end


@dataclass(frozen=True)
class Imported:
    """How many rows came in: new ones, and those that took the place of a row of the same id."""

    added: int
    replaced: int


def import_rows(
    data: Path, table: str, file: Path, names: Mapping[str, str] | None = None, *, replace: bool = False
) -> Imported:
    """Bring the rows of a CSV file into a table of the evidence, if the evidence stays sound with them.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    table : str
        Name of the table, such as ``migration``.
    file : Path
        UTF-8 text with a header, separated by commas, semicolons or tabs. Columns may stand in any order;
        what it lacks is left blank.
    names : mapping of str to str, optional
        The table's name for a column of the file; blank to leave a column out. Other columns are matched by
        name, without regard to capitals and spaces.
    replace : bool
        Whether the cells of a row take the place of those of one with the same id, which keeps what the file
        has no columns for; otherwise that is a problem.

    Raises
    ------
    ArgumentError
        If there is no such table or file.
    EvidenceError
        With every problem, by row and column of the file; nothing is written then.
    """
    columns = _columns(data, table)
    incoming = _read(file, table, columns, dict(names or {}))
    with _alone(data):
        before = read_rows(data, table)
        rows, origin = _merged(columns, before, incoming, replace=replace)
        content = _written(columns, rows)
        _require_sound(data, table, content, file.name, origin)
        write_file(data / f"{table}.csv", content)
    added = len(rows) - len(before)
    return Imported(added, len(incoming) - added)


def add_partnership(data: Path, known: Mapping[str, str], forms: Path) -> list[Path]:
    """Add a partnership to the evidence, and write a form for each table that can tell of it.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    known : mapping of str to str
        Its row of ``partnerships.csv``; what is not known is left out.
    forms : Path
        Folder for the forms: tables with a header alone, to be filled in and brought in by `import_rows`.

    Returns
    -------
    list of Path
        The forms.

    Raises
    ------
    ArgumentError
        If a form stands there already.
    EvidenceError
        If the evidence would not be sound with it; nothing is written then.
    """
    targets = {name: forms / f"{name}.csv" for name in GENERAL_TABLES}
    columns = _columns(data, "partnerships")
    row = {**dict.fromkeys(columns, ""), **known}
    with _alone(data):
        rows = sorted([*read_rows(data, "partnerships"), row], key=lambda row: row["id"])
        content = _written(columns, rows)
        _require_sound(data, "partnerships", content, "the new row", {rows.index(row) + 2: 0})
        _write_forms({path: _written(_columns(data, name), []) for name, path in targets.items()})
        write_file(data / "partnerships.csv", content)
    return list(targets.values())


def _write_forms(forms: Mapping[Path, bytes]) -> None:
    """Write all forms or none, before anything else: a folder may not let itself be written to."""
    written: list[Path] = []
    try:
        if standing := [str(path) for path in forms if path.exists()]:
            where = ", ".join(standing)
            raise ArgumentError("there are forms already", where=where, todo="Give another --forms")
        for path, content in forms.items():
            write_file(path, content)
            written.append(path)
    except (OSError, ValueError) as error:
        for path in written:
            path.unlink()
        where = str(next(iter(forms)).parent)
        raise ArgumentError(
            f"forms cannot be written: {error}", where=where, todo="Give another --forms"
        ) from None


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    """Read, change and write back the evidence one process at a time: what another wrote is not lost."""
    try:
        with FileLock(data / LOCK, timeout=PATIENCE):
            yield
    except Timeout:
        todo = "Wait for it and repeat"
        raise ArgumentError("another import is under way", where=str(data), todo=todo) from None
    except PermissionError as error:
        raise ArgumentError(f"cannot be written: {error.strerror}", where=str(data)) from None


def _merged(
    columns: Iterable[str], before: Sequence[Row], incoming: Sequence[tuple[int, Row]], *, replace: bool
) -> tuple[list[Row], dict[int, int]]:
    """The rows with the new ones, and each new one's number in the table with its number in the file."""
    rows, origin = list(before), {}
    places = {row.get("id", ""): place for place, row in enumerate(rows)} if replace else {}
    for number, row in incoming:
        place = places.pop(row.get("id", ""), len(rows))  # an id that the file has twice is told by the check
        rows[place : place + 1] = [dict.fromkeys(columns, "") | dict(*rows[place : place + 1]) | row]
        origin[place + 2] = number
    return rows, origin


def _columns(data: Path, table: str) -> dict[str, bool]:
    """The table's columns, and whether each must be filled in."""
    tables = read_package(data / DESCRIPTOR)
    known = [name for name in tables if (data / f"{name}.csv").is_file()]
    if table not in known:
        raise ArgumentError(f"there is no table {table}", where="import", todo=f"Known: {', '.join(known)}")
    required = tables[table].constraint("required")
    return {name: bool(required.get(name)) for name in tables[table].columns}


def _read(
    file: Path, table: str, columns: Mapping[str, bool], names: dict[str, str]
) -> list[tuple[int, Row]]:
    """The rows of a file under the table's names, each with its number; the header is row 1."""
    lines = _lines(file)
    header = [name.strip() for name in lines[0]] if lines else []
    targets = [names.get(name, "_".join(name.lower().split())) for name in header]
    problems = _header_problems(file.name, table, columns, names, dict(zip(header, targets, strict=True)))
    problems += [
        Problem(file.name, 1, name, "stands for two columns", "map one of them to another, or to nothing")
        for name, count in Counter(filter(None, targets)).items()
        if count > 1
    ]
    problems += [
        Problem(file.name, number, "", f"has {len(cells)} cells under {len(header)} columns", "quote texts")
        for number, cells in enumerate(lines[1:], start=2)
        if any(cells) and len(cells) != len(header)
    ]
    if problems:
        raise EvidenceError(problems)
    return [
        (number, {to: cell.strip() for to, cell in zip(targets, cells, strict=True) if to})
        for number, cells in enumerate(lines[1:], start=2)
        if any(cells)
    ]


def _lines(file: Path) -> list[list[str]]:
    try:
        missing = not file.exists()
    except (OSError, ValueError):  # a name that is too long, or holds what no name can
        missing = True
    if missing:
        raise ArgumentError(f"{file} does not exist", where="import")
    table = parse_table(read_text(file), file.name, SEPARATORS)
    return [table.header, *(cells for _, cells in table.rows)]


def _header_problems(
    file: str, table: str, columns: Mapping[str, bool], names: Mapping[str, str], found: Mapping[str, str]
) -> list[Problem]:
    problems = [
        Problem(
            file, 1, name, f"is not a column of {table}.csv", f"--map '{name}=COLUMN', or '{name}=' for none"
        )
        for name, target in found.items()
        if target and target not in columns
    ]
    problems += [
        Problem(file, 1, name, "is mapped, but the file has no such column", f"it has {', '.join(found)}")
        for name in names
        if name not in found
    ]
    problems += [
        Problem(file, 1, name, "is missing", f"{table}.csv needs it in every row")
        for name, required in columns.items()
        if required and name not in found.values()
    ]
    return problems


def _written(columns: Mapping[str, bool], rows: Sequence[Row]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(columns), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _require_sound(data: Path, table: str, content: bytes, file: str, origin: Mapping[int, int]) -> None:
    """Check the evidence with the rows in it, in a copy; say of each problem where it stands in the file."""
    with tempfile.TemporaryDirectory(prefix="gspbrief-import-") as name:
        copy = Path(shutil.copytree(data, Path(name) / "data"))
        (copy / f"{table}.csv").write_bytes(content)
        problems = check(copy)
    problems = [
        Problem(file, origin[problem.row], problem.column, problem.what, problem.allowed)
        if problem.file == f"{table}.csv" and problem.row in origin
        else problem
        for problem in problems
    ]
    if problems:
        raise EvidenceError(problems)
