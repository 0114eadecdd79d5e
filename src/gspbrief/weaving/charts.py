"""Charts as SVG: the same bytes for the same chart, with a name and a description for screen readers."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import cast

from gspbrief.drawing.drawings import FONT
from gspbrief.drawing.narrow_charts import narrowed
from gspbrief.errors import RenderError
from gspbrief.exhibits import Exhibit, resolve
from gspbrief.fonts import MEASURING
from gspbrief.formats import Style

VEGA_LITE = "6.1"
Draw = Callable[[Exhibit, str, str, bool], str]
"""From an exhibit, its title, its description and whether it is for a narrow screen to its SVG."""
_OPENING = re.compile(r"<svg\b[^>]*>")


def render_svg(spec: Mapping[str, object], title: str, description: str, fonts: Path) -> str:
    """A Vega-Lite chart as SVG with ``role="img"``, a title and a description.

    Parameters
    ----------
    spec : mapping
        The chart with its data and texts.
    title, description : str
        What the chart says in a sentence, and its data in words.
    fonts : Path
        Folder of the static house fonts; text in a font that is not registered would vanish.

    Raises
    ------
    RenderError
        If Vega-Lite refuses the chart, or a chart with text comes out without any.
    """
    chart = {name: part for name, part in spec.items() if name != "$schema"}
    chart["config"] = {**cast("Mapping[str, object]", spec.get("config", {})), "font": MEASURING.family}
    text = json.dumps(chart, sort_keys=True, ensure_ascii=False, allow_nan=False)
    try:
        svg = _drawn(text, str(fonts))
    except ValueError as error:
        raise RenderError(
            f"Vega-Lite refuses the chart: {str(error).splitlines()[0]}", where=title
        ) from error
    if "<text" not in svg and re.search(r'"(title|text)":', text):
        raise RenderError("the chart came out without its text", where=title, todo="Check the fonts")
    drawn = svg.replace(f'font-family="{MEASURING.family}"', f'font-family="{FONT}"')
    return _named(drawn, title, description)


def artist(lang: str, style: Style, fonts: Path) -> Draw:
    """What draws the exhibits of one brief, for the page or for a narrow screen."""

    def draw(exhibit: Exhibit, title: str, description: str, narrow: bool) -> str:
        chart = resolve(exhibit, lang, style)
        return render_svg(narrowed(chart) if narrow else chart, title, description, fonts)

    return draw


@lru_cache(maxsize=32)  # a notebook shows what its brief shows
def _drawn(chart: str, fonts: str) -> str:
    import vl_convert

    _register(fonts)
    return vl_convert.vegalite_to_svg(chart, vl_version=VEGA_LITE)


@cache
def _register(fonts: str) -> None:
    import vl_convert

    vl_convert.register_font_directory(fonts)


def _named(svg: str, title: str, description: str) -> str:
    """The SVG with an accessible name; ids come from the content, so that two charts share a page."""
    mark = hashlib.sha256(f"{title}\n{description}\n{svg}".encode()).hexdigest()[:10]
    opening = _OPENING.search(svg)
    if opening is None:
        raise RenderError("Vega-Lite wrote no SVG", where=title)
    tag = re.sub(r'\s(role|aria-[a-z]+)="[^"]*"', "", opening[0])
    named = f'{tag[:-1]} role="img" aria-labelledby="t{mark} d{mark}">'
    head = f'<title id="t{mark}">{escape(title)}</title><desc id="d{mark}">{escape(description)}</desc>'
    return svg[: opening.start()] + named + head + svg[opening.end() :]
