"""Letters: which of them the house typefaces have, and which are none that a text can hold."""

from __future__ import annotations

import importlib.util
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

# A chart has this typeface alone; in print it serves where the other one lacks a letter.
SANS = "fontpkg_source_sans_3"
_UPRIGHT, _ITALIC = "SourceSans3[wght].ttf", "SourceSans3-Italic[wght].ttf"

# Latin with Vietnamese and letters of the Pacific, Cyrillic, punctuation, currency, arrows, comparisons.
WEB = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x218, 0x21B),
    (0x2BB, 0x2BC), (0x2C6, 0x2DD), (0x300, 0x304), (0x306, 0x309), (0x323, 0x323), (0x400, 0x45F),
    (0x490, 0x493), (0x4D8, 0x4D9), (0x4E8, 0x4E9), (0x1EA0, 0x1EF9), (0x2000, 0x2053), (0x2070, 0x2094),
    (0x20A0, 0x20BF), (0x2113, 0x2122), (0x2190, 0x2199), (0x2202, 0x2265), (0x25A0, 0x25CF),
    (0xFB00, 0xFB04),
)  # fmt: skip
# In print there is no fallback font to lean on, so all of Latin, Greek and Cyrillic: any name, any formula.
PRINT = (*WEB, (0x180, 0x2FF), (0x300, 0x36F), (0x370, 0x52F), (0x1E00, 0x1EFF), (0x2150, 0x215F))

# Letters of European languages, dashes and quotation marks, which the house typefaces have: most texts hold
# no others, and the fonts need not be opened for them.
COMMON = frozenset((*range(0xA1, 0x180), *range(0x2010, 0x201F), 0x2026))

_SPACES = "\n\t"
_JOINERS = range(0x200B, 0x2010)  # without width: joiners, and marks of direction that end with their letter
_DIRECTIONS = frozenset((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))  # turn round all that follows
_FORBIDDEN = {
    "Cc": "a control character",
    "Cs": "half of a character",
    "Co": "a character of nobody's",
    "Cn": "no character",
}


@cache
def printable() -> frozenset[int]:
    """The characters that can be drawn and printed: the sans serif has them, and they are cut from it."""
    from fontTools.ttLib import TTFont

    held = [frozenset(number for low, high in PRINT for number in range(low, high + 1))]
    found = importlib.util.find_spec(SANS)
    for name in (_UPRIGHT, _ITALIC) if found and found.origin else ():  # who cuts fonts says if it is missing
        with TTFont(Path(str(found and found.origin)).parent / "files" / name, lazy=True) as font:
            held.append(frozenset(font.getBestCmap()))
    return frozenset.intersection(*held)


def strange(text: str, *, breaks: bool = True) -> Iterator[tuple[str, str]]:
    """The characters of a text that no page can show, each once, with what is wrong with it.

    Parameters
    ----------
    breaks : bool
        Whether the text may hold tabs and ends of lines.
    """
    if text.isascii() and text.isprintable():
        return
    for letter in dict.fromkeys(unicodedata.normalize("NFC", text)):
        number = ord(letter)
        if 0x20 <= number < 0x7F or (breaks and letter in _SPACES):
            continue
        if kind := _FORBIDDEN.get(unicodedata.category(letter)):
            yield _named(letter), kind
        elif number in _DIRECTIONS:
            yield _named(letter), "turns round the direction of what follows"
        elif number in (0x2028, 0x2029, 0xFEFF):
            yield _named(letter), "a mark of text that is none in a cell"
        elif number not in COMMON and number not in _JOINERS and number not in printable():
            yield _named(letter), "is in no house typeface and would be drawn as a box"


def _named(letter: str) -> str:
    shown = f"{letter!r} " if letter.isprintable() else ""
    return f"{shown}(U+{ord(letter):04X}{', ' + name if (name := unicodedata.name(letter, '')) else ''})"
