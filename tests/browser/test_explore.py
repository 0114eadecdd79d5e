"""Exploring in a real browser: by list, by map and by key, the selection in the address; very many, too."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visitor, axe
from gspbrief.collection.listing import Listing
from gspbrief.language import styles
from gspbrief.language.formats import Format
from gspbrief.site.explore_page import explore
from gspbrief.site.long_tables import ROWS
from many_partnerships import fitting, listings, publish

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("explore"), pytest.mark.slow]

MEGABYTE = 1024 * 1024
NAMES = "all => all.map(one => one.textContent)"
DRAWN = """() => [...document.querySelectorAll(".lines path:not(.reach, .off)")]
    .map(one => `${one.dataset.from} ${one.dataset.to}`)"""


@pytest.fixture(scope="module")
def entries(root: Path) -> list[Listing]:
    """Every partnership of the evidence."""
    return listings(root)


@pytest.fixture(scope="module")
def written(root: Path, tmp_path_factory: pytest.TempPathFactory, entries: list[Listing]) -> Path:
    """The page for exploring them."""
    return _published(root, tmp_path_factory.mktemp("explore"), entries)


def _published(root: Path, folder: Path, entries: list[Listing], lang: str = "en") -> Path:
    given = explore(None, entries, Format(lang, styles.find("mpi")))  # type: ignore[arg-type]
    return publish(root, folder, "explore", given, lang)


def names(page: Page) -> list[str]:
    """Whom the table shows."""
    shown: list[str] = page.locator("#partnerships tbody th").evaluate_all(NAMES)
    return shown


def until(page: Page, count: int) -> None:
    """Wait until the table shows so many: what a browser does after an event it may do a moment later."""
    page.wait_for_function(f"() => document.querySelectorAll('#partnerships tbody th').length === {count}")


def test_the_table_shows_what_is_chosen_and_each_choice_says_what_it_would_leave(
    written: Path, entries: list[Listing], visitor: Visitor
) -> None:
    page = visitor.open(written)
    assert sorted(names(page)) == sorted(one.name for one in entries)
    page.select_option("[name=destination]", "DEU")
    nurses = fitting(entries, destination="DEU", sector="nursing")
    assert sorted(names(page)) == sorted(fitting(entries, destination="DEU"))
    assert page.locator("[name=sector] option[value=nursing]").inner_text().endswith(f"({len(nurses)})")

    page.select_option("[name=sector]", "nursing")
    assert sorted(names(page)) == sorted(nurses)
    assert "destination=DEU&sector=nursing" in page.url
    again = visitor.open(written, anchor="destination=DEU&sector=nursing&sort=name")
    assert names(again) == sorted(nurses, key=str.casefold)
    assert axe(again) == []
    again.get_by_role("button", name="Show all").click()
    until(again, len(entries))
    assert "sector" not in again.url


def test_years_words_and_order(written: Path, entries: list[Listing], visitor: Visitor) -> None:
    page = visitor.open(written, anchor="since=2015&until=2017&sort=people")
    began = [one for one in entries if "2015" <= one.partnership.start[:4] <= "2017"]
    assert sorted(names(page)) == sorted(one.name for one in began)
    most = sorted(began, key=lambda one: -one.people)
    assert names(page)[0] == most[0].name

    assert page.locator(".filters summary").inner_text() == "More filters (2)"

    page.goto(written.as_uri() + "#sort=share&payer=government")
    paid = {one.name: one.share for one in entries if one.payer == "government"}
    until(page, len(paid))
    assert paid[names(page)[0]] == max(paid.values())

    page.goto(written.as_uri() + "#find=t\u00fanisia+GERMANY")  # accents and capitals are no matter
    page.wait_for_function("() => document.querySelector('[name=find]').value.includes('GERMANY')")
    led = [{*one.partnership.origins, *one.partnership.destinations} for one in entries]
    both = [one.name for one, ends in zip(entries, led, strict=True) if {"TUN", "DEU"} <= ends]
    until(page, len(both))  # also where a cell names only the first of many countries
    assert sorted(names(page)) == sorted(both)


def test_the_map_and_the_list_are_one_selection_by_pointer_and_by_key(
    written: Path, entries: list[Listing], visitor: Visitor
) -> None:
    page = visitor.open(written)
    page.locator(".places circle[data-code=KIR]").click()
    assert sorted(names(page)) == sorted(fitting(entries, origin="KIR"))
    assert page.locator("[name=origin]").input_value() == "KIR"
    assert all("KIR" not in pair or pair.startswith("KIR") for pair in page.evaluate(DRAWN))
    page.locator(".places circle[data-code=KIR]").click()
    until(page, len(entries))

    page.locator(".places circle[tabindex='0']").focus()
    before = page.evaluate("() => document.activeElement.dataset.code")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    code = page.evaluate("() => document.activeElement.dataset.code")
    assert code != before
    page.keyboard.press("Enter")
    chosen = {page.locator(f"[name={end}]").input_value() for end in ("origin", "destination")}
    assert code in chosen
    assert page.locator(".pointed").inner_text().startswith(Format("en").country(code))
    assert 0 < len(names(page)) < len(entries)

    page.goto(written.as_uri() + "#origin=&destination=")
    until(page, len(entries))
    page.locator(".lines path.reach[data-from=ZAF][data-to=GBR]").dispatch_event("click")
    assert names(page) == fitting(entries, origin="ZAF", destination="GBR")
    assert "ZAF GBR" in page.evaluate(DRAWN)


def test_a_row_shows_what_is_asked_for_and_those_without_it_stand_below_a_row_that_says_so(
    root: Path, tmp_path: Path, written: Path, entries: list[Listing], visitor: Visitor
) -> None:
    held = {one.name: one for one in entries}
    in_order = {
        "": lambda one: bool(one.answered),
        "people": lambda one: bool(one.moved),
        "share": lambda one: bool(one.share),
        "began": lambda one: bool(one.partnership.start),
        "name": lambda _: True,
    }
    heads = {"people": "People who left", "share": "Share of those trained who left"}
    french = _published(root, tmp_path, entries, "fr")
    for place in (written, french):
        for order, has in in_order.items():
            page = visitor.open(place, anchor=f"sort={order}")
            lines = page.locator("#partnerships tbody tr").evaluate_all(
                "all => all.map(one => one.matches('.below') ? '' : one.querySelector('th').textContent)"
            )
            said = page.locator(".below").all_inner_texts()
            first = [*lines, ""].index("")
            assert all(has(held[name]) for name in lines[:first]), order
            assert not any(has(held[name]) for name in lines[first:] if name), order
            parts = [part.split("|") for part in "|".join(lines[first + 1 :]).split("||")] if said else []
            assert [int(n) for text in said for n in re.findall(r"\d+", text)] == [
                len(part) for part in parts
            ]
            assert (str(first) in page.locator("[role=status]").inner_text()) or not said
            if place == written and order in heads:  # the column is headed by what it shows
                assert page.locator("#partnerships thead th").nth(6).inner_text() == heads[order]
                told = {"people": "moved", "share": "share_said"}[order]
                cells = page.locator("#partnerships tbody tr:not(.below) td:nth-child(7)").all_inner_texts()
                shown = dict(zip(filter(None, lines), cells, strict=True))
                assert all(shown[name] == (getattr(held[name], told) or "–") for name in shown)

    page = visitor.open(written, anchor="known=unit_cost&payer=employer")
    cells = page.locator("#partnerships tbody td:nth-child(7)").all_inner_texts()
    assert cells
    for name, text in zip(names(page), cells, strict=True):
        assert held[name].answers["unit_cost"] in text
        assert held[name].payer_said in text
    narrow = visitor.open(french, anchor="sort=share", width=320)
    assert narrow.locator(".below").count() == 2
    assert narrow.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    plain = visitor.open(written, java_script_enabled=False)
    lines = plain.locator("#partnerships tbody tr").all_inner_texts()
    (at,) = (i for i, text in enumerate(lines) if "no achieved figure" in text)
    assert at == sum(bool(one.answered) for one in entries)
    assert axe(visitor.open(written, anchor="sort=share&sector=group.care")) == []


@pytest.mark.parametrize("lang", ["fr", "es"])
def test_other_languages_say_it_in_theirs(
    root: Path, tmp_path: Path, entries: list[Listing], visitor: Visitor, lang: str
) -> None:
    page = visitor.open(_published(root, tmp_path, entries, lang), anchor="origin=PHL")

    assert Format(lang).country("PHL") in page.locator("[name=origin] option:checked").inner_text()
    assert str(len(names(page))) in page.locator("[role=status]").inner_text()


def test_a_thousand_are_light_and_ten_thousand_come_in_pages(
    root: Path, tmp_path: Path, visitor: Visitor
) -> None:
    written = _published(root, tmp_path / "thousand", listings(root, 1000))
    assert written.stat().st_size < MEGABYTE
    page = visitor.open(written)
    page.select_option("[name=destination]", "JPN")
    until(page, min(ROWS, len(fitting(listings(root, 1000), destination="JPN"))))

    ten = listings(root, 10_000)
    page = visitor.open(_published(root, tmp_path / "ten", ten))
    assert len(names(page)) == ROWS
    assert page.locator(".lines path").count() < 2 * 601
    page.locator(".turn button").last.click()
    assert page.locator(".turn span").inner_text() == f"Page 2 of {len(ten) // ROWS}"
    page.select_option("[name=destination]", "JPN")
    assert len(names(page)) == min(ROWS, len(fitting(ten, destination="JPN")))
