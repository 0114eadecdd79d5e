"""Who builds: a warm parent for the kernels and worker processes for the rest, for one build or for many."""

from __future__ import annotations

import atexit
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from pathlib import Path
from typing import TYPE_CHECKING, Self

from gspbrief.errors import GspBriefError

if TYPE_CHECKING:
    from gspbrief.kernels import WarmParent
    from gspbrief.workshop.task import Task

REHEARSAL = "gspbrief.workshop.rehearsal"  # a name: only the warm parent imports it
KILLED = "its worker process was killed twice; perhaps there is too little memory: try --jobs 1"
# What every worker imports: one process does it once, and workers are its forks. Nothing that starts a
# thread, and what draws and sets type is imported only: once used before a fork, it hangs after it.
IMPORTED = (
    "gspbrief.workshop.produce",
    "gspbrief.model.scenario_flows",
    "gspbrief.notebook_html",
    "pandas",
    "papermill.parameterize",
)


class Crew:
    """The processes that build, each started when it is first needed and ended with the ``with`` block.

    A session may keep a crew for all its builds: they then cost no imports. What a crew has imported it never
    looks at again, so its owner must end it when code changes.

    Parameters
    ----------
    jobs : int
        Worker processes; 0 for one a core.
    """

    def __init__(self, jobs: int = 0) -> None:
        self._jobs = jobs or os.cpu_count() or 1
        self._parent: WarmParent | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._dismiss_workers()
        self._dismiss_parent()

    def warm(self, project: Path, data: Path) -> str | None:
        """Address of the warm parent, a new one in the place of one that was lost.

        It imports in the background what the notebooks of the project import, and reads the sources of the
        evidence in `data`: only the first kernel waits. None where kernels cannot be forked.
        """
        from gspbrief.kernels import WarmParent, can_fork

        if not can_fork():
            return None
        if self._parent is None or self.has_lost_parent():
            self._dismiss_parent()
            self._parent = WarmParent(rehearsal=(REHEARSAL, str(project), str(data)))
        return self._parent.address

    def prepare(self, project: Path, data: Path) -> None:
        """Have a warm parent and a worker there, even if there should be nothing to build yet."""
        self.warm(project, data)
        if self._pool is None:
            self._workers().submit(_import_all)

    def has_lost_parent(self) -> bool:
        """Whether there was a warm parent that no longer listens."""
        if self._parent is None:
            return False
        with socket.socket(socket.AF_UNIX) as line:
            return line.connect_ex(self._parent.address) != 0

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[Task, str | None]]:
        """Run tasks in worker processes, and give each when it is done with what went wrong.

        When a worker is lost, its pool is, and all that was not done yet runs in a second pool. What is lost
        there too runs alone, so that the one task that kills its workers fails and no other does.
        """
        lost: list[Task] = []
        yield from self._run(tasks, lost)
        twice: list[Task] = []
        yield from self._run(lost, twice)
        for task in twice:
            alone: list[Task] = []
            yield from self._run([task], alone)
            if alone:
                yield task, KILLED

    def _run(self, tasks: Sequence[Task], lost: list[Task]) -> Iterator[tuple[Task, str | None]]:
        """Run tasks in one pool; those that were not done when it lost a worker are added to `lost`."""
        running: dict[Future[None], Task] = {}
        try:
            for task in tasks:
                try:
                    running[self._workers().submit(_produce, task)] = task
                except BrokenProcessPool:
                    lost.append(task)
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    task = running.pop(future)
                    if isinstance(future.exception(), BrokenProcessPool):
                        lost.append(task)
                    else:
                        yield task, _failure(future)
        finally:
            _stop(running)
            if lost:
                self._dismiss_workers()

    def _workers(self) -> ProcessPoolExecutor:
        """The pool, which starts a worker only when none is idle."""
        if self._pool is None:
            environment = dict(os.environ)
            self._pool = ProcessPoolExecutor(
                self._jobs, mp_context=_context(), initializer=_become_worker, initargs=(environment,)
            )
        return self._pool

    def _dismiss_workers(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _dismiss_parent(self) -> None:
        parent, self._parent = self._parent, None
        if parent is not None:
            parent.close()


def _context() -> BaseContext:
    """How workers start: by a fork of a process that has imported what they need, where that is safe."""
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(["__main__", *IMPORTED])
    return context


def _stop(running: dict[Future[None], Task]) -> None:
    """Wait for the tasks under way, whose folders are the build's, and begin no other."""
    for future in running:
        future.cancel()
    wait(running)


def _produce(task: Task) -> None:
    from gspbrief.workshop.produce import produce

    produce(task)


def _import_all() -> None:
    for name in IMPORTED:
        import_module(name)


def _become_worker(environment: Mapping[str, str]) -> None:
    """Prepare a worker process: an interrupt is the main process's to handle, and its end is the worker's.

    A pool's workers hold both ends of its queue, so that nothing tells them when the main process is killed.
    What they are forked from has the environment of the moment when the first of them was needed.
    """
    os.environ.clear()
    os.environ.update(environment)
    gc.freeze()  # what was imported stays: to look through it for garbage would copy it, too
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    atexit.register(gc.freeze)  # to look for garbage at the end would take a second of its core
    threading.Thread(target=_end_with_main, daemon=True).start()


def _end_with_main() -> None:
    main = parent_process()
    assert main is not None
    main.join()
    os._exit(1)


def _failure(future: Future[None]) -> str | None:
    error = future.exception()
    if error is None:
        return None
    return str(error) if isinstance(error, GspBriefError) else f"{type(error).__name__}: {error}"
