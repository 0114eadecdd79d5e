"""Whatever is changed in a file that people edit, what comes is right, to the brief, or a listed problem."""

from __future__ import annotations

import csv
import os
import random
import shutil
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from brief_inputs import inputs, without_texts_by_hand
from gspbrief.brief.publication import read_publication
from gspbrief.brief.templates import environment, render
from gspbrief.brief.weave import weave
from gspbrief.commands.check import require_all_sound
from gspbrief.errors import GspBriefError
from gspbrief.evidence.reading import load, load_together
from gspbrief.evidence.slices import Evidence
from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.execution.parameters import declared_parameters, read_notebook
from gspbrief.language.languages import LANGUAGES
from mutations import FEW, mutated, small_project
from trust_table import record

pytestmark = pytest.mark.slow

COUNT = int(os.environ.get("GSPBRIEF_MUTATIONS", "500"))
PARTS = 8  # tests among which the mutations are divided
SEED = 20_261_128
WOVEN = 25  # changed files that are sound and of which one is woven as a brief
MOST_PROBLEMS = 70  # for one change; more would bury its cause


def tried(project: Path) -> str:
    """What a mutated project comes to: sound or listed; what no one expected is raised."""
    data, told = project / "data", list[GspBriefError]()
    for reads in (
        lambda: require_all_sound(data, project / "briefs"),
        lambda: _study(data),
        lambda: _notebooks(project),
        lambda: _pages(project),
    ):
        try:
            reads()
        except GspBriefError as error:
            told.append(error)
    places = [problem.file for error in told for problem in getattr(error, "problems", ())]
    wordy = [error for error in told if str(error).count("\n") > MOST_PROBLEMS]
    if wordy or not all(places):
        raise AssertionError(f"without a file, or drowned: {str((wordy or told)[0])[:2000]}")
    return "listed" if told else "sound"


def _study(data: Path) -> None:
    evidence = Evidence(data)
    evidence.slice(FEW[0])
    evidence.own("synthesis")
    study = load(FEW[0], data)
    load_together(data)
    for table in EVIDENCE_TABLES:
        study.published(table)


def _notebooks(project: Path) -> None:
    for name in ("costs.ipynb", "survey.ipynb"):
        declared_parameters(read_notebook(project / "notebooks" / name, name), name)


def _pages(project: Path) -> None:
    read_publication(project / "briefs" / "publication.yaml").in_language("fr")
    render(environment([project / "briefs"], "en"), "page.md.j2", {"name": "x", "rows": [1, 2]})


@pytest.fixture(scope="module")
def general(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The texts of a project that has none by hand."""
    return without_texts_by_hand(tmp_path_factory.mktemp("general"))


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound project of a few partnerships."""
    return small_project(root, tmp_path_factory.mktemp("small") / "project")


def test_the_small_project_is_sound(project: Path) -> None:
    assert tried(project) == "sound"


def _folder(project: Path) -> None:
    template = project / "briefs" / "page.md.j2"
    template.unlink()
    template.mkdir()


def _brackets(project: Path) -> None:
    (project / "briefs" / "page.md.j2").write_text("{{ " + "[" * 2000, encoding="utf-8")


def _digits(project: Path) -> None:
    (project / "briefs" / "page.md.j2").write_text("{{ " + "9" * 5000 + " }}", encoding="utf-8")


def _long_id(project: Path) -> None:
    table = project / "data" / "partnerships.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("kani,", f"{'k' * 300},", 1), encoding="utf-8")


def _base_without_end(project: Path) -> None:
    table = project / "data" / "migration.csv"
    header, *rows = csv.reader(table.read_text(encoding="utf-8").splitlines())
    first = next(row for row in rows if not row[header.index("base_n")])
    first[header.index("base_n")] = "9" * 400
    with table.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


@pytest.mark.parametrize("change", [_folder, _brackets, _digits, _long_id, _base_without_end])
def test_what_ten_thousand_changes_found_is_listed(
    project: Path, tmp_path: Path, change: Callable[[Path], None]
) -> None:
    copy = Path(shutil.copytree(project, tmp_path / "copy"))
    change(copy)

    assert tried(copy) == "listed"


@pytest.mark.parametrize(
    "part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, PARTS))]
)
def test_a_change_ends_in_a_listed_problem_or_is_right(
    project: Path, general: Path, tmp_path: Path, part: int
) -> None:
    chance, came, wrong = random.Random(SEED + part), Counter[str](), []
    for _ in range(COUNT // PARTS):
        copy = Path(shutil.copytree(project, tmp_path / "copy"))
        what = mutated(chance, copy)
        try:
            came[how := tried(copy)] += 1
            if how == "sound" and came["sound"] % WOVEN == 1:
                brief = inputs(copy / "data", chance.choice(FEW), tmp_path / "brief")
                weave(replace(brief, templates=general, lang=chance.choice(LANGUAGES)))
                shutil.rmtree(tmp_path / "brief")
        except Exception:
            wrong.append(f"{what}\n{traceback.format_exc(limit=-4)}")
        shutil.rmtree(copy)
    if "GSPBRIEF_MUTATIONS" in os.environ:
        what_failed = [one.partition("\n")[0] for one in wrong]
        record("a file that people edit is changed", "attack", COUNT // PARTS, what_failed, str(part))

    assert not wrong, f"{len(wrong)} of {COUNT // PARTS}\n" + "\n".join(wrong[:8])
    assert came["listed"] > came["sound"] / 4, came
