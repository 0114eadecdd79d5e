"""The labels of every language: the same words with the same blanks."""

import re
import string

import pytest

from gspbrief.analysis.flows import STAGES
from gspbrief.errors import TemplateError
from gspbrief.language.formats import Format
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
    with pytest.raises(TemplateError, match=r"briefs/words/en\.yaml: no label for measure 'nonsense'"):
        label("measure", "nonsense")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_share_is_of_is_contracted_as_the_language_does(lang: str) -> None:
    assert set(words("of_base")) == set(words("base"))
    for base in words("base"):
        of, plain = label("of_base", base, lang), label("base", base, lang)
        assert of.endswith(plain.rpartition(" ")[2])
        assert not re.search(r"\b(?:de el|de le|de les|parmi)\b", of), of


def test_every_stage_of_which_a_share_may_be_computed_has_words() -> None:
    assert {*STAGES} <= {*words("base")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_more_is_said_of_one(lang: str) -> None:
    assert f"and_more_{Format(lang).plural(1)}" in words("phrase")
    assert "autres" not in label("phrase", "and_more_one", lang)
