"""What the notebooks find for one partnership, without a brief; they run only if they must."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Semaphore

from gspbrief.brief.publication import read_publication
from gspbrief.brief.reviewed import PRINTED, Printed
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.build.folders import BuildFolders
from gspbrief.build.notebook_runs import keep_results, run_notebooks
from gspbrief.build.options import BuildOptions
from gspbrief.build.plans import results_inputs
from gspbrief.build.produce import study_of
from gspbrief.build.task import Task
from gspbrief.evidence.slices import Evidence, require_known, write_slice
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.project.general import MARK
from gspbrief.project.inputs import key
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
    with _found(partnership, data) as (_, found):
        return found


def printed_by(partnership: str, data: Path | None = None) -> Printed:
    """What the passages by hand on a partnership, or on what is none, print now, block by block.

    Raises
    ------
    ArgumentError, NotebookError, BuildError
        As `results_of`.
    TemplateError
        If a passage asks for what there is not.
    """
    with _found(partnership, data) as (task, found), TemporaryDirectory() as place:
        woven = weave(
            BriefInputs(
                study=study_of(task),
                results=tuple(found),
                notebooks=task.runs,
                templates=task.project / "briefs",
                out=Path(place) / "woven",
                draw=lambda *_: "<svg/>",
                publication=read_publication(task.project / MARK),
                evidence_hash=task.evidence_hash,
                version="",
                subject=task.subject,
            )
        )
        printed: Printed = json.loads(woven.with_name(PRINTED).read_text(encoding="utf-8"))
        return printed


@contextmanager
def _found(partnership: str, data: Path | None) -> Iterator[tuple[Task, list[Results]]]:
    folders = BuildFolders(BuildOptions(data=data))
    evidence = Evidence(folders.data)
    require_known([partnership], dict.fromkeys(evidence.subjects))
    with folders.locked():
        task = _task(folders, evidence, partnership)
        if executed := run_notebooks(task, Semaphore(AT_ONCE)):
            keep_results(task, executed)
        yield task, [results.read(task.results / f"{name}.json") for name in task.names]


def _task(folders: BuildFolders, evidence: Evidence, partnership: str) -> Task:
    files, subject = evidence.slice(partnership), evidence.about(partnership)
    place = folders.work / "slices" / partnership
    write_slice(files, place, evidence.private(partnership))
    return Task(
        partnership=partnership,
        project=folders.project.root,
        data=place,
        work=folders.work,
        results_key=key(results_inputs(folders, evidence, partnership, files)),
        evidence_hash="",  # a brief prints it, and none is made
        edition=Edition(),
        subject=subject,
    )
