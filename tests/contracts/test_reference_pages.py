"""The pages of reference are written from what they are about, and stand as they would be written now."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from package_modules import ROOT
from reference_pages import cli_page, dictionary_page

PAGES: Mapping[str, Callable[[], str]] = {
    "cli.md": cli_page,
    "data-dictionary.md": lambda: dictionary_page(ROOT / "data" / "datapackage.json"),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_reference_page_says_what_there_is(name: str) -> None:
    page: Path = ROOT / "docs" / name
    now = PAGES[name]()
    if os.environ.get("GSPBRIEF_ACCEPT"):
        page.write_text(now, encoding="utf-8")

    assert page.is_file(), f"there is no docs/{name}: make golden writes it"
    assert page.read_text(encoding="utf-8") == now, "If this is meant: make golden"
    assert not re.search(r"\| \.? ?\|\n", now), "an entry is not described"
