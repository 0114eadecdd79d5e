"""The search in a browser: in three languages, by keyboard, from disk and from a plain static server."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visitor, axe, serving
from gspbrief.site.search import texts_of
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
        found = {}
        for words in (asked, f"{asked} xyzzyq", "xyzzyq", f"blue birds {asked}"):
            page.locator("#q").fill(words)
            found[words] = results(page)
            told = _told(page, len(found[words]))
            kinds = {asked: "found", "xyzzyq": "none", f"{asked} xyzzyq": "some"}
            assert next(iter(told)) == kinds.get(words, "found"), words
            assert ("more" in told) is bool(page.locator("#results .rest").count())
            assert sum(told.values()) >= len(found[words])
        assert set(found[asked]) & set(found[f"{asked} xyzzyq"])
        assert found["xyzzyq"] == []
        rest = page.locator(
            "#results .rest"
        )  # few have them all: the others follow, below a line that says so
        assert rest.inner_text() == said["rest"]
        assert 0 < rest.evaluate("one => [...one.parentElement.children].indexOf(one)") < len(found[words])
        assert axe(page) == []


def _told(page: Page, shown: int) -> dict[str, int]:
    """What the line of counts counts, each in the form of its number, and that not all are shown."""
    said = page.locator("form.search").evaluate("form => ({...form.dataset})")
    text, told = page.locator("[role=status]").inner_text(), {}
    if text == said["none"]:
        return {"none": 0}
    parts = text.split(said["semicolon"])
    for name in ("found", "some", "more"):
        for n in [int(n) for part in parts for n in re.findall(r"\d+", part)]:
            if said[f"{name}{'One' if n == 1 else 'Other'}"].replace("{n}", str(n)) in parts:
                told[name] = n
    cut = [said["shown"].replace("{n}", str(shown))] if sum(told.values()) > shown else []
    assert len(parts) == len(told) + len(cut)
    assert parts[len(told) :] == cut
    return told


def test_one_place_is_told_in_the_singular_and_many_as_many(sample: Path, visitor: Visitor) -> None:
    for lang in LANGUAGES:
        page = visitor.open(sample / ("" if lang == "en" else lang) / "search.html")
        told = []
        for asked in (rare := _in_one_text(sample, lang), f"{rare} xyzzyq", "20"):
            page.locator("#q").fill(asked)
            told.append(_told(page, len(results(page))))
        assert told[:2] == [{"found": 1}, {"some": 1}]
        assert told[2]["found"] > 50


def _in_one_text(sample: Path, lang: str) -> str:
    """A number of four digits that begins a word of one text only: of such a word nothing is guessed."""
    held = json.loads((sample / texts_of(lang)).read_text(encoding="utf-8").partition(" = ")[2].strip(" ;\n"))
    read = [" ".join(heading_and_text) for _, _, *heading_and_text in held["texts"]]
    numbers = Counter(n for text in read for n in set(re.findall(r"(?<![^\W_])\d{4}", text)))
    on_pages = str(held["pages"])
    return next(n for n, texts in numbers.items() if texts == 1 and n not in on_pages)


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
