"""Texts as a language writes them: spaces beside marks, elided words, spelling, titles in capitals."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from gspbrief.language.languages import Language

NARROW_SPACE, NO_BREAK_SPACE = "\u202f", "\u00a0"

_CITATION = re.compile(r"\[@[^\[\]]*\]")
_WORD = re.compile(r"[^\W\d_]*")
_WORDS = re.compile(r"[^\W\d_]+")
_CAPITAL_BEFORE = re.compile(r"(?<![^\W\d_])[^\W\d_a-z][\w’']* $")
_CAPITAL_AFTER = re.compile(r" [^\W\d_a-z]")
_INNER = re.compile(r"^[a-z]+[A-Z]")  # as in eMigrate, not as in PALIM


def spaced(text: str, language: Language) -> str:
    """Text with the narrow spaces that a language has, where plain ones were typed."""
    if language.narrow_before:
        text = _before(language.narrow_before).sub(NARROW_SPACE, text)
    for mark in language.narrow_after:
        text = text.replace(f"{mark} ", f"{mark}{NARROW_SPACE}")
    return text


@cache
def _before(marks: str) -> re.Pattern[str]:
    return re.compile(rf"(?<=\S) (?=[{re.escape(marks)}](?!\[))")  # "![" begins an image


def elided(text: str, language: Language) -> str:
    """Woven text with a word elided before a figure, where the language does: d’environ 1 450."""
    if language.figure_elision is None:
        return text
    pattern, to = language.figure_elision
    return pattern.sub(to, text)


def elided_plain(text: str, language: Language) -> str:
    """An amount with a word elided before its currency, where the language does: 1,5 million d’EUR."""
    if language.elision is None:
        return text
    before = rf"{language.elision.of}\s(?=(?i:[{language.elision.before}]))"
    return re.sub(before, language.elision.to, text)


def merged(text: str, language: Language) -> str:
    """Words of ours with prepositions and articles merged, where the language does: del objetivo."""
    said = language.percent_article
    if said is not None:
        for before, to in said.merged.items():
            text = re.sub(rf"\b{before} {said.article} (?=\S)", f"{to} ", text)
    return text


def merged_figures(text: str, language: Language) -> str:
    """Woven text whose percentages have an article in sentences, merged with the word before; none in cells.

    The article leaves the link of the figure for it: ``cayó al [16,4 %](#n-…)``.
    """
    said = language.percent_article
    if said is None:
        return text
    linked = rf"\[{said.article} (?=[^\]]*\]\(#n-)"
    lines = [re.sub(linked, "[", line) if line.startswith("|") else line for line in text.split("\n")]
    text = "\n".join(lines)
    for before, to in said.merged.items():
        text = re.sub(rf"\b{before} {linked}", f"{to} [", text)
    return text


_MARKUP = re.compile(r"[<>{}=&]")


_SAID_BEFORE = re.compile(r"\b([^\W\d_]{2,})\s(?=\[\1\b)")
_SAID_AFTER = re.compile(r"(\b([^\W\d_]{2,})\]\(#[^)\s]*\)(?:\{[^}]*\})?)\s\2\b")


def said_once(text: str) -> str:
    """Woven text without the word beside a figure that the figure has itself, its hedge or its unit."""
    return _SAID_AFTER.sub(r"\1", _SAID_BEFORE.sub("", text))


def placed(text: str, language: Language) -> str:
    """Woven text whose citations say in its own language where something stands: sección II, nota 14."""
    words = language.places
    if not words:
        return text

    def place(cited: re.Match[str]) -> str:
        if _MARKUP.search(cited[0]):  # some text of a source, which is none of ours to translate
            return cited[0]
        return _words(tuple(words)).sub(lambda match: words[match[0]], cited[0])

    return _CITATION.sub(place, text)


_BETWEEN = ("and", "to")  # words of headings too: only between numbers are they of a place
_NUMBER = r"(?:[IVX]+\b|\d|Table\b)"


@cache
def _words(words: tuple[str, ...]) -> re.Pattern[str]:
    own = sorted(set(words) - {*_BETWEEN}, key=len, reverse=True)
    longest_first = "|".join(re.escape(word) for word in own)
    between = "|".join(word for word in _BETWEEN if word in words) or "(?!)"
    return re.compile(rf"(?<![\w@])(?:{longest_first})(?!\w)|(?<=[A-Z\d] )(?:{between})(?= {_NUMBER})")


def respelled(text: str, language: Language, spelling: str, words: re.Pattern[str] = _WORDS) -> str:
    """Text in a spelling that a house style asks for, where the language has more than one.

    Names keep theirs: a word with a capital beside another with one, as in Pacific Labour Scheme.

    Parameters
    ----------
    words : pattern
        What is looked at, where not every word is one of the language.
    """
    parts = language.spellings.get(spelling)
    if not parts:
        return text
    spell = _speller(tuple(parts.items()))
    return words.sub(lambda word: word[0] if _in_name(text, word) else spell(word[0]), text)


def _in_name(text: str, word: re.Match[str]) -> bool:
    if not word[0][:1].isupper():
        return False
    start, end = word.span()
    begin = text.rfind(" ", 0, max(start - 1, 0)) + 1  # of the word before: to look further back takes longer
    return bool(_CAPITAL_BEFORE.search(text, begin, start) or _CAPITAL_AFTER.match(text, end))


@cache
def _speller(parts: tuple[tuple[str, str], ...]) -> Callable[[str], str]:
    """What spells a word: any of some patterns, each a group, which tells the one that matched."""
    found = re.compile("|".join(f"({part})" for part, _ in parts), re.IGNORECASE)
    spellings = tuple(to for _, to in parts)
    return lru_cache(maxsize=2**16)(lambda word: found.sub(lambda part: _like(part, spellings), word))


def _like(found: re.Match[str], spellings: tuple[str, ...]) -> str:
    spelled = next(to for to, part in zip(spellings, found.groups(), strict=True) if part is not None)
    return spelled.capitalize() if found[0][0].isupper() else spelled


def title_case(text: str, language: Language) -> str:
    """A heading with its main words capitalised; as it is where a language never does that."""
    if not language.small_words:
        return text
    words = text.split(" ")
    last = len(words) - 1
    return " ".join(
        word
        if word.lower() in language.small_words and i not in (0, last) and not words[i - 1].endswith(":")
        else capital(word)
        for i, word in enumerate(words)
    )


def capital(text: str) -> str:
    """Text with a capital first; a name as eMigrate, and a letter that has no one capital, stay."""
    first = text[:1].title()  # of Georgian, a capital is for words in capitals throughout
    inner = _WORD.match(text)
    return text if len(first) != 1 or (inner and _INNER.search(inner[0])) else first + text[1:]
