"""Charts as SVG: the same bytes for the same chart, with a name and a description for screen readers."""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from html import escape
from pathlib import Path

from gspbrief.errors import RenderError
from gspbrief.exhibits.exhibit import Exhibit, resolve
from gspbrief.exhibits.screen_charts import narrowed, widened
from gspbrief.language.style import Style

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
        Folder of the static house fonts.

    Raises
    ------
    RenderError
        If Vega-Lite refuses the chart or warns, or the chart asks for a font or data that are not at hand.
    """
    chart = {name: part for name, part in spec.items() if name != "$schema"}
    text = json.dumps(chart, sort_keys=True, ensure_ascii=False, allow_nan=False)
    todo = "Correct the exhibit, its fonts or its data"
    try:
        svg, warnings = _drawn(text, str(fonts))
    except (ValueError, PermissionError) as error:
        _, _, cause = str(error).partition("\n")  # the first line says that a conversion failed
        refusal = f"Vega-Lite refuses the chart: {cause.splitlines()[0] if cause else error}"
        raise RenderError(refusal, where=title, todo=todo) from error
    if warnings:
        raise RenderError(f"Vega-Lite warns of the chart: {'; '.join(warnings)}", where=title, todo=todo)
    return _named(svg, title, description)


def chart_drawer(lang: str, style: Style, fonts: Path) -> Draw:
    """What draws the exhibits of one brief, for the page or for a narrow screen."""

    def draw(exhibit: Exhibit, title: str, description: str, narrow: bool) -> str:
        chart = resolve(exhibit, lang, style)
        return render_svg(narrowed(chart) if narrow else widened(chart), title, description, fonts)

    return draw


@lru_cache(maxsize=32)  # a notebook shows what its brief shows
def _drawn(chart: str, fonts: str) -> tuple[str, tuple[str, ...]]:
    """A chart as SVG, and what Vega-Lite warned of."""
    import vl_convert

    _register(fonts)
    warnings = _heard().warnings
    warnings.clear()
    return vl_convert.vegalite_to_svg(chart, vl_version=VEGA_LITE), tuple(warnings)


@cache
def _register(fonts: str) -> None:
    import vl_convert

    vl_convert.register_font_directory(fonts)


class _Heard(logging.Handler):
    """Keeps what Vega-Lite warns of, in place of printing it."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.warnings: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.warnings.append(record.getMessage())


@cache
def _heard() -> _Heard:
    """Have charts drawn from nothing but what they hold, in no font but what is registered, and listen."""
    import vl_convert

    vl_convert.configure(base_url=False, allowed_base_urls=[], missing_fonts="error")
    heard, logger = _Heard(), logging.getLogger("vl_convert")
    logger.addHandler(heard)
    logger.propagate = False
    return heard


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
