"""Where something stands in a source, and what stands beside a figure, in each language."""

from __future__ import annotations

import re

import pytest

from gspbrief.language.languages import LANGUAGES, language
from gspbrief.language.typography import placed, said_once
from package_modules import ROOT


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "[@a, Sections II, III.C and V, notes 45 to 47; @b, data collection and research]"),
        ("fr", "[@a, sections II, III.C et V, notes 45 à 47; @b, data collection and research]"),
        ("es", "[@a, secciones II, III.C y V, notas 45 a 47; @b, data collection and research]"),
    ],
)
def test_a_place_in_a_source_is_told_in_the_language_and_a_heading_as_it_is(lang: str, said: str) -> None:
    cited = "[@a, Sections II, III.C and V, notes 45 to 47; @b, data collection and research]"

    assert placed(cited, language(lang)) == said


@pytest.mark.parametrize("lang", [code for code in LANGUAGES if language(code).places])
def test_no_passage_leaves_an_english_word_in_a_place_in_a_source(lang: str) -> None:
    alike = {"notes", "note", "section", "sections"} if lang == "fr" else set()
    texts = [path.read_text(encoding="utf-8") for path in (ROOT / "briefs" / lang).rglob("*.j2")]
    cited = [one for text in texts for one in re.findall(r"\[@[^\[\]]*\]", text)]
    words = "and|to|[Pp]aragraphs?|[Ss]ections?|[Nn]otes?|bullet|choice|Box|Abstract"
    numbered = rf"(?<![\w’])({words})(?= [\dIVX]|\])"
    left = {word for one in cited for word in re.findall(numbered, placed(one, language(lang)))}

    assert len(cited) > 500
    assert left - alike == set()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'kept [9,500 places](#n-q){data-value="9500"} places for',
            'kept [9,500 places](#n-q){data-value="9500"} for',
        ),
        ("or hospital about [about JPY 9](#n-c) a year", "or hospital [about JPY 9](#n-c) a year"),
        ("fueron 14, el [el 14 %](#n-a) de", "fueron 14, [el 14 %](#n-a) de"),
        ("about [9](#n-c) about", "about [9](#n-c) about"),
        ("In [places](a.html) places", "In [places](a.html) places"),
    ],
)
def test_what_a_figure_says_itself_is_not_said_again_beside_it(text: str, said: str) -> None:
    assert said_once(text) == said
