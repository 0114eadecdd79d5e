"""Partnerships side by side in a browser: chosen, drawn from disk, and taken away.

The fixture `visitor` fails each of these tests if a page asks for what is not on disk or a script complains.
"""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from browsing import Visitor, axe, serving
from gspbrief.brief.addresses import BESIDE
from published_sites import A_BRIEF, A_SHEET, LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Route

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_partnerships_stand_side_by_side_and_each_figure_leads_to_its_row(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    folder = sample if lang == "en" else sample / lang
    page = visitor.open(folder / "compare.html")
    page.locator("#beside thead th").nth(2).wait_for()

    assert axe(page) == []
    links = page.locator("#beside tbody a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
    assert links
    for link in links:
        file, _, row = link.partition("#")
        assert html.parse(str(folder / file)).xpath("//*[@id=$row]", row=row)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_question_has_a_row_or_is_listed_as_without_a_figure(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    page = visitor.open((sample if lang == "en" else sample / lang) / "compare.html", width=375)
    page.locator("#beside thead th").nth(2).wait_for()
    say = page.locator("#beside").evaluate("one => ({...one.dataset})")
    asked = page.locator("#beside tbody[data-heading]:not([data-part=profile], [data-part=statements])")
    missing = []
    for body in asked.all():
        if body.locator("tr").count():
            assert body.locator("td a").count()
        else:
            missing.append(body.get_attribute("data-heading") or "")
    assert missing
    (line,) = page.locator("#beside tbody[data-part=neither] td").all_inner_texts()
    assert line == f"{say['neither']} {say['semicolon'].join(missing)}"


def test_of_many_figures_those_that_compare_stand_first_and_the_rest_is_folded_but_in_the_file(
    sample: Path, visitor: Visitor
) -> None:
    page = visitor.open(sample / "compare.html", f"with={A_SHEET}+{A_BRIEF}")
    page.locator("#beside thead th").nth(2).wait_for()
    folded = page.locator("#beside td details")
    assert folded.count()
    for cell in page.locator("#beside td:has(> p > a)").all():
        assert cell.locator("> p").count() <= 5
    first = folded.first
    told = first.locator("p").all_text_contents()
    assert first.locator("summary").inner_text().startswith(f"{len(told)} ")
    assert not first.locator("p").first.is_visible()
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.locator("p").first.is_visible()
    page.keyboard.press("Enter")
    with page.expect_download() as waiting:
        page.locator(".take a").click()
    taken = Path(waiting.value.path()).read_text(encoding="utf-8-sig").replace('""', '"')
    assert all(text in taken for text in told)


def test_figures_that_take_long_are_said_to_be_on_their_way(sample: Path, visitor: Visitor) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    with serving(sample) as address:
        page = visitor.open(f"{address}/compare.html", f"with={A_BRIEF}")
        page.route(f"**/{A_SHEET}/{BESIDE}", hold)
        page.locator("#one-1").select_option(A_SHEET)
        said = page.locator("form [role=status]")
        said.filter(has_text=page.locator("#beside").get_attribute("data-loading")).wait_for()
        held[0].continue_()
        page.locator("#beside thead th").nth(2).wait_for()
        assert page.locator("#beside").get_attribute("data-loading") not in said.inner_text()


def test_two_have_room_beside_each_other_on_a_phone(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "compare.html", f"with={A_SHEET}+{A_BRIEF}", width=320)
    page.locator("#beside thead th").nth(2).wait_for()
    region = page.locator(".table-scroll")
    assert region.evaluate("one => one.scrollWidth <= one.clientWidth")
    for row in page.locator("#beside tbody tr:has(td + td)").all():
        left, right = [cell.bounding_box() for cell in row.locator("td").all()]
        assert left["y"] == right["y"]
        assert left["x"] + left["width"] <= right["x"]
    assert axe(page) == []


def test_who_is_chosen_by_keyboard_stands_in_the_address_and_in_the_file(
    sample: Path, visitor: Visitor
) -> None:
    page = visitor.open(sample / "compare.html", f"with={A_SHEET}+{A_BRIEF}", width=320)
    page.locator("#beside thead th").nth(2).wait_for()
    names = page.locator("#beside thead th").all_inner_texts()
    first = page.locator("#one-0")
    assert first.input_value() == A_SHEET
    with page.expect_download() as waiting:
        page.locator(".take a").click()
    with Path(waiting.value.path()).open(encoding="utf-8-sig", newline="") as file:
        taken = list(csv.reader(io.StringIO(file.read())))
    assert taken[0] == names
    assert {len(row) for row in taken} <= {len(names), 1}  # a heading over what sources say

    first.focus()
    page.keyboard.press("Home")  # nobody: one alone is no comparison
    page.wait_for_function("() => location.hash.startsWith('#with=') && !location.hash.includes('+')")
    assert page.locator("form [role=status]").inner_text()


def test_an_address_that_asks_for_what_cannot_be_shown_is_answered(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "compare.html", f"with=nowhere+{A_SHEET}+%3Cb%3E+no+{A_BRIEF}+{A_SHEET}")
    page.locator("#beside thead th").nth(2).wait_for()
    say = page.locator("#beside").evaluate("one => ({...one.dataset})")
    said = page.locator("form [role=status]")
    assert f"{say['absent']} nowhere, %3Cb%3E, no." in said.inner_text()
    assert page.locator("#beside thead th").count() == 3  # those that are here, each once
    assert page.url.endswith(f"#with={A_SHEET}+{A_BRIEF}")

    for asked in (f"{A_SHEET}+{A_SHEET}", "nowhere", ""):
        page.evaluate("asked => { location.hash = `with=${asked}`; }", asked)
        said.filter(has_text=say["twice"]).wait_for()
        assert not page.locator("#beside").is_visible()  # what was shown is of others


def test_more_than_there_is_room_for_is_said_to_be_left_out(
    sample: Path, visitor: Visitor, tmp_path: Path
) -> None:
    for one in sample.iterdir():
        if one.name != "compare.html":
            (tmp_path / one.name).symlink_to(one)
    page = html.parse(str(sample / "compare.html"))
    first, *others = page.xpath("//form//select")
    first.append(html.fragment_fromstring("<option value='third'>A third</option>"))
    for other in others[1:]:  # room for two
        other.getparent().getparent().remove(other.getparent())
    page.write(str(tmp_path / "compare.html"), method="html", encoding="utf-8")

    shown = visitor.open(tmp_path / "compare.html", f"with={A_SHEET}+{A_BRIEF}+third")
    shown.locator("#beside thead th").nth(2).wait_for()
    beyond = shown.locator("#beside").get_attribute("data-beyond")
    assert f"{beyond} A third." in shown.locator("form [role=status]").inner_text()
