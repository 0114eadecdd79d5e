"""The evidence map: each mark leads to its rows, what is asked for stands in the address."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from browsing import Visitor, axe
from gspbrief import __version__
from gspbrief.brief.publication import read_publication
from gspbrief.collection.listing import Listing
from gspbrief.evidence.reading import load_all
from gspbrief.language import styles
from gspbrief.language.formats import Format
from gspbrief.project.general import MARK
from gspbrief.render import Job
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.site.collection_pages import PAGES
from gspbrief.site.pages import page as woven
from gspbrief.site.pages import split
from gspbrief.synthesis.cells import STATES
from gspbrief.synthesis.definitions import QUESTIONS
from gspbrief.synthesis.gap_map import of_study
from published_sites import LANGUAGES, ROOT

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

MANY = 1000
HEAVIEST = 1_000_000  # bytes of a page on a thousand partnerships
_SHOWN = "() => [...document.querySelectorAll('#map tbody tr')].filter(row => !row.hidden).length"


def _page(sample: Path, lang: str) -> Path:
    return sample / ("" if lang == "en" else lang) / "known.html"


@pytest.fixture(scope="module")
def crowded(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of a thousand partnerships, copies of those that are held."""
    known = [
        (s.partnership, {c.aspect: [c.state, *c.rows] for c in of_study(s)}) for s in load_all(ROOT / "data")
    ]
    listed = [
        Listing(replace(here, id=f"{here.id}_{n}"), "brief", *[""] * 4, (0, 0, 0), states, "index.html", "")
        for n in range(1 + MANY // len(known))
        for here, states in known
    ][:MANY]
    folder = tmp_path_factory.mktemp("crowded")
    (folder / "assets").symlink_to(sample / "assets")
    form = Format("en", styles.find("mpi"))
    source = woven(
        ROOT, "known", folder / "woven", style="mpi", id="known", title="Known", description="", site_root="",
        publication=read_publication(ROOT / MARK), version=__version__, home="index.html", page="known.html",
        **PAGES["known"](None, listed, form),  # type: ignore[arg-type]
    )  # fmt: skip
    frame, body = split(source.read_text(encoding="utf-8"))
    source.write_text(frame, encoding="utf-8")
    renderer = EmbeddedRenderer()
    try:
        renderer.render_around(Job(source, folder / "known.html", "html"), body)
    finally:
        renderer.close()
    return folder / "known.html"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mark_with_several_rows_opens_a_list_of_them_by_keyboard_and_gives_the_focus_back(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    page = visitor.open(_page(sample, lang), width=320 if lang == "fr" else 1280)
    mark = page.locator("#map a[data-rows]").first
    rows = mark.get_attribute("data-rows").split(" ")
    mark.focus()
    page.keyboard.press("Enter")
    card = page.locator(".finding-card")
    card.wait_for(state="visible")

    assert len(rows) > 1
    assert card.locator("a").all_inner_texts() == rows
    assert card.evaluate("card => card.contains(document.activeElement)")
    assert card.bounding_box()["x"] >= 0
    assert axe(page) == []
    page.keyboard.press("Escape")
    card.wait_for(state="hidden")
    assert mark.evaluate("mark => mark === document.activeElement")

    page.keyboard.press("Enter")
    card.locator("a").last.click()
    page.wait_for_url(f"**/data/rows/*.html#{rows[-1]}")
    assert page.locator(":target").count() == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_mark_with_one_row_leads_to_it_and_so_does_every_mark_without_scripts(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    page = visitor.open(_page(sample, lang), java_script_enabled=False)
    marks = page.locator("#map a.dot")
    assert page.locator("form.chooser").is_hidden()
    assert marks.count() > 5
    states = {word for one in marks.all() for word in one.get_attribute("class").split()} - {"dot"}
    assert states <= set(STATES)
    marks.first.click()

    assert page.locator(":target").count() == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_asked_for_is_shown_counted_and_kept_in_the_address(
    sample: Path, visitor: Visitor, lang: str
) -> None:
    page = visitor.open(_page(sample, lang))
    every = page.evaluate(_SHOWN)
    page.locator("#of-question").select_option("departed")
    page.locator("#of-state").select_option("published")
    shown = page.evaluate(_SHOWN)

    states = page.locator("#map tbody tr").evaluate_all(
        "rows => rows.map(row => row.dataset.states.split(','))"
    )
    place = list(QUESTIONS).index("departed")
    assert shown == sum(one[place] == "published" for one in states)
    assert re.findall(r"\d+", page.locator(".found").inner_text()) == [str(shown), str(every)]
    again = visitor.open(_page(sample, lang), page.url.partition("#")[2])
    assert again.evaluate(_SHOWN) == shown
    again.get_by_role("button").first.click()
    again.wait_for_function(f"({_SHOWN})() === {every}")


def test_marks_of_each_state_differ_by_shape(sample: Path, visitor: Visitor) -> None:
    page = visitor.open(_page(sample, "en"))
    shapes = page.locator(".legend .dot").evaluate_all(
        """dots => dots.map(dot => { const shape = getComputedStyle(dot, "::before");
            const { content, borderRadius, borderTopWidth, transform, clipPath } = shape;
            return [content, borderRadius, borderTopWidth, transform, clipPath].join();
        })"""
    )

    assert len(shapes) == len(set(shapes)) == len(STATES)


def test_a_map_of_a_thousand_partnerships_is_light(crowded: Path, visitor: Visitor) -> None:
    page = visitor.open(crowded)

    assert page.evaluate(_SHOWN) == MANY
    assert crowded.stat().st_size < HEAVIEST
