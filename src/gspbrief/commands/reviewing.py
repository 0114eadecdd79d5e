"""Passages by hand and the figures in them: what has moved since they were read, and that they were read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from gspbrief.brief.reviewed import PRINTED, Printed, note, subject_of, told, unread
from gspbrief.errors import ArgumentError, NotebookError, ReviewError
from gspbrief.execution import results
from gspbrief.project.general import is_general
from gspbrief.project.inputs import Project, find_project
from gspbrief.project.subjects import ORIGINAL


def require_read(project: Project) -> None:
    """Refuse passages whose figures have moved since they were read, as far as the last build found them.

    Raises
    ------
    ReviewError
        Listing every block with the figure, old → new.
    """
    if problems := passages_to_read(project):
        raise ReviewError(problems)


def passages_to_read(project: Project) -> list[str]:
    """The blocks that print another figure than when they were last read."""
    work = project.root / "build"
    return list(unread(project.root / "briefs", partial(_figures, work), partial(_printed, work)))


def _figures(work: Path, subject: str) -> Mapping[str, str]:
    """What the last build found on a subject, by id."""
    found = {}
    for path in sorted((work / "results" / subject).glob("*.json")):
        with suppress(NotebookError):  # beside them lies the note of what they were made from
            found.update({one.id: told(one) for one in results.read(path).findings})
    return found


def _printed(work: Path, subject: str) -> Printed:
    path = work / "woven" / subject / ORIGINAL / PRINTED
    printed: Printed = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
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
