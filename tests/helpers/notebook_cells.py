"""What a notebook finds, without the machinery that runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import cast
from unittest.mock import Mock, patch

from gspbrief.evidence import reading
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.evidence.study import Study
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Findings
from gspbrief.project.inputs import Project
from gspbrief.project.notebooks import Notebook

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"


def run_cells(subject: str, partnership: str, out: Path, data: Path) -> Results:
    """What a notebook finds, its cells run as they stand but without a kernel."""
    _run(subject, {"partnership": partnership, "topic": partnership, "data": str(data), "out": str(out)})
    return results.read(out / f"{subject}.json")


@cache
def found_on(name: str) -> tuple[Results, ...]:
    """What all its notebooks find on a partnership, or on what is about all, in its slice; found once."""
    evidence = _evidence()
    with TemporaryDirectory() as folder:
        out, data = Path(folder), Path(folder, "slice")
        write_slice(evidence.slice(name), data)
        return tuple(run_cells(one.name, name, out, data) for one in _notebooks(evidence.about(name)))


def study_on(partnership: str) -> Study:
    """What the evidence holds on a partnership; all are read at once, and once."""
    return _studies()[partnership]


@cache
def _studies() -> dict[str, Study]:
    return {study.partnership.id: study for study in reading.load_all(DATA)}


@cache
def _evidence() -> Evidence:
    return Evidence(DATA)


@cache
def _notebooks(about: str) -> tuple[Notebook, ...]:
    return tuple(Project(ROOT).notebooks(about))


@cache
def _cells(subject: str) -> list[tuple[CodeType, bool]]:
    """The code of a notebook, cell by cell, and whether parameters are set after it."""
    notebook = json.loads((ROOT / "notebooks" / f"{subject}.ipynb").read_text(encoding="utf-8"))
    return [
        (compile("".join(cell["source"]), subject, "exec"), "parameters" in cell["metadata"].get("tags", ()))
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]


def _run(subject: str, parameters: Mapping[str, str]) -> None:
    names: dict[str, object] = {}
    for code, has_parameters in _cells(subject):
        exec(code, names)
        if has_parameters:
            names |= parameters


def found_in(
    subject: str, study: Study | None = None, *, partnership: str = "", data: Path = DATA
) -> Findings:
    """What a notebook finds, with nothing written.

    Parameters
    ----------
    study : Study, optional
        Evidence in memory, in place of what the notebook would load.
    """
    loads = patch.object(reading, "load", Mock(return_value=study)) if study else nullcontext()
    with loads, patch.object(results, "write") as write:
        _run(subject, {"partnership": partnership, "data": str(data)})
    _, _, findings, *_ = write.call_args.args
    return cast(Findings, findings)
