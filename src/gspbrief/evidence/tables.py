"""The tables of the evidence as text."""

from __future__ import annotations

from pathlib import Path

from gspbrief.evidence.columns import require
from gspbrief.evidence.files import as_rows, read_table
from gspbrief.evidence.study import Row


def read_rows(data: Path, table: str) -> list[Row]:
    """The rows of one table, cheaply (the csv module, no pandas).

    Raises
    ------
    EvidenceError
        If it is no table that can be read.
    """
    read = read_table(data / f"{table}.csv")
    require(table, read.header)
    return as_rows(read)
