"""Notebook documents: read strictly, their parameters checked, and cleaned of what does not repeat.

Nothing here runs a notebook; `gspbrief.execution.execute` does.
"""

from __future__ import annotations

import ast
import html
import os
import re
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

import nbformat
from nbformat import NotebookNode

from gspbrief.errors import EvidenceError, NotebookError
from gspbrief.evidence.files import parse_json, read_text
from gspbrief.findings.finding import MIME_TYPE

PARAMETERS = "parameters"  # the tag of the cell that declares them
INJECTED = "injected-parameters"  # papermill's tag of the cell it adds, and here also its id

_UNKNOWN = object()  # a default that is not a literal: any value fits
_WORD = re.compile(r"[^\s\"'<>]+")  # what may be a path
_PLACE = re.compile(r"[^\s\"'<>:]+")  # a path alone, without the line that may follow it
_CELL_FILE = re.compile(r"ipykernel_\d+[/\\]\d+\.py")  # an ordinary kernel's
_OWN_CELL_FILE = re.compile(r"(?:<|&lt;)ipython-input-\d+-[0-9a-f]+(?:>|&gt;)")
_PACKAGES = re.compile(r"[/\\]site-packages[/\\]")
_ADDRESS = re.compile(r"(?<= at )0x[0-9a-f]{6,}")
_MARKUP = ("text/html", "text/markdown", "image/svg+xml")  # where an angle bracket would begin a tag
_CODE = (str(Path(__file__).parents[1]) + os.sep, sysconfig.get_path("stdlib") + os.sep)


@dataclass(frozen=True, slots=True)
class Declared:
    """A parameter as its notebook declares it: the default as written, and as a value if it is a literal."""

    source: str
    default: object


def read_notebook(path: Path, place: str) -> NotebookNode:
    """Read a notebook whose cells all have ids.

    Parameters
    ----------
    path : pathlib.Path
        The file. Cells without an id, from before nbformat 4.5, get one from their position, not at random.
    place : str
        How errors name the notebook.

    Raises
    ------
    NotebookError
        The file is missing, is no version 4 notebook, or two cells share an id.
    """
    document = _document(path, place)
    cells = document["cells"]
    for number, cell in enumerate(cells, start=1):
        if not isinstance(cell, dict):
            raise NotebookError("is no cell", where=f"{place}, cell {number}", todo="Delete it")
        cell.setdefault("id", f"cell-{number}")
    ids = [str(cell["id"]) for cell in cells]
    if twice := sorted({i for i in ids if ids.count(i) > 1}):
        raise NotebookError(f"two cells share the id {twice[0]}", where=place, todo="Change one of the two")
    return _valid(document | {"nbformat_minor": 5}, place)


def _document(path: Path, place: str) -> dict[str, Any]:
    """What a file holds that has cells."""
    try:
        document = parse_json(read_text(path, place), place)
    except EvidenceError as error:
        (problem,) = error.problems
        line = f", line {problem.row}" if problem.row else ""
        raise NotebookError(
            f"this is not a readable notebook: it {problem.what}",
            where=f"{place}{line}",
            todo=problem.allowed,
        ) from None
    cells = document.get("cells") if isinstance(document, dict) else None
    if isinstance(document, dict) and isinstance(cells, list):
        return document
    old = isinstance(document, dict) and document.get("nbformat") in (1, 2, 3)
    what = "is a notebook of before 2015 (format 3)" if old else "this is not a readable notebook (no cells)"
    raise NotebookError(what, where=place, todo="Open it in JupyterLab and save it")


def _valid(document: dict[str, object], place: str) -> NotebookNode:
    try:
        if document.get("nbformat") != 4:
            raise ValueError("its nbformat is not 4")
        notebook = nbformat.v4.to_notebook(document)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except (ValueError, AttributeError, LookupError, TypeError, nbformat.ValidationError) as error:
        first = (str(error).splitlines() or [type(error).__name__])[0]
        todo = "Open and save it in JupyterLab"
        raise NotebookError(f"this is not a valid notebook ({first})", where=place, todo=todo) from error
    return cast(NotebookNode, notebook)


def cell_place(place: str, notebook: NotebookNode, index: int, line: int = 0) -> str:
    """Return how errors name a cell, and a line in it."""
    cell = notebook.cells[index]
    return f"{place}, cell {index + 1} (id {cell.id})" + (f", line {line}" if line else "")


def declared_parameters(notebook: NotebookNode, place: str) -> dict[str, Declared]:
    """Return what the cell tagged ``parameters`` declares, by name.

    Raises
    ------
    NotebookError
        There is no such cell, or more than one, or it is not plain Python.
    """
    tagged = [i for i, cell in enumerate(notebook.cells) if PARAMETERS in cell.metadata.get("tags", ())]
    if len(tagged) != 1:
        raise NotebookError(
            f"{len(tagged) or 'no'} cells are tagged 'parameters'",
            where=place,
            todo="Tag the one cell that holds the defaults (JupyterLab: property inspector, cell tags)",
        )
    source = notebook.cells[tagged[0]].source
    try:
        statements = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        if not isinstance(error, SyntaxError):
            where = cell_place(place, notebook, tagged[0])
            raise NotebookError(f"the parameters are not plain Python ({error})", where=where) from error
        where = cell_place(place, notebook, tagged[0], error.lineno or 0)
        raise NotebookError(f"the parameters are not plain Python ({error.msg})", where=where) from error
    return {name: declared for statement in statements for name, declared in _assigned(statement, source)}


def _assigned(statement: ast.stmt, source: str) -> list[tuple[str, Declared]]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            names = [name]
        case _:
            return []
    declared = Declared(ast.get_source_segment(source, value) or "", _literal(value))
    return [(name, declared) for name in names]


def _literal(value: ast.expr) -> object:
    try:
        return ast.literal_eval(value)
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return _UNKNOWN


def check_parameters(declared: Mapping[str, Declared], values: Mapping[str, object], place: str) -> None:
    """Check values against a notebook's declared parameters.

    An int fits where a float is declared; anything fits where the default is None or is computed.

    Raises
    ------
    NotebookError
        A name is not declared, or a value is of another type than its default.
    """
    for name, value in values.items():
        if name not in declared:
            near = get_close_matches(name, declared, n=1)
            todo = f"Did you mean '{near[0]}'?" if near else f"It declares: {', '.join(declared) or 'none'}"
            raise NotebookError(f"the notebook declares no parameter '{name}'", where=place, todo=todo)
        default = declared[name].default
        if not _fits(value, default):
            raise NotebookError(
                f"parameter '{name}' is the {type(value).__name__} {value!r}, "
                f"but the notebook's default is the {type(default).__name__} {default!r}",
                where=place,
            )


def _fits(value: object, default: object) -> bool:
    if default is None or default is _UNKNOWN:
        return True
    if isinstance(value, bool) or isinstance(default, bool):
        return isinstance(value, bool) and isinstance(default, bool)
    if isinstance(default, float):
        return isinstance(value, float | int)
    if isinstance(default, list | tuple):
        return isinstance(value, list | tuple)
    return isinstance(value, type(default))


def take_links(notebook: NotebookNode) -> dict[str, str]:
    """Remove from the outputs what names the findings and exhibits shown, and return it.

    Returns
    -------
    dict
        Id of the first cell that displays it, by finding or exhibit id.
    """
    cells: dict[str, str] = {}
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        for output in outputs:
            shown = output.get("data", {}).pop(MIME_TYPE, {})
            output.get("metadata", {}).pop(MIME_TYPE, None)
            for name in (*shown.get("findings", ()), *shown.get("exhibits", ())):
                cells.setdefault(name, cell.id)
        outputs[:] = [output for output in outputs if output.get("data", True)]
    return cells


def clean(notebook: NotebookNode, hidden: Mapping[str, str]) -> None:
    """Remove what differs from run to run or from machine to machine, in place.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook. Times and papermill's records go, as do memory addresses, the kernel's temporary
        files and the folders that packages are installed in.
    hidden : mapping of str to str
        Absolute paths by the name that replaces them, in angle brackets, in every output.
    """
    notebook.metadata.pop("papermill", None)
    paths = _paths(hidden)
    for cell in notebook.cells:
        for record in ("papermill", "execution"):
            cell.metadata.pop(record, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if INJECTED in cell.metadata.get("tags", ()):
            cell.id = INJECTED
        if "outputs" in cell:
            cell.outputs = [_rewritten(output, paths) for output in cell.outputs]


_Paths = list[tuple[re.Pattern[str], str]]


def _paths(hidden: Mapping[str, str]) -> _Paths:
    """Return patterns and what replaces them, longer paths first: one may lie in another."""
    paths = {path: f"<{name}>" for name, path in hidden.items() if len(path) > 1 and Path(path).is_absolute()}
    paths |= {os.path.realpath(path): name for path, name in paths.items()}
    longest_first = sorted(paths, key=len, reverse=True)
    return [(re.compile(re.escape(path) + r"(?![\w-])"), paths[path]) for path in longest_first]


def _rewritten(value: object, paths: _Paths, *, markup: bool = False) -> object:
    """Return an output with every text in it rewritten, in place where it is a mapping."""
    match value:
        case str():
            return _rewritten_text(value, paths, html.escape if markup else str)
        case dict():
            for key, part in value.items():
                if key in _MARKUP or not key.startswith("image/"):
                    value[key] = _rewritten(part, paths, markup=markup or key in _MARKUP)
            return value
        case list():
            return [_rewritten(part, paths, markup=markup) for part in value]
        case _:
            return value


def _rewritten_text(text: str, paths: _Paths, escape: Callable[[str], str]) -> str:
    """Return a text without folders and addresses, in a time that grows with its length and no faster."""
    if "ipykernel_" in text:
        text = _WORD.sub(lambda word: _after_last(_CELL_FILE, word[0], escape("<cell>")), text)
    text = _OWN_CELL_FILE.sub(escape("<cell>"), text)
    for pattern, name in paths:
        text = pattern.sub(escape(name), text)
    if "site-packages" in text:
        text = _PLACE.sub(lambda place: _after_last(_PACKAGES, place[0], ""), text)
    for folder in _CODE:
        text = text.replace(folder, "")
    return _ADDRESS.sub("0x0", text)


def _after_last(pattern: re.Pattern[str], word: str, name: str) -> str:
    """Replace all up to the end of the last match by a name; without one, nothing."""
    found = [match.end() for match in pattern.finditer(word)]
    return name + word[found[-1] :] if found else word
