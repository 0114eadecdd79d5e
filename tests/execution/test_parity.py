"""A notebook gives the same in a build as under papermill on Jupyter's ordinary kernel."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from papermill.parameterize import parameterize_notebook

from gspbrief.evidence.topics import read_topics
from gspbrief.execution.execute import run
from gspbrief.execution.forks import ENVIRONMENT
from gspbrief.execution.parameters import INJECTED, clean, read_notebook, take_links
from gspbrief.project.inputs import Project
from gspbrief.project.notebooks import Notebook
from gspbrief.project.subjects import TOPIC

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parents[1] / "fixtures" / "notebooks"

pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.xdist_group("parity"), pytest.mark.slow]


def on_a_kernel(notebook: Path, values: dict[str, object], output: Path) -> None:
    """Run a notebook as papermill does, on an ordinary kernel, and clean it as builds do."""
    read = read_notebook(notebook, notebook.name)
    read.metadata["papermill"] = {}
    for cell in read.cells:
        cell.metadata.setdefault("tags", [])
    filled = parameterize_notebook(read, values, kernel_name="python3", language="python")
    client = NotebookClient(
        filled,
        kernel_name="python3",
        coalesce_streams=True,
        record_timing=False,
        resources={"metadata": {"path": str(notebook.parent)}},
    )
    client.execute(env={**os.environ, **ENVIRONMENT, "TZ": "UTC"})
    take_links(filled)
    clean(filled, {name: str(values[name]) for name in ("data", "out")} | {"cwd": str(notebook.parent)})
    nbformat.write(filled, output)


def compared(path: Path) -> list[object]:
    """The cells of an executed notebook and what it says of its language, but no injected paths."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if INJECTED in cell.metadata.get("tags", ()):
            cell.source = ""
    return [*notebook.cells, notebook.metadata.language_info]


def of_whom(notebook: Notebook) -> str:
    """Whom a notebook is tried on: one of the topics, one of the partnerships, or what there is one of."""
    if notebook.subject == TOPIC:
        return next(iter(read_topics(ROOT / "data")))
    return notebook.subject or "aptc"


@pytest.mark.parametrize("notebook", Project(ROOT).all_notebooks, ids=lambda notebook: notebook.name)
def test_every_notebook_shows_and_finds_the_same_as_on_an_ordinary_kernel(
    notebook: Notebook, tmp_path: Path
) -> None:
    path, made = notebook.path, []
    for place in ("build", "kernel"):
        out = tmp_path / place
        out.mkdir()
        values = notebook.values(of_whom(notebook), ROOT / "data", out)
        if place == "build":
            run(path, values, out / path.name, hide=("data", "out"))
        else:
            on_a_kernel(path, values, out / path.name)
        made.append((compared(out / path.name), (out / f"{notebook.name}.json").read_bytes()))

    assert made[0] == made[1]


def test_every_kind_of_output_is_that_of_an_ordinary_kernel(tmp_path: Path) -> None:
    notebook, values = FIXTURES / "shows_every_kind.ipynb", {"data": "../data", "partnership": "kdigo"}
    run(notebook, values, tmp_path / "build.ipynb")
    on_a_kernel(notebook, {**values, "out": ""}, tmp_path / "kernel.ipynb")

    assert compared(tmp_path / "build.ipynb") == compared(tmp_path / "kernel.ipynb")
