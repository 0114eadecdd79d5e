"""The words of the vocabularies in every language, from one file."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from gspbrief.errors import TemplateError

LANGUAGES = ("en", "fr", "es")


@cache
def _labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    import yaml

    text = files("gspbrief").joinpath("labels.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)  # type: ignore[no-any-return]


def label(vocabulary: str, word: str, lang: str = "en") -> str:
    """The label of a word of a vocabulary, such as ``label("measure", "departed", "fr")``.

    Raises
    ------
    TemplateError
        If the vocabulary, the word or its translation is missing.
    """
    try:
        return _labels()[vocabulary][word][lang]
    except KeyError:
        raise TemplateError(
            f"no {lang} label for {vocabulary} {word!r}", where="labels.yaml", todo="Add it there"
        ) from None


def entries(lang: str) -> Mapping[str, str]:
    """Every label of a language, such as ``measure.departed``."""
    return {
        f"{v}.{w}": texts[lang] for v, ws in _labels().items() for w, texts in ws.items() if lang in texts
    }


def words(vocabulary: str) -> tuple[str, ...]:
    """The words that a vocabulary has labels for."""
    return tuple(_labels().get(vocabulary, {}))
