"""The two renderers against each other: the same words, numbers, links and order from one woven brief.

Where Quarto is installed, briefs go through both. Elsewhere only what each is told is compared.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html

from gspbrief.language.styles import extension
from gspbrief.render import Job
from gspbrief.render.embedded import PDF_STANDARDS, pandoc
from gspbrief.render.quarto import COLUMNS, FORMATS, MINIMUM, QuartoRenderer, find_quarto
from pdf_text import pages_of
from published_sites import ROOT, Sites, work_of

pytestmark = pytest.mark.slow

WORKER = ROOT / "src" / "gspbrief" / "render" / "worker.lua"
CONSTRUCTS = WORKER.with_name("constructs.lua")
BRIEFS = [
    ("sample", "aptc", "en"),
    ("sample", "aptc", "fr"),
    ("sample", "blue_birds", "fr"),
    ("sample", "demo", "es"),
    ("oecd", "aptc", "es"),
    ("oecd", "blue_birds", "en"),
]
needs_quarto = pytest.mark.skipif(
    find_quarto() is None,
    reason="QUARTO IS NOT INSTALLED: its pages are not compared with those of the embedded renderer",
)
TOLD = ("href", "scope", "role", "aria-label", "lang", "style", "data-finding", "data-grade", "data-value")


@pytest.fixture
def by_quarto(sites: Sites, tmp_path: Path) -> Callable[..., tuple[Path, Path]]:
    """A function that renders a woven brief with Quarto: the published file of the same name, and this."""

    def render(site: str, brief: str, lang: str, kind: str) -> tuple[Path, Path]:
        published = sites.built(site)
        woven = work_of(published) / "woven" / brief / lang / "index.qmd"
        folder, suffix = (Path(), "") if lang == "en" else (Path(lang), f".{lang}")
        name = folder / "index.html" if kind == "html" else Path(f"{brief}{suffix}.pdf")
        target = tmp_path / name.name
        QuartoRenderer().render(Job(woven, target, "html" if kind == "html" else "pdf"))
        return published / brief / name, target

    return render


def words(page: html.HtmlElement) -> list[str]:
    """The words of a page; a space that may not break is part of a word."""
    return [word for word in re.split(r"[ \t\r\n]+", page.text_content()) if word]


def elements(page: html.HtmlElement) -> list[tuple[str, ...]]:
    """What a reader can follow, open or have read aloud, in order; boxes around it may differ."""
    found = page.iter(
        "a", "h1", "h2", "h3", "h4", "th", "td", "col", "svg", "figure", "section", "nav", "p", "li", "span"
    )
    found = (e for e in found if e.tag != "span" or e.get("lang"))
    return [(str(e.tag), *(e.get(name, "") for name in TOLD)) for e in found]


@needs_quarto
@pytest.mark.xdist_group("site")
@pytest.mark.parametrize(("site", "brief", "lang"), BRIEFS)
def test_quarto_and_the_embedded_renderer_make_the_same_page(
    by_quarto: Callable[..., tuple[Path, Path]], site: str, brief: str, lang: str
) -> None:
    ours, theirs = (html.parse(str(file)).getroot() for file in by_quarto(site, brief, lang, "html"))

    assert words(theirs) == words(ours)
    assert elements(theirs) == elements(ours)


@needs_quarto
@pytest.mark.xdist_group("site")
@pytest.mark.parametrize(("site", "brief", "lang"), BRIEFS)
def test_quarto_and_the_embedded_renderer_set_the_same_pages(
    by_quarto: Callable[..., tuple[Path, Path]], site: str, brief: str, lang: str
) -> None:
    ours, theirs = map(pages_of, by_quarto(site, brief, lang, "pdf"))

    assert theirs == ours


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    """What the extension declares."""
    return dict(yaml.safe_load((extension() / "_extension.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def formats(declared: dict[str, Any]) -> dict[str, Any]:
    """What it contributes."""
    return dict(declared["contributes"]["formats"])


def worker_says(*sayings: str) -> bool:
    """Whether the embedded renderer's worker says these things, in this order."""
    return (
        re.search(".*".join(map(re.escape, sayings)), WORKER.read_text(encoding="utf-8"), re.DOTALL)
        is not None
    )


def test_every_file_of_the_extension_that_is_named_is_there(formats: dict[str, Any]) -> None:
    screen, paper = formats["html"], formats["typst"]
    filters = [entry["path"] for entry in formats["common"]["filters"]]
    named = [*filters, *paper["template-partials"], screen["template"], screen["css"]]

    assert [name for name in named if not (extension() / name).is_file()] == []


def test_both_renderers_run_the_filters_in_one_order(formats: dict[str, Any]) -> None:
    filters = [(entry["path"], entry["at"]) for entry in formats["common"]["filters"]]

    last = "post-render"
    assert filters == [("house.lua", "pre-ast"), ("finish.lua", last), ("cite.lua", last)]
    assert worker_says('"house.lua"', "quarto.render(doc)", '"finish.lua"', "cite(doc")


CITING = """---
lang: fr
bibliography: sources.json
csl: {csl}
link-citations: true
---
Selon @{cited}, et [@{cited}, 3].

::: {{#refs}}
:::
"""
SOURCE = {
    "id": "one", "type": "report", "title": "Of One Mind", "language": "en", "author": [{"literal": "OECD"}],
    "issued": {"date-parts": [[2018]]},
}  # fmt: skip


def cited_within_quarto(folder: Path, writer: str, cited: str = "one") -> subprocess.CompletedProcess[str]:
    """What Pandoc makes of a citation with the last filter of the extension, called as Quarto calls it."""
    (folder / "sources.json").write_text(json.dumps([SOURCE]), encoding="utf-8")
    csl = extension() / "works-cited.csl"
    return subprocess.run(
        [pandoc(), "--to", writer, "--wrap=none", "--lua-filter", extension() / "cite.lua",
         "--citeproc"],
        input=CITING.format(csl=csl, cited=cited), cwd=folder, capture_output=True, text=True,
        env={**os.environ, "LUA_PATH": f"{extension()}/?.lua;;"},
    )  # fmt: skip


def test_a_title_keeps_its_language_and_each_citation_is_made_once_within_quarto(tmp_path: Path) -> None:
    screen, paper = (cited_within_quarto(tmp_path, writer) for writer in ("html5", "typst-citations"))

    assert (screen.stderr, paper.stderr) == ("", "")
    assert screen.stdout.count('<span lang="en">Of One Mind</span>') == 1
    assert screen.stdout.count('role="doc-biblioref"') == 2
    assert screen.stdout.count('class="csl-entry"') == 1
    assert paper.stdout.count('#text(lang: "en", region: none)[Of One Mind]') == 1
    assert paper.stdout.count("<ref-one>") == 3  # two links and their goal


def test_a_citation_of_no_source_is_said_by_its_key_within_quarto(tmp_path: Path) -> None:
    assert (
        "gspbrief: the citation @nobody is not in the bibl"
        in cited_within_quarto(tmp_path, "html5", "nobody").stderr
    )


def test_quarto_is_told_the_columns_of_the_extension_for_print_as_well(formats: dict[str, Any]) -> None:
    assert str(formats["common"]["columns"]) == COLUMNS


def test_both_renderers_are_given_the_same_settings(formats: dict[str, Any]) -> None:
    common, screen, paper = formats["common"], formats["html"], formats["typst"]

    assert common["citeproc"]
    assert common["link-citations"]
    assert worker_says('doc.meta["link-citations"] = true')
    assert worker_says(f"toc_depth = {screen['toc-depth']}")
    assert worker_says(f'html_math_method = "{screen["html-math-method"]}"')
    assert screen["section-divs"]
    assert worker_says("section_divs = true")
    assert tuple(paper["pdf-standard"]) == PDF_STANDARDS
    assert paper["shift-heading-level-by"] == -1
    assert worker_says("quarto.render(doc)")
    assert "Header = typst and raised" in CONSTRUCTS.read_text(encoding="utf-8")


def test_the_extension_asks_for_the_quarto_that_the_wrapper_asks_for(declared: dict[str, Any]) -> None:
    assert declared["quarto-required"] == f">={'.'.join(map(str, MINIMUM))}.0"


def test_the_project_renders_what_is_woven_in_the_formats_of_the_extension(formats: dict[str, Any]) -> None:
    project = yaml.safe_load((ROOT / "_quarto.yml").read_text(encoding="utf-8"))

    assert project["project"]["render"][0] == "build/woven/**/*.qmd"
    assert set(project["format"]) == set(FORMATS.values())
    assert set(project["format"]) == {f"{extension().name}-{kind}" for kind in formats if kind != "common"}
    assert project["format"]["gspbrief-html"]["assets"] == "../../../../_site/assets"
    assert project["brand"] is False
