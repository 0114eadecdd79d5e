"""What a delivery was taken for: kept in a file beside it, so that the next one asks nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.files import parse_yaml, read_text
from gspbrief.evidence.turning import KEPT, YEARS
from gspbrief.evidence.written_values import COMMA, DAY_FIRST, MONTH_FIRST, POINT

Words = Mapping[str, Mapping[str, str]]

CHOICES = {  # the entries that say one of a few words
    "decimal": (POINT, COMMA),
    "dates": (DAY_FIRST, MONTH_FIRST),
    "firsts": ("day", "month"),
    "turn": (YEARS, KEPT),
}


@dataclass(frozen=True, kw_only=True)
class ColumnMapping:
    """How the cells of a delivery are read as those of a table; what is blank is as the file says.

    Attributes
    ----------
    sheet, encoding : str
        Which sheet of a workbook; in which encoding a text is.
    header : tuple of int
        The rows of the header, the first being 1.
    columns : mapping of str to tuple of str
        By a column's name in the file, its names in the table; none if it is left out.
    fill : mapping of str to str
        What columns of the table hold that the file has none for; ``{name}`` stands for what a column of the
        file or the table holds in that row.
    words : mapping
        By column of the table, what a cell of the file means.
    marks : mapping of str to str
        By mark of a footnote, what goes into the note of each row that has it.
    decimal : str
        What begins decimals where a number could be two: a point or a comma.
    dates : str
        ``dmy`` or ``mdy``: what comes first where a date could be two.
    firsts : str
        ``day`` or ``month``: what a date of a spreadsheet on the first of a month is.
    turn : str
        ``years``: columns that are years become rows; ``none``: they stay columns.
    """

    sheet: str = ""
    encoding: str = ""
    header: tuple[int, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fill: Mapping[str, str] = field(default_factory=dict)
    words: Words = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""
    dates: str = ""
    firsts: str = ""
    turn: str = ""

    def over(self, other: ColumnMapping) -> ColumnMapping:
        """This one, and where it says nothing the other."""
        words = {
            name: {**other.words.get(name, {}), **self.words.get(name, {})}
            for name in {**other.words, **self.words}
        }
        return ColumnMapping(
            columns={**other.columns, **self.columns},
            fill={**other.fill, **self.fill},
            marks={**other.marks, **self.marks},
            words=words,
            **{
                name: getattr(self, name) or getattr(other, name)
                for name in ("sheet", "encoding", "header", *CHOICES)
            },
        )

    def answered(self, key: Sequence[str], answer: str) -> ColumnMapping:
        """With one entry more, or another: its name and, for entries of several, which of them."""
        name, *inner = key
        if name == "columns":
            targets = tuple(filter(None, (target.strip() for target in answer.split(","))))
            return replace(self, columns={**self.columns, inner[0]: targets})
        if name == "words":
            column, theirs = inner
            return replace(self, words={**self.words, column: {**self.words.get(column, {}), theirs: answer}})
        value: Any = {**getattr(self, name), inner[0]: answer} if inner else answer
        return replace(self, **{name: value})


def read_mapping(path: Path) -> ColumnMapping:
    """The mapping that a file keeps.

    Raises
    ------
    EvidenceError
        If it is not YAML, or says what no mapping says; every problem is listed.
    """
    said = parse_yaml(read_text(path), path.name) or {}
    problems = [Problem(path.name, 0, *found) for found in _wrong(said)]
    if problems:
        raise EvidenceError(problems)
    columns = {
        name: (to,) if isinstance(to, str) else tuple(to or ())
        for name, to in said.get("columns", {}).items()
    }
    columns = {name: tuple(filter(None, to)) for name, to in columns.items()}
    return ColumnMapping(**{**said, "columns": columns, "header": tuple(said.get("header", ()))})


def written_mapping(mapping: ColumnMapping, table: str) -> str:
    """A mapping as its file has it, with what it is for."""
    import yaml

    said: dict[str, Any] = {}
    for one in fields(mapping):
        if value := getattr(mapping, one.name):
            said[one.name] = list(value) if isinstance(value, tuple) else value
    said["columns"] = {
        name: to[0] if len(to) == 1 else list(to) or "" for name, to in mapping.columns.items()
    }
    said["words"] = {name: dict(words) for name, words in mapping.words.items()}
    told = f"# What `gspbrief import {table}` took a delivery for; the next one in this folder is read so.\n"
    kept = {name: value for name, value in said.items() if value}
    return told + yaml.safe_dump(kept, sort_keys=False, allow_unicode=True, width=100)


def _wrong(said: object) -> list[tuple[str, str, str]]:
    known = [one.name for one in fields(ColumnMapping)]
    if not isinstance(said, Mapping):
        return [("", "is no mapping", f"entries such as {', '.join(known)}")]
    found = [(str(name), "is no entry of a mapping", ", ".join(known)) for name in said if name not in known]
    for name in ("sheet", "encoding", *CHOICES):
        value, allowed = said.get(name, ""), CHOICES.get(name)
        if not isinstance(value, str) or (value and allowed and value not in allowed):
            found.append((name, f"is {value!r}", " or ".join(allowed) if allowed else "a text"))
    header = said.get("header", [])
    if not isinstance(header, list) or not all(type(n) is int and n > 0 for n in header):
        found.append(("header", f"is {header!r:.40}", "numbers of rows, such as [2, 3]"))
    for name in ("fill", "marks"):
        found += _no_texts(name, said.get(name, {}))
    words = said.get("words", {})
    if isinstance(words, Mapping):
        for column, inner in words.items():
            found += _no_texts(f"words, {column}", inner)
    else:
        found.append(("words", f"is {words!r:.40}", "by column, what a cell means"))
    columns = said.get("columns", {})
    targets = columns.values() if isinstance(columns, Mapping) else [0]
    lists = [one if isinstance(one, list) else [one] for one in targets]
    if not all(isinstance(one, str) for inner in lists for one in inner if one is not None):
        found.append(("columns", f"is {columns!r:.40}", "by name in the file, one of the table or a list"))
    return found


def _no_texts(name: str, value: object) -> list[tuple[str, str, str]]:
    if isinstance(value, Mapping) and all(isinstance(part, str) for pair in value.items() for part in pair):
        return []
    return [(name, f"is {value!r:.40}", "texts by name; put numbers in quotation marks")]
