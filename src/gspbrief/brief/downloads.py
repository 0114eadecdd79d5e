"""The data of an exhibit as a CSV file to take away."""

from __future__ import annotations

from collections.abc import Mapping

from gspbrief.exhibits.columns import Column
from gspbrief.exhibits.entries import ENTRY_KINDS, WITH_ROWS, entry_ids, is_counted, rows_of
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.row_words import Json
from gspbrief.findings.finding import Finding
from gspbrief.project.plain_texts import as_csv

FIGURES = ("finding", "ranged")  # kinds of columns whose cells are the ids of findings


def downloaded(exhibit: Exhibit, findings: Mapping[str, Finding], *, illustrative: bool) -> str:
    """An exhibit as CSV: each column as it is, figures with value, range and unit beside their id.

    Parameters
    ----------
    findings : mapping of str to Finding
        Those that its cells name.
    illustrative : bool
        Whether it is of simulated persons: each row says so, as the file goes about by itself.
    """
    columns = [part for column in exhibit.columns for part in _fields(column)]
    rows = [
        [cell for column in exhibit.columns for cell in _cells(row, column, findings)] for row in exhibit.data
    ]
    if illustrative:
        columns, rows = [*columns, "grade"], [[*row, "illustrative"] for row in rows]
    return as_csv([columns, *rows])


def _cells(row: Json, column: Column, findings: Mapping[str, Finding]) -> list[str]:
    value = row.get(column.name)
    if column.kind in ENTRY_KINDS:
        rows = [";".join(rows_of(value))] if column.kind in WITH_ROWS else []
        return [entry_ids(value, column.kind) if value else "", *rows]
    if column.kind == "hedged":
        return [_plain(value), str(row["bound"])] if is_counted(row) else ["", "not_found"]
    if column.kind not in FIGURES:
        return [_plain(value)]
    found = findings.get(str(value))
    numbers = (found.value, found.low, found.high, found.unit) if found else (None, None, None, "")
    return [_plain(value), *(_plain(number) for number in numbers)]


def _fields(column: Column) -> list[str]:
    if column.kind in WITH_ROWS:
        return [column.name, f"{column.name}_rows"]
    if column.kind == "hedged":
        return [column.name, f"{column.name}_bound"]
    if column.kind not in FIGURES:
        return [column.name]
    return [column.name, *(f"{column.name}_{part}" for part in ("value", "low", "high", "unit"))]


def _plain(value: object) -> str:
    """A cell of the download; text that a spreadsheet would run as a formula is made text."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.12g}"
    text = str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in "=+-@\t\r" and text else text
