"""The cells of a delivery as those of a table: words, dates and numbers, and what of them has to be asked."""

from __future__ import annotations

import datetime as dt
import difflib
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gspbrief.errors import Problem
from gspbrief.evidence.countries import COUNTRIES, codes_of
from gspbrief.evidence.delivered_sheet import Cell, DeliveredSheet, plain
from gspbrief.evidence.descriptor import Described
from gspbrief.evidence.figures import COUNTED, number
from gspbrief.evidence.layout import Layout
from gspbrief.evidence.mapping import ColumnMapping
from gspbrief.evidence.written_values import (
    COMMA,
    DAY_FIRST,
    MONTH_FIRST,
    POINT,
    WrittenNumber,
    in_ascii_digits,
    is_nothing,
    is_split_year,
    read_date,
    read_number,
)

_SHARES = ("share", "share_difference", "relative_change")
_BASE = "base_id"
_A_DATE = "a year, month or day: 2019, 2019-03 or 2019-03-15"
_FIRST_OF_MONTH = "-01"
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")

Row = dict[str, str]


@dataclass(frozen=True)
class Ambiguity:
    """What can be read in two ways, or nobody has said: a question, and the problem that it is if unanswered.

    Attributes
    ----------
    key : tuple of str
        The entry of the mapping that answers it.
    problem : Problem
        With the option of the command that answers it.
    choices : mapping of str to str
        Possible answers, with what each means; none if any text is one.
    """

    key: tuple[str, ...]
    problem: Problem
    choices: Mapping[str, str] = field(default_factory=dict)


class RowReader:
    """Reads row after row of one sheet, and notes what it took and what it has to ask.

    Attributes
    ----------
    changed : mapping
        By column of the table, what was written and what it was taken for, with how often.
    open : dict
        Questions, by the entries that answer them.
    pending : set of int and str
        The cells that have to wait for an answer: row of the file and column of the table.
    problems : list of Problem
        What no answer mends.
    """

    def __init__(
        self, file: str, sheet: DeliveredSheet, layout: Layout, table: Described, mapping: ColumnMapping
    ) -> None:
        self._file, self._labels, self._table, self._mapping = file, sheet.labels, table, mapping
        self._names, self._meanings = layout.names, {**layout.footnotes, **mapping.marks}
        self._fill = sorted(
            mapping.fill.items(), key=lambda pair: bool(placeholders(pair[1]))
        )  # plain texts first
        self.changed: Mapping[str, Counter[tuple[str, str]]] = defaultdict(Counter)
        self.open: dict[tuple[str, ...], Ambiguity] = {}
        self.pending: set[tuple[int, str]] = set()
        self.problems: list[Problem] = []
        enums, patterns = table.constraint("enum"), table.constraint("pattern")
        self._enums: Mapping[str, Sequence[str]] = enums
        self._dates = {name for name, pattern in patterns.items() if is_of_dates(pattern)}
        self._countries = {
            name for name, pattern in patterns.items() if "[A-Z]{3}" in pattern and name != "currency"
        }
        self._of_split_years = {
            ours
            for place, name in enumerate(layout.names)
            for ours in self._dates.intersection(mapping.columns.get(name, ()))
            if any(
                _no_month(in_ascii_digits(plain(cells[place])))
                for _, cells in layout.rows
                if place < len(cells)
            )
        }
        self._numbers = {name for name, kind in table.columns.items() if kind in ("number", "integer")}

    def row(self, place: int, cells: Sequence[Cell]) -> Row:
        """One row under the table's names: words first, for numbers are read by their unit."""
        theirs = dict(zip(self._names, cells, strict=False))
        pairs = [(ours, name) for name in theirs if name for ours in self._mapping.columns.get(name, ())]
        row: Row = {}
        for ours, name in pairs:
            if ours not in self._numbers:
                row[ours] = self._word(place, ours, name, theirs[name])
        said = {name: plain(cell) for name, cell in theirs.items() if name}
        for ours, text in self._fill:
            if not row.get(ours) and ours not in self._numbers:
                row[ours] = _made(ours, text, said | row)
        for ours, name in pairs:
            if ours in self._numbers:
                row[ours] = self._number(place, ours, theirs[name], row)
        for ours, text in self._fill:
            if not row.get(ours):
                row[ours] = _made(ours, text, said | row)
        return row

    def _word(self, place: int, ours: str, name: str, cell: Cell) -> str:
        written = plain(cell)
        labelled = self._labels.get(name, {}).get(written, written)
        meant = self._mapping.words.get(ours, {}).get(labelled)
        if meant is None:
            meant = self._spreadsheet_date(place, ours, cell) if isinstance(cell, dt.date) else labelled
            if ours in self._dates:
                meant = self._date(place, ours, meant)
            elif ours in self._enums and meant:
                meant = self._one_of(place, ours, meant)
            elif ours in self._countries and meant:
                meant = self._country(place, ours, meant)
        return self._noted(ours, written, meant)

    def _one_of(self, place: int, ours: str, text: str) -> str:
        words = self._enums[ours]
        meant = text if text in words else as_name(text)
        if meant not in words:
            near = difflib.get_close_matches(meant, words, n=1, cutoff=0.75)
            allowed = ", ".join(words) + (f"; did you mean {near[0]}?" if near else "")
            self._ask_word(place, ours, text, "is not allowed", allowed)
            return text
        return meant

    def _country(self, place: int, ours: str, text: str) -> str:
        meant = codes_of(text)
        if not set(meant.split(";")) <= COUNTRIES:
            self._ask_word(place, ours, text, "is no country", "ISO 3166-1 alpha-3, Kosovo XKX")
        return meant

    def _ask_word(self, place: int, ours: str, text: str, what: str, allowed: str) -> None:
        """Ask what a text means, in this column and wherever it stands in it."""
        todo = f"{allowed}; --word '{ours}:{text}=WHAT IT IS'"
        self._ask(("words", ours, text), place, ours, f"{text!r} {what}", todo)

    def _noted(self, ours: str, written: str, meant: str) -> str:
        if written != meant:
            self.changed[ours][written, meant] += 1
        return meant

    def _ask(
        self, key: tuple[str, ...], place: int, column: str, what: str, todo: str, **choices: str
    ) -> None:
        """Note a question, with the first place where it comes up."""
        problem = Problem(self._file, place, column, what, todo)
        self.open.setdefault(key, Ambiguity(key, problem, choices))
        self.pending.add((place, column))

    def _spreadsheet_date(self, place: int, ours: str, cell: dt.date) -> str:
        """A date that a spreadsheet holds; on the first of a month it may have been typed as a month."""
        day = plain(cell)
        if cell.day != 1 or ours not in self._dates or self._mapping.firsts == "day":
            return day
        month = day.removesuffix(_FIRST_OF_MONTH)
        if not self._mapping.firsts:
            what = f"{day} may be the day, or the month {month} as spreadsheets keep it"
            self._ask(("firsts",), place, ours, what, "--firsts month, or --firsts day", month=month, day=day)
        return month

    def _date(self, place: int, ours: str, written: str) -> str:
        text = in_ascii_digits(written)
        if ours in self._of_split_years and is_split_year(text):
            self._ask_word(place, ours, written, "stands among years that run into the next", _A_DATE)
            return text
        if not text or re.fullmatch(self._table.constraint("pattern")[ours], text):
            return text
        if is_nothing(text):
            return ""
        found = read_date(text, self._mapping.dates)
        if len(found) > 1:
            day, month = found
            todo = f"--dates {DAY_FIRST}, or --dates {MONTH_FIRST}"
            self._ask(("dates",), place, ours, f"{text!r} may be {day} or {month}", todo, dmy=day, mdy=month)
        if not found:
            self._ask_word(place, ours, written, "is no date", _A_DATE)
        return found[0] if found else text

    def _number(self, place: int, ours: str, cell: Cell, row: Row) -> str:
        """A cell of numbers as digits."""
        written = plain(cell)
        said = self._mapping.words.get(ours, {}).get(written)
        if said is None and isinstance(cell, dt.date):
            made = "spreadsheets make dates of numbers such as 3.12"
            self._ask_word(place, ours, written, "is a date", made)
        if said is None and isinstance(cell, (int, float, dt.date)) and not isinstance(cell, bool):
            return written
        text = written if said is None else said
        if not text or is_nothing(text):
            return self._noted(ours, written, "")
        read = read_number(text)
        if read is None and number(text) is not None:  # with an exponent
            return self._noted(ours, written, text)
        if read is None or not self._agrees(read, row):
            unlike = f"does not agree with the unit {row.get('unit', '')}"
            self._ask_word(place, ours, written, unlike if read else "is not a number", "digits")
            return written
        if read.mark:
            self._explain(place, ours, read.mark, row)
        if read.currency and not row.get("currency"):
            row["currency"] = self._noted("currency", written, read.currency)
        if said is not None and POINT in read.readings:  # an answer is written as the tables are
            return self._noted(ours, written, read.readings[POINT])
        return self._noted(ours, written, self._digits(place, ours, text, read, row))

    def _agrees(self, read: WrittenNumber, row: Row) -> bool:
        """Whether percent and a currency that stand beside the number are those of the row."""
        if read.percent and row.get("unit", "") not in _SHARES:
            return False
        known = "currency" in self._table.columns and row.get("currency", "") in ("", read.currency)
        return known or not read.currency

    def _digits(self, place: int, ours: str, written: str, read: WrittenNumber, row: Row) -> str:
        if not read.ambiguous:
            (digits,) = set(read.readings.values())
            if self._mapping.decimal and self._mapping.decimal not in read.readings:
                what = f"{written!r} has no decimals after {self._mapping.decimal!r}, as the mapping says"
                todo = f"--word '{ours}:{written}={digits}'"
                self.problems.append(Problem(self._file, place, ours, what, todo))
            return digits
        printed = read_number(row.get("as_printed", ""))
        if printed and not printed.ambiguous:  # the source's own figure tells
            (shown,) = set(printed.readings.values())
            agreeing = [digits for digits in read.readings.values() if number(digits) == number(shown)]
            if len(agreeing) == 1:
                return agreeing[0]
        unit = row.get("unit", "")
        by_point, by_comma = read.readings[POINT], read.readings[COMMA]
        if not self._mapping.decimal:
            hint = f"; {unit} are whole" if unit in COUNTED else ""
            what = f"{written!r} may be {by_point} or {by_comma}{hint}"
            todo = "--decimal . if a point begins decimals, --decimal , if a comma does"
            choices = {POINT: f"a point begins decimals: {by_point}", COMMA: f"a comma does: {by_comma}"}
            self._ask(("decimal",), place, ours, what, todo, **choices)
            return written
        digits = read.readings[self._mapping.decimal]
        if unit in COUNTED | {"money"} and self._mapping.decimal in written:  # no cent has three decimals
            other = by_comma if digits == by_point else by_point
            what = f"{written!r} would be {digits} {unit} with three decimals"
            todo = f"--word '{ours}:{written}={other}' if it divides thousands"
            self.problems.append(Problem(self._file, place, ours, what, todo))
        return digits

    def _explain(self, place: int, ours: str, mark: str, row: Row) -> None:
        """Put what a mark means into the note of its row: a figure keeps what its source says of it."""
        meaning = self._meanings.get(mark)
        if meaning is None:
            what = f"the mark {mark} has no meaning in the file"
            self._ask(
                ("marks", mark), place, ours, what, f"--mark '{mark}=WHAT IT SAYS', or '{mark}=' for nothing"
            )
        elif meaning and "note" in self._table.columns and meaning not in row.get("note", ""):
            row["note"] = "; ".join(filter(None, (row.get("note", ""), meaning)))
            self._noted("note", mark, meaning)


def _no_month(text: str) -> bool:
    """Whether a text is a year that runs into the next and cannot be a month, such as 2012-13."""
    return is_split_year(text) and not 1 <= int(text[-2:]) <= 12


def is_of_dates(pattern: str) -> bool:
    """Whether a column of this pattern holds dates."""
    return r"\d{4}" in pattern and "-" in pattern


def as_name(text: str) -> str:
    """A text as the tables write their names: small letters, and _ for blanks."""
    return "_".join(text.lower().split())


def _composed(text: str, said: Mapping[str, str], *, slug: bool) -> str:
    """A text with what stands in other columns of the row put in; parts of an id are small and not blank."""

    def part(match: re.Match[str]) -> str:
        found = said.get(match[1], match[0])
        return re.sub(r"[^a-z0-9.]+", "_", found.lower()).strip("_") if slug else found

    made = _PLACEHOLDER.sub(part, text)
    return re.sub(r"\.{2,}", ".", made).strip(".") if slug else made


def placeholders(text: str) -> list[str]:
    """The columns whose cells a text that is filled in names."""
    return _PLACEHOLDER.findall(text)


def _made(ours: str, text: str, said: Mapping[str, str]) -> str:
    """What is filled into a column; a row that names no base has no base's id either."""
    if ours == _BASE and not said.get("base"):
        return ""
    return _composed(text, said, slug=ours in ("id", _BASE))
