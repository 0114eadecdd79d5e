"""JupyterLab opens the notebooks on an ordinary kernel of this environment."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from gspbrief.commands.lab import ENDS, WITHOUT_ASKING

pytestmark = pytest.mark.slow

TOKEN = "for-this-test"
PATIENCE = 180  # seconds that a busy machine may take to start JupyterLab


@pytest.fixture
def server(root: Path, tmp_path: Path) -> Iterator[tuple[str, psutil.Process]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        "--allow-root",
        f"--ServerApp.port={port}",
        f"--IdentityProvider.token={TOKEN}",
    ]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "gspbrief", "lab", *options], cwd=root, stdout=log, stderr=log
        )
        yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
        process.terminate()
        process.wait(PATIENCE)


def _runs(process: psutil.Process, module: str) -> bool:
    """Whether a process runs a module; one that has ended since it was listed does not."""
    with suppress(psutil.NoSuchProcess):
        return module in process.cmdline()
    return False


def asked(address: str, body: dict[str, str] | None = None) -> object:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Authorization": f"token {TOKEN}"})
    ends = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
                return json.load(answer)
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > ends:
                raise
            time.sleep(0.2)


def test_a_notebook_gets_a_kernel_of_this_environment_and_nothing_outlives_the_command(
    server: tuple[str, psutil.Process], root: Path, tmp_path: Path
) -> None:
    address, process = server
    notebooks = asked(f"{address}/api/contents")
    assert isinstance(notebooks, dict)
    assert "costs.ipynb" in {entry["name"] for entry in notebooks["content"]}

    asked(f"{address}/api/kernels", {"name": "python3"})

    (kernel,) = (child for child in process.children(recursive=True) if _runs(child, "ipykernel_launcher"))
    assert kernel.cmdline()[0] == sys.executable
    assert kernel.cwd() == str(root / "notebooks")

    assert _runs(process, "jupyterlab")  # the command has become it
    assert WITHOUT_ASKING in process.cmdline()
    assert ENDS in (tmp_path / "log").read_text(encoding="utf-8")
    process.kill()
    assert not psutil.wait_procs([process, kernel], timeout=PATIENCE)[1]
