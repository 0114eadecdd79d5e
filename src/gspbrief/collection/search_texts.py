"""The texts that a reader searches: the sections of published pages, and what each partnership is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gspbrief.collection.listing import Listing
from gspbrief.collection.sectors import OTHER, covered, group_of
from gspbrief.language.formats import Format

# What is no text of a section: drawings, what scripts read, ways to elsewhere, the data behind a chart, and
# what stands behind the text: notes, numbers, sources.
_CLASSES = ("back", "data-link", "permalink", "header-section-number", "footnote-ref")
_LEFT_OUT = "|".join(
    [
        *(f".//{tag}" for tag in ("svg", "script", "math", "details")),
        *(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in _CLASSES),
    ]
)
_TEXTS = ".//section[@id] | ./div[contains(concat(' ', @class, ' '), ' front ')]"
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Searched:
    """One section of a page, without those inside it.

    Attributes
    ----------
    anchor : str
        Its id in the page; empty for what stands above the first heading.
    heading, text : str
        Plain text.
    """

    anchor: str
    heading: str
    text: str


def searched(page: bytes) -> list[Searched]:
    """The sections of a page that hold text, in their order.

    >>> searched(b'<article><section id="a"><h2>One</h2> <p>Two <b>three</b></p></section></article>')
    [Searched(anchor='a', heading='One', text='Two three')]
    """
    from lxml import html

    found = []
    for article in html.fromstring(page).xpath("//article"):
        for part in article.xpath(_LEFT_OUT):
            part.drop_tree()
        for section in reversed(article.xpath(_TEXTS)):  # from the inside out
            heading = ""
            for head in section.xpath("./h2 | ./h3 | ./h4"):
                heading = _plain(head.text_content())
                head.drop_tree()
            text = _plain(section.text_content())
            section.drop_tree()
            if text:
                found.append(Searched(section.get("id", ""), heading, text))
    return found[::-1]


def in_words(entry: Listing, form: Format) -> str:
    """What a partnership is, in words that its own text need not hold: countries, sectors and their group."""
    here = entry.partnership
    ways = [form.countries(codes) for codes in (here.origins, here.destinations) if codes]
    sectors = [form.word("sector", code) for code in covered(here.sector)] if here.sector else []
    group = group_of(here.sector)
    return form.series(
        filter(None, [" → ".join(ways), *sectors, form.word("sector_group", group) if group != OTHER else ""])
    )


def _plain(text: str) -> str:
    return _SPACES.sub(" ", text).strip()
