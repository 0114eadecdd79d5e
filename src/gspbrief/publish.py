"""Putting a finished folder in the place of an older one, so that a reader never meets half of it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

OLD = ".old"


def replace_folder(finished: Path, place: Path) -> None:
    """Put a finished folder where another one may stand.

    The older folder is set aside first and deleted last; ``recover`` brings it back if the process is killed
    in between. Both must be on one file system.
    """
    aside = _aside(place)
    shutil.rmtree(aside, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    if place.exists():
        aside.parent.mkdir(exist_ok=True)
        place.rename(aside)
    finished.rename(place)
    shutil.rmtree(aside, ignore_errors=True)


def recover(site: Path) -> None:
    """Bring back what a killed build had set aside, and clear the rest of it."""
    for aside in sorted((site / OLD).glob("*")):
        place = site / aside.name
        if place.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(place)
    shutil.rmtree(site / OLD, ignore_errors=True)


def _aside(place: Path) -> Path:
    return place.parent / OLD / place.name


def write_file(path: Path, content: bytes) -> None:
    """Write a file in one step, unless it holds just that already."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    temporary.replace(path)


def files_below(folder: Path) -> Mapping[str, Path]:
    """The published files below a folder, by their path in it."""
    found = (path for path in folder.rglob("*") if path.is_file())
    named = {path.relative_to(folder).as_posix(): path for path in found}
    return {name: named[name] for name in sorted(named) if not name.startswith(OLD + "/")}
