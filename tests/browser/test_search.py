"""The search in a browser: in three languages, by keyboard, from disk and from a plain static server."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visitor, axe, serving
from published_sites import A_BRIEF, A_SHEET, LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

COUNTRY = ("netherlands", "pays-bas", "países bajos")  # what the sheet says of one, in each language
ASKED = {lang: f"blue birds {word}" for lang, word in zip(LANGUAGES, COUNTRY, strict=True)}
PHONE = 320


@pytest.fixture(scope="module", params=["disk", "server"])
def home(request: pytest.FixtureRequest, sample: Path) -> Iterator[Path | str]:
    """Where the site is read: its folder, or the address of a server."""
    if request.param == "disk":
        yield sample
    else:
        with serving(sample) as address:
            yield address


def at(home: Path | str, name: str) -> Path | str:
    return f"{home}/{name}" if isinstance(home, str) else home / name


def results(page: Page) -> list[str]:
    """The addresses of what is found, once the texts are read."""
    page.locator("form.search:not([aria-busy])").wait_for()
    return [link.get_attribute("href") or "" for link in page.locator("#results a").all()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_box_on_the_front_page_finds_by_keyboard_and_a_result_leads_to_its_section(
    home: Path | str, visitor: Visitor, lang: str
) -> None:
    page = visitor.open(at(home, "index.html" if lang == LANGUAGES[0] else f"{lang}/index.html"))
    page.locator("#q").focus()
    page.keyboard.type(ASKED[lang])
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    first = results(page)[0]
    assert f"{A_SHEET}/" in first
    page.keyboard.press("Tab")  # past the field
    page.locator("#results a").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{A_SHEET}/**")

    anchor = first.partition("#")[2]
    assert not anchor or page.locator(f"[id='{anchor}']").count() == 1


def test_what_is_written_here_comes_before_the_titles_of_sources(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "search.html")
    page.locator("#q").fill("training")
    found = results(page)
    sources = [place for place, address in enumerate(found) if "data/sources/" in address]
    assert min(sources, default=len(found)) > 5
    page.locator("#q").fill("nurse recruitment")
    assert any("data/sources/" in address for address in results(page))


def test_accents_capitals_endings_and_a_slip_of_the_pen_do_not_count(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "fr" / "search.html")
    found = {}
    for asked in ("indonésie", "INDONESIE", "indonesei", "infirmière", "infirmiers"):
        page.locator("#q").fill(asked)
        found[asked] = results(page)

    assert found["indonésie"]
    assert found["INDONESIE"] == found["indonésie"]
    assert set(found["indonesei"]) & set(found["indonésie"])
    assert found["infirmière"]
    assert found["infirmiers"][0] == found["infirmière"][0]


def test_what_has_every_word_comes_first_and_what_has_some_is_told_as_such(
    sample: Path, visitor: Visitor
) -> None:
    for lang in LANGUAGES:
        page = visitor.open(sample / ("" if lang == "en" else lang) / "search.html")
        said = page.locator("form.search").evaluate("form => ({...form.dataset})")
        asked = COUNTRY[LANGUAGES.index(lang)]
        status = page.locator("[role=status]")
        found = {}
        for words in (asked, f"{asked} xyzzyq", "xyzzyq", f"blue birds {asked}"):
            page.locator("#q").fill(words)
            found[words] = results(page)
            (kind,) = (name for name in ("found", "some", "none") if _fits(said[name], status.inner_text()))
            assert kind == {asked: "found", "xyzzyq": "none"}.get(
                words, "some" if "xyz" in words else "found"
            )
        assert set(found[asked]) & set(found[f"{asked} xyzzyq"])
        assert found["xyzzyq"] == []
        rest = page.locator(
            "#results .rest"
        )  # few have them all: the others follow, below a line that says so
        assert rest.inner_text() == said["rest"]
        assert 0 < rest.evaluate("one => [...one.parentElement.children].indexOf(one)") < len(found[words])
        assert axe(page) == []


def _fits(pattern: str, text: str) -> bool:
    return bool(re.fullmatch(re.sub(r"\\{\w+\\}", r"\\d+", re.escape(pattern)), text))


def test_a_partnership_is_found_by_its_countries_and_its_sector_in_any_form_of_the_words(
    sample: Path, visitor: Visitor
) -> None:
    words = {
        "en": ("fiji trade", "Fiji trades"),
        "fr": ("fidji métier", "Fidji métiers"),
        "es": ("fiyi oficio",),
    }
    for lang, all_asked in words.items():
        page = visitor.open(sample / ("" if lang == "en" else lang) / "search.html")
        for asked in all_asked:
            page.locator("#q").fill(asked)
            first = results(page)[:3]
            assert any(f"{A_BRIEF}/" in address and "#" not in address for address in first), (asked, first)


def test_what_is_found_is_marked_and_the_address_brings_it_back(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "search.html")
    page.locator("#q").fill("graduat & <i>")
    found = results(page)
    page.wait_for_url("**?q=*")
    marked = page.locator("#results mark").all_inner_texts()

    assert found
    assert marked
    assert all(word.casefold().startswith("graduat") for word in marked)
    page.goto(page.url)
    assert results(page) == found
    assert page.locator("#q").input_value() == "graduat & <i>"


def test_a_source_is_found_and_leads_to_its_entry(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "search.html")
    page.locator("#q").fill("hooper 2018")
    found = [address for address in results(page) if "data/sources/" in address]

    assert found
    place, _, anchor = found[0].partition("#")
    visitor.open(sample / place).locator(f"[id='{anchor}']").wait_for()


@pytest.mark.parametrize("width", [1280, PHONE])
def test_results_fit_the_screen_and_axe_finds_no_barrier(sample: Path, visitor: Visitor, width: int) -> None:
    page = visitor.open(sample / "es" / "search.html", width=width)
    page.locator("#q").fill("enfermeras")
    assert results(page)

    assert axe(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def test_without_a_script_the_page_says_where_else_to_look(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "fr" / "search.html", java_script_enabled=False)

    assert not page.locator("form.search").is_visible()
    assert re.search("Ctrl", page.locator("main").inner_text())
    assert page.locator("main a[href='explore.html']").is_visible()
