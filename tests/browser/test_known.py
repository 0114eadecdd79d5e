"""The evidence map: each mark leads to its rows, what is asked for stands in the address."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import pytest

from browsing import Visitor, axe
from gspbrief.brief.addresses import BESIDE
from gspbrief.collection.listing import Listing
from gspbrief.evidence.kinds import kind_of
from gspbrief.evidence.reading import load_all
from gspbrief.language import styles
from gspbrief.language.formats import Format
from gspbrief.site.collection_pages import PAGES
from gspbrief.site.long_tables import ROWS
from gspbrief.synthesis.cells import ANSWERED, STATES
from gspbrief.synthesis.definitions import QUESTIONS
from gspbrief.synthesis.gap_map import of_study
from many_partnerships import publish
from published_sites import LANGUAGES, ROOT

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

MANY = 1000
HEAVIEST = 1_000_000  # bytes of a page on a thousand partnerships
_SHOWN = "() => document.querySelectorAll('#map tbody tr').length"


def _page(sample: Path, lang: str) -> Path:
    return sample / ("" if lang == "en" else lang) / "known.html"


def _crowded(folder: Path, count: int) -> tuple[Path, list[Listing]]:
    """The map of so many partnerships, copies of those that are held, with the rows behind each answer."""
    known = [
        (s.partnership, {c.aspect: [c.state, *c.rows] for c in of_study(s)}) for s in load_all(ROOT / "data")
    ]
    copies = islice(cycle(known), count)
    told = "Placed with an employer: 28 persons (hospitality; June 2013)"
    listed = []
    for n, (here, states) in enumerate(copies):
        one, said = replace(here, id=f"{here.id}_{n}"), dict.fromkeys(states, told)
        listed.append(Listing(one, "brief", *[""] * 4, (0, 0, 0), states, "index.html", "", answers=said))
    values = PAGES["known"](None, listed, Format("en", styles.find("mpi")))  # type: ignore[arg-type]
    return publish(ROOT, folder, "known", values), listed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mark_opens_the_figures_behind_it_in_words_by_keyboard_and_gives_the_focus_back(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    page = visitor.open(_page(sample, lang), width=320 if lang == "fr" else 1280)
    mark = page.locator('#map a[data-rows*=" "]').first
    rows = mark.get_attribute("data-rows").split(" ")
    mark.focus()
    page.keyboard.press("Enter")
    card = page.locator(".finding-card")
    card.locator("li small").first.wait_for()

    assert card.locator("a").evaluate_all("all => all.map(a => a.hash.slice(1))") == rows
    assert not set(rows) & set(card.locator("a").all_inner_texts())
    told = page.locator("#map tbody th a").first.get_attribute("href")
    script = (_page(sample, lang).parent / told).resolve().with_name(BESIDE).read_text(encoding="utf-8")
    undated = page.locator("form.chooser").get_attribute("data-undated")
    held = json.loads(script[script.index("detail: ") + len("detail: ") :].rstrip().removesuffix("}));"))
    answers = [one for figures in held["answers"].values() for one in figures if one["grade"] != "derived"]
    printed = {one["address"].partition("#")[2]: one for one in [*answers, *held["behind"].values()]}
    for item in card.locator(
        "li:has(a)"
    ).all():  # of each figure whether it has a date, and what is noted on it
        one = printed[item.locator("a").evaluate("a => a.hash.slice(1)")]
        assert (undated in item.inner_text()) is not one["dated"]
        assert one["note"].removesuffix(".") in item.inner_text()
    for item in card.locator("li").all_inner_texts():  # what it is, how much, and who says so
        assert re.fullmatch(r"[^:]+: \S.*", item)
    assert all(source in script for source in card.locator("li small").first.inner_text().split("; ")[-1:])
    assert card.evaluate("card => card.contains(document.activeElement)")
    assert card.bounding_box()["x"] >= 0
    assert axe(page) == []
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert mark.evaluate("mark => mark === document.activeElement")

    page.keyboard.press("Enter")
    card.locator("a").last.click()
    page.wait_for_url(f"**/data/rows/*.html#{rows[-1]}")
    assert page.locator(":target").count() == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mark_leads_to_its_first_row_without_scripts(sample: Path, visitor: Visitor, lang: str) -> None:
    page = visitor.open(_page(sample, lang), java_script_enabled=False)
    marks = page.locator("#map a.dot")
    assert page.locator("form.chooser").is_hidden()
    assert marks.count() > 5
    states = {word for one in marks.all() for word in one.get_attribute("class").split()} - {"dot"}
    assert states <= set(STATES)
    marks.first.click()

    assert page.locator(":target").count() == 1


def test_every_mark_tells_a_figure_of_each_of_its_rows(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(_page(sample, "en"))
    card = page.locator(".finding-card")
    for mark in page.locator("#map a[data-rows]").all():
        mark.click()
        card.locator("li small").first.wait_for()
        rows = mark.get_attribute("data-rows").split(" ")
        assert card.locator("li:has(a)").count() == len(rows)
        assert not set(rows) & set(card.locator("a").all_inner_texts()), rows
        assert (card.locator("li > strong").count() > 0) == ("derived" in mark.get_attribute("class"))
        page.keyboard.press("Escape")


def test_a_mark_of_a_partnership_whose_figures_do_not_come_has_the_ids_of_its_rows(
    sample: Path, visitor: Visitor, tmp_path: Path
) -> None:
    copied = shutil.copytree(sample / "assets", tmp_path / "assets").with_name("known.html")
    shutil.copyfile(_page(sample, "en"), copied)
    page = visitor.open(copied)
    mark = page.locator("#map a[data-rows]").first
    mark.click()
    page.wait_for_timeout(200)

    assert page.locator(".finding-card a").all_inner_texts() == mark.get_attribute("data-rows").split(" ")
    missed = [one for one in visitor.troubles if BESIDE in one or "ERR_FILE_NOT_FOUND" in one]
    assert missed
    visitor.troubles = [one for one in visitor.troubles if one not in missed]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_asked_for_is_shown_counted_and_kept_in_the_address(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    page = visitor.open(_page(sample, lang))
    every = page.evaluate(_SHOWN)
    page.locator("#of-question").select_option("departed")
    page.locator("#of-state").select_option("published")
    shown = page.evaluate(_SHOWN)

    data = json.loads(page.locator("#rows-of-all").text_content() or "")
    place = list(QUESTIONS).index("departed")
    cells = [cells[place] for *_, cells in data["rows"]]
    assert shown == sum(isinstance(cell, list) and data["states"][cell[0]] == "published" for cell in cells)
    assert re.findall(r"\d+", page.locator(".found").inner_text()) == [str(shown), str(every)]
    figures = [cell[1] for cell in cells if isinstance(cell, list) and data["states"][cell[0]] == "published"]
    wanted = page.locator(
        "#map tbody td.wanted"
    ).all_inner_texts()  # beside each mark its figure, of whom, when
    assert len(wanted) == shown
    assert all(figure and figure in text for figure, text in zip(figures, wanted, strict=True))
    page.locator("#of-state").select_option("answered")
    answered = [data["states"].index(state) for state in ANSWERED]
    assert page.evaluate(_SHOWN) == sum(isinstance(cell, list) and cell[0] in answered for cell in cells)
    page.locator("#of-state").select_option("published")
    again = visitor.open(_page(sample, lang), page.url.partition("#")[2])
    assert again.evaluate(_SHOWN) == shown
    again.get_by_role("button").first.click()
    again.wait_for_function(f"({_SHOWN})() === {every}")


def test_the_column_asked_for_is_in_sight_on_a_phone(sample: Path, visitor: Visitor) -> None:
    for question in QUESTIONS:
        page = visitor.open(_page(sample, "en"), f"question={question}", width=320)
        region, head = page.locator(".table-scroll").first, page.locator("#map thead .wanted")
        place, box = region.bounding_box(), head.bounding_box()
        assert place["x"] - 1 <= box["x"] <= box["x"] + box["width"] <= place["x"] + place["width"] + 1, (
            question
        )
        names = page.locator("#map tbody th").first.bounding_box()
        assert names["x"] + names["width"] <= box["x"] + 1, question  # beside the names, not behind them


def test_marks_of_each_state_differ_by_shape(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(_page(sample, "en"))
    shapes = page.locator(".legend .dot").evaluate_all(
        """dots => dots.map(dot => { const shape = getComputedStyle(dot, "::before");
            const { content, borderRadius, borderTopWidth, transform, clipPath } = shape;
            return [content, borderRadius, borderTopWidth, transform, clipPath].join();
        })"""
    )

    assert len(shapes) == len(set(shapes)) == len(STATES)


def test_a_map_of_a_thousand_partnerships_is_light_and_ten_thousand_come_in_pages(
    tmp_path: Path, visitor: Visitor
) -> None:
    light, listed = _crowded(tmp_path / "thousand", MANY)
    assert light.stat().st_size < HEAVIEST
    page = visitor.open(light)
    assert page.evaluate(_SHOWN) == ROWS
    page.locator("#of-kind").select_option("funds")
    funds = sum(kind_of(one.partnership) == "funds" for one in listed)
    page.wait_for_function(f"({_SHOWN})() === {funds}")  # of all pages, and not only of the first
    assert re.findall(r"\d+", page.locator(".found").inner_text()) == [str(funds), str(MANY)]

    page = visitor.open(_crowded(tmp_path / "ten", 10 * MANY)[0], anchor="state=published")
    page.locator(".turn button").last.click()
    assert page.evaluate(_SHOWN) == ROWS
    assert page.locator(".turn span").inner_text().startswith("Page 2 of ")
    assert "page=2" in page.url
    assert page.locator("#map a[data-rows]").count() > ROWS
