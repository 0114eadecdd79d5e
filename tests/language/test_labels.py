"""The labels of every language: the same words with the same blanks."""

import string

import pytest

from gspbrief.errors import TemplateError
from gspbrief.language.labels import entries, label, words
from gspbrief.language.languages import LANGUAGES


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_label_and_no_other(lang: str) -> None:
    assert list(entries(lang)) == list(entries("en"))
    assert all(isinstance(text, str) and text for text in entries(lang).values())


def test_a_phrase_has_the_same_blanks_in_every_language() -> None:
    def blanks(word: str, lang: str) -> list[str]:
        return sorted(
            {name for _, name, _, _ in string.Formatter().parse(label("phrase", word, lang)) if name}
        )

    for word in words("phrase"):
        assert len({tuple(blanks(word, lang)) for lang in LANGUAGES}) == 1, word


def test_a_word_without_a_label_says_where_to_add_it() -> None:
    with pytest.raises(TemplateError, match=r"words/en\.yaml: no label for measure 'nonsense'"):
        label("measure", "nonsense")
