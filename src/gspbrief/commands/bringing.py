"""The commands that bring data into a project: their arguments, as the command line has them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

Data = Annotated[
    Path | None, typer.Option("--data", help="Folder of the evidence (default: data/ of the project).")
]


def import_table(
    table: Annotated[str, typer.Argument(help="Table of the evidence, such as migration.")],
    file: Annotated[Path, typer.Argument(help="CSV in any encoding, Excel, ODS, Stata or SPSS.")],
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="THEIRS=OURS",
            help="A column's name in the table, or several with commas; blank: leave it out.",
        ),
    ] = None,
    filled: Annotated[
        list[str] | None,
        typer.Option(
            "--fill", metavar="OURS=TEXT", help="What each row holds; {name} is another column of it."
        ),
    ] = None,
    words: Annotated[
        list[str] | None,
        typer.Option("--word", metavar="OURS:CELL=TEXT", help="What a cell of the file means in a column."),
    ] = None,
    marks: Annotated[
        list[str] | None,
        typer.Option("--mark", metavar="MARK=TEXT", help="What a footnote's mark says, for the note."),
    ] = None,
    decimal: Annotated[str, typer.Option("--decimal", help="What begins decimals: . or ,")] = "",
    dates: Annotated[str, typer.Option("--dates", help="dmy or mdy: what 01/02/2019 is.")] = "",
    firsts: Annotated[
        str, typer.Option("--firsts", help="day or month: what a spreadsheet's 2019-03-01 is.")
    ] = "",
    turn: Annotated[
        str, typer.Option("--turn", help="years or none: whether columns that are years become rows.")
    ] = "",
    sheet: Annotated[str, typer.Option("--sheet", help="Sheet of a workbook.")] = "",
    header: Annotated[str, typer.Option("--header", metavar="ROW[,ROW]", help="Where the names stand.")] = "",
    encoding: Annotated[str, typer.Option("--encoding", help="Of a text that does not say it.")] = "",
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", help="File of what was said (default: TABLE.mapping.yaml beside FILE)."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace rows of the same id.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what it is taken for; write nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before writing.")] = False,
    data: Data = None,
) -> None:
    """Bring rows of a file into the evidence: show what is taken for what, ask what is open, or refuse it."""
    from gspbrief.commands.asked import answer
    from gspbrief.commands.importing import import_file, said_of
    from gspbrief.evidence.reading import find_data

    said = said_of(
        mapped=mapped,
        filled=filled,
        words=words,
        marks=marks,
        header=header,
        decimal=decimal,
        dates=dates,
        firsts=firsts,
        turn=turn,
        sheet=sheet,
        encoding=encoding,
    )
    terminal = sys.stdin.isatty()
    done = import_file(
        find_data(data),
        table,
        file,
        said,
        kept=mapping,
        replace=replace,
        dry_run=dry_run,
        ask=answer if terminal else None,
        confirm=typer.confirm if terminal and not yes else None,
        say=typer.echo,
    )
    typer.echo(done)


def write_form(
    tables: Annotated[
        list[str] | None, typer.Argument(metavar="[TABLE]...", help="Tables (default: those of evidence).")
    ] = None,
    out: Annotated[Path, typer.Option("--out", help="The workbook.")] = Path("form.xlsx"),
    rows: Annotated[
        str, typer.Option("--rows", metavar="ID", help="Partnership whose rows stand in it already, or all.")
    ] = "",
    data: Data = None,
) -> None:
    """Write a workbook to be filled in: drop-downs, units, examples and notes for each table."""
    from gspbrief.errors import ArgumentError
    from gspbrief.evidence.forms import form
    from gspbrief.evidence.reading import find_data
    from gspbrief.evidence.study import GENERAL_TABLES
    from gspbrief.project.files import write_file

    wanted = tables or list(GENERAL_TABLES)
    content = form(find_data(data), wanted, rows)
    if out.exists():
        raise ArgumentError("stands there already", where=str(out), todo="Give another --out")
    try:
        write_file(out, content)
    except OSError as error:
        raise ArgumentError(
            f"cannot be written: {error.strerror}", where="--out", todo="Give another"
        ) from None
    typer.echo(f"{out}: a sheet for each table. Fill in what the sources say, then:")
    replace = " --replace" if rows else ""
    for table in wanted:
        typer.echo(f"  gspbrief import {table} {out}{replace}")


def add_source(
    _: Annotated[Literal["add"], typer.Argument(metavar="add", help="What to do.")],
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE.bib]", help="BibTeX; otherwise what is pasted, or the options."),
    ] = None,
    kind: Annotated[
        str, typer.Option("--kind", help="Who speaks: official, peer_reviewed, evaluation, ...")
    ] = "",
    read: Annotated[str, typer.Option("--read", help="How much of it was read: excerpt or full.")] = "",
    key: Annotated[str, typer.Option("--key", help="Its key in sources.bib (default: the one given).")] = "",
    form: Annotated[str, typer.Option("--form", help="article, techreport, book, online, ...")] = "misc",
    title: Annotated[str, typer.Option("--title", help="Its title.")] = "",
    author: Annotated[
        str, typer.Option("--author", help="Last, First and Last, First; or {An Institute}.")
    ] = "",
    institution: Annotated[str, typer.Option("--institution", help="Who published it.")] = "",
    date: Annotated[str, typer.Option("--date", help="2018, 2018-09 or 2018-09-11.")] = "",
    url: Annotated[str, typer.Option("--url", help="Its address.")] = "",
    doi: Annotated[str, typer.Option("--doi", help="Its DOI.")] = "",
    field: Annotated[
        list[str] | None, typer.Option("--field", metavar="NAME=TEXT", help="Any other field of BibTeX.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="NAME", help="note or annotation, if it is to be printed."),
    ] = None,
    data: Data = None,
) -> None:
    """Add sources to sources.bib: from options, a .bib file, or BibTeX that is pasted (as a DOI's is)."""
    from gspbrief.commands.importing import name_and_text
    from gspbrief.evidence.files import read_text
    from gspbrief.evidence.new_sources import PASTED, add_sources, composed
    from gspbrief.evidence.reading import find_data

    given = {
        "title": title, "author": author, "institution": institution, "date": date, "url": url, "doi": doi,
        "kind": kind, "readdepth": read, **name_and_text(field, "--field", "volume=3"),
    }  # fmt: skip
    said = {name: text for name, text in given.items() if text}
    if file:
        text = read_text(file)
    elif said.keys() - {"kind", "readdepth"} and (title or sys.stdin.isatty()):
        text = composed(form, said)
    else:
        text = sys.stdin.read()
    added = add_sources(
        find_data(data), text, said, file=file.name if file else PASTED, key=key, keep=keep or ()
    )
    for one in added:
        typer.echo(one.text)
        if one.left_out:
            typer.echo(f"Left out: {', '.join(one.left_out)}")
    typer.echo(f"sources.bib: sources added: {', '.join(one.key for one in added)}")
