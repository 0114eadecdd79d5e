"""Bring a delivery into the evidence: show what it is taken for, ask what is open, keep the answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from gspbrief.errors import ArgumentError
from gspbrief.evidence.imports import bring_in, read_intake, table_of
from gspbrief.evidence.intake_told import told
from gspbrief.evidence.mapping import CHOICES, ColumnMapping, read_mapping, written_mapping
from gspbrief.evidence.row_reading import Ambiguity
from gspbrief.project.files import write_file

Ask = Callable[[Ambiguity], str]
Confirm = Callable[[str], bool]


def import_file(
    data: Path,
    table: str,
    file: Path,
    said: ColumnMapping,
    *,
    kept: Path | None = None,
    replace: bool = False,
    dry_run: bool = False,
    ask: Ask | None = None,
    confirm: Confirm | None = None,
    say: Callable[[str], None] = print,
) -> str:
    """Import a file as a table, and say what was done.

    Parameters
    ----------
    said : ColumnMapping
        What was said of it on the command line; it goes before what was kept.
    kept : Path, optional
        The file of its mapping; by default ``TABLE.mapping.yaml`` beside the delivery.
    ask : callable, optional
        Asks a person; without it, what is open is refused with the options that answer it.
    confirm : callable, optional
        Asks before anything is written.

    Raises
    ------
    ArgumentError
        If there is no such table or file.
    EvidenceError
        With every question and problem; the evidence stays as it was.
    """
    place = kept or file.parent / f"{table}.mapping.yaml"
    said = said.over(read_mapping(place) if place.is_file() else ColumnMapping())
    while True:
        delivery, intake = read_intake(data, table, file, said)
        if ask is None or not intake.open or intake.problems:
            break
        if any(question.key[0] == "columns" for question in intake.open):
            say(f"Columns of {table}: {', '.join(table_of(data, table).columns)}")
        for question in intake.open:
            said = said.answered(question.key, ask(question))
    say(f"{file.name}: {delivery.kind}" + (f", sheet {intake.sheet}" if intake.sheet else ""))
    for line in told(intake, table_of(data, table)):
        say(f"  {line}")
    if said != ColumnMapping() and not (intake.open or intake.problems or dry_run):
        _keep(place, written_mapping(intake.mapping, table), say)
    if dry_run or confirm:
        checked = bring_in(data, table, file.name, intake, replace=replace, dry_run=True)
        counts = f"rows added: {checked.added}, replaced: {checked.replaced}"
        if not confirm or not confirm(f"Write into {table}.csv ({counts})?"):
            return f"Nothing is written ({counts})"
    done = bring_in(data, table, file.name, intake, replace=replace)
    return f"{table}.csv: rows added: {done.added}, replaced: {done.replaced}"


def _keep(place: Path, text: str, say: Callable[[str], None]) -> None:
    """Write the mapping beside the delivery, unless it says that already or the folder cannot be written."""
    content = text.encode("utf-8")
    try:
        if not place.is_file() or place.read_bytes() != content:
            write_file(place, content)
            say(f"  kept in {place}: the next delivery is read likewise")
    except OSError as error:
        say(f"  what was said cannot be kept in {place}: {error.strerror}")


def said_of(
    *,
    mapped: list[str] | None,
    filled: list[str] | None,
    words: list[str] | None,
    marks: list[str] | None,
    header: str,
    **others: str,
) -> ColumnMapping:
    """What the options of the command say of a delivery.

    Raises
    ------
    ArgumentError
        If one is not written as it is read.
    """
    meant: dict[str, dict[str, str]] = {}
    for name, ours in name_and_text(words, "--word", "measure:started course=enrolled").items():
        column, colon, theirs = name.partition(":")
        if not colon:
            raise ArgumentError(
                "names no column", where="--word", todo="Write it as 'column:cell=what it is'"
            )
        meant.setdefault(column.strip(), {})[theirs.strip()] = ours
    if not all(part.strip().isdigit() for part in header.split(",") if part):
        raise ArgumentError(
            f"{header} is no row", where="--header", todo="Write it as 2, or 2,3 for two rows"
        )
    for name, allowed in CHOICES.items():
        if others.get(name) and others[name] not in allowed:
            raise ArgumentError(f"{others[name]} is not known", where=f"--{name}", todo=" or ".join(allowed))
    return ColumnMapping(
        columns={
            theirs: tuple(filter(None, (one.strip() for one in ours.split(","))))
            for theirs, ours in name_and_text(mapped, "--map", "Their name=our_name").items()
        },
        fill=name_and_text(filled, "--fill", "bound=exact"),
        marks=name_and_text(marks, "--mark", "*=what it says"),
        words=meant,
        header=tuple(int(part) for part in header.split(",") if part),
        **others,
    )


def name_and_text(given: list[str] | None, option: str, example: str) -> dict[str, str]:
    """What an option gives as NAME=TEXT, several times; a name may hold =, and a text not."""
    split = [one.rpartition("=") for one in given or []]
    if not all(equals for _, equals, _ in split):
        raise ArgumentError("a mapping has no =", where=option, todo=f"Write it as {example!r}")
    return {theirs.strip(): ours.strip() for theirs, _, ours in split}
