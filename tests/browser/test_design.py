"""The page on designing a partnership: what is chosen becomes a note, a scenario for a build, an address."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import pytest
from lxml import html

from browsing import Visitor, axe
from evidence_listings import listings
from gspbrief.collection.course_needs import NEEDS
from gspbrief.collection.designing import Held, designing
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language.evidence_texts import read_texts
from gspbrief.language.formats import Format
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import parse_assumptions, read_assumptions
from gspbrief.scenario.laid_over import laid_over
from project_copies import copy_few
from published_sites import A_BRIEF, LANGUAGES

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
MOST_AGREED = 2
GHANA = "design?origin=GHA&destination=ITA&sector=nursing&tracks=home_and_away&size=100&party=D"
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
            assert {
                one.get_attribute("data-need"): bool(one.inner_text())
                for one in note.locator(".course > li").all()
            } == dict.fromkeys(NEEDS, True)
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
    for name in ("cost_structure", "legal_channel"):
        page.locator(f"#design-{name}").focus()
        page.keyboard.press("ArrowDown")
    page.wait_for_url("**#design?**size=250**cost_structure=employer**legal_channel=yes")
    assert "250 people" in page.locator(".concept").inner_text()

    with page.expect_download() as taken:
        page.locator(".take-scenario").press("Enter")
    scenario = tmp_path / "scenario.yaml"
    taken.value.save_as(scenario)
    file = root / "data" / "assumptions.yaml"
    laid = parse_assumptions(laid_over(file, scenario), file.name)
    assert (laid["N"], laid["alpha"]) == (250, 0.5)
    assert laid.entries["N"].why == laid.share_why == "Chosen by the partners"
    assert laid.share["CA"] == laid.share["CH"] == {"E": 1}
    site = tmp_path / "site"
    build = ("build", "model", "--assumptions", scenario, "--out", site, "--format", "html", "--lang", "en")
    project = copy_few(root, tmp_path / "project", A_BRIEF)
    subprocess.run([sys.executable, "-m", "gspbrief", *map(str, build)], cwd=project, check=True, timeout=600)
    results = json.loads((site / "model" / "results.json").read_text(encoding="utf-8"))
    assert next(one["value"] for one in results if one["id"] == "scenario.assumed.base.entrants") == 250
    assert "Chosen by the partners" in (site / "model" / "index.html").read_text(encoding="utf-8")

    again = opened(sample, visitor, state=page.url.partition("#")[2] + "&origin=nowhere&other=1")
    assert again.locator(".concept").inner_text() == page.locator(".concept").inner_text()


def with_everybody(sample: Path, root: Path, folder: Path, lang: str) -> Path:
    """A site of this page alone, in one language, on all partnerships of the evidence."""
    data = root / "data"
    assumptions = read_assumptions(data / "assumptions.yaml")
    held = Held(
        read_rows(data, "context"),
        read_rows(data, "design"),
        assumptions,
        read_bibliography(data / "sources.bib"),
    )
    form = Format(lang, texts=read_texts(root / "briefs", lang))
    told = {
        "moved": "more than 1,234 (2019 to October 2025)",
        "share_said": "at least 44 percent (of those chosen)",
    }
    values: Any = designing([replace(one, own={}, **told) for one in listings(root)], held, form)
    place = "" if lang == "en" else lang
    page = html.parse(str(sample / place / "design.html"))
    (script,) = page.xpath("//script[@class='design-data']")
    script.text = str(values["data"](json.loads(script.text)["words"]))
    for name in ("origin", "destination", "sector"):
        (select,) = page.xpath(f"//select[@name='{name}']")
        select[:] = [html.fragment_fromstring(f"<option value='{code}'/>") for code, _ in values[f"{name}s"]]
        for option, (_, label) in zip(select, values[f"{name}s"], strict=True):
            option.text = label
    (folder / place).mkdir(parents=True, exist_ok=True)
    (folder / "assets").symlink_to(sample / "assets")
    page.write(str(folder / place / "design.html"), method="html", encoding="utf-8")
    return folder


def test_the_note_prints_on_two_pages_at_most_and_nothing_else_does(
    sample: Path, visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    for lang in LANGUAGES:
        site = with_everybody(sample, root, tmp_path / lang, lang)
        for state in (GHANA, *FULL):
            page = opened(site, visitor, lang, state)
            page.emulate_media(media="print")
            assert not page.locator("#choices").is_visible()
            assert page.locator(".concept h2").is_visible()
            assert len(pikepdf.open(BytesIO(page.pdf(format="A4"))).pages) <= 2


def test_what_a_course_needs_is_listed_on_top_and_what_was_not_found_is_said(
    sample: Path, visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    for lang in LANGUAGES:
        site = with_everybody(sample, root, tmp_path / lang, lang)
        page = opened(site, visitor, lang, GHANA, width=320)
        words = json.loads(page.locator("script.design-data").text_content() or "")["words"]
        assert page.locator(".concept h3").first.inner_text() == words["course"]
        told = {
            one.get_attribute("data-need"): one.inner_text() for one in page.locator(".course > li").all()
        }
        assert set(told) == {"safeguards", *NEEDS}  # a sector of health
        assert words["safeguards"]["on"].partition("{count}")[0] in told["safeguards"]
        for name, need in NEEDS.items():  # no nurses have gone this way
            scope = words["scope"]["both" if len(need.ends) > 1 else need.ends[0]]
            assert scope in told[name]
            assert words["needs"][name][1] in told[name]
        assert "A2" in told["language"]  # what Italy asks of others
        assert words["course_besides"] in page.locator(".concept > p").nth(1).inner_text()
        assert told["safeguards"].count("(20") == MOST_AGREED  # the year in which each began
        other_work_is_named(page, "nursing")
        assert page.locator(".course a").count() > len(NEEDS)
        assert axe(page) == []

        page.locator("#design-origin").select_option("PHL")
        page.locator("#design-destination").select_option("DEU")
        page.wait_for_function("() => document.querySelector('[data-need=language]:not(:has(em))')")
        other_work_is_named(page, "nursing")
        off = words["safeguards"]["off"].partition("{count}")[0]
        assert off in page.locator("[data-need=safeguards]").inner_text()


def other_work_is_named(page: Page, sector: str) -> None:
    """Wherever the nearest of a need is of another sector, it is said which."""
    data = json.loads(page.locator("script.design-data").text_content() or "")
    nearest = page.locator(".course > li:has(em)").all()
    assert nearest
    for need in nearest:
        told = need.inner_text()
        led_to = need.locator("a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        for entry in data["entries"]:
            sectors = [word for _, words in entry["traits"] for word in words if word.startswith("sector ")]
            if entry["page"] in led_to:
                label = data["words"]["other_work"].format(sector=entry["sector"])
                assert (label in told) == (sectors not in ([], [f"sector {sector}"])), told
                assert entry["sector"] in told


def test_each_control_moves_what_is_shown_or_the_note_says_why_not(
    sample: Path, visitor: Visitor, root: Path, tmp_path: Path
) -> None:
    page = opened(with_everybody(sample, root, tmp_path, "en"), visitor, state=GHANA)
    figures = """() => [...document.querySelectorAll(
        ".concept [data-value], .concept .spent, .concept table:last-of-type, .concept .course")].map(
        one => one.textContent).join("|")"""
    words = json.loads(page.locator("script.design-data").text_content() or "")["words"]
    start = page.evaluate(figures)
    assert words["same"] in page.locator(".concept").inner_text()  # nobody has changed anything
    for control in page.locator(".designer select, .designer input").all():
        name = str(control.get_attribute("name"))
        before, silent = control.input_value(), []
        options = control.locator("option").evaluate_all("all => all.map(one => one.value)") or ["250"]
        for option in [one for one in options if one not in ("", before)][:6]:
            state = page.evaluate("() => location.hash")
            control.evaluate(
                "(one, to) => { one.value = to; one.dispatchEvent(new Event('input', {bubbles: true})); }",
                option,
            )
            page.wait_for_function("was => location.hash !== was", arg=state)
            if page.evaluate(figures) == start:
                silent.append(option)
                if name in words["effects"]:
                    assert words["effects"][name]["other"] in page.locator(".effect").inner_text()
            elif name in words["effects"]:
                assert words["effects"][name][option] in page.locator(".effect").inner_text()
        assert name in words["effects"] or not silent, (name, silent)
        state = page.evaluate("() => location.hash")
        control.evaluate(
            "(one, to) => { one.value = to; one.dispatchEvent(new Event('input', {bubbles: true})); }", before
        )
        page.wait_for_function("was => location.hash !== was", arg=state)


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
        made = page.locator(".concept h3.decided + ul strong").count()
        assert made == 6  # every choice, with who made it and what came of it
        assert all(
            words["so_did"] in one for one in page.locator(".concept h3.decided + ul > li").all_inner_texts()
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
    assert page.locator(".take-scenario").is_disabled()  # a brief would have nothing to compare
    assert page.locator("#no-scenario").is_visible()


def test_without_scripts_choices_steps_and_accounts_are_there_to_read(sample: Path, visitor: Visitor) -> None:
    for lang in LANGUAGES:
        page = opened(sample, visitor, lang, java_script_enabled=False, width=320)
        assert not page.locator(".designer").is_visible()
        assert page.locator("h3").count() == 6
        assert page.locator("#steps ~ ol > li").count() == 5
        assert page.locator("#steps").is_visible()
        assert page.locator("#accounts ~ table td").count() >= 4
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
