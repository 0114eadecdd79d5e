"""What ``make quick`` runs needs no browser and no engine, on a machine that has them too."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from package_modules import ROOT, modules

ENGINES = {"playwright", "pypandoc", "typst"}
FILES = [*modules().values(), *sorted((ROOT / "tests").rglob("*.py"))]


def imported_at_once(path: Path) -> set[str]:
    """The packages that a file imports when it is loaded itself, not when a function of it runs."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


@pytest.mark.slow
def test_engines_and_the_browser_are_imported_where_they_are_used() -> None:
    early = {path.name for path in FILES if imported_at_once(path) & ENGINES}

    assert early <= {"gallery.py"}  # a program of its own, which is nothing but a browser's


def test_the_makefile_asks_for_what_takes_them_away() -> None:
    assert '-m "not slow"' in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(ENGINES))
def test_a_quick_run_has_none_of_them(name: str, request: pytest.FixtureRequest) -> None:
    if request.config.option.markexpr != "not slow":
        pytest.skip("this run has them")  # what the next test starts has not
    with pytest.raises(ImportError):
        import_module(name)


@pytest.mark.slow
def test_tests_that_need_them_can_be_collected_without_them() -> None:
    files = ["tests/browser", "tests/render", "tests/brief/test_citing.py", __file__]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-m", "not slow", "-k", "none_of_them", *files],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert f"{len(ENGINES)} passed" in ran.stdout
