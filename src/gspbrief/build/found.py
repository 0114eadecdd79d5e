"""What the notebooks find for one partnership, without a brief; they run only if they must."""

from __future__ import annotations

from pathlib import Path
from threading import Semaphore

from gspbrief.build.folders import BuildFolders
from gspbrief.build.notebook_runs import keep_results, run_notebooks
from gspbrief.build.options import BuildOptions
from gspbrief.build.task import Task
from gspbrief.evidence.slices import Evidence, require_known, write_slice
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.project.inputs import key
from gspbrief.project.subjects import CASE
from gspbrief.render.edition import Edition

AT_ONCE = 2  # notebooks that run at one time


def results_of(partnership: str, data: Path | None = None) -> list[Results]:
    """The results of a partnership as a build would have them, and for the next build to use.

    Parameters
    ----------
    data : Path or None
        The evidence; None for the project's own.

    Raises
    ------
    ArgumentError
        If the evidence has no such partnership.
    NotebookError
        If a notebook fails.
    BuildError
        If a build is under way, whose files these are.
    """
    folders = BuildFolders(BuildOptions(data=data))
    evidence = Evidence(folders.data)
    require_known([partnership], dict.fromkeys(evidence.subjects))
    with folders.locked():
        task = _task(folders, evidence, partnership)
        if executed := run_notebooks(task, Semaphore(AT_ONCE)):
            keep_results(task, executed)
        return [results.read(task.results / f"{name}.json") for name in task.names]


def _task(folders: BuildFolders, evidence: Evidence, partnership: str) -> Task:
    files, subject = evidence.slice(partnership), evidence.about(partnership)
    place = folders.work / "slices" / partnership
    write_slice(files, place, evidence.private(partnership))
    told = {"partnership": partnership, "case": CASE}
    return Task(
        partnership=partnership,
        project=folders.project.root,
        data=place,
        work=folders.work,
        results_key=key(folders.project.results_inputs(files, told, subject)),
        evidence_hash="",  # a brief prints it, and none is made
        edition=Edition(),
        subject=subject,
    )
