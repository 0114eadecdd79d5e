"""Rows that `check` calls sound never stop a brief; a text by hand that they contradict is told by line."""

from __future__ import annotations

import os
import random
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.analysis.migration import rate_name
from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.errors import TemplateError
from gspbrief.evidence.descriptor import read_package
from gspbrief.evidence.reading import load
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.exhibits.svg import chart_drawer
from gspbrief.language import styles
from gspbrief.language.labels import words
from gspbrief.language.languages import LANGUAGES
from gspbrief.project.inputs import Project
from gspbrief.project.notebooks import running_for
from gspbrief.render import fonts
from notebook_cells import DATA, ROOT, run_cells
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
    briefs = tmp_path_factory.mktemp("general") / "briefs"
    shutil.copytree(ROOT / "briefs", briefs, ignore=shutil.ignore_patterns("partnerships", "press"))
    (briefs.parent / "_extensions").symlink_to(ROOT / "_extensions")
    return briefs


def _woven(data: Path, partnership: str, work: Path) -> BriefInputs:
    """What a brief is woven from, its notebooks run on its slice."""
    write_slice(Evidence(data).slice(partnership), work / "data")
    runs = running_for(partnership, Project(ROOT).notebooks())
    return BriefInputs(
        study=load(partnership, work / "data"),
        results=tuple(run_cells(run.name, partnership, work, work / "data") for run in runs),
        notebooks=runs,
        templates=ROOT / "briefs",
        out=work / "woven",
        draw=chart_drawer("en", styles.find("mpi"), fonts.instances(ROOT / "build" / "fonts")),
        publication=read_publication(ROOT / "briefs" / "publication.yaml"),
        evidence_hash="0",
        version="1",
    )


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
            brief = _woven(evidence, partnership, tmp_path / partnership)
            weave(replace(brief, templates=general))
            translated = replace(brief, lang=LANGUAGES[number % len(LANGUAGES)], draw=lambda *_: "<svg/>")
            weave(replace(translated, templates=general))
            if partnership in BY_HAND:
                assert not _untold(translated)
            shutil.rmtree(tmp_path / partnership)
    if "GSPBRIEF_MORE_EVIDENCE" in os.environ:
        record("sound rows are added to a partnership", "attack", count, [])


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
