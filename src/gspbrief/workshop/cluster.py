"""The same build on a Dask cluster, whose workers share no files with the machine that asks."""

from __future__ import annotations

import asyncio
import logging
import shutil
import socket
from asyncio import CancelledError
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from gspbrief import fonts
from gspbrief.errors import ArgumentError, BuildError
from gspbrief.render import Choice
from gspbrief.render.choice import settled
from gspbrief.workshop.fingerprints import digest
from gspbrief.workshop.produce import has_results
from gspbrief.workshop.remote import (
    PROJECT_PARTS,
    Made,
    Versions,
    locked_packages,
    make,
    mismatch,
    pack,
    pack_task,
    products,
    unpack,
    versions_here,
)

if TYPE_CHECKING:
    from distributed import Client, Future

    from gspbrief.workshop.task import Task

PATIENCE = 10.0  # seconds for the scheduler to answer, and for a first worker to be there
SILENCE = 30.0  # seconds without a result after which it is asked whether there still are workers
RETRIES = 2  # of a task, on other workers, where a worker's own machine was at fault
AHEAD = 2  # parcels on the way for each thread of the cluster, so that ten thousand never lie there at once

_ADVICE = "Start `dask scheduler`, and on each machine `dask worker --nthreads 1`, or leave --scheduler out"


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
        renderer = settled(tasks[0].renderer)
        versions = versions_here(locked_packages(tasks[0].project / "requirements.lock"), renderer)
        _check_workers(client, address, versions, renderer)
        project = _send_project(client, tasks[0])
        running: dict[Future[Made], Task] = {}
        waiting = iter(tasks)
        while True:
            for task in islice(waiting, max(_room(client, address) - len(running), 0)):
                parcel = pack_task(task, renderer, versions, runs=not has_results(task))
                running[client.submit(make, parcel, project, pure=False, retries=RETRIES)] = task
            if not running:
                return
            for future in _finished(client, running, address):
                task = running.pop(future)
                yield task, _receive(future, task, address)


def _connect(address: str) -> Client:
    _check_listener(address)
    try:
        from distributed import Client
    except ImportError as error:
        raise ArgumentError(
            f"this needs a package that is not installed ({error.name})",
            where=f"--scheduler {address}",
            todo="Install it: pip install 'gspbrief[dask]'",
        ) from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it is in the errors here
    _check_scheduler(address)
    try:
        return Client(address, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except OSError as error:
        raise _unreachable(address, f"no scheduler answers ({error})") from error


def _check_listener(address: str) -> None:
    """Make sure that something listens: Dask itself would wait long, and say little."""
    try:
        host, port = urlsplit(address).hostname, urlsplit(address).port
    except ValueError:
        host = port = None
    if not host or not port:
        raise ArgumentError(
            "is no address", where=f"--scheduler {address}", todo="Write it as tcp://host:8786"
        )
    try:
        socket.create_connection((host, port), timeout=PATIENCE).close()
    except OSError as error:
        raise _unreachable(address, f"no scheduler answers ({error.strerror or error})") from error


def _check_scheduler(address: str) -> None:
    """Make sure that what listens is a Dask scheduler: Dask's client would wait for its greeting for ever."""
    try:
        kind = asyncio.run(asyncio.wait_for(_kind(address), PATIENCE))
    except TimeoutError:
        kind = f"silent for {PATIENCE:g} seconds"
    except Exception as error:  # bytes that are no answer of Dask's fail in many ways
        kind = f"{type(error).__name__}: {error}"
    if kind != "Scheduler":
        raise _unreachable(address, f"what listens there is no Dask scheduler ({kind})")


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


def _unreachable(address: str, what: str) -> ArgumentError:
    return ArgumentError(what, where=f"--scheduler {address}", todo=_ADVICE)


def _check_workers(client: Client, address: str, versions: Versions, renderer: Choice) -> None:
    """Make sure that there are workers, and that what they build with is what is here."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise _no_workers(address) from None
    answers = client.run(mismatch, versions, renderer, on_error="return")
    wrong = [f"  {worker}: {answer}" for worker, answer in sorted(answers.items()) if answer]
    if wrong:
        raise BuildError(
            "not every worker can build what is built here:\n" + "\n".join(wrong),
            where=f"--scheduler {address}",
            todo="Install the same gspbrief, from the same lock file, on every machine",
        )


def _send_project(client: Client, task: Task) -> Future[bytes]:
    """Have the cluster keep the project, which each worker then fetches once.

    A task gives it, so that it can be had again after every worker that held it is lost; its name is its
    content, so that the same project is kept once.
    """
    fonts.instances(task.fonts)
    packed = pack(task.project, PROJECT_PARTS)
    return client.submit(bytes, packed, key=f"gspbrief-project-{digest(packed)}")


def _room(client: Client, address: str) -> int:
    """How many parcels may be on the way; workers come and go."""
    threads = sum(_threads(client, address).values())
    return max(AHEAD * threads, 1)


def _threads(client: Client, address: str) -> dict[str, int]:
    try:
        threads: dict[str, int] = client.nthreads()  # type: ignore[no-untyped-call]
    except (OSError, CancelledError, RuntimeError, ValueError) as error:
        raise _lost(address) from error
    return threads


def _finished(client: Client, running: dict[Future[Made], Task], address: str) -> list[Future[Made]]:
    """Wait for some of the running tasks to end."""
    from distributed import wait
    from distributed.client import FuturesCancelledError

    while True:
        try:
            with client.as_current():
                ended = wait([*running], SILENCE, "FIRST_COMPLETED")  # type: ignore[no-untyped-call]
            return list(ended.done)
        except TimeoutError:
            if not _threads(client, address):
                raise _no_workers(address) from None
        except (CancelledError, FuturesCancelledError) as error:
            raise _lost(address) from error


def _lost(address: str) -> BuildError:
    return BuildError(
        "the scheduler was lost",
        where=f"--scheduler {address}",
        todo="Build again when it is back; what is published is whole, and nothing done is lost",
    )


def _no_workers(address: str) -> BuildError:
    return BuildError("the cluster has no workers", where=f"--scheduler {address}", todo=_ADVICE)


def _receive(future: Future[Made], task: Task, address: str) -> str | None:
    """Unpack what a worker made; return why it failed."""
    from distributed import KilledWorker
    from distributed.client import FuturesCancelledError

    try:
        made = future.result()
    except KilledWorker as error:
        count = error.allowed_failures + 1
        return f"{count} workers were killed while they made it; perhaps there is too little memory"
    except (CancelledError, FuturesCancelledError) as error:
        raise _lost(address) from error
    except Exception as error:
        return f"{type(error).__name__} on a worker: {error}"
    if made.failure:
        return made.failure
    _unpack(made, task)
    return None


def _unpack(made: Made, task: Task) -> None:
    """Put what a worker made in its places, each part in one step."""
    arrived = task.work / ".arrived"
    shutil.rmtree(arrived, ignore_errors=True)
    unpack(made.files, arrived)
    for part in products(task.partnership):
        _replace(arrived / part, task.work / part)
    shutil.rmtree(arrived)


def _replace(arrived: Path, place: Path) -> None:
    place.parent.mkdir(parents=True, exist_ok=True)
    if arrived.is_dir():
        shutil.rmtree(place, ignore_errors=True)
    arrived.replace(place)
