"""The project's own evidence as studies, read once for all tests of a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gspbrief.evidence.reading import load_all
from gspbrief.evidence.study import Study

DATA = Path(__file__).parents[2] / "data"


@cache
def every_study() -> tuple[Study, ...]:
    """Every partnership's evidence, which no test may change."""
    return load_all(DATA)
