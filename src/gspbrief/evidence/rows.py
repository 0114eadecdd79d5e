"""Two states of the evidence, row by row: a folder of tables, and what changed in one row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gspbrief.evidence.files import as_rows, mapping, parse_yaml, read_table, read_text

ASSUMPTIONS = "assumptions.yaml"

Table = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Rows:
    """A folder of evidence: its tables by row, its assumptions by symbol."""

    folder: Path

    @cached_property
    def tables(self) -> Mapping[str, Table]:
        """Each table's rows by id; ``assumptions.yaml`` counts as one."""
        tables = {path.name: _rows(path) for path in sorted(self.folder.glob("*.csv"))}
        return {**tables, ASSUMPTIONS: _assumptions(self.folder / ASSUMPTIONS)}

    def row(self, name: str) -> tuple[str, Mapping[str, str] | None]:
        """The row with an id (``table.csv#row``, or its bare id), and the table that holds it."""
        table, _, row_id = name.rpartition("#")
        for known, rows in self.tables.items():
            if row_id in rows and table in ("", known):
                return known, rows[row_id]
        return table, None

    def reasons(self, partnership: str) -> Iterator[str]:
        """What ``revisions.csv`` says of changes to a partnership's evidence."""
        for row in as_rows(read_table(self.folder / "revisions.csv")):
            if partnership and row.get("partnership") == partnership:
                yield "revisions.csv, {date}: {what} {why}".format_map(defaultdict(str, row))


def _rows(path: Path) -> Table:
    return {row["id"]: row for row in as_rows(read_table(path)) if "id" in row}


def _assumptions(path: Path) -> Table:
    if not path.is_file():
        return {}
    symbols = mapping(mapping(parse_yaml(read_text(path), path.name)).get("symbols"))
    return {
        str(name): {str(part): "" if value is None else str(value) for part, value in entry.items()}
        for name, entry in symbols.items()
        if isinstance(entry, Mapping)
    }


def row_changes(old: Rows, new: Rows, name: str) -> Iterator[str]:
    """What changed in one row of the evidence, as a line for people; nothing if it stayed."""
    (table, was), (newer, now) = old.row(name), new.row(name)
    row_id = name.rpartition("#")[2]
    if was is None and now is None:
        return
    place = f"{table or newer}, row {row_id}"
    if was is None or now is None:
        yield f"{place}: {'added' if was is None else 'removed'}"
        return
    cells = [column for column in was.keys() | now.keys() if was.get(column) != now.get(column)]
    if cells:
        moved = (f"{c} {shown(was.get(c))} → {shown(now.get(c))}" for c in sorted(cells))
        yield f"{place}: {'; '.join(moved)}"


def shown(value: object) -> str:
    """A cell as text for people; a dash for nothing."""
    return "–" if value is None or value == "" else str(value)
