"""What holds for the project as a whole: its layers, its files, and what they promise each other."""

from __future__ import annotations

from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "gspbrief"


@cache
def modules() -> dict[str, Path]:
    """Every module of the package by its name below it, as ``render.quarto``; it is itself ``gspbrief``."""
    return {_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def _name(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "gspbrief"
