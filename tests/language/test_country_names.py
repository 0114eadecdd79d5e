"""A country has one name in each language: the one that lists, tables and charts take from CLDR."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from gspbrief.evidence.tables import read_rows
from gspbrief.language.formats import Format
from texts_in_print import texts

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
LANGUAGES = ("en", "fr", "es")
HELD = {
    "partnerships": ("origins", "destinations"),
    "migration": ("origin", "destination"),
    "context": ("country",),
}
COUNTRIES = {
    code
    for table, columns in HELD.items()
    for row in read_rows(DATA, table)
    for column in columns
    for code in re.findall(r"\b[A-Z]{3}\b", row[column])
}
ELSEWHERE = {
    "CIV": ("Ivory Coast", "Costa de Marfil"),
    "CPV": ("Cabo Verde",),
    "CZE": ("Czech Republic", "République tchèque", "República Checa"),
    "LAO": ("Lao PDR",),
    "TLS": ("East Timor",),
    "TUR": ("Turkey",),
    "VNM": ("Viet Nam", "Viêt-Nam"),
}
"""Names that others write, and that CLDR gives in none of our languages."""


@cache
def sought(lang: str) -> re.Pattern[str]:
    """What a text in a language calls no country: its names in other languages, and elsewhere."""
    foreign = set()
    for code in COUNTRIES:
        own = Format(lang).country(code)
        named = {Format(other).country(code) for other in LANGUAGES} | set(ELSEWHERE.get(code, ()))
        foreign |= {name for name in named if name not in own}
    names = "|".join(map(re.escape, sorted(foreign)))
    return re.compile(rf"(?<![\w-])(?:{names})(?![\w-]| [A-Z])")  # nor a part of a programme's own name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_country_is_called_by_its_one_name(lang: str) -> None:
    assert [
        f"{place}: {found[0]}" for place, text in texts(lang) for found in sought(lang).finditer(text)
    ] == []


@pytest.mark.parametrize(
    ("lang", "name"),
    [("en", "Viet Nam"), ("fr", "Vietnam"), ("fr", "Moldova"), ("es", "Kenya"), ("es", "Viêt Nam")],
)
def test_a_name_of_another_language_is_found(lang: str, name: str) -> None:
    assert sought(lang).search(f"a {name}, b")
