"""How long a command goes on after a Ctrl-C, which a terminal sends to all that was started there."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from measuring import PROJECT, PYTHON, Entry
from previewing import OWN, new_project

LIMIT = 2.0  # seconds
PATIENCE = 60.0
MOMENTS = (0.4, 1.0, 3.0, 6.0)  # seconds after the start: while it imports, while others do, at its work
HANGING = 15.0  # until the notebook that never ends is under way
DELIVERY = "measure,value\napplied,1.240\n"


def stops() -> Iterator[Entry]:
    """The longest of what came of each command, stopped at each moment."""
    project, notebooks = new_project("stopped"), PROJECT / "notebooks"
    (project / "own.csv").write_text(DELIVERY, encoding="utf-8")
    commands = {
        "build": ("build", OWN, "--format", "html", "--renderer", "embedded"),
        "preview": ("preview", OWN, "--no-open", "--renderer", "embedded"),
        "check": ("check",),
        "status": ("status",),
        "import": ("import", "migration", "own.csv"),
        "lab": ("lab", "--no-browser", "--allow-root"),
        "diff": ("diff", "HEAD~1", "HEAD"),
    }
    for name, command in commands.items():
        place = PROJECT if name in ("lab", "diff") else project
        yield _entry(name, max(_ends(place, command, moment) for moment in MOMENTS))
    (project / "notebooks").mkdir()
    notebook = json.loads((notebooks / "costs.ipynb").read_text(encoding="utf-8"))
    notebook["cells"].insert(2, {**notebook["cells"][-1], "id": "hangs", "source": "while True: pass"})
    (project / "notebooks" / "costs.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    yield _entry("build whose cell hangs", _ends(project, commands["build"], HANGING))


def _ends(place: Path, command: tuple[str, ...], moment: float) -> float:
    """Seconds from the signal to the end; 0 if it had ended before."""
    process = subprocess.Popen(
        [PYTHON, "-m", "gspbrief", *command],
        cwd=place,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    time.sleep(moment)
    begun = time.perf_counter()
    if process.poll() is not None:
        return 0.0
    os.killpg(process.pid, signal.SIGINT)
    process.wait(PATIENCE)
    return time.perf_counter() - begun


def _entry(name: str, took: float) -> Entry:
    return Entry(
        measure=f"Ctrl-C in {name}, against a limit",
        value=max(took, 0.001),
        baseline=LIMIT,
        unit="seconds",
        what="from the signal, sent to all processes of the terminal, to the end; the longest of its moments",
    )
