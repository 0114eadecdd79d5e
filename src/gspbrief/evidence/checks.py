"""Every problem in the evidence at once: its schema by Frictionless, its rules here."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.study import EVIDENCE_TABLES, Row
from gspbrief.evidence.tables import read_columns, read_package, read_rows
from gspbrief.language.languages import LANGUAGES
from gspbrief.project.subjects import DEMO, MODEL, SYNTHESIS

FORMULA_STARTS = ("=", "+", "-", "@")  # a spreadsheet would run such a cell
YEARS = range(1800, 2101)
TAKEN = (SYNTHESIS, MODEL, DEMO, "data", "assets", "index", *LANGUAGES)  # the site's own folders

FRAME, HEADING = frozenset({"text"}), "h-"  # ids in the pages of tables and sources, and how others begin

Rule = Callable[[Row], Iterator[tuple[str, str, str]]]  # column, what is wrong, what is allowed


def check(data: Path) -> list[Problem]:
    """All problems in the evidence, by file, row and column.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.

    Returns
    -------
    list of Problem
        Empty if the evidence is sound. Rows count the header as row 1.
    """
    problems = _schema_problems(data)
    tables = {name: read_rows(data, name) for name in _tables(data) if (data / f"{name}.csv").is_file()}
    try:
        keys = set(read_bibliography(data / "sources.bib"))
    except EvidenceError as error:
        problems += error.problems
        keys = set()
    problems += _twice_in_a_page(dict.fromkeys(keys, 0), "sources.bib")
    columns = _numeric_columns(data)
    for name, rows in tables.items():
        rules = [*_RULES, _numbers(columns[name]), _known_source(keys), _known_base(name, rows)]
        rules += [_free_id] if name == "partnerships" else []
        numbered = {str(row.get("id")): number for number, row in enumerate(rows, start=2)}
        problems += _twice_in_a_page(numbered, f"{name}.csv", "id")
        for number, row in enumerate(rows, start=2):
            sound = {column: cell for column, cell in row.items() if isinstance(cell, str)}
            for rule in rules:
                problems += [Problem(f"{name}.csv", number, *found) for found in rule(sound)]
    return sorted(set(problems))


def require_sound(data: Path) -> None:
    """Refuse evidence that has problems.

    Raises
    ------
    EvidenceError
        With every problem.
    """
    problems = check(data)
    if problems:
        raise EvidenceError(problems)


def _tables(data: Path) -> list[str]:
    resources = read_package(data)["resources"]
    return [one["name"] for one in resources if one["path"].endswith(".csv")]


def _numeric_columns(data: Path) -> dict[str, tuple[str, ...]]:
    return {
        name: tuple(one["name"] for one in columns if one["type"] in ("number", "integer"))
        for name, columns in read_columns(data).items()
    }


def _schema_problems(data: Path) -> list[Problem]:
    from frictionless import FrictionlessException, Package

    try:
        report = Package(str(data / "datapackage.json")).validate()
    except FrictionlessException as refusal:
        return [Problem("datapackage.json", 0, "", str(refusal.error.message))]
    problems = [Problem("datapackage.json", 0, "", error.message) for error in report.errors]
    for task in report.tasks:
        file = Path(task.place).name
        found = {error.type for error in task.errors}
        for error in task.errors:
            if error.type == "primary-key" and "unique-error" in found:
                continue  # the same fault, reported by column already
            problems.append(_problem(file, error.to_descriptor()))
    return problems


def _problem(file: str, error: Mapping[str, object]) -> Problem:
    row = error.get("rowNumber", 0)
    column = str(error.get("fieldName") or error.get("label") or "")
    note, cell = str(error.get("note", "")).replace("/default", ""), str(error.get("cell"))
    kind = str(error.get("type"))
    if kind == "constraint-error":
        what, allowed = _constraint(cell, note)
    elif kind == "foreign-key":
        column, cell = re.findall(r'"([^"]*)"', note)[:2]
        what, allowed = f"there is no {column} {cell!r}", "an id of partnerships.csv"
    elif kind in _WORDS:
        what, allowed = (words.format(cell=cell, note=note) for words in _WORDS[kind])
    else:
        what, allowed = str(error.get("message", kind)), ""
    return Problem(file, row if isinstance(row, int) else 0, column, what, allowed)


def _constraint(cell: str, note: str) -> tuple[str, str]:
    rule = re.fullmatch(r'constraint "(\w+)" is "(.*)"', note, re.DOTALL)
    if rule is None:
        return f"{cell!r}: {note}", ""
    name, value = rule.groups()
    if name == "required":
        return "is blank", "a value is required"
    allowed = {
        "enum": ", ".join(re.findall(r"'([^']*)'", value)),
        "pattern": f"a text like {value}",
        "minimum": f"{value} or more",
        "maximum": f"{value} or less",
    }.get(name, note)
    return f"{cell!r} is not allowed", allowed


_WORDS = {
    "type-error": ("'{cell}' is not of the column's type", "{note}"),
    "unique-error": ("'{cell}' stands twice", "{note}"),
    "extra-label": ("is not a column of this table", "see datapackage.json"),
    "missing-label": ("the column is missing", "see datapackage.json"),
    "incorrect-label": ("is not the column expected here", "{note}"),
    "extra-cell": ("a cell too many: '{cell}'", "quote cells that hold commas"),
    "missing-cell": ("the row ends too early", "a cell for every column"),
    "blank-row": ("the row is blank", "delete it"),
}


def _formulas(row: Row) -> Iterator[tuple[str, str, str]]:
    for column, cell in row.items():
        if cell.startswith(FORMULA_STARTS) and not _is_number(cell):
            yield column, f"{cell!r} begins like a spreadsheet formula", "text that begins otherwise"


def _is_number(cell: str) -> bool:
    try:
        return math.isfinite(float(cell))
    except ValueError:
        return False


def _dates(row: Row) -> Iterator[tuple[str, str, str]]:
    for column in ("start", "end", "date"):
        cell = row.get(column, "")
        if cell and re.fullmatch(r"\d{4}(-\d{2}){0,2}", cell) and _day(cell) is None:
            yield column, f"there is no date {cell}", "a year, month or day of the calendar"
    start, end = (_day(row.get(column, "")) for column in ("start", "end"))
    if start and end and row["end"][: len(row["start"])] < row["start"][: len(row["end"])]:
        yield "end", f"{row['end']} is before the start, {row['start']}", "an end after the start"


def _day(cell: str) -> date | None:
    try:
        day = date.fromisoformat(f"{cell}-01-01"[:10])
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _shares(row: Row) -> Iterator[tuple[str, str, str]]:
    for column in ("value", "low", "high"):
        cell = row.get(column, "")
        if not _is_number(cell):
            continue
        if row.get("unit") == "share" and not 0 <= float(cell) <= 1:
            yield column, f"{cell} is no share", "0 to 1 for unit share"
        if row.get("unit") in ("persons", "households", "companies", "money") and float(cell) < 0:
            yield column, f"{cell} {row['unit']} is negative", "0 or more"


def _ranges(row: Row) -> Iterator[tuple[str, str, str]]:
    if "bound" not in row:
        return
    cells = [row.get(column, "") for column in ("low", "value", "high")]
    numbers = [float(cell) for cell in cells if _is_number(cell)]
    if not any(cells):
        yield "value", "there is neither a value nor a range", "a number"
    if numbers != sorted(numbers):
        yield "value", f"low, value and high are out of order: {', '.join(filter(None, cells))}", "rising"
    if row["bound"] == "range" and not (row["low"] and row["high"]):
        yield "low", "a range lacks an end", "low and high"


def _money(row: Row) -> Iterator[tuple[str, str, str]]:
    if "currency" not in row or "unit" not in row:
        return
    currency = row["currency"]
    if row["unit"] == "money" and not currency:
        yield "currency", "money without a currency", "an ISO 4217 code"
    if currency and row["unit"] != "money":
        yield "unit", f"a currency ({currency}) but the unit is {row['unit'] or 'blank'}", "money"
    if re.fullmatch("[A-Z]{3}", currency) and not _is_currency(currency):
        yield "currency", f"there is no currency {currency}", "an ISO 4217 code"


def _is_currency(code: str) -> bool:
    from babel.numbers import list_currencies

    return code in list_currencies()


def _countries(row: Row) -> Iterator[tuple[str, str, str]]:
    from babel.core import get_global

    known = get_global("territory_aliases")
    for column in ("origins", "destinations", "origin", "destination", "country"):
        for code in filter(None, row.get(column, "").split(";")):
            if re.fullmatch("[A-Z]{3}", code) and code not in known and code != "XKX":
                yield column, f"there is no country {code}", "ISO 3166-1 alpha-3, Kosovo XKX"


_RULES: tuple[Rule, ...] = (_formulas, _dates, _shares, _ranges, _money, _countries)


def _numbers(columns: tuple[str, ...]) -> Rule:
    def rule(row: Row) -> Iterator[tuple[str, str, str]]:
        for column in columns:
            cell = row.get(column, "").strip().lower().lstrip("+-")
            if cell in ("nan", "inf", "infinity"):
                yield column, f"{row[column]!r} is not a number", "a finite number or blank"

    return rule


def _free_id(row: Row) -> Iterator[tuple[str, str, str]]:
    """A partnership's pages stand in a folder of its id, which must not be one that the site has anyway."""
    if (found := row.get("id", "")).lower() in TAKEN:
        yield "id", f"{found!r} is taken by the site itself", f"an id other than {', '.join(TAKEN)}"


def _twice_in_a_page(rows: Mapping[str, int], file: str, column: str = "") -> Iterator[Problem]:
    """Ids that the page of a table or of the sources has already: its own, and those of its headings."""
    taken = FRAME | {f"{HEADING}{name}" for name in rows}
    for name in sorted(rows.keys() & taken):
        allowed = f"another than {', '.join(sorted(FRAME))}, or one that does not begin with {HEADING}"
        yield Problem(file, rows[name], column, f"{name!r} is an id of the page that shows it", allowed)


def _known_source(keys: set[str]) -> Rule:
    def rule(row: Row) -> Iterator[tuple[str, str, str]]:
        key = row.get("source")
        if key and key not in keys:
            yield "source", f"there is no source {key!r}", "a key of sources.bib"

    return rule


def _known_base(table: str, rows: list[Row]) -> Rule:
    ids = {row.get("id") for row in rows} if table in EVIDENCE_TABLES else set()

    def rule(row: Row) -> Iterator[tuple[str, str, str]]:
        base = row.get("base_id")
        if base and base not in ids:
            yield "base_id", f"there is no row {base!r}", f"an id of {table}.csv"

    return rule
