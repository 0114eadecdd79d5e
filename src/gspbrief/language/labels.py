"""The words of the vocabularies in every language."""

from __future__ import annotations

from collections.abc import Mapping

from gspbrief.errors import TemplateError
from gspbrief.language.languages import language
from gspbrief.project.general import WORDS
from gspbrief.project.subjects import ORIGINAL


def label(vocabulary: str, word: str, lang: str = ORIGINAL) -> str:
    """The label of a word of a vocabulary, such as ``label("measure", "departed", "fr")``.

    Raises
    ------
    TemplateError
        If the vocabulary, the word or its translation is missing.
    """
    try:
        return language(lang).labels[vocabulary][word]
    except KeyError:
        raise TemplateError(
            f"no label for {vocabulary} {word!r}",
            where=f"{WORDS}/{lang}.yaml",
            todo=f"Add it there: {vocabulary}: {{{word}: ...}}",
        ) from None


def entries(lang: str) -> Mapping[str, str]:
    """Every label of a language, such as ``measure.departed``."""
    labels = language(lang).labels
    return {f"{name}.{word}": text for name, words in labels.items() for word, text in words.items()}


def words(vocabulary: str) -> tuple[str, ...]:
    """The words that a vocabulary has labels for."""
    return tuple(language(ORIGINAL).labels.get(vocabulary, {}))
