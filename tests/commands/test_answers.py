"""What the command line says of itself, completes for a shell, and answers to programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from gspbrief import __version__
from gspbrief.commands import answers
from gspbrief.commands.cli import app
from gspbrief.errors import ArgumentError
from mutations import small_project

pytestmark = pytest.mark.slow

NAMES = tuple(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.fixture
def here(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a few partnerships, in which one works."""
    project = small_project(root, tmp_path / "project")
    monkeypatch.chdir(project)
    return project


def answer(*arguments: str) -> tuple[int, Any]:
    """The exit code and what is printed, which must follow the schema of the command."""
    done = CliRunner().invoke(app, [*arguments, "--json"])
    found = json.loads(done.stdout)
    Draft202012Validator(answers.schema(arguments[0])).validate(found)
    return done.exit_code, found


def test_it_says_its_version_and_each_command_says_what_it_does() -> None:
    assert CliRunner().invoke(app, ["--version"]).stdout == f"gspbrief {__version__}\n"
    for name in ((), *((name,) for name in NAMES)):
        said = {option: CliRunner().invoke(app, [*name, option]) for option in ("-h", "--help")}
        assert {one.exit_code for one in said.values()} == {0}, name
        assert said["-h"].stdout == said["--help"].stdout
        assert "Usage:" in said["-h"].stdout


@pytest.mark.parametrize("name", NAMES)
def test_an_option_of_which_one_value_would_be_lost_is_refused(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    for option in command.params:
        if option.param_type_name == "option" and not option.is_flag:
            done = CliRunner().invoke(app, [name, option.opts[0], "1", option.opts[0], "2"])
            refused = isinstance(done.exception, ArgumentError) and option.opts[0] in str(done.exception)
            assert refused is not option.multiple, option.opts


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_completes_commands_options_and_the_partnerships_of_the_project(
    here: Path, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shellingham.detect_shell", lambda: (shell, f"/bin/{shell}"))

    def completed(typed: str) -> str:
        words = {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" ")), "_TYPER_COMPLETE_ARGS": typed}
        environment = {"_GSPBRIEF_COMPLETE": f"complete_{shell}", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
        done = CliRunner().invoke(app, prog_name="gspbrief", env={**words, **environment})
        return done.stdout

    first = next(iter(answers.partnerships(here / "data").items))["id"]
    assert "doctor" in completed("gspbrief doc")
    assert "--repair" in completed("gspbrief build --rep")
    for command in ("build", "status", "preview"):
        assert first in completed(f"gspbrief {command} {first[:2]}")
    shown = CliRunner().invoke(app, ["--show-completion"], prog_name="gspbrief").stdout
    assert f"_GSPBRIEF_COMPLETE=complete_{shell}" in shown


@pytest.mark.slow  # what is stale depends on the engines
def test_what_is_sound_is_answered_with_nothing_left_to_do(here: Path) -> None:
    code, found = answer("check")
    assert (code, found["ok"], found["items"]) == (0, True, [])

    code, found = answer("list")
    assert code == 0
    held = {one["id"] for one in found["items"]}
    assert f"\n{min(held)} " in "\n" + CliRunner().invoke(app, ["list"]).stdout

    code, found = answer("doctor")
    assert code == 0
    assert {one["name"]: one["says"] for one in found["items"]}["Project"] == str(here)

    code, found = answer("status", min(held))
    assert (code, found["ok"]) == (0, False), "it was never built"
    assert [one["id"] for one in found["items"]] == [min(held)]
    assert "data/costs.csv" in found["items"][0]["causes"]


def test_every_kind_of_problem_is_answered_at_once(here: Path) -> None:
    table = here / "data" / "costs.csv"
    *before, last = table.read_text(encoding="utf-8").splitlines()
    row_id, partnership, _, rest = last.split(",", 3)
    spoilt = f"{row_id},{partnership},cost_per_idea,{rest}"
    table.write_text("\n".join([*before, spoilt]) + "\n", encoding="utf-8")
    name = next(iter(answers.partnerships(here / "data").items))["id"]
    passage = here / "briefs" / "en" / "partnerships" / f"{name}.md.j2"
    passage.parent.mkdir(parents=True, exist_ok=True)
    passage.write_text("{% block summary %}It is the largest of all.{% endblock %}\n", encoding="utf-8")

    code, found = answer("check")

    assert (code, found["ok"], found["error"]) == (2, False, None)
    kinds = {one["kind"] for one in found["items"]}
    assert {"evidence", "claim"} <= kinds
    wrong = {(one["row"], one["column"]) for one in found["items"] if one["file"] == "costs.csv"}
    assert (len(before) + 1, "measure") in wrong


@pytest.mark.usefixtures("here")
def test_old_figures_are_answered_as_they_are_told() -> None:
    code, found = answer("check", "--age")

    told = CliRunner().invoke(app, ["check", "--age"]).stdout
    assert code == 0
    assert found["items"]
    assert told.startswith(f"{len(found['items'])} of ")
    assert all(f"row {one['id']}: {one['what'].removeprefix('ends ')}" in told for one in found["items"])


@pytest.mark.parametrize("command", answers.COMMANDS)
def test_outside_a_project_the_answer_says_why_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, found = answer(command, *(["aptc"] if command == "names" else []))

    if command == "doctor":  # tells of the machine wherever it is asked
        assert (code, found["ok"]) == (0, True)
    else:
        assert (code, found["ok"], found["items"]) == (2, False, [])
        assert "gspbrief init" in found["error"]
