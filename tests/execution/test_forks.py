"""Notebooks run in forks of a server, which finds everything imported, and which leave nothing behind."""

from __future__ import annotations

import json
import math
import multiprocessing
import os
import re
import signal
import subprocess
import sys
import time
from multiprocessing.connection import Connection
from multiprocessing.util import get_temp_dir
from pathlib import Path

import nbformat
import psutil
import pytest

from gspbrief.build import preload as preloading
from gspbrief.build.workers import PRELOAD
from gspbrief.errors import Stopped
from gspbrief.execution import forks
from gspbrief.execution.execute import run
from gspbrief.execution.forks import SOON, Fork, StartError, can_fork, preload
from gspbrief.project.inputs import Project
from project_copies import heed_interrupts

NOTEBOOKS = Path(__file__).parents[1] / "fixtures" / "notebooks"

pytestmark = [pytest.mark.skipif(not can_fork(), reason="processes are spawned here"), pytest.mark.slow]

DRIVER = """
import sys
from pathlib import Path
from gspbrief.execution.execute import run
run(Path(sys.argv[1]), {"started": sys.argv[2]}, Path(sys.argv[2]).with_suffix(".ipynb"))
"""

REFUSED = """
import os, sys
from multiprocessing import forkserver
from pathlib import Path
from gspbrief.build.options import BuildOptions
from gspbrief.build.run import build_site
from gspbrief.errors import ArgumentError, EvidenceError
os.cpu_count = lambda: 2  # with one core the server is not begun yet
try:
    build_site(BuildOptions(out=Path("site"), ids=tuple(sys.argv[1:])))
except (ArgumentError, EvidenceError):
    _, status = os.waitpid(forkserver._forkserver._forkserver_pid, 0)
    print(os.WTERMSIG(status))
"""


def gone(pid: int, within: float = 20) -> bool:
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_driver_that_is_ended_takes_its_notebook_and_its_server_along(
    how: signal.Signals, tmp_path: Path
) -> None:
    started = tmp_path / "started"
    driver = subprocess.Popen(
        [sys.executable, "-c", DRIVER, NOTEBOOKS / "never_ends.ipynb", started],
        stderr=subprocess.DEVNULL,
        preexec_fn=heed_interrupts,
    )
    while not started.exists() or not started.read_text():
        assert driver.poll() is None
        time.sleep(0.02)
    family = [child.pid for child in psutil.Process(driver.pid).children(recursive=True)]
    driver.send_signal(how)

    assert driver.wait(60)
    assert int(started.read_text()) in family
    assert all(map(gone, family))
    assert not started.with_suffix(".ipynb").exists()


PRELOADED = f"""
import json, sys, threading
from pathlib import Path
import {PRELOAD} as preload
preload.preload(sys.argv[1], sys.argv[1] + "/data")
print(json.dumps({{"threads": len(list(Path("/proc/self/task").iterdir())), "modules": sorted(sys.modules)}}))
"""


def test_all_that_is_preloaded_is_there_and_starts_no_thread(root: Path) -> None:
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    said = subprocess.run(
        [sys.executable, "-c", PRELOADED, root], check=True, capture_output=True, text=True, env=environment
    )
    found = json.loads(said.stdout)

    assert found["threads"] == 1
    assert "gspbrief.analysis.costs" in found["modules"]


@pytest.mark.usefixtures("server")
def test_the_notebooks_of_a_partnership_import_nothing_that_was_not_preloaded(
    root: Path, tmp_path: Path
) -> None:
    given = {"data": str(root / "data"), "out": str(tmp_path), "partnership": "deu_geo_2013_16"}
    for declared in Project(root).notebooks():
        name, notebook = declared.name, nbformat.read(declared.path, as_version=4)
        watching = nbformat.v4.new_code_cell("import sys\n_before = set(sys.modules)")
        telling = nbformat.v4.new_code_cell("sorted(set(sys.modules) - _before)")
        notebook.cells = [watching, *notebook.cells, telling]
        nbformat.write(notebook, tmp_path / f"{name}.ipynb")
        done = run(tmp_path / f"{name}.ipynb", given, tmp_path / "done.ipynb")
        assert nbformat.read(done.output, as_version=4).cells[-1].outputs[0]["data"]["text/plain"] == "[]"


@pytest.mark.usefixtures("server")
def test_folder_environment_and_names_are_those_of_the_request(tmp_path: Path) -> None:
    output = tmp_path / "shown.ipynb"
    run(NOTEBOOKS / "prints_its_process.ipynb", {}, output, env={"COLOUR": "red"}, cwd=tmp_path)
    shown = json.loads(nbformat.read(output, as_version=4).cells[-1].outputs[0].text)

    assert shown["cwd"] == "<cwd>"
    assert shown["colour"] == "red"
    assert shown["group"]
    assert shown["names"] == [
        "In",
        "Out",
        "Path",
        "exit",
        "get_ipython",
        "json",
        "open",
        "os",
        "partnership",
        "quit",
        "sys",
    ]
    assert "GSPBRIEF_PRELOAD" not in shown["variables"]


def test_without_forks_processes_are_spawned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gspbrief.execution.forks.can_fork", lambda: False)
    output = tmp_path / "shown.ipynb"
    run(NOTEBOOKS / "prints_its_process.ipynb", {}, output)
    shown = json.loads(nbformat.read(output, as_version=4).cells[-1].outputs[0].text)

    assert shown["parent"] == os.getpid()


def test_cells_can_import_the_package_of_another_time(tmp_path: Path) -> None:
    package = tmp_path / "src" / "gspbrief"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text("AGE = 'old'\n")
    parameters = nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]})
    cells = [parameters, nbformat.v4.new_code_cell("import gspbrief\ngspbrief.AGE")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "ages.ipynb")
    done = run(tmp_path / "ages.ipynb", {}, tmp_path / "out.ipynb", code=tmp_path / "src")

    assert nbformat.read(done.output, as_version=4).cells[1].outputs[0].data["text/plain"] == "'old'"


def _answer_late(line: Connection) -> None:
    """Answer once, then as if somebody had stopped this process."""
    line.send("ready")
    os.kill(os.getpid(), signal.SIGSTOP)


def test_nobody_waits_for_a_process_that_was_stopped_once_this_one_is_told_to_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped = Fork(_answer_late)
    assert stopped.receive() == "ready"
    monkeypatch.setattr(Stopped, "since", math.inf)
    with pytest.raises(TimeoutError):
        stopped.receive(time.monotonic() + 0.1)

    Stopped(signal.SIGTERM)
    told = time.monotonic()
    with pytest.raises(TimeoutError):
        stopped.receive()

    assert time.monotonic() - told < SOON + 20
    assert stopped.end() == -signal.SIGKILL
    assert gone(stopped.pid)


def _say_what_it_does_not_hear(line: Connection) -> None:
    line.send(signal.pthread_sigmask(signal.SIG_BLOCK, []))


def test_a_process_that_nobody_knows_of_any_more_ends_even_if_it_is_stopped() -> None:
    fork = Fork(_answer_late)
    assert fork.receive() == "ready"
    process = psutil.Process(fork.pid)
    process.suspend()

    del fork

    assert not process.is_running()


def test_a_ctrl_c_at_the_terminal_passes_the_server_by_and_what_it_forks_hears_its_own() -> None:
    fork = Fork(_say_what_it_does_not_hear)
    assert signal.SIGINT not in fork.receive()
    fork.close()

    server = next(
        one for one in psutil.Process().children() if "multiprocessing.forkserver" in str(one.cmdline())
    )
    status = Path(f"/proc/{server.pid}/status").read_text()
    blocked = int(re.search(r"^SigBlk:\s*(\w+)$", status, re.MULTILINE)[1], 16)
    assert blocked >> (signal.SIGINT - 1) & 1
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, [])


STOPPED_AT_A_START = """
import time
from collections.abc import Callable
from gspbrief.errors import Stopped
from gspbrief.execution import forks
forks.preload("imports_for_ever")
try:
    with forks.threads(1) as pool:
        pool.submit(forks.Fork, print)
        pool.submit(forks.Fork, print)
        time.sleep(1)
        raise Stopped(2)
except Stopped:
    print(time.monotonic() - Stopped.since)
"""


def test_who_is_told_to_end_does_not_wait_for_a_server_that_imports_nor_starts_another(
    tmp_path: Path,
) -> None:
    (tmp_path / "imports_for_ever.py").write_text("import time\ntime.sleep(600)\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", STOPPED_AT_A_START],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert float(done.stdout) < 20, done.stderr


@pytest.mark.parametrize(("line", "ids"), [("too short\n", ()), ("", ("no_such_partnership",))])
def test_the_server_of_a_build_that_is_refused_ends_though_it_still_imports(
    few: Path, line: str, ids: tuple[str, ...]
) -> None:
    with (few / "costs.csv").open("a", encoding="utf-8") as table:
        table.write(line)

    command = [sys.executable, "-c", REFUSED, *ids]
    ended = subprocess.run(command, cwd=few.parent, capture_output=True, text=True, timeout=120)

    assert ended.stdout.split() == [str(int(signal.SIGKILL))], ended.stderr


def test_a_server_that_cannot_be_reached_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(_: object) -> None:
        raise EOFError

    monkeypatch.setattr("gspbrief.execution.forks.PAUSE", 0)
    monkeypatch.setattr("multiprocessing.context.ForkServerProcess.start", lost)

    with pytest.raises(StartError, match=r"no process can be started \(EOFError\)\. Free memory"):
        Fork(_answer_late)


def test_what_a_notebook_forks_leaves_the_folder_of_the_server_alone(tmp_path: Path) -> None:
    folder, starter = tmp_path / "socket", 0  # which is nobody: the starter is gone
    folder.mkdir()

    preloading._clear_away(str(folder), starter, os.getpid() + 1)
    assert folder.is_dir()
    preloading._clear_away(str(folder), starter, os.getpid())
    assert not folder.exists()


def test_the_server_of_a_process_that_has_a_parent_leaves_the_folder_that_they_share(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(forks, "_preload", {})
    preload(PRELOAD, str(NOTEBOOKS), str(NOTEBOOKS))
    assert forks._preload[forks.FOLDER] == get_temp_dir()

    monkeypatch.setattr(multiprocessing, "parent_process", multiprocessing.current_process)
    preload(PRELOAD, str(NOTEBOOKS), str(NOTEBOOKS))
    assert forks._preload[forks.FOLDER] == ""


def test_a_temporary_folder_that_somebody_deleted_is_no_failure_at_the_end(tmp_path: Path) -> None:
    code = (
        "import shutil; from multiprocessing.util import get_temp_dir; from gspbrief.execution import forks; "
        "forks.preload('json'); shutil.rmtree(get_temp_dir())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "TMPDIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert not list(tmp_path.iterdir())


def test_a_ctrl_c_while_a_command_clears_away_does_not_break_that_off() -> None:
    told = f"import atexit, os, signal; atexit.register(os.kill, os.getpid(), {signal.SIGINT:d})"
    done = subprocess.run(
        [sys.executable, "-c", f"{told}; from gspbrief.commands.cli import main; main()", "--version"],
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stderr) == (0, "")
