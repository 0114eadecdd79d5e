"""The tables of a data package against its description, by Frictionless, in words for people."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from gspbrief.errors import Problem
from gspbrief.evidence.descriptor import DESCRIPTOR, Described
from gspbrief.evidence.files import Table


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


def table_problems(data: Path, tables: Mapping[str, Described], sound: Collection[str]) -> list[Problem]:
    """What Frictionless finds in the tables that could be read.

    It is given what it is to compare, and nothing else of the description; keys of tables that could not be
    read are left out.
    """
    from frictionless import FrictionlessException, Package

    try:
        package = Package.from_descriptor(
            {"name": "evidence", "resources": [_plain(tables[name], sound) for name in sound]},
            basepath=str(data),
        )
        report = package.validate()
    except (FrictionlessException, TypeError, ValueError) as refusal:
        error = getattr(refusal, "error", None)
        return [Problem(DESCRIPTOR, 0, "", f"cannot be used: {getattr(error, 'message', refusal)}")]
    problems = [Problem(DESCRIPTOR, 0, "", error.message) for error in report.errors]
    fields = {one.path: {field["name"]: field for field in one.fields} for one in tables.values()}
    for task in report.tasks:
        file = Path(task.place).name
        found = {error.type for error in task.errors}
        for error in task.errors:
            if error.type == "primary-key" and "unique-error" in found:
                continue  # the same fault, reported by column already
            problems.append(_problem(file, error.to_descriptor(), fields[file]))
    return problems


def _plain(described: Described, sound: Collection[str]) -> dict[str, object]:
    schema = described.resource["schema"]
    kept = {name: schema[name] for name in ("missingValues", "primaryKey") if name in schema}
    keys = [key for key in schema.get("foreignKeys", []) if key["reference"].get("resource") in ("", *sound)]
    fields = [dict(_described(field)) for field in described.fields]
    return {
        "name": described.name,
        "path": described.path,
        "encoding": "utf-8-sig",
        "schema": {**kept, "fields": fields, **({"foreignKeys": keys} if keys else {})},
    }


def _described(field: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, field[name]) for name in ("name", "type", "constraints") if name in field)


def _problem(file: str, error: Mapping[str, object], fields: Mapping[str, Mapping[str, object]]) -> Problem:
    row = error.get("rowNumber", 0)
    column = str(error.get("fieldName") or error.get("label") or "")
    note, cell = str(error.get("note", "")).replace("/default", ""), str(error.get("cell"))
    kind = str(error.get("type"))
    if kind == "constraint-error":
        what, allowed = _constraint(cell, note, str(fields.get(column, {}).get("example", "")))
    elif kind == "foreign-key":
        column, cell = re.findall(r'"([^"]*)"', note)[:2]
        what, allowed = f"there is no {column} {cell!r}", "an id of partnerships.csv"
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
