"""Bring rows of a table of one's own into the evidence: all of them, or none and every problem at once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from gspbrief.errors import ArgumentError, EvidenceError, Problem
from gspbrief.evidence.checks import check
from gspbrief.evidence.delivery import Delivery, read_delivery
from gspbrief.evidence.descriptor import DESCRIPTOR, Described, read_package
from gspbrief.evidence.intake import Intake, take
from gspbrief.evidence.mapping import ColumnMapping
from gspbrief.evidence.study import GENERAL_TABLES, Row
from gspbrief.evidence.tables import read_rows
from gspbrief.project.files import write_file
from gspbrief.project.plain_texts import as_csv

LOCK = ".gspbrief.lock"
PATIENCE = 120  # seconds for another import to end


@dataclass(frozen=True)
class Imported:
    """How many rows came in: new ones, and those that took the place of a row of the same id."""

    added: int
    replaced: int


def read_intake(data: Path, table: str, file: Path, said: ColumnMapping) -> tuple[Delivery, Intake]:
    """What the rows of a file come to as those of a table; nothing is written.

    Raises
    ------
    ArgumentError
        If there is no such table or file, or the file has several sheets and none is named.
    EvidenceError
        If it cannot be read.
    """
    described = table_of(data, table)
    delivery = read_delivery(file, encoding=said.encoding)
    return delivery, take(
        file.name, delivery.sheet(said.sheet or _own_sheet(delivery, table)), described, said
    )


def _own_sheet(delivery: Delivery, table: str) -> str:
    """The sheet that is called as the table, as in forms; no name if there is none."""
    return next((sheet.name for sheet in delivery.sheets if sheet.name == table), "")


def bring_in(
    data: Path, table: str, file: str, intake: Intake, *, replace: bool = False, dry_run: bool = False
) -> Imported:
    """Bring rows that were read into a table of the evidence, if nothing has to be asked and all stays sound.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    table : str
        Name of the table, such as ``migration``.
    file : str
        What problems call the file.
    replace : bool
        Whether the cells of a row take the place of those of one with the same id, which keeps what the file
        has no columns for; otherwise that is a problem.
    dry_run : bool
        Whether nothing is written.

    Raises
    ------
    EvidenceError
        With every question and problem, by row and column of the file; nothing is written then.
    """
    columns = table_of(data, table).columns
    with alone(data):
        before = read_rows(data, table)
        rows, origin = _merged(columns, before, intake.rows, replace=replace)
        content = _written(columns, rows)
        _require_sound(data, table, content, file, origin, intake)
        if not dry_run:
            write_file(data / f"{table}.csv", content)
    added = len(rows) - len(before)
    return Imported(added, len(intake.rows) - added)


def add_partnership(data: Path, known: Mapping[str, str], forms: Path) -> list[Path]:
    """Add a partnership to the evidence, and write a form for each table that can tell of it.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    known : mapping of str to str
        Its row of ``partnerships.csv``; what is not known is left out.
    forms : Path
        Folder for the forms: tables with a header alone, to be filled in and brought in by `gspbrief import`.

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
    columns = table_of(data, "partnerships").columns
    row = {**dict.fromkeys(columns, ""), **known}
    with alone(data):
        rows = sorted([*read_rows(data, "partnerships"), row], key=lambda row: row["id"])
        content = _written(columns, rows)
        _require_sound(data, "partnerships", content, "the new row", {rows.index(row) + 2: 0})
        _write_forms({path: _written(table_of(data, name).columns, []) for name, path in targets.items()})
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
def alone(data: Path) -> Iterator[None]:
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


def table_of(data: Path, table: str) -> Described:
    """A table as the package describes it.

    Raises
    ------
    ArgumentError
        If there is no such table.
    """
    tables = read_package(data / DESCRIPTOR)
    known = [name for name in tables if (data / f"{name}.csv").is_file()]
    if table not in known:
        raise ArgumentError(f"there is no table {table}", where="import", todo=f"Known: {', '.join(known)}")
    return tables[table]


def _written(columns: Iterable[str], rows: Sequence[Row]) -> bytes:
    header = list(columns)
    return as_csv([header, *([row.get(name, "") for name in header] for row in rows)]).encode("utf-8")


def _require_sound(
    data: Path, table: str, content: bytes, file: str, origin: Mapping[int, int], intake: Intake | None = None
) -> None:
    """Check the evidence with the rows in it, in a copy; say of each problem where it stands in the file.

    What a delivery leaves open is told beside it, and of a cell that is open nothing else.
    """
    told = [*intake.problems, *(question.problem for question in intake.open)] if intake else []
    pending = intake.pending if intake else ()
    if told and not origin:
        raise EvidenceError(told)
    with tempfile.TemporaryDirectory(prefix="gspbrief-import-") as name:
        copy = Path(shutil.copytree(data, Path(name) / "data"))
        (copy / f"{table}.csv").write_bytes(content)
        problems = check(copy)
    for problem in problems:
        place = origin.get(problem.row) if problem.file == f"{table}.csv" else None
        if place is None:
            told.append(problem)
        elif (place, problem.column) not in pending:
            told.append(Problem(file, place, problem.column, problem.what, problem.allowed))
    if told:
        raise EvidenceError(told)
