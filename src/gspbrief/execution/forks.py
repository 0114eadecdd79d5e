"""Processes that do one thing for this one, forked from a server that has imported what they need.

The server is the standard library's (``multiprocessing``, start method forkserver). It is a program of its
own, so that a process with threads may ask for forks; where there is none, processes are spawned. A process
made here leads a group of its own and ends with the one that asked for it, or when nobody has it any more.
"""

from __future__ import annotations

import gc
import json
import math
import multiprocessing
import os
import signal
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.util import Finalize, get_temp_dir
from typing import Any

from gspbrief.errors import GspBriefError, Stopped, break_off_if_told_to_end, is_told_to_end

# One BLAS thread: no second thread may exist before a fork, and parallel notebooks would fight for cores.
# A fixed hash seed: the order of a set of strings repeats. What was allocated goes back to the system: by
# its own defaults glibc keeps a third of what a worker once needed for its longest document.
ENVIRONMENT = {
    "MALLOC_ARENA_MAX": "1",
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "1048576",
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
PATIENCE = 3.0  # seconds that a process may take to end by itself
SOON = 0.5  # seconds that its answer may take once this process is told to end
PAUSE = 0.2  # seconds in which a server that was ended is gone
STARTS = 4  # a server may be lost at any moment, and the next one while it imports
LOST = 255  # what the standard library says of a process whose server ended before it
ARGUMENTS = "GSPBRIEF_PRELOAD"  # a variable of the server alone: what the module that it imports finds
FOLDER = "GSPBRIEF_SERVER_FOLDER"  # another: the temporary folder of its starter, in which its socket lies

_start = threading.RLock()  # each start looks whether others have ended; two would read one note
_preload: dict[str, str] = {}


class EndedError(Exception):
    """A process ended without an answer.

    Attributes
    ----------
    code : int
        Its exit code, or minus the signal that killed it.
    """

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return signal.Signals(-self.code).name if self.code < 0 else f"exit code {self.code}"


class StartError(GspBriefError):
    """No process can be started; the server that is to fork it is lost again and again."""

    def __init__(self, error: Exception) -> None:
        why = str(error) or type(error).__name__
        super().__init__(f"no process can be started ({why})", todo="Free memory, and build again")


class Fork:
    """A process in which a function runs, and the line to it.

    Parameters
    ----------
    function : callable
        Importable; its first argument is its end of the line.
    *arguments : object
        The others. A `Connection` among them may hold any open file.
    environment : mapping of str to str, optional
        Variables of the process; else those of this one.
    trusted : bool
        Whether what it starts ends by itself after it; else all of that is killed when this one ends.
    """

    def __init__(
        self,
        function: Callable[..., None],
        *arguments: object,
        environment: Mapping[str, str] | None = None,
        trusted: bool = False,
    ) -> None:
        context = _context()
        self._line, theirs = context.Pipe()
        variables = dict(os.environ if environment is None else environment)
        given = (function, theirs, variables, trusted, arguments)
        self._process = context.Process(target=_serve, args=given)
        self._kill = weakref.finalize(self, _kill_group, self._process)  # also if its owner never says so
        with _server_environment():
            for left in reversed(range(STARTS)):
                try:
                    break_off_if_told_to_end()
                    _ensure_server()
                    self._process.start()
                    break
                except (OSError, EOFError) as error:  # the server is gone; another one is started
                    if not left or is_told_to_end():
                        raise StartError(error) from error
                    time.sleep(PAUSE)
        theirs.close()

    @property
    def pid(self) -> int:
        """The process's id, which is its group's too."""
        return self._process.pid or 0

    def send(self, message: object) -> None:
        """Send something that the function is to receive."""
        with suppress(BrokenPipeError):  # it ended, as the next who waits for it hears
            self._line.send(message)

    def receive(self, until: float | None = None) -> Any:
        """Wait for what the function sends.

        Parameters
        ----------
        until : float, optional
            Time of ``time.monotonic`` at which to give up.

        Raises
        ------
        TimeoutError
            If nothing came, or not soon, once this process was told to end.
        EndedError
            If nothing can come any more.
        """
        ends = math.inf if until is None else until
        while not wait([self._line, self._process.sentinel], max(min(ends - time.monotonic(), PAUSE), 0)):
            ends = min(ends, Stopped.since + SOON)  # it may never answer: it may be stopped itself
            if time.monotonic() >= ends:
                raise TimeoutError
        with suppress(EOFError, OSError):
            if self._line.poll():
                return self._line.recv()
        self._process.join()
        raise EndedError(self.end())

    def close(self) -> None:
        """Let the process end by itself, which hears that nothing more comes; end it if it does not."""
        self._line.close()
        wait([self._process.sentinel], 0 if is_told_to_end() else PATIENCE)
        self.end()

    def end(self) -> int:
        """End the process at once, with those that it started, and return its exit code."""
        self._kill()
        self._line.close()
        return LOST if self._process.exitcode is None else self._process.exitcode


def _kill_group(process: Any) -> None:
    """Kill a process and its group; what was not started is left alone."""
    if process.pid is None:
        return
    with suppress(AttributeError, ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with _start:
        process.kill()  # it may not lead its group yet
        process.join()


def preload(module: str, *arguments: str) -> None:
    """Have the server import a module before it forks: to be said before the first process is asked for.

    Parameters
    ----------
    *arguments : str
        What the module finds, as JSON, in the variable `ARGUMENTS` when the server imports it.
    """
    if not can_fork():
        return
    with _start:
        resource_tracker.ensure_running()  # first: nobody clears away the folder before the server is there
        own = "" if multiprocessing.parent_process() else get_temp_dir()  # a child has its parent's
        if own and not _preload:  # it must be there to be removed, though somebody may have done so already
            Finalize(None, os.makedirs, (own,), {"exist_ok": True}, exitpriority=-99)
        _preload.update({ARGUMENTS: json.dumps(arguments), FOLDER: own})
        with _server_environment():
            forkserver.set_forkserver_preload(["__main__", module])
            _ensure_server()


@contextmanager
def threads(count: int) -> Iterator[ThreadPoolExecutor]:
    """Threads that wait for processes; once this process is told to end, they are not waited for much longer.

    A thread may wait for a fork from a server that still imports, which nothing but that server's end ends.
    """
    with ThreadPoolExecutor(count) as pool:
        try:
            yield pool
        finally:
            if is_told_to_end():
                pool.shutdown(wait=False, cancel_futures=True)
                end_server()


def end_server() -> None:
    """End the server, though it still imports: until then whoever reads what this process says would wait."""
    pid = getattr(getattr(forkserver, "_forkserver", None), "_forkserver_pid", None)
    if pid is not None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def can_fork() -> bool:
    """Whether processes are forked, and not spawned."""
    return sys.platform == "linux"  # elsewhere libraries of the system may have threads, and forks could hang


def _context() -> Any:
    return multiprocessing.get_context("forkserver" if can_fork() else "spawn")


@contextmanager
def _server_environment() -> Iterator[None]:
    """Have a server that starts now find its variables; what it forks gets an environment of its own."""
    with _start:
        before = dict(os.environ)
        os.environ.update(ENVIRONMENT | _preload)
        try:
            yield
        finally:
            for name in ENVIRONMENT | _preload:
                if name in before:
                    os.environ[name] = before[name]
                else:
                    del os.environ[name]


def _ensure_server() -> None:
    """Have a server run that hears no Ctrl-C, which a terminal sends to all: who started it ends it."""
    if can_fork():
        resource_tracker.ensure_running()  # its own start unblocks what is blocked
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # it inherits what is blocked
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _serve(
    function: Callable[..., None],
    line: Connection,
    environment: dict[str, str],
    trusted: bool,
    arguments: tuple[object, ...],
) -> None:
    """Run in the new process."""
    gc.enable()
    if hasattr(os, "setsid"):
        os.setsid()  # whom it starts can be ended with it; a Ctrl-C is for the process that asked
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    os.environ.clear()
    os.environ.update(environment | ENVIRONMENT)
    if hasattr(time, "tzset"):
        time.tzset()
    threading.Thread(target=_end_with_starter, args=(trusted,), daemon=True).start()
    function(line, *arguments)


def _end_with_starter(trusted: bool) -> None:
    starter = multiprocessing.parent_process()
    assert starter is not None
    starter.join()
    if hasattr(os, "killpg") and not trusted:
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
