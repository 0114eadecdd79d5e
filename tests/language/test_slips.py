"""Slips of the pen in our texts: a word twice, marks that do not go together, articles in the wrong form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gspbrief.language.evidence_texts import read_texts
from gspbrief.language.languages import LANGUAGES, language

ROOT = Path(__file__).parents[2]
BRIEFS = ROOT / "briefs"

SLIPS = (
    r"(?<![\w’])(?!(?:nous|vous|had|that|del|en en \w+ant)\b)([^\W\d_]{2,}) \1(?![\w’])",
    r"\b([^\W\d_]{4,}) et (?:des |d’)\1\b",
    r"\w,[.;:]|\w;[.,]|(?<![./])\.\.(?![./])",
)
OF_A_LANGUAGE = {
    "es": (r"\b(?:[Dd]e|[Aa]) el (?=[a-záéíóú◦\d])", r"\b(?:[Ee]l|[Dd]el|[Aa]l|[Uu]n) @tbl"),
    "fr": (r"\b(?:[Dd]e|[Àà]) les? (?=@|◦)", r"\b[Ll]a @tbl", r"\b[Ll]e @fig"),
}


def slips(text: str, lang: str) -> Iterator[str]:
    """What nobody means to write, with what stands around it."""
    plain = re.sub(r"\{\{.*?\}\}", "◦", re.sub(r"\{[%#].*?[%#]\}", " ", text, flags=re.DOTALL))
    for pattern in (*SLIPS, *OF_A_LANGUAGE.get(lang, ())):
        for found in re.finditer(pattern, plain):
            yield plain[max(0, found.start() - 20) : found.end() + 20].replace("\n", " ")


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_text_of_ours_has_a_slip_of_the_pen(lang: str) -> None:
    texts = {
        str(path.relative_to(BRIEFS)): path.read_text("utf-8") for path in BRIEFS.rglob(f"{lang}/**/*.j2")
    }
    texts |= {f"evidence.yaml: {english:.40}": said for english, said in read_texts(BRIEFS, lang).items()}
    spoken = language(lang)
    labels = {name: text for words in spoken.labels.values() for name, text in words.items()}
    texts |= {f"{lang}.yaml: {name}": text for name, text in {**labels, **spoken.groups}.items()}
    assert [f"{place}: {slip}" for place, text in texts.items() for slip in slips(text, lang)] == []


@pytest.mark.parametrize(
    ("lang", "text", "found"),
    [
        ("en", "one each for their pay pay", 1),
        ("en", "About {{ a.b }} of those who had had it", 0),
        ("fr", "plus long au pays,. La note", 1),
        ("fr", "Des infirmières et des infirmières et infirmiers", 1),
        ("fr", "des infirmières et des infirmiers ; nous nous fions à lui...", 0),
        ("es", "El @tbl-a da, y cayó a el {{ a.b }}", 2),
        ("es", "La @tbl-a da, de El Cairo al {{ a.b }}", 0),
    ],
)
def test_the_search_finds_slips_and_leaves_good_text_alone(lang: str, text: str, found: int) -> None:
    assert len(list(slips(text, lang))) == found
