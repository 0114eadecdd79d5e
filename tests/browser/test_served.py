"""Pages of the collection from a plain static server read as they do from disk, and their scripts run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browsing import Visitor, serving
from gspbrief.site.collection_pages import PAGES
from published_sites import LANGUAGES

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.slow]

WITHOUT_FORM = {"methods"}
_FORM = "form.chooser, form.search, form.designer"
_READ = """async () => {
    await document.fonts.ready;
    return [document.title, document.querySelector("article").innerText];
}"""


def _ready(page: Page, name: str) -> None:
    if name not in WITHOUT_FORM:
        page.locator(_FORM).first.wait_for(state="visible")  # its script has run


def test_each_page_from_a_server_reads_as_from_disk_and_its_script_runs(
    sample: Path, visitor: Visitor
) -> None:
    with serving(sample) as address:
        for lang in LANGUAGES:
            folder = "" if lang == "en" else f"{lang}/"
            for name in ("index", *PAGES):
                place = f"{folder}{name}.html"
                read = []
                for where in (f"{address}/{place}", *([sample / place] if lang == "en" else [])):
                    page = visitor.open(where, reduced_motion="no-preference")
                    if name in PAGES:
                        _ready(page, name)
                    read.append(page.evaluate(_READ))
                assert all(one == read[0] and all(one) for one in read), place
                visitor.leave()


def test_what_is_chosen_on_a_served_page_stands_in_an_address_that_opens_the_same(
    sample: Path, visitor: Visitor
) -> None:
    with serving(sample) as address:
        for name, choice, value in (
            ("explore", "sector", "vocational_mixed"),
            ("known", "kind", "programmes"),
            ("design", "destination", "AUS"),
        ):
            page = visitor.open(f"{address}/{name}.html", reduced_motion="no-preference")
            page.locator(f"form [name={choice}]").select_option(value)
            page.wait_for_url(f"**{choice}={value}**")
            again = visitor.open(page.url)
            assert again.locator(f"form [name={choice}]").input_value() == value
            visitor.leave()
