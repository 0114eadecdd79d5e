"""Whatever a cell does, it fails its own notebook alone, with an error that names the cell."""

from __future__ import annotations

import time
from pathlib import Path

import nbformat
import psutil
import pytest

from gspbrief.errors import NotebookError
from gspbrief.execution.execute import run
from gspbrief.execution.parameters import clean

pytestmark = [pytest.mark.usefixtures("server"), pytest.mark.slow]

IGNORES_SIGNALS = """
import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
while True: time.sleep(1)
"""
CATCHES_ALL = """
import time
while True:
    try: time.sleep(1)
    except BaseException: pass
"""
FLOODS_AND_CATCHES_ALL = """
while True:
    try: print("x" * 1_000_000)
    except BaseException: pass
"""


def write(folder: Path, *sources: str) -> Path:
    """A notebook of these cells."""
    parameters = nbformat.v4.new_code_cell("x = 1", metadata={"tags": ["parameters"]})
    cells = [parameters, *(nbformat.v4.new_code_cell(source.strip()) for source in sources)]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / "wild.ipynb")
    return folder / "wild.ipynb"


def refused(folder: Path, source: str, **limits: float) -> str:
    """How a notebook fails whose second cell does this; nothing is left of it."""
    with pytest.raises(NotebookError) as caught:
        run(write(folder, source), {}, folder / "out" / "out.ipynb", **limits)
    assert not list((folder / "out").glob("*"))
    assert str(caught.value).startswith("wild.ipynb, cell 2 (id cell-1)")
    assert source.strip().splitlines()[0] in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("source", [IGNORES_SIGNALS, CATCHES_ALL, FLOODS_AND_CATCHES_ALL])
def test_a_cell_that_never_ends_is_stopped_whatever_it_ignores(source: str, tmp_path: Path) -> None:
    assert "took longer than 1 s" in refused(tmp_path, source, timeout=1)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os; os._exit(3)", "its process died (exit code 3)"),
        ("import ctypes; ctypes.string_at(0)", "its process died (SIGSEGV)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", "its process died (SIGTERM)"),
        ("import sys; sys.exit(0)", "line 1: SystemExit: 0"),
        ("x = bytearray(20 * 2**30)", "line 1: MemoryError"),
        (
            'for _ in range(200): print("x" * 1_000_000)',
            "line 1: RuntimeError: the notebook shows more than 10 MB",
        ),
        ("import subprocess; subprocess.run(['head', '-c', '11M', '/dev/zero'])", "shows more than 10 MB"),
        (r'print("\ud800")', "line 1: UnicodeEncodeError"),
        ("import asyncio; asyncio.run(asyncio.sleep(0))", "line 1: RuntimeError"),
        ("class A: _repr_html_ = lambda self: 1 / 0\n{}[0]", "line 2: KeyError: 0"),
    ],
)
def test_a_cell_that_dies_or_takes_too_much_is_named(source: str, said: str, tmp_path: Path) -> None:
    assert said in refused(tmp_path, source)


def test_processes_that_a_cell_forks_end_with_its_notebook(tmp_path: Path) -> None:
    source = """
import os, time
children = []
for _ in range(3):
    child = os.fork()
    if not child: time.sleep(300); os._exit(0)
    children.append(child)
print(*children)
"""
    done = run(write(tmp_path, source), {}, tmp_path / "out.ipynb")
    printed = nbformat.read(done.output, as_version=4).cells[1].outputs[0].text
    ends = time.monotonic() + 10
    children = [int(pid) for pid in printed.split()]
    while any(map(lives, children)) and time.monotonic() < ends:
        time.sleep(0.02)

    assert len(children) == 3
    assert not any(map(lives, children))


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_the_notebook_after_a_wild_one_runs_as_if_nothing_had_been(tmp_path: Path) -> None:
    refused(tmp_path, "import pandas, os; pandas.DataFrame = None; os.environ.clear(); os._exit(1)")
    done = run(
        write(tmp_path, "import os, pandas; pandas.DataFrame({'a': [1]}).size, bool(os.environ)"),
        {},
        tmp_path / "out.ipynb",
    )

    assert nbformat.read(done.output, as_version=4).cells[1].outputs[0].data["text/plain"] == "(1, True)"


def test_what_a_program_of_a_cell_prints_is_among_its_outputs(tmp_path: Path) -> None:
    source = "import subprocess; subprocess.run('echo told; echo warned >&2', shell=True); print('first')"
    done = run(write(tmp_path, source), {}, tmp_path / "out.ipynb")
    outputs = nbformat.read(done.output, as_version=4).cells[1].outputs

    assert {output.name: output.text for output in outputs} == {
        "stdout": "first\ntold\n",
        "stderr": "warned\n",
    }


@pytest.mark.parametrize(
    "text", ["x" * 3_000_000, "/" * 3_000_000, "a/site-packages/" * 200_000, "ipykernel_1" * 200_000]
)
def test_long_texts_without_a_blank_are_cleaned_in_no_time(text: str) -> None:
    cell = nbformat.v4.new_code_cell(
        outputs=[nbformat.v4.new_output("display_data", data={"text/html": text, "image/png": text})]
    )
    notebook = nbformat.v4.new_notebook(cells=[cell])
    start = time.process_time()
    clean(notebook, {"data": "/some/where"})

    assert time.process_time() - start < 3
    assert notebook.cells[0].outputs[0].data["image/png"] == text
