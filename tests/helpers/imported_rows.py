"""Rows of a file brought into the evidence as the command does it where nothing has to be asked."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gspbrief.evidence.imports import Imported, bring_in, read_intake
from gspbrief.evidence.mapping import ColumnMapping


def import_rows(
    data: Path, table: str, file: Path, names: Mapping[str, str] | None = None, *, replace: bool = False
) -> Imported:
    """Bring the rows of a file into a table; ``names`` are the table's for columns of the file, or blank."""
    columns = {theirs: (ours,) if ours else () for theirs, ours in (names or {}).items()}
    _, intake = read_intake(data, table, file, ColumnMapping(columns=columns))
    return bring_in(data, table, file.name, intake, replace=replace)
