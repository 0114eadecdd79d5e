"""What a brief says from rows alone: the figure that tells most first, each thing once, no seam anywhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from imported_rows import import_rows
from newcomer import ID, ROWS, Newcomer, newcomer

pytestmark = [pytest.mark.xdist_group("general"), pytest.mark.slow]  # what they look at is made once

LANGS = ("en", "fr", "es")
SEAMS = (
    r"\b(?:from|for|of|in|by|de|du|des|pour|para|por|en)\s*[.;,:]",  # a preposition without its noun
    r"(?i)\b1 (?:sources|fuentes|persons|personnes|personas|figures|chiffres|cifras)\b",
    r"[(:;,]\s*[.;,)]",
    r"\(\s*\)",
    r"\b(?:None|undefined|nan)\b",
)


def prose(page: str) -> str:
    """What a reader reads: the text between the front matter and the annex of numbers, without links."""
    text = page.split("\n---\n", 1)[1].split("{#numbers")[0]
    text = re.sub(r"(?s)```\{=html\}.*?```", "", text)
    text = re.sub(r"\[@[^\]]*\]", "", text)
    return re.sub(r"\[((?:[^\[\]]|\[[^\]]*\])*)\](?:\([^)]*\))?(?:\{[^}]*\})?", r"\1", text)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """The brief and the press note in each language, and the same of a partnership without countries."""
    folder = tmp_path_factory.mktemp("general")
    whole: Newcomer = newcomer(folder / "whole")
    bare = newcomer(folder / "bare", "13_partnership_without_countries.csv")
    found = {}
    for lang in LANGS:
        for page in ("index", "press"):
            found[f"{lang} {page}"] = whole.woven(lang, page)
            found[f"{lang} {page} bare"] = bare.woven(lang, page)
    return found


@pytest.mark.slow
def test_no_sentence_has_a_gap_where_the_evidence_has_one(pages: Mapping[str, str]) -> None:
    for name, page in pages.items():
        text = prose(page)
        found = [
            text[max(0, m.start() - 40) : m.end() + 20] for seam in SEAMS for m in re.finditer(seam, text)
        ]
        assert not found, name
        assert not re.search(r"(?m)^## [^\n]*\n+(?=## )", text), f"{name}: a section is empty"


@pytest.mark.slow
def test_no_page_says_a_thing_twice(pages: Mapping[str, str]) -> None:
    for name, page in pages.items():
        lines = [line for line in prose(page).splitlines() if not line.startswith(("|", ":"))]
        said = Counter(re.findall(r"[^.?!]{25,}[.?!](?=\s|$)", " ".join(lines)))
        assert max(said.values(), default=0) <= 1, (name, said.most_common(1))
        front = dict(re.findall(r"(?m)^(title|subtitle): (.*)$", page))
        assert front.get("subtitle", "") not in front["title"].partition(":")[0] or not front.get("subtitle")


def test_the_summary_says_what_tells_most_and_sections_what_else_there_is(pages: Mapping[str, str]) -> None:
    said = {
        "en": (
            "Migration rate, 68 percent, out of 90 people",
            "For other years or parts of the program than at",
            "90 percent (migr",
        ),
        "fr": (
            "Taux de migration, 68 %, sur 90",
            "Pour d’autres années ou parties du programme que",
            "90 % (taux",
        ),
        "es": ("Tasa de migración, 68 %, de 90", "Para años o partes del programa distintos", "90 % (tasa"),
    }
    for lang, (leads, besides, others) in said.items():
        text = re.sub(r"[\u00a0\u202f]", " ", prose(pages[f"{lang} index"]))
        summary, section = text.partition(":::\n\n::: {.chart}")[0], text.partition("{#sec-migration}\n\n")[2]
        first = section.split("\n")[0]
        assert leads in summary
        assert first.startswith(besides)
        assert others in first, "of another year"
        assert "68" not in first
        assert summary.count("\n- **") == 3, "each question is answered in a line of its own"
        assert "1,240" not in summary
    assert re.search(r"key-figure.*?68 percent", pages["en press"], re.DOTALL)


def test_a_section_leads_with_what_tells_most_where_a_summary_of_ones_own_does_not(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    one = newcomer(tmp_path_factory.mktemp("own_summary"))
    own = one.root / "briefs" / "en" / "partnerships" / f"{ID}.md.j2"
    own.parent.mkdir(parents=True, exist_ok=True)
    text = '{% extends "partnership.md.j2" %}\n{% block summary %}Words of our own.{% endblock %}\n'
    own.write_text(text, encoding="utf-8")

    section = prose(one.woven()).partition("{#sec-migration}\n\n")[2]
    assert "one figure tells most: migration rate, 68 percent, out of 90 people" in section.split("\n")[0]


def test_parts_of_a_cost_are_told_apart(pages: Mapping[str, str]) -> None:
    labels = re.findall(r"(?m)^\| (Cost of recruitment[^|]*) \|", prose(pages["en index"]))
    assert labels == [
        "Cost of recruitment (employer; moving)",
        "Cost of recruitment (employer; living costs)",
        "Cost of recruitment (employer; recruitment)",
    ]


def test_bounds_say_of_how_many_people_they_are_and_when(pages: Mapping[str, str]) -> None:
    (said,) = re.findall(r"lies within.*", prose(pages["en index"]))
    of = "people who passed, or were certified or licensed"
    assert (
        f"−118 to 13 persons (out of 131 {of}, 2019); −61 to 29 persons (out of 90 {of}, 2020), against"
        in said
    )


PLACED = ROWS.parent / "placed"  # 60 of 131 graduates at work abroad, and what a course cost
OUT_OF_REACH = "value: 300000, low: 2000, high: 300000"
COSTS = {"": "", "CL": "value: 6000, low: 2000, high: 12000", "cD": "value: 9000, low: 4000, high: 15000"}


def recruiting(folder: Path, dear: str) -> Newcomer:
    """The newcomer's partnership as one that placed trainees, with one cost out of reach."""
    own = newcomer(folder)
    data = own.root / "data"
    for table in ("migration", "costs"):
        import_rows(data, table, PLACED / f"{table}.csv")
    for file, old, new in (
        ("partnerships.csv", ",traditional,,", ",traditional,international_trainees,coded"),
        ("assumptions.yaml", COSTS[dear], OUT_OF_REACH if dear else ""),
    ):
        held = (data / file).read_text(encoding="utf-8")
        assert old in held
        (data / file).write_text(held.replace(old, new, 1), encoding="utf-8")
    return own


@pytest.mark.slow
@pytest.mark.parametrize(
    ("dear", "told"),
    [
        ("", "A course could cost up to"),
        ("CL", "for the employers there no rate would be enough"),
        ("cD", "for the government there no rate would be enough"),
    ],
)
def test_a_threshold_that_there_is_not_is_told_and_none_is_sought_in_sources(
    dear: str, told: str, tmp_path: Path
) -> None:
    own = recruiting(tmp_path / "own", dear)
    whole = {lang: own.woven(lang) for lang in LANGS}
    page = prose(whole["en"])
    assert told in page
    assert not re.search(r"(?:up to|once) not found", page)
    assert len({one.count('data-finding="scenario.') for one in whole.values()}) == 1
    settled = "does not settle the question" if dear else "is above both thresholds"
    assert f"At the program’s own costs that {settled}" in page
    assert "Only 2 of its 54 inputs are this program’s own" in page
