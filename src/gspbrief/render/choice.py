"""Which renderer serves a build: Quarto where a usable one is installed, else the embedded one."""

from __future__ import annotations

from pathlib import Path

from gspbrief.errors import RenderError
from gspbrief.render import Choice, Renderer
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.render.quarto import QuartoRenderer, find_quarto, quarto_version


def choose(name: Choice = "auto", *, cache: Path | None = None) -> Renderer:
    """Return the renderer called `name`; "auto" is Quarto where a usable one is, else the embedded one.

    Parameters
    ----------
    name : {"auto", "quarto", "embedded"}
        Which renderer.
    cache : Path, optional
        Folder for the font instances; the user's cache folder by default.

    Raises
    ------
    RenderError
        When the renderer is first used, if Quarto is asked for by name and is missing or cannot be used.
    """
    return QuartoRenderer(cache) if settled(name) == "quarto" else EmbeddedRenderer(cache)


def settled(name: Choice) -> Choice:
    """Return "quarto" or "embedded", so that what "auto" means here and now is decided once."""
    usable = name == "quarto" or (name == "auto" and find_quarto() is not None and not passed_over(name))
    return "quarto" if usable else "embedded"


def passed_over(name: Choice) -> str:
    """Say in one line why "auto" leaves aside the Quarto that is installed; empty if it does not."""
    found = find_quarto() if name == "auto" else None
    if found is None:
        return ""
    try:
        quarto_version(found)
    except RenderError as error:
        return f"{error.what} ({found}): the embedded renderer is used instead"
    return ""
