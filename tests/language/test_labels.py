"""Every word that the evidence may use has a label in every language."""

import json
from pathlib import Path

import pytest

from gspbrief.errors import TemplateError
from gspbrief.evidence.sources import KINDS, READ_DEPTHS
from gspbrief.findings.citation import GRADES
from gspbrief.language.labels import entries, label, words
from gspbrief.language.languages import LANGUAGES

ROOT = Path(__file__).parents[2]
VOCABULARIES = {
    ("partnerships", "status"): "partnership_status",
    "range_kind": "interval",
}


def enumerations() -> list[tuple[str, str, str]]:
    """Every word that ``datapackage.json`` allows: table and column, vocabulary, word."""
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return [
        (f"{resource['name']}.{column['name']}", _vocabulary(resource["name"], column["name"]), word)
        for resource in package["resources"]
        for column in resource.get("schema", {}).get("fields", ())
        for word in column.get("constraints", {}).get("enum", ())
    ]


def _vocabulary(table: str, column: str) -> str:
    return VOCABULARIES.get((table, column)) or VOCABULARIES.get(column, column)


def test_every_word_that_the_schema_allows_has_a_label_in_every_language() -> None:
    lacking = [
        f"{place}: {word}" for place, vocabulary, word in enumerations() if word not in words(vocabulary)
    ]
    assert lacking == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_label_and_no_other(lang: str) -> None:
    assert list(entries(lang)) == list(entries("en"))
    assert all(isinstance(text, str) and text for text in entries(lang).values())


@pytest.mark.parametrize(
    ("vocabulary", "needed"),
    [("grade", GRADES), ("grade_meaning", GRADES), ("source_kind", KINDS), ("read_depth", READ_DEPTHS)],
)
def test_the_words_about_sources_have_labels(vocabulary: str, needed: tuple[str, ...]) -> None:
    assert set(needed) <= set(words(vocabulary))


def test_a_phrase_has_the_same_blanks_in_every_language() -> None:
    def blanks(word: str, lang: str) -> list[str]:
        import string

        return sorted(
            {name for _, name, _, _ in string.Formatter().parse(label("phrase", word, lang)) if name}
        )

    for word in words("phrase"):
        assert len({tuple(blanks(word, lang)) for lang in LANGUAGES}) == 1, word


def test_a_word_without_a_label_says_where_to_add_it() -> None:
    with pytest.raises(TemplateError, match=r"words/en\.yaml: no label for measure 'nonsense'"):
        label("measure", "nonsense")
