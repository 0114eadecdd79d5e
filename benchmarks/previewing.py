"""The measures of what a person waits for who writes: a changed row or sentence, the builder kept up.

In a browser they are taken in a new project as `gspbrief init` writes it, with its example and the first
passages on it: from the saved file to the words on the page that stands open.
"""

from __future__ import annotations

import csv
import json
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from commands import change_row
from measuring import PROJECT, PYTHON, WORK, Entry, limited, run, seconds
from pipeline import FORMATS, REPEATS, synthetic

LOOK = 0.01  # seconds between two questions whether it is built
PATIENCE = 600.0  # seconds for one build
ROW = 3.0  # seconds that a changed row may take with its PDF: a limit
SENTENCE_SEEN, ROW_SEEN = 1.0, 2.0  # seconds until a sentence or a row is on the open page: limits
OWN = "aptc"  # the partnership that a new project has as its example


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
    what = "from the saved file, which the preview notices, to the finished brief and the index, HTML and PDF"
    yield limited("one changed row, builder up", median(times[1:]), ROW, f"{what}, median of {REPEATS}")


def in_browser() -> Iterator[Entry]:
    """From a saved sentence, and from a saved row, to the page that stands open in Chromium."""
    from browsing import chromium

    project = new_project("previewed")
    options = ("--lang", "en", "--renderer", "embedded", "--no-open")
    with _session(PYTHON, "-m", "gspbrief", "preview", OWN, *options, cwd=project) as state:
        _wait(state, 1)
        with chromium() as browser:
            page = browser.new_page()
            page.goto(state.replace("preview.json", f"{OWN}/index.html"))
            sentences = [_seen(page, _write_sentence(project, turn)) for turn in range(REPEATS + 1)]
            rows = [_seen(page, _write_row(project)) for _ in range(REPEATS + 1)]
    told = f"from the saved file to the words on the open page, HTML in English, median of {REPEATS}"
    for what, seen, limit in (("sentence", sentences, SENTENCE_SEEN), ("row", rows, ROW_SEEN)):
        for unit, part in (("seconds", 0), ("CPU seconds", 1)):
            took = median(one[part] for one in seen[1:])
            how = told if unit == "seconds" else f"of all that builds, {told}"
            yield limited(f"one changed {what} in a browser, {unit}", took, limit, how, unit)


def new_project(name: str) -> Path:
    """A project as `gspbrief init` writes it, with its example and the first passages on it."""
    project = WORK / name
    shutil.rmtree(project, ignore_errors=True)
    run(PYTHON, "-m", "gspbrief", "init", project, "--example", OWN)
    (project / "build").mkdir()
    (project / "build" / "fonts").symlink_to(PROJECT / "build" / "fonts")
    subprocess.run([PYTHON, "-m", "gspbrief", "names", OWN, "--write"], cwd=project, check=True)
    return project


def _write_sentence(project: Path, turn: int) -> str:
    """Save another sentence in the summary; return it."""
    passages = project / "briefs" / "en" / "partnerships" / f"{OWN}.md.j2"
    said = f"Written in turn {chr(ord('a') + turn)}."
    opened = "{% block summary %}"
    before, _, rest = passages.read_text(encoding="utf-8").partition(opened)
    passages.write_text(f"{before}{opened}\n{said}\n{rest}", encoding="utf-8")
    return said


def _write_row(project: Path) -> str:
    """Save another figure in the first row on costs; return it as it is printed."""
    change_row(project / "data", OWN)
    with (project / "data" / "costs.csv").open(encoding="utf-8", newline="") as file:
        return next(row["as_printed"] for row in csv.DictReader(file) if row["partnership"] == OWN)


def _seen(page: Any, text: str) -> tuple[float, float]:
    """Seconds until a text, saved just now, is on the page, by the clock and of all processes that build."""
    wanted, before = "text => document.body.innerText.includes(text)", _building()
    took = seconds(lambda: page.wait_for_function(wanted, arg=text, timeout=PATIENCE * 1000, polling=20))
    return took, _building() - before


def _building() -> float:
    """CPU seconds so far of the previews that this process has started, and of all that they started."""
    total = 0.0
    for preview in psutil.Process().children():
        if preview.status() != psutil.STATUS_ZOMBIE and "preview" in preview.cmdline():
            for process in (preview, *preview.children(recursive=True)):
                total += sum(process.cpu_times()[:4])
    return total


@contextmanager
def _session(*command: str, cwd: Path = PROJECT) -> Iterator[str]:
    """The address at which a preview says what it has built."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, text=True)
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
