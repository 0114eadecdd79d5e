"""Pages that hold what one page of a brief has no room for: an annex, the numbers, the sources.

The last sections of a page grow with the evidence. Where a page is too heavy, the heaviest of them stand on
pages of their own beside it, cut between entries or rows of tables where one page would not do.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from gspbrief.errors import RenderError
from gspbrief.project.files import write_file

if TYPE_CHECKING:
    from lxml.etree import _Element

LIMIT = 280_000  # bytes of a page; what all pages share comes on top
ROOM = 250_000  # bytes of a section on a page of its own

_BACK = re.compile(r'<section id="([\w-]+)" class="[^"]*\bback\b[^"]*"[^>]*>')
_SECTION = re.compile(r"<(/?)section\b[^>]*>")
_HEADING = re.compile(r"<h2[^>]*>.*?</h2>", re.DOTALL)
_ID = re.compile(r'\sid="([^"]*)"')
_INNER = re.compile(r'href=(\\?")#([^"\\]+)\\?"')  # in a script quotation marks are escaped
_SCRIPT = re.compile(r'(<script src="[^"]*)brief\.js("[^>]*></script>)')
_TAG = re.compile(r"<[^>]+>")
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_H1 = re.compile(r"<h1>(.*?)</h1>", re.DOTALL)
_ONE_PAGE = re.compile(
    r'<(?:meta (?:name="citation_|property="og:url)[^>]*|link rel="(?:canonical|alternate)"[^>]*)>\n'
)
_NAMED = ("sec-", "fig-", "tbl-")  # ids whose addresses readers pass on
_WHOLE = frozenset({"number", "csl-entry"})  # what is never cut, by its class
_HEADS = frozenset({"caption", "colgroup", "thead", "h2", "h3"})  # what stands in every part
_NUMBERS = "numbers-annex"


@dataclass(frozen=True)
class Words:
    """What is said of sections that have moved, in the page's language.

    Attributes
    ----------
    own_page, one_of : str
        Of a section on one page, and on one ``{n}`` of ``{all}``.
    """

    own_page: str
    one_of: str


@dataclass(frozen=True)
class _Moved:
    """A section, and its parts by the names of the pages that they stand on."""

    text: str
    pages: Mapping[str, str]


def divide(page: Path, words: Words) -> None:
    """Move the heaviest of the last sections of a page to pages of their own beside it, until it is light.

    The numbers on them can still be opened from any of the pages, and from disk: a script beside holds them.

    Parameters
    ----------
    page : Path
        A finished page; it is written anew if it was too heavy.

    Raises
    ------
    RenderError
        If a section that is to be cut is no whole element.
    """
    html = left = page.read_text(encoding="utf-8")
    moved: list[_Moved] = []
    for name, text in sorted(_back_sections(html), key=lambda section: -len(section[1])):
        if len(left.encode()) <= LIMIT:
            break
        stem = name if page.stem == "index" else f"{page.stem}-{name}"
        moved.append(_Moved(text, _pages(stem, text, page.name)))
        left = left.replace(text, _stub(moved[-1], words))
    if not moved:
        return
    homes = {place: name for one in moved for name, part in one.pages.items() for place in _ID.findall(part)}
    for one in moved:
        for name, part in one.pages.items():
            write_file(
                page.with_name(name), _led(_framed(html, one, name, page.name, words), homes, page.name)
            )
            if _NUMBERS in part:
                script = page.with_name(f"{name.removesuffix('.html')}.js")
                write_file(script, _led(_entries(part), homes, page.name, own=()))
    left = _SCRIPT.sub(r"\g<0>\n\g<1>onward.js\g<2>", left, count=1)
    write_file(page, _led(left, homes, page.name))


def _back_sections(html: str) -> Iterator[tuple[str, str]]:
    """The last sections of a page by id, each whole."""
    for opening in _BACK.finditer(html):
        yield opening[1], whole_element(html, opening.start(), _SECTION)


def whole_element(html: str, start: int, tags: re.Pattern[str]) -> str:
    """The element that begins at a place of a finished page, as it stands there.

    Parameters
    ----------
    tags : pattern
        The tags of its kind, of which those that close have a first group.

    Raises
    ------
    RenderError
        If it does not end.
    """
    depth = 0
    for tag in tags.finditer(html, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return html[start : tag.end()]
    raise RenderError(f"an element does not end: {html[start : start + 80]}")


def _pages(name: str, text: str, page: str) -> dict[str, str]:
    """A section as the pages that have room for it, by name."""
    from lxml import etree

    if len(text.encode()) <= ROOM:
        return {f"{name}.html": text}
    try:
        section = _parsed(text)
    except etree.XMLSyntaxError as error:
        raise RenderError(f"the section {name!r} cannot be cut: {error}", where=page) from error
    texts = [etree.tostring(part, encoding="unicode", method="html") for part in _cut(section, ROOM, ROOM)]
    return {f"{name}.html" if n == 1 else f"{name}.{n}.html": part for n, part in enumerate(texts, start=1)}


def _cut(element: _Element, room: int, left: int) -> list[_Element]:
    """An element as several of its kind, each as small as asked where it can be cut; the first has its id.

    What fits into the room of a page stays whole; of what does not, the first part fits into what is left.
    """
    if _weight(element) <= room or _WHOLE.intersection(element.get("class", "").split()):
        return [element]
    head = [child for child in element if child.tag in _HEADS]
    parts = [_shell(element, head)]
    frame = _weight(parts[0])
    left -= frame
    for child in [child for child in element if child.tag not in _HEADS]:
        for piece in _cut(child, room - frame, left):
            if _weight(piece) > left and len(parts[-1]) > len(head):
                parts.append(_shell(element, head, again=True))
                left = room - frame
            left -= _weight(piece)
            parts[-1].append(piece)
    return parts


def _shell(element: _Element, head: Sequence[_Element], *, again: bool = False) -> _Element:
    """An element without what fills it; one that goes on has no id, nor has its heading."""
    from lxml import etree

    shell = etree.Element(element.tag, dict(element.attrib), nsmap=element.nsmap)
    shell.tail = "\n"
    for one in head:
        shell.append(deepcopy(one))
    for one in shell.iter() if again else ():
        one.attrib.pop("id", None)
    return shell


def _parsed(text: str) -> _Element:
    from lxml import etree

    return etree.fromstring(text.replace("&nbsp;", "\u00a0"))


def _weight(element: _Element) -> int:
    from lxml import etree

    return len(etree.tostring(element, encoding="utf-8"))


def _stub(moved: _Moved, words: Words) -> str:
    """What stands in place of a section: its heading, where it is, and marks that lead old addresses on."""
    opening, heading = moved.text[: moved.text.index(">") + 1], _HEADING.search(moved.text)
    items = []
    for link, part in zip(_links(moved.pages, words), moved.pages.values(), strict=True):
        marks = (f'<span id="{name}"></span>' for name in _ID.findall(part) if name.startswith(_NAMED))
        items.append(f'<li data-onward="">{link}{"".join(marks)}</li>')
    listed = "\n".join(items)
    return f"{opening}\n{heading[0] if heading else ''}\n<ul>\n{listed}\n</ul>\n</section>"


def _links(pages: Iterable[str], words: Words) -> list[str]:
    names = list(pages)
    several = [words.one_of.format(n=n, all=len(names)) for n in range(1, len(names) + 1)]
    texts = several if len(names) > 1 else [words.own_page]
    return [f'<a href="{name}">{escape(text)}</a>' for name, text in zip(names, texts, strict=True)]


def _framed(html: str, moved: _Moved, name: str, page: str, words: Words) -> str:
    """A part of a section in the frame of the page that it is from, to which its title leads."""
    start, end = (
        html.index("</header>", html.index("<article>")) + len("</header>"),
        html.rindex("</article>"),
    )
    before, part = _ONE_PAGE.sub("", html[:start]), moved.pages[name]
    others = [
        link for other, link in zip(moved.pages, _links(moved.pages, words), strict=True) if other != name
    ]
    nav = f"<p>{' · '.join(others)}</p>\n" if others else ""
    heading = _TAG.sub("", (_HEADING.search(moved.text) or [""])[0]).strip()
    before = _TITLE.sub(lambda title: f"<title>{heading} · {title[1]}</title>", before, count=1)
    before = _H1.sub(lambda title: f'<h1><a href="{page}">{title[1]}</a></h1>', before, count=1)
    return f"{before}\n{nav}{part}\n{html[end:]}"


def _led(html: str, homes: Mapping[str, str], page: str, own: Iterable[str] | None = None) -> bytes:
    """A page whose links to what stands on others lead there; what has not moved is on the first."""
    here = frozenset(_ID.findall(html) if own is None else own)

    def led(link: re.Match[str]) -> str:
        place = link[2]
        return link[0] if place in here else f"href={link[1]}{homes.get(place, page)}#{place}{link[1]}"

    return _INNER.sub(led, html).encode()


def _entries(part: str) -> str:
    """The entries of numbers as a script, which a page may load from disk where it may read nothing else."""
    from lxml import etree

    known = {
        str(entry.get("id")): etree.tostring(entry, encoding="unicode", method="html", with_tail=False)
        for entry in _parsed(part).iter("div")
        if entry.get("class") == "number"
    }
    return f"gspbriefNumbers({json.dumps(known, ensure_ascii=False)});\n"
