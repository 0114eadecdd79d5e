"""Who builds: one server of forks, for notebooks and for the workers that make briefs of what they found."""

from __future__ import annotations

import os
import pickle
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Semaphore
from typing import TYPE_CHECKING, Self

from gspbrief.errors import BuildError, GspBriefError, break_off_if_told_to_end, is_told_to_end
from gspbrief.execution.forks import EndedError, Fork, preload, threads

if TYPE_CHECKING:
    from gspbrief.build.task import Task
    from gspbrief.execution.execute import Executed

PRELOAD = "gspbrief.build.preload"  # a name: only the server imports it
KILLED = "its worker process was killed twice; perhaps there is too little memory: try --jobs 1"
ATTEMPTS = 2
LONGEST = 1800.0  # seconds that a brief may take once its notebooks ran


class Workers:
    """The processes that build, each started when it is first needed and ended with the ``with`` block.

    A session may keep them for all its builds: they then cost no imports. What they have imported they never
    look at again, so their owner must end them, and itself, when code changes.

    Parameters
    ----------
    jobs : int
        How many notebooks and briefs are made at one time; 0 for one a core.
    """

    def __init__(self, jobs: int = 0) -> None:
        self._jobs = jobs or os.cpu_count() or 1
        self._slots = Semaphore(self._jobs)
        self._idle: list[Fork] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        while self._idle:
            self._idle.pop().close()

    def warm(self, project: Path, data: Path) -> None:
        """Have a server there, which imports in the background what builds of this project need."""
        preload(PRELOAD, str(project), str(data))

    def prepare(self, project: Path, data: Path) -> None:
        """Have a worker there too, even if there should be nothing to build yet."""
        self.warm(project, data)
        if not self._idle:
            self._idle.append(Fork(_work, project / "build" / "fonts", trusted=True))

    def have(self, function: Callable[..., None], *arguments: object) -> None:
        """Have a worker that waits call a function, which finds there all that it imports; else call it here.

        Parameters
        ----------
        function : callable
            Importable, and may be called again if a worker dies at it.

        Raises
        ------
        Exception
            What the function raised.
        """
        while self._idle:
            worker = self._idle.pop()
            worker.send((function, arguments))
            try:
                failure: Exception | None = worker.receive(time.monotonic() + LONGEST)
            except (EndedError, TimeoutError):
                break_off_if_told_to_end()
                worker.end()
                continue
            self._idle.append(worker)
            if failure is not None:
                raise failure
            return
        function(*arguments)

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, str | None]]:
        """Make briefs, and give each task when it is done with what went wrong.

        Whoever ends the iteration waits for what is under way, whose folders are the build's; not for long in
        a process that is told to end.
        """
        with threads(self._jobs) as pool:
            running = {pool.submit(self._make, task): task for task in tasks}
            try:
                for done in as_completed(running):
                    yield running[done], done.result()
            finally:
                for waiting in running:
                    waiting.cancel()

    def _make(self, task: Task) -> str | None:
        """Run a task's notebooks and have a worker make the rest; return what went wrong."""
        from gspbrief.build.notebook_runs import run_notebooks

        try:
            worker = self._worker(task)  # it gets ready meanwhile
            try:
                executed = run_notebooks(task, self._slots)
            except Exception:
                self._idle.append(worker)
                raise
            with self._slots:
                return self._ask(worker, task, executed)
        except Exception as error:
            return said(error)

    def _worker(self, task: Task) -> Fork:
        try:
            return self._idle.pop()
        except IndexError:
            return Fork(_work, task.fonts, trusted=True)

    def _ask(self, worker: Fork, task: Task, executed: Sequence[Executed]) -> str | None:
        failure: str | None = None
        for _ in range(ATTEMPTS):
            worker.send((_produce, (task, executed)))
            try:
                answer = worker.receive(time.monotonic() + LONGEST)
                failure = None if answer is None else said(answer)
                break
            except EndedError:
                failure = KILLED
            except TimeoutError:
                failure = f"it took longer than {LONGEST:g} s twice"
                worker.end()
            if is_told_to_end():
                return failure
            worker = Fork(_work, task.fonts, trusted=True)
        self._idle.append(worker)
        return failure


def _work(line: Connection, fonts: Path) -> None:
    """Be a worker: do one thing after the other, and say what went wrong with it."""
    from gspbrief.build.produce import close_renderers, get_ready

    get_ready(fonts)
    with suppress(EOFError):
        while True:
            function, arguments = line.recv()
            try:
                function(*arguments)
            except Exception as error:
                line.send(_sendable(error))
            else:
                line.send(None)
    close_renderers()


def _sendable(error: Exception) -> Exception:
    """An error with its traceback as a note; what it says, where it cannot be taken to another process."""
    error.add_note(traceback.format_exc())
    try:
        pickle.loads(pickle.dumps(error))
    except Exception:  # its class asks for more than it keeps
        return BuildError(said(error))
    return error


def _produce(task: Task, executed: Sequence[Executed]) -> None:
    """Make a brief of notebooks that ran."""
    from gspbrief.build.produce import produce

    produce(task, executed)


def said(error: Exception) -> str:
    """What went wrong, for people; with its kind where it is none that they can act on."""
    return str(error) if isinstance(error, GspBriefError) else f"{type(error).__name__}: {error}"
