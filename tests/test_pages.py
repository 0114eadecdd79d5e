"""Published pages in a real browser: what they ask for, who can use them, on which screens and on paper."""

from __future__ import annotations

from pathlib import Path

import pytest

from browsing import Visitor
from published_sites import SAMPLE

pytestmark = pytest.mark.xdist_group("pages")

AXE = Path(__file__).parent / "browser" / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]
PAGES = (
    "index.html",
    "data/migration.html",
    "data/sources.html",
    "aptc/costs.html",
    "aptc/scenario.html",
    *(f"{name}/{folder}index.html" for name in SAMPLE for folder in ("", "fr/", "es/")),
)
every_page = pytest.mark.parametrize("name", PAGES)

_RUN_AXE = """levels => axe
    .run(document, {runOnly: levels, resultTypes: ["violations"], preload: false})
    .then(found => found.violations.map(one => `${one.id}: ${one.help}: ${one.nodes.map(n => n.html)}`))"""


@every_page
def test_axe_finds_nothing_that_keeps_anyone_from_reading(sample: Path, visitor: Visitor, name: str) -> None:
    if not AXE.is_file():
        pytest.skip("AXE-CORE IS NOT INSTALLED: the accessibility of the pages is not tested here")
    page = visitor.open(sample / name)
    page.evaluate(AXE.read_text(encoding="utf-8"))

    assert page.evaluate(_RUN_AXE, LEVELS) == []
