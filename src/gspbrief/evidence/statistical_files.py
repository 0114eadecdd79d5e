"""Files of Stata and SPSS as sheets, with the words that they hold for codes."""

from __future__ import annotations

import math
from typing import Any

from gspbrief.evidence.delivered_sheet import Cell, DeliveredSheet, as_cell, plain

STATA = (b"<stata_dta>", b"\x71\x01", b"\x71\x02", b"\x72\x01", b"\x72\x02", b"\x73\x01", b"\x73\x02")
SPSS = (b"$FL2", b"$FL3")
_EPOCH = 1960
_PERIODS = {
    "%tm": (12, "{}-{:02}"),
    "%tq": (4, "{}q{}"),
    "%th": (2, "{}h{}"),
}  # parts of a year, and as shown
OLDER = "cp1252"  # before Unicode came to Stata, its files did not say their encoding


def dataset(path: str, *, stata: bool, most_cells: int) -> DeliveredSheet:
    """The rows of a data set under the names of its columns; cells hold codes, and missing ones nothing.

    Raises
    ------
    ValueError
        If it has more cells than are read, or cannot be read.
    """
    import pyreadstat

    read = pyreadstat.read_dta if stata else pyreadstat.read_sav
    try:
        _, about = read(path, metadataonly=True, output_format="dict")
        if (about.number_rows or 0) * max(about.number_columns or 0, 1) > most_cells:
            raise ValueError(f"{about.number_rows:,} rows of {about.number_columns:,} columns are too many")
        try:
            columns, about = read(path, output_format="dict", row_limit=most_cells)
        except UnicodeDecodeError:
            columns, about = read(path, output_format="dict", row_limit=most_cells, encoding=OLDER)
    except pyreadstat.ReadstatError as error:
        raise ValueError(str(error)) from None
    for name, form in about.original_variable_types.items():
        if stata and form and form[:3] in _PERIODS:
            columns[name] = [_period(value, form[:3]) for value in columns[name]]
    rows = zip(*columns.values(), strict=True)
    return DeliveredSheet(
        "",
        [list(columns), *([_cell(value) for value in row] for row in rows)],
        titles={name: title for name, title in about.column_names_to_labels.items() if title},
        labels={
            name: {plain(code): word for code, word in words.items()}
            for name, words in about.variable_value_labels.items()
        },
    )


def _period(value: Any, form: str) -> Cell:
    """What Stata counts from 1960 on as its format shows it: a month as 2019-03, a quarter as 2019q1."""
    cell = _cell(value)
    if not isinstance(cell, int | float):
        return cell
    parts, written = _PERIODS[form]
    years, part = divmod(int(cell), parts)
    return written.format(_EPOCH + years, part + 1)


def _cell(value: Any) -> Cell:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if hasattr(value, "item"):  # a number of NumPy
        return _cell(value.item())
    return as_cell(value)
