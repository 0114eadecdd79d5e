"""The text of a PDF as it is set, page by page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf


def pages_of(pdf: Path) -> list[str]:
    """The characters of each page in the order they are set, without spaces."""
    with pikepdf.open(pdf) as document:
        return ["".join("".join(_pieces(page)).split()) for page in document.pages]


def first_page_of(pdf: Path) -> str:
    """The characters of page one alone, which are read much sooner than those of all."""
    with pikepdf.open(pdf) as document:
        return "".join("".join(_pieces(document.pages[0])).split())


def pieces_of(pdf: Path) -> list[str]:
    """What is set at once: no piece goes on in another line."""
    with pikepdf.open(pdf) as document:
        return [piece for page in document.pages for piece in _pieces(page)]


def _pieces(page: pikepdf.Page) -> Iterator[str]:
    return (piece for operator, piece in _operations(page) if operator in ("Tj", "TJ"))


def _operations(page: pikepdf.Page) -> Iterator[tuple[str, Any]]:
    """What sets text, each with its characters, and what marks it, with its properties."""
    characters: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                characters = _characters(page.Resources.Font[str(operands[0])])
            case "Tj" | "TJ" as shown:
                strings = operands[0] if shown == "TJ" else operands
                codes = b"".join(bytes(s) for s in strings if isinstance(s, pikepdf.String))
                text = "".join(characters.get(codes[n : n + 2].hex(), "") for n in range(0, len(codes), 2))
                yield shown, text
            case "BDC" | "BMC" | "EMC" as mark:
                yield mark, operands[-1] if operands else None


def _characters(font: pikepdf.Dictionary) -> dict[str, str]:
    """What each two-byte code of a font stands for."""
    pairs = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", font.ToUnicode.read_bytes().decode("ascii"))
    return {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in pairs}


def links_of(pdf: Path) -> list[tuple[str, str]]:
    """Each tagged link in the order of reading: where it leads, and its characters without spaces."""
    with pikepdf.open(pdf) as document:
        texts = {page.obj.objgen: _marked(page) for page in document.pages}
        return [
            (_destination(link), "".join("".join(_set_in(link, texts, None)).split()))
            for link in _elements(document.Root.StructTreeRoot, "/Link")
        ]


def _marked(page: pikepdf.Page) -> dict[int, str]:
    """The characters of a page by the mark that ties them to the tags."""
    found: dict[int, str] = {}
    marks: list[int] = []
    for operator, piece in _operations(page):
        if operator == "BDC":
            marks.append(int(piece.get("/MCID", -1)) if isinstance(piece, pikepdf.Dictionary) else -1)
        elif operator == "BMC":
            marks.append(-1)
        elif operator == "EMC":
            marks.pop()
        elif (mark := next((one for one in reversed(marks) if one >= 0), None)) is not None:
            found[mark] = found.get(mark, "") + piece
    return found


def _elements(parent: pikepdf.Object, kind: str) -> Iterator[pikepdf.Object]:
    for element in _children(parent):
        if isinstance(element, pikepdf.Dictionary) and "/S" in element:
            if str(element.S) == kind:
                yield element
            else:
                yield from _elements(element, kind)


def _children(parent: pikepdf.Object) -> list[pikepdf.Object]:
    children = parent.get("/K", [])
    return list(children) if isinstance(children, pikepdf.Array) else [children]


def _destination(link: pikepdf.Object) -> str:
    for child in _children(link):
        if isinstance(child, pikepdf.Dictionary) and "/Obj" in child and "/Dest" in child.Obj:
            return repr(child.Obj.Dest)
    return ""


def _set_in(
    element: pikepdf.Object, texts: dict[tuple[int, int], dict[int, str]], page: pikepdf.Object | None
) -> Iterator[str]:
    page = element.get("/Pg", page)
    for child in _children(element):
        if isinstance(child, int):
            yield texts[page.objgen].get(child, "")
        elif "/MCID" in child:
            yield texts[child.get("/Pg", page).objgen].get(int(child.MCID), "")
        elif "/S" in child:
            yield from _set_in(child, texts, page)


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
