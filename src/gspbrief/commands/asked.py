"""What was asked for on the command line, as a build takes it, and what is asked of whoever types."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, get_args

from gspbrief.brief.publication import read_publication
from gspbrief.build.options import BuildOptions
from gspbrief.errors import ArgumentError
from gspbrief.language import styles
from gspbrief.project.inputs import find_project
from gspbrief.project.subjects import ORIGINAL
from gspbrief.render import Choice, OutputFormat
from gspbrief.render.edition import Edition

if TYPE_CHECKING:
    from gspbrief.evidence.row_reading import Ambiguity

Word = TypeVar("Word", bound=str)


def build_options(
    ids: list[str] | None,
    formats: str,
    lang: str,
    style: str,
    renderer: str,
    data: Path | None,
    out: Path | None,
) -> BuildOptions:
    """What is to be built; languages and style that are not asked for are those of ``publication.yaml``.

    Raises
    ------
    ArgumentError
        If something that is asked for does not exist.
    """
    project = find_project()
    said = read_publication(project.publication)
    usual = ",".join(said.languages) or ORIGINAL
    return BuildOptions(
        ids=tuple(ids or ()),
        edition=Edition(
            langs=choices(lang or usual, project.languages, "--lang"),
            style=styles.find(style or said.style).name,
            formats=choices(formats, get_args(OutputFormat), "--format"),
            renderer=choices(renderer, get_args(Choice), "--renderer")[0],
        ),
        data=data,
        out=out,
    )


def choices(given: str, known: tuple[Word, ...], option: str) -> tuple[Word, ...]:
    """Those of the known words that are given, separated by commas.

    Raises
    ------
    ArgumentError
        If one is not known, or none is given.
    """
    words = list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip()))
    chosen = tuple(word for part in words for word in known if word == part)
    strangers = [part for part in words if part not in known]
    if strangers or not chosen:
        raise ArgumentError(
            f"{', '.join(strangers) or 'nothing'} is not known",
            where=option,
            todo=f"Known: {', '.join(known)}",
        )
    return chosen


def answer(question: Ambiguity) -> str:
    """Ask a person at a terminal what a delivery leaves open."""
    import click

    problem = question.problem  # its options are for whoever is not asked
    click.echo(str(dataclasses.replace(problem, allowed="") if question.choices else problem))
    for choice, meaning in question.choices.items():
        click.echo(f"  {choice}  {meaning}")
    if question.choices:
        return str(click.prompt("Which", type=click.Choice(list(question.choices)), show_choices=False))
    blank = question.key[0] in ("columns", "marks")  # leaves it out
    return str(click.prompt("What is it", default="" if blank else None, show_default=False))
