"""A house style is known by its values alone, and these stand in styles.yaml and nowhere else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gspbrief.language import styles
from package_modules import ROOT

pytestmark = pytest.mark.slow

WRITTEN = ("*.py", "*.lua", "*.yaml", "*.yml", "*.js", "*.css", "*.typ", "*.html", "*.openxml")
NAMES = "|".join(styles.known())


def written(folder: str, *patterns: str) -> Iterator[tuple[str, str]]:
    """The lines of the files below a folder, each with its place."""
    for path in sorted(path for pattern in patterns for path in (ROOT / folder).rglob(pattern)):
        if path.name != styles.FILE and "__pycache__" not in path.parts:
            yield from _lines(path)


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        yield f"{path.relative_to(ROOT)}:{number}", line


def test_no_style_is_named_in_code_filters_templates_or_style_sheets() -> None:
    lines = [*written("src", *WRITTEN), *written("_extensions", *WRITTEN)]

    assert len(lines) > 10_000
    assert [place for place, line in lines if re.search(rf"\b(?:{NAMES})\b", line)] == []


def test_no_text_notebook_or_benchmark_asks_for_a_style_by_name() -> None:
    lines = [*written("briefs", "*.j2"), *written("notebooks", "*.ipynb"), *written("benchmarks", "*.py")]

    assert len(lines) > 5_000
    assert [place for place, line in lines if re.search(rf"""["'](?:{NAMES})["']""", line)] == []


def test_no_colour_is_written_where_a_style_should_say_it() -> None:
    lines = [*written("_extensions", "*.css", "*.typ", "*.lua", "*.js"), *written("src", "*.py")]
    colours = re.compile(r"#[0-9a-fA-F]{6}\b|#[0-9a-f]{3}\b(?=[\"; ])")

    assert [f"{place} {line.strip()}" for place, line in lines if colours.search(line)] == []
