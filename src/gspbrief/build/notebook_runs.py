"""The notebooks of one partnership, each in a process of its own; to ask for them takes few imports."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Semaphore

from gspbrief.build.output_checks import is_intact, write_checksums
from gspbrief.build.task import Task
from gspbrief.errors import ArgumentError
from gspbrief.evidence.reading import find_data
from gspbrief.evidence.slices import Evidence, require_known
from gspbrief.execution import execute, results
from gspbrief.execution.execute import Executed
from gspbrief.project.inputs import find_project
from gspbrief.project.notebooks import Notebook


def run_notebook(notebook: str, partnership: str, data: Path | None = None) -> Path:
    """Run one notebook for one partnership in a process of its own.

    Returns
    -------
    Path
        The executed notebook; its results stand beside it.

    Raises
    ------
    ArgumentError
        If there is no such partnership, or no such notebook for it.
    """
    project, folder = find_project(), find_data(data)
    evidence = Evidence(folder)
    require_known([partnership], dict.fromkeys(evidence.subjects))
    known = {one.name: one for one in project.notebooks(evidence.runs_as(partnership))}
    todo = f"For {partnership} there are {', '.join(known)}; each says in its metadata what it runs for"
    if notebook not in known and (project.root / "notebooks" / f"{notebook}.ipynb").is_file():
        what, where = (
            f"does not say in its metadata that it runs for {partnership}",
            f"notebooks/{notebook}.ipynb",
        )
        raise ArgumentError(what, where=where, todo='Say so: "gspbrief": {"runs_for": "partnership"}')
    require_known([notebook], known, what="notebook", where="notebooks/", todo=todo)
    target = project.root / "build" / "runs" / partnership
    values = known[notebook].values(partnership, folder, target)
    place = working_folder(project.root)
    return execute.run(known[notebook].path, values, target / f"{notebook}.ipynb", cwd=place).output


def working_folder(project: Path) -> Path:
    """Where notebooks run, those that come with the package too: beside the project's own."""
    own = project / "notebooks"
    return own if own.is_dir() else project


def has_results(task: Task) -> bool:
    """Whether the notebooks need not run: what they left is of these inputs, and whole."""
    return is_intact(task.results_key, result_files(task, task.results), task.results)


def run_notebooks(task: Task, slots: Semaphore) -> list[Executed]:
    """Run the notebooks of a partnership, each in a process of its own, if they must run.

    Parameters
    ----------
    slots : Semaphore
        How many notebooks may run at one time, those of other partnerships too.
    """
    if has_results(task):
        return []
    shutil.rmtree(task.fresh_results, ignore_errors=True)
    with ThreadPoolExecutor(len(task.runs)) as threads:
        return list(threads.map(partial(_run_notebook, task, slots), task.runs))


def _run_notebook(task: Task, slots: Semaphore, notebook: Notebook) -> Executed:
    values = notebook.values(task.partnership, task.data, task.fresh_results)
    with slots:
        target, place = task.notebooks / notebook.path.name, working_folder(task.project)
        return execute.run(notebook.path, values, target, cwd=place, hide=("data", "out"))


def keep_results(task: Task, executed: Sequence[Executed]) -> None:
    """Link new results to the cells that show them, and let them take the place of the old ones."""
    for name, ran in zip(task.names, executed, strict=True):
        path = task.fresh_results / f"{name}.json"
        results.save(results.read(path).with_cells(ran.cells, ran.last), path)
    write_checksums(task.results_key, result_files(task, task.fresh_results), task.fresh_results)
    shutil.rmtree(task.results, ignore_errors=True)
    task.fresh_results.rename(task.results)


def result_files(task: Task, folder: Path) -> dict[str, Path]:
    """The results in a folder and the executed notebooks that they came from."""
    wrote = {f"{name}.json": folder / f"{name}.json" for name in task.names}
    return wrote | {f"{name}.ipynb": task.notebooks / f"{name}.ipynb" for name in task.names}
