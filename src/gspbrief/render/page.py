"""The last step to one HTML page: figures drawn in it, links that lead somewhere, nothing from elsewhere."""

from __future__ import annotations

import re
from html import escape, unescape
from pathlib import Path

from gspbrief.render import Job
from gspbrief.render.safety import check

_IMAGE = re.compile(r"<img\b[^>]*>", re.DOTALL)
_ATTRIBUTE = re.compile(r'([\w:-]+)\s*=\s*"([^"]*)"')
_INNER_ROLES = re.compile(r'\s(?:role|aria-[a-z]+)="[^"]*"')
_DESCRIBED = re.compile(r"(<desc[^>]*>)[^<]*(</desc>)")  # of two drawings of one chart, one tells its data
_PROLOGUE = re.compile(r"<\?xml.*?\?>|<!DOCTYPE.*?>|<!--.*?-->", re.DOTALL)
_CITES = re.compile(r' data-cites="[^"]*"')  # Pandoc's note to itself of what a citation cites
_FOR_VEGA = re.compile(
    r'<path class="(?:back|fore)ground" d="(?:M0,0h0v0h0Z)?"[^>]*/>'
    r'| (?:class="mark-[^"]*"|pointer-events="none"|opacity="1"|xmlns(?::xlink)?="[^"]*"|version="1.1")'
)
_FONT = re.compile(r' font-family="[^"]*"')
_PLACE = re.compile(r' (?:transform="translate|d="|[xy][12]?="|points="|width="|height=")[^"]*"')
_LONG = re.compile(r"-?\d+\.\d{3,}(?!\d*e)")


def finish(html: str, job: Job) -> str:
    """Draw the brief's SVG figures inside the page and check its links.

    The text of a chart uses the page's fonts only if the drawing is part of the page: an `<img>` cannot reach
    them.

    Raises
    ------
    RenderError
        If a figure is missing or has no alternative text, or if `check` refuses the page.
    """
    html = _IMAGE.sub(lambda match: _draw(match.group(), job), html)
    check(html, job)
    return _CITES.sub("", html).replace(' style="text-align: right;"', ' class="count"')


def _draw(tag: str, job: Job) -> str:
    attributes = {key: unescape(value) for key, value in _ATTRIBUTE.findall(tag)}
    source = attributes.get("src", "")
    alt = attributes.get("alt", "")
    if not alt:
        raise job.failure(f"the image {source} has no alternative text", "Give it fig-alt in the template")
    elsewhere = (
        "://" in source or attributes.get("loading") == "lazy"
    )  # another brief's, read when it is seen
    if not source.endswith(".svg") or elsewhere or attributes.get("class") == "logo":
        return tag
    file = job.source.parent / source
    if not file.is_file():
        raise job.failure(f"the figure {source} does not exist", "Run the notebook that draws it")
    wide = as_inline(file.read_text(encoding="utf-8"), file.stem, alt)
    other = file.with_suffix(".narrow.svg")
    if not other.is_file():
        return wide
    narrow = as_inline(_DESCRIBED.sub(r"\1\2", other.read_text(encoding="utf-8")), f"{file.stem}-narrow", alt)
    return _chart(wide, narrow, job.source.parent, f"data/{file.stem}.chart.js")


def _chart(wide: str, narrow: str, folder: Path, script: str) -> str:
    """A chart that is there twice, for wide and for narrow screens, of which one is shown at a time.

    The script that draws it anew for pointers goes by its address and name.
    """
    name = Path(script).name.removesuffix(".chart.js")
    live = f' data-chart="{script}" data-name="{name}"' if (folder / script).is_file() else ""
    drawings = f'<span class="wide">{wide}</span><span class="narrow">{narrow}</span>'
    return f'<span class="chart"{live}>{drawings}</span>'


def as_inline(svg: str, stem: str, alt: str) -> str:
    """A drawing as part of a page: one image with a name, and identifiers that begin with `stem`."""
    svg = _PROLOGUE.sub("", svg).strip()
    svg = _prefix_ids(svg, f"{stem}-")
    head, rest = svg.split(">", 1)
    head = re.sub(r'\s(?:role|aria-label|aria-labelledby|aria-describedby|focusable)="[^"]*"', "", head)
    rest = _INNER_ROLES.sub(
        "", _without_title(rest)
    )  # an image is one thing: roles inside it would be unnamed
    return _lean(f'{head} role="img" aria-label="{escape(alt)}" focusable="false">{rest}')


def _lean(svg: str) -> str:
    """Leave out what is said only to Vega, and less than a hundredth of a pixel; say a shared font once."""
    svg = _PLACE.sub(lambda place: _LONG.sub(_rounded, place[0]), _FOR_VEGA.sub("", svg))
    fonts = set(_FONT.findall(svg))
    return svg if len(fonts) != 1 else _FONT.sub("", svg).replace("<svg", f"<svg{fonts.pop()}", 1)


def _rounded(number: re.Match[str]) -> str:
    return f"{round(float(number[0]), 2) + 0:.12g}"  # never "-0"


def _without_title(svg: str) -> str:
    """Drop the drawing's own title: beside the label it would be read twice, and shown as a tooltip."""
    return re.sub(r"<title[^>]*>.*?</title>", "", svg, count=1, flags=re.DOTALL)


def _prefix_ids(svg: str, prefix: str) -> str:
    """Make the drawing's identifiers its own: two charts in one page both have a `clip0`."""
    ids = set(re.findall(r'\sid="([^"]+)"', svg))
    if not ids:
        return svg
    names = "|".join(re.escape(name) for name in sorted(ids, key=len, reverse=True))
    svg = re.sub(rf'(\sid=")({names})"', rf'\1{prefix}\2"', svg)
    svg = re.sub(rf"url\((['\"]?)#({names})\1\)", rf"url(\1#{prefix}\2\1)", svg)
    return re.sub(rf'(href=")#({names})"', rf'\1#{prefix}\2"', svg)
