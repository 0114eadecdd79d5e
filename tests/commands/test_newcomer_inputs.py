"""Inputs of a newcomer that once misled: each is told for what it is by `check`, file by file."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import nbformat
import pytest
import yaml

from gspbrief.build.notebook_runs import run_notebook
from gspbrief.errors import ArgumentError
from newcomer import ID, newcomer
from project_copies import problems

pytestmark = pytest.mark.slow

ZOTERO = """
@techreport{zotero2022,
	title = {Pflegekräfte gewinnen},
	institution = {Hessisches Ministerium},
	author = {Roe, B.},
	year = {2022},
}
"""
SURVEY = """\
person,wave,group,track,cohort,female,answered,work,Name,Phone
1,0,1,away,2019,1,1,home,Given Family 0001,+00 0000 000001
1,1,1,away,2019,1,1,abroad,Given Family 0001,+00 0000 000001
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A newcomer's project with its partnership and rows on it."""
    return newcomer(tmp_path / "own").root


def test_an_entry_of_zotero_without_what_is_asked_of_sources_is_that_problem_alone(project: Path) -> None:
    assert problems(project) == []
    bibliography = project / "data" / "sources.bib"
    bibliography.write_text(bibliography.read_text(encoding="utf-8") + ZOTERO, encoding="utf-8")

    said = problems(project)
    assert len(said) == 2
    assert all(line.startswith("sources.bib, line ") and "zotero2022" in line for line in said)


def test_assumptions_that_no_model_could_read_are_a_problem(project: Path) -> None:
    assumptions = project / "data" / "assumptions.yaml"
    whole = assumptions.read_text(encoding="utf-8")
    for spoilt in (f"{whole}\n  bad: [\n", whole.replace("value: 0.6,", "value: sixty,", 1)):
        assumptions.write_text(spoilt, encoding="utf-8")
        said = problems(project)
        assert said, spoilt[-40:]
        assert all(line.startswith("assumptions.yaml") for line in said)


@pytest.mark.parametrize("worded", [("en", "es", "fr"), ("fr",), ()])
def test_a_case_of_the_model_is_a_problem_until_every_language_has_words_for_it(
    project: Path, worded: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    assumptions = project / "data" / "assumptions.yaml"
    said = yaml.safe_load(assumptions.read_text(encoding="utf-8"))
    said["cases"]["evening"] = {"title": "Evening", "why": "Trainees keep their work", "values": {"eta": 0.2}}
    assumptions.write_text(yaml.safe_dump(said), encoding="utf-8")
    (project / "briefs" / "words").mkdir()
    for lang in worded:
        words = "case: {evening: evening course}\ncolumn: {case_evening: Evening course}\n"
        (project / "briefs" / "words" / f"{lang}.yaml").write_text(words, encoding="utf-8")
    told = {line.partition(":")[0] for line in problems(project)}
    assert told == {
        f"briefs/words/{lang}.yaml, {word}"
        for lang in {"en", "es", "fr"} - set(worded)
        for word in ("case.evening", "column.case_evening")
    }


def test_broken_assumptions_hide_nothing_else_where_the_evidence_is_told_in_other_languages(
    project: Path,
) -> None:
    (project / "briefs" / "fr").mkdir(exist_ok=True)
    (project / "briefs" / "fr" / "evidence.yaml").write_text("{}\n", encoding="utf-8")
    (project / "data" / "assumptions.yaml").write_text("symbols: [\n", encoding="utf-8")
    (project / "briefs" / "publication.yaml").write_text("title: [\n", encoding="utf-8")
    files = [line.partition(",")[0] for line in problems(project)]
    assert sorted(files) == ["assumptions.yaml", "publication.yaml"], files


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("exhibits: {both: {form: bars, rows: [enrolled.2019, certified.2019]}}", "that differ in measure"),
        (
            "exhibits: {both: {form: people, rows: [recruitment_cost.flight]}}",
            "money cannot be drawn as people",
        ),
        ("exhibits: {both: {form: slopes, rows: [employed.2020, satisfied.2020]}}", "that differ in measure"),
        ("ratios: {both: [recruitment_cost.flight, enrolled.2019]}", "money EUR and persons are not times"),
        ("exhibits: {both: {form: people, rows: [certified.2019, departed.2019]}}", ""),
        ("exhibits: {both: {form: table, rows: [enrolled.2019, recruitment_cost.flight]}}", ""),
        ("ratios: {both: [enrolled.2019, certified.2019]}", ""),
    ],
)
def test_what_a_topic_cannot_draw_or_divide_is_a_problem(project: Path, asked: str, told: str) -> None:
    named = re.sub(r"[a-z_]+\.(?=flight|20)", rf"{ID}.\g<0>", asked)
    topics = project / "data" / "topics.yaml"
    topics.write_text(f"mine: {{statements: [], {named}}}\n", encoding="utf-8")
    said = problems(project)
    assert len(said) == bool(told)
    if told:
        assert said[0].startswith(f"topics.yaml, mine, {asked.partition(':')[0]}, both: ")
        assert told in said[0]


@pytest.mark.parametrize(
    ("was", "said", "told"),
    [
        ("style: mpi", "style: MPI", "style: there is no style 'MPI' (mpi, oecd)"),
        ("languages: [en, fr, es]", "languages: [en, german]", "languages: there is no language 'german' ("),
        (
            "languages: [en, fr, es]",
            "languages: [en, fr, es]\ntranslations: {french: {place: Paris}}",
            "translations, french: there is no such language (en, es, fr)",
        ),
    ],
)
def test_a_style_or_language_that_there_is_not_is_a_problem_of_the_publication(
    project: Path, was: str, said: str, told: str
) -> None:
    path = project / "briefs" / "publication.yaml"
    held = path.read_text(encoding="utf-8")
    assert was in held
    path.write_text(held.replace(was, said), encoding="utf-8")
    (problem,) = problems(project)
    assert problem.startswith(f"publication.yaml, {told}")


def test_a_survey_with_names_beside_its_partnership_is_refused_and_git_takes_none(project: Path) -> None:
    delivered = project / "data" / "surveys" / f"{ID}.csv"
    delivered.write_text(SURVEY, encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=project, check=True)
    subprocess.run(["git", "add", "-A"], cwd=project, check=True)
    held = subprocess.run(["git", "ls-files"], cwd=project, capture_output=True, text=True, check=True).stdout

    (said,) = problems(project)
    assert said.startswith(f"{ID}.csv: lies among the surveys undescribed")
    assert "gspbrief survey describe" in said
    assert "data/costs.csv" in held
    assert delivered.name not in held


def test_a_notebook_that_does_not_say_whom_it_runs_for_is_named(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "notebooks").mkdir()
    own = nbformat.v4.new_notebook()
    (project / "notebooks" / "gender.ipynb").write_text(nbformat.writes(own), encoding="utf-8")
    monkeypatch.chdir(project)

    with pytest.raises(
        ArgumentError, match=rf"^notebooks/gender\.ipynb: does not say .* that it runs for {ID}"
    ):
        run_notebook("gender", ID)
