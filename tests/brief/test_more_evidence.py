"""Rows that `check` calls sound never stop a brief; a text by hand that they contradict is told by line."""

from __future__ import annotations

import csv
import os
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from brief_inputs import inputs, without_texts_by_hand
from gspbrief.analysis.migration import rate_name
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.errors import TemplateError
from gspbrief.evidence.descriptor import read_package
from gspbrief.evidence.slices import Evidence
from gspbrief.language.labels import words
from gspbrief.language.languages import LANGUAGES
from notebook_cells import DATA, ROOT
from sound_rows import add_sound_rows
from trust_table import record

COUNT = int(os.environ.get("GSPBRIEF_MORE_EVIDENCE", "20"))  # partnerships to which rows are added
EACH = 4  # rows
SEED = 20_261_129
BY_HAND = tuple(path.name.partition(".")[0] for path in sorted((ROOT / "briefs/en/partnerships").iterdir()))
LINE = re.compile(r"(partnerships|press)/\w+\.md\.j2, line \d+")


@pytest.fixture(scope="module")
def general(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The texts of a project that has none by hand."""
    return without_texts_by_hand(tmp_path_factory.mktemp("general"))


@pytest.mark.slow
def test_more_sound_rows_stop_no_brief(evidence: Path, general: Path, tmp_path: Path) -> None:
    known, chance, count = tuple(Evidence(DATA).partnerships), random.Random(SEED), 0
    for _ in range(max(1, COUNT // len(known))):
        chosen = chance.sample(known, min(COUNT, len(known)))
        shutil.copytree(DATA, evidence, dirs_exist_ok=True)
        added = add_sound_rows(chance, evidence, chosen, EACH)
        assert len(added) > 0.9 * EACH * len(chosen)
        count += len(chosen)
        for number, partnership in enumerate(chosen):
            brief = inputs(evidence, partnership, tmp_path / partnership)
            weave(replace(brief, templates=general))
            translated = replace(brief, lang=LANGUAGES[number % len(LANGUAGES)], draw=lambda *_: "<svg/>")
            weave(replace(translated, templates=general))
            if partnership in BY_HAND:
                assert not _untold(translated)
            shutil.rmtree(tmp_path / partnership)
    if "GSPBRIEF_MORE_EVIDENCE" in os.environ:
        record("sound rows are added to a partnership", "attack", count, [])


@pytest.mark.slow
def test_a_general_text_leaves_out_a_chart_whose_rows_have_no_names_in_its_language(
    evidence: Path, general: Path, tmp_path: Path
) -> None:
    table = evidence / "costs.csv"
    header, *rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
    row = dict(
        zip(header, next(one for one in rows if one[0] == "jpn_titp.recruitment_cost.vnm"), strict=True)
    )
    with table.open("a", encoding="utf-8", newline="") as file:
        added = {"id": "jpn_titp.recruitment_cost.added", "group": "by an agency of its own"}
        csv.DictWriter(file, header, lineterminator="\n").writerow(row | added)
    brief = inputs(evidence, "jpn_titp", tmp_path / "brief")
    for lang in LANGUAGES:
        woven = weave(replace(brief, lang=lang, templates=general, draw=lambda *_: "<svg/>"))

        text = woven.read_text(encoding="utf-8")
        assert ("{#fig-costs-compared" in text) is (lang == "en"), lang


def _untold(brief: BriefInputs) -> str:
    """What stops a text by hand without its line and what to do; it may claim what is no longer so."""
    try:
        weave(brief)
    except TemplateError as error:
        return "" if LINE.match(error.where) and error.todo else str(error)
    return ""


def test_every_share_that_two_counts_can_give_has_a_name() -> None:
    described = read_package(DATA / "datapackage.json")["migration"]
    stages, bases = (described.constraint("enum")[column] for column in ("measure", "base"))
    named = {rate_name(stage, base) for stage in stages for base in {*stages, *bases}}

    assert not named - set(words("measure"))
