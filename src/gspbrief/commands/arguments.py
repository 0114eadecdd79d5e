"""Arguments and options that several commands have."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from gspbrief.errors import GspBriefError


def ids(ctx: typer.Context) -> list[str]:
    """The ids of the partnerships here, to complete what is being typed."""
    from gspbrief.evidence.reading import find_data, read_partnerships

    with suppress(GspBriefError):
        return list(read_partnerships(find_data(ctx.params.get("data"))))
    return []


Out = Annotated[Path | None, typer.Option("--out", help="Folder to publish to (default: _site/).")]
Ids = Annotated[
    list[str] | None,
    typer.Argument(metavar="[ID]...", help="Partnerships (default: all).", autocompletion=ids),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON (docs/cli.md says what it holds).")]
Formats = Annotated[str, typer.Option("--format", help="html, pdf, docx: one or more, separated by commas.")]
Langs = Annotated[
    str, typer.Option("--lang", help="Languages, separated by commas (default: those of publication.yaml).")
]
HouseStyle = Annotated[str, typer.Option("--style", metavar="NAME", help="House style: one of styles.yaml.")]
RendererName = Annotated[str, typer.Option("--renderer", help="auto, quarto or embedded.")]
