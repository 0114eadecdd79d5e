"""What each notebook says of itself in its metadata: whom it runs for, and where its section stands.

A notebook that says nothing is a draft, and no build runs it. One that runs for each partnership says, for
example, ``"gspbrief": {"runs_for": "partnership", "section": {"order": 35}}``; its results have its name, and
``briefs/<lang>/_<name>.md.j2`` is its section.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gspbrief.errors import NotebookError
from gspbrief.project.subjects import CASE, DEMO, SUBJECTS, SURVEYED, TOPIC

KEY = "gspbrief"  # in the metadata of a notebook
EACH = "partnership"
SURVEY = "survey"
ONE = (EACH, SURVEY)  # those that are about a single programme are told which
TAKEN = (
    *("index", "press"),
    *("about", "annex", "changes", "citation", "method", "notes", "numbers", "reproduce", "sources"),
)
"""Pages of a brief, and sections that have pages of their own where one is too heavy."""

_NAME = re.compile(r"[a-z][a-z0-9_]*")  # templates ask for its findings by it
_RUNS_FOR = (EACH, *SUBJECTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """The place of a notebook's section in a brief on a partnership.

    Attributes
    ----------
    order : float
        Sections stand from the lowest to the highest.
    heading : str
        Word of the vocabulary ``heading``; blank if the notebook's name is one of the vocabulary ``question``
        or the section begins with a heading of its own.
    needs : str
        A measure without which the section is left out.
    then : tuple of str
        Further sections without a notebook, such as ``drivers``, that stand right after it.
    leads : int
        Its turn, from 1, in giving the figure that stands for the brief; 0: never.
    """

    order: float
    heading: str = ""
    needs: str = ""
    then: tuple[str, ...] = ()
    leads: int = 0


@dataclass(frozen=True, slots=True)
class Notebook:
    """A notebook that builds run.

    Attributes
    ----------
    runs_for : str
        ``partnership``: once for each; ``survey``: for each that has a survey of its own, and for the
        fictitious programme; or what else `gspbrief.project.subjects.SUBJECTS` has a word for.
    parameters : frozenset of str
        What it declares.
    section : Section or None
        Where its section stands in a brief on a partnership, if it has one.
    """

    path: Path
    runs_for: str
    parameters: frozenset[str]
    section: Section | None

    @property
    def name(self) -> str:
        """Its name, which its results and its section have."""
        return self.path.stem

    @property
    def subject(self) -> str:
        """What it runs for if that is no partnership; else empty."""
        return SUBJECTS.get(self.runs_for, "")

    @property
    def is_about_one(self) -> bool:
        """Whether it is about a single programme, and is told about which."""
        return self.runs_for in ONE

    def values(self, subject: str, data: Path, out: Path) -> dict[str, object]:
        """What a build sets of its parameters."""
        case = {"case": CASE} if "case" in self.parameters else {}
        told = {TOPIC: TOPIC}.get(self.runs_for, EACH if self.is_about_one else "")
        own = {told: subject} if told else {}
        return {**case, "data": str(data), "out": str(out), **own}


def read_notebooks(*folders: Path) -> tuple[Notebook, ...]:
    """The notebooks of some folders that say whom they run for, in the order of their sections.

    Of two of one name the one in the folder that comes first counts.

    Raises
    ------
    NotebookError
        If one cannot be read, or says what is not known, with what may be said.
    """
    paths: dict[str, Path] = {}
    for path in (path for folder in folders for path in sorted(folder.glob("*.ipynb"))):
        paths.setdefault(path.name, path)
    found = map(_read, paths.values())
    return tuple(sorted(filter(None, found), key=_place))


def running_for(subject: str, notebooks: Iterable[Notebook]) -> tuple[Notebook, ...]:
    """Those that run for what is no partnership, such as ``synthesis``, or else for any partnership.

    For one that has a survey of its own, ``surveyed``, those that run for a survey as well.
    """
    wanted = {SURVEYED: ("", DEMO)}.get(subject, (subject if subject in SUBJECTS.values() else "",))
    return tuple(notebook for notebook in notebooks if notebook.subject in wanted)


def _place(notebook: Notebook) -> tuple[float, str]:
    return (notebook.section.order if notebook.section else float("inf"), notebook.name)


def _read(path: Path) -> Notebook | None:
    place = f"notebooks/{path.name}"
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        said, parameters = document["metadata"].get(KEY), frozenset(_parameters(document["cells"]))
    except OSError as error:
        raise NotebookError(f"this cannot be read ({error.strerror})", where=place) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        why = _unmerged(path) or error
        raise NotebookError(f"this is not a readable notebook ({why})", where=place) from error
    if said is None:
        return None
    if not _NAME.fullmatch(path.stem) or path.stem in TAKEN:
        raise NotebookError(
            f"a notebook that runs in builds cannot be called {path.stem!r}",
            where=place,
            todo=f"Small letters, digits and _, a letter first; not {', '.join(TAKEN)}",
        )
    place += f", metadata {KEY!r}"
    _check(said, _SAID, ("runs_for",), place)
    if "section" in said and said["runs_for"] not in ONE:
        raise NotebookError(
            f"it has a section, and runs for {said['runs_for']!r}",
            where=place,
            todo=f"Leave the section out: only briefs on a single {EACH} are made of sections",
        )
    return Notebook(path, said["runs_for"], parameters, _section(said.get("section"), f"{place}, section"))


def _unmerged(path: Path) -> str:
    """Where git has left both sides of a merge in a file: the line and what stands there; else nothing."""
    lines = path.read_bytes().decode("utf-8", "replace").splitlines()
    marks = (f"line {n}: {line}" for n, line in enumerate(lines, start=1) if line.startswith("<" * 7))
    return next(marks, "")


def _section(said: Mapping[str, Any] | None, place: str) -> Section | None:
    if said is None:
        return None
    _check(said, _IN_SECTION, ("order",), place)
    return Section(**{**said, "then": tuple(said.get("then", ()))})


def _check(
    said: object, known: Mapping[str, tuple[Callable[[Any], bool], str]], needed: Iterable[str], place: str
) -> None:
    """Refuse what is not known, with what may stand there."""
    if not isinstance(said, dict):
        raise NotebookError(f"{said!r} is no object", where=place, todo=f"It may hold {', '.join(known)}")
    if missing := [key for key in needed if key not in said]:
        raise NotebookError(f"it lacks {missing[0]!r}", where=place, todo=f"It is {known[missing[0]][1]}")
    for key, value in said.items():
        if key not in known:
            raise NotebookError(f"{key!r} is not known", where=place, todo=f"Known: {', '.join(known)}")
        fits, what = known[key]
        if not fits(value):
            raise NotebookError(f"{key!r} cannot be {value!r}", where=place, todo=f"It is {what}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


_SAID: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "runs_for": (_RUNS_FOR.__contains__, f"one of {', '.join(_RUNS_FOR)}"),
    "section": (lambda value: isinstance(value, dict), 'an object such as {"order": 35}'),
}
_IN_SECTION: Mapping[str, tuple[Callable[[Any], bool], str]] = {
    "order": (_is_number, "a number: sections stand from the lowest to the highest"),
    "heading": (_is_word, "a word of the vocabulary heading"),
    "needs": (_is_word, "a measure"),
    "then": (lambda value: isinstance(value, list) and all(map(_is_word, value)), "a list of sections"),
    "leads": (lambda value: _is_number(value) and value in range(1, 100), "a turn: 1, 2, 3 …"),
}


def _parameters(cells: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The names that the cell of the parameters gives a value; what is no Python is told when it runs."""
    for cell in cells:
        if "parameters" in cell["metadata"].get("tags", ()):
            with suppress(SyntaxError):
                yield from _assigned(ast.parse("".join(cell["source"])))


def _assigned(code: ast.Module) -> Iterator[str]:
    for statement in code.body:
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement]
        for target in targets:
            name = target.target if isinstance(target, ast.AnnAssign) else target
            if isinstance(name, ast.Name):
                yield name.id
