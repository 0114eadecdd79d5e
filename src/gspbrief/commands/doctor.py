"""What this machine has for building briefs, and what to do about what it lacks."""

from __future__ import annotations

import platform
from importlib.metadata import version

from gspbrief import __version__
from gspbrief.errors import GspBriefError
from gspbrief.project.inputs import find_project


def report() -> list[str]:
    """One line for each thing that a build needs or can use."""
    lines = [f"gspbrief {__version__}", f"Python   {platform.python_version()}"]
    lines += [f"{name:<8} {version(package)}" for name, package in _ENGINES.items()]
    lines += [f"Quarto   {_quarto()}", f"Forks    {_forks()}", f"Project  {_project()}"]
    return lines


_ENGINES = {
    "Pandoc": "pypandoc-binary",
    "Typst": "typst",
    "Altair": "altair",
    "Vega": "vl-convert-python",
}


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
