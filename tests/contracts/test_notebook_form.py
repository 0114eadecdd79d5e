"""Notebooks are thin, are committed without outputs, and declare what a run may replace."""

from __future__ import annotations

import ast
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gspbrief.project.inputs import Project
from package_modules import ROOT

NOTEBOOKS = {one.name: one for one in Project(ROOT).all_notebooks}
READABLE = re.compile(r"[a-z]+(-[a-z0-9]+)*")
RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}.*")
FORBIDDEN = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.AsyncFor, ast.While)

Cell = dict[str, Any]

every_notebook = pytest.mark.parametrize("name", NOTEBOOKS)


@cache
def notebook(name: str) -> dict[str, Any]:
    path = ROOT / "notebooks" / f"{name}.ipynb"
    assert path.is_file(), f"there is no notebooks/{name}.ipynb"
    document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return document


def code_cells(name: str) -> list[Cell]:
    return [cell for cell in notebook(name)["cells"] if cell["cell_type"] == "code"]


def tree_of(cell: Cell) -> ast.Module:
    return ast.parse("".join(cell["source"]))


def test_no_notebook_that_is_committed_is_a_draft() -> None:
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} == NOTEBOOKS.keys()


@every_notebook
def test_a_notebook_is_committed_without_outputs_and_execution_counts(name: str) -> None:
    ran = [c["id"] for c in code_cells(name) if c["outputs"] or c["execution_count"] is not None]

    assert not ran, f"clear the outputs of {', '.join(ran)}"


@every_notebook
def test_a_notebook_has_one_parameters_cell_that_declares_what_a_build_sets_and_nothing_else(
    name: str,
) -> None:
    tagged = [cell for cell in code_cells(name) if "parameters" in cell["metadata"].get("tags", [])]

    assert len(tagged) == 1
    declared = _declared(tree_of(tagged[0]))
    assert declared == NOTEBOOKS[name].parameters == NOTEBOOKS[name].values("", Path(), Path()).keys()


@every_notebook
def test_each_parameter_is_used(name: str) -> None:
    used = {
        node.id
        for cell in code_cells(name)
        for node in ast.walk(tree_of(cell))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }

    assert NOTEBOOKS[name].parameters <= used


@every_notebook
def test_the_results_have_the_name_of_the_notebook(name: str) -> None:
    (call,) = (
        node
        for node in ast.walk(tree_of(code_cells(name)[-1]))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "results.write"
    )

    assert isinstance(call.args[0], ast.Constant)
    assert call.args[0].value == name


def _declared(tree: ast.Module) -> set[str]:
    plain = {
        t.id for n in tree.body if isinstance(n, ast.Assign) for t in n.targets if isinstance(t, ast.Name)
    }
    typed = {
        n.target.id for n in tree.body if isinstance(n, ast.AnnAssign) and isinstance(n.target, ast.Name)
    }
    return plain | typed


@every_notebook
def test_a_notebook_defines_nothing_and_loops_over_nothing(name: str) -> None:
    wrong = [
        cell["id"]
        for cell in code_cells(name)
        if any(isinstance(node, FORBIDDEN) for node in ast.walk(tree_of(cell)))
    ]

    assert not wrong, f"move what {', '.join(wrong)} define into a module"


@every_notebook
def test_the_last_cell_writes_the_results(name: str) -> None:
    calls = [node.func for node in ast.walk(tree_of(code_cells(name)[-1])) if isinstance(node, ast.Call)]

    assert "results.write" in {ast.unparse(function) for function in calls}
    assert notebook(name)["cells"][-1]["cell_type"] == "code"


@every_notebook
def test_a_notebook_opens_no_file_of_the_evidence_by_itself(name: str) -> None:
    text = "\n".join("".join(cell["source"]) for cell in code_cells(name))

    assert not re.search(r"\bread_csv\b|\bopen\(|\.csv\b", text)


@every_notebook
def test_cells_have_readable_ids_that_numbers_can_link_to(name: str) -> None:
    ids = [cell["id"] for cell in notebook(name)["cells"]]
    unreadable = [i for i in ids if not READABLE.fullmatch(i) or RANDOM.fullmatch(i)]

    assert not unreadable
    assert len(set(ids)) == len(ids)


@every_notebook
def test_a_notebook_asks_for_the_ordinary_kernel(name: str) -> None:
    assert notebook(name)["metadata"]["kernelspec"]["name"] == "python3"


@every_notebook
def test_sources_are_lists_of_lines_so_that_changes_can_be_read(name: str) -> None:
    odd = [c["id"] for c in notebook(name)["cells"] if not _is_lines(c["source"])]

    assert not odd


def _is_lines(source: object) -> bool:
    return isinstance(source, list) and all(line.endswith("\n") for line in source[:-1])
