"""The commands for passages by hand: a new partnership's first, their names, and that they were read."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gspbrief.commands.arguments import AsJson, Ids
from gspbrief.commands.bringing import Data
from gspbrief.commands.telling import tell

if TYPE_CHECKING:
    from gspbrief.commands.first_passages import Fillable


def tell_names(
    partnership: Annotated[str, typer.Argument(metavar="ID", help="The partnership.")],
    as_json: AsJson = False,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write the file of its passages with them, if none is written yet."),
    ] = False,
    data: Data = None,
) -> None:
    """List what a passage may ask for, by the shortest names, and the blocks that it may fill."""
    from gspbrief.commands.first_passages import fillable, write_passages

    if as_json:
        from gspbrief.commands.answers import what_may_be_asked_for

        tell("names", lambda: what_may_be_asked_for(partnership, data))
    found = fillable(partnership, data)
    if write:
        written = write_passages(partnership, found.names)
        typer.echo("\n".join(written) if written else f"The passages of {partnership} are written already")
        return
    for line in _told(found):
        typer.echo(line)


def _told(found: Fillable) -> Iterator[str]:
    for heading, rows in (
        ("Findings, by the name between {{ and }}", [(n.name, n.value, n.unit, n.told) for n in found.names]),
        ('Exhibits, for exhibit("NAME", headline="…")', found.exhibits),
        ("Blocks", [(extended, ", ".join(blocks)) for extended, blocks in found.blocks.items()]),
    ):
        yield heading
        yield from (f"  {line}" for line in _aligned(rows))


def _aligned(rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """Rows whose columns stand below each other, the last as long as it is."""
    held = list(rows)
    widths = [max(map(len, column)) for column in zip(*held, strict=True)]
    for row in held:
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def new_partnership(
    partnership: Annotated[str, typer.Argument(metavar="ID", help="Its id: small letters, digits and _.")],
    name: Annotated[str, typer.Option("--name", help="Full name in English.")] = "",
    source: Annotated[str, typer.Option("--source", help="Key of a source in sources.bib.")] = "",
    model: Annotated[
        str, typer.Option("--model", help="traditional, global_skill_partnership or neither.")
    ] = "",
    short_name: Annotated[
        str, typer.Option("--short-name", help="Name in headings (default: the name).")
    ] = "",
    kind: Annotated[
        str, typer.Option("--kind", help="programme, agreement, network or dialogue.")
    ] = "programme",
    origins: Annotated[
        str, typer.Option("--origins", help="Countries, by name or ISO 3166-1 code, with ; between them.")
    ] = "",
    destinations: Annotated[str, typer.Option("--destinations", help="Likewise.")] = "",
    sector: Annotated[str, typer.Option("--sector", help="Such as nursing.")] = "",
    start: Annotated[str, typer.Option("--start", help="First year, or date.")] = "",
    end: Annotated[str, typer.Option("--end", help="Last year, or date, if it is over.")] = "",
    forms: Annotated[
        Path | None, typer.Option("--forms", help="Folder for the forms (default: one called as the id).")
    ] = None,
    data: Data = None,
) -> None:
    """Add a partnership; write a form for each table of evidence on it, and a file for its passages.

    At a terminal what no option says is asked.
    """
    from gspbrief.commands.first_passages import write_passages
    from gspbrief.evidence.countries import codes_of
    from gspbrief.evidence.imports import add_partnership
    from gspbrief.evidence.reading import find_data

    said = {"name": name, "source": source, "model": model, "origins": origins, "destinations": destinations}
    said = _asked(find_data(data), said | {"sector": sector, "start": start, "end": end})
    row = {
        **said,
        "id": partnership,
        "short_name": short_name or said["name"],
        "kind": kind,
        "origins": codes_of(said["origins"]),
        "destinations": codes_of(said["destinations"]),
    }
    written = add_partnership(find_data(data), row, forms or Path(partnership))
    typer.echo(f"{partnership} is in partnerships.csv. Fill in what its sources say:")
    for form in written:
        typer.echo(f"  {form}, then gspbrief import {form.stem} {form}")
    for passages in write_passages(partnership):
        typer.echo(f"Its passages, to be written over the general text: {passages}")
    typer.echo(f"Once it has rows, gspbrief names {partnership} lists what they may ask for")


def note_reviewed(ids: Ids = None, data: Data = None) -> None:
    """Note that passages by hand were read with the figures that they print now (default: all)."""
    from gspbrief.commands.reviewing import review

    count = review(ids or (), data)
    typer.echo(f"Noted: {count} figures are now as they were when their passages were last read")


_NEEDED = ("name", "source", "model")


def _asked(data: Path, said: Mapping[str, str]) -> dict[str, str]:
    """What is said of a partnership, with the answers of a person at a terminal to what is not.

    Raises
    ------
    ArgumentError
        If something that is needed is not said, and there is nobody to ask; with all of it.
    """
    from gspbrief.errors import ArgumentError
    from gspbrief.evidence.imports import table_of

    told = {field["name"]: field for field in table_of(data, "partnerships").fields}
    if not sys.stdin.isatty():
        if missing := [f"--{name}" for name in _NEEDED if not said[name]]:
            raise ArgumentError(
                f"{', '.join(missing)} must be given", todo="gspbrief new --help tells of them"
            )
        return dict(said)
    answers = {}
    for name, value in said.items():
        words = ", ".join(told[name].get("constraints", {}).get("enum", ()))
        asked = f"{told[name]['description']} ({words})" if words else told[name]["description"]
        answers[name] = value or typer.prompt(
            asked, default=None if name in _NEEDED else "", show_default=False
        )
    return answers
