"""The interface for programs: every file follows its schema, says nothing beside it, and is documented."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, ValidationError

from evidence_frames import study
from gspbrief.brief.publication import read_publication
from gspbrief.collection.api import TABLES, Interface
from gspbrief.collection.api_schemas import FOLDER, schemas
from gspbrief.collection.listing import Listing
from gspbrief.collection.revisions import revisions
from gspbrief.evidence.reading import read_partnerships
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language.languages import LANGUAGES
from gspbrief.synthesis.cells import STATES
from gspbrief.synthesis.definitions import QUESTIONS
from reference_pages import table

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "api.md"
PACKAGE: Mapping[str, Any] = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
SCHEMAS = schemas(PACKAGE)

HEAD = """\
# The interface for programs

What is published stands in `api/v1/` of every site as JSON files: no server, no key, no limit. Begin with
`api/v1/index.json`, which leads to all others. Every address in a file is relative to that file. A schema of
each kind of file (JSON Schema, draft 2020-12) lies in `api/v1/schema/`; each file names its own as `$schema`.

```text
base=https://example.org/briefs/api/v1
curl -s $base/partnerships.json | jq -r '.partnerships[] | select(.known.departed == "published") | .id'
```

Of a partnership a text that no source gives is `null`, and a figure that was not found has no value and says
why. Shares stand as 0–1. Texts from the evidence are in English; what pages print is given in every language
of the site.

**Versions.** Within `v1` nothing is taken away and nothing changes its meaning; entries may be added, so read
what you know and pass over the rest. What breaks this is `v2`, beside it. Ids of partnerships, rows, sources
and revisions stay.

This page is written from the schemas by a test (`make golden` accepts it as it is now).

"""


@cache
def interface() -> Interface:
    """The interface of the project's own evidence, as if every partnership had a page in every language."""
    known = {name: (STATES[i % len(STATES)], "costs.csv#one") for i, name in enumerate(QUESTIONS)}
    listed = [
        Listing(
            here, "fact-sheet", here.name, "What is known", "", "", (0, 1, 2), known, f"{name}/index.html", ""
        )
        for name, here in read_partnerships(ROOT / "data").items()
    ]
    return Interface(
        package=PACKAGE,
        said=read_publication(ROOT / "briefs" / "publication.yaml"),
        entries=dict.fromkeys(LANGUAGES, listed),
        tables={table: read_rows(ROOT / "data", table) for table in ("partnerships", *TABLES)},
        sources=read_bibliography(ROOT / "data" / "sources.bib"),
        revisions=revisions(read_rows(ROOT / "data", "revisions"), str(PACKAGE["name"])),
    )


@cache
def files() -> Mapping[str, bytes]:
    return interface().files()


def strict(schema: Any) -> Any:
    """The same schema, which lets nothing pass that it does not name."""
    if isinstance(schema, Mapping):
        inner = {name: strict(part) for name, part in schema.items()}
        return {**inner, "additionalProperties": False} if "properties" in inner else inner
    return [strict(part) for part in schema] if isinstance(schema, list) else schema


def problems(name: str, record: object) -> Iterator[str]:
    error: ValidationError
    for error in Draft202012Validator(strict(SCHEMAS[name])).iter_errors(record):
        yield f"{name}: {error.json_path}: {error.message[:200]}"


@pytest.mark.slow
def test_every_file_follows_the_schema_that_it_names_and_says_nothing_beside() -> None:
    found: list[str] = []
    for name, content in files().items():
        if not name.endswith(".schema.json"):
            record = json.loads(content)
            schema = posixpath.normpath(posixpath.join(posixpath.dirname(name), record["$schema"]))
            assert schema in files(), f"{name} names {record['$schema']}"
            found += problems(posixpath.basename(schema).removesuffix(".schema.json"), record)

    assert not found, "\n".join(found[:20])


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_is_one_and_is_published_as_it_is(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])

    assert json.loads(files()[f"{FOLDER}/schema/{name}.schema.json"]) == SCHEMAS[name]


def test_a_schema_refuses_what_is_missing_and_what_is_no_word_of_its_vocabulary() -> None:
    record = json.loads(files()[f"{FOLDER}/partnerships/aptc.json"])
    assert list(problems("partnership", record)) == []

    assert list(problems("partnership", {**record, "kind": "firm"}))
    assert list(problems("partnership", {**record, "said": "more"}))
    assert list(problems("partnership", {name: said for name, said in record.items() if name != "sources"}))


def test_a_finding_is_what_the_schema_of_findings_says() -> None:
    rows = [
        {"id": "demo.departed", "partnership": "demo", "measure": "departed", "value": 3.0, "unit": "persons"}
    ]
    found = study(migration=[dict(row) for row in rows]).published("migration")
    absent = replace(found[0], value=None, reason="not found in the 3 sources consulted")

    assert (
        list(problems("findings", json.loads(json.dumps([one.to_json() for one in (*found, absent)])))) == []
    )


def test_a_partnership_has_its_statements_and_every_source_that_a_row_of_it_names() -> None:
    record = json.loads(files()[f"{FOLDER}/partnerships/aptc.json"])
    rows = [row for table in TABLES for row in interface().tables[table] if row["partnership"] == "aptc"]

    assert record["sources"] == sorted({*(row["source"] for row in rows), record["source"]})
    assert [one["id"] for one in record["statements"]] == [
        row["id"] for row in rows if row["id"] and "statement" in row
    ]
    sources = json.loads(files()[f"{FOLDER}/sources.json"])["sources"]
    assert {one["key"] for one in sources if "aptc" in one["partnerships"]} == set(record["sources"])


def test_the_same_evidence_gives_the_same_bytes() -> None:
    assert replace(interface()).files() == files()


def test_the_documentation_says_what_the_schemas_say() -> None:
    now = HEAD + "\n".join(documentation()).rstrip() + "\n"
    if os.environ.get("GSPBRIEF_ACCEPT"):
        PAGE.write_text(now, encoding="utf-8")

    assert PAGE.is_file(), "there is no docs/api.md: make golden writes it"
    assert PAGE.read_text(encoding="utf-8") == now, "If this is meant: make golden"
    assert not re.search(r"\|  \|", now), "an entry is not described"


def documentation() -> list[str]:
    """The tables of the documentation: every file with what it holds, line by line of Markdown."""
    lines: list[str] = []
    for name, schema in SCHEMAS.items():
        lines += [f"## `{name}`", "", str(schema["description"]), "", *table(schema.get("items", schema)), ""]
    return lines
