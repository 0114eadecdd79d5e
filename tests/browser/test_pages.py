"""Published pages in a real browser: what they ask for, who can use them, on which screens and on paper.

The fixture `visitor` fails each of these tests if a page asks for what is not on disk or a script complains.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import etree, html

from browsing import Visitor, axe, serving, visiting
from gspbrief.language.formats import Format
from gspbrief.site import collection_pages
from published_sites import A_BRIEF, A_SHEET, LANGUAGES, LIMIT, SAMPLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

PHONE = 320  # pixels: also a window of 1280 at four times its size
DESK = 1280


def _in_all_languages(name: str) -> list[str]:
    return [f"{name}/{'' if lang == 'en' else f'{lang}/'}index.html" for lang in LANGUAGES]


TEXTS = [page for name in SAMPLE for page in _in_all_languages(name)]
ANNEX = ["synthesis/annex.html", "synthesis/fr/annex.2.html", "synthesis/es/numbers.html"]  # beside the paper
INDEXES = ["index.html", "fr/index.html", "es/index.html"]
COLLECTION = [
    page.replace("index", name)
    for name in ("explore", "compare", "known", "design", "evaluate", "search", "methods")
    for page in INDEXES
]
TOOLS = ("explore", "compare", "known", "design", "evaluate")
EVIDENCE = ["data/migration.html", "data/rows/japan_epa_all.html", "data/sources.html", "data/sources/m.html"]
OTHERS = [*INDEXES, *COLLECTION, *EVIDENCE, f"{A_BRIEF}/costs.html"]
NOTES = [page.replace("index", "press") for page in _in_all_languages(A_BRIEF)]
IN_OECD = [page for name in (A_BRIEF, A_SHEET) for page in _in_all_languages(name)]
PAGES = [("sample", page) for page in (*OTHERS, *TEXTS, *ANNEX, *NOTES)] + [
    ("oecd", page) for page in IN_OECD
]

every_page = pytest.mark.parametrize(("site", "name"), PAGES, indirect=["site"])
every_desk = pytest.mark.parametrize("desk", PAGES, indirect=True, ids="-".join, scope="module")
brief_and_sheet = pytest.mark.parametrize("name", [f"{A_BRIEF}/index.html", f"{A_SHEET}/index.html"])

_TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("main *")].filter(one => one.getBoundingClientRect().right > innerWidth + 1
        && !one.closest(".table-scroll, .scroll, pre")).map(one => one.outerHTML.slice(0, 150))
        .concat("the page is wider than the screen")"""
_CUT_OFF = """async () => {
    await document.fonts.ready;
    document.querySelectorAll("details").forEach(one => { one.open = true; });
    const cut = [];
    let tried = 0;
    for (const select of document.querySelectorAll("select")) {
        const ruler = document.body.appendChild(document.createElement("span"));
        const {fontFamily, fontSize, fontWeight, paddingLeft, paddingRight} = getComputedStyle(select);
        const own = {fontFamily, fontSize, fontWeight, whiteSpace: "pre", position: "absolute"};
        Object.assign(ruler.style, own);
        for (let i = 0; select.offsetWidth && i < select.options.length; i += 1, tried += 1) {
            select.selectedIndex = i;
            select.dispatchEvent(new Event("change"));
            await new Promise(requestAnimationFrame);
            await new Promise(done => setTimeout(done));
            const text = ruler.textContent = select.selectedOptions[0].textContent.trim();
            const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - 20;
            const below = select.parentElement.querySelector(".whole");
            const whole = below?.offsetHeight && below.scrollWidth <= below.clientWidth && below.textContent;
            if (ruler.offsetWidth > room && whole !== text) cut.push([select.id, text]);
        }
        ruler.remove();
    }
    return [cut, tried];
}"""
_FOCUSED = """() => document.activeElement === document.body ? null :
    [getComputedStyle(document.activeElement).outlineStyle, document.activeElement.outerHTML]"""


@pytest.fixture
def site(request: pytest.FixtureRequest) -> Path:
    """The site of this name."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


@pytest.fixture(scope="module")
def desk(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page as a desk shows it, opened once for all tests that leave it as it is."""
    site, name = request.param
    with visiting(browser) as visitor:
        yield visitor.open(request.getfixturevalue(site) / name, width=DESK)


def letters(text: str) -> str:
    """A text without the spaces and capitals that a style sheet may change."""
    return re.sub(r"\s", "", text).casefold()


def text_of(page: Page) -> str:
    """What stands below the title; the contents beside it fold where there is no room."""
    return " ".join(letters(text) for text in page.locator(".front, article > section").all_inner_texts())


@every_desk
def test_axe_finds_no_barrier(desk: Page) -> None:
    assert axe(desk) == []


@every_desk
def test_whatever_can_be_reached_by_keyboard_shows_where_it_is(desk: Page) -> None:
    for _ in range(12):
        desk.keyboard.press("Tab")
        style, element = desk.evaluate(_FOCUSED) or ("nothing focused", "")
        assert style != "none", element


@every_page
def test_a_page_fits_a_phone(site: Path, visitor: Visitor, name: str) -> None:
    page = visitor.open(site / name, width=PHONE)

    assert page.evaluate(_TOO_WIDE) == []


@brief_and_sheet
def test_axe_finds_no_barrier_on_a_phone_where_tables_and_equations_scroll(
    sample: Path, visitor: Visitor, name: str
) -> None:
    assert axe(visitor.open(sample / name, width=PHONE)) == []


def test_no_choice_of_a_tool_is_cut_off(sample: Path, visitor: Visitor) -> None:
    chosen = 0
    for width, lang in ((1280, ""), (375, "es/"), (320, "fr/")):
        for place in (*(f"{lang}{name}.html" for name in TOOLS), f"model/{lang}index.html"):
            page = visitor.open(sample / place, width=width)
            cut, tried = page.evaluate(_CUT_OFF)
            chosen += tried
            assert cut == [], (place, width)
    assert chosen > 300


@pytest.mark.parametrize("site", ["sample", "oecd"], indirect=True)
def test_a_page_at_twice_its_size_loses_nothing(site: Path, visitor: Visitor) -> None:
    page = visitor.open(site / A_BRIEF / "index.html", width=DESK)
    as_it_is = text_of(page)
    enlarged = visitor.open(site / A_BRIEF / "index.html", width=DESK // 2, device_scale_factor=2)

    assert enlarged.evaluate(_TOO_WIDE) == []
    assert text_of(enlarged) == as_it_is


@pytest.mark.parametrize("site", ["sample", "oecd"], indirect=True)
def test_every_page_is_light(site: Path) -> None:
    pages = {page.relative_to(site).as_posix(): page.stat().st_size for page in site.rglob("*.html")}
    pages.pop("synthesis/synthesis.html", None)  # a notebook, which prints its tables whole

    assert {name: size for name, size in pages.items() if size > LIMIT} == {}


@every_page
def test_a_page_reads_without_scripts(site: Path, visitor: Visitor, name: str) -> None:
    page = visitor.open(site / name, java_script_enabled=False)
    (main,) = html.parse(str(site / name)).xpath("//main")
    etree.strip_elements(main, "details", with_tail=False)  # a reader opens them
    etree.strip_elements(main, "math", with_tail=False)  # drawn, not written
    shown = letters(page.inner_text("main"))

    assert [p for p in main.xpath(".//p | .//th | .//td") if letters(p.text_content()) not in shown] == []


def test_a_page_whose_scripts_do_not_come_reads_and_says_what_it_lacks(
    sample: Path, visitor: Visitor, tmp_path: Path
) -> None:
    shutil.copytree(sample / "assets", tmp_path / "assets", ignore=shutil.ignore_patterns("*.js"))
    for name in collection_pages.PAGES:
        page = visitor.open(sample / f"{name}.html")
        said = page.locator(".unscripted")
        assert not any(one.is_visible() for one in said.all())
        broken = visitor.open(Path(shutil.copy(sample / f"{name}.html", tmp_path)))
        assert broken.locator("main form:visible").count() == 0
        assert all(one.is_visible() for one in broken.locator(".unscripted").all())
        shown = letters(broken.inner_text("main"))
        assert len(shown) > 400 or said.count()  # there is something to read, or a word on where it is
    missed = [one for one in visitor.troubles if ".js" in one or "ERR_FILE_NOT_FOUND" in one]
    visitor.troubles = [one for one in visitor.troubles if one not in missed]
    assert missed


def test_the_first_key_leads_past_the_frame_to_the_text(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / A_BRIEF / "index.html")
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.keyboard.press("Enter")

    assert page.evaluate("() => document.activeElement.id") == "text"


@brief_and_sheet
def test_a_number_opens_by_keyboard_and_gives_the_focus_back(
    sample: Path, visitor: Visitor, name: str
) -> None:
    page = visitor.open(sample / name, reduced_motion="no-preference")
    number = page.locator("a.finding").first
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('a.finding')"):
            break
    page.keyboard.press("Enter")
    card = page.locator(".finding-card")
    card.wait_for(state="visible")
    assert number.inner_text().replace("\u00a0", " ") in card.inner_text().replace("\u00a0", " ")
    assert number.get_attribute("aria-expanded") == "true"
    assert card.evaluate("card => card.contains(document.activeElement)")
    assert axe(page) == []

    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert number.evaluate("number => number === document.activeElement")
    assert number.get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("data/migration.html", "data/rows/aptc.html#aptc.departed.2016"),
        ("data/sources.html", "data/sources/m.html#mpi_2018"),
        ("data/rows/japan_epa_all.html", "data/rows/japan_epa_all.2.html#japan_epa_all.examined.2016"),
    ],
)
def test_an_address_of_a_row_or_source_leads_on_to_the_page_that_holds_it(
    sample: Path, visitor: Visitor, name: str, place: str
) -> None:
    page = visitor.open(sample / name, place.partition("#")[2])
    page.wait_for_url(f"**/{place}")
    title = page.locator(":target").get_attribute("aria-labelledby")

    assert page.locator(f"[id='{title}']").inner_text() == place.partition("#")[2]


@pytest.mark.parametrize("name", [*_in_all_languages("synthesis"), "synthesis/annex.2.html"])
def test_a_number_opens_from_the_script_of_the_page_that_its_entry_has_moved_to(
    sample: Path, visitor: Visitor, name: str
) -> None:
    page = visitor.open(sample / name)
    for number in (page.locator("a.finding").first, page.locator("main a.finding").last):
        number.focus()
        page.keyboard.press("Enter")
        card = page.locator(".finding-card")
        card.wait_for(state="visible")

        place = number.get_attribute("href").partition("#")[2]
        (entry,) = _entries(sample / name, place)
        assert letters(card.inner_text().removeprefix("×")) == letters(entry.text_content())
        page.keyboard.press("Escape")
        card.wait_for(state="hidden")


def test_a_file_that_is_not_there_is_told_and_one_that_came_too_late_for_a_page_that_led_on_is_not(
    browser: Browser, tmp_path: Path
) -> None:
    visitor = Visitor(browser)
    (tmp_path / "page.html").write_text("<title>A page</title>", encoding="utf-8")
    with serving(tmp_path) as address:
        page = visitor.open(f"{address}/page.html")
        page.route("**/late.png", lambda _: None)  # is asked for, and never answered
        with page.expect_request("**/late.png"):
            page.evaluate("() => { new Image().src = 'late.png'; }")
        with page.expect_event("requestfailed"):
            page.goto(f"{address}/page.html?again")
        assert visitor.troubles == []

    page = visitor.open(tmp_path / "page.html")
    with page.expect_event("requestfailed"):
        page.evaluate("() => { new Image().src = 'missing.png'; }")
    assert f"the page did not get {(tmp_path / 'missing.png').as_uri()}" in visitor.troubles
    visitor.leave()


def _entries(page: Path, name: str) -> list[Any]:
    others = [html.parse(str(path)) for path in page.parent.glob("numbers*.html")]
    return [entry for tree in others for entry in tree.xpath(f"//div[@id='{name}']")]


def test_a_number_opens_by_touch(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / A_BRIEF / "index.html", width=375, has_touch=True)
    page.locator("a.finding").first.tap()
    card = page.locator(".finding-card")
    card.wait_for(state="visible")
    box = card.bounding_box()

    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    assert page.evaluate(_TOO_WIDE) == []


@pytest.mark.parametrize("site", ["sample", "oecd"], indirect=True)
def test_what_is_printed_leaves_out_what_only_a_screen_can_do_and_keeps_things_together(
    site: Path, visitor: Visitor
) -> None:
    page = visitor.open(site / A_BRIEF / "index.html", width=680)  # about the text width of a sheet of paper
    page.emulate_media(media="print")

    for selector in ("header.site", "footer.site", ".toc", ".data-link"):
        assert not page.locator(selector).first.is_visible(), selector
    for selector in ("main h1", ".summary", ".key-messages", "figure svg", ".number", "#refs"):
        assert page.locator(selector).first.is_visible(), selector
    together = "selector => getComputedStyle(document.querySelector(selector)).breakInside"
    for selector in (".exhibit-fig", ".key-messages", "tr", ".number"):
        assert page.evaluate(together, selector) == "avoid", selector
    assert page.evaluate("() => getComputedStyle(document.querySelector('h2')).breakAfter") == "avoid"
    assert page.evaluate("() => getComputedStyle(document.querySelector('thead')).display") == (
        "table-header-group"
    )
    assert page.evaluate(_TOO_WIDE) == []


@pytest.mark.parametrize("site", ["sample", "oecd"], indirect=True)
def test_the_kinds_of_numbers_differ_without_colour(site: Path, visitor: Visitor) -> None:
    rules: dict[str, str] = {}
    pages = [page for name in (A_BRIEF, "model") if (page := site / name / "index.html").is_file()]
    for page in map(visitor.open, pages):
        rules |= page.eval_on_selector_all(
            "a.finding",
            "all => Object.fromEntries(all.map(one =>"
            " [one.dataset.grade, getComputedStyle(one).textDecorationStyle]))",
        )
        for grade, text in page.eval_on_selector_all(
            "a.finding[data-grade]",
            "all => all.map(a => [a.dataset.grade, document.getElementById(a.hash.slice(1)).textContent])",
        ):
            written = {grade, Format("en").written(grade)}
            assert any(word.casefold() in text.casefold() for word in written)

    assert rules["published"] == "solid"
    assert rules.get("assumed", "dashed") == "dashed"
    assert ("assumed" in rules) == (len(pages) > 1)
