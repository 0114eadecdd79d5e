"""What a page does in a browser: the explorer computes as Python does, charts answer a pointer.

The fixture `visitor` fails each of these tests if a page asks for what is not on disk or a script complains.
"""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html

from browsing import PATIENCE, Visitor, axe
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.break_evens import break_even
from gspbrief.scenario.symbols import domain
from published_sites import A_BRIEF, LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

STATES = 25
_SET = """([symbol, value]) => {
    const control = document.getElementById(`explore-${symbol}`);
    control.value = value;
    control.dispatchEvent(new Event("input", {bubbles: true}));
    return Number(control.value);
}"""
_SET_ALL = f"wanted => Object.fromEntries(Object.entries(wanted).map(one => [one[0], ({_SET})(one)]))"
_ACCOUNTS = """column => Object.fromEntries([...document.querySelectorAll(".explorer [data-party]")].map(
    row => [row.dataset.party, Number(row.querySelector(`.${column}`).dataset.value)]))"""
_SOLVED = """() => [...document.querySelectorAll(".solved [data-symbol]")].map(
    row => [row.dataset.symbol, Number(row.dataset.value)])"""
_CUT = """drawing => { const edge = drawing.getBoundingClientRect();
    return [...drawing.querySelectorAll("text")].filter(text => {
        const box = text.getBoundingClientRect();
        return box.width && (box.left < edge.left - 1 || box.right > edge.right + 1);
    }).map(text => text.textContent); }"""
_BARS = """() => Object.fromEntries([...document.querySelectorAll("[data-account]")].map(group => {
    const bar = group.querySelector(".chosen"), zero = document.querySelector(".account-chart .zero");
    return [group.dataset.account, {value: Number(bar.dataset.value), width: bar.width.baseVal.value,
        left: bar.x.baseVal.value, zero: zero.x1.baseVal.value}];
}))"""
_DRAWN = "() => new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))"


@pytest.fixture(scope="module")
def base(root: Path) -> Assumptions:
    return read_assumptions(root / "data" / "assumptions.yaml")


_MOVED = """async () => {
    const cells = [...document.querySelectorAll(".explorer td.chosen")];
    const shown = () => cells.map(one => one.dataset.value).join();
    const drawn = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const start = shown();
    const moves = {};
    for (const input of document.querySelectorAll(".explorer input[type=range]")) {
        for (const end of [input.min, input.max]) {
            if (moves[input.name]) continue;
            input.value = end;
            input.dispatchEvent(new Event("input", {bubbles: true}));
            await drawn();
            moves[input.name] = shown() !== start;
        }
        document.querySelector(".explorer-controls").reset(); // drawn with what is set next
    }
    await drawn();
    moves.reset = shown() === start;
    return moves;
}"""


def explorer(sample: Path, visitor: Visitor, state: str = "", lang: str = "en", **options: Any) -> Page:
    """The page of the model, its explorer ready."""
    folder = sample / "model" / ("" if lang == "en" else lang)
    page = visitor.open(folder / "index.html", state, **options)
    page.locator(".explorer").wait_for()
    return page


def controls(page: Page) -> list[dict[str, Any]]:
    content: dict[str, Any] = json.loads(page.locator("script.explorer-data").text_content() or "")
    return list(content["controls"])


def rows(page: Page, selector: str) -> set[tuple[str, ...]]:
    """Head and first number of each row, whatever spaces and capitals they are written with."""
    cells = page.eval_on_selector_all(
        selector, "all => all.map(row => ['th', 'td'].map(name => row.querySelector(name).textContent))"
    )
    return {tuple(" ".join(text.split()).casefold() for text in pair) for pair in cells}


def expected(base: Assumptions, values: dict[str, float]) -> dict[str, float]:
    held = base.with_values(values)
    return {party: money for party, money in evaluate(held, held.rate).npv.items() if party != "X"}


def test_whatever_the_controls_say_every_account_is_what_python_computes(
    sample: Path, visitor: Visitor, base: Assumptions
) -> None:
    page, chance = explorer(sample, visitor), random.Random(20180924)
    known = controls(page)
    for _ in range(STATES):
        wanted = {}
        for control in known:
            steps = round((control["high"] - control["low"]) / control["step"])
            at = control["low"] + chance.randint(0, steps) * control["step"]
            wanted[control["symbol"]] = round(at, 3)
        values = page.evaluate(_SET_ALL, wanted)
        page.evaluate(_DRAWN)

        assert page.evaluate(_ACCOUNTS, "chosen") == pytest.approx(expected(base, values), rel=1e-9, abs=1e-6)


def test_beside_it_stands_a_case_for_the_same_money_and_what_would_have_to_be_true_is_python_s(
    sample: Path, visitor: Visitor, base: Assumptions
) -> None:
    page = explorer(sample, visitor, "explore?p=0.3&wD=50000")
    held = base.with_values({"p": 0.3, "wD": 50000.0})
    total = evaluate(held, held.rate).total_cost
    for case in ("traditional", "gsp_two_tracks"):
        page.locator("#explore-beside").select_option(case)
        page.evaluate(_DRAWN)
        other = held.in_case(case)
        one, two = (evaluate(other.with_values({"N": n}), held.rate).total_cost for n in (1.0, 2.0))
        same = other.with_values({"N": 1 + (total - one) / (two - one)})
        npv = evaluate(same, held.rate)
        assert npv.total_cost == pytest.approx(total, rel=1e-9)
        shown = page.evaluate(_ACCOUNTS, "beside")
        assert shown == pytest.approx({party: npv.npv[party] for party in shown}, rel=1e-9, abs=1e-6)
    count = 0
    for party in ("D", "E", "O"):
        page.locator("#explore-solve").select_option(party)
        page.wait_for_timeout(400)
        found = dict(page.evaluate(_SOLVED))
        python = {
            name: at
            for name, ends in base.ranges.items()
            if name != "q"
            and not domain(name).whole
            and (at := break_even(held, name, party, held.rate, ends)) is not None
        }
        assert found == pytest.approx(python, rel=1e-9, abs=1e-12)
        moves = [
            abs(at - held.entries[name].value) / (base.ranges[name][1] - base.ranges[name][0])
            for name, at in found.items()
        ]
        assert moves == sorted(moves)  # what would have to move least of its range stands first
        count += len(found)
    assert count
    assert axe(page, ".explorer") == []


def test_the_range_beside_an_account_is_that_of_one_other_assumption_at_its_ends(
    sample: Path, visitor: Visitor, base: Assumptions
) -> None:
    page = explorer(sample, visitor, "explore?p=0.3")
    ends = {
        symbol: [expected(base, {"p": 0.3, symbol: end})["D"] for end in base.ranges[symbol]]
        for symbol in base.ranges
    }
    reach = page.locator("[data-party=D] .reach")

    low, high = (float(reach.get_attribute(f"data-{end}") or 0) for end in ("low", "high"))
    assert low == pytest.approx(min(min(pair) for pair in ends.values()), rel=1e-9)
    assert high == pytest.approx(max(max(pair) for pair in ends.values()), rel=1e-9)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_base_case_reads_as_the_notebook_printed_it_in_the_page_s_language(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    page = explorer(sample, visitor, lang=lang)
    printed = rows(page, "#tbl-model-draws tbody tr")
    shown = rows(page, ".explorer [data-party]")

    assert shown == printed


def test_the_address_keeps_what_was_set_and_gives_it_back_and_reset_returns_to_the_base_case(
    sample: Path, visitor: Visitor
) -> None:
    page = explorer(sample, visitor)
    start = page.evaluate(_ACCOUNTS, "base")
    assert page.evaluate(_ACCOUNTS, "chosen") == start
    length = page.evaluate("() => history.length")
    page.evaluate(_SET, ["p", 0.31])
    page.evaluate(_SET, ["h", 0.1])
    page.wait_for_url("**#explore?p=0.31&h=0.1")
    set_here = page.evaluate(_ACCOUNTS, "chosen")
    assert page.evaluate("() => history.length") == length  # so that one step back leaves the page

    again = explorer(sample, visitor, page.url.partition("#")[2])
    assert again.evaluate(_ACCOUNTS, "chosen") == set_here
    again.get_by_role("button", name="Back to the start").click()
    again.wait_for_url("**#explorer")
    assert again.evaluate(_ACCOUNTS, "chosen") == start
    assert again.locator("#explore-p-value").inner_text() == "60 percent"


def test_an_address_that_somebody_spoiled_is_kept_within_the_ranges(
    sample: Path, visitor: Visitor, base: Assumptions
) -> None:
    page = explorer(sample, visitor, "explore?p=7&h=nonsense&CR=1&<b>=2&alpha=0.1")

    assert page.evaluate(_ACCOUNTS, "chosen") == pytest.approx(
        expected(base, {"p": 0.9, "CR": 500.0}), rel=1e-9
    )


def test_each_control_moves_an_account_or_says_in_place_why_not(sample: Path, visitor: Visitor) -> None:
    silent = {"explore-q-why", "explore-nlam-why"}  # one sponsor's own; nothing is repaid
    page = explorer(sample, visitor)
    moved, computed_from = page.evaluate(_MOVED), without_words(page)
    assert moved.pop("reset")
    assert {f"explore-{symbol}-why" for symbol, moves in moved.items() if not moves} == silent
    assert len(moved) > 40

    for lang in LANGUAGES:
        page = explorer(sample, visitor, lang=lang)
        assert without_words(page) == computed_from
        told = page.locator(".why-unmoved:visible")
        page.locator(".explorer details summary").click()
        assert {one.get_attribute("id") for one in told.all()} == silent
        assert all(told.all_inner_texts())
        page.locator("#explore-lam").focus()
        page.keyboard.press("End")
        page.wait_for_function("() => document.querySelectorAll('.why-unmoved:not([hidden])').length === 1")


def without_words(page: Page) -> dict[str, Any]:
    """What the explorer computes from, which is the same in every language, and which words it has."""
    content = json.loads(page.locator("script.explorer-data").text_content() or "")
    for part in ("cases", "controls", "parties"):
        content[part] = [{key: one[key] for key in one if key != "name"} for one in content[part]]
    return {**content, "words": sorted(content["words"]), "format": sorted(content["format"])}


def test_the_explorer_works_by_keyboard_and_says_what_changed(sample: Path, visitor: Visitor) -> None:
    from playwright.sync_api import expect

    page = explorer(sample, visitor)
    control = page.get_by_role("slider", name="Placement rate")
    control.focus()
    page.keyboard.press("ArrowLeft")

    expect(control).to_have_attribute("aria-valuetext", "59 percent")
    status = page.locator(".explorer [role=status]")
    expect(status).to_contain_text("25 are placed abroad", timeout=PATIENCE)
    assert status.inner_text() == page.locator(".explorer-sentence").inner_text()
    assert axe(page, ".explorer") == []


@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_barrier_in_the_explorer_as_set(sample: Path, visitor: Visitor, width: int) -> None:
    page = explorer(sample, visitor, "explore?p=0.1&phi=0.5", width=width)

    assert axe(page, ".explorer") == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_without_scripts_and_on_paper_the_base_case_is_a_table(sample: Path, visitor: Visitor) -> None:
    without = visitor.open(sample / "model" / "index.html", java_script_enabled=False)
    assert without.locator("#tbl-model-accounts td").first.is_visible()
    assert without.locator(".explorer").count() == 0

    page = explorer(sample, visitor)
    page.emulate_media(media="print")
    assert not page.locator(".explorer").is_visible()
    assert page.locator("#tbl-model-accounts td").first.is_visible()


def live(page: Page, figure: str) -> Any:
    """The drawing of a figure after Vega drew it anew."""
    page.locator(f"#{figure}").scroll_into_view_if_needed()
    drawing = page.locator(f"#{figure} [data-live] svg:visible")
    drawing.wait_for()
    return drawing


@pytest.mark.parametrize("width", [375, 1280])
def test_a_chart_answers_a_pointer_and_nothing_moves_when_it_begins_to(
    sample: Path, visitor: Visitor, width: int
) -> None:
    from playwright.sync_api import expect

    page = visitor.open(sample / "model" / "index.html", width=width)
    figure = page.locator("#fig-model-drivers")
    label = figure.locator("svg:visible text", has_text="Last year").first
    before, name = figure.bounding_box(), figure.locator("svg:visible").get_attribute("aria-label")
    drawn = label.bounding_box()
    drawing = live(page, "fig-model-drivers")
    after = figure.bounding_box()
    assert (before["width"], before["height"]) == pytest.approx((after["width"], after["height"]), abs=0.5)
    assert label.bounding_box()["x"] == pytest.approx(drawn["x"], abs=3)
    assert drawing.get_attribute("aria-label") == name
    assert drawing.get_attribute("role") == "img"

    drawing.locator("[class*=mark-rect] path").last.hover()
    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Assumed", timeout=PATIENCE)
    assert axe(page, "#fig-model-drivers", "[role=tooltip]") == []
    page.keyboard.press("Escape")
    assert not tip.is_visible()


def test_what_a_pointer_is_told_stands_in_a_table_that_opens_by_keyboard(
    sample: Path, visitor: Visitor
) -> None:
    page = visitor.open(sample / "model" / "index.html")
    page.locator("#fig-model-drivers [role=tab]").first.focus()
    page.keyboard.press("End")
    table = page.locator("#fig-model-drivers [role=tabpanel] table")
    table.wait_for()

    assert "Placement rate" in table.inner_text()
    assert "Assumed" in table.inner_text()
    assert axe(page, ".exhibit-fig:has(#fig-model-drivers)") == []


@pytest.mark.parametrize("name", ["model", "demo", A_BRIEF, "synthesis"])
def test_text_in_charts_stays_readable_on_a_phone(sample: Path, visitor: Visitor, name: str) -> None:
    page = visitor.open(sample / name / "index.html", width=375)
    sizes = page.eval_on_selector_all(
        "figure svg text",
        "all => all.filter(text => text.textContent.trim() && text.getClientRects().length)"
        ".map(text => [text, text.getScreenCTM()])"
        ".map(([text, at]) => parseFloat(getComputedStyle(text).fontSize) * Math.hypot(at.a, at.b))",
    )

    assert sizes
    assert min(sizes) >= 11


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize("name", ["model", "demo", A_BRIEF, "synthesis"])
def test_no_text_of_a_drawing_is_cut_off(sample: Path, visitor: Visitor, name: str, width: int) -> None:
    page = visitor.open(sample / name / "index.html", width=width)
    figures = page.eval_on_selector_all("figure:has(svg)", "all => all.map(figure => figure.id)")

    assert figures
    assert [live(page, figure).evaluate(_CUT) for figure in figures] == [[]] * len(figures)


def test_charts_stand_in_the_page_of_their_notebook(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "model" / "model.html")
    chart = page.locator("#drivers svg[role=img]")

    assert chart.is_visible()
    assert chart.get_attribute("aria-label")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_its_data_and_its_pictures_beside_it(sample: Path, lang: str) -> None:
    folder = sample / A_BRIEF / ("" if lang == "en" else lang)
    for figure in html.parse(str(folder / "index.html")).xpath("//div[contains(@class, 'exhibit-fig')]"):
        files = {
            link for link in figure.xpath(".//a/@href") if re.match(r"data/[\w-]+\.(csv|png|svg)$", link)
        }
        assert {file.rpartition(".")[2] for file in files} == {"csv", "png", "svg"}
        assert all((folder / file).is_file() for file in files)
        assert figure.xpath(".//details//table")


def test_each_party_s_account_is_a_bar_that_follows_the_controls(
    sample: Path, visitor: Visitor, base: Assumptions
) -> None:
    for lang, width in zip(LANGUAGES, (1280, 375, 320), strict=True):
        page = explorer(sample, visitor, lang=lang, width=width)
        chart = page.locator(".account-chart svg")
        name = chart.get_attribute("aria-label")
        for values in ({"p": 0.2}, {"p": 0.9, "wD": 60000.0}):
            for symbol, value in values.items():
                page.evaluate(_SET, [symbol, value])
            page.evaluate(_DRAWN)
            drawn = page.evaluate(_BARS)
            npv = expected(base, values)

            assert {party: bar["value"] for party, bar in drawn.items()} == pytest.approx(npv, rel=1e-9)
            unit = drawn["A"]["width"] / npv["A"]  # pixels for a unit of money, the same for every bar
            widths = {party: bar["width"] for party, bar in drawn.items()}
            assert widths == pytest.approx({p: abs(n) * unit for p, n in npv.items()}, rel=1e-3, abs=0.1)
            left = {party for party, bar in drawn.items() if bar["left"] < bar["zero"] - 0.5}
            assert left == {party for party, money in npv.items() if money * unit < -0.5}
            assert chart.get_attribute("aria-label") != name
            name = chart.get_attribute("aria-label")
            assert chart.evaluate(_CUT) == []
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(
        "said => document.querySelector('.account-chart svg').ariaLabel !== said", arg=name
    )


def test_without_scripts_the_accounts_stand_as_a_chart(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(sample / "model" / "index.html", java_script_enabled=False)

    assert page.locator("#fig-model-by_party svg:visible").count() == 1
    assert page.locator(".account-chart").count() == 0
