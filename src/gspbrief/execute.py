"""Strict execution of parameterised notebooks, on papermill.

papermill fills in the parameters and finds the engine; this module is strict where papermill is lenient. A
parameter that the notebook does not declare, a missing ``parameters`` cell, a value of the wrong type, a
failing cell, a dead kernel and a notebook that takes too long are errors that say where. What is written
repeats byte for byte and appears only when all went well.

papermill is imported when a notebook runs, never above: it loads `StrictEngine` while it is itself imported.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
import os
import re
import shutil
import signal
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from gspbrief.errors import NotebookError
from gspbrief.kernels import ENVIRONMENT, BuildKernelManager, throwaway_folder
from gspbrief.notebooks import (
    INJECTED,
    Declared,
    cell_place,
    check_parameters,
    clean,
    declared_parameters,
    read_notebook,
    take_links,
)

_STARTING = 60  # seconds a kernel may take to answer
_AROUND = 5  # source lines shown before and after the one that failed
_SHOWN = {"execute_result": ("data", "execution_count", "metadata"), "display_data": ("data", "metadata")}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_RAISED = re.compile(r"^File (\S+?\.py):(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Executed:
    """An executed notebook.

    Parameters
    ----------
    output : pathlib.Path
        The written notebook.
    cells : mapping of str to str
        Id of the cell that first displayed it, by finding or exhibit id.
    last : str
        Id of the last cell.
    """

    output: Path
    cells: Mapping[str, str]
    last: str


def run(
    notebook: Path,
    parameters: Mapping[str, object],
    output: Path,
    *,
    warm: str | None = None,
    timeout: float = 600,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    hide: Collection[str] = (),
) -> Executed:
    """Execute a notebook with parameters.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; it is not changed.
    parameters : mapping of str to object
        Values for names that its ``parameters`` cell declares; paths become text.
    output : pathlib.Path
        Where the executed notebook goes, in one move and only if every cell ran.
    warm : str, optional
        Address that `kernels.warm_parent` gave; without it an ordinary kernel is started.
    timeout : float
        Seconds that all cells together may take, once the kernel is there.
    env : mapping of str to str, optional
        Environment variables, added to this process's for the kernel.
    cwd : pathlib.Path, optional
        The kernel's working directory; by default the notebook's folder.
    hide : collection of str
        Parameters whose values (paths of a build) must not show in the output: the injected cell shows their
        defaults, and where an output holds the value, the parameter's name stands in angle brackets.

    Returns
    -------
    Executed

    Raises
    ------
    NotebookError
        The notebook breaks the contract or failed; the message names notebook, parameters, cell and line.
    """
    values = {name: os.fspath(v) if isinstance(v, os.PathLike) else v for name, v in parameters.items()}
    shown = {name: value for name, value in values.items() if name not in hide}
    place = _place(notebook, shown)
    source = read_notebook(notebook, place)
    declared = declared_parameters(source, place)
    check_parameters(declared, values, place)
    folder = (cwd or notebook.parent).absolute()
    job = _Job(place, folder, warm, timeout, env or {}, _seed(notebook.name, shown))
    executed = _papermill(source, values, job)
    cells = take_links(executed)
    clean(executed, {name: str(v) for name, v in values.items() if name in hide} | {"cwd": str(folder)})
    _show_defaults(executed, values, {name: declared[name] for name in values if name in hide})
    _publish(executed, output, place)
    return Executed(output, cells, str(executed.cells[-1].id))


def _place(notebook: Path, shown: Mapping[str, object]) -> str:
    given = ", ".join(f"{name}={value}" for name, value in shown.items())
    return f"{notebook.name} ({given})" if given else notebook.name


def _seed(name: str, shown: Mapping[str, object]) -> int:
    """Return the seed of the legacy generators: one a notebook and partnership, the same on every machine."""
    digest = hashlib.sha256(json.dumps([name, shown], sort_keys=True, default=str).encode()).digest()
    return int.from_bytes(digest[:4], "big")


@dataclass(frozen=True, slots=True)
class _Job:
    """How to run one notebook, as it travels through papermill to the engine."""

    place: str
    folder: Path = field(default_factory=Path.cwd)
    warm: str | None = None
    timeout: float = 600
    env: Mapping[str, str] = field(default_factory=dict)
    seed: int = 0


def _papermill(notebook: NotebookNode, values: Mapping[str, object], job: _Job) -> NotebookNode:
    # Not by `execute_notebook`, which copies the notebook and writes it three times, here to nowhere.
    from papermill.parameterize import parameterize_notebook

    notebook.metadata["papermill"] = {}  # the parameters are noted there
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    if values:
        notebook = parameterize_notebook(notebook, dict(values), kernel_name="python3", language="python")
    return StrictEngine.execute_notebook(notebook, "python3", job=job)


class StrictEngine:
    """The papermill engine ``gspbrief``: one failing cell ends the run, and nothing is saved on the way.

    It has the class methods that papermill asks of an engine but is no subclass of papermill's: papermill
    loads this class while it is itself being imported, so this module cannot import papermill first. It
    serves ``papermill --engine gspbrief`` too, on an ordinary kernel.
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
        cls, nb: NotebookNode, kernel_name: str, *, job: _Job | None = None, **papermill: object
    ) -> NotebookNode:
        """Run every cell of `nb`, in place.

        Raises
        ------
        NotebookError
            A cell failed, the kernel died, or time ran out.
        """
        job = job or _Job(str(papermill.get("input_path") or f"the {kernel_name} notebook"))
        scratch = throwaway_folder(job.warm)
        try:
            with (scratch / "log").open("w+b") as log:
                asyncio.run(_Run(nb, job, scratch, log).run())
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        return nb


class _Client(NotebookClient):
    """Does not check each output when it comes: all are checked, quicker, when the notebook is written."""

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        kind, content = msg["msg_type"], msg["content"]
        hooked = self.output_hook_stack[msg["parent_header"].get("msg_id")]
        if kind not in _SHOWN or hooked or display_id or self.clear_before_next_output:
            return super().output(outs, msg, display_id, cell_index)
        parts = {"output_type": kind, **{name: content[name] for name in _SHOWN[kind]}}
        outs.append(nbformat.from_dict(parts))  # type: ignore[no-untyped-call]
        return outs[-1]


class _Run:
    """One notebook on one kernel."""

    def __init__(self, nb: NotebookNode, job: _Job, scratch: Path, log: BinaryIO) -> None:
        self.nb, self.job, self.scratch, self.log = nb, job, scratch, log
        self.index = -1  # the cell at work; -1: the kernel is not ready yet
        quiet = logging.getLogger("gspbrief.execute.kernel")
        quiet.propagate = False  # what it would log is in the errors raised here
        self.manager = BuildKernelManager(scratch, job.warm, log=quiet)
        self.client = _Client(
            nb,
            km=self.manager,
            log=quiet,
            force_raise_errors=True,  # the tag raises-exception would let a failing cell pass
            coalesce_streams=True,  # in how many pieces a text arrives is chance
            record_timing=False,
            extra_arguments=["--HistoryManager.enabled=False"],  # else in a database, which nobody reads
            store_widget_state=False,
            startup_timeout=_STARTING,
            iopub_timeout=_STARTING,
            raise_on_iopub_timeout=True,
        )

    async def run(self) -> None:
        """Run the cells; every way this can fail becomes a NotebookError."""
        limit = asyncio.timeout(None)  # starting has limits of its own
        try:
            async with limit:
                await self._start()
                limit.reschedule(asyncio.get_running_loop().time() + self.job.timeout)
                for index, cell in enumerate(self.nb.cells):
                    self.index = index
                    await self.client.async_execute_cell(cell, index)
        except CellExecutionError as error:
            raise self._failed(error) from error
        except NotebookError as error:  # of the warm parent, which does not know for whom it failed
            raise NotebookError(error.what, where=self.job.place, todo=error.todo) from error
        except (RuntimeError, TimeoutError) as error:  # nbclient's DeadKernelError is a RuntimeError
            if limit.expired():
                raise self._error(f"the notebook took longer than {self.job.timeout:g} s") from error
            if (task := asyncio.current_task()) and task.cancelling():
                raise asyncio.CancelledError from error  # nbclient takes an interrupt for a dead kernel
            raise await self._died(error) from error
        finally:
            await self._end()

    async def _start(self) -> None:
        await self.client.async_start_new_kernel(
            cwd=str(self.job.folder), env=self._environment(), stdout=self.log, stderr=self.log
        )
        kernel = await self.client.async_start_new_kernel_client()
        about = await self.client.async_wait_for_reply(kernel.kernel_info())
        self.nb.metadata["language_info"] = about["content"]["language_info"] if about else {}
        # Not sooner: each time it is asked what it is, IPython draws a random tip for its banner.
        seeding = kernel.execute(_seeding(self.job.seed), silent=True, store_history=False)
        await self.client.async_wait_for_reply(seeding)

    def _environment(self) -> dict[str, str]:
        """Return the kernel's environment: a user's own IPython start-up files must not change results."""
        mine = Path(self.job.warm).parent if self.job.warm else self.scratch
        own = {"IPYTHONDIR": str(mine / "ipython"), "TZ": "UTC"}
        return {**os.environ, **ENVIRONMENT, **own, **self.job.env}

    async def _end(self) -> None:
        if self.client.kc is not None:
            self.client.kc.stop_channels()
        if self.manager.has_kernel:
            await self.manager.shutdown_kernel(now=True)
        else:
            await self.manager.cleanup_resources()

    def _failed(self, error: CellExecutionError) -> NotebookError:
        trace = _ANSI.sub("", error.traceback)
        here = re.search(rf"Cell In\[{self.nb.cells[self.index].execution_count}\], line (\d+)", trace)
        raised = _RAISED.findall(trace)
        by = f" (raised in {Path(raised[-1][0]).name}, line {raised[-1][1]})" if raised else ""
        what = f"{error.ename}: {_ANSI.sub('', error.evalue)}{by}"
        return self._error(what, int(here[1]) if here else 0)

    async def _died(self, error: Exception) -> NotebookError:
        provisioner = self.manager.provisioner
        code = await provisioner.poll() if provisioner and provisioner.has_process else None
        how = f"{signal.Signals(-code).name}" if code and code < 0 else f"exit code {code}"
        self.log.seek(0)
        said = self.log.read().decode(errors="replace").strip()[-1000:]
        what = f"the kernel died ({how})" if code is not None else f"the kernel failed ({error})"
        return self._error(what + (f"; it said:\n{said}" if said else ""))

    def _error(self, what: str, line: int = 0) -> NotebookError:
        if self.index < 0:
            return NotebookError(what, where=self.job.place)
        where = cell_place(self.job.place, self.nb, self.index, line)
        return NotebookError(f"{what}\n{_excerpt(self.nb.cells[self.index].source, line)}", where=where)


def _seeding(seed: int) -> str:
    """Return the line that makes a kernel's chance repeat; it leaves no name behind."""
    return f"__import__('numpy').random.seed({seed}); __import__('random').seed({seed})"


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
    try:
        nbformat.validate(executed)
    except nbformat.ValidationError as error:
        first = str(error).splitlines()[0]
        raise NotebookError(f"an output is not valid in a notebook ({first})", where=place) from error
    text: str = nbformat.v4.writes(executed) + "\n"  # type: ignore[no-untyped-call]
    with _beside(output) as partial:
        partial.write_text(text, encoding="utf-8", newline="\n")


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Give a temporary path that becomes `target` if the block succeeds and is gone if it does not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.partial")
    try:
        yield partial
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
