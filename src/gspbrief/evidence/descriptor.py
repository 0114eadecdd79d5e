"""The description of a data package, read strictly: where its tables stand and what their columns may hold.

It may come from elsewhere. So it names files beside it and nothing else: no address, no schema or profile to
be fetched, no folder, no code to be run on the tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.files import mapping, parse_json, read_text
from gspbrief.language.letters import strange

DESCRIPTOR = "datapackage.json"
PROFILES = ("data-package", "tabular-data-package", "tabular-data-resource", "data-resource")
KINDS = ("string", "number", "integer", "boolean", "yearmonth")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_FILE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|/|\\|\.\.", re.IGNORECASE)
# What tells Frictionless to look elsewhere, or to do more than compare a table with its columns.
_FOREIGN = ("$schema", "$ref", "pipeline", "steps", "checks", "detector", "control", "extrapaths", "basepath")
_CONSTRAINTS = {
    "required": bool,
    "unique": bool,
    "enum": list,
    "pattern": str,
    "minimum": (int, float),
    "maximum": (int, float),
    "minLength": int,
    "maxLength": int,
}

_OF_NUMBERS = ("minimum", "maximum")
# What is read here or by others who know the standard; any other name is the owner's own, unless it is near.
_NAMED = ("name", "title", "description")
_COMMON = (*_NAMED, "profile", "licenses", "sources")
_OF_PACKAGE = (
    *(*_COMMON, "id", "homepage", "version", "created", "keywords", "contributors", "resources"),
    "example",
)
_OF_RESOURCE = (
    *(*_COMMON, "path", "format", "mediatype", "encoding", "bytes", "hash", "schema", "publish"),
    *("partnership", "illustrative", "programme", "currency", "price_year", "per", "primary_outcome"),
)
_OF_SCHEMA = (*_NAMED, "fields", "missingValues", "primaryKey", "foreignKeys", "uniqueKeys")
_OF_FIELD = (
    *(*_NAMED, "type", "unit", "example", "constraints", "constantWithin", "trueValues", "falseValues"),
    *("rdfType", "categories", "categoriesOrdered", "missingValues"),
)

Found = Iterator[tuple[str, str, str]]  # place, what is wrong, what is allowed


@dataclass(frozen=True)
class Described:
    """One table as the package describes it."""

    name: str
    path: str
    fields: tuple[Mapping[str, Any], ...]
    resource: Mapping[str, Any]

    @property
    def columns(self) -> dict[str, str]:
        """Each column's type, in order."""
        return {field["name"]: field["type"] for field in self.fields}

    def constraint(self, name: str) -> dict[str, Any]:
        """The columns that have a constraint, and what it is."""
        return {f["name"]: f["constraints"][name] for f in self.fields if name in f.get("constraints", {})}


def read_package(path: Path) -> Mapping[str, Described]:
    """The tables that a data package describes, by name.

    Raises
    ------
    EvidenceError
        With every problem of the description.
    """
    return parse_package(read_text(path), path.name)


def nearly_called(name: str, known: Sequence[str]) -> str:
    """The known name that another all but is, up to one letter in six or seven; blank where there is none."""
    from difflib import get_close_matches  # for what is unknown alone: every command would begin later

    return next(iter(get_close_matches(name, known, 1, 0.85)), "")


def as_written(data: Path) -> dict[str, Any]:
    """The description of a folder's tables as it is written, for whoever passes it on."""
    read_package(data / DESCRIPTOR)
    return dict(mapping(parse_json(read_text(data / DESCRIPTOR), DESCRIPTOR)))


@lru_cache(maxsize=4)  # every part of the evidence has the same
def parse_package(text: str, file: str) -> Mapping[str, Described]:
    """As `read_package`, of a text."""
    package = parse_json(text, file)
    problems = [
        Problem(file, _line(text, place), place, what, allowed) for place, what, allowed in _wrong(package)
    ]
    if problems:
        raise EvidenceError(problems)
    return {
        resource["name"]: Described(
            resource["name"], resource["path"], tuple(resource["schema"]["fields"]), resource
        )
        for resource in mapping(package)["resources"]
    }


def _line(text: str, place: str) -> int:
    """Where a place's last name or position stands first, as nearly as a reader of JSON can say."""
    name = place.split(", ")[-1]
    return text.count("\n", 0, text.find(f'"{name}"')) + 1 if f'"{name}"' in text else 0


def _wrong(package: object) -> Found:
    if not isinstance(package, dict):
        yield "", "is not a description of tables", "an object with resources"
        return
    yield from _foreign(package, "")
    yield from _misspelt(package, _OF_PACKAGE, "")
    yield from _texts_wrong(package, ("name", "title", "description", "version"), "")
    licences = package.get("licenses", [])
    if not isinstance(licences, list) or not all(isinstance(one, dict) for one in licences):
        yield "licenses", "is no list of licences", "a list of objects"
    else:
        for one in licences:
            yield from _texts_wrong(one, ("name", "title", "path"), "licenses, ")
    resources = package.get("resources")
    if not isinstance(resources, list) or not resources:
        yield "resources", "there is no list of tables", "one object a table"
        return
    names = [mapping(resource).get("name") for resource in resources]
    for number, resource in enumerate(resources, start=1):
        name = mapping(resource).get("name")
        place = name if isinstance(name, str) else f"resource {number}"
        if not isinstance(resource, dict):
            yield place, "is not an object", "name, path and schema"
        elif not isinstance(name, str) or not _NAME.fullmatch(name):
            yield place, f"has the name {name!r}", "letters, digits, _ and -"
        elif names.count(name) > 1:
            yield place, "stands twice", "one resource a table"
        else:
            yield from _resource_wrong(resource, place, [n for n in names if isinstance(n, str)])


def _texts_wrong(entry: Mapping[str, object], names: tuple[str, ...], place: str) -> Found:
    for name in names:
        value = entry.get(name, "")
        if not isinstance(value, str):
            yield f"{place}{name}", f"is {value!r:.40}", "a text"
        else:
            yield from (
                (f"{place}{name}", f"holds {letter}: {what}", "other letters")
                for letter, what in strange(value)
            )


def _foreign(entry: Mapping[str, object], place: str) -> Found:
    """What would make a reader of the package look elsewhere."""
    for name in _FOREIGN:
        if name in entry:
            yield place or name, f"says {name}, which is not read", "leave it out"
    profile = entry.get("profile")
    if profile is not None and profile not in PROFILES:
        yield place or "profile", f"has the profile {profile!r}", ", ".join(PROFILES)


def _misspelt(entry: Mapping[str, object], known: tuple[str, ...], place: str) -> Found:
    """A name that means nothing and is near to one that does."""
    for name in entry:
        if name not in known and (near := nearly_called(name, known)):
            yield place or name, f"says {name}, which is not read", f"did you mean {near}?"


def _resource_wrong(resource: Mapping[str, Any], place: str, tables: list[str]) -> Found:
    yield from _foreign(resource, place)
    yield from _misspelt(resource, _OF_RESOURCE, place)
    yield from _texts_wrong(resource, ("title", "description", "currency", "per", "mediatype"), f"{place}, ")
    if not isinstance(resource.get("price_year", 2000), int):
        yield f"{place}, price_year", f"is {resource['price_year']!r:.40}", "a year"
    path = resource.get("path")
    if not isinstance(path, str) or not _FILE.fullmatch(path) or _ELSEWHERE.search(path):
        yield place, f"has the path {path!r}", "the name of a file in the same folder"
    elif not path.endswith(".csv"):
        yield place, f"has the path {path!r}", "a table ends in .csv"
    for name, allowed in (("encoding", ("utf-8", "utf8", "UTF-8")), ("format", ("csv",))):
        if name in resource and resource[name] not in allowed:
            yield place, f"has the {name} {resource[name]!r}", allowed[0]
    for name in ("dialect", "data", "compression", "innerpath"):
        if name in resource:
            yield place, f"says {name}, which is not read", "a plain table with commas"
    schema = resource.get("schema")
    if not isinstance(schema, dict):
        yield place, "has no schema of its own", "an object with fields"
        return
    yield from _foreign(schema, place)
    yield from _misspelt(schema, _OF_SCHEMA, place)
    if schema.get("missingValues", [""]) != [""]:
        yield place, f"has the missingValues {schema['missingValues']!r}", 'a blank cell, [""]'
    fields = schema.get("fields")
    if not isinstance(fields, list) or not fields:
        yield place, "has no columns", "a list of fields"
        return
    names = [mapping(field).get("name") for field in fields]
    for number, field in enumerate(fields, start=1):
        yield from _field_wrong(field, place, number, names)
    yield from _keys_wrong(schema, place, names, tables)


def _field_wrong(field: object, table: str, number: int, names: list[object]) -> Found:
    if not isinstance(field, dict):
        yield table, f"column {number} is not an object", "name, type and description"
        return
    name, kind = field.get("name"), field.get("type")
    place = f"{table}, {name}"
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield table, f"column {number} has the name {name!r}", "letters, digits, _ and -"
        return
    yield from _misspelt(field, _OF_FIELD, place)
    yield from _texts_wrong(field, ("title", "description", "unit", "example"), f"{place}, ")
    if names.count(name) > 1:
        yield place, "the column stands twice", "once"
    if kind not in KINDS:
        yield place, f"has the type {kind!r}", ", ".join(KINDS)
    for other in ("format", "decimalChar", "groupChar", "bareNumber"):
        if other in field:
            yield place, f"says {other}, which is not read", "leave it out"
    constraints = field.get("constraints", {})
    if not isinstance(constraints, dict):
        yield place, "has constraints that are no object", ", ".join(_CONSTRAINTS)
        return
    for rule, value in constraints.items():
        if refusal := _constraint_wrong(rule, value, kind):
            yield place, *refusal
        elif (
            rule == "pattern"
            and not re.fullmatch(value, example := str(field.get("example", "")))
            and example
        ):
            yield place, f"has the example {example!r:.40}, which is not as its pattern", "one that is"


def _constraint_wrong(rule: str, value: object, column: object) -> tuple[str, str] | None:
    kind = _CONSTRAINTS.get(rule)
    if kind is None:
        return f"has the constraint {rule!r}", ", ".join(_CONSTRAINTS)
    if (rule in _OF_NUMBERS) is not (column in ("number", "integer")) and rule not in ("required", "unique"):
        return f"has the constraint {rule!r}, which a column of type {column} cannot have", "another type"
    boolean = isinstance(value, bool)
    if not isinstance(value, kind) or boolean is not (kind is bool):  # type: ignore[arg-type]
        return f"has {rule} {value!r:.40}", "a value of the constraint's kind"
    if (isinstance(value, float) and value != value) or value in (float("inf"), float("-inf")):
        return f"has {rule} {value!r}", "a finite number"
    if isinstance(value, list) and not (value and all(isinstance(word, str) for word in value)):
        return f"has {rule} {value!r:.40}", "a list of words"
    if isinstance(value, str):
        try:
            re.compile(value)
        except (re.error, RecursionError, OverflowError) as error:
            return f"has the pattern {value!r:.60}, which is none: {error}", "a regular expression"
    return None


def _keys_wrong(schema: Mapping[str, Any], place: str, names: list[object], tables: list[str]) -> Found:
    primary = schema.get("primaryKey", [])
    for column in primary if isinstance(primary, list) else [primary]:
        if column not in names:
            yield place, f"has the primaryKey {column!r}", "a column of the table"
    foreign = schema.get("foreignKeys", [])
    if not isinstance(foreign, list):
        yield place, "has foreignKeys that are no list", "a list of objects"
        return
    for key in map(mapping, foreign):
        reference = mapping(key.get("reference"))
        if key.get("fields") not in names or not isinstance(reference.get("fields"), str):
            yield (
                place,
                f"has a foreign key of {key.get('fields')!r}",
                "one column, and one that it refers to",
            )
        elif reference.get("resource") not in ("", *tables):
            yield place, f"refers to the table {reference.get('resource')!r}", "a table of the package"
