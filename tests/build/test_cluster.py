"""The same build on a real Dask cluster of worker processes: the same bytes, lost workers, clear refusals."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

import project_copies
from gspbrief.build.cluster import run_on_cluster
from gspbrief.build.remote import Setup, bundled, made_with, make, packed, unpack
from gspbrief.build.task import Task
from gspbrief.errors import ArgumentError, BuildError
from gspbrief.render.edition import Edition

distributed = pytest.importorskip("distributed", reason="pip install 'gspbrief[dask]' to test the cluster")

pytestmark = [pytest.mark.xdist_group("build"), pytest.mark.slow]

IDS = ("kani", "blue_birds")


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that every test here builds from, each to a place of its own."""
    return project_copies.copy_few(root, tmp_path_factory.mktemp("cluster") / "project", *IDS)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[distributed.LocalCluster]:
    """Two worker processes of one thread each, in a folder that is not the project's."""
    folder = str(tmp_path_factory.mktemp("workers"))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=":0", local_directory=folder, memory_limit=0
    ) as started:
        yield started


@pytest.fixture
def task(tmp_path: Path) -> Task:
    """A task with next to nothing in its folders."""
    for part in ("data", "project", "work"):
        (tmp_path / part).mkdir()
    (tmp_path / "project" / "requirements.lock").write_text("numpy==1\n", encoding="utf-8")
    (tmp_path / "data" / "costs.csv").write_text("id\n", encoding="utf-8")
    return Task(
        partnership="kani",
        project=tmp_path / "project",
        data=tmp_path / "data",
        work=tmp_path / "work",
        results_key="0",
        evidence_hash="0",
        edition=Edition(formats=("html",), renderer="embedded"),
    )


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _kill_one_that_works(cluster: distributed.LocalCluster, killed: list[int], stop: threading.Event) -> None:
    """Kill the process of a worker as soon as a kernel of its runs a notebook."""
    while not killed and not stop.wait(0.02):
        for nanny in [*cluster.workers.values()]:
            pid = nanny.pid
            if pid is not None and _runs_a_notebook(pid):
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return


def _runs_a_notebook(pid: int) -> bool:
    """Whether a process has a server with a fork below it."""
    try:
        return any(child.children() for child in psutil.Process(pid).children())
    except psutil.NoSuchProcess:
        return False


def test_a_cluster_publishes_the_same_bytes_as_one_machine_and_a_killed_worker_is_made_up_for(
    project: Path, tmp_path: Path, cluster: distributed.LocalCluster
) -> None:
    killed: list[int] = []
    stop = threading.Event()
    killer = threading.Thread(target=_kill_one_that_works, args=(cluster, killed, stop))
    killer.start()

    far = project_copies.run(
        project, "build", *IDS, "--out", str(tmp_path / "far"), "--scheduler", cluster.scheduler_address
    )
    stop.set()
    killer.join()
    near = project_copies.run(project, "build", *IDS, "--out", str(tmp_path / "near"))

    assert far.returncode == 0, far.stderr
    assert near.returncode == 0, near.stderr
    assert f"{len(IDS)} built" in far.stdout
    assert killed
    assert _bytes(tmp_path / "far") == _bytes(tmp_path / "near")
    assert (tmp_path / "far" / "kani" / "kani.pdf").is_file()
    for part in ("results", "notebooks", "about"):
        assert _bytes(tmp_path / ".far-build" / part) == _bytes(tmp_path / ".near-build" / part)


def test_a_bundle_names_no_folder_of_the_machine_that_sent_it(task: Task, tmp_path: Path) -> None:
    bundle = bundled(task, Setup(project="project", renderer="embedded", packages=(), made_with="0"))

    assert bundle.evidence
    assert os.fsencode(tmp_path) not in pickle.dumps(bundle)


def test_what_is_packed_comes_out_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a" / "empty").mkdir(parents=True)
    (tmp_path / "a" / ".checksums").write_bytes(b"\x00\xff")

    unpack(packed(tmp_path / "a"), tmp_path / "b")

    assert (tmp_path / "b" / ".checksums").read_bytes() == b"\x00\xff"
    assert (tmp_path / "b" / "empty").is_dir()
    assert packed(tmp_path / "b") == packed(tmp_path / "a")


def test_a_worker_that_builds_with_something_else_makes_nothing(task: Task) -> None:
    packages = ("numpy",)
    setup = Setup(project="project", renderer="embedded", packages=packages, made_with="of another time")

    made = make(bundled(task, setup))

    assert not made.files
    assert "another gspbrief or other packages" in made.failure
    assert made_with(packages, "embedded") != made_with((), "embedded")


@pytest.mark.parametrize(
    ("address", "words"),
    [("nowhere", "tcp://host:8786"), ("tcp://127.0.0.1:none", "tcp://host:8786")],
)
def test_what_is_no_address_is_refused(task: Task, address: str, words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        next(run_on_cluster([task], address))


def test_where_no_scheduler_answers_the_command_says_how_to_start_one(project: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: whoever connects is refused
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        refused = project_copies.run(
            project, "build", "kani", "--out", str(tmp_path / "far"), "--scheduler", address
        )

    assert refused.returncode == 2
    assert "no scheduler answers" in refused.stderr
    assert "dask scheduler" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "far").exists()


def _listen(listener: socket.socket, greeting: bytes, lines: list[socket.socket]) -> None:
    """Take calls until the listener is closed; greet, and say nothing more."""
    while True:
        try:
            line, _ = listener.accept()
        except OSError:
            return
        lines.append(line)
        if greeting:
            line.sendall(greeting)


@pytest.mark.parametrize(
    ("greeting", "words"),
    [
        (b"", "silent for 2 seconds"),
        (b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n", "no Dask scheduler"),
        (b"SSH-2.0-OpenSSH_9.2\r\n", "no Dask scheduler"),
    ],
)
def test_what_listens_and_is_no_scheduler_is_refused_and_not_waited_for(
    task: Task, monkeypatch: pytest.MonkeyPatch, greeting: bytes, words: str
) -> None:
    monkeypatch.setattr("gspbrief.build.cluster.PATIENCE", 2.0)
    lines: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=_listen, args=(listener, greeting, lines), daemon=True)
        server.start()
        address = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
        with pytest.raises(ArgumentError, match=words) as refused:
            next(run_on_cluster([task], address))
        listener.shutdown(socket.SHUT_RDWR)
    server.join()
    for line in lines:
        line.close()
    assert "dask scheduler" in refused.value.todo


def test_a_worker_given_for_the_scheduler_is_refused(task: Task, cluster: distributed.LocalCluster) -> None:
    worker = next(iter(cluster.scheduler_info["workers"]))

    with pytest.raises(ArgumentError, match=r"no Dask scheduler \(Worker\)"):
        next(run_on_cluster([task], worker))


def test_a_cluster_without_workers_is_refused(task: Task, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gspbrief.build.cluster.PATIENCE", 2.0)
    with (
        distributed.LocalCluster(n_workers=0, dashboard_address=":0", memory_limit=0) as empty,
        pytest.raises(BuildError, match="has no workers"),
    ):
        next(run_on_cluster([task], empty.scheduler_address))
