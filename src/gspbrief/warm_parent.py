"""The warm parent: a process that imports the heavy packages once and forks a ready ipykernel a request.

`gspbrief.kernels` runs this file as a script; nothing imports it. It imports ``gspbrief`` only where it is
given a rehearsal, as by a build, with which it ends: else edits to the package would run stale. Everything
here serves one end: a forked kernel that cannot be told from an ordinary one, but for imports that are free.

One connection on the Unix socket is one kernel. The driver sends a line of JSON (arguments of ipykernel,
working directory, environment) with the file descriptors of standard output and error, and reads the process
id. After that each byte it sends is a signal for the kernel, and it reads the exit code at the end. A
connection that closes kills its kernel.
"""

from __future__ import annotations

import sys

if __name__ == "__main__" and not sys.flags.safe_path:
    del sys.path[0]  # the folder of this file: its modules must not shadow the standard library's

import contextlib
import ctypes
import gc
import json
import os
import selectors
import shutil
import signal
import socket
import struct
import threading
import time
import warnings
from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

# What a kernel and every notebook import, then what some notebooks do (a rehearsal says which), in the order
# of an ordinary kernel: the warning filters that packages set stack in that order. Nothing that starts a
# thread (pyarrow does), and neither vl_convert nor typst: they are quick to import, and once used before a
# fork they hang after it.
PACKAGES = (
    "ipykernel.kernelapp",
    "ipykernel.debugger",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.debugger_backport",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "IPython.utils.wildcard",
    "faulthandler",
    "sqlite3.dbapi2",
    "tornado.platform.asyncio",
    "numpy",
    "pandas",
)
WIDER = (
    "scipy.stats",
    "scipy.optimize",
    "statsmodels.api",
    "statsmodels.formula.api",
    "sympy",
    "sympy.tensor.tensor",
    "altair",
    "frictionless",
    "babel.dates",
    "babel.lists",
    "babel.numbers",
    "jinja2",
    "pybtex.database.input.bibtex",
    "yaml",
)

_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_LOOK = 0.5  # seconds between two looks whether the driver that started us still lives
_NUMBER = struct.Struct("!i")

_files = ""  # of the modules that are there before the fork; in one piece, on few pages


def warm_up(rehearsal: str = "", *told: str) -> dict[str, str]:
    """Import the packages and have them build what they build on first use.

    Parameters
    ----------
    rehearsal : str
        A module whose function ``rehearse`` imports and builds what certain notebooks need, and no more.
    *told : str
        What that function is told: the folders of the project and of the evidence that its notebooks read.

    Returns
    -------
    dict
        Environment variables that the packages set meanwhile, as they would in an ordinary kernel.
    """
    before = dict(os.environ)
    for package in PACKAGES if rehearsal else (*PACKAGES, *WIDER):
        import_module(package)
    # Recording keeps the first-use warnings out of the registries that would silence them in notebooks.
    with warnings.catch_warnings(record=True):
        warnings.simplefilter("always")
        if rehearsal:
            import_module(rehearsal).rehearse(*told)
        else:
            _use_once()
    global _files
    files = (getattr(module, "__file__", None) for module in list(sys.modules.values()))
    _files = "\n".join(dict.fromkeys(filter(None, files)))
    gc.freeze()  # the collector of a child must not touch, and so copy, every page of the parent
    return {name: value for name, value in os.environ.items() if name not in before}


def _use_once() -> None:
    import altair
    import pandas
    from statsmodels.formula.api import ols

    frame = pandas.DataFrame({"x": [1.0, 2.0, 4.0, 3.0], "y": [2.0, 3.0, 1.0, 5.0]})
    frame.to_html()
    altair.Chart(frame).mark_bar().encode(x=altair.X("x:Q"), y=altair.Y("y:Q")).to_dict()
    ols("y ~ x", frame).fit().summary()


def threads() -> int:
    """Number of threads of this process, those of C libraries included where the system tells."""
    try:
        return len(list(Path("/proc/self/task").iterdir()))
    except OSError:
        return threading.active_count()


@dataclass(eq=False)
class Connection:
    """One driver's line to one kernel."""

    socket: socket.socket
    request: bytes = b""
    outputs: list[int] = field(default_factory=list)
    pid: int = 0

    def close(self) -> None:
        """Close the line and the descriptors that came over it."""
        self.socket.close()
        while self.outputs:
            os.close(self.outputs.pop())


class Parent:
    """Accepts requests, forks, passes signals on and reports exit codes, all in one thread.

    Parameters
    ----------
    listener : socket.socket
        Bound and listening Unix socket.
    starter : int
        Process id of the driver that started this process; without it the parent ends.
    """

    def __init__(self, listener: socket.socket, starter: int) -> None:
        self.listener = listener
        self.starter = starter
        self.kernels: dict[int, Connection] = {}
        self.requests: set[Connection] = set()
        self.selector = selectors.DefaultSelector()
        self.alarm, self._alarm_end = socket.socketpair()
        for end in (self.alarm, self._alarm_end, listener):
            end.setblocking(False)
        self.selector.register(listener, selectors.EVENT_READ)
        self.selector.register(self.alarm, selectors.EVENT_READ)

    def serve(self) -> Connection | None:
        """Fork kernels until the starter is gone or SIGTERM comes.

        Returns
        -------
        Connection or None
            In a forked child its request; None in the parent, at the end.
        """
        self._watch_children()
        try:
            while os.getppid() == self.starter:
                for key, _ in self.selector.select(_LOOK):
                    mine = self._handle(key.fileobj, key.data)
                    if mine is not None:
                        return mine
        except SystemExit:  # SIGTERM
            pass
        for pid in self.kernels:
            _signal_group(pid, signal.SIGKILL)
        return None

    def _watch_children(self) -> None:
        signal.set_wakeup_fd(self._alarm_end.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

    def _handle(self, source: object, connection: Connection | None) -> Connection | None:
        if source is self.listener:
            self._accept()
        elif source is self.alarm:
            self._reap()
        elif connection is not None and connection.pid:
            self._pass_signals(connection)
        elif connection is not None:
            return self._read_request(connection)
        return None

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # the driver went away again
            connection = Connection(self.listener.accept()[0])
            self.requests.add(connection)
            self.selector.register(connection.socket, selectors.EVENT_READ, connection)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.alarm.recv(4096)
        for pid in list(self.kernels):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                connection = self.kernels.pop(pid)
                self._say(connection, _NUMBER.pack(os.waitstatus_to_exitcode(status)))
                self._drop(connection)

    def _pass_signals(self, connection: Connection) -> None:
        for signum in self._receive(connection) or bytes([signal.SIGKILL]):
            _signal_group(connection.pid, signum)

    def _receive(self, connection: Connection) -> bytes:
        """Return what the driver says; nothing, once and for all, if it is gone."""
        try:
            data, descriptors, _, _ = socket.recv_fds(connection.socket, 1 << 16, 2)
        except OSError:
            data, descriptors = b"", []
        connection.outputs += descriptors
        if not data:
            self._drop(connection)
        return data

    def _read_request(self, connection: Connection) -> Connection | None:
        connection.request += self._receive(connection)
        return self._fork(connection) if connection.request.endswith(b"\n") else None

    def _fork(self, connection: Connection) -> Connection | None:
        if (count := threads()) != 1:
            message = f"a package started {count - 1} threads: forking now could hang"
            self._say(connection, _NUMBER.pack(0) + message.encode())
            self._drop(connection)
            return None
        connection.pid = os.fork()
        if not connection.pid:
            self._leave(connection)
            return connection
        self.requests.discard(connection)
        self.kernels[connection.pid] = connection
        while connection.outputs:
            os.close(connection.outputs.pop())
        self._say(connection, _NUMBER.pack(connection.pid))
        return None

    def _leave(self, mine: Connection) -> None:
        """Turn the forked copy into a child: other kernels' lines must not stay open in it."""
        signal.set_wakeup_fd(-1)
        for signum, handler in (
            (signal.SIGCHLD, signal.SIG_DFL),
            (signal.SIGTERM, signal.SIG_DFL),
            (signal.SIGINT, signal.default_int_handler),
        ):
            signal.signal(signum, handler)
        self.selector.close()
        for end in (self.listener, self.alarm, self._alarm_end, mine.socket):
            end.close()
        for other in (*self.kernels.values(), *(self.requests - {mine})):
            other.close()

    def _say(self, connection: Connection, message: bytes) -> None:
        with contextlib.suppress(OSError):  # nobody listens any more
            connection.socket.send(message)

    def _drop(self, connection: Connection) -> None:
        self.requests.discard(connection)
        with contextlib.suppress(KeyError, ValueError):  # the driver closed first
            self.selector.unregister(connection.socket)
        connection.close()


def _signal_group(pid: int, signum: int) -> None:
    """Signal a kernel and what it started; before it leads a group of its own, the kernel alone."""
    try:
        os.killpg(pid, signum)
    except ProcessLookupError:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signum)


def become_kernel(connection: Connection, parent: int, set_by_packages: dict[str, str]) -> None:
    """Run an ipykernel in this forked child, set up as a fresh process would be."""
    request = json.loads(connection.request)
    os.setsid()
    _die_with(parent)
    _take_outputs(connection.outputs)
    _take_environment(set_by_packages | request["env"], parent)
    os.chdir(request["cwd"])
    gc.enable()
    _reseed()
    launcher = find_spec("ipykernel_launcher")
    sys.argv = [str(launcher and launcher.origin), *request["arguments"]]
    from ipykernel import ipkernel
    from ipykernel.kernelapp import IPKernelApp

    globals()["SparingStream"] = _sparing_stream()
    # JPY_PARENT_PID was read when the class was made, in the parent: say it again.
    app = IPKernelApp.instance(parent_handle=parent, outstream_class=f"{__name__}.SparingStream")
    # It lists the files of all modules for its debugger, and to ask each module would copy the page that it
    # lies on: a fifth of all that are copied before the first cell.
    listed = SimpleNamespace(copy=lambda: {f: SimpleNamespace(__file__=f) for f in _files.split("\n")})
    ipkernel.__dict__["sys"] = SimpleNamespace(**vars(sys) | {"modules": listed})
    app.initialize()  # type: ignore[no-untyped-call]
    ipkernel.__dict__["sys"] = sys
    app.start()  # type: ignore[no-untyped-call]


def _sparing_stream() -> type:
    """Return a standard output of ipykernel that only asks its thread to send what there is.

    ipykernel asks it, and waits, six times a cell, a quarter of what a cell costs that prints nothing.
    """
    from ipykernel.iostream import OutStream

    class SparingStream(OutStream):
        unsent = False

        def write(self, string: str) -> int:
            self.unsent = True
            return super().write(string) or 0

        def flush(self) -> None:
            if self.unsent:
                self.unsent = False  # first: another thread may write meanwhile
                super().flush()  # type: ignore[no-untyped-call]

    return SparingStream


def _die_with(parent: int) -> None:
    """End with the parent even if it is killed (not on Linux: ipykernel itself looks every second)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _take_outputs(outputs: list[int]) -> None:
    for target, given in zip((1, 2), outputs, strict=True):
        os.dup2(given, target)
        os.close(given)


def _take_environment(env: dict[str, str], parent: int) -> None:
    _replace_path(os.environ.get("PYTHONPATH", ""), env.get("PYTHONPATH", ""))
    os.environ.clear()
    os.environ.update(env, JPY_PARENT_PID=str(parent))
    time.tzset()


def _replace_path(old: str, new: str) -> None:
    """Have the kernel look for modules where its own PYTHONPATH says, not where the parent's did."""
    if old != new:
        gone = set(filter(None, old.split(os.pathsep)))
        sys.path[:] = [*filter(None, new.split(os.pathsep)), *(p for p in sys.path if p not in gone)]


def _reseed() -> None:
    """Give each kernel its own chance: all would inherit one state of NumPy's legacy generator."""
    from numpy import random

    random.seed()


def main() -> None:
    """Serve on the inherited socket: ``warm_parent.py DESCRIPTOR STARTER FOLDER [REHEARSAL [TOLD ...]]``."""
    gc.disable()  # imports leave next to no garbage, and to look for it takes a sixth of their time
    listener = socket.socket(fileno=int(sys.argv[1]))
    starter, folder = int(sys.argv[2]), sys.argv[3]
    set_by_packages = warm_up(*sys.argv[4:])
    here = os.getpid()
    connection = Parent(listener, starter).serve()
    if connection is not None:
        become_kernel(connection, here, set_by_packages)
    elif os.getppid() != starter:
        shutil.rmtree(folder, ignore_errors=True)  # nobody else is left to do it


if __name__ == "__main__":
    main()
