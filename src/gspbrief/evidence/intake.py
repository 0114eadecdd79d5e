"""A delivery as rows of a table, by its mapping: what was taken for what, and what has to be asked first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from gspbrief.errors import Problem
from gspbrief.evidence.delivered_sheet import DeliveredSheet, plain
from gspbrief.evidence.descriptor import Described
from gspbrief.evidence.layout import Layout, lay_out
from gspbrief.evidence.mapping import ColumnMapping
from gspbrief.evidence.row_reading import Ambiguity, Row, RowReader, as_name, placeholders
from gspbrief.evidence.turning import KEPT, VALUE, YEAR, YEARS, turned, years


@dataclass(frozen=True)
class Intake:
    """What a delivery comes to.

    Attributes
    ----------
    sheet : str
        The sheet of it that was taken, if it has several.
    layout : Layout
        Where its table stands.
    mapping : ColumnMapping
        What was said of it, with an entry for each of its columns.
    rows : sequence of int and Row
        Rows under the table's names, each with its number in the file; none while a column is open.
    changed : mapping
        By column of the table, what was written and what it was taken for, with how often.
    open : sequence of Ambiguity
        What has to be asked.
    pending : set of int and str
        The cells that wait for an answer: row of the file and column of the table.
    problems : sequence of Problem
        What no answer mends.
    """

    sheet: str
    layout: Layout
    mapping: ColumnMapping
    rows: Sequence[tuple[int, Row]] = ()
    changed: Mapping[str, Counter[tuple[str, str]]] = field(default_factory=dict)
    open: Sequence[Ambiguity] = ()
    pending: Collection[tuple[int, str]] = ()
    problems: Sequence[Problem] = ()


def take(file: str, sheet: DeliveredSheet, table: Described, said: ColumnMapping) -> Intake:
    """Read the rows of a sheet as those of a table.

    Parameters
    ----------
    file : str
        How problems name it.
    said : ColumnMapping
        What is known of it. A column that is not named there is taken for the one of the same name, without
        regard to capitals and blanks.
    """
    known = {*table.columns, *said.columns}
    layout = lay_out(sheet, lambda name: bool({name, as_name(name)} & known), said.header)
    wide = [name for name in years(layout) if name not in said.columns]
    if wide and said.turn == YEARS:
        layout = turned(layout, wide)
    columns = {name: said.columns.get(name, (as_name(name),)) for name in layout.names if name}
    mapping = ColumnMapping(columns=columns, header=layout.header).over(said)
    if wide and not said.turn:
        return Intake(sheet.name, layout, mapping, open=[_wide(file, layout, wide)])
    problems = _unfit(file, table, layout, mapping)
    asked = [] if problems and not layout.header else _unmatched(file, table, layout, mapping)
    if problems or asked:
        return Intake(sheet.name, layout, mapping, open=asked, problems=problems)
    reader = RowReader(file, sheet, layout, table, mapping)
    rows = [(place, reader.row(place, cells)) for place, cells in layout.rows]
    asked = [*reader.open.values()]
    return Intake(sheet.name, layout, mapping, rows, reader.changed, asked, reader.pending, reader.problems)


def _wide(file: str, layout: Layout, wide: Sequence[str]) -> Ambiguity:
    """Whether a column for each year is to become a row for each."""
    todo = (
        f"--turn {YEARS} makes a row of each cell, with {YEAR} and {VALUE}; --turn {KEPT} leaves them columns"
    )
    what = f"is a column for each of {len(wide)} years"
    problem = Problem(file, _first(layout), f"{wide[0]} to {wide[-1]}", what, todo)
    choices = {
        YEARS: f"each cell is a row, with the year in {YEAR} and the cell in {VALUE}",
        KEPT: "they stay columns",
    }
    return Ambiguity(("turn",), problem, choices)


def _targets(layout: Layout, mapping: ColumnMapping) -> list[tuple[str, str]]:
    """Each column's name with each of the table's that it stands for."""
    return [(name, ours) for name in layout.names if name for ours in mapping.columns.get(name, ())]


def _first(layout: Layout) -> int:
    return layout.header[0] if layout.header else 1


def _unmatched(file: str, table: Described, layout: Layout, mapping: ColumnMapping) -> list[Ambiguity]:
    """Columns that stand for none of the table, and those that it needs and nothing stands for."""
    asked, first = [], _first(layout)
    for name, ours in _targets(layout, mapping):
        if ours not in table.columns:
            what = f"is not a column of {table.path}"
            said = what if ours == as_name(name) else f"is mapped to {ours}, which {what}"
            todo = f"--map '{name}=COLUMN', or '{name}=' for none{_sample(layout, name)}"
            asked.append(Ambiguity(("columns", name), Problem(file, first, name, said, todo)))
    given = {ours for _, ours in _targets(layout, mapping)} | mapping.fill.keys()
    for name, required in table.constraint("required").items():
        if required and name not in given:
            todo = f"{table.path} needs it in every row; where it is the same in all, --fill '{name}=TEXT'"
            asked.append(Ambiguity(("fill", name), Problem(file, first, name, "is missing", todo)))
    return asked


def _sample(layout: Layout, name: str) -> str:
    """The first cell of a column that holds something, so that a person knows which column is meant."""
    place = layout.names.index(name)
    held = (plain(cells[place]) for _, cells in layout.rows if place < len(cells))
    first = next(filter(None, held), "")
    return f"; it holds {first[:40]!r}" if first else ""


def _unfit(file: str, table: Described, layout: Layout, mapping: ColumnMapping) -> list[Problem]:
    """Columns that are said and are not there, two for one thing, and rows that are too short or too long."""
    names, first = [name for name in layout.names if name], _first(layout)
    if not names:
        return [
            Problem(file, first, "", "has no header", "the names of the columns in a row above the others")
        ]
    has = f"it has {', '.join(names)}"
    problems = [
        Problem(file, first, name, "is mapped, but the file has no such column", has)
        for name in mapping.columns
        if name not in names
    ]
    problems += [
        Problem(file, first, name, "is filled, but is no column", f"of {table.path}")
        for name in mapping.fill
        if name not in table.columns
    ]
    problems += [
        Problem(
            file, first, ours, f"is filled with {{{name}}}, which is no column", f"of {table.path}; {has}"
        )
        for ours, text in mapping.fill.items()
        for name in placeholders(text)
        if name not in (*table.columns, *names)
    ]
    given = Counter(ours for _, ours in _targets(layout, mapping))
    problems += [
        Problem(file, first, ours, "stands for two columns", "map one of them to another, or to nothing")
        for ours, count in given.items()
        if count > 1 and ours in table.columns
    ]
    width = len(layout.names)
    return problems + [
        Problem(
            file,
            place,
            "",
            f"has {len(cells)} cells under {width} columns",
            "quote texts that hold what divides cells",
        )
        for place, cells in layout.rows
        if len(cells) != width
    ]
