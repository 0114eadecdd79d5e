"""The command line: parse, call one function, map the error to an exit code."""

from __future__ import annotations

import dataclasses
import gc
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer
from typer.core import TyperCommand, TyperOption

from gspbrief import __version__
from gspbrief.commands import bringing, naming, telling
from gspbrief.commands.arguments import Formats, HouseStyle, Ids, Langs, Out, RendererName, ids
from gspbrief.commands.bringing import Data
from gspbrief.errors import ArgumentError, GspBriefError, Stopped, is_told_to_end

_ENDS = (signal.SIGINT, signal.SIGTERM)
# What a command makes stays, mostly: to look for garbage at each 700 objects takes a tenth of its time.
GARBAGE = 50_000


class _Command(TyperCommand):
    """A command takes an option once: of two values the first would be lost without a word."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, or refuse them."""
        given = self.make_parser(ctx).parse_args(list(args))[2]
        valued = [one for one in given if isinstance(one, TyperOption) and not (one.multiple or one.is_flag)]
        for option in valued:
            if valued.count(option) > 1:
                todo = "Give it once; several formats or languages stand in one, with commas"
                raise ArgumentError(f"{option.opts[0]} is given twice", todo=todo)
        return super().parse_args(ctx, args)


app = typer.Typer(
    name="gspbrief",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
command = partial(app.command, cls=_Command)


def _tell_version(asked: bool) -> None:
    if asked:
        typer.echo(f"gspbrief {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_tell_version, help="Say which version this is."),
    ] = False,
) -> None:
    """Reproducible policy briefs on skill-mobility partnerships."""


@command()
def build(
    ids: Ids = None,
    formats: Formats = "html,pdf,docx",
    lang: Langs = "",
    style: HouseStyle = "",
    renderer: RendererName = "auto",
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Processes (0: one a core).")] = 0,
    scheduler: Annotated[
        str, typer.Option("--scheduler", metavar="ADDRESS", help="Build on a Dask cluster: tcp://host:port.")
    ] = "",
    data: Data = None,
    out: Out = None,
    assumptions: Annotated[
        Path | None,
        typer.Option("--assumptions", metavar="FILE", help="A scenario to lay over the assumptions."),
    ] = None,
    keep_going: Annotated[
        bool, typer.Option("--keep-going/--fail-fast", help="Whether one failing brief stops the others.")
    ] = True,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Read every published file; build again, as it was, what is spoilt."),
    ] = False,
) -> None:
    """Run the notebooks and publish the briefs."""
    from gspbrief.build.run import build_site
    from gspbrief.commands.asked import build_options

    if repair:
        from gspbrief.commands.verify import repair as mend

        typer.echo(mend(data, out, jobs))
        return

    options = dataclasses.replace(
        build_options(ids, formats, lang, style, renderer, data, out),
        jobs=jobs,
        scheduler=scheduler,
        keep_going=keep_going,
        assumptions=assumptions,
    )
    typer.echo(build_site(options))


@command()
def preview(
    partnership: Annotated[str, typer.Argument(metavar="ID", help="The partnership.", autocompletion=ids)],
    lang: Langs = "",
    style: HouseStyle = "",
    renderer: RendererName = "auto",
    formats: Formats = "html",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port (0: any free).")] = 0,
    show: Annotated[bool, typer.Option("--open/--no-open", help="Whether to open a browser.")] = True,
    data: Data = None,
) -> None:
    """Show one brief in a browser, and build it again whenever a file of it is saved."""
    from gspbrief.commands.asked import build_options
    from gspbrief.commands.preview import preview as show_and_watch
    from gspbrief.project.inputs import find_project

    out = find_project().root / "build" / "preview"
    options = build_options([partnership], formats, lang, style, renderer, data, out)
    show_and_watch(options, port, show=show, say=typer.echo)


@command()
def translated(
    lang: Annotated[str, typer.Argument(metavar="LANG", help="Language, such as fr.")],
    parts: Annotated[
        list[str] | None,
        typer.Argument(metavar="[PART]...", help="Such as costs, costs:costs or words (default: all)."),
    ] = None,
) -> None:
    """Note that translations were revisited after their English had changed."""
    from gspbrief.brief.translations import accept
    from gspbrief.project.inputs import find_project

    count = accept(find_project().root / "briefs", lang, parts or ())
    typer.echo(f"Noted: {count} texts in {lang} now stand as made from the English that stands now")


import_table = command(name="import")(bringing.import_table)
form = command(name="form")(bringing.write_form)
source = command(name="source")(bringing.add_source)
check = command(name="check")(telling.check)
status = command(name="status")(telling.status)
list_partnerships = command(name="list")(telling.list_partnerships)
doctor = command(name="doctor")(telling.doctor)
new = command(name="new")(naming.new_partnership)
names = command(name="names")(naming.tell_names)
reviewed = command(name="reviewed")(naming.note_reviewed)


@command()
def survey(
    _: Annotated[Literal["describe"], typer.Argument(metavar="describe", help="What to do.")],
    file: Annotated[Path, typer.Argument(help="The survey as it was delivered, outside the project.")],
    partnership: Annotated[str, typer.Option("--partnership", metavar="ID", help="Whose survey it is.")],
    data: Data = None,
) -> None:
    """Propose what its columns mean, and bring it in without what would tell who somebody is."""
    from gspbrief.evidence.reading import find_data, read_partnerships
    from gspbrief.evidence.slices import SURVEY_FOLDER, require_known
    from gspbrief.surveys.proposal import describe as propose

    folder = find_data(data)
    require_known([partnership], read_partnerships(folder))
    done = propose(file, partnership, folder / SURVEY_FOLDER)
    for written in done.written:
        typer.echo(f"Written: {written}")
    for heading, columns in (
        ("Dropped, would tell who somebody is", done.dropped),
        ("Left out", done.left_out),
    ):
        for column, why in columns.items():
            typer.echo(f"{heading}: {column} ({why})")
    for question in done.unsure:
        typer.echo(f"Unsure: {question}")
    typer.echo(
        f"Read {partnership}.yaml, correct it, then gspbrief check" if done.written else "All is there"
    )


@command()
def init(
    folder: Annotated[Path, typer.Argument(help="Where to: a new folder, or one that lacks something.")],
    name: Annotated[str, typer.Option("--name", help="Of the series that the briefs are published in.")] = "",
    institute: Annotated[str, typer.Option("--institute", help="Whose briefs they are.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="Languages, separated by commas.")] = "en",
    style: HouseStyle = "",
    example: Annotated[
        str,
        typer.Option("--example", metavar="ID", help="Partnership to begin with (default: one; or none)."),
    ] = "",
) -> None:
    """Write a project of your own that builds; of one that is there, what is missing."""
    from gspbrief.commands.asked import choices
    from gspbrief.commands.new_project import Wishes
    from gspbrief.commands.new_project import init as write_project
    from gspbrief.language import styles
    from gspbrief.project.general import general
    from gspbrief.project.inputs import Project

    usual = folder.resolve().name.replace("_", " ").capitalize()
    if sys.stdin.isatty():
        name = name or typer.prompt("Name of the series", default=usual)
        institute = institute or typer.prompt("Institute", default="", show_default=False)
    wishes = Wishes(
        name=name or usual,
        institute=institute,
        languages=choices(lang, Project(general()).languages, "--lang"),
        style=styles.find(style).name,
        example=example,
    )
    written = write_project(folder, wishes)
    typer.echo(f"{folder}: {len(written)} files written" if written else f"{folder}: nothing was missing")
    for path in written:
        typer.echo(f"  {path}")
    typer.echo(f"Next: cd {folder}, then gspbrief build")


@command()
def copy(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE]...", help="Such as briefs/en/_costs.md.j2.")
    ] = None,
    example: Annotated[
        str, typer.Option("--example", metavar="NAME", help="The files of an example: tutorial or gender.")
    ] = "",
    language: Annotated[
        str, typer.Option("--language", metavar="CODE", help="What another language needs, to be translated.")
    ] = "",
) -> None:
    """Bring files that come with gspbrief into the project, to change them: notebooks, texts, the look."""
    from gspbrief.commands.new_language import copy_language
    from gspbrief.commands.new_project import copy as copy_files
    from gspbrief.commands.new_project import copy_example
    from gspbrief.project.inputs import find_project

    if not (names or example or language):
        todo = "Name files, or give --example NAME or --language CODE"
        raise ArgumentError("nothing is asked for", where="copy", todo=todo)
    project = find_project()
    copied = copy_example(project, example) if example else []
    copied += copy_language(project, language) if language else []
    copied += copy_files(project, names or ())
    typer.echo("\n".join(copied) if copied else "All of them are here already")


class _WithNotebooks(_Command):
    """Its help lists the notebooks of the project here."""

    def get_help(self, ctx: Any) -> str:
        """The help, with the notebooks that there are, if this is a project."""
        from gspbrief.project.inputs import find_project

        said = super().get_help(ctx)
        with suppress(GspBriefError):
            names = ", ".join(notebook.name for notebook in find_project().all_notebooks)
            return f"{said}\n\nNotebooks: {names}."
        return said


@command(cls=_WithNotebooks)
def run(
    notebook: Annotated[str, typer.Argument(help="Its name, without .ipynb.")],
    partnership: Annotated[str, typer.Argument(metavar="ID", help="The partnership.", autocompletion=ids)],
    data: Data = None,
) -> None:
    """Run one notebook for one partnership and say where its results are."""
    from gspbrief.build.notebook_runs import run_notebook

    executed = run_notebook(notebook, partnership, data)
    typer.echo(f"{executed}")


@command()
def diff(
    old: Annotated[str, typer.Argument(help="Folder of a published site, or a commit.")],
    new: Annotated[str, typer.Argument(help="Folder of another, or a later commit.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    as_revisions: Annotated[
        bool, typer.Option("--revisions", help="Print rows for data/revisions.csv, the briefs' change log.")
    ] = False,
    evidence_only: Annotated[
        bool, typer.Option("--evidence-only", help="Of two commits, compare the tables and run no notebook.")
    ] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Partnerships at a time (0: one a core).")] = 0,
) -> None:
    """List every number that moved between two published sites or two commits, and why."""
    from gspbrief.brief.publication import read_publication
    from gspbrief.commands.changes import compare
    from gspbrief.project.inputs import find_project

    project = find_project()
    found = compare(old, new, project, evidence_only=evidence_only, jobs=jobs)
    if as_revisions:
        date = read_publication(project.publication).date
        typer.echo(found.to_revisions(date), nl=False)
    else:
        typer.echo(found.to_json() if as_json else found.to_text())


@command()
def verify(
    data: Data = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder of the published site (default: _site/).")
    ] = None,
    jobs: Annotated[int, typer.Option("--jobs", min=0, help="Processes (0: one a core).")] = 0,
) -> None:
    """Build what is published again, elsewhere, and compare byte for byte."""
    from gspbrief.commands.verify import verify as rebuild_and_compare

    typer.echo(f"All {rebuild_and_compare(data, out, jobs)} published files are what is built here")


@command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def lab(context: typer.Context) -> None:
    """Open the notebooks in JupyterLab; what follows goes to JupyterLab."""
    from gspbrief.commands.lab import lab as open_lab

    open_lab(context.args)


def main() -> None:
    """Run the command line; errors that people can act on end it with their exit code."""
    gc.set_threshold(GARBAGE)
    for number in _ENDS:
        signal.signal(number, _stop)
    known = {one.name or getattr(one.callback, "__name__", ""): one for one in app.registered_commands}
    if asked := known.get(next(iter(sys.argv[1:]), "")):
        app.registered_commands = [asked]  # what the other commands take is not made for one
    try:
        app()
    except GspBriefError as error:
        print(f"gspbrief: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except Stopped as stopped:
        _say_stopped(stopped.number, f" ({stopped.published})" if stopped.published else "")
    except SystemExit:
        raise
    except BaseException:
        if not is_told_to_end():
            raise
        _say_stopped(Stopped.first)  # a library made another error of it
    finally:
        for number in _ENDS:  # all is done but for what is cleared away, which takes a moment
            signal.signal(number, signal.SIG_IGN)


def _say_stopped(number: int, done: str = "") -> NoReturn:
    whole = f"stopped; what is published is whole{done}, and the next build goes on"
    print(f"gspbrief: {whole}", file=sys.stderr)
    sys.exit(128 + number)


def _stop(number: int, _: object) -> None:
    raise Stopped(number)
