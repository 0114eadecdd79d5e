"""Every published page is valid HTML, by the Nu HTML checker of the W3C validator."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from published_sites import Sites

pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.slow]

CHECKER = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
JAVA = shutil.which("java")
# Collecting in parallel, Java takes a fifth more time of the processors and a gigabyte more room. What it
# spends on bettering its code only a longer run would earn back; without that it needs more of the stack.
SHORT_RUN = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss4m")
# What a page's policy lets in is seen in a real browser (`browsing.Visitor`): the checker does not count
# a file beside the page as `file:`, and counts JSON as a script.
POLICY = "violates Content Security Policy (meta tag)"
needs_checker = pytest.mark.skipif(
    JAVA is None or not CHECKER.is_file(),
    reason="THE NU HTML CHECKER OR JAVA IS NOT INSTALLED: the HTML of the pages is not validated here",
)


def complaints(*places: Path) -> list[str]:
    """What the checker holds against pages and those in folders: errors and warnings, each with its place."""
    command = [str(JAVA), *SHORT_RUN, "-jar", str(CHECKER), "--format", "json", "--exit-zero-always"]
    run = subprocess.run(
        [*command, "--skip-non-html", *map(str, places)],
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    return [
        f"{said['url']}:{said.get('lastLine', 0)}: {said['message']} {said.get('extract', '')}"
        for said in json.loads(run.stderr)["messages"]
        if (said["type"] != "info" or said.get("subType") == "warning") and POLICY not in said["message"]
    ]


@needs_checker
def test_a_page_with_two_mistakes_is_told_of_both(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<!DOCTYPE html><html lang=en><img src=a.png><b>", encoding="utf-8")

    assert len(complaints(tmp_path)) >= 2


@needs_checker
def test_every_published_page_is_valid_html(sites: Sites, sample: Path, oecd: Path) -> None:
    others = [
        part for site in (sample, oecd) for part in site.iterdir() if part.name != "data"
    ]  # as in the whole
    assert complaints(sites.built("whole"), *others) == []
