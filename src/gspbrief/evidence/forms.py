"""Workbooks to be filled in: a sheet a table, with what each column may hold, as the package describes it."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gspbrief.errors import ArgumentError
from gspbrief.evidence.descriptor import Described
from gspbrief.evidence.figures import MOST, number
from gspbrief.evidence.imports import table_of
from gspbrief.evidence.sources import read_sources
from gspbrief.evidence.tables import read_rows

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

ABOUT, WORDS = "about", "words"  # what the columns mean; what the drop-downs offer
ALL = "all"
ROWS = 5_000  # that can be filled in with drop-downs
MOST_IN_A_PROMPT = 255  # characters, as Excel has it
_ABOUT = ("table", "column", "required", "holds", "example", "description")
_MADE = dt.datetime(2000, 1, 1)  # the same evidence gives the same bytes
_NUMBERS = ("number", "integer")


def form(
    data: Path,
    tables: Sequence[str],
    rows_of: str = "",
    begun: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
) -> bytes:
    """A workbook with a sheet for each table, which `gspbrief import` reads back.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    tables : sequence of str
        Names of tables.
    rows_of : str, optional
        A partnership whose rows stand in it already, or ``all``; none by default.
    begun : mapping of str to sequence of mapping, optional
        Rows by table that stand in it to be completed.

    Raises
    ------
    ArgumentError
        If there is no such table, or no such partnership.
    """
    from xlsxwriter import Workbook

    described = [table_of(data, name) for name in tables]
    partnerships = [row["id"] for row in read_rows(data, "partnerships")]
    if rows_of not in ("", ALL, *partnerships):
        raise ArgumentError(f"there is no partnership {rows_of}", where="--rows", todo="Give its id, or all")
    offered = {"partnership": partnerships, "source": sorted(read_sources(data / "sources.bib")[0] or ())}
    file = io.BytesIO()
    book = Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "Form for the evidence", "created": _MADE})
    sheets = [book.add_worksheet(table.name) for table in described]
    about, words = book.add_worksheet(ABOUT), _WordLists(book)
    for sheet, table in zip(sheets, described, strict=True):
        rows = [row for row in read_rows(data, table.name) if rows_of and _concerns(row, rows_of)]
        _fill(book, sheet, table, [*rows, *(begun or {}).get(table.name, ())], words, offered)
    _explain(book, about, described)
    book.close()
    return file.getvalue()


def _concerns(row: Mapping[str, str], partnership: str) -> bool:
    return partnership in (ALL, row.get("partnership", row.get("id", "")))


class _WordLists:
    """A hidden sheet with the words that drop-downs offer, each once: a cell has no room for them."""

    def __init__(self, book: Workbook) -> None:
        self._sheet, self._places = book.add_worksheet(WORDS), dict[tuple[str, ...], str]()
        self._sheet.hide()

    def place(self, words: Sequence[str]) -> str:
        """Where a list stands."""
        from xlsxwriter.utility import xl_col_to_name

        key = tuple(words)
        if key not in self._places:
            column = len(self._places)
            self._sheet.write_column(0, column, words)
            letter = xl_col_to_name(column)
            self._places[key] = f"={WORDS}!${letter}$1:${letter}${len(words)}"
        return self._places[key]


def _fill(
    book: Workbook,
    sheet: Worksheet,
    table: Described,
    rows: Iterable[Mapping[str, str]],
    words: _WordLists,
    offered: Mapping[str, Sequence[str]],
) -> None:
    """The header with its notes, what each column takes, and the rows that are held."""
    required = table.constraint("required")
    text = book.add_format({"num_format": "@"})  # else programs make dates of 2019-03, and numbers of 1.2.3
    heads = {needed: _head(book, needed=needed) for needed in (True, False)}
    sheet.freeze_panes(1, 1)
    for place, field in enumerate(table.fields):
        name, kind = field["name"], field["type"]
        sheet.set_column(place, place, min(max(len(name) + 3, 12), 40), None if kind in _NUMBERS else text)
        sheet.write_string(0, place, name, heads[bool(required.get(name))])
        sheet.write_comment(0, place, _note(field), {"x_scale": 2.5, "y_scale": 1.6})
        sheet.data_validation(1, place, ROWS, place, _taken(field, words, offered))
    for line, row in enumerate(rows, start=1):
        for place, (name, kind) in enumerate(table.columns.items()):
            cell = row.get(name, "")
            if kind in _NUMBERS and (read := number(cell)) is not None:
                sheet.write_number(line, place, read)
            elif cell:
                sheet.write_string(line, place, cell, text)


def _head(book: Workbook, *, needed: bool) -> Format:
    """How the name of a column is set: bold, with a thick line under it, where it has to be filled in."""
    return book.add_format({"bold": needed, "bottom": 2 if needed else 1})


def _holds(field: Mapping[str, Any]) -> str:
    """What a column holds, with its unit."""
    if "enum" in field.get("constraints", {}):
        return f"one of {', '.join(field['constraints']['enum'])}"
    kind = {"number": "a number", "integer": "a whole number"}.get(field["type"], "text")
    return f"{kind} [{field['unit']}]" if "unit" in field else kind


def _note(field: Mapping[str, Any]) -> str:
    needed = "Required" if field.get("constraints", {}).get("required") else "May be blank"
    example = f"\nSuch as {field['example']}" if "example" in field else ""
    return f"{field.get('description', '')}.\n{needed}: {_holds(field)}{example}"[:2000]


def _taken(
    field: Mapping[str, Any], words: _WordLists, offered: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """What the cells of a column take: words from a list, numbers, or any text, and says so."""
    name, enum = field["name"], field.get("constraints", {}).get("enum")
    told = {"input_title": name[:32], "input_message": field.get("description", name)[:MOST_IN_A_PROMPT]}
    if enum:
        told |= {"error_message": "One of the words that are offered"}
        return {"validate": "list", "source": words.place(enum), **told}
    if offered.get(name):  # a key that is added later may stand here as well
        return {"validate": "list", "source": words.place(offered[name]), "error_type": "warning", **told}
    if field["type"] in _NUMBERS:
        kind = "integer" if field["type"] == "integer" else "decimal"
        told |= {"error_message": "A number, without its unit; words go into the note"}
        return {"validate": kind, "criteria": "between", "minimum": -MOST, "maximum": MOST, **told}
    return {"validate": "any", **told}


def _explain(book: Workbook, sheet: Worksheet, tables: Iterable[Described]) -> None:
    """A sheet that tells of every column what it means and may hold."""
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for place, width in enumerate((14, 18, 10, 50, 28, 80)):
        sheet.set_column(place, place, width, wrapped)
    sheet.write_row(0, 0, _ABOUT, _head(book, needed=True))
    sheet.freeze_panes(1, 2)
    lines = [(table.name, field) for table in tables for field in table.fields]
    for line, (table, field) in enumerate(lines, start=1):
        needed = "yes" if field.get("constraints", {}).get("required") else ""
        said = (
            table,
            field["name"],
            needed,
            _holds(field),
            field.get("example", ""),
            field.get("description", ""),
        )
        for place, cell in enumerate(said):
            sheet.write_string(line, place, cell, wrapped)
