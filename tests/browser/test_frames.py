"""Figures as frames, in their briefs and in pages of others: views, address, what can be taken away.

The fixture `visitor` fails each of these tests if a page asks for what is not on disk or a script complains.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from lxml import html

from browsing import Visitor, axe, serving
from gspbrief.brief.figure_maps import map_markdown
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.standard import stacked
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.formats import Format
from published_sites import A_BRIEF, LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

FIGURE = "fig-model-drivers"
FRAME = f".exhibit-fig:has(#{FIGURE})"
PHONE = 320  # pixels
_WIDE = "() => document.documentElement.scrollWidth > innerWidth"
_IN_VIEW = "name => document.querySelector(`#${name} .view:not([hidden])`)?.id"
_CHOSEN = "([name, view]) => !document.getElementById(`${name}-${view}`).hidden"


def folder_of(sample: Path, name: str, lang: str) -> Path:
    return sample / name / ("" if lang == "en" else lang)


def tab(page: Page, view: str) -> Locator:
    return page.locator(f"#{FIGURE}-{view}-tab")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_is_chart_or_table_by_keyboard_and_the_address_keeps_which(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    place = folder_of(sample, "model", lang) / "index.html"
    page = visitor.open(place, width=PHONE)
    form = Format(lang)
    assert page.evaluate(_IN_VIEW, FIGURE) == f"{FIGURE}-chart"
    assert page.locator(f"#{FIGURE} [role=tab]").all_inner_texts() == [
        form.word("frame", "chart"),
        form.word("frame", "table"),
    ]

    tab(page, "chart").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(_CHOSEN, arg=[FIGURE, "table"])
    table = page.locator(f"#{FIGURE}-table .table-scroll")
    caption = page.locator(f"#{FIGURE} figcaption").text_content() or ""
    assert table.is_visible()
    assert not page.locator(f"#{FIGURE} svg:visible").count()
    assert table.get_attribute("aria-label") == caption.strip()
    assert tab(page, "table").evaluate("one => one === document.activeElement && one.ariaSelected") == "true"
    assert not page.evaluate(_WIDE)
    assert axe(page) == []
    assert page.url == f"{place.resolve().as_uri()}?{FIGURE}=table"
    link = page.locator(f"a.permalink[href$='#{FIGURE}']")
    assert link.get_attribute("href") == f"?{FIGURE}=table#{FIGURE}"

    again = visitor.open(page.url, FIGURE)
    assert again.evaluate(_IN_VIEW, FIGURE) == f"{FIGURE}-table"
    tab(again, "table").press("Home")
    again.wait_for_function(_CHOSEN, arg=[FIGURE, "chart"])
    assert again.url == f"{place.resolve().as_uri()}#{FIGURE}"


def test_the_address_of_a_view_leaves_what_else_it_keeps(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "model" / "index.html", "explore?p=0.5")
    tab(page, "table").click()
    page.wait_for_function(_CHOSEN, arg=[FIGURE, "table"])

    assert page.url.endswith(f"?{FIGURE}=table#explore?p=0.5")
    assert visitor.open(page.url).locator("#explore-p").input_value() == "0.5"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_whose_numbers_are_of_countries_has_a_map_as_well(
    sample: Path, visitor: Visitor, tmp_path: Path, lang: str
) -> None:
    (tmp_path / "assets").symlink_to(sample / "assets")
    folder = Path(shutil.copytree(folder_of(sample, "model", lang), folder_of(tmp_path, "model", lang)))
    text = (folder / "index.html").read_text(encoding="utf-8")
    drawn = map_markdown(of_countries(), ("DEU",), Format(lang)).splitlines()[1]
    data = '<details class="chart-data">'
    (folder / "index.html").write_text(text.replace(data, drawn + data), encoding="utf-8")

    page = visitor.open(folder / "index.html", width=PHONE)
    assert page.locator(f"#{FIGURE} [role=tab]").count() == 3
    tab(page, "chart").press("ArrowRight")
    page.wait_for_function(_CHOSEN, arg=[FIGURE, "map"])
    world = page.locator(f"#{FIGURE}-map svg")
    assert world.is_visible()
    assert Format(lang).country("PHL") in (world.get_attribute("aria-label") or "")
    assert page.url.endswith(f"?{FIGURE}=map")
    assert not page.evaluate(_WIDE)
    assert axe(page, FRAME) == []

    without = visitor.open(folder / "index.html", java_script_enabled=False)
    without.locator(".figure-map summary").first.click()
    assert without.locator(".figure-map svg").first.is_visible()


def of_countries() -> Exhibit:
    """A chart whose rows are of one country each."""
    people = (("PHL", 2017), ("PHL", 2018), ("TUN", 2018))
    return stacked(
        "migration/by_country",
        Findings(
            Finding(
                id=f"x.placed.{origin}.{year}", measure="placed", value=3, unit="persons", grade="published",
                origin=origin, start=str(year), end=str(year),
            )
            for origin, year in people
        ),
    )  # fmt: skip


def test_without_scripts_the_chart_stands_with_its_data_and_its_code_to_open(
    sample: Path, visitor: Visitor
) -> None:
    for place in ("model/index.html", "model/embed/model-drivers.html"):
        page = visitor.open(sample / place, java_script_enabled=False, width=PHONE)

        assert page.locator(f"#{FIGURE} svg:visible").count() == 1
        assert not page.locator("[role=tab]").count()
        page.locator(f"{FRAME} .chart-data summary").click()
        assert page.locator(f"{FRAME} .chart-data table").is_visible()
        assert not page.evaluate(_WIDE)


def test_on_paper_a_figure_is_its_chart_whatever_is_chosen(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "model" / "index.html")
    tab(page, "table").click()
    page.wait_for_function(_CHOSEN, arg=[FIGURE, "table"])
    page.emulate_media(media="print")

    assert page.locator(f"#{FIGURE} svg:visible").count() == 1
    for hidden in (f"#{FIGURE}-table", f"#{FIGURE} [role=tablist]", f"{FRAME} .embed"):
        assert not page.locator(hidden).first.is_visible()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_a_page_of_its_own_that_anyone_can_use(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    published = json.loads((sample / "manifest.json").read_text(encoding="utf-8"))["files"]
    for name in (A_BRIEF, "model"):
        folder = folder_of(sample, name, lang)
        briefs = html.parse(str(folder / "index.html"))
        figures = briefs.xpath("//div[contains(@class, 'exhibit-fig')]//figure/@id")
        pages = sorted(path.stem for path in (folder / "embed").glob("*.html"))
        assert pages == sorted(figure.removeprefix("fig-") for figure in figures)
        places = [(folder / "embed" / f"{page}.html").relative_to(sample).as_posix() for page in pages]
        assert set(places) <= set(published)  # so that they are verified and repaired as all else is
        page = visitor.open(folder / "embed" / f"{pages[0]}.html", width=PHONE)

        assert page.locator("h1").inner_text() == briefs.xpath("string(//h1)")
        assert page.locator("svg:visible").count() == 1
        assert not page.evaluate(_WIDE)
        assert axe(page) == []


def test_the_code_shows_the_figure_in_the_page_of_somebody_else(
    sample: Path, visitor: Visitor, tmp_path: Path
) -> None:
    with serving(sample) as address:
        page = visitor.open(f"{address}/model/index.html", permissions=["clipboard-read", "clipboard-write"])
        tab(page, "table").click()
        page.locator(f"{FRAME} .embed summary").click()
        page.locator(f"{FRAME} .embed button").click()
        page.wait_for_function(
            "frame => document.querySelector(`${frame} .embed [role=status]`).textContent", arg=FRAME
        )
        code = page.evaluate("() => navigator.clipboard.readText()")
        assert code == page.locator(f"{FRAME} .embed code").text_content()

        whole = code.replace('src="', f'src="{address}/')
        (tmp_path / "host.html").write_text(f"<!DOCTYPE html><title>Host</title>{whole}", encoding="utf-8")
        with serving(tmp_path) as elsewhere:
            host = visitor.open(f"{address}/").context.new_page()
            host.goto(f"{elsewhere}/host.html")
            framed = host.frame_locator("iframe")
            framed.locator(f"#{FIGURE}-table table").wait_for()
            framed.locator(f"#{FIGURE}-chart-tab").click()
            framed.locator(f"#{FIGURE} svg:visible").wait_for()
            with host.context.expect_page() as opened:
                framed.locator("h1 a").click()
            assert opened.value.url == f"{address}/model/index.html#{FIGURE}"
