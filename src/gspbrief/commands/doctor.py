"""What this machine has for building briefs, and what to do about what it lacks."""

from __future__ import annotations

import platform
from importlib.metadata import version

from gspbrief import __version__
from gspbrief.errors import GspBriefError
from gspbrief.project.inputs import find_project


def report() -> dict[str, str]:
    """What each thing that a build needs or can use says of itself, by its name."""
    return {
        "gspbrief": __version__,
        "Python": platform.python_version(),
        **{name: version(package) for name, package in _ENGINES.items()},
        "Quarto": _quarto(),
        "Forks": _forks(),
        "Project": _project(),
    }


_ENGINES = {"Pandoc": "pypandoc-binary", "Typst": "typst", "Altair": "altair", "Vega": "vl-convert-python"}


def _quarto() -> str:
    from gspbrief.render.quarto import QuartoRenderer, find_quarto

    found = find_quarto()
    if found is None:
        return "not found; the embedded renderer (Pandoc and Typst) is used"
    try:
        return f"{QuartoRenderer(find_project().root / 'build' / 'fonts').version} at {found}"
    except GspBriefError as error:
        return f"found but not usable: {error}"


def _forks() -> str:
    from gspbrief.execution.forks import can_fork

    return "processes are forked" if can_fork() else "none: each process imports what it needs"


def _project() -> str:
    try:
        return str(find_project().root)
    except GspBriefError as error:
        return str(error)
