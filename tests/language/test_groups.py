"""Whose figure one is stands in the data in English: every language has words for it, and nothing is lost."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from gspbrief.brief.markdown import covered
from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import measured, of_what, period, stated
from gspbrief.language.formats import Format
from gspbrief.language.languages import LANGUAGES, language
from gspbrief.project.subjects import ORIGINAL
from studies import every_study

DATA = Path(__file__).parents[2] / "data"
TRANSLATED = [lang for lang in LANGUAGES if lang != ORIGINAL]
SURVEYED = ("after 12 months", "age", "earnings", "female", "home", "in work", "remittances", "schooling")
"""Of the demonstration: covariates, outcomes and windows of its survey."""

ROWS = [f for study in every_study() for table in EVIDENCE_TABLES for f in study.published(table)]


def _groups() -> Iterator[str]:
    for table in ("costs", "migration", "outcomes", "context"):
        with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            yield from (row["group"] for row in csv.DictReader(file) if row["group"])


def described(finding: Finding, lang: str) -> str:
    """What a row of a table of evidence says beside its figure, its grade and its source."""
    form = Format(lang)
    said = (measured(finding.measure, finding.quantity, form), covered(finding, form), of_what(finding, form))
    status = "" if finding.status == "achieved" else form.word("status", finding.status)
    return " | ".join((*said, period(finding, form), status))


@pytest.mark.parametrize("lang", TRANSLATED)
def test_every_group_of_the_evidence_has_words(lang: str) -> None:
    known = language(lang)
    assert [text for text in sorted({*_groups(), *SURVEYED}) if not known.group(text)] == []


def test_the_languages_have_words_for_the_same_groups() -> None:
    first, *others = (list(language(lang).groups) for lang in TRANSLATED)
    assert all(other == first for other in others)


@pytest.mark.slow
@pytest.mark.parametrize("lang", TRANSLATED)
def test_what_english_tells_apart_no_translation_says_of_two_figures(lang: str) -> None:
    alike = defaultdict(list)
    for finding in ROWS:
        alike[finding.partnership, described(finding, lang)].append(finding)
    for (_, said), found in alike.items():
        values = defaultdict(set)
        for finding in found:
            values[described(finding, ORIGINAL)].add(stated(finding, Format(ORIGINAL)))
        assert len(values) < 2 or len(set.union(*values.values())) == 1, (said, sorted(values))


@pytest.mark.parametrize("lang", TRANSLATED)
def test_a_group_without_words_prints_in_english_and_says_so(lang: str) -> None:
    finding = Finding(
        id="a.b", measure="placed", value=1, unit="persons", grade="published", group="left-handers"
    )
    assert covered(finding, Format(lang)) == '[left-handers]{lang="en"}'
    assert covered(finding, Format(ORIGINAL)) == "left-handers"
