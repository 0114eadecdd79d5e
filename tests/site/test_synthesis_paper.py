"""The synthesis as a paper: two pages in print, a table of the programmes, its counts the same everywhere."""

from __future__ import annotations

import re

import pytest
from lxml import html

from gspbrief.evidence.reading import load_all
from gspbrief.synthesis.cells import ANSWERED
from gspbrief.synthesis.gap_map import gap_map
from published_brief import Brief, squeezed, text
from published_sites import LANGUAGES, ROOT, Sites

pytestmark = [pytest.mark.xdist_group("style"), pytest.mark.slow]

in_every_language = pytest.mark.parametrize("paper", LANGUAGES, indirect=True)
WITH_BRIEF = {path.name.removesuffix(".md.j2") for path in (ROOT / "briefs/en/partnerships").glob("*.j2")}
ASKED = (  # by column of the table of programmes: the questions that a figure there answers
    ("who_pays",),
    ("spent", "unit_cost"),
    ("placed", "departed"),
    ("stayed", "returned"),
)
MOST_WORDS = 1100  # of a paper of two pages with a table and a chart


@pytest.fixture
def paper(request: pytest.FixtureRequest, sites: Sites) -> Brief:
    return Brief(sites.built("sample"), "synthesis", "mpi", request.param)


@in_every_language
def test_it_is_printed_on_two_pages_with_its_notes_and_sources_behind(paper: Brief) -> None:
    said = [text(part) for part in paper.all("//*[self::h2 or self::p][ancestor::section[@id='sec-limits']]")]

    assert len(paper.printed) <= 3
    assert paper.says_in_print(said[0].split(maxsplit=1)[1], pages=slice(1, 2))
    ending = squeezed(re.sub(r"\d+$", "", said[-1]))[-40:]
    assert ending.rstrip(".") in paper.printed[1]
    annex = text(paper.one("//section[@id='annex']/h2"))
    assert squeezed(annex) not in "".join(paper.printed)


@in_every_language
def test_it_has_one_table_in_print_of_twelve_that_train_or_prepare_first(paper: Brief) -> None:
    grid = gap_map(load_all(ROOT / "data"))
    rows = paper.all("//*[@id='tbl-programmes']//tbody/tr")
    named = [row.xpath("./th//a/@href")[0].split("/")[-2 if paper.lang == "en" else -3] for row in rows]

    assert len(set(named)) == len(named) == 12  # as the passage says
    assert len(WITH_BRIEF & set(named)) >= 11
    for name, row in zip(named, rows, strict=True):
        others = [
            number.get("data-finding")
            for number in row.xpath(".//a[@data-finding]")
            if not number.get("data-finding").startswith(f"{name}.")
        ]
        assert others == [], f"{name} shows figures of another partnership"
        for cell, questions in zip(row.xpath("./td"), ASKED, strict=False):
            answered = [q for q in questions if grid.cell(name, q).state in ANSWERED]
            assert text(cell) != "–" or answered == [], f"{name}: a dash where {answered} is known"


@in_every_language
def test_its_press_note_says_nothing_that_it_does_not_say(paper: Brief) -> None:
    note = Brief(paper.site, paper.id, paper.style, paper.lang)
    page = (note.folder / "press.html").read_text(encoding="utf-8")
    front = page.split('id="numbers"')[0]
    told = dict(re.findall(r'data-finding="([^"]+)"[^>]*?data-value="([^"]*)"', front))
    here = {a.get("data-finding"): a.get("data-value") for a in paper.all("//a[@data-finding]")}

    assert len(told) > 6
    assert {name: value for name, value in told.items() if here.get(name) != value} == {}


@in_every_language
def test_no_table_of_its_annex_says_the_same_in_every_row_of_a_column_or_nothing_in_a_row(
    paper: Brief,
) -> None:
    empty = {"–", "0", "No", "Non"}
    pages = [html.parse(str(page)) for page in sorted(paper.folder.glob("annex*.html"))]
    tables = [table for page in pages for table in page.xpath("//table[not(ancestor::details)]")]
    assert len(tables) > 10
    for table in tables:
        rows = [[text(cell) for cell in row.xpath("./td")] for row in table.xpath(".//tbody/tr")]
        caption = text(table.xpath("./caption")[0])
        for row in rows:
            assert set(row) != {"–"}, caption
        for column in zip(*rows, strict=True) if len(rows) > 2 else ():
            assert len(set(column)) > 1 or column[0] not in empty, caption


@in_every_language
def test_its_running_text_is_short_enough_to_be_read_at_once(paper: Brief) -> None:
    parts = ("sec-findings", "sec-decisions", "sec-limits")
    words = [text(p).split() for part in parts for p in paper.all(f"//section[@id='{part}']/p")]

    assert 400 < sum(map(len, words)) < MOST_WORDS
