"""How modules are written: names, size, words, types, and what merely importing them costs."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

from each_case import each
from package_modules import PACKAGE, ROOT, modules

LONGEST = 400  # lines; beyond it there are two modules
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc", "core"}
HEAVY = (
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "sympy",
    "altair",
    "papermill",
    "frictionless",
    "pypandoc",
)
MODULES = sorted(modules())

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def tree_of(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@each("module", MODULES)
def test_a_module_says_in_its_name_what_it_is_about(module: str) -> None:
    assert not set(module.split(".")) & VAGUE


@each("module", MODULES)
def test_a_module_is_short_enough_to_read_at_one_sitting(module: str) -> None:
    lines = len(modules()[module].read_text(encoding="utf-8").splitlines())

    assert lines <= LONGEST, f"{module} has {lines} lines: make it two modules"


@pytest.mark.slow
@each("module", MODULES)
def test_every_public_name_says_what_it_is(module: str) -> None:
    tree = tree_of(module)
    silent = [name for name, node in _public(tree) if not ast.get_docstring(node)]

    assert ast.get_docstring(tree), f"{module} has no docstring"
    assert not silent, f"{module}: no docstring at {', '.join(silent)}"


def test_no_two_classes_share_a_name() -> None:
    found = [
        node.name
        for module in MODULES
        for node in tree_of(module).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]

    assert sorted(found) == sorted(set(found))


def _public(scope: ast.Module | ast.ClassDef, prefix: str = "") -> Iterator[tuple[str, Definition]]:
    for node in scope.body:
        if isinstance(node, Definition) and not node.name.startswith("_") and not _is_overload(node):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from _public(node, f"{node.name}.")


def _is_overload(node: Definition) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "overload" for mark in node.decorator_list)


@pytest.mark.slow
# The server of forks can be told nothing but to import a module.
@each("module", [module for module in MODULES if module != "build.preload"])
def test_importing_a_module_defines_names_and_does_nothing_else(module: str) -> None:
    defining = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, *Definition.__args__)
    acting = [
        node.lineno
        for node in tree_of(module).body
        if not isinstance(node, defining) and not _is_text(node) and not _is_guard(node)
    ]

    assert not acting, f"{module} acts when it is imported: line {acting}"


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_guard(node: ast.stmt) -> bool:
    guards = ("TYPE_CHECKING", "__name__ == '__main__'")
    return isinstance(node, ast.If) and ast.unparse(node.test).startswith(guards)


def test_the_package_has_one_floor_that_can_be_looked_over() -> None:
    entries = [path for path in PACKAGE.iterdir() if path.name != "__pycache__"]

    assert all((path / "__init__.py").is_file() or path.suffix == ".py" for path in entries)
    assert len(entries) <= 19


@pytest.mark.slow
@pytest.mark.parametrize("module", ["commands.cli", "evidence.reading", "evidence.slices", "build.run"])
def test_what_every_command_needs_imports_no_heavy_package(module: str) -> None:
    code = f"import sys, gspbrief.{module}; print(*(name for name in {HEAVY} if name in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE, timeout=60, check=True
    )

    assert done.stdout.split() == []


@pytest.mark.slow
def test_types_hold() -> None:
    """Here and not before the tests, which then had to wait for it."""
    done = subprocess.run([sys.executable, "-m", "mypy"], cwd=ROOT, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
