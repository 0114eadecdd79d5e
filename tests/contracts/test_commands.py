"""What people type is what stands in the README: make targets, commands, and the one test command."""

from __future__ import annotations

import os
import re
import subprocess

import pytest
import typer

from gspbrief.commands.cli import app
from package_modules import ROOT

COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]
TEST_COMMAND = "make test"

every_command = pytest.mark.parametrize("name", sorted(COMMANDS))


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def phony_targets() -> list[str]:
    lines = re.findall(r"^\.PHONY:(.*)$", text("Makefile"), flags=re.MULTILINE)
    return [target for line in lines for target in line.split()]


def ci_commands() -> list[str]:
    lines = (line.strip() for line in text(".ci/run").splitlines())
    return [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]


@pytest.fixture(scope="module")
def make_help() -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    done = subprocess.run(
        ["make"], cwd=ROOT, env=clean, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout


@pytest.mark.parametrize("target", phony_targets())
def test_make_alone_lists_every_target_with_what_it_does(make_help: str, target: str) -> None:
    assert re.search(rf"^  make {re.escape(target)} +\S", make_help, flags=re.MULTILINE)


def test_the_makefile_runs_what_the_readme_names() -> None:
    readme = text("README.md")
    blocks = re.findall(r"^```\w*\n(.*?)^```", readme, flags=re.MULTILINE | re.DOTALL)
    inline = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", readme, flags=re.MULTILINE | re.DOTALL))
    named = set(re.findall(r"^make ([a-z][a-z-]*)", "\n".join([*blocks, *inline]), flags=re.MULTILINE))

    assert {"briefs", "test"} <= named
    assert named <= set(phony_targets())


def test_ci_calls_only_make_targets() -> None:
    calls = [command.split() for command in ci_commands()]

    assert calls
    assert all(call[0] == "make" and set(call[1:]) <= set(phony_targets()) for call in calls)


def test_ci_runs_the_test_command_of_the_readme() -> None:
    assert TEST_COMMAND in ci_commands()
    assert TEST_COMMAND in text("README.md")


@every_command
def test_a_command_says_what_it_does(name: str) -> None:
    assert (COMMANDS[name].help or "").strip()


@every_command
def test_every_option_of_a_command_says_what_it_does(name: str) -> None:
    silent = [p.name for p in COMMANDS[name].params if p.name != "help" and not getattr(p, "help", "")]

    assert not silent


@every_command
def test_a_command_stands_in_the_readme(name: str) -> None:
    assert re.search(rf"\bgspbrief {name}\b", text("README.md")), f"the README does not name gspbrief {name}"
