"""The tables of a data package against its description, by Frictionless, in words for people."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import astuple, dataclass, field
from functools import lru_cache, partial
from pathlib import Path

from gspbrief.errors import Problem
from gspbrief.evidence.descriptor import DESCRIPTOR, Described
from gspbrief.evidence.files import Table

Keep = Callable[[str, str, Callable[[], str]], str]  # a text by its name and what it is made from, or made


def header_problems(table: Table, described: Described) -> list[Problem]:
    """Columns that a table has too many, lacks, has twice or has in another place."""
    wanted, header = list(described.columns), table.header
    found: list[tuple[str, str, str]] = []
    for name in dict.fromkeys(header):
        if name not in wanted:
            near = name.strip().lstrip("\ufeff")
            hint = f"{near} without blanks around it" if near in wanted else f"see {DESCRIPTOR}"
            found.append((name, "is not a column of this table", hint))
        elif header.count(name) > 1:
            found.append((name, "the column stands twice", "once"))
    found += [(name, "the column is missing", f"see {DESCRIPTOR}") for name in wanted if name not in header]
    if not found:
        found = [
            (has, "is not the column expected here", wants)
            for has, wants in zip(header, wanted, strict=True)
            if has != wants
        ][:1]
    return [Problem(described.path, 1, *one) for one in found]


def table_problems(
    data: Path, tables: Mapping[str, Described], sound: Collection[str], keep: Keep
) -> list[Problem]:
    """What Frictionless finds in the tables that could be read.

    It is given what it is to compare, and nothing else of the description; keys that refer to other rows are
    left to `key_problems`. So no table depends on another, and one that was compared before, byte for byte,
    is not compared again.

    Parameters
    ----------
    keep : function of a name, a hash and a function
        Gives what was found in a table before, or has it compared.
    """
    found: list[Problem] = []
    for name in sound:
        one = _Comparison.of(data, tables[name])
        said = keep(f"compared-{name}", one.made_from, partial(_as_text, one))
        found += [Problem(*problem) for problem in json.loads(said)]
    return found


@dataclass(frozen=True)
class _Comparison:
    """A table with its description; the same as another if both are, wherever it stands."""

    made_from: str
    data: Path = field(compare=False)
    described: Described = field(compare=False)

    @classmethod
    def of(cls, data: Path, described: Described) -> _Comparison:
        content = hashlib.sha256((data / described.path).read_bytes()).hexdigest()
        whole = json.dumps([content, described.resource], sort_keys=True)
        return cls(hashlib.sha256(whole.encode()).hexdigest(), data, described)


def _as_text(one: _Comparison) -> str:
    return json.dumps([astuple(problem) for problem in _compared(one)])


@lru_cache(maxsize=256)
def _compared(one: _Comparison) -> tuple[Problem, ...]:
    from frictionless import FrictionlessException, Package

    try:
        resources = [_plain(one.described)]
        package = Package.from_descriptor(
            {"name": "evidence", "resources": resources}, basepath=str(one.data)
        )
        report = package.validate()
    except (FrictionlessException, TypeError, ValueError) as refusal:
        error = getattr(refusal, "error", None)
        return (Problem(DESCRIPTOR, 0, "", f"cannot be used: {getattr(error, 'message', refusal)}"),)
    problems = [Problem(DESCRIPTOR, 0, "", error.message) for error in report.errors]
    fields = {said["name"]: said for said in one.described.fields}
    for task in report.tasks:
        found = {error.type for error in task.errors}
        for error in task.errors:
            if error.type == "primary-key" and "unique-error" in found:
                continue  # the same fault, reported by column already
            problems.append(_problem(one.described.path, error.to_descriptor(), fields))
    return tuple(problems)


def key_problems(tables: Mapping[str, Described], read: Mapping[str, Table]) -> Iterator[Problem]:
    """Cells that refer to a row that is not there; a table that could not be read is none to refer to.

    Frictionless would read the other table again for each table that refers to it.
    """
    for name, table in read.items():
        for key in tables[name].resource["schema"].get("foreignKeys", []):
            column, other = key["fields"], key["reference"].get("resource") or name
            if other not in read:
                continue
            known = {cell for _, cell in _column(read[other], key["reference"]["fields"])}
            for row, cell in _column(table, column):
                if cell and cell not in known:
                    what, allowed = f"there is no {column} {cell!r}", f"an id of {tables[other].path}"
                    yield Problem(tables[name].path, row, column, what, allowed)


def _column(table: Table, name: str) -> Iterator[tuple[int, str]]:
    place = table.header.index(name) if name in table.header else len(table.header)
    return ((number, cell) for number, cells in table.rows for cell in cells[place : place + 1])


def _plain(described: Described) -> dict[str, object]:
    schema = described.resource["schema"]
    kept = {name: schema[name] for name in ("missingValues", "primaryKey") if name in schema}
    fields = [dict(_described(column)) for column in described.fields]
    return {
        "name": described.name,
        "path": described.path,
        "encoding": "utf-8-sig",
        "schema": {**kept, "fields": fields},
    }


def _described(column: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, column[name]) for name in ("name", "type", "constraints") if name in column)


def _problem(file: str, error: Mapping[str, object], fields: Mapping[str, Mapping[str, object]]) -> Problem:
    row = error.get("rowNumber", 0)
    column = str(error.get("fieldName") or error.get("label") or "")
    note, cell = str(error.get("note", "")).replace("/default", ""), str(error.get("cell"))
    kind = str(error.get("type"))
    if kind == "constraint-error":
        what, allowed = _constraint(cell, note, str(fields.get(column, {}).get("example", "")))
    elif kind in _WORDS:
        what, allowed = (words.format(cell=cell, note=note) for words in _WORDS[kind])
    else:
        what, allowed = str(error.get("message", kind)), ""
    return Problem(file, row if isinstance(row, int) else 0, column, what, allowed)


def _constraint(cell: str, note: str, example: str) -> tuple[str, str]:
    rule = re.fullmatch(r'constraint "(\w+)" is "(.*)"', note, re.DOTALL)
    if rule is None:
        return f"{cell!r}: {note}", ""
    name, value = rule.groups()
    if name == "required":
        return "is blank", "a value is required"
    allowed = {
        "enum": ", ".join(re.findall(r"'([^']*)'", value)),
        "pattern": f"such as {example}" if example else f"a text like {value}",
        "minimum": f"{value} or more",
        "maximum": f"{value} or less",
    }.get(name, note)
    return f"{cell!r} is not allowed", allowed


_WORDS = {
    "type-error": ("'{cell}' is not of the column's type", "{note}"),
    "unique-error": ("'{cell}' stands twice", "{note}"),
    "blank-row": ("the row is blank", "delete it"),
}
