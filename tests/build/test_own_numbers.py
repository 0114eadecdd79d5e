"""A hundred generated partnerships at once: no brief ever shows the number of another."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from lxml import html

from generate import FIGURE_TABLES, generate
from gspbrief.brief.publication import read_publication
from gspbrief.brief.weave import BriefInputs, weave
from gspbrief.build.output_checks import check_page
from gspbrief.errors import RenderError
from gspbrief.evidence.reading import load
from gspbrief.evidence.slices import Evidence, write_slice
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.exhibits.svg import chart_drawer
from gspbrief.language.styles import find
from gspbrief.project.inputs import Project
from gspbrief.project.notebooks import Notebook
from gspbrief.render import Job, fonts
from gspbrief.render.embedded import EmbeddedRenderer

pytestmark = [pytest.mark.xdist_group("build"), pytest.mark.slow]

ROOT = Path(__file__).parents[2]
MANY = int(os.environ.get("GSPBRIEF_PARTNERSHIPS", "100"))
SCENARIO_EACH = 8  # the slowest notebook runs for one partnership in so many
SEED = 20_261_122
HASH = "0" * 64
_NUMBER = re.compile(r"\d[\d,\u202f\u00a0]*(?:\.\d+)?")


@dataclass(frozen=True)
class Brief:
    """One partnership's brief in HTML, the numbers in it and in its files, and the peers that it names."""

    partnership: str
    folder: Path
    numbers: frozenset[str]
    peers: frozenset[str]


@pytest.fixture(scope="module")
def evidence(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generated evidence, in which every count and amount of money tells its partnership."""
    data = tmp_path_factory.mktemp("many") / "data"
    generate(MANY, data, SEED)
    return data


@pytest.fixture(scope="module")
def briefs(evidence: Path) -> list[Brief]:
    """All briefs, made one after the other in one process, so that one could leak into the next."""
    cut = Evidence(evidence)
    for number, name in enumerate(cut.partnerships):
        place = evidence.parent / name
        write_slice(cut.slice(name), place / "slice")
        if number % SCENARIO_EACH == 0:
            (place / "scenario").touch()
    with closing(EmbeddedRenderer(ROOT / "build" / "fonts")) as renderer:
        return [_make(evidence.parent / name, renderer) for name in cut.partnerships]


def _make(place: Path, renderer: EmbeddedRenderer) -> Brief:
    """Run the notebooks' cells for a partnership and render its brief."""
    name = place.name
    notebooks = Project(ROOT).notebooks()
    for notebook in notebooks:
        if notebook.name != "scenario" or (place / "scenario").is_file():
            _run_cells(notebook, name, place)
    found = _found(place)
    source = weave(
        BriefInputs(
            study=load(name, place / "slice"),
            results=found,
            notebooks=notebooks,
            templates=ROOT / "briefs",
            out=place / "woven",
            draw=chart_drawer("en", find(), fonts.instances(ROOT / "build" / "fonts")),
            publication=read_publication(ROOT / "briefs" / "publication.yaml"),
            evidence_hash=HASH,
            version="0",
        )
    )
    page = place / "brief" / "index.html"
    renderer.render(Job(source=source, target=page, format="html"))
    check_page(page, found, source.parent, HASH)
    files = [page, *sorted((place / "woven").rglob("*.csv")), *sorted((place / "woven").rglob("*.svg"))]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    numbers = (re.sub(r"[,\u202f\u00a0]", "", one) for one in _NUMBER.findall(text))
    named = (f.partnership for part in found for f in part.findings if f.details.get("peer"))
    return Brief(name, place, frozenset(numbers), frozenset(named))


def _run_cells(notebook: Notebook, partnership: str, place: Path) -> None:
    """Run a notebook's cells without a kernel, as it would run in one."""
    parameters, *cells = _cells(notebook.path)
    space: dict[str, object] = {}
    exec(parameters, space)
    space |= notebook.values(partnership, place / "slice", place)
    for cell in cells:
        exec(cell, space)


@cache
def _cells(notebook: Path) -> tuple[object, ...]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    sources = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return tuple(compile(source, notebook.name, "exec") for source in sources)


def _found(place: Path) -> tuple[Results, ...]:
    return tuple(results.read(path) for path in sorted(place.glob("*.json")))


def _owners(data: Path) -> Mapping[str, str]:
    """Whose each count and amount of money of the generated evidence is."""
    rows = (
        row
        for table in FIGURE_TABLES
        for row in csv.DictReader((data / f"{table}.csv").read_text(encoding="utf-8").splitlines())
    )
    return {row["value"]: row["partnership"] for row in rows if row["partnership"] and row["unit"] != "share"}


def test_every_brief_shows_its_own_numbers_and_never_one_of_another(
    briefs: list[Brief], evidence: Path
) -> None:
    owners = _owners(evidence)
    assert len(briefs) == MANY
    assert len(set(owners.values())) == MANY

    for brief in briefs:
        shown = {owners[number] for number in brief.numbers & owners.keys()}
        assert brief.partnership in shown
        assert shown - brief.peers <= {brief.partnership}


def test_every_finding_of_a_page_is_among_its_own_results_with_its_value(briefs: list[Brief]) -> None:
    for brief in briefs:
        own = {finding.id: finding for part in _found(brief.folder) for finding in part.findings}
        tags = html.parse(brief.folder / "brief" / "index.html").xpath("//*[@data-finding]")
        assert tags
        for tag in tags:
            finding = own[tag.get("data-finding")]
            assert finding.partnership in ("", brief.partnership) or finding.details.get("peer")
            value = tag.get("data-value")
            assert not value or finding.value == pytest.approx(float(value), rel=1e-11)


def test_a_page_that_stood_in_the_place_of_another_is_refused(briefs: list[Brief]) -> None:
    for one, other in zip(briefs[::20], briefs[1::20], strict=False):
        with pytest.raises(RenderError):
            check_page(one.folder / "brief" / "index.html", _found(other.folder), other.folder, HASH)
