"""A finished page as a browser reads it: links that lead somewhere, nothing that loads or runs unasked."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gspbrief.render import Job

if TYPE_CHECKING:
    from lxml.html import HtmlElement

LINKED = frozenset({"http", "https", "mailto"})  # where links may lead, besides what stands beside the page

_LOADING = frozenset({
    "src", "srcset", "imagesrcset", "poster", "background", "data", "manifest", "archive", "codebase",
    "classid", "action", "formaction", "ping", "longdesc", "dynsrc", "lowsrc", "usemap", "profile",
})  # fmt: skip
_STYLED = frozenset({
    "style", "fill", "stroke", "filter", "clip-path", "mask", "mask-image", "cursor", "marker-start",
    "marker-mid", "marker-end",
})  # fmt: skip
_FORBIDDEN = frozenset({
    "base", "iframe", "frame", "frameset", "object", "embed", "applet", "portal", "fencedframe",
    "foreignobject", "animate", "set", "animatetransform", "animatemotion", "handler", "listener",
})  # fmt: skip
_TOLD = frozenset({"canonical", "alternate", "author", "license", "next", "prev"})  # these load nothing
_DATA_SCRIPTS = frozenset({"application/json", "application/ld+json"})
_IN_CSS = re.compile(r"url\(\s*[\"']?([^\"')]*)|@import|image-set\(|\\", re.IGNORECASE)
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]+")  # browsers leave them out of an address


def check(html: str, job: Job) -> None:
    """Refuse a page that is not whole or not safe.

    Raises
    ------
    RenderError
        If an id occurs twice, a link leads to nothing in the page or to an address that is neither web, mail
        nor relative, if the page would load anything from elsewhere, or run what does not lie beside it.
    """
    from lxml.html import HTMLParser, document_fromstring

    page = document_fromstring(html, HTMLParser(encoding="utf-8", huge_tree=True))
    ids, inner, wrong = Counter[str](), set[str](), set[str]()
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        wrong.update(_faults(element))
        if name := element.get("id"):
            ids[name] += 1
        if element.tag == "a" and (link := element.get("href", ""))[:1] == "#":
            inner.add(link[1:])
    if twice := sorted(name for name, count in ids.items() if count > 1):
        raise job.failure(f"these identifiers occur twice: {', '.join(twice)}", "Name each element once")
    if dangling := sorted(inner - set(ids) - {""}):
        raise job.failure(
            f"links lead nowhere: {', '.join('#' + name for name in dangling)}", "Correct the template"
        )
    if wrong:
        raise job.failure(f"the page {'; '.join(sorted(wrong))}", "Keep files in the site and text as text")


def is_linked(address: str) -> bool:
    """Whether a link may lead to an address: web, mail or relative, whatever blanks are hidden in it."""
    plain = _BLANKS.sub("", address)
    try:
        return urlsplit(plain).scheme in LINKED or not re.match(r"[^/?#]*:", plain)
    except ValueError:
        return False


def _faults(element: HtmlElement) -> Iterator[str]:
    """What an element would load from elsewhere, run or lead to, in words."""
    tag = str(element.tag).rpartition(":")[2]
    if tag in _FORBIDDEN:
        yield f"holds <{tag}>"
    if tag == "script" and not element.get("src") and element.get("type") not in _DATA_SCRIPTS:
        yield "runs a script that stands in it"
    if tag == "meta" and (element.get("http-equiv") or "").strip().lower() == "refresh":
        yield "leads away by itself"
    if tag == "style" and (found := _foreign_in_css(element.text or "")):
        yield f"loads from elsewhere: {found}"
    for name, value in element.items():
        name = name.lower().rpartition(":")[2]
        if name.startswith("on"):
            yield f"runs a script in {name} of <{tag}>"
        elif name == "href":
            yield from _faults_of_href(element, tag, value)
        elif name == "srcdoc":
            yield "holds a page within it"
        elif name in _LOADING and (found := _foreign(name, value)):
            yield f"loads from elsewhere: {found}"
        if name in _STYLED and "(" in value and (found := _foreign_in_css(value)):
            yield f"loads from elsewhere: {found}"


def _faults_of_href(element: HtmlElement, tag: str, address: str) -> Iterator[str]:
    if tag in ("a", "area"):
        if not is_linked(address):
            yield f"links to {address}"
    elif tag == "link" and _TOLD.issuperset((element.get("rel") or "").lower().split()):
        return
    elif not _is_local(address):
        yield f"loads from elsewhere: {address}"


def _foreign(name: str, value: str) -> str:
    """The first address in an attribute that is not beside the page."""
    parts = re.split(r"[\s,]+", value) if name.endswith("srcset") else [value]
    foreign = (part for part in parts if not _is_local(part))
    return next((part for part in foreign if name != "src" or not _is_picture(part)), "")


def _foreign_in_css(text: str) -> str:
    """The first address in a style that is not beside the page, or what could hide one."""
    for found in _IN_CSS.finditer(text):
        address = found[1]
        if address is None or not (_is_local(address) or _is_picture(address)):
            return str(address or found[0])
    return ""


def _is_local(address: str) -> bool:
    """Whether an address names what stands beside the page, or in it."""
    plain = _BLANKS.sub("", address).replace("\\", "/")
    return not re.match(r"[^/?#]*:|//", plain)


def _is_picture(address: str) -> bool:
    return address.startswith("data:image/")
