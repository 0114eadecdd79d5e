"""Strict execution of parameterised notebooks, each in a process of its own.

A parameter that the notebook does not declare, a missing ``parameters`` cell, a value of the wrong type, a
failing cell and a notebook that dies, takes too long, too much memory or shows too much are errors that say
where. What is written repeats byte for byte and appears only when all went well.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import sys
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO

from gspbrief.errors import NotebookError
from gspbrief.execution.forks import LOST, EndedError, Fork
from gspbrief.execution.job import NotebookJob, partial_output

MEMORY = 4 * 2**30  # bytes of address space that a notebook may take; what is forked has 1 GB of it
ATTEMPTS = 2

_STARTING = 120  # seconds a busy machine may take to import the packages before the first notebook
_SAID = 1000  # last bytes shown of what a process had to say that died


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
    timeout: float = 600,
    memory: int = MEMORY,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    code: Path | None = None,
    hide: Collection[str] = (),
) -> Executed:
    """Execute a notebook with parameters, in a new process.

    Parameters
    ----------
    notebook : pathlib.Path
        The notebook; it is not changed.
    parameters : mapping of str to object
        Values for names that its ``parameters`` cell declares; paths become text.
    output : pathlib.Path
        Where the executed notebook goes, in one move and only if every cell ran.
    timeout : float
        Seconds that all cells together may take.
    memory : int
        Bytes of address space that the process may take, where the system can limit it.
    env : mapping of str to str, optional
        Environment variables, added to this process's.
    cwd : pathlib.Path, optional
        The working directory of the cells; by default the notebook's folder.
    code : pathlib.Path, optional
        A folder whose package ``gspbrief`` the cells import instead of this one, with whose preloading then
        goes to waste.
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
    given = ", ".join(f"{name}={value}" for name, value in shown.items())
    job = NotebookJob(
        notebook=notebook.absolute(),
        values=values,
        output=output.absolute(),
        place=f"{notebook.name} ({given})" if given else notebook.name,
        folder=(cwd or notebook.parent).absolute(),
        code=code,
        hide=tuple(hide),
        timeout=timeout,
        memory=memory,
        seed=_seed(notebook.name, shown),
    )
    environment = {**os.environ, "TZ": "UTC", **(env or {})}
    if code is not None:
        environment["PYTHONPATH"] = os.fspath(code)
    for _ in range(ATTEMPTS):
        with suppress(EndedError):  # with the server that forked it, which another takes the place of
            return _run_apart(job, environment, output)
    raise NotebookError("its process was lost twice; perhaps there is too little memory", where=job.place)


def _seed(name: str, shown: Mapping[str, object]) -> int:
    """Return the seed of the legacy generators: one a notebook and partnership, the same on every machine."""
    digest = hashlib.sha256(json.dumps([name, shown], sort_keys=True, default=str).encode()).digest()
    return int.from_bytes(digest[:4], "big")


def _run_apart(job: NotebookJob, environment: Mapping[str, str], output: Path) -> Executed:
    """Run a notebook in a process of its own, and end that, whatever happened.

    Raises
    ------
    EndedError
        If it was lost through no fault of the notebook's.
    """
    with TemporaryFile() as printed, TemporaryFile() as said:
        files = (Connection(os.dup(file.fileno())) for file in (printed, said))
        fork = Fork(_run_here, *files, job, environment=environment)
        try:
            return Executed(output, *_outcome(fork, job, said))
        finally:
            fork.end()
            partial_output(job.output, fork.pid).unlink(missing_ok=True)


def _outcome(fork: Fork, job: NotebookJob, said: BinaryIO) -> tuple[Mapping[str, str], str]:
    """Wait for the end of a notebook; return the cells of what it displayed, and its last one."""
    where, excerpt = job.place, ""
    until = time.monotonic() + _STARTING
    try:
        while True:
            match fork.receive(until):
                case "ready":
                    until = time.monotonic() + job.timeout
                case str(where), str(excerpt):
                    pass
                case Exception() as error:
                    raise error
                case dict(cells), str(last):
                    return cells, last
    except TimeoutError as error:
        raise NotebookError(
            f"the notebook took longer than {job.timeout:g} s{excerpt}", where=where
        ) from error
    except EndedError as error:
        if error.code == LOST:
            raise
        raise NotebookError(f"its process died ({error}){_last_words(said)}{excerpt}", where=where) from error


def _last_words(said: BinaryIO) -> str:
    said.seek(0)
    text = said.read()[-_SAID:].decode(errors="replace").strip()
    return f"; it said:\n{text}" if text else ""


def _run_here(line: Connection, printed: Connection, said: Connection, job: NotebookJob) -> None:
    """Run a notebook in this process, which was started for it, and say what it is at."""
    os.dup2(printed.fileno(), 1)
    os.dup2(said.fileno(), 2)
    line.send("ready")
    from gspbrief.execution.engine import execute

    try:
        _limit(job)
        os.chdir(job.folder)
        line.send(execute(job, line.send))
    except (NotebookError, OSError) as error:
        line.send(error)


def _limit(job: NotebookJob) -> None:
    """Limit what the process may take; its time too, should nobody be left to look at the clock."""
    if sys.platform != "linux":
        return
    import resource

    memory = _within(job.memory, resource.getrlimit(resource.RLIMIT_AS)[1])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    seconds = _within(math.ceil(job.timeout) + 60, resource.getrlimit(resource.RLIMIT_CPU)[1])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def _within(wanted: int, allowed: int) -> int:
    """A limit that the system lets a process set, which may have a lower one already (-1: none)."""
    return min(wanted, allowed) if allowed >= 0 else wanted
