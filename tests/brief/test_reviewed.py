"""A passage by hand whose figure moves is named with old → new until somebody has read it again."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from gspbrief.brief.reviewed import LEDGER, PRINTED
from gspbrief.brief.translations import accept
from gspbrief.brief.weave import weave
from gspbrief.build.folders import BuildFolders
from gspbrief.build.options import BuildOptions
from gspbrief.build.output_checks import write_checksums
from gspbrief.build.plans import results_key
from gspbrief.commands.cli import app
from gspbrief.commands.reviewing import passages_to_read, review
from gspbrief.errors import ArgumentError
from gspbrief.evidence.slices import Evidence
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Findings
from gspbrief.project.inputs import Project
from newcomer import ID, Newcomer, newcomer
from project_copies import run

pytestmark = pytest.mark.slow

PART = f"partnerships/{ID}"
PASSAGES = """\
{% extends "partnership.md.j2" %}
{% block summary %}
They left: {{ migration.migration_rate["2019"] }}. A course cost {{ costs.training_cost_origin["language"] }}.
{{ super() }}
{% endblock %}
{% block introduction %}{{ super() }}{% endblock %}
{% block conclusion %}What it was: {{ self.spread() }}.{% endblock %}
{% block spread %}{% for f in each(migration.departed) %}{{ f }}, {% endfor %}and that was it{% endblock %}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Newcomer:
    """A project with passages by hand, built once as far as they go."""
    own = newcomer(tmp_path_factory.mktemp("reviewed") / "own")
    for lang in ("en", "fr", "es"):
        written = own.root / "briefs" / lang / f"{PART}.md.j2"
        written.parent.mkdir(parents=True)
        written.write_text(PASSAGES, encoding="utf-8")
    for lang in ("fr", "es"):
        accept(own.root / "briefs", lang)
    build(own)
    return own


@pytest.fixture
def own(made: Newcomer, monkeypatch: pytest.MonkeyPatch) -> Newcomer:
    """The same, with none of its passages read, in whose folder one works."""
    (made.root / "briefs" / LEDGER).unlink(missing_ok=True)
    monkeypatch.chdir(made.root)
    monkeypatch.setattr("gspbrief.build.found.printed_by", lambda *_: json.loads(printed(made).read_text()))
    build(made)
    return made


def printed(own: Newcomer) -> Path:
    return own.root / "build" / "woven" / ID / "en" / PRINTED


def build(own: Newcomer, moved: float = 1.0) -> None:
    """Leave behind what a build does, the first migration rate multiplied."""
    name = "migration.migration_rate.departed.2019"
    found = [
        Results(
            part.notebook,
            part.partnership,
            Findings(
                replace(one, value=(one.value or 0) * moved, low=None, high=None) if one.id == name else one
                for one in part.findings
            ),
            part.exhibits,
        )
        for part in own.inputs.results
    ]
    for part in found:
        results.save(part, own.root / "build" / "results" / ID / f"{part.notebook}.json")
    place = own.root / "build" / "results" / ID
    with contextlib.chdir(own.root):
        folders = BuildFolders(BuildOptions())
        write_checksums(results_key(folders, Evidence(folders.data), ID), {}, place)
    woven = weave(replace(own.inputs, results=tuple(found)))
    printed(own).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(woven.with_name(PRINTED), printed(own))


def check() -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check"])
    return getattr(done.exception, "exit_code", done.exit_code), str(done.exception)


def test_a_block_is_read_with_what_its_own_words_stand_around(own: Newcomer) -> None:
    assert passages_to_read(Project(own.root)) == [], "nobody has read anything yet, so nothing is older"
    assert review([ID]) == 4

    ((part, blocks),) = yaml.safe_load((own.root / "briefs" / LEDGER).read_text(encoding="utf-8")).items()
    assert part == PART
    assert {name: sorted(held.values()) for name, held in blocks.items()} == {
        "summary": ["0.900763 share", "4200 EUR"],
        "spread": ["118 persons", "61 persons"],
    }
    assert review([ID]) == 0
    assert check() == (0, "None")


def test_a_figure_that_moves_is_named_with_its_block_until_that_is_read(
    own: Newcomer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gspbrief.build.run.stale", lambda _: {})
    review([ID])
    build(own, moved=0.5)

    code, said = check()
    assert code == 2
    (line,) = said.splitlines()[1:]
    moved = "migration.migration_rate.departed.2019: 0.900763 share → 0.450382 share since it was last read"
    assert line == f"  {PART}.md.j2, block summary: {moved}; read it again, then `gspbrief reviewed {ID}`"
    assert f"To read again: {line.strip()}" in CliRunner().invoke(app, ["status", ID]).output

    assert review([ID]) == 1
    assert check() == (0, "None")


def test_a_figure_that_comes_into_a_block_or_goes_is_named(own: Newcomer) -> None:
    review([ID])
    written = own.root / "briefs" / "en" / f"{PART}.md.j2"
    written.write_text(PASSAGES.replace("A course", "{{ outcomes.satisfied }} A course"), encoding="utf-8")
    assert passages_to_read(Project(own.root)) == [], "what was woven before the text was saved says nothing"
    try:
        build(own)
        (line,) = passages_to_read(Project(own.root))
    finally:
        written.write_text(PASSAGES, encoding="utf-8")
    assert "block summary" in line
    assert "satisfied.2020: 0.74 share did not stand there" in line

    (own.root / "build" / "results" / ID / "migration.json").unlink()
    said = "\n".join(passages_to_read(Project(own.root)))
    assert "migration_rate.departed.2019: 0.900763 share → gone" in said


def test_what_older_evidence_gave_is_not_looked_at(own: Newcomer) -> None:
    review([ID])
    build(own, moved=0.5)
    table = own.root / "data" / "outcomes.csv"
    before = table.read_text(encoding="utf-8")
    table.write_text(before.replace("0.62,", "0.63,").replace("62 percent", "63 percent"), encoding="utf-8")
    try:
        assert passages_to_read(Project(own.root)) == []
    finally:
        table.write_text(before, encoding="utf-8")


@pytest.mark.usefixtures("own")
def test_what_has_no_passages_is_refused_with_what_has() -> None:
    with pytest.raises(ArgumentError, match=f"no passages by hand on 'aptc'.*{ID}"):
        review(["aptc"])


def test_a_ledger_names_what_stands_no_longer_nowhere(own: Newcomer) -> None:
    ledger = own.root / "briefs" / LEDGER
    ledger.write_text("partnerships/gone:\n  summary:\n    gone.placed: 3 persons\n", encoding="utf-8")

    review([ID])
    assert list(yaml.safe_load(ledger.read_text(encoding="utf-8"))) == [PART]


@pytest.mark.xdist_group("build")
def test_the_commands_find_what_there_is_without_a_build(tmp_path: Path) -> None:
    project = newcomer(tmp_path / "own").root
    said = [run(project, *words) for words in (("names", ID, "--write"), ("reviewed", ID), ("check",))]

    assert [done.returncode for done in said] == [0, 0, 0], [done.stderr for done in said]
    assert f"briefs/en/{PART}.md.j2" in said[0].stdout
    assert said[1].stdout.startswith("Noted: 0 figures"), "its blocks have no words of their own yet"
