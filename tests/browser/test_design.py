"""The page on designing a partnership: what is chosen becomes a note, a scenario for a build, an address."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest

from browsing import Visitor, axe
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import parse_assumptions, read_assumptions
from gspbrief.scenario.laid_over import laid_over
from published_sites import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

CHOSEN = (
    "&cost_structure=government&training_place=origin&legal_channel=yes&curriculum_responsibility=employer"
    "&selection_process=employer&return_responsibility=migrant"
)
FULL = tuple(  # of which most is held, with every choice made
    f"design?origin={way}&size=100{CHOSEN}"
    for way in (
        "PHL&destination=DEU&sector=nursing&tracks=home_and_away&party=D",
        "MAR&destination=ESP&sector=seasonal_agriculture&tracks=away&party=E",
    )
)
ENDS = ("origin", "destination")
STATE = "design?origin=KIR&destination=AUS&sector=vocational_mixed&tracks=away&size=40&party=E"
_ACCOUNTS = """() => Object.fromEntries([...document.querySelectorAll(".concept [data-party]")].map(
    one => [one.dataset.party, Number(one.dataset.value)]))"""


def opened(sample: Path, visitor: Visitor, lang: str = "en", state: str = "", **options: Any) -> Page:
    return visitor.open(sample / ("" if lang == "en" else lang) / "design.html", state, **options)


def test_the_note_shows_what_is_held_and_its_accounts_are_python_s_in_each_language_and_width(
    sample: Path, visitor: Visitor, root: Path
) -> None:
    base = read_assumptions(root / "data" / "assumptions.yaml")
    for lang in LANGUAGES:
        for width in (320, 1280):
            page = opened(sample, visitor, lang, STATE, width=width)
            note = page.locator(".concept")
            data = json.loads(page.locator("script.design-data").text_content() or "")

            assert data["words"]["no_figures"] in note.inner_text()  # none is held on Kiribati and Australia
            (college,) = [one["name"] for one in data["entries"] if "aptc/" in one["page"]]
            assert college in note.inner_text()
            said = note.locator("p.head").all_inner_texts()  # the same statements tell of both sides
            assert len(said) == 1
            assert all(page.locator(f"#design-{end} option:checked").inner_text() in said[0] for end in ENDS)
            inputs = base.with_values({"N": 40, "alpha": 1.0})
            result = evaluate(inputs, base.rate)
            npv = result.npv
            spent = {
                name: float(note.locator(".spent").get_attribute(f"data-{name}"))
                for name in ("total", "placed")
            }
            assert spent == pytest.approx(
                {"total": result.total_cost, "placed": result.persons["P"]}, rel=1e-9
            )
            shown = page.evaluate(_ACCOUNTS)
            assert {"D", "E", "O", "A"} < set(shown)
            assert shown == pytest.approx({party: npv[party] for party in shown}, rel=1e-9)
            assert axe(page) == []
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_choices_are_made_by_keyboard_stand_in_the_address_and_become_a_scenario_that_a_build_takes(
    sample: Path, visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    page = opened(sample, visitor)
    page.locator("#design-size").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("250")
    page.locator("#design-legal_channel").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**#design?**size=250**legal_channel=yes")
    assert "250 people" in page.locator(".concept").inner_text()

    with page.expect_download() as taken:
        page.locator(".take-scenario").press("Enter")
    scenario = tmp_path / "scenario.yaml"
    taken.value.save_as(scenario)
    file = root / "data" / "assumptions.yaml"
    laid = parse_assumptions(laid_over(file, scenario), file.name)
    assert (laid["N"], laid["alpha"]) == (250, 0.5)
    assert laid.entries["N"].why == "Chosen by the partners"
    site = tmp_path / "site"
    build = ("build", "model", "--assumptions", scenario, "--out", site, "--format", "html", "--lang", "en")
    subprocess.run([sys.executable, "-m", "gspbrief", *map(str, build)], cwd=root, check=True, timeout=600)
    results = json.loads((site / "model" / "results.json").read_text(encoding="utf-8"))
    assert next(one["value"] for one in results if one["id"] == "scenario.assumed.base.entrants") == 250
    assert "Chosen by the partners" in (site / "model" / "index.html").read_text(encoding="utf-8")

    again = opened(sample, visitor, state=page.url.partition("#")[2] + "&origin=nowhere&other=1")
    assert again.locator(".concept").inner_text() == page.locator(".concept").inner_text()


def test_the_note_prints_on_two_pages_and_nothing_else_does(sample: Path, visitor: Visitor) -> None:
    for lang in LANGUAGES:
        for state in (STATE, *FULL):
            page = opened(sample, visitor, lang, state)
            page.emulate_media(media="print")
            assert not page.locator("#choices").is_visible()
            assert page.locator(".concept h2").is_visible()
            assert len(pikepdf.open(BytesIO(page.pdf(format="A4"))).pages) == 2


def test_what_is_held_of_both_countries_stands_beside_each_other_and_what_is_missing_is_said(
    sample: Path, visitor: Visitor
) -> None:
    for lang in LANGUAGES:
        page = opened(sample, visitor, lang, FULL[0])
        words = json.loads(page.locator("script.design-data").text_content() or "")["words"]
        here, there = [
            page.locator(f".concept table >> nth=0 >> tr td:nth-child({n})").all_inner_texts() for n in (2, 3)
        ]
        assert len(here) > 3
        assert words["not_found"] not in here  # of the Philippines figures are held
        assert set(there) == {words["not_found"]}  # of Germany none
        assert (
            page.locator(".concept p.head").count() == 2
        )  # whom one side has to spare, whom the other lacks
        made = page.locator(".concept li strong").count()
        assert made == 6  # every choice, with who made it and what came of it
        assert all(
            words["so_did"] in one for one in page.locator(".concept h3.second + ul > li").all_inner_texts()
        )


def test_what_stands_chosen_at_first_is_a_way_on_which_something_is_known(
    sample: Path, visitor: Visitor
) -> None:
    page = opened(sample, visitor)
    chosen = page.locator(".designer option:checked").all_inner_texts()[:3]
    first = page.locator(".concept table.told tbody tr").first.locator("td").first.inner_text()
    assert set(chosen) <= set(first.split(", "))  # a partnership that has all three

    page.locator("#design-tracks").select_option("home")
    page.wait_for_function("() => document.querySelector('.spent').dataset.placed === '0'")
    words = json.loads(page.locator("script.design-data").text_content() or "")["words"]
    assert (
        page.locator(".spent")
        .inner_text()
        .startswith(words["nobody_placed"].partition("{total}")[0].format(size=100))
    )


def test_without_scripts_choices_steps_and_accounts_are_there_to_read(sample: Path, visitor: Visitor) -> None:
    for lang in LANGUAGES:
        page = opened(sample, visitor, lang, java_script_enabled=False, width=320)
        assert not page.locator(".designer").is_visible()
        assert page.locator("h3").count() == 6
        assert page.locator("#steps ~ ol > li").count() == 5
        assert page.locator("#steps").is_visible()
        assert page.locator("#accounts ~ table td").count() >= 4
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
