"""What readers found in passages, as rules for all: repeats, seams, typed ranges, claims that cannot fail."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gspbrief.analysis import costs, migration, outcomes
from gspbrief.language.formats import Format
from gspbrief.language.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
BRIEFS = ROOT / "briefs"
_SILENT = re.compile(r"\{##.*?##\}|\{%.*?%\}|\[@[^\]]*\]", re.DOTALL)
_ABSENT = re.compile(r"\babsent\((.*?)\)(?:,| %)", re.DOTALL)
_NAMED = re.compile(r"\b(costs|migration|outcomes)\.(\w+)")
WANTED = {
    "costs": costs.WANTED,
    "migration": migration.WANTED,
    "outcomes": outcomes.WANTED,
}
TYPED_RANGES = {
    "en": r"(?:between \w+ and|(?!up )\b\w+ to) \w+ times",
    "fr": r"(?:entre \w+ et|de \w+ à) \w+ fois",
    "es": r"entre \w+ y \w+ veces|de \w+ a \w+ veces",
}
"""A range of multiples in words: a figure of the evidence that stands in no annex."""


def passages() -> Iterator[tuple[str, str, str]]:
    for lang in LANGUAGES:
        for path in sorted((BRIEFS / lang).glob("*/*.j2")):  # general texts choose between alternatives
            yield lang, path.relative_to(BRIEFS).as_posix(), path.read_text(encoding="utf-8")


def row_measures() -> dict[str, set[str]]:
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return {
        resource["name"]: set(field["constraints"]["enum"])
        for resource in package["resources"]
        for field in resource["schema"]["fields"]
        if field["name"] == "measure"
    }


def repeated(text: str) -> list[str]:
    sentences = re.split(r"(?<=[.:;?!])\s+", _SILENT.sub("", text))
    long = Counter(" ".join(one.split()) for one in sentences if len(one.split()) >= 8)
    return [one for one, times in long.items() if times > 1]


def test_no_passage_says_a_sentence_twice() -> None:
    told = "A researcher found in June that {{ migration.job_offer }} were settling there [@a]: a beginning."
    assert repeated(f"{told} {told}")
    assert {name: said for _, name, text in passages() if (said := repeated(text))} == {}


def test_no_passage_has_a_seam_where_something_was_cut() -> None:
    seam = re.compile(r",\s*[.,;:]")
    assert seam.search("ce que coûte un travailleur, et à qui,.")
    found = {name: [m[0] for m in seam.finditer(_words(text))] for _, name, text in passages()}
    assert {name: seams for name, seams in found.items() if seams} == {}


def test_a_range_of_multiples_is_a_figure_and_is_never_typed_in_words() -> None:
    for lang, name, text in passages():
        assert not re.search(TYPED_RANGES[lang], _words(text)), name


def test_what_is_said_to_be_absent_is_a_quantity_that_could_be_held() -> None:
    measures = row_measures()
    for _, name, text in passages():
        for claim in _ABSENT.findall(text):
            for table, measure in _NAMED.findall(claim):
                could = measures[table] | {one.measure for one in WANTED[table]} | set(migration.RATES)
                assert measure in could, f"{name}: {table}.{measure} can never be held"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_was_not_found_is_not_named_as_another_figure_that_is_held(lang: str) -> None:
    labels, held = Format(lang).language.labels, row_measures()
    for table, wanted in WANTED.items():
        for one in wanted:
            name = labels["missing"].get(one.measure, labels["measure"][one.measure])
            others = held[table] - {*one.measures, one.measure}
            same = [
                other for other in others if f"{labels['measure'].get(other, '')} ".startswith(f"{name} ")
            ]
            assert not same, f"“{name}” is said not to be found, and {same} is held under that name"


def test_a_chart_says_of_whom_else_its_figures_are() -> None:
    notes = {}
    for table in ("migration", "outcomes"):
        with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as rows:
            notes |= {row["id"]: row["note"] for row in csv.DictReader(rows)}
    whose = re.compile(r"([A-Z]\w+(?: [A-Z]\w+)?)[’']s (?:scheme|system) too")
    found = 0
    for _, name, text in (one for one in passages() if one[0] == "en"):
        for call in re.findall(r"\{\{ exhibit\(.*?\}\}", text, re.DOTALL):
            note = "".join(re.findall(r'note="([^"]*)"', call))
            others = {
                who for row in re.findall(r'"([\w.]+)":', call) for who in whose.findall(notes.get(row, ""))
            }
            found += len(others)
            assert all(who in note for who in others), f"{name}: the chart’s note does not name {others}"
    assert found


def _words(text: str) -> str:
    return re.sub(r"\{\{.*?\}\}", "#", _SILENT.sub("", text), flags=re.DOTALL)
