"""Shared fixtures: the project's own evidence, copies that a test may spoil, published sites, a browser."""

from __future__ import annotations

import csv
import gc
import os
import re
import shutil
import sys
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visitor, chromium, visiting
from gspbrief.build.workers import PRELOAD
from gspbrief.execution.forks import preload
from mutations import small_project
from published_sites import Sites

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]
QUICK = "not slow"  # what make quick runs
SLOW_AS_A_WHOLE = re.compile(r"^pytestmark = .*\bmark\.slow\b", re.MULTILINE)
ENGINES = ("playwright", "pypandoc", "typst")
SLOW = {"sites", "sample", "oecd", "browser", "server", "evidence", "few"}
"""What asks for one of these waits for a build or a browser, or has all that a project holds checked."""


def pytest_configure(config: pytest.Config) -> None:
    """Take the engines and the browser away from a quick run: it is the same where they are not installed.

    To look for garbage after every few hundred objects takes an eighth of the time where the heap is large.
    """
    gc.set_threshold(50_000, 20, 100)
    if config.option.markexpr == QUICK:
        sys.modules.update(dict.fromkeys(ENGINES))  # None there makes an import fail


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Spare a quick run the import of what is slow as a whole: a third of its time before the first test."""
    if config.option.markexpr != QUICK or not collection_path.name.startswith("test_"):
        return None
    return SLOW_AS_A_WHOLE.search(collection_path.read_text(encoding="utf-8")) is not None or None


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Leave what collecting tests makes out of what is looked through for garbage: it is much, and stays."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs a published site, a browser or the server of forks: ``make quick`` leaves it out."""
    for item in items:
        if SLOW & set(getattr(item, "fixturenames", ())):
            item.add_marker("slow")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def server(root: Path) -> None:
    """Have notebooks run in forks of a server that has imported what those of a build do."""
    preload(PRELOAD, str(root), str(root / "data"))


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A copy of the project's evidence."""
    return Path(shutil.copytree(ROOT / "data", tmp_path / "data"))


@pytest.fixture
def few(tmp_path: Path) -> Path:
    """The evidence on a few partnerships, which is checked in no time."""
    return small_project(ROOT, tmp_path / "few") / "data"


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


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Sites:
    """The published sites of this run, each built when it is first asked for."""
    own = tmp_path_factory.getbasetemp()
    return Sites(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own)


@pytest.fixture(scope="session")
def sample(sites: Sites) -> Path:
    """A site with one of each form of page, in three languages and the style mpi."""
    return sites.built("sample")


@pytest.fixture(scope="session")
def oecd(sites: Sites) -> Path:
    """A site with a brief and a fact sheet, in three languages and the style oecd."""
    return sites.built("oecd")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium; a test that needs it is skipped where there is none."""
    with chromium() as running:
        yield running


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Visitor]:
    """Opens pages in Chromium; at the end none may have failed, or asked for what is not on disk."""
    with visiting(browser) as visitor:
        yield visitor
