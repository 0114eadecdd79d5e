"""British spellings in a text that is to be American, by a dictionary that is not the project's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

_NO_PROSE = (
    r"(?s)\A---\n.*?\n---\n",  # front matter
    r"(?s)```.*?```",
    r"`[^`]*`",
    r"\[@[^\]]*\]|@[\w-]+",  # citations
    r"\]\(<?[^)>]*>?\)",  # addresses
    r"\{[^{}]*\}",  # ids and attributes
    r"“[^”]*”",  # quoted from a source
    r"https?://\S+",
)
_IN_CAPITALS = re.compile(r"(?m)^(?:#+|:) .*$")  # headings and captions, in which every word may have one
_ALSO_AMERICAN = frozenset({"dialogue", "dialogues"})
_NAME = re.compile(r"(?<![^\W\d_])[^\W\d_a-z][\w’']*(?: (?:of |for |and |the )*[^\W\d_a-z][\w’']*)+")


@cache
def british_to_american() -> dict[str, str]:
    """The words of the dictionary that British and American spell otherwise."""
    text = (files("codespell_lib") / "data" / "dictionary_en-GB_to_en-US.txt").read_text(encoding="utf-8")
    pairs = (line.casefold().split("->") for line in text.splitlines() if "->" in line)
    return {british.strip(): american.split(",")[0].strip() for british, american in pairs}


@cache
def _british() -> frozenset[str]:
    words = set(british_to_american())
    return frozenset(words | {f"{word}s" for word in words}) - _ALSO_AMERICAN


def british_words(text: str, names: Iterable[str] = ()) -> list[str]:
    """The British spellings in Markdown, outside names, titles, quotations and code.

    Parameters
    ----------
    names : iterable of str
        Of partnerships and titles of sources, which are spelt as they are.
    """
    plain = text.replace("\\", "")
    for pattern in _NO_PROSE:
        plain = re.sub(pattern, " ", plain)
    folded = plain.casefold()
    for name in sorted((name for name in names if name and name.casefold() in folded), key=len, reverse=True):
        plain = re.sub(re.escape(name), " ", plain, flags=re.IGNORECASE)
    plain = _IN_CAPITALS.sub(lambda line: line[0].casefold(), plain)
    plain = _NAME.sub(" ", plain)
    return sorted({word for word in re.findall(r"[a-z]+", plain.casefold()) if word in _british()})
