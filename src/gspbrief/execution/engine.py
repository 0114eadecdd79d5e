"""A notebook from its parameters to the file with its outputs, in this process: the papermill engine.

papermill fills in the parameters and finds the engine; this module is strict where papermill is lenient.
papermill is imported when a notebook runs, never above: it loads `StrictEngine` while it is itself imported.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import nbformat
from nbformat import NotebookNode

from gspbrief.errors import NotebookError
from gspbrief.execution.job import NotebookJob, partial_output
from gspbrief.execution.parameters import (
    INJECTED,
    Declared,
    cell_place,
    check_parameters,
    clean,
    declared_parameters,
    read_notebook,
    take_links,
)
from gspbrief.execution.shell import CellError, run_cells

SHOWN = 10_000_000  # characters that a notebook may print and display: a hundred times what ours do

_AROUND = 5  # source lines shown before and after the one that failed


def execute(job: NotebookJob, tell: Callable[[tuple[str, str]], object]) -> tuple[dict[str, str], str]:
    """Run a notebook and write it with its outputs.

    Parameters
    ----------
    tell : callable
        Is told of each cell that begins where it stands and what it says, for an error.

    Returns
    -------
    dict, str
        Id of the cell that first displayed it, by finding or exhibit id; id of the last cell.
    """
    from papermill.parameterize import parameterize_notebook

    source = read_notebook(job.notebook, job.place)
    declared = declared_parameters(source, job.place)
    check_parameters(declared, job.values, job.place)
    # Not by `execute_notebook`, which copies the notebook and writes it three times, here to nowhere.
    source.metadata["papermill"] = {}  # the parameters are noted there
    for cell in source.cells:
        cell.metadata.setdefault("tags", [])
    if job.values:
        source = parameterize_notebook(source, dict(job.values), kernel_name="python3", language="python")
    with _package_in(job.code):
        executed = StrictEngine.execute_notebook(source, "python3", place=job.place, seed=job.seed, tell=tell)
    cells = take_links(executed)
    hidden = {name: str(value) for name, value in job.values.items() if name in job.hide}
    clean(executed, hidden | {"cwd": str(job.folder)})
    _show_defaults(executed, job.values, {name: declared[name] for name in job.values if name in job.hide})
    _publish(executed, job.output, job.place)
    return cells, str(executed.cells[-1].id)


@contextmanager
def _package_in(folder: Path | None) -> Iterator[None]:
    """Have cells import this package from another folder: the code of another time."""
    if folder is None:
        yield
        return
    ours = _package()
    for name in ours:
        del sys.modules[name]
    sys.path.insert(0, os.fspath(folder))
    try:
        yield
    finally:
        for name in _package():
            del sys.modules[name]
        sys.modules.update(ours)


def _package() -> dict[str, ModuleType]:
    return {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "gspbrief"}


class StrictEngine:
    """The papermill engine ``gspbrief``: one failing cell ends the run, and nothing is saved on the way.

    It has the class methods that papermill asks of an engine but is no subclass of papermill's: papermill
    loads this class while it is itself being imported, so this module cannot import papermill first. The
    cells run in the process that calls it, without a kernel: ``papermill --engine gspbrief`` is one.
    """

    @classmethod
    def nb_kernel_name(cls, nb: NotebookNode, name: str | None = None) -> str:
        """Return the kernel's name: notebooks are Python's."""
        return name or str(nb.metadata.get("kernelspec", {}).get("name", "python3"))

    @classmethod
    def nb_language(cls, nb: NotebookNode, language: str | None = None) -> str:
        """Return the notebook's language."""
        return language or str(nb.metadata.get("kernelspec", {}).get("language", "python"))

    @classmethod
    def execute_notebook(
        cls,
        nb: NotebookNode,
        kernel_name: str,
        *,
        place: str = "",
        seed: int = 0,
        tell: Callable[[tuple[str, str]], object] | None = None,
        **papermill: object,
    ) -> NotebookNode:
        """Run every cell of `nb`, in place.

        Parameters
        ----------
        place : str
            How errors name the notebook.
        seed : int
            Seed of the legacy generators of random numbers.
        tell : callable, optional
            Is told of each cell that begins where it stands and what it says, for an error.

        Raises
        ------
        NotebookError
            A cell failed.
        """
        place = place or str(papermill.get("input_path") or f"the {kernel_name} notebook")

        def begin(index: int) -> None:
            if tell is not None:
                tell((cell_place(place, nb, index), f"\n{_excerpt(nb.cells[index].source, 0)}"))

        try:
            run_cells(nb, SHOWN, begin, seed)
        except CellError as failed:
            where = cell_place(place, nb, failed.index, failed.line)
            excerpt = _excerpt(nb.cells[failed.index].source, failed.line)
            raise NotebookError(f"{failed}\n{excerpt}", where=where) from failed.error
        return nb


def _excerpt(source: str, line: int) -> str:
    """Return numbered source lines around `line`, which an arrow marks; the first lines if it is 0."""
    lines = list(enumerate(source.splitlines(), start=1))
    near = lines[max(0, line - 1 - _AROUND) : max(line, _AROUND) + _AROUND]
    return "\n".join(f"{'->' if number == line else '  '} {number:3}  {text}" for number, text in near)


def _show_defaults(
    executed: NotebookNode, values: Mapping[str, object], hidden: Mapping[str, Declared]
) -> None:
    """Have the injected cell show the default of each hidden parameter."""
    from papermill.translators import PythonTranslator

    lines = ["# Parameters"]
    for name, value in values.items():
        lines.append(
            f"{name} = {hidden[name].source if name in hidden else PythonTranslator.translate(value)}"
        )
    for cell in executed.cells:
        if INJECTED in cell.metadata.get("tags", ()):
            cell.source = "\n".join(lines)


def _publish(executed: NotebookNode, output: Path, place: str) -> None:
    """Write a notebook to a temporary file beside its place, and move it there."""
    try:
        nbformat.validate(executed)
    except nbformat.ValidationError as error:
        first = str(error).splitlines()[0]
        raise NotebookError(f"an output is not valid in a notebook ({first})", where=place) from error
    text: str = nbformat.v4.writes(executed) + "\n"  # type: ignore[no-untyped-call]
    output.parent.mkdir(parents=True, exist_ok=True)
    partial = partial_output(output, os.getpid())
    partial.write_text(text, encoding="utf-8", newline="\n")
    partial.replace(output)
