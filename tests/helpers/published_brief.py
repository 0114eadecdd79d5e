"""One published brief or fact sheet as a test reads it: its page, its PDF, its results."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import pikepdf
from lxml import html

from pdf_text import pages_of
from published_sites import A_SHEET


@cache
def _printed(pdf: Path) -> tuple[str, ...]:
    return tuple(pages_of(pdf))


@dataclass(frozen=True)
class Brief:
    """One published text: its page, its PDF, its results.

    Attributes
    ----------
    site : Path
        The published site.
    """

    site: Path
    id: str
    style: str
    lang: str

    @property
    def folder(self) -> Path:
        """The folder of the page."""
        return self.site / self.id / ("" if self.lang == "en" else self.lang)

    @property
    def pdf(self) -> Path:
        """The printed form."""
        suffix = "" if self.lang == "en" else f".{self.lang}"
        return self.site / self.id / f"{self.id}{suffix}.pdf"

    @cached_property
    def tree(self) -> Any:
        """The page."""
        return html.parse(str(self.folder / "index.html")).getroot()

    @property
    def printed(self) -> tuple[str, ...]:
        """The characters of each printed page, without spaces."""
        return _printed(self.pdf)

    @cached_property
    def results(self) -> dict[str, Any]:
        """Its findings by id."""
        listed = json.loads((self.site / self.id / "results.json").read_text(encoding="utf-8"))
        return {finding["id"]: finding for finding in listed}

    @property
    def is_sheet(self) -> bool:
        """Whether it is a fact sheet."""
        return self.id == A_SHEET

    def all(self, path: str) -> list[Any]:
        """What an XPath finds in the page."""
        return list(self.tree.xpath(path))

    def one(self, path: str) -> Any:
        """The only thing that an XPath finds in the page."""
        (found,) = self.all(path)
        return found

    def by_id(self, name: str) -> Any:
        """The element of this id."""
        return self.one(f"//*[@id='{name}']")

    @property
    def sections(self) -> list[str]:
        """The headings of the sections of the text, in order, without those of the back matter."""
        return [text(h) for h in self.all("//article/section[not(contains(@class, 'back'))]/h2")]

    def says_in_print(self, *texts: str, pages: slice = slice(None)) -> bool:
        """Whether some printed pages hold all these texts, whatever their spaces and capitals."""
        shown = squeezed("".join(self.printed[pages]))
        return all(squeezed(wanted) in shown for wanted in texts)


def squeezed(words: str) -> str:
    return re.sub(r"[\s\xad]+", "", words).replace("\u2011", "-").casefold()


def text(element: Any) -> str:
    """The text of an element in one line, with ordinary spaces and without its notes' marks."""
    copy = html.fromstring(html.tostring(element, with_tail=False, encoding="unicode"))
    for mark in copy.xpath(".//a[@role='doc-noteref']"):
        mark.drop_tree()
    return " ".join(copy.text_content().split())


def structure(element: Any) -> list[Any]:
    """An element of a tagged PDF's structure and all below it, from the outside inwards."""
    children = element.get("/K", [])
    found = [] if element.get("/S") is None else [element]
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and child.get("/S") is not None:
            found += structure(child)
    return found
