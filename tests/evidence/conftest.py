"""What the tests of the evidence share."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def evidence(few: Path) -> Path:
    """A copy of the project's evidence on a few partnerships, which is checked in no time."""
    return few
