"""A number is the same wherever it is printed: in page, PDF, Word and files, in every language and style.

What is printed is read here by rules of this file's own, and compared with `results.json`.
"""

from __future__ import annotations

import csv
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha1
from pathlib import Path
from typing import Any

import pytest
from lxml import etree, html

from pdf_text import links_of, pages_of
from published_sites import A_BRIEF, A_SHEET, LANGUAGES, Sites

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PAGES = (*((site, brief) for site in ("sample", "oecd") for brief in (A_BRIEF, A_SHEET)), ("sample", "demo"))
THOUSANDS = {"en": ",\u202f", "fr": "\u202f", "es": "\u202f"}  # es groups from five digits on
POINT = {"en": ".", "fr": ",", "es": ","}
SHARE = re.compile(r"%|per ?cent|point|punto", re.IGNORECASE)
MILLION = re.compile(r"million|millón|millones", re.IGNORECASE)
ROUNDED_TO_ITS_SIDE = re.compile(r"(?i)least|most|than|fewer|under|over|moins|plus|menos|más")


@dataclass(frozen=True)
class Printed:
    """A figure of a page: its finding, the value that it should have, and what a reader sees."""

    finding: str
    text: str
    ends: tuple[float, ...]
    exact: bool


@dataclass(frozen=True)
class Edition:
    """A brief in one language and style."""

    site: Path
    brief: str
    lang: str

    @property
    def folder(self) -> Path:
        """Where its page lies."""
        return self.site / self.brief / ("" if self.lang == LANGUAGES[0] else self.lang)

    def document(self, kind: str) -> Path:
        """Its document for print or Word."""
        lang = "" if self.lang == LANGUAGES[0] else f".{self.lang}"
        return self.site / self.brief / f"{self.brief}{lang}.{kind}"

    @property
    def results(self) -> Mapping[str, Mapping[str, Any]]:
        """The published findings by id."""
        listed = json.loads((self.site / self.brief / "results.json").read_text(encoding="utf-8"))
        return {finding["id"]: finding for finding in listed}


@pytest.fixture(scope="module")
def editions(sites: Sites) -> list[Edition]:
    """A brief and a fact sheet in two styles, and the brief on simulated data, in all languages."""
    return [Edition(sites.built(site), brief, lang) for site, brief in PAGES for lang in LANGUAGES]


def _links(edition: Edition) -> list[tuple[str, str]]:
    page = html.parse(edition.folder / "index.html")
    return [(a.get("data-finding"), a.text_content()) for a in page.xpath("//a[@data-finding]")]


def _printed(edition: Edition) -> Iterator[Printed]:
    results = edition.results
    for name, text in _links(edition):
        finding = results[name]
        ends = [finding[end] for end in ("value", "low", "high") if finding[end] is not None]
        if ends:
            yield Printed(name, text, tuple(ends), finding["grade"] == "published")


def _numbers(text: str, lang: str) -> list[tuple[float, float]]:
    """The numbers that a reader sees, each with half a unit of its last digit that is no zero."""
    text = re.sub(rf"(?<=\d)[{THOUSANDS[lang]}](?=\d{{3}}(?!\d))", "", text)
    found = []
    for sign, whole, part in re.findall(rf"(−?)(\d+)(?:\{POINT[lang]}(\d+))?", text):
        number = float(f"{whole}.{part or 0}")
        zeros = 0 if part or not number else len(whole) - len(whole.rstrip("0"))
        found.append((-number if sign else number, 0.5 * 10.0 ** (zeros - len(part))))
    return found


def _differing(printed: Printed, lang: str) -> str:
    """Why a figure is not one of its finding's; empty if it is, or is in words."""
    numbers = _numbers(printed.text, lang)
    if not numbers:
        return ""
    measure = printed.text.partition("(")[0]  # what follows says how sure it is
    scale = (0.01 if SHARE.search(measure) else 1) * (1e6 if MILLION.search(measure) else 1)
    units = 0 if printed.exact else 2 if ROUNDED_TO_ITS_SIDE.search(printed.text) else 1
    near = all(
        abs(number * scale - end) <= units * half * scale + 1e-9 * abs(end)
        for (number, half), end in zip(numbers, printed.ends, strict=False)  # after these, the level
    )
    return "" if near else f"{printed.finding} prints {printed.text!r}, not {printed.ends}"


def test_what_a_reader_sees_is_the_value_of_the_finding(editions: list[Edition]) -> None:
    wrong, in_words, read = [], 0, 0
    for edition in editions:
        for printed in _printed(edition):
            read += 1
            in_words += not _numbers(printed.text, edition.lang)
            if said := _differing(printed, edition.lang):
                wrong.append(f"{edition.folder}: {said}")

    assert not wrong
    assert 0 < in_words < read / 10


def test_the_document_for_word_prints_the_figures_of_the_page(editions: list[Edition]) -> None:
    for edition in editions:
        expected = [(_bookmark(name), text) for name, text in _links(edition)]
        with zipfile.ZipFile(edition.document("docx")) as archive:
            document = etree.fromstring(archive.read("word/document.xml"))
        anchors = {anchor for anchor, _ in expected}
        links = [
            (link.get(f"{WORD}anchor"), "".join(link.itertext(f"{WORD}t")))
            for link in document.iter(f"{WORD}hyperlink")
            if link.get(f"{WORD}anchor") in anchors
        ]

        assert links[: len(expected)] == expected  # further ones lead from entry to entry


def _bookmark(finding: str) -> str:
    """The name that Pandoc gives the place of a finding's entry: one of at most 40 letters."""
    name = f"n-{finding}".replace(".", "-")
    return name if len(name) <= 40 else f"X{sha1(name.encode()).hexdigest()[1:]}"


def test_the_pdf_prints_the_figures_of_the_page(editions: list[Edition]) -> None:
    for edition in editions:
        path = edition.document("pdf")
        expected = [(name, "".join(text.split())) for name, text in _links(edition)]
        links, places = iter(links_of(path)), {}
        if edition.brief == A_SHEET:  # in print a fact sheet is a page, without the entries of its numbers
            text = "".join(pages_of(path))
            assert not [figure for _, figure in expected if figure not in text]
            continue
        for name, figure in expected:
            place = next((place for place, shown in links if shown == figure), None)
            assert place is not None, (path, name, figure)
            assert places.setdefault(name, place) == place, (path, name, figure)
        assert len(set(places.values())) == len(places)


def test_the_files_for_programs_hold_the_figures_of_the_results(editions: list[Edition]) -> None:
    read = 0
    for edition in editions:
        results = edition.results
        for path in (edition.folder / "data").glob("*.csv"):
            for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
                for column, name in row.items():
                    if f"{column}_unit" in row and name:
                        read += 1
                        for end in ("value", "low", "high"):
                            said = row[f"{column}_{end}"]
                            assert (float(said) if said else None) == results[name][end], (path, name)

    assert read
