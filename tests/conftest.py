"""Shared fixtures: the project's own evidence, and copies of it that a test may spoil."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A copy of the project's evidence."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def spoil(evidence: Path) -> Callable[..., int]:
    """A function that changes cells of one row of a table and returns the row's number, header counted."""

    def change(table: str, row_id: str, **cells: str) -> int:
        path = evidence / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, header = list(reader), list(reader.fieldnames or [])
        (number,) = [i for i, row in enumerate(rows, start=2) if row["id"] == row_id]
        rows[number - 2].update(cells)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return number

    return change
