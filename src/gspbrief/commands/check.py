"""What people edit beside templates and notebooks, checked at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gspbrief.brief.publication import read_publication
from gspbrief.errors import EvidenceError, GspBriefError, Problem
from gspbrief.evidence.checks import check
from gspbrief.evidence.descriptor import read_package
from gspbrief.evidence.slices import SURVEYS
from gspbrief.language import styles
from gspbrief.render import fonts
from gspbrief.scenario.assumptions import read_assumptions
from gspbrief.surveys import survey


def require_all_sound(data: Path, briefs: Path) -> None:
    """Refuse what no build could read or should print.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    briefs : Path
        Folder of ``publication.yaml``.

    Raises
    ------
    EvidenceError
        With every problem of every file.
    """
    problems = check(data)
    problems += _problems(lambda: read_assumptions(data / "assumptions.yaml"))
    if (data / SURVEYS).exists():
        problems += _problems(lambda: _surveys(data / SURVEYS))
    problems += _problems(lambda: read_publication(briefs / "publication.yaml"))
    problems += _problems(styles.known) + _problems(lambda: fonts.of_brand(briefs.parent))
    if problems:
        raise EvidenceError(problems)


def _problems(read: Callable[[], object]) -> list[Problem]:
    try:
        read()
    except EvidenceError as error:
        return list(error.problems)
    except GspBriefError as error:
        return [Problem(error.where, 0, "", error.what, error.todo)]
    return []


def _surveys(descriptor: Path) -> None:
    for described in read_package(descriptor).values():
        survey.read(descriptor.parent / described.path)
