"""A page of its own for each figure of a brief, small enough to stand in a frame of somebody else's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template

from gspbrief.brief.addresses import EMBEDS, PAGE
from gspbrief.brief.publication import Publication
from gspbrief.errors import RenderError
from gspbrief.language.styles import extension
from gspbrief.project.files import write_file
from gspbrief.render import Job
from gspbrief.render.overflow import whole_element
from gspbrief.render.safety import check

TEMPLATE = "embed.html"  # of the look: a page whose places are names after a dollar sign
_FIGURE = re.compile(r'<div class="exhibit exhibit-fig">')
_DIV = re.compile(r"<(/?)div\b[^>]*>")
_NAME = re.compile(r'\sid="fig-([\w-]+)"')
_CODE = re.compile(r'<details class="embed">.*?</details>\n?', re.DOTALL)
_NUMBER = re.compile(r"(<figcaption[^>]*>\s*(?:<p>)?)[^\W\d]+[\s\u00a0]\d+[.:]\s+")
_LINK = re.compile(r'<a\b([^>]*?\shref=")([^"]*)"')
_BESIDE = re.compile(r'(\sdata-chart=")')
_CAPTION = re.compile(r"<figcaption[^>]*>(.*?)</figcaption>", re.DOTALL)
_TAG = re.compile(r"<[^>]+>")
_OF_PAGE = {  # what a figure's page has in common with the page that it is from
    "lang": re.compile(r'<html lang="([^"]*)"'),
    "policy": re.compile(r"(<meta http-equiv=\"Content-Security-Policy\"[^>]*>)"),
    "assets": re.compile(r'<link rel="stylesheet" href="([^"]*)/brief\.css"'),
    "body": re.compile(r"<body([^>]*)>"),
    "title": re.compile(r'<meta property="og:title" content="([^"]*)"'),
}
_CANONICAL = re.compile(r'<link rel="canonical" href="([^"]*)"')


def write_embeds(folder: Path, publication: Publication) -> None:
    """Write a page for each figure of a brief in one language, beside its finished pages.

    Parameters
    ----------
    folder : Path
        That of the brief's first page and of those with what it had no room for.
    publication : Publication
        In the language of the brief.

    Raises
    ------
    RenderError
        If the page lacks what the figure's page has from it, or if the latter is not safe.
    """
    html = (folder / PAGE).read_text(encoding="utf-8")
    known = {name: _only(name, html) for name in _OF_PAGE}
    canonical = _CANONICAL.search(html)
    template = Template((extension() / TEMPLATE).read_text(encoding="utf-8"))
    for page in sorted(folder.glob("*.html")):
        for name, figure in _figures(page.read_text(encoding="utf-8")):
            home = f"../{page.name}#fig-{name}"
            values = {
                **known,
                "canonical": canonical[1] if canonical else f"../{PAGE}",
                "home": home,
                "caption": _plain(figure),
                "figure": _led(figure, page.name),
                "credit": _credit(publication),
            }
            target = folder / EMBEDS / f"{name}.html"
            written = template.substitute(values)
            check(written, Job(source=page, target=target, format="html"))
            write_file(target, written.encode())


def _only(name: str, html: str) -> str:
    found = _OF_PAGE[name].search(html)
    if found is None:
        todo = "Keep it in brief.html, the frame of all pages"
        raise RenderError(f"says nothing of its {name}, which its figures need", where=PAGE, todo=todo)
    return found[1]


def _figures(html: str) -> Iterator[tuple[str, str]]:
    """The figures of a page by name, each whole with its notes."""
    for opening in _FIGURE.finditer(html):
        figure = whole_element(html, opening.start(), _DIV)
        if name := _NAME.search(figure):
            yield name[1], figure


def _led(figure: str, page: str) -> str:
    """A figure one folder below its page: its links lead to where they led, out of the frame."""

    def led(link: re.Match[str]) -> str:
        target = link[2]
        if target.startswith("#"):
            target = f"../{page}{target}"
        elif not re.match(r"[a-z]+:", target):
            target = f"../{target}"
        return f'<a target="_blank" rel="noopener"{link[1]}{target}"'

    figure = _NUMBER.sub(r"\1", _CODE.sub("", figure))
    return _BESIDE.sub(r"\1../", _LINK.sub(led, figure))


def _plain(figure: str) -> str:
    """What stands above a figure, as text for the title of its page."""
    caption = _CAPTION.search(_NUMBER.sub(r"\1", figure))
    return " ".join(_TAG.sub("", caption[1] if caption else "").split())


def _credit(publication: Publication) -> str:
    """Whose figure it is and under which licence, as HTML."""
    licence = escape(publication.licence)
    if licence and publication.licence_url:
        address = escape(publication.licence_url)
        licence = f'<a target="_blank" rel="license noopener" href="{address}">{licence}</a>'
    parts = (escape(publication.series), escape(publication.publisher), licence)
    return " · ".join(dict.fromkeys(filter(None, parts)))
