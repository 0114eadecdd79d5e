"""A project of one's own: what `gspbrief init` writes, and how files of the package come into a project."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gspbrief import __version__
from gspbrief.errors import ArgumentError
from gspbrief.evidence.descriptor import DESCRIPTOR
from gspbrief.evidence.slices import SURVEYS, Evidence, require_known
from gspbrief.project.files import write_file
from gspbrief.project.general import EXAMPLE, EXAMPLES, HELD, MARK, PACKAGE, files, general, is_general
from gspbrief.project.imports import counts
from gspbrief.project.inputs import Project
from gspbrief.project.plain_texts import as_csv
from gspbrief.project.subjects import DEMO, MODEL

NONE = "none"  # asked for as an example
FIRST = Path(__file__).with_name("first_files")
_TEXTS = {"README.md": "README.md.j2", MARK: "publication.yaml.j2"}
_AS_THEY_ARE = ("Makefile", ".gitignore")
_DEMO = f"surveys/{DEMO}.csv"
_KEY = re.compile(r"@\w+\s*\{\s*([^,\s]+)\s*,")
_NAME = re.compile(r"[A-Za-z][\w.:+/-]*\w")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What a new project is to be.

    Attributes
    ----------
    name : str
        Of the series that its briefs are published in.
    institute : str
        Whose briefs they are; may be left blank.
    languages : tuple of str
        Those that it publishes in.
    style : str
        Its house style.
    example : str
        The partnership of the package's evidence to begin with; blank for the usual one, or ``none``.
    """

    name: str
    institute: str = ""
    languages: Sequence[str] = ("en",)
    style: str = ""
    example: str = ""


def init(folder: Path, wishes: Wishes) -> list[str]:
    """Write a project that builds, or what is missing of one; what stands there stays as it is.

    Returns
    -------
    list of str
        The files that were written, by their names in the project.

    Raises
    ------
    ArgumentError
        If there is no such example, or the folder cannot be written to.
    """
    source = Evidence(general() / "data")
    example = "" if wishes.example == NONE else wishes.example or source.example
    if example:
        require_known([example], source.partnerships, todo="--example none begins without one")
    if (folder / "data" / "partnerships.csv").exists():
        example = ""  # its rows would come among others
    written = []
    try:
        for name, content in _contents(source, wishes, example).items():
            if not (folder / name).exists():
                write_file(folder / name, content)
                written.append(name)
    except OSError as error:
        todo = "Give a folder that you may write to"
        raise ArgumentError(f"cannot be written: {error.strerror}", where=str(folder), todo=todo) from None
    return written


def copy(project: Project, names: Iterable[str]) -> list[str]:
    """Bring files that come with the package into a project, to be changed there.

    Parameters
    ----------
    names : iterable of str
        Files, or folders with all that is in them, by their names in a project.

    Returns
    -------
    list of str
        Those that were not there yet.

    Raises
    ------
    ArgumentError
        If the package has no such file.
    """
    offered = {name: path for top in HELD for name, path in files(general(), top, "**/*") if is_general(name)}
    copied: list[str] = []
    for wanted in (name.strip("/") for name in names):
        chosen = [name for name in offered if name == wanted or name.startswith(f"{wanted}/")]
        if not chosen:
            todo = f"There are {', '.join(HELD)}"
            require_known([wanted], offered, what="file", where="what comes with gspbrief", todo=todo)
        copied += _brought(project, {name: offered[name] for name in chosen if offered[name].is_file()})
    return copied


def copy_example(project: Project, name: str) -> list[str]:
    """Bring the files of an example that comes with the package into a project, each to its place.

    Returns
    -------
    list of str
        Those that were not there yet.

    Raises
    ------
    ArgumentError
        If there is no such example.
    """
    held = general() / EXAMPLES
    known = dict.fromkeys(sorted(path.name for path in held.iterdir() if path.is_dir()))
    require_known([name], known, what="example", where="--example", todo=f"There are {', '.join(known)}")
    found = sorted(path for path in (held / name).rglob("*") if counts(path))
    return _brought(project, {path.relative_to(held / name).as_posix(): path for path in found})


def _brought(project: Project, wanted: Mapping[str, Path]) -> list[str]:
    """Copy files to their places in a project where nothing stands there yet; which they are."""
    new = [name for name in wanted if not (project.root / name).exists()]
    for name in new:
        write_file(project.root / name, wanted[name].read_bytes())
    return new


def _contents(source: Evidence, wishes: Wishes, example: str) -> Mapping[str, bytes]:
    """All that a project begins with, by name."""
    data = _evidence(source, example, wishes)
    return {
        **{name: _text(template, wishes, example).encode() for name, template in _TEXTS.items()},
        **{name: (FIRST / name).read_bytes() for name in _AS_THEY_ARE},
        **{f"data/{name}": content for name, content in data.items()},
    }


def _text(template: str, wishes: Wishes, example: str) -> str:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(FIRST),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["text"] = lambda text: json.dumps(text, ensure_ascii=False)  # JSON is YAML
    return environment.get_template(template).render(
        name=wishes.name,
        institute=wishes.institute,
        languages=wishes.languages,
        style=wishes.style,
        example=example,
        date=dt.date.today().isoformat(),
        version=__version__,
    )


def _evidence(source: Evidence, example: str, wishes: Wishes) -> Mapping[str, bytes]:
    """An evidence of one partnership or none, with what the assumptions and the general texts rest on."""
    folder = source.data
    beside = {
        name: (folder / name).read_bytes()
        for name in ("assumptions.yaml", SURVEYS, _DEMO)
        if (folder / name).is_file()
    }
    named = _named([*beside.values(), *_general_texts()])
    family = set(_family(source, example))
    tables = {
        name: _rows(content, Path(name).stem, family, named)
        for name, content in source.own(example or MODEL).items()
    }
    cited = named | _named(tables.values())
    bibliography = "".join(_entries(folder / "sources.bib", cited)).encode()
    return {DESCRIPTOR: _descriptor(source, wishes), **tables, **beside, "sources.bib": bibliography}


def _family(source: Evidence, example: str) -> Iterator[str]:
    """The example and what it is a part of."""
    while example in source.partnerships:
        yield example
        example = source.partnerships[example].parent


def _rows(content: bytes, table: str, family: set[str], named: set[str]) -> bytes:
    """A table with the rows of some partnerships, and of those about none that are named elsewhere."""
    header, *rows = csv.reader(io.StringIO(content.decode("utf-8")))
    owner = {"partnerships": "id", "context": ""}.get(table, "partnership")
    kept = [] if table == "revisions" else rows
    if owner:
        position = header.index(owner)
        kept = [row for row in kept if row[position] in family or (not row[position] and row[0] in named)]
    return as_csv([header, *kept]).encode("utf-8")


def _general_texts() -> Iterator[bytes]:
    """The general templates, the notebooks and the code, for the names that are in them."""
    for top in ("briefs", "notebooks"):
        yield from (p.read_bytes() for name, p in files(general(), top, "**/*.*") if is_general(name))
    yield from (path.read_bytes() for path in PACKAGE.rglob("*.py"))


def _named(texts: Iterable[bytes]) -> set[str]:
    return {name for text in texts for name in _NAME.findall(text.decode("utf-8"))}


def _entries(bibliography: Path, cited: set[str]) -> Iterator[str]:
    """The entries of a bibliography that are cited, as they are written."""
    for entry in re.split(r"(?m)^(?=@)", bibliography.read_text(encoding="utf-8")):
        found = _KEY.match(entry)
        if found and found[1] in cited:
            yield entry


def _descriptor(source: Evidence, wishes: Wishes) -> bytes:
    own = {name: value for name, value in source.package.items() if name != EXAMPLE}
    title = f"Evidence behind: {wishes.name}"
    said = {**own, "name": "evidence", "title": title, "version": "0.1.0"}
    return (json.dumps(said, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
