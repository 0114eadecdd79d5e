"""The same build on a Dask cluster, whose workers share no files with the machine that asks."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gspbrief.build.remote import (
    Setup,
    TaskOutput,
    bundled,
    known_packages,
    made_with,
    make,
    packed,
    products,
    unpack,
)
from gspbrief.errors import ArgumentError, BuildError
from gspbrief.project.inputs import LOCK, digest, key
from gspbrief.project.quarto_brand import QUARTO
from gspbrief.render import fonts
from gspbrief.render.choice import settled

if TYPE_CHECKING:
    from distributed import Client, Future

    from gspbrief.build.task import Task

PROJECT_PARTS = ("notebooks", "briefs", "_extensions", "build/fonts", "_quarto.yml", QUARTO, LOCK)
PATIENCE = 10.0  # seconds for the scheduler to answer, and for a first worker to be there
SILENCE = 30.0  # seconds without a result after which it is asked whether there still are workers
RETRIES = 2  # of a task, on other workers, where a worker's own machine was at fault
AHEAD = 2  # bundles on the way for each thread of the cluster, so that ten thousand never lie there at once

_START = "Start `dask scheduler`, and on each machine `dask worker --nthreads 1`, or leave --scheduler out"
_SAME = "Install the same gspbrief, from the same lock file, on every machine"


def run_on_cluster(tasks: Sequence[Task], address: str) -> Iterator[tuple[Task, str | None]]:
    """Run tasks on the workers of a Dask cluster; what they make is put where a local build puts it.

    Parameters
    ----------
    tasks : sequence of Task
        As for a local build; at least one.
    address : str
        The scheduler's, such as ``tcp://host:8786``.

    Yields
    ------
    Task, str or None
        Each task as it is done, with the reason if it failed.

    Raises
    ------
    ArgumentError
        If no scheduler answers there, or the optional package is not installed.
    BuildError
        If the cluster has no workers or has lost them all, or if they build with other versions.
    """
    with closing(_connect(address)) as client:
        setup = _prepared(client, address, tasks[0])
        running: dict[Future[TaskOutput], Task] = {}
        waiting = iter(tasks)
        while True:
            with _losses(address):
                threads = sum(client.nthreads().values())  # type: ignore[no-untyped-call]
                for task in islice(waiting, max(AHEAD * threads, 1) - len(running)):
                    bundle = bundled(task, setup)
                    running[client.submit(make, bundle, pure=False, retries=RETRIES)] = task
                ended = _ended(client, [*running])
            if not running:
                return
            if not ended and not threads:
                raise _refused(address, "the cluster has no workers", _START)
            for future in ended:
                task = running.pop(future)
                yield task, _receive(future, task, address)


def _connect(address: str) -> Client:
    where = f"--scheduler {address}"
    try:
        host, port = urlsplit(address).hostname, urlsplit(address).port
        assert host
        assert port
    except (ValueError, AssertionError):
        raise ArgumentError("is no address", where=where, todo="Write it as tcp://host:8786") from None
    try:
        from distributed import Client

        logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is in the errors here
        # Dask itself would try for long where nothing listens, and wait for ever for what is no scheduler.
        socket.create_connection((host, port), timeout=PATIENCE).close()
        kind = asyncio.run(asyncio.wait_for(_kind(address), PATIENCE))
        if kind == "Scheduler":
            return Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except ImportError as error:
        what = f"this needs a package that is not installed ({error.name})"
        raise ArgumentError(what, where=where, todo="Install it: pip install 'gspbrief[dask]'") from error
    except TimeoutError:
        kind = f"silent for {PATIENCE:g} seconds"
    except ConnectionError as error:
        what = f"no scheduler answers ({error.strerror or error})"
        raise ArgumentError(what, where=where, todo=_START) from error
    except Exception as error:  # bytes that are no answer of Dask's fail in many ways
        kind = f"{type(error).__name__}: {error}"
    raise ArgumentError(f"what listens there is no Dask scheduler ({kind})", where=where, todo=_START)


async def _kind(address: str) -> str:
    """What a Dask server says that it is, such as ``Scheduler`` or ``Worker``."""
    from distributed.comm.core import connect
    from distributed.security import Security

    keys = Security().get_connection_args("client")  # type: ignore[no-untyped-call]
    line = await connect(address, **keys)  # type: ignore[no-untyped-call]
    try:
        await line.write({"op": "identity", "reply": True})
        return str((await line.read())["type"])
    finally:
        line.abort()


def _prepared(client: Client, address: str, task: Task) -> Setup:
    """Make sure that there are workers which build with what is here, and send them the project."""
    packages = known_packages(task.project / LOCK)
    renderer = settled(task.edition.renderer)
    here = made_with(packages, renderer)
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        client.get_versions(check=True, packages=packages)
    except TimeoutError:
        raise _refused(address, "the cluster has no workers", _START) from None
    except ValueError as error:
        raise _refused(address, f"the machines have other packages:\n{error}", _SAME) from error
    answers = client.run(made_with, packages, renderer, on_error="return")
    if wrong := sorted(worker for worker, answer in answers.items() if answer != here):
        what = f"another gspbrief or renderer is what {', '.join(wrong)} would build with"
        raise _refused(address, what, _SAME)
    return Setup(project=_upload(client, task), renderer=renderer, packages=packages, made_with=here)


def _upload(client: Client, task: Task) -> str:
    """Have Dask put the project on every machine, those that come later too; its name is its content."""
    from distributed.diagnostics.plugin import UploadDirectory

    fonts.instances(task.fonts)
    files = packed(task.project, PROJECT_PARTS)
    name = f"gspbrief-{key({name: digest(content or b'') for name, content in files.items()})[:16]}"
    with TemporaryDirectory() as folder:
        unpack(files, Path(folder, name))
        plugin = UploadDirectory(str(Path(folder, name)), skip_words=())  # type: ignore[no-untyped-call]
        client.register_plugin(plugin)
    return name


def _ended(client: Client, running: Sequence[Future[TaskOutput]]) -> list[Future[TaskOutput]]:
    """Wait for some of the running tasks to end; none may have, after a while."""
    from distributed import wait

    try:
        with client.as_current():
            if running:
                return list(wait(running, SILENCE, "FIRST_COMPLETED").done)  # type: ignore[no-untyped-call]
    except TimeoutError:
        pass
    return []


@contextmanager
def _losses(address: str) -> Iterator[None]:
    """Have Dask's many ways to say that the scheduler is gone be one error."""
    from distributed.client import FuturesCancelledError

    try:
        yield
    except (OSError, CancelledError, FuturesCancelledError, RuntimeError, ValueError) as error:
        todo = "Build again when it is back; what is published is whole, and nothing done is lost"
        raise _refused(address, "the scheduler was lost", todo) from error


def _refused(address: str, what: str, todo: str) -> BuildError:
    return BuildError(what, where=f"--scheduler {address}", todo=todo)


def _receive(future: Future[TaskOutput], task: Task, address: str) -> str | None:
    """Put what a worker made in its places, each part in one step; return why it failed."""
    from distributed import KilledWorker

    with _losses(address):
        error = future.exception()  # type: ignore[no-untyped-call]
    if isinstance(error, KilledWorker):
        count = error.allowed_failures + 1
        return f"{count} workers were killed while they made it; perhaps there is too little memory"
    if error is not None:
        return f"{type(error).__name__} on a worker: {error}"
    made = future.result()
    if made.failure:
        return made.failure
    arrived = task.work / ".arrived"
    shutil.rmtree(arrived, ignore_errors=True)
    unpack(made.files, arrived)
    for part in products(task.partnership):
        place = task.work / part
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.is_dir():
            shutil.rmtree(place)
        (arrived / part).replace(place)
    shutil.rmtree(arrived)
    return None
