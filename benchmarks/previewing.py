"""The measure of what a person waits for who writes: one changed row, with all that builds kept up."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median

from commands import change_row
from measuring import PROJECT, PYTHON, Entry, seconds
from pipeline import FORMATS, REPEATS, synthetic

LOOK = 0.01  # seconds between two questions whether it is built
PATIENCE = 600.0  # seconds for one build
ROW = 3.0  # seconds that a changed row may take: a limit


def preview() -> Iterator[Entry]:
    """From a saved row to the published brief, in a session of `gspbrief preview`."""
    data, ids = synthetic()
    options = ("--data", data, "--format", ",".join(FORMATS), "--renderer", "embedded", "--no-open")
    with _session(PYTHON, "-m", "gspbrief", "preview", ids[0], *map(str, options)) as state:
        _wait(state, 1)
        times = []
        for count in range(2, REPEATS + 3):
            change_row(data, ids[0])
            times.append(seconds(lambda count=count: _wait(state, count)))
    yield Entry(
        measure="one changed row, builder up, against a limit",
        value=median(times[1:]),
        baseline=ROW,
        unit="seconds",
        what=f"from the saved file, which the preview notices, to the finished brief and the index, HTML and "
        f"PDF, median of {REPEATS}",
    )


@contextmanager
def _session(*command: str) -> Iterator[str]:
    """The address at which a preview says what it has built."""
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield "/".join(process.stdout.readline().split("/")[:3]) + "/preview.json"
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate()


def _wait(address: str, count: int) -> None:
    """Wait until so many builds have succeeded.

    Raises
    ------
    RuntimeError
        If one fails, or nothing happens.
    """
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        with urllib.request.urlopen(address) as answer:
            state = json.load(answer)
        if state["problem"]:
            raise RuntimeError(f"the preview failed: {state['problem']}")
        if state["built"] >= count:
            return
        time.sleep(LOOK)
    raise RuntimeError(f"nothing was built within {PATIENCE:g} seconds")
