"""Rendering a woven brief: one small protocol, two renderers.

A woven brief is a folder with `index.qmd` (standard Quarto Markdown), its bibliography and its figures. Both
renderers read the same file and use the same house style, which lives in `_extensions/gspbrief`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from gspbrief.errors import ArgumentError, RenderError
from gspbrief.language import styles
from gspbrief.language.style import Style
from gspbrief.language.styles import extension
from gspbrief.project.files import whole_file
from gspbrief.render import vega_bundle

OutputFormat = Literal["html", "pdf", "docx"]
Choice = Literal["auto", "quarto", "embedded"]

VEGA = "vega.js"  # among the assets


@dataclass(frozen=True)
class Job:
    """One page to render.

    Attributes
    ----------
    source : Path
        A page of a woven brief: `index.qmd`, or `press.qmd`.
    target : Path
        The file to write; it is replaced whole or left as it is.
    format : {"html", "pdf", "docx"}
        What to write.
    """

    source: Path
    target: Path
    format: OutputFormat

    @property
    def brief(self) -> str:
        """Identifier and language of the brief, `aptc/en`, from the folders it lies in."""
        folder = self.source.parent
        return f"{folder.parent.name}/{folder.name}"

    def failure(self, cause: str, todo: str = "") -> RenderError:
        """Return the error that names brief, format and cause."""
        return RenderError(cause, where=f"brief {self.brief}, {self.format}", todo=todo)


class Renderer(Protocol):
    """Turns a woven brief into a page.

    A renderer may keep processes running between jobs; it serves one thread at a time.
    """

    @property
    def name(self) -> str:
        """`quarto` or `embedded`."""

    @property
    def version(self) -> str:
        """Versions of the engines, as they enter the build's keys."""

    def render(self, job: Job) -> None:
        """Write `job.target`; raise `RenderError` and leave the target untouched if that fails."""

    def close(self) -> None:
        """End what the renderer keeps running."""


@dataclass(frozen=True)
class PageMetadata:
    """What the renderers need to know of a woven brief before they render it.

    Attributes
    ----------
    title, subtitle : str
        Its titles.
    date : date
        The date that the brief carries; the clock is never asked.
    site_root : str
        Relative path from the brief's page to the root of the site, with a final slash.
    style : Style
        Its house style.
    """

    title: str
    subtitle: str
    date: date
    site_root: str
    style: Style


def front_matter(job: Job) -> PageMetadata:
    """Read the front matter of the job's source, or raise `RenderError` that says what is wrong with it."""
    import yaml

    if not job.source.is_file():
        raise job.failure(f"{job.source.name} does not exist", "Weave the brief first")
    parts = job.source.read_text(encoding="utf-8").split("\n---", 1)
    try:
        values = yaml.load(parts[0].removeprefix("---"), Loader=yaml.CSafeLoader)
    except yaml.YAMLError as error:
        raise job.failure(
            f"the front matter is not YAML: {error}", "Correct the template's front matter"
        ) from error
    if not isinstance(values, dict) or not isinstance(values.get("date"), date):
        raise job.failure("the front matter has no date of the form YYYY-MM-DD", "Give the brief a date")
    house = values.get("gspbrief") or {}
    try:
        style = styles.find(str(house.get("style") or ""))
    except ArgumentError as error:
        raise job.failure(error.what, error.todo) from error
    title, subtitle = (str(values.get(name) or "") for name in ("title", "subtitle"))
    return PageMetadata(title, subtitle, values["date"], str(house.get("site-root", "../")), style)


def write_assets(site: Path, *, cache: Path | None = None) -> None:
    """Write `assets/` of the site: the style sheet with the values of every style, scripts, Vega and fonts.

    Parameters
    ----------
    site : Path
        Root folder of the published site.
    cache : Path, optional
        Folder for the font instances and the bundle of Vega; the user's cache folder by default.
    """
    from gspbrief.render import fonts

    house = extension()
    for source in sorted(house.glob("*.js")):
        _copy(source, site / "assets" / source.name)
    with whole_file(site / "assets" / "brief.css") as draft:
        properties = "".join(style.css() for style in styles.known().values())
        draft.write_text(
            properties + (house / "brief.css").read_text(encoding="utf-8"), encoding="utf-8", newline="\n"
        )
    if not _is_current(site / "assets" / VEGA):
        _copy(_vega(cache or fonts.default_cache()), site / "assets" / VEGA)
    for source in sorted(fonts.web_fonts(cache).iterdir()):
        _copy(source, site / "assets" / "fonts" / source.name)


def asset_names(cache: Path | None = None) -> list[str]:
    """What `write_assets` writes, by name in `assets/`."""
    from gspbrief.render import fonts

    scripts = [source.name for source in extension().glob("*.js")]
    return ["brief.css", VEGA, *scripts, *(f"fonts/{font.name}" for font in fonts.web_fonts(cache).iterdir())]


def _vega(cache: Path) -> Path:
    """The bundle of Vega, kept in a folder: making it takes seconds."""
    kept = cache / VEGA
    if not _is_current(kept):
        with whole_file(kept) as draft:
            draft.write_text(vega_bundle.vega_bundle(), encoding="utf-8", newline="\n")
    return kept


def _is_current(bundle: Path) -> bool:
    """Whether a file is the bundle of the same versions."""
    beginning = vega_bundle.header().encode("utf-8")
    try:
        with bundle.open("rb") as file:
            return file.read(len(beginning)) == beginning
    except FileNotFoundError:
        return False


def _copy(source: Path, target: Path) -> None:
    with whole_file(target) as draft:
        draft.write_bytes(source.read_bytes())
