"""Warm kernels: real ipykernels forked from a parent that has imported pandas, statsmodels and Altair before.

Importing those packages costs more than most notebooks do. The *parent* (`warm_parent.py`, a process of its
own) imports them once and forks a kernel for each request; the *driver* (this module) asks for kernels,
signals them and waits for them over a Unix socket, one connection a kernel. A connection that closes kills
its kernel, so a driver that dies leaves nothing behind. Where fork is missing, kernels are ordinary ones.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import functools
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from queue import Empty
from typing import IO, TYPE_CHECKING, Any, cast

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Type, Unicode

from gspbrief.errors import NotebookError

if TYPE_CHECKING:
    from jupyter_client.connect import KernelConnectionInfo

KERNEL_NAME = "gspbrief-warm"

# One BLAS thread: no second thread may exist before the fork, and parallel notebooks would fight for cores.
# A fixed hash seed: the order of a set of strings repeats.
ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

_SCRIPT = Path(__file__).with_name("warm_parent.py")
_STARTING = 120.0  # seconds a busy machine may take to import the packages before the first kernel
_LONGEST_PLACE = 60
_POLL = 0.005  # seconds between two looks at a kernel that is ending
_NUMBER = struct.Struct("!i")  # what the parent tells a driver: a process id (0: refused), an exit code


def can_fork() -> bool:
    """Whether this system has what warm kernels need."""
    return hasattr(os, "fork") and hasattr(socket, "AF_UNIX")


class ForkedKernel:
    """A kernel of the warm parent, with the part of ``subprocess.Popen`` that a provisioner uses.

    It runs ipykernel with `arguments` in the folder `cwd` with the environment `env`; `outputs` are the
    descriptors that its own standard output and error go to.
    """

    stdin: IO[bytes] | None = None
    stdout: IO[bytes] | None = None
    stderr: IO[bytes] | None = None

    def __init__(
        self,
        address: str,
        arguments: Sequence[str],
        *,
        cwd: str,
        env: Mapping[str, str],
        outputs: tuple[int, int] = (1, 2),
    ) -> None:
        self.returncode: int | None = None
        self._parent = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        request = json.dumps({"arguments": list(arguments), "cwd": cwd, "env": dict(env)}).encode() + b"\n"
        try:
            self._parent.settimeout(_STARTING)
            self._parent.connect(address)
            socket.send_fds(self._parent, [request[:1]], outputs)
            self._parent.sendall(request[1:])
            self.pid = self._read_pid()
        except OSError as error:
            self._parent.close()
            raise _parent_failed(address, str(error)) from error
        self._parent.settimeout(None)
        _close_in_forks(self)

    def _read_pid(self) -> int:
        answer = self._parent.recv(_NUMBER.size, socket.MSG_WAITALL)
        if len(answer) < _NUMBER.size:
            raise ConnectionError("it ended before it could fork")
        pid: int = _NUMBER.unpack(answer)[0]
        if not pid:
            raise ConnectionError(self._parent.recv(1000).decode())
        return pid

    def poll(self) -> int | None:
        """Return the exit code (minus the signal that ended it), or None while the kernel runs."""
        if self.returncode is None:
            try:
                answer = self._parent.recv(_NUMBER.size, socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except OSError:
                answer = b""
            self._parent.close()
            self.returncode = _NUMBER.unpack(answer)[0] if answer else -signal.SIGKILL
        return self.returncode

    def wait(self) -> int:
        """Wait for the end of the kernel and return its exit code."""
        while (code := self.poll()) is None:
            time.sleep(_POLL)
        return code

    def send_signal(self, signum: int) -> None:
        """Signal the kernel and the processes it started."""
        if self.returncode is None:
            with contextlib.suppress(OSError):  # the kernel ended meanwhile; poll() will tell
                self._parent.send(bytes([signum]))

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel at once."""
        self.send_signal(signal.SIGKILL)

    def detach(self) -> None:
        """Close this process's copy of the connection."""
        self._parent.close()


_open_kernels: weakref.WeakSet[ForkedKernel] = weakref.WeakSet()


def _close_in_forks(kernel: ForkedKernel) -> None:
    """Keep a forked driver from holding connections: a kernel's life hangs on the one of its own driver."""
    _watch_forks()
    _open_kernels.add(kernel)


@functools.cache
def _watch_forks() -> None:
    os.register_at_fork(after_in_child=_detach_kernels)


def _detach_kernels() -> None:
    for kernel in list(_open_kernels):
        kernel.detach()


def _parent_failed(address: str, why: str) -> NotebookError:
    try:
        log = Path(address).with_name("log").read_text(errors="replace").strip()
    except OSError:
        log = ""
    return NotebookError(
        f"the warm parent gave no kernel ({why})" + (f"; it said:\n{log[-2000:]}" if log else ""),
        todo="Try again without warm kernels to see whether the notebooks run on ordinary ones",
    )


class WarmParent:
    """A warm parent that this process started, and ends.

    Its kernels import from the folder `code` first. A `rehearsal` names a module whose function ``rehearse``
    it calls before it forks, and what that is told: edits to what it imports do not reach its kernels.
    """

    def __init__(self, code: Path | None = None, rehearsal: Sequence[str] = ()) -> None:
        first = {"PYTHONPATH": os.fspath(code)} if code else {}
        self.owner = os.getpid()
        self.folder = throwaway_folder()
        self.address = str(self.folder / "parent")
        with socket.socket(socket.AF_UNIX) as listener, (self.folder / "log").open("wb") as log:
            listener.bind(self.address)
            listener.listen(128)  # requests wait here while the parent still imports
            self._process = subprocess.Popen(
                [sys.executable, _SCRIPT, str(listener.fileno()), str(self.owner), self.folder, *rehearsal],
                pass_fds=[listener.fileno()],
                env=os.environ | ENVIRONMENT | {"PYDEVD_DISABLE_FILE_VALIDATION": "1"} | first,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C is for the driver, which then ends its kernels
            )
        self.pid = self._process.pid

    def is_running(self) -> bool:
        """Whether kernels can be had from it."""
        return self._process.poll() is None

    def close(self) -> None:
        """End the parent and every kernel it still has; nothing happens in a forked copy of the owner."""
        if os.getpid() != self.owner:
            return
        self._process.terminate()
        self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def warm_parent(code: Path | None = None, rehearsal: Sequence[str] = ()) -> Iterator[str | None]:
    """Run a `WarmParent` for the length of a ``with`` block.

    Yields
    ------
    str or None
        The parent's address, for ``execute.run(..., warm=address)`` in this or any other process of the same
        user on this machine; None where warm kernels are impossible, which makes ``run`` use ordinary ones.
        The parent imports in the background: the block starts at once and only the first kernel waits.
    """
    if not can_fork():
        yield None
        return
    parent = WarmParent(code, rehearsal)
    try:
        yield parent.address
    finally:
        parent.close()


_own_parents: dict[int, WarmParent] = {}  # by process, since a forked driver must not take its parent's
_own_parents_lock = threading.Lock()


def own_parent() -> WarmParent:
    """Return the one warm parent of this process, started when first needed and ended with the process."""
    with _own_parents_lock:
        parent = _own_parents.get(os.getpid())
        if parent is None or not parent.is_running():
            parent = _own_parents[os.getpid()] = WarmParent()
            atexit.register(parent.close)
        return parent


class WarmProvisioner(LocalProvisioner):
    """Gives JupyterLab, any other client and the build kernels of a warm parent.

    A kernel that is not an ipykernel, or a system without fork, gets an ordinary process.
    """

    address = Unicode("", help="Socket of a warm parent; empty: one of this process's own").tag(config=True)
    warm = Bool(True, help="False starts ordinary kernels").tag(config=True)

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel and return how to connect to it."""
        if not (self.warm and can_fork() and cmd[1:3] == ["-m", "ipykernel_launcher"]):
            return await super().launch_kernel(cmd, **kwargs)
        fork = functools.partial(self._fork, cmd[3:], kwargs)
        # A server has others to serve while its first kernel waits seconds for the imports; a build has not.
        kernel = fork() if self.address else await asyncio.to_thread(fork)
        self.process = cast("subprocess.Popen[bytes]", kernel)
        self.pid, self.pgid = kernel.pid, None  # without a group, signals go through the parent
        self.cwd = kwargs.get("cwd") or Path.cwd()
        return self.connection_info

    def _fork(self, arguments: list[str], kwargs: Mapping[str, Any]) -> ForkedKernel:
        stdout, stderr = kwargs.get("stdout"), kwargs.get("stderr")
        return ForkedKernel(
            self.address or own_parent().address,
            arguments,
            cwd=os.fspath(kwargs.get("cwd") or Path.cwd()),
            env=kwargs.get("env") or os.environ,
            outputs=(stdout.fileno() if stdout else 1, stderr.fileno() if stderr else 2),
        )

    async def wait(self) -> int | None:
        """Wait for the end of the kernel without the tenth of a second between two looks."""
        while await self.poll() is None:
            await asyncio.sleep(_POLL)
        return await super().wait()


class QuickKernelClient(AsyncKernelClient):
    """A client without fixed waits and without the heartbeat's thread."""

    def start_channels(self, *args: Any, **kwargs: Any) -> None:
        """Start the channels; whether the kernel lives is asked of its process."""
        super().start_channels(*args, **kwargs | {"hb": False})

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Wait until requests are answered and outputs arrive; RuntimeError if `timeout` seconds pass."""
        ends = time.monotonic() + (timeout or float("inf"))
        while not await self._answers():
            if not await self._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
            if time.monotonic() > ends:
                raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")

    async def _answers(self) -> bool:
        self.kernel_info()
        try:
            await self.get_shell_msg(timeout=0.5)
            await self.get_iopub_msg(timeout=0.2)
        except Empty:
            return False
        return True


class BuildKernelManager(AsyncKernelManager):
    """Starts and ends the kernels of a build, without fixed waits.

    Parameters
    ----------
    folder : pathlib.Path
        Throw-away folder of this kernel. Its sockets lie there, so no port is chosen before it is bound
        (jupyter_client issue 487: parallel starts took each other's ports).
    warm : str or None
        Address of a warm parent; None starts an ordinary kernel.
    """

    client_factory = Type(QuickKernelClient)

    def __init__(self, folder: Path, warm: str | None, **traits: Any) -> None:
        sockets = {"transport": "ipc", "ip": str(folder / "k")} if hasattr(socket, "AF_UNIX") else {}
        super().__init__(connection_file=str(folder / "kernel.json"), **sockets, **traits)
        self._kernel_spec = KernelSpec(**kernelspec())
        self.provisioner = WarmProvisioner(
            parent=self, kernel_spec=self._kernel_spec, address=warm or "", warm=warm is not None
        )
        # A client that connects before the kernel has bound tries again, by default only after 0.1 s.
        self.context.setsockopt(zmq.RECONNECT_IVL, int(_POLL * 1000))

    def client(self, **kwargs: Any) -> AsyncKernelClient:  # type: ignore[override]
        """Return a client that shares this manager's sockets' settings."""
        return super().client(context=self.context, **kwargs)

    async def _async_wait(self, pollinterval: float = _POLL) -> None:
        await super()._async_wait(min(pollinterval, _POLL))


def kernelspec() -> dict[str, Any]:
    """Return the kernelspec of the warm kernel, as ``kernel.json`` has it."""
    return {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python (gspbrief, warm)",
        "language": "python",
        "interrupt_mode": "signal",
        "metadata": {
            "debugger": True,
            "supported_encryption": ["curve"],
            "kernel_provisioner": {"provisioner_name": KERNEL_NAME},
        },
    }


def install_kernelspec(prefix: Path, name: str = KERNEL_NAME) -> Path:
    """Write the kernelspec that offers warm kernels in JupyterLab and any other client.

    Parameters
    ----------
    prefix : pathlib.Path
        The environment, such as ``Path(sys.prefix)``; the file goes to ``share/jupyter/kernels`` in it.
    name : str
        The kernel's name, under which notebooks ask for it.

    Returns
    -------
    pathlib.Path
        The written ``kernel.json``.
    """
    path = prefix / "share" / "jupyter" / "kernels" / name / "kernel.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(kernelspec(), indent=1) + "\n", encoding="utf-8")
    return path


def throwaway_folder(beside: str | None = None) -> Path:
    """Make a private folder whose path is short enough for Unix sockets (about 100 characters).

    Parameters
    ----------
    beside : str, optional
        Address of a warm parent, which removes what is beside it when everyone else is gone.
    """
    place = Path(beside).parent if beside else Path(tempfile.gettempdir())
    if len(str(place)) > _LONGEST_PLACE and Path("/tmp").is_dir():
        place = Path("/tmp")
    return Path(tempfile.mkdtemp(prefix="gsp-", dir=place))
