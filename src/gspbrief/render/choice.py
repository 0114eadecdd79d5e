"""Which renderer serves a build: Quarto where it is installed, else the embedded one."""

from __future__ import annotations

from pathlib import Path

from gspbrief.render import Choice, Renderer
from gspbrief.render.embedded import EmbeddedRenderer
from gspbrief.render.quarto import QuartoRenderer, find_quarto


def choose(name: Choice = "auto", *, cache: Path | None = None) -> Renderer:
    """Return the renderer called `name`; "auto" is Quarto where it is installed, else the embedded one.

    Parameters
    ----------
    name : {"auto", "quarto", "embedded"}
        Which renderer.
    cache : Path, optional
        Folder for the font instances; the user's cache folder by default.

    Raises
    ------
    RenderError
        If Quarto is asked for by name and is missing, or if the Quarto that was found is too old.
    """
    if name == "quarto" or (name == "auto" and find_quarto() is not None):
        return QuartoRenderer(cache)
    return EmbeddedRenderer(cache)
