"""What the documentation tells readers to do works, in its order, from the wheel alone."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from lxml import html

from command_blocks import Reader, blocks, commands
from gspbrief.brief.publication import Publication
from gspbrief.project.brand import Brand
from gspbrief.scenario import assumptions
from gspbrief.scenario.assumption import TAGS
from gspbrief.surveys import description
from gspbrief.surveys.meanings import MEANINGS
from package_modules import ROOT
from wheel import built, share_fonts

DOCS = ROOT / "docs"
PAGES = ("tutorial", "how-to/source", "how-to/figures", "how-to/text", "how-to/assumptions",
         "how-to/notebook", "how-to/brand", "how-to/style", "how-to/language",
         "how-to/survey", "cli")  # fmt: skip
MOST_COMMANDS = 10  # of the tutorial, to a brief
BRIEF = "carpenters_fjord"
RUN_ELSEWHERE = ("README.md",)  # its make targets by what CI runs, its project in test_new_project


@pytest.mark.slow
@pytest.mark.xdist_group("build")
def test_every_command_of_the_documentation_does_what_the_page_says(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    wheel = built(ROOT, tmp_path_factory.mktemp("wheel"))

    def gspbrief(folder: Path, *words: str) -> CompletedProcess[str]:
        done = wheel(folder, *words)
        if words[0] == "init":
            share_fonts(ROOT, folder / words[1])
        return done

    reader = Reader(tmp_path, gspbrief)
    for page in PAGES:
        reader.follow(DOCS / f"{page}.md")
        if page == "tutorial":
            pdf = reader.folder / "_site" / BRIEF / f"{BRIEF}.pdf"
            assert pdf.read_bytes().startswith(b"%PDF")
        if page == "how-to/notebook":
            _require_gender(reader.folder / "_site" / BRIEF)


def _require_gender(site: Path) -> None:
    """The section stands in three languages with its chart and words, and its number opens at its cell."""
    found = {one["id"]: one for one in json.loads((site / "results.json").read_text(encoding="utf-8"))}
    share = found["gender.women_departed.departed.women.2023"]
    assert share["value"] == pytest.approx(27 / 70)
    assert share["sources"]
    assert 'id="shares"' in (site / "gender.html").read_text(encoding="utf-8")
    said = html.parse(site / "index.html").xpath("//*[@id='sec-conclusion']")[0].text_content()
    assert "Of those who were certified in 2023, 72 percent left for Norway." in " ".join(said.split())
    headings = {"": "How Many Are Women?", "fr": "Combien de femmes", "es": "¿Cuántas son mujeres?"}
    words = {"": "Women among those who left", "fr": "Femmes parmi les", "es": "Mujeres entre quienes"}
    for lang, heading in headings.items():
        page = html.parse(site / lang / "index.html")
        sections = [one for one in page.xpath("//main//@id") if one.startswith("sec-")]
        at = sections.index("sec-gender")
        assert sections[at - 1 : at + 2] == ["sec-migration", "sec-gender", "sec-outcomes"]
        (section,) = page.xpath("//*[@id='sec-gender']")
        assert heading in section.text_content()
        assert words[lang] in section.text_content()
        assert section.xpath(".//figure[@id='fig-gender-shares']//*[local-name()='svg']")
        (number,) = section.xpath(f".//p/*[@data-finding='{share['id']}']")
        (entry,) = page.xpath(f"//*[@id='{number.get('href').removeprefix('#')}']")
        assert any(link.endswith("gender.html#shares") for link in entry.xpath(".//@href"))


def test_the_tutorial_takes_few_commands_to_a_brief() -> None:
    said = [
        words for block in blocks(DOCS / "tutorial.md") if block.language == "sh" for words in commands(block)
    ]
    to_a_brief = said.index(["gspbrief", "build", BRIEF]) + 1

    assert to_a_brief <= MOST_COMMANDS


def test_every_page_with_commands_is_followed() -> None:
    pages = [*DOCS.rglob("*.md"), *ROOT.glob("*.md")]
    telling = {
        path.relative_to(ROOT).as_posix()
        for path in pages
        if any(block.language in ("sh", "bash", "console") for block in blocks(path))
    }

    assert telling == {*RUN_ELSEWHERE, *(f"docs/{page}.md" for page in PAGES if "sh" in _languages(page))}


def _languages(page: str) -> set[str]:
    return {block.language for block in blocks(DOCS / f"{page}.md")}


def test_the_example_stands_on_its_page_file_by_file() -> None:
    shown = {block.file.partition("#")[0] for block in blocks(DOCS / "how-to" / "notebook.md")} - {""}
    folder = ROOT / "examples" / "gender"
    held = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}

    translated = {"briefs/words/es.yaml", "briefs/fr/_gender.md.j2", "briefs/es/_gender.md.j2"}
    assert shown <= held
    assert held - shown == translated, "made from what the page shows"
    notebook = json.loads((folder / "notebooks" / "gender.ipynb").read_text(encoding="utf-8"))
    cells = {cell["id"] for cell in notebook["cells"] if cell["cell_type"] == "code"}
    assert cells == {
        block.file.partition("#")[2]
        for block in blocks(DOCS / "how-to" / "notebook.md")
        if block.language == "python"
    }


def test_every_field_of_the_files_that_people_write_is_described() -> None:
    def said(page: str) -> set[str]:
        return set(re.findall(r"`(\w+)`", (DOCS / "how-to" / f"{page}.md").read_text(encoding="utf-8")))

    survey = {*description._FILE, *description._COLUMN, *MEANINGS}
    assert survey <= said("survey")
    assert {*assumptions._TEXTS, *assumptions._FIELDS, *assumptions._SECTIONS, *TAGS} - {"symbols"} <= said(
        "assumptions"
    )
    assert {one.name for one in fields(Publication)} - {"people"} <= said("brand")
    text = (DOCS / "how-to" / "brand.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(Brand) if not re.search(rf"\b{one.name}\b", text)] == []


def test_links_between_pages_lead_somewhere() -> None:
    for page in DOCS.rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        targets = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text)
        assert [target for target in targets if not (page.parent / target).exists()] == [], page.name
