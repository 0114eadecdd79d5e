"""``docs/one-number.md`` tells the way of one number as it is: each function, each file, each figure."""

from __future__ import annotations

import ast
import doctest
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import pytest
from docx import Document

from package_modules import ROOT
from pdf_text import pages_of
from published_sites import work_of

pytestmark = pytest.mark.xdist_group("site")

PAGE = ROOT / "docs" / "one-number.md"
TEXT = PAGE.read_text(encoding="utf-8")
STOPS = dict(re.findall(r"^## (.+)\n((?:(?!## ).*\n)*)", TEXT, re.M))
FUNCTIONS = re.findall(r"\[`([\w.]+)`\]\((\S+?\.py)\)", TEXT)
FILES = sorted(set(re.findall(r"\]\((\.\./\S+?)\)", TEXT)))
_THE_FIGURE = re.compile(r"\b35,?000\b|aptc\.cost_per_graduate\.oecd|unit_costs\(study\)")  # or its name


def _notebook(path: Path) -> str:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells)


def _document(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in Document(str(path)).paragraphs)


# What stands at a stop of the project itself, and at one of a build: of its site or of its working folder.
IN_THE_PROJECT: Mapping[str, Callable[[], str]] = {
    "The row": lambda: (ROOT / "data" / "costs.csv").read_text(encoding="utf-8"),
    "The cell of the notebook": lambda: _notebook(ROOT / "notebooks" / "costs.ipynb"),
    "The template": lambda: (ROOT / "briefs/en/partnerships/aptc.md.j2").read_text(encoding="utf-8"),
}
IN_A_BUILD: Mapping[str, Callable[[Path, Path], str]] = {
    "The slice": lambda _, work: (work / "slices/aptc/costs.csv").read_text(encoding="utf-8"),
    "The results": lambda site, _: (site / "aptc/results.json").read_text(encoding="utf-8"),
    "The woven Markdown": lambda _, work: (work / "woven/aptc/en/index.qmd").read_text(encoding="utf-8"),
    "The page": lambda site, _: (site / "aptc/index.html").read_text(encoding="utf-8"),
    "The PDF": lambda site, _: pages_of(site / "aptc/aptc.pdf")[0],
    "The Word file": lambda site, _: _document(site / "aptc/aptc.docx"),
}
RUN = ("The study", "The finding")  # what Python answers there is asked again


def example(stop: str) -> str:
    """What the page shows of a stop."""
    (block,) = re.findall(r"^```\w+\n(.*?)^```", STOPS[stop], re.M | re.S)
    return str(block)


def shown(stop: str) -> list[str]:
    """The parts of an example, which may leave something out at each ``…`` and end of line."""
    return [without_spaces(part) for part in re.split(r"[\n…]", example(stop)) if part.strip()]


def without_spaces(text: str) -> str:
    return "".join(text.split())


@cache
def names_in(path: Path) -> set[str]:
    """The functions and classes of a module, and the methods of each class."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    kinds = (ast.FunctionDef, ast.ClassDef)
    top = [node for node in tree.body if isinstance(node, kinds)]
    inside = {f"{one.name}.{part.name}" for one in top for part in one.body if isinstance(part, kinds)}
    return {one.name for one in top} | inside


def test_every_stop_is_looked_up_and_shows_the_figure() -> None:
    assert set(STOPS) == {*IN_THE_PROJECT, *IN_A_BUILD, *RUN}
    assert [stop for stop in STOPS if not _THE_FIGURE.search(example(stop))] == []


@pytest.mark.parametrize(("name", "path"), FUNCTIONS, ids=[name for name, _ in FUNCTIONS])
def test_every_function_is_where_the_page_says(name: str, path: str) -> None:
    assert name in names_in((PAGE.parent / path).resolve())


@pytest.mark.parametrize("path", FILES)
def test_every_file_that_the_page_leads_to_is_there(path: str) -> None:
    assert (PAGE.parent / path).is_file()


def test_python_answers_as_the_page_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    text = "".join(map(example, RUN))
    session = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)

    answers = doctest.DocTestRunner().run(session)

    assert answers.attempted == text.count(">>> ")
    assert not answers.failed


@pytest.mark.parametrize("stop", IN_THE_PROJECT)
def test_a_stop_in_the_project_holds_what_the_page_shows(stop: str) -> None:
    there = without_spaces(IN_THE_PROJECT[stop]())

    assert [part for part in shown(stop) if part not in there] == []


@pytest.mark.parametrize("stop", IN_A_BUILD)
def test_a_stop_of_a_build_holds_what_the_page_shows(stop: str, sample: Path) -> None:
    there = without_spaces(IN_A_BUILD[stop](sample, work_of(sample)))

    assert [part for part in shown(stop) if part not in there] == []
