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
from gspbrief.project.files import write_file
from gspbrief.project.inputs import digest
from gspbrief.project.kept import kept_folder

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
        """Identifier and language of the brief, such as `synthesis/en`, from the folders it lies in."""
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
    text = job.source.read_text(encoding="utf-8")
    if not text.startswith("---"):
        todo = (
            "Begin its template with {% extends %} and the text for briefs of its kind; see `gspbrief check`"
        )
        raise job.failure("it has no front matter, so it makes no page", todo)
    parts = text.split("\n---", 1)
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


def write_assets(folder: Path, *, cache: Path | None = None) -> list[str]:
    """Write what all pages share: the style sheet with the values of every style, scripts, Vega and fonts.

    Parameters
    ----------
    folder : Path
        Where to.
    cache : Path, optional
        Folder for the font instances and the bundle of Vega; the user's cache folder by default.

    Returns
    -------
    list of str
        What was written, by name in the folder.
    """
    from gspbrief.render import fonts

    house, kept = extension(), cache or fonts.default_cache()
    properties = fonts.font_faces(fonts.of_brand())
    properties += "".join(style.css() for style in styles.known().values())
    contents = {"brief.css": (properties + (house / "brief.css").read_text(encoding="utf-8")).encode()}
    contents |= {source.name: source.read_bytes() for source in sorted(house.glob("*.js"))}
    contents |= {VEGA: (_vega(kept) / VEGA).read_bytes()}
    contents |= {f"fonts/{font.name}": font.read_bytes() for font in sorted(fonts.web_fonts(kept).iterdir())}
    for name, content in contents.items():
        write_file(folder / name, content)
    return list(contents)


def _vega(cache: Path) -> Path:
    """The folder of the bundle of Vega, kept: making it takes seconds."""
    from gspbrief.render import vega_bundle

    def bundle(folder: Path) -> None:
        (folder / VEGA).write_text(vega_bundle.vega_bundle(), encoding="utf-8", newline="\n")

    return kept_folder(cache / f"vega-{digest(vega_bundle.header().encode())[:12]}", bundle)
