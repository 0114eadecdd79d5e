"""What a brief is woven from, its notebooks run without the machinery that builds."""

from __future__ import annotations

import shutil
from pathlib import Path

from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import BriefInputs
from gspbrief.evidence.reading import load
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.exhibits.svg import chart_drawer
from gspbrief.language import styles
from gspbrief.project.inputs import Project
from gspbrief.project.notebooks import running_for
from gspbrief.render import fonts
from notebook_cells import ROOT, run_cells


def inputs(data: Path, partnership: str, work: Path) -> BriefInputs:
    """What the brief of a partnership in this evidence is woven from, in English, in a folder to work in."""
    write_slice(Evidence(data).slice(partnership), work / "data")
    runs = running_for(partnership, Project(ROOT).notebooks())
    return BriefInputs(
        study=load(partnership, work / "data"),
        results=tuple(run_cells(run.name, partnership, work, work / "data") for run in runs),
        notebooks=runs,
        templates=ROOT / "briefs",
        out=work / "woven",
        draw=chart_drawer("en", styles.find("mpi"), fonts.instances(ROOT / "build" / "fonts")),
        publication=read_publication(ROOT / "briefs" / "publication.yaml"),
        evidence_hash="0",
        version="1",
    )


def without_texts_by_hand(folder: Path) -> Path:
    """The texts of a project that has none by hand: those hold what this project's evidence says."""
    briefs = folder / "briefs"
    shutil.copytree(ROOT / "briefs", briefs, ignore=shutil.ignore_patterns("partnerships", "press"))
    (folder / "_extensions").symlink_to(ROOT / "_extensions")
    return briefs
