"""What the cells of a row may say, each by itself and beside the others."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from gspbrief.evidence.columns import APPROXIMATE
from gspbrief.evidence.countries import CODE, COUNTRIES
from gspbrief.evidence.figures import Found, Row, counts, number, printed
from gspbrief.evidence.meaning import MEANINGS
from gspbrief.language.letters import strange

Rule = Callable[[Row], Found]

FORMULA_STARTS = ("=", "+", "-", "@")  # a spreadsheet would run such a cell
_SIGNED = re.compile(r"[+-]\s?\d[\d.,' \u00a0\u2009\u202f]*\s?([%‰]|[^\W\d_]+)?")  # a figure as it is printed
YEARS = range(1800, 2101)
LONGEST = {"id": 120, "partnership": 60, "parent": 60, "source": 80, "base_id": 120, "evidence_root": 120}
_OF_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_TEXTS = ("note", "statement", "what", "why")  # they may go on in another line


def _letters(row: Row) -> Found:
    for column, cell in row.items():
        for first, *others in filter(None, [list(strange(cell, breaks=column in _TEXTS))]):
            more = f", and {len(others)} more" if others else ""
            yield column, f"holds {first[0]}{more}: {first[1]}", "other letters"


def _formulas(row: Row) -> Found:
    for column, cell in row.items():
        text = cell.lstrip()
        if text.startswith(FORMULA_STARTS) and number(text) is None and not _SIGNED.fullmatch(text):
            yield column, f"{cell!r} begins like a spreadsheet formula", "text that begins otherwise"


def _dates(row: Row) -> Found:
    for column in ("start", "end", "date", "status_as_of"):
        cell = row.get(column, "").removesuffix(APPROXIMATE)
        if cell and re.fullmatch(r"\d{4}(-\d{2}){0,2}", cell, re.ASCII) and _day(cell) is None:
            yield column, f"there is no date {cell}", "a year, month or day of the calendar"
    start, end = (row.get(column, "").removesuffix(APPROXIMATE) for column in ("start", "end"))
    if _day(start) and _day(end) and end[: len(start)] < start[: len(end)]:
        yield "end", f"{row['end']} is before the start, {row['start']}", "an end after the start"


def _day(cell: str) -> date | None:
    try:
        day = date.fromisoformat(f"{cell}-01-01"[:10])
    except ValueError:
        return None
    return day if day.year in YEARS else None


def _shares(row: Row) -> Found:
    for column in ("value", "low", "high"):
        cell = row.get(column, "")
        read = number(cell)
        if read is None:
            continue
        if row.get("unit") == "share" and not 0 <= read <= 1:
            percent = f"; {cell} percent is {read / 100:.12g}" if 1 < read <= 100 else ""
            yield column, f"{cell} is no share", f"0 to 1 for unit share{percent}"
        if row.get("unit") == "yes_no" and read not in (0, 1):
            yield column, f"{cell} is neither yes nor no", "1 or 0 for unit yes_no"
        if row.get("unit") in ("persons", "households", "companies", "money") and read < 0:
            yield column, f"{cell} {row['unit']} is negative", "0 or more"


def _ranges(row: Row) -> Found:
    if "bound" not in row:
        return
    cells = [row.get(column, "") for column in ("low", "value", "high")]
    numbers = [read for cell in cells if (read := number(cell)) is not None]
    if not any(cells):
        yield "value", "there is neither a value nor a range", "a number"
    if numbers != sorted(numbers):
        yield "value", f"low, value and high are out of order: {', '.join(filter(None, cells))}", "rising"
    if row["bound"] == "range" and not (row.get("low") and row.get("high")):
        yield "low", "a range lacks an end", "low and high"


def _money(row: Row) -> Found:
    if "unit" not in row:
        return
    if "currency" not in row:
        if row["unit"] == "money":
            yield "unit", "money in a table without currencies", "a row of costs.csv or outcomes.csv"
        return
    currency = row["currency"]
    if row["unit"] == "money" and not currency:
        yield "currency", "money without a currency", "an ISO 4217 code"
    if currency and row["unit"] != "money":
        yield "unit", f"a currency ({currency}) but the unit is {row['unit'] or 'blank'}", "money"
    if CODE.fullmatch(currency) and not _is_currency(currency):
        yield "currency", f"there is no currency {currency}", "an ISO 4217 code"


def _is_currency(code: str) -> bool:
    from babel.numbers import list_currencies

    return code in list_currencies()


def _countries(row: Row) -> Found:
    for column in ("origins", "destinations", "origin", "destination", "country"):
        codes = [code for code in row.get(column, "").split(";") if CODE.fullmatch(code)]
        for code in dict.fromkeys(codes):
            if code not in COUNTRIES:
                yield column, f"there is no country {code}", "ISO 3166-1 alpha-3, Kosovo XKX"
            elif codes.count(code) > 1:
                yield column, f"{code} stands twice", "each country once"


def _lengths(row: Row) -> Found:
    for column, longest in LONGEST.items():
        if len(cell := row.get(column, "")) > longest:
            what = f"{cell[:20]!r}... has {len(cell)} characters"
            yield column, what, f"at most {longest}: pages and files are named by it"


def _names(row: Row) -> Found:
    if _OF_WINDOWS.fullmatch(row.get("id", "")):
        yield "id", f"{row['id']!r} can be no file's name on Windows", "another id"
    if re.fullmatch(r"[\w-]+", row.get("id", "x").partition(".")[0], re.ASCII) is None:
        allowed = "letters, digits and _ up to the first dot: the page of the row is named by them"
        yield "id", f"{row['id']!r} can name no page", allowed


def _dashes(row: Row) -> Found:
    if re.search(r"\d--\d", row.get("locator", "")):
        yield "locator", f"{row['locator']!r} has two hyphens, as TeX would", "a dash, as in 3–5"


RULES: tuple[Rule, ...] = (
    _letters, _formulas, _dates, _shares, _ranges, _money, _countries, _lengths, _names, _dashes, counts,
    printed, *MEANINGS,
)  # fmt: skip


def matching(patterns: dict[str, str]) -> Rule:
    """The rule that a cell is wholly as its column's pattern says, with no end of a line after it."""
    compiled = {column: re.compile(pattern) for column, pattern in patterns.items()}

    def rule(row: Row) -> Iterator[tuple[str, str, str]]:
        for column, pattern in compiled.items():
            cell = row.get(column, "")
            if cell and pattern.match(cell) and not pattern.fullmatch(cell):
                yield (
                    column,
                    f"{cell!r} is not allowed",
                    f"a text like {pattern.pattern}, and nothing after it",
                )

    return rule
