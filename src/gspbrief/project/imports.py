"""What a notebook or a module needs of this package: what it imports, and what that imports in turn."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from gspbrief.errors import ArgumentError
from gspbrief.project.general import PACKAGE

_LIST_IMPORTS = """
import json, grimp
graph = grimp.build_graph("gspbrief", exclude_type_checking_imports=True, cache_dir=None)
print(json.dumps({name: sorted(graph.find_modules_directly_imported_by(name)) for name in graph.modules}))
"""
_MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def import_closure(
    roots: Iterable[str], graph: Mapping[str, list[str]], package: Path = PACKAGE
) -> frozenset[str]:
    """Some modules and all that they import, inside functions too, but not for type checking alone.

    Parameters
    ----------
    roots : iterable of str
        Names of modules below the package, such as ``analysis.costs``.
    graph : mapping of str to list of str
        The modules that each module imports, as `import_graph` lists them.
    package : Path
        The package's folder, which an error names.

    Returns
    -------
    frozenset of str
        Names below the package; rooms, whose ``__init__`` runs first, are among them.

    Raises
    ------
    ArgumentError
        If a root is no module of the package.
    """
    waiting, found = list(roots), set[str]()
    if unknown := sorted(set(waiting) - graph.keys()):
        raise ArgumentError(
            f"there is no module {', '.join(unknown)}", where=str(package), todo="Name one that exists"
        )
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += [*graph[name], name.rpartition(".")[0]]
    return frozenset(found)


def imported_by(notebooks: Iterable[Path], package: Path = PACKAGE) -> list[str]:
    """The modules of this package that some notebooks import themselves, by their names below it.

    It starts no thread, as grimp does: whoever calls it may fork.
    """
    named = {name for path in notebooks for name in _imports(path)}
    return sorted(name for name in named if name and _find_module(name, package))


def module_files(names: Iterable[str], package: Path = PACKAGE) -> list[Path]:
    """The files of modules, and the files beside them that are no code, such as vocabularies.

    Raises
    ------
    ArgumentError
        If there is no such module.
    """
    files = {_module_file(name, package) for name in names}
    data = {path for folder in {file.parent for file in files} - {package} for path in folder.iterdir()}
    return sorted(files | {path for path in data if counts(path) and path.suffix != ".py"})


def counts(path: Path) -> bool:
    """Whether a path is a file that a person wrote: nothing hidden, and no compiled code."""
    return path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")


def _module_file(name: str, package: Path) -> Path:
    if file := _find_module(name, package):
        return file
    raise ArgumentError(f"there is no module {name}", where=str(package), todo="Name one that exists")


def _find_module(name: str, package: Path) -> Path | None:
    place = package.joinpath(*filter(None, name.split(".")))
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((file for file in files if file.is_file()), None)


def import_graph(package: Path = PACKAGE) -> dict[str, list[str]]:
    """The modules that each module of the package imports directly, all by their names below it.

    Parameters
    ----------
    package : Path
        The package's folder, if it is not this one but this package at another time.
    """
    if package == PACKAGE:
        import grimp  # not where the graph is known: it takes longer than all that it is asked for

        graph = grimp.build_graph(package.name, exclude_type_checking_imports=True, cache_dir=None)
        listed = {name: sorted(graph.find_modules_directly_imported_by(name)) for name in graph.modules}
    else:  # grimp finds a package where Python does, and here Python has found this one
        answer = subprocess.run(
            [sys.executable, "-c", _LIST_IMPORTS],
            env={**os.environ, "PYTHONPATH": str(package.parent)},
            cwd=package.parent,
            capture_output=True,
            check=True,
        )
        listed = json.loads(answer.stdout)
    return {_below(name): [_below(one) for one in imported] for name, imported in listed.items()}


def _below(name: str) -> str:
    """A module's name below the package; the package itself is the empty name."""
    return name.partition(".")[2]


def _imports(notebook: Path) -> Iterable[str]:
    """The names below the package that a notebook imports; names of what is in a module are among them."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            with suppress(SyntaxError):  # the cell fails when it runs, and is named then
                yield from _imported(ast.parse(_MAGIC.sub("", "".join(cell["source"]))))


def _imported(code: ast.Module) -> Iterable[str]:
    for node in ast.walk(code):
        if isinstance(node, ast.Import):
            yield from (_below(alias.name) for alias in node.names if _is_own(alias.name))
        elif isinstance(node, ast.ImportFrom) and _is_own(node.module or ""):
            yield _below(node.module or "")
            yield from (_below(f"{node.module}.{alias.name}") for alias in node.names)


def _is_own(name: str) -> bool:
    return name.split(".")[0] == PACKAGE.name
