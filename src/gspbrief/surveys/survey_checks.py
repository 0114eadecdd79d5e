"""What can be wrong with a survey table, found column by column in arrays, each with its first row."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gspbrief.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

STAGES = ("applied", "enrolled", "graduated", "departed", "returned")  # in the order in which they happen
OF_ANSWERS = ("work", "earnings", "remittances")
CHUNK = 1 << 24  # bytes
MONTH = re.compile(r"(19|20)\d\d-(0[1-9]|1[0-2])")

Found = Iterator[tuple[str, NDArray[np.bool_], str, str]]  # column, wrong rows, what, allowed


@dataclass(frozen=True, slots=True)
class SurveyColumn:
    """A column as the descriptor documents it.

    Attributes
    ----------
    kind : str
        ``integer``, ``number``, ``boolean`` (1 or 0), ``string`` or ``yearmonth``.
    allowed : tuple of str
        The values of a text, empty if any.
    constant : bool
        Whether it is the same in every wave of a person.
    """

    name: str
    kind: str
    required: bool = False
    lowest: float | None = None
    highest: float | None = None
    allowed: tuple[str, ...] = ()
    constant: bool = False
    unit: str = ""

    @property
    def dtype(self) -> str:
        """The smallest pandas type that holds it: categories for texts and months, floats where blank."""
        if self.kind in ("string", "yearmonth"):
            return "category"
        if self.kind == "number":
            return "float64"
        if not self.required:
            return "float32"
        top = 1.0 if self.kind == "boolean" else (self.highest or np.inf)
        return "int8" if top <= 127 else "int16" if top <= 32767 else "int32" if top < 2**31 else "int64"


def problems_in(
    frame: pd.DataFrame, columns: Mapping[str, SurveyColumn], file: str, rules: Iterable[Rule] | None = None
) -> list[Problem]:
    """Every kind of problem in a parsed table.

    Parameters
    ----------
    rules : iterable of Rule, optional
        Those that count; by default all.

    Returns
    -------
    list of Problem
        One for each column and rule that is broken, at its first row, with the number of further rows.
    """
    problems = []
    for rule in RULES if rules is None else rules:
        for column, wrong, what, allowed in rule(frame, columns):
            count = int(wrong.sum())
            if count:
                row = int(wrong.argmax()) + 2
                more = f"; and {count - 1} more rows" if count > 1 else ""
                problems.append(Problem(file, row, column, what + more, allowed))
    return problems


def misshapen(path: Path, width: int) -> list[Problem]:
    """The first row with more or fewer cells than the header, which a reader of chosen columns would not see.

    Commas are counted first; rows are looked at one by one only if the sum does not come out.
    """
    commas = lines = 0
    last = b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            commas, lines, last = commas + chunk.count(b","), lines + chunk.count(b"\n"), chunk[-1:]
    if commas == (lines + (last != b"\n")) * (width - 1):
        return []
    with path.open(encoding="utf-8", newline="") as text:
        for row, cells in enumerate(csv.reader(text), start=1):
            if len(cells) != width:
                return [Problem(path.name, row, "", f"has {len(cells)} cells, not {width} as the header")]
    return []


def unreadable(path: Path, columns: Mapping[str, SurveyColumn], message: str) -> list[Problem]:
    """The first cell of each column that could not be read as its type; slow, for tables already refused."""
    import pandas as pd

    try:
        texts = pd.read_csv(
            path, usecols=list(columns), dtype=str, na_values=[""], keep_default_na=False, index_col=False
        )
    except ValueError as error:
        return [Problem(path.name, 0, "", f"cannot be read as a table: {error}".strip())]
    problems = []
    for name, column in columns.items():
        if column.kind in ("string", "yearmonth"):
            continue
        cells = texts[name]
        numbers = pd.to_numeric(cells, errors="coerce")
        wrong = (numbers.isna() & (cells.notna() | column.required)).to_numpy()
        if column.kind != "number":
            whole = (numbers == np.floor(numbers)) & (numbers.abs() <= (column.highest or 1))
            wrong = wrong | (numbers.notna() & ~whole).to_numpy()
        if wrong.any():
            row = int(wrong.argmax())
            cell = cells.iloc[row]
            found = f"{cell!r} is not allowed" if isinstance(cell, str) else "is blank"
            problems.append(Problem(path.name, row + 2, name, found, _span(column)))
    return problems or [Problem(path.name, 0, "", f"cannot be read as a table: {message}")]


def _span(column: SurveyColumn) -> str:
    if column.kind == "boolean":
        return "1 or 0"
    kind = "a whole number" if column.kind == "integer" else "a number"
    low = "" if column.lowest is None else f" from {column.lowest:g}"
    high = "" if column.highest is None else f" to {column.highest:g}"
    return kind + low + high


def _values(frame: pd.DataFrame, columns: Mapping[str, SurveyColumn]) -> Found:
    for name, column in columns.items():
        values = frame[name]
        if column.required:
            yield name, values.isna().to_numpy(), "is blank", "required"
        if column.kind in ("string", "yearmonth"):
            yield from _texts(name, values, column)
            continue
        numbers = values.to_numpy()
        yield name, np.isinf(numbers), "is infinite", _span(column)
        low, high = (0, 1) if column.kind == "boolean" else (column.lowest, column.highest)
        outside = np.zeros(len(numbers), dtype=bool)
        if low is not None:
            outside |= numbers < low
        if high is not None:
            outside |= (numbers > high) & ~np.isinf(numbers)
        if column.kind != "number":
            outside |= ~np.isnan(numbers) & (numbers != np.floor(numbers))
        if outside.any():
            yield name, outside, f"{numbers[outside.argmax()]:g} is not allowed", _span(column)


def _texts(name: str, values: pd.Series, column: SurveyColumn) -> Found:
    texts = map(str, values.cat.categories)
    if column.kind == "yearmonth":
        bad = [code for code, text in enumerate(texts) if not MONTH.fullmatch(text)]
    else:
        bad = [code for code, text in enumerate(texts) if column.allowed and text not in column.allowed]
    if bad:
        wrong = np.isin(values.cat.codes.to_numpy(), bad)
        if wrong.any():
            allowed = "a month as 2019-03" if column.kind == "yearmonth" else ", ".join(column.allowed)
            yield name, wrong, f"{values.iloc[int(wrong.argmax())]!r} is not allowed", allowed


def _order(frame: pd.DataFrame, _: Mapping[str, SurveyColumn]) -> Found:
    person, wave = (frame[name].to_numpy().astype(np.int64) for name in ("person", "wave"))
    same, later = person[1:] == person[:-1], person[1:] > person[:-1]
    twice = same & (wave[1:] == wave[:-1])
    yield "wave", _after_first(twice), "this person and wave stand twice", "one row each"
    unsorted = ~(later | same) | (same & (wave[1:] < wave[:-1]))
    yield "person", _after_first(unsorted), "the rows do not go by person, then wave", "sorted"


def _after_first(wrong: NDArray[np.bool_]) -> NDArray[np.bool_]:
    return np.concatenate([[False], wrong])


def _constancy(frame: pd.DataFrame, columns: Mapping[str, SurveyColumn]) -> Found:
    person = frame["person"].to_numpy()
    same = person[1:] == person[:-1]
    for name, column in columns.items():
        if column.constant:
            values = _codes(frame[name])
            changed = same & (values[1:] != values[:-1])
            yield name, _after_first(changed), "differs between waves of one person", "the same in every wave"


def _codes(values: pd.Series) -> NDArray[np.generic]:
    return np.asarray(values.cat.codes if values.dtype == "category" else values)


def _stages(frame: pd.DataFrame, columns: Mapping[str, SurveyColumn]) -> Found:
    present = {name: _months(frame[name]) for name in (*STAGES, "changed", "observed") if name in columns}
    follows = [(early, late) for i, early in enumerate(STAGES) for late in STAGES[i + 1 :]]
    for early, late in (*follows, *((stage, "observed") for stage in (*STAGES, "changed"))):
        if early in present and late in present:
            first, second = present[early], present[late]
            wrong = (first > second) & (second >= 0)
            name, other = (early, late) if late == "observed" else (late, early)
            word = "after" if late == "observed" else "before"
            yield (
                name,
                wrong,
                f"{name} is {word} {other}",
                f"applied to returned in order, {name} known by then",
            )
    if {"departed", "returned"} <= set(present):
        alone = (present["returned"] >= 0) & (present["departed"] < 0)
        yield "returned", alone, "returned without having departed", "give the month of leaving"
    if {"departed", "changed"} <= set(present):
        both = (present["departed"] >= 0) & (present["changed"] >= 0)
        yield "changed", both, "changed trade and departed exclude each other", "leave one blank"


def _months(values: pd.Series) -> NDArray[np.int32]:
    """Months since January 1970, -1 where blank or not a month."""
    numbers = [
        (int(text[:4]) - 1970) * 12 + int(text[5:7]) - 1 if MONTH.fullmatch(text) else -1
        for text in map(str, values.cat.categories)
    ]
    return np.array([*numbers, -1], dtype=np.int32)[values.cat.codes.to_numpy()]


def _silence(frame: pd.DataFrame, columns: Mapping[str, SurveyColumn]) -> Found:
    if "answered" not in columns:
        return
    answered = frame["answered"].to_numpy() == 1
    for name in OF_ANSWERS:
        if name in columns:
            blank = frame[name].isna().to_numpy()
            yield name, answered & blank, "is blank although the person answered", "a value"
            yield name, ~answered & ~blank, "is given although the person did not answer", "blank"


def _tracks(frame: pd.DataFrame, columns: Mapping[str, SurveyColumn]) -> Found:
    if {"group", "track"} <= set(columns):
        offered = frame["group"].to_numpy() == 1
        none = (frame["track"] == "none").to_numpy()
        yield "track", offered & none, "a place is on no track", "away or home"
        yield "track", ~offered & ~none, "there is a track without a place", "none"


Rule = Callable[["pd.DataFrame", Mapping[str, SurveyColumn]], Found]
RULES: tuple[Rule, ...] = (_values, _order, _constancy, _stages, _silence, _tracks)
OWN_RULES: tuple[Rule, ...] = (_values, _order, _stages, _tracks)
"""For a survey whose persons may leave out a question, and who are made the same in every wave first."""
