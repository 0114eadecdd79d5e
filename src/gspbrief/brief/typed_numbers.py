"""Numbers that are typed into a text in place of the name of a finding: they would outlive what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SILENT = (
    r"\{##.*?##\}",  # comments
    r"\{%.*?%\}",
    r"\{\{-?\s*\"[^\"]*\"\s*-?\}\}",  # a name that holds digits, said to be one
)
_MARKUP = (
    r"\[@[^\]]*\]",  # citations and their locators
    r"@[\w-]+",
    r"\{[#.:][^}]*\}",  # ids and attributes
    r"\]\(<?[^)]*\)",  # addresses
    r"`[^`]*`",
)
_NAMES = (
    r"\b(?:19|20)\d{2}(?:s|–\d{2})?\b",  # years, decades (the 1990s), winters (2021–22)
    r"\b[ABC][12]\b",  # levels of the Common European Framework
    r"SHA-256",
)
_EXPRESSION = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_STRING = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_TYPED = re.compile(r"[^\n]{0,30}\d[^\n]{0,30}")


def typed_numbers(text: str) -> Iterator[tuple[int, str]]:
    """The digits that a template prints of its own: the line, and the words around them.

    A text within a call, such as the headline of a chart, is prose if it holds a space.
    """
    for pattern in _SILENT:
        text = _blanked(pattern, text)
    text = _EXPRESSION.sub(lambda found: _in_place(found[0], _said(found[1])), text)
    for pattern in (*_MARKUP, *_NAMES):
        text = _blanked(pattern, text)
    for found in _TYPED.finditer(text):
        digit = re.search(r"\d", found[0])
        assert digit
        yield text.count("\n", 0, found.start() + digit.start()) + 1, " ".join(found[0].split())


def _blanked(pattern: str, text: str) -> str:
    return re.sub(pattern, lambda found: _in_place(found[0], " "), text, flags=re.DOTALL)


def _in_place(old: str, new: str) -> str:
    """A text that takes the place of another, with as many lines."""
    return new + "\n" * (old.count("\n") - new.count("\n"))


def _said(expression: str) -> str:
    """What an expression says itself: its texts that have spaces, and itself where it names nothing."""
    texts = [double or single for double, single in _STRING.findall(expression)]
    names = re.search(r"[^\W\d]", _STRING.sub("", expression))
    return " ".join(text for text in texts if " " in text) if names or texts else expression
