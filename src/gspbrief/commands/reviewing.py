"""Passages by hand and the figures in them: what has moved since they were read, and that they were read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from gspbrief.brief.reviewed import LEDGER, PRINTED, Printed, note, subject_of, told, unread
from gspbrief.build.folders import BuildFolders
from gspbrief.build.options import BuildOptions
from gspbrief.build.output_checks import inputs_of
from gspbrief.build.plans import results_key
from gspbrief.errors import ArgumentError, ReviewError
from gspbrief.evidence.slices import Evidence
from gspbrief.execution import results
from gspbrief.project.general import is_general
from gspbrief.project.inputs import Project, find_project
from gspbrief.project.subjects import ORIGINAL


def require_read(project: Project, data: Path | None = None) -> None:
    """Refuse passages whose figures have moved since they were read, as far as the last build found them.

    Raises
    ------
    ReviewError
        Listing every block with the figure, old → new.
    """
    if problems := passages_to_read(project, data):
        raise ReviewError(problems)


def passages_to_read(project: Project, data: Path | None = None) -> list[str]:
    """The blocks that print another figure than when they were last read.

    What a build found of other evidence or with other code than there is now is not looked at: such a brief
    is stale, and `gspbrief status` says so.
    """
    if not (project.root / "briefs" / LEDGER).is_file():
        return []
    folders = BuildFolders(BuildOptions(data=data))
    evidence = Evidence(folders.data)
    return list(
        unread(project.root / "briefs", partial(_figures, folders, evidence), partial(_printed, folders))
    )


def _figures(folders: BuildFolders, evidence: Evidence, subject: str) -> Mapping[str, str]:
    """What the last build found on a subject, by id; nothing if its inputs are others now."""
    place = folders.work / "results" / subject
    if subject not in evidence.subjects or inputs_of(place) != results_key(folders, evidence, subject):
        return {}
    parts = map(results.read, sorted(place.glob("*.json")))
    return {one.id: told(one) for part in parts for one in part.findings}


def _printed(folders: BuildFolders, subject: str) -> Printed:
    """What the passages on a subject print, by the last build; nothing if they were saved since."""
    noted = folders.work / "woven" / subject / ORIGINAL / PRINTED
    texts = (folders.project.root / "briefs" / ORIGINAL).rglob(f"{subject}.md.j2")
    if not noted.is_file() or any(path.stat().st_mtime > noted.stat().st_mtime for path in texts):
        return {}
    printed: Printed = json.loads(noted.read_text(encoding="utf-8"))
    return printed


def review(ids: Sequence[str], data: Path | None = None) -> int:
    """Note that passages were read with the figures that they print now.

    Parameters
    ----------
    ids : sequence of str
        Whose passages were read; if none, all that there are.

    Returns
    -------
    int
        How many figures were not noted as they are now.

    Raises
    ------
    ArgumentError
        If there are no passages by hand on one.
    """
    from gspbrief.build.found import printed_by

    briefs = find_project().root / "briefs"
    known = dict.fromkeys(map(subject_of, _by_hand(briefs)))
    for wanted in ids:
        if wanted not in known:
            near = f"There are some on {', '.join(known)}"
            todo = near if known else "`gspbrief names ID --write` begins them"
            raise ArgumentError(f"there are no passages by hand on {wanted!r}", where="briefs/", todo=todo)
    return sum(note(briefs, printed_by(subject, data)) for subject in dict.fromkeys(ids) or known)


def _by_hand(briefs: Path) -> Iterator[str]:
    """What a project has written itself: ``partnerships/pilot`` and the like."""
    for path in sorted((briefs / ORIGINAL).rglob("*.md.j2")):
        if not is_general(path.relative_to(briefs.parent).as_posix()):
            yield path.relative_to(briefs / ORIGINAL).as_posix().removesuffix(".md.j2")
