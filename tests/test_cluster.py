"""The same build on a real Dask cluster of worker processes: the same bytes, lost workers, clear refusals."""

from __future__ import annotations

import os
import pickle
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import project_copies
from gspbrief.cluster import run_on_cluster
from gspbrief.errors import ArgumentError
from gspbrief.produce import Task
from gspbrief.remote import Parcel, make, mismatch, pack, pack_task, unpack, versions_here

distributed = pytest.importorskip("distributed", reason="pip install 'gspbrief[dask]' to test the cluster")

pytestmark = pytest.mark.xdist_group("build")

IDS = ("kani", "blue_birds", "tanzania_tp")


@pytest.fixture(scope="module")
def project(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the project that every test here builds from, each to a place of its own."""
    return project_copies.copy_project(root, tmp_path_factory.mktemp("cluster") / "project")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[distributed.LocalCluster]:
    """Two worker processes of one thread each, in a folder that is not the project's."""
    folder = str(tmp_path_factory.mktemp("workers"))
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, local_directory=folder, memory_limit=0
    ) as started:
        yield started


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _task(folder: Path) -> Task:
    for part in ("data", "project", "work"):
        (folder / part).mkdir()
    (folder / "data" / "costs.csv").write_text("id\n", encoding="utf-8")
    return Task(
        partnership="kani",
        project=folder / "project",
        data=folder / "data",
        work=folder / "work",
        results_key="0",
        evidence_hash="0",
        formats=("html",),
        langs=("en",),
        style="mpi",
        renderer="embedded",
        warm=str(folder / "parent"),
    )


def _kill_one_that_works(cluster: distributed.LocalCluster, killed: list[int]) -> None:
    """Kill the process of a worker as soon as it makes something."""
    while not killed:
        for worker in cluster.scheduler.workers.values():
            busy = any(task.key.startswith("make-") for task in worker.processing)
            (process,) = (
                nanny.process.process for nanny in cluster.workers.values() if nanny.worker_address == worker.address
            )
            if busy and not killed:
                time.sleep(1)
                os.kill(process.pid, signal.SIGKILL)
                killed.append(process.pid)
        time.sleep(0.05)


def test_a_cluster_publishes_the_same_bytes_as_one_machine_and_a_killed_worker_is_made_up_for(
    project: Path, tmp_path: Path, cluster: distributed.LocalCluster
) -> None:
    killed: list[int] = []
    killer = threading.Thread(target=_kill_one_that_works, args=(cluster, killed), daemon=True)
    killer.start()

    far = project_copies.run(
        project, "build", *IDS, "--out", str(tmp_path / "far"), "--scheduler", cluster.scheduler_address
    )
    near = project_copies.run(project, "build", *IDS, "--out", str(tmp_path / "near"))

    assert far.returncode == 0, far.stderr
    assert near.returncode == 0, near.stderr
    assert f"{len(IDS)} built" in far.stdout
    assert killed
    assert _bytes(tmp_path / "far") == _bytes(tmp_path / "near")
    assert (tmp_path / "far" / "kani" / "kani.pdf").is_file()
    for part in ("results", "notebooks", "about"):
        assert _bytes(tmp_path / ".far-build" / part) == _bytes(tmp_path / ".near-build" / part)
