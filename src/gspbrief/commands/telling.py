"""The commands that change nothing and tell how things stand, to people or as JSON to programs."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from gspbrief.commands.arguments import AsJson, Formats, HouseStyle, Ids, Langs, Out, RendererName
from gspbrief.commands.bringing import Data
from gspbrief.errors import GspBriefError

if TYPE_CHECKING:
    from gspbrief.commands.answers import Answer


def tell(command: str, find: Callable[[], Answer]) -> None:
    """Print as JSON what a command finds, or why it finds nothing."""
    from gspbrief.commands.answers import refused

    try:
        found = find()
    except GspBriefError as error:
        found = refused(error)
    typer.echo(found.to_json(command))
    raise typer.Exit(found.exit_code)


def check(
    data: Data = None,
    age: Annotated[
        bool, typer.Option("--age", help="List the figures that are older than five years.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List every problem in the evidence, and sentences that lack a claim or are older than what they say."""
    from gspbrief.brief.translations import require_current
    from gspbrief.brief.unclaimed import require_claims
    from gspbrief.commands.check import require_all_sound
    from gspbrief.commands.reviewing import require_read
    from gspbrief.evidence.reading import find_data, read_partnerships
    from gspbrief.project.inputs import find_project

    if as_json:
        from gspbrief.commands.answers import checked, old_figures

        tell("check", lambda: old_figures(data) if age else checked(data))
    folder, briefs = find_data(data), find_project().root / "briefs"
    require_all_sound(folder, briefs)
    if age:
        from gspbrief.commands.age import publication_day, told

        for line in told(folder, publication_day()):
            typer.echo(line)
        return
    require_claims(briefs)
    require_current(briefs)
    require_read(find_project(), data)
    typer.echo(f"The evidence is sound: {len(read_partnerships(folder))} partnerships in {folder}")


def status(
    ids: Ids = None,
    formats: Formats = "html,pdf,docx",
    lang: Langs = "",
    style: HouseStyle = "",
    renderer: RendererName = "auto",
    data: Data = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """Say which briefs are stale, and which input made them so."""
    from gspbrief.build.folders import as_built
    from gspbrief.build.run import stale
    from gspbrief.commands.asked import build_options
    from gspbrief.commands.reviewing import passages_to_read
    from gspbrief.project.inputs import find_project

    if as_json:
        from gspbrief.commands.answers import stale_briefs

        tell("status", lambda: stale_briefs(build_options(ids, formats, lang, style, renderer, data, out)))
    options = build_options(ids, formats, lang, style, renderer, data, out)
    reasons = stale(options)
    for partnership, causes in reasons.items():
        typer.echo(f"{partnership:<28} {', '.join(causes)}")
    typer.echo(f"{len(reasons)} stale" if reasons else "Everything is up to date")
    if scenario := as_built(options).assumptions:
        typer.echo(f"Compared with the assumptions of {scenario} over the others, as it was built")
    for passage in passages_to_read(find_project(), data):
        typer.echo(f"To read again: {passage}")


def list_partnerships(data: Data = None, as_json: AsJson = False) -> None:
    """List the partnerships by id."""
    from gspbrief.evidence.reading import find_data, read_partnerships

    if as_json:
        from gspbrief.commands.answers import partnerships

        tell("list", lambda: partnerships(data))
    for partnership in read_partnerships(find_data(data)).values():
        typer.echo(f"{partnership.id:<28} {partnership.name}")


def doctor(as_json: AsJson = False) -> None:
    """Say what this machine has: Python, engines, Quarto, whether it can fork."""
    from gspbrief.commands.doctor import report

    if as_json:
        from gspbrief.commands.answers import machine

        tell("doctor", machine)
    for name, says in report().items():
        typer.echo(f"{name:<8} {says}")
