"""Warm kernels are ordinary kernels, only sooner there, and they leave nothing behind."""

from __future__ import annotations

import ast
import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from gspbrief import kernels
from gspbrief.errors import NotebookError
from gspbrief.execute import run
from gspbrief.kernels import BuildKernelManager, ForkedKernel, QuickKernelClient, WarmParent
from project_copies import heed_interrupts

NOTEBOOKS = Path(__file__).parent / "fixtures" / "notebooks"

pytestmark = pytest.mark.skipif(not kernels.can_fork(), reason="this system has no fork")


@pytest.fixture
def parent() -> WarmParent:
    return kernels.own_parent()


@pytest.fixture
def warm(parent: WarmParent) -> str:
    return parent.address


def process(path: Path) -> dict[str, object]:
    """What prints_its_process.ipynb printed."""
    cells = nbformat.read(path, as_version=4).cells
    return json.loads(cells[-1].outputs[0].text)


def with_kernel(
    folder: Path,
    warm: str | None,
    use: Callable[[BuildKernelManager, QuickKernelClient], Coroutine[None, None, None]],
) -> None:
    async def session() -> None:
        manager = BuildKernelManager(folder, warm)
        await manager.start_kernel(cwd=str(folder))
        client = manager.client()
        client.start_channels()
        try:
            await client.wait_for_ready(timeout=60)
            await use(manager, client)
        finally:
            client.stop_channels()
            await manager.shutdown_kernel(now=True)

    asyncio.run(session())


def gone(pid: int, within: float = 10) -> bool:
    ends = time.monotonic() + within
    while time.monotonic() < ends:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.02)
    return False


def test_every_output_of_a_warm_kernel_is_that_of_an_ordinary_one(warm: str, tmp_path: Path) -> None:
    notebook = NOTEBOOKS / "shows_every_kind.ipynb"
    run(notebook, {"partnership": "kdigo"}, tmp_path / "warm.ipynb", warm=warm)
    run(notebook, {"partnership": "kdigo"}, tmp_path / "ordinary.ipynb")
    assert (tmp_path / "warm.ipynb").read_text() == (tmp_path / "ordinary.ipynb").read_text()


def test_a_warm_kernel_has_pandas_but_not_this_package(warm: str, parent: WarmParent, tmp_path: Path) -> None:
    run(NOTEBOOKS / "prints_its_process.ipynb", {}, tmp_path / "warm.ipynb", warm=warm)
    shown = process(tmp_path / "warm.ipynb")
    assert shown["pandas"] is True
    assert shown["gspbrief"] == []
    assert shown["parent"] == parent.pid


def test_folder_environment_and_names_are_those_of_the_request(
    warm: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "modules"))
    seen = []
    for address in (warm, None):
        output = tmp_path / "shown.ipynb"
        run(
            NOTEBOOKS / "prints_its_process.ipynb",
            {},
            output,
            warm=address,
            env={"COLOUR": "red"},
            cwd=tmp_path,
        )
        shown = process(output)
        seen.append({name: shown[name] for name in ("cwd", "colour", "variables", "path", "group", "names")})
    assert seen[0] == seen[1]
    assert seen[0]["colour"] == "red"
    assert "<cwd>/modules" in seen[0]["path"]


def value(expression: str, folder: Path, warm: str | None) -> object:
    """What an expression is in a new kernel; it must be a literal."""
    found: list[object] = []

    async def ask(_: BuildKernelManager, client: QuickKernelClient) -> None:
        asked = client.execute("import gc", user_expressions={"value": expression})
        reply = await client.get_shell_msg(timeout=60)
        while reply["parent_header"]["msg_id"] != asked:  # a slow kernel was asked twice whether it is there
            reply = await client.get_shell_msg(timeout=60)
        found.append(ast.literal_eval(reply["content"]["user_expressions"]["value"]["data"]["text/plain"]))

    folder.mkdir()
    with_kernel(folder, warm, ask)
    return found[0]


def test_its_debugger_knows_the_files_that_an_ordinary_one_knows(warm: str, tmp_path: Path) -> None:
    listed = "'|'.join(get_ipython().kernel._kernel_modules)"
    known = set(str(value(listed, tmp_path / "warm", warm)).split("|"))
    ordinary = set(str(value(listed, tmp_path / "ordinary", None)).split("|"))

    assert json.__file__ in known
    started_by = {"runpy.py", "ipykernel_launcher.py"}
    assert {Path(file).name for file in ordinary - known} == started_by


def test_it_collects_garbage_as_an_ordinary_one_does(warm: str, tmp_path: Path) -> None:
    collecting = "(gc.isenabled(), gc.get_threshold(), gc.get_debug())"
    assert value(collecting, tmp_path / "warm", warm) == value(collecting, tmp_path / "ordinary", None)


def test_a_cell_can_be_interrupted_and_the_kernel_goes_on(warm: str, tmp_path: Path) -> None:
    async def use(manager: BuildKernelManager, client: QuickKernelClient) -> None:
        # By default a kernel aborts what it is sent just after an error; here the next request is the test.
        request = client.execute("import time\nfor _ in range(600): time.sleep(0.05)", stop_on_error=False)
        while (await client.get_iopub_msg(timeout=60))["msg_type"] != "execute_input":
            pass
        await asyncio.sleep(0.1)
        await manager.interrupt_kernel()
        reply = await client.get_shell_msg(timeout=60)
        assert reply["parent_header"]["msg_id"] == request
        assert reply["content"]["ename"] == "KeyboardInterrupt"
        again = await client.execute("6 * 7", reply=True, timeout=60)
        assert again["content"]["status"] == "ok"

    with_kernel(tmp_path, warm, use)


def test_the_exit_code_of_a_dead_kernel_is_known(warm: str, tmp_path: Path) -> None:
    async def use(manager: BuildKernelManager, client: QuickKernelClient) -> None:
        assert await manager.is_alive()
        client.execute("import os; os._exit(3)")
        while await manager.is_alive():
            await asyncio.sleep(0.01)
        assert manager.provisioner is not None
        assert await manager.provisioner.poll() == 3

    with_kernel(tmp_path, warm, use)


def test_processes_that_a_kernel_started_end_with_it(warm: str, tmp_path: Path) -> None:
    pids: list[int] = []

    async def use(_manager: BuildKernelManager, client: QuickKernelClient) -> None:
        command = "import subprocess; child = subprocess.Popen(['sleep', '60'])"
        reply = await client.execute(command, user_expressions={"pid": "child.pid"}, reply=True, timeout=60)
        pids.append(int(reply["content"]["user_expressions"]["pid"]["data"]["text/plain"]))

    with_kernel(tmp_path, warm, use)
    assert gone(pids[0])


def test_any_client_gets_a_warm_kernel_through_the_kernelspec(
    warm: str, parent: WarmParent, tmp_path: Path
) -> None:
    written = kernels.install_kernelspec(tmp_path)
    spec = json.loads(written.read_text())
    spec["metadata"]["kernel_provisioner"]["config"] = {"address": warm}
    written.write_text(json.dumps(spec))
    specs = KernelSpecManager(kernel_dirs=[str(written.parents[1])])

    async def session() -> int:
        manager = AsyncKernelManager(kernel_name=kernels.KERNEL_NAME, kernel_spec_manager=specs)
        await manager.start_kernel()
        client = manager.client()
        client.start_channels()
        await client.wait_for_ready(timeout=60)
        reply = await client.execute(
            "import os", user_expressions={"parent": "os.getppid()"}, reply=True, timeout=60
        )
        client.stop_channels()
        await manager.shutdown_kernel()
        return int(reply["content"]["user_expressions"]["parent"]["data"]["text/plain"])

    assert asyncio.run(session()) == parent.pid


def test_threads_and_processes_share_one_parent(warm: str, parent: WarmParent, tmp_path: Path) -> None:
    notebook = NOTEBOOKS / "prints_its_process.ipynb"
    outputs = [tmp_path / f"{name}.ipynb" for name in ("a", "b", "c")]
    program = (
        "import sys; from pathlib import Path; from gspbrief.execute import run\n"
        "run(Path(sys.argv[1]), {}, Path(sys.argv[2]), warm=sys.argv[3])"
    )
    other = subprocess.Popen([sys.executable, "-c", program, notebook, outputs[2], warm])
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(lambda output: run(notebook, {}, output, warm=warm), outputs[:2]))
    assert other.wait(60) == 0
    shown = [process(output) for output in outputs]
    assert {s["parent"] for s in shown} == {parent.pid}
    assert len({s["pid"] for s in shown}) == 3


DRIVER = """
import sys
from pathlib import Path
from gspbrief.execute import run
from gspbrief.kernels import warm_parent

def drive(address):
    print(address, flush=True)
    parameters = {"started": sys.argv[2]}
    run(Path(sys.argv[1]), parameters, Path(sys.argv[2]).with_suffix(".ipynb"), warm=address)

if sys.argv[3:]:
    drive(sys.argv[3])
else:
    with warm_parent() as address:
        drive(address)
"""


def drive_until_started(started: Path, *address: str) -> tuple[subprocess.Popen[str], int, str]:
    """A driver busy with an endless notebook; the kernel's process id and the parent's address."""
    notebook = NOTEBOOKS / "never_ends.ipynb"
    command = [sys.executable, "-c", DRIVER, notebook, started, *address]
    driver = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, preexec_fn=heed_interrupts
    )
    assert driver.stdout is not None
    used = driver.stdout.readline().strip()
    while not started.exists() or not started.read_text():
        assert driver.poll() is None
        time.sleep(0.02)
    driver.stdout.close()
    return driver, int(started.read_text()), used


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_driver_that_is_ended_takes_its_kernel_along_but_not_a_shared_parent(
    how: signal.Signals, warm: str, parent: WarmParent, tmp_path: Path
) -> None:
    driver, kernel, _ = drive_until_started(tmp_path / "started", warm)
    driver.send_signal(how)
    assert driver.wait(60) == -how
    assert gone(kernel)
    assert parent.is_running()
    assert not (tmp_path / "started.ipynb").exists()


def test_killing_the_driver_that_started_the_parent_leaves_nothing(tmp_path: Path) -> None:
    driver, kernel, address = drive_until_started(tmp_path / "started")
    parent = psutil.Process(kernel).ppid()
    driver.kill()
    driver.wait()
    assert gone(kernel)
    assert gone(parent)
    assert not Path(address).parent.exists()


def test_a_forked_driver_does_not_keep_kernels_alive_or_end_the_parent(
    warm: str, parent: WarmParent, tmp_path: Path
) -> None:
    kernel = ForkedKernel(warm, ["-f", str(tmp_path / "k.json")], cwd=str(tmp_path), env=dict(os.environ))
    pid = os.fork()
    if not pid:
        parent.close()  # a copy must not end what it did not start
        os.kill(os.getpid(), signal.SIGSTOP)
        os._exit(0)
    os.waitpid(pid, os.WUNTRACED)
    kernel.detach()
    assert gone(kernel.pid)
    assert parent.is_running()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_a_parent_that_is_gone_is_an_error_and_says_so(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "parent"))
    with pytest.raises(NotebookError, match=r"prints_parameters\.ipynb: the warm parent gave no kernel"):
        run(NOTEBOOKS / "prints_parameters.ipynb", {}, tmp_path / "out.ipynb", warm=str(tmp_path / "parent"))


def test_without_fork_kernels_are_ordinary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")
    with kernels.warm_parent() as address:
        assert address is None
    run(NOTEBOOKS / "prints_its_process.ipynb", {}, tmp_path / "out.ipynb", warm=address)
    shown = process(tmp_path / "out.ipynb")
    assert shown["parent"] == os.getpid()
    assert shown["pandas"] is False
