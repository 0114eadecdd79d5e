"""The evidence as files: every column explained, every word labelled, rows in order, bytes that diff well."""

from __future__ import annotations

import ast
import csv
import json
import re
from collections import defaultdict
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from gspbrief.analysis.migration import RATES
from gspbrief.evidence.sources import KINDS, READ_DEPTHS, read_bibliography, read_sources
from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.evidence.tables import read_rows
from gspbrief.exhibits.marks import STATUSES
from gspbrief.findings.citation import GRADES
from gspbrief.language.labels import label, words
from gspbrief.language.languages import LANGUAGES
from package_modules import ROOT, modules

DATA = ROOT / "data"
PACKAGE: dict[str, Any] = json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))
TABLES = {r["name"]: r for r in PACKAGE["resources"] if "schema" in r}
TEXTS = sorted(path for path in DATA.rglob("*") if path.suffix in {".csv", ".json", ".yaml", ".bib"})

# Columns whose words go by another name in the files of words than that of the column.
VOCABULARIES = {("partnerships", "status"): "partnership_status", ("", "range_kind"): "interval"}
OTHER_SCRIPTS = {"bn", "ja", "ko", "ml", "ne", "si", "th"}  # languages of sources without a Latin letter


def rows_of(table: str) -> list[dict[str, str]]:
    """The rows of a table of the evidence, as text."""
    return list(csv.DictReader((DATA / f"{table}.csv").read_text(encoding="utf-8").splitlines()))


def vocabularies() -> dict[str, set[str]]:
    """Every closed list of words in the evidence, by the name under which it is labelled."""
    lists: dict[str, set[str]] = {
        "grade": set(GRADES),
        "grade_meaning": set(GRADES),
        "source_kind": set(KINDS),
        "read_depth": set(READ_DEPTHS),
    }
    for table, resource in TABLES.items():
        for field in resource["schema"]["fields"]:
            name = field["name"]
            vocabulary = VOCABULARIES.get((table, name), VOCABULARIES.get(("", name), name))
            allowed = field.get("constraints", {}).get("enum", [])
            if allowed:
                lists.setdefault(vocabulary, set()).update(allowed)
    return lists


@pytest.mark.parametrize("vocabulary", sorted(vocabularies()))
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_evidence_has_a_label_in_every_language(vocabulary: str, lang: str) -> None:
    unlabelled = vocabularies()[vocabulary] - set(words(vocabulary))

    assert not unlabelled, f"the files of words lack {vocabulary}: {', '.join(sorted(unlabelled))}"
    assert all(label(vocabulary, word, lang).strip() for word in vocabularies()[vocabulary])


def test_a_funnel_draws_every_status_that_a_row_can_have() -> None:
    assert set(STATUSES) == vocabularies()["status"]


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_rate_and_caveat_that_the_code_gives_has_a_label(lang: str) -> None:
    given = {"measure": set(RATES), "caveat": caveats()}

    for vocabulary, found in given.items():
        unlabelled = found - set(words(vocabulary))
        assert not unlabelled, f"the files of words lack {vocabulary}: {', '.join(sorted(unlabelled))}"
        assert all(label(vocabulary, word, lang).strip() for word in found)


def caveats() -> set[str]:
    """The words that modules write into a finding's caveats."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in modules().values()]
    written = [
        n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.keyword) and n.arg == "caveats"
    ]
    asked = [
        n for value in written for c in ast.walk(value) if isinstance(c, ast.Compare) for n in ast.walk(c)
    ]
    texts = [
        n.value
        for value in written
        for n in ast.walk(value)
        if isinstance(n, ast.Constant) and n not in asked
    ]
    return {text for text in texts if isinstance(text, str) and text.isidentifier()}


@pytest.mark.parametrize("table", sorted(TABLES))
def test_every_table_and_column_says_what_it_holds(table: str) -> None:
    fields = TABLES[table]["schema"]["fields"]

    assert TABLES[table].get("description", "").strip()
    assert [f["name"] for f in fields if not f.get("description", "").strip()] == []


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_columns_of_a_table_are_those_of_its_schema_in_order(table: str) -> None:
    with (DATA / TABLES[table]["path"]).open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))

    assert header == [field["name"] for field in TABLES[table]["schema"]["fields"]]


@pytest.mark.parametrize("table", sorted(TABLES))
def test_rows_stand_in_the_order_of_partnership_and_id(table: str) -> None:
    with (DATA / TABLES[table]["path"]).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [name for name in ("date", "partnership", "id") if name in rows[0]]
    keys = [tuple(row[name] for name in columns) for row in rows]

    assert [now for now, right in zip(keys, sorted(keys), strict=True) if now != right] == []


def test_one_count_of_people_stands_with_one_partnership() -> None:
    """What a page says of two programmes belongs to one: both would be counted for it otherwise."""
    sources, _ = read_sources(DATA / "sources.bib")
    assert sources is not None
    held: dict[tuple[str, str, str], list[dict[str, str]]] = defaultdict(list)
    for row in (row for table in EVIDENCE_TABLES for row in read_rows(DATA, table)):
        if row["partnership"] and row["value"] and row["status"] == "achieved" and not row["about"]:
            for page in {row["evidence_root"], sources[row["source"]].url}:
                held[row["value"], row["unit"], page].append(row)
    pairs = [pair for rows in held.values() for pair in combinations(rows, 2)]
    twice = [
        (a["id"], b["id"]) for a, b in pairs if a["partnership"] != b["partnership"] and same_people(a, b)
    ]

    assert len(pairs) > 10
    assert not twice


def same_people(one: dict[str, str], other: dict[str, str]) -> bool:
    """Whether two counts may be of the same people: their countries of origin are not known to differ."""
    origins = [set(row.get("origin", "").split(";")) - {""} for row in (one, other)]
    return not all(origins) or bool(set.intersection(*origins))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_files_of_the_evidence_end_their_lines_alike_and_begin_with_no_mark(path: Path) -> None:
    content = path.read_bytes()

    assert b"\r" not in content
    assert not content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\n")


def test_the_evidence_and_the_briefs_are_under_one_named_licence() -> None:
    assert [licence["name"] for licence in PACKAGE["licenses"]] == ["CC-BY-4.0"]
    assert "CC-BY-4.0" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_every_statement_on_a_partnership_names_what_it_is_about() -> None:
    """It stands on a page after other statements, or in a table beside those on others."""
    with (DATA / "design.csv").open(encoding="utf-8", newline="") as file:
        said = {row["id"]: row["statement"] for row in csv.DictReader(file) if row["partnership"]}
    pronouns = ("It ", "Its ", "They ", "Their ", "This ", "These ", "Such ", "Those ")

    assert [name for name, text in said.items() if text.startswith(pronouns)] == []
    assert [name for name, text in said.items() if "this long" in text or "this many" in text] == []
    assert [name for name, text in said.items() if not text.endswith((".", "?"))] == []


def test_no_text_of_a_row_shows_a_reader_the_id_of_another() -> None:
    rows = [(table, row) for table in TABLES for row in rows_of(table)]
    ids = {row["id"] for _, row in rows if "." in row.get("id", "")}
    told = {
        row.get("id", table): text
        for table, row in rows
        for column in ("statement", "note", "comparator", "what", "why")
        for text in re.findall(r"[\w]+(?:\.[\w]+)+", row.get(column) or "")
        if text in ids
    }
    assert not told


def test_what_no_source_prints_in_english_is_marked_as_our_rendering() -> None:
    spoken = {key: source.language for key, source in read_bibliography(DATA / "sources.bib").items()}
    english = r"\b(?:about|more than|less than|up to|to|percent|million|yen|in \w+)\b"
    told = [
        row["id"]
        for table in ("costs", "migration", "outcomes")
        for row in rows_of(table)
        if spoken[row["source"]] in OTHER_SCRIPTS and not row["as_printed"].startswith("[")
        if re.search(english, row["as_printed"])
    ]
    assert not told, "[about 68%]: in brackets, or in the source's own words"


def test_a_fact_sheet_has_a_place_for_each_kind_of_statement() -> None:
    """A statement whose kind no list of the skeleton names would be held and told to nobody."""
    [kind] = [f for f in TABLES["design"]["schema"]["fields"] if f["name"] == "feature"]
    skeleton = (ROOT / "briefs" / "shared" / "fact-sheet.qmd.j2").read_text(encoding="utf-8")
    told = [word for call in re.findall(r"set of_\w+ = \((.*?)\)", skeleton, re.DOTALL)
            for word in re.findall(r'"(\w+)"', call)]  # fmt: skip

    assert sorted(told) == sorted(kind["constraints"]["enum"])


def test_who_is_counted_each_time_is_counted_in_visas_and_not_in_persons() -> None:
    again = re.compile(r"counted in each|counted as often as they came")
    with (DATA / "migration.csv").open(encoding="utf-8", newline="") as rows:
        told = {row["id"]: row["unit"] for row in csv.DictReader(rows) if again.search(row["note"])}
    assert told
    assert {name: unit for name, unit in told.items() if unit == "persons"} == {}
