"""The page on evaluating one's own partnership: its calculator is Python's, and without it the page reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from browsing import PATIENCE, Visitor, axe
from gspbrief.collection.evaluation import percent
from gspbrief.collection.sample_sizes import Pilot, detectable_share, people_for_shares, power_of_shares
from gspbrief.language import styles
from gspbrief.language.formats import Format
from published_sites import LANGUAGES

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]


def place(sample: Path, lang: str) -> Path:
    return sample / ("" if lang == "en" else lang) / "evaluate.html"


def test_the_calculator_says_what_python_computes_in_each_language_by_keyboard_and_at_every_width(
    sample: Path, visitor: Visitor
) -> None:
    pilot = Pilot(people=640, offered=0.4, cluster=8, icc=0.1, attrition=0.25)
    for lang in LANGUAGES:
        form = Format(lang, styles.find("mpi"))
        for width in (320, 1280):
            page = visitor.open(place(sample, lang), width=width)
            answer = page.locator(".sample-sizes [role=status]")
            before = answer.inner_text()
            for name, value in (("people", 640), ("without", 20), ("rise", 15), ("offered", 40),
                                ("attrition", 25), ("cluster", 8), ("icc", 0.1)):  # fmt: skip
                page.locator(f"#pilot-{name}").focus()
                page.keyboard.press("Control+a")
                page.keyboard.type(str(value))
            page.wait_for_url("**#calculate?people=640**icc=0.1&attrition=25", timeout=PATIENCE)
            said = answer.inner_text()

            assert said != before
            share = detectable_share(pilot, 0.2)
            assert share is not None
            assert percent(share, form) in said
            assert percent(power_of_shares(pilot, 0.2, 0.35), form) in said
            assert form.number(-(-people_for_shares(pilot, 0.2, 0.35) // 1)) in said
            assert axe(page) == []
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_address_gives_back_what_was_entered_and_what_no_pilot_has_is_told(
    sample: Path, visitor: Visitor
) -> None:
    page = visitor.open(place(sample, "en"), "calculate?people=500&without=20&nothing=7&icc=%3Cb%3E")

    assert page.locator("#pilot-people").input_value() == "500"
    assert page.locator("#pilot-icc").input_value() == "0.05"
    assert "up from 20 percent" not in page.locator(".sample-sizes [role=status]").inner_text()
    page.locator("#pilot-offered").fill("0")
    said = page.locator(".sample-sizes [role=status]")
    said.filter(has_text="Percent who are offered a place:").wait_for()


def test_of_classes_too_few_to_compare_no_figure_is_given_but_what_is_needed(
    sample: Path, visitor: Visitor
) -> None:
    for lang in LANGUAGES:
        page = visitor.open(place(sample, lang), "calculate?people=120&cluster=20")
        words = json.loads(page.locator("script.evaluate-data").text_content() or "")["words"]
        answer = page.locator(".sample-sizes [role=status]")
        caution = words["few_classes"].format(few=5)
        assert answer.inner_text().startswith(caution)
        assert answer.locator("p").count() == 4
        assert page.locator("#pilot-people-hint").is_visible()
        page.locator("#pilot-cluster").fill("12")
        answer.filter(has_not_text=caution).wait_for()
        for cluster in ("120", "500"):
            page.locator("#pilot-cluster").fill(cluster)
            told = words["no_classes"].format(fewest=2, few=5, people=120, most=12)
            answer.get_by_text(told, exact=True).wait_for()
            assert answer.locator("p").count() == 1


def test_without_scripts_the_table_says_what_pilots_can_show(sample: Path, visitor: Visitor) -> None:
    for lang in LANGUAGES:
        page = visitor.open(place(sample, lang), java_script_enabled=False, width=320)
        assert not page.locator(".sample-sizes").is_visible()
        assert page.locator("p.unscripted").is_visible()
        assert page.get_by_role("row").filter(has_text=Format(lang).number(1600)).is_visible()
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
