"""The cells of a notebook in IPython's own shell, in this process: the outputs of a kernel, without a kernel.

A kernel is this same shell behind sockets. What it adds to a saved notebook is little, and stands here: texts
of one cell are joined, a display can be updated, cells run inside an event loop, nobody answers questions.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import random
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import nbformat
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from nbformat import NotebookNode
from traitlets.config import Config

from gspbrief.execution.outputs import Bundle, Outputs, Programs, TextStream

LANGUAGE = {  # what ipykernel says of itself
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": ".".join(map(str, sys.version_info[:3])),
}
SKIPPED = "skip-execution"  # nbclient's tag of cells that do not run

_CELL_FILE = "<ipython-input-{}-"  # how IPython begins the file name of a cell, with its number
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_CONFIG = Config({"HistoryManager": {"enabled": False, "hist_file": ":memory:"}})


class CellError(Exception):
    """A cell failed.

    Attributes
    ----------
    index : int
        The cell's, from 0.
    line : int
        The line in it, from 1; 0 if that is not known.
    """

    def __init__(self, index: int, error: BaseException, line: int) -> None:
        super().__init__(index, error, line)
        self.index, self.error, self.line = index, error, line

    def __str__(self) -> str:
        text = self.error.msg if isinstance(self.error, SyntaxError) else str(self.error)
        return f"{type(self.error).__name__}: {_ANSI.sub('', str(text))}{_raised_in(self.error)}"


class _Displays(DisplayPublisher):
    """Takes what cells display."""

    outputs: Outputs

    def publish(
        self,
        data: Bundle,
        metadata: Bundle | None = None,
        *_: object,
        transient: Bundle | None = None,
        update: bool = False,
        **__: object,
    ) -> None:
        display: str | None = (transient or {}).get("display_id")
        if update:
            self.outputs.update(display or "", data, metadata or {})
        else:
            output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
            self.outputs.show(output, display)

    def clear_output(self, wait: bool = False) -> None:
        self.outputs.clear(wait)


class _Results(DisplayHook):
    """Takes the value of a cell's last line."""

    outputs: Outputs

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Bundle, md_dict: Bundle | None = None) -> None:
        if format_dict:
            self.outputs.show(
                {
                    "output_type": "execute_result",
                    "data": format_dict,
                    "metadata": md_dict or {},
                    "execution_count": self.prompt_count,
                }
            )


class Shell(InteractiveShell):
    """IPython's shell for one notebook, whose outputs are kept."""

    display_pub_class = _Displays
    displayhook_class = _Results

    def __init__(self, outputs: Outputs) -> None:
        super().__init__(config=_CONFIG)  # type: ignore[no-untyped-call]
        self.outputs = outputs
        for taker in (self.display_pub, self.displayhook):
            assert isinstance(taker, _Displays | _Results)
            taker.outputs = outputs

    def init_profile_dir(self, profile_dir: object) -> None:
        """Need no folder, and read no start-up file of a user."""

    def showtraceback(self, *_: object, **__: object) -> None:
        """Print nothing: what failed is raised."""

    showsyntaxerror = showindentationerror = showtraceback

    def enable_gui(self, gui: object = None) -> None:
        """Open no window."""

    async def run_source(self, source: str) -> ExecutionResult:
        """Run a cell as a kernel does, which awaits only what has an ``await``."""
        failed = None
        try:
            transformed = self.transform_cell(source)  # type: ignore[no-untyped-call]
        except Exception:
            transformed, failed = source, sys.exc_info()
        known = {"transformed_cell": transformed, "preprocessing_exc_tuple": failed}
        if not self.should_run_async(source, **known):
            now: ExecutionResult = self.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
            return now
        try:
            result = await asyncio.ensure_future(self.run_cell_async(source, store_history=True, **known))
        finally:
            self.events.trigger("post_execute")
        self.events.trigger("post_run_cell", result)
        return result


def run_cells(notebook: NotebookNode, limit: int, begin: Callable[[int], object], seed: int) -> None:
    """Run the cells of a notebook, in place, in this process, which must not run another one afterwards.

    Parameters
    ----------
    limit : int
        Characters that they may print and display.
    begin : callable
        Is told the index of each cell that begins.
    seed : int
        Seed of the legacy generators of random numbers.

    Raises
    ------
    CellError
        If one fails; what comes after it does not run.
    """
    import numpy as np

    outputs = Outputs(limit)
    _look_in_own_folder()
    with _taken(outputs):
        shell = Shell.instance(outputs=outputs)
        np.random.seed(seed)
        random.seed(seed)
        asyncio.run(_run_cells(shell, notebook, begin))
    notebook.metadata["language_info"] = nbformat.from_dict(LANGUAGE)  # type: ignore[no-untyped-call]


async def _run_cells(shell: Shell, notebook: NotebookNode, begin: Callable[[int], object]) -> None:
    programs = [Programs(1, "stdout", shell.outputs), Programs(2, "stderr", shell.outputs)]
    for index, cell in enumerate(notebook.cells):
        if cell.cell_type != "code" or not cell.source.strip() or SKIPPED in cell.metadata.get("tags", ()):
            continue
        begin(index)
        shell.outputs.begin()
        result = await shell.run_source(cell.source)
        await asyncio.sleep(0)  # what a cell began goes on
        number = result.execution_count or 0
        try:
            result.raise_error()  # type: ignore[no-untyped-call]
            for program in programs:
                program.take()
        except BaseException as error:
            raise CellError(index, error, _line(error, number)) from error
        cell.execution_count = number
        cell.outputs = [nbformat.from_dict(output) for output in shell.outputs.of_cell()]  # type: ignore[no-untyped-call]


def _line(error: BaseException, number: int) -> int:
    """The line of a cell at which an error came up."""
    if isinstance(error, SyntaxError) and str(error.filename).startswith(_CELL_FILE.format(number)):
        return error.lineno or 0
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename.startswith(_CELL_FILE.format(number)):
            return trace.tb_lineno
        trace = trace.tb_next
    return 0


def _raised_in(error: BaseException) -> str:
    """Where else an error came up, if that is not in a cell."""
    frames = traceback.extract_tb(error.__traceback__)
    if isinstance(error, SyntaxError) or not frames or not frames[-1].filename.endswith(".py"):
        return ""
    return f" (raised in {Path(frames[-1].filename).name}, line {frames[-1].lineno})"


def _look_in_own_folder() -> None:
    """Have modules looked for in the working folder after the standard library, as a kernel does."""
    sys.argv = sys.argv[:1]
    if "" not in sys.path:
        installed = (
            n for n, path in enumerate(sys.path) if Path(path).name in ("site-packages", "dist-packages")
        )
        sys.path.insert(next(installed, len(sys.path)), "")


@contextmanager
def _taken(outputs: Outputs) -> Iterator[None]:
    """Have the process print into `outputs`, and let nobody be asked."""
    before = sys.stdout, sys.stderr, builtins.input, getpass.getpass
    sys.stdout, sys.stderr = TextStream("stdout", outputs), TextStream("stderr", outputs)
    builtins.input = getpass.getpass = _refuse
    try:
        yield
    finally:
        sys.stdout, sys.stderr, builtins.input, getpass.getpass = before


def _refuse(*_: object, **__: object) -> NoReturn:
    raise StdinNotImplementedError("nobody is there to answer while a notebook runs by itself")
