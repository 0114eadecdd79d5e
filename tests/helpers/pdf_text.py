"""The text of a PDF as it is set, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf


def pages_of(pdf: Path) -> list[str]:
    """The characters of each page in the order they are set, without spaces."""
    with pikepdf.open(pdf) as document:
        return ["".join("".join(_pieces(page)).split()) for page in document.pages]


def pieces_of(pdf: Path) -> list[str]:
    """What is set at once: no piece goes on in another line."""
    with pikepdf.open(pdf) as document:
        return [piece for page in document.pages for piece in _pieces(page)]


def _pieces(page: pikepdf.Page) -> Iterator[str]:
    characters: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            characters = _characters(page.Resources.Font[str(operands[0])])
        elif str(operator) in ("Tj", "TJ"):
            strings = operands[0] if str(operator) == "TJ" else operands
            codes = b"".join(bytes(s) for s in strings if isinstance(s, pikepdf.String))
            yield "".join(characters.get(codes[n : n + 2].hex(), "") for n in range(0, len(codes), 2))


def _characters(font: pikepdf.Dictionary) -> dict[str, str]:
    """What each two-byte code of a font stands for."""
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", font.ToUnicode.read_bytes().decode("ascii"))
    return {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def heights_of(pdf: Path) -> list[list[float]]:
    """How high above the foot of its page each piece of text stands, as a share of the page's height."""
    with pikepdf.open(pdf) as document:
        return [_heights(page) for page in document.pages]


def _heights(page: pikepdf.Page) -> list[float]:
    foot, top = float(page.mediabox[1]), float(page.mediabox[3])
    here, line, kept, found = pikepdf.Matrix(), pikepdf.Matrix(), [], []
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "q":
                kept.append(here)
            case "Q":
                here = kept.pop()
            case "cm":
                here = pikepdf.Matrix(*map(float, operands)) @ here
            case "Tm":
                line = pikepdf.Matrix(*map(float, operands))
            case "Tj" | "TJ":
                found.append(((line @ here).f - foot) / (top - foot))
    return found
