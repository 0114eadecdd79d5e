"""How a measure is taken, kept and printed: seconds, the peak of memory, a ratio to the naive way."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import psutil

PROJECT = Path(__file__).resolve().parents[1]
WORK = PROJECT / "build" / "bench"
PYTHON = sys.executable
sys.path.insert(0, str(PROJECT / "tests" / "helpers"))  # for their browser, and for many partnerships
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else each command compiles all that it imports
_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
LOOK = 0.5  # seconds between two looks at a process tree's memory
LOOP = "x = 0\nfor n in range(20_000_000): x += n"  # takes a second on the machine that limits are set for


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One measure.

    Attributes
    ----------
    value, baseline : float
        Ours and the naive way's, in the unit.
    ratio : float
        Baseline by value: how many times faster, or less, ours is.
    what : str
        What was done, how often, and what was extrapolated.
    """

    measure: str
    value: float
    baseline: float
    unit: str
    what: str

    @property
    def ratio(self) -> float:
        """Baseline by value."""
        return self.baseline / self.value

    def to_json(self) -> dict[str, object]:
        """The entry as JSON values, rounded to four digits."""
        rounded = {name: float(f"{getattr(self, name):.4g}") for name in ("value", "baseline", "ratio")}
        return {**asdict(self), **rounded}


def number(name: str, default: int) -> int:
    """A size from the environment, for quick runs."""
    return int(os.environ.get(f"GSPBRIEF_BENCH_{name}", default))


def seconds(act: Callable[[], object]) -> float:
    """How long it takes."""
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


def limited(measure: str, took: float, limit: float, what: str, unit: str = "seconds") -> Entry:
    """A measure against a limit that we set ourselves, longer on a machine that computes more slowly.

    Parameters
    ----------
    limit : float
        In the unit, for a machine on which `LOOP` takes Python a second.
    """
    slow = _slowness()
    what += f"; the limit is {limit:g} where 20 million additions take Python a second, here {slow:.1f}"
    return Entry(
        measure=f"{measure}, against a limit", value=took, baseline=slow * limit, unit=unit, what=what
    )


@cache
def _slowness() -> float:
    """How many times as long as there this machine takes, 1 at least: the best of three, once a run."""
    return max(1.0, min(seconds(lambda: run(PYTHON, "-c", LOOP)) for _ in range(3)))


def run(*command: str | Path, timeout: float = 3600) -> str:
    """Run a command to its end and give what it printed.

    Raises
    ------
    RuntimeError
        If it failed, with the end of what it said.
    """
    done = subprocess.run(
        [str(part) for part in command], cwd=PROJECT, capture_output=True, text=True, timeout=timeout
    )
    if done.returncode:
        raise RuntimeError(f"{command} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def answer(*command: str | Path) -> dict[str, float]:
    """Run a command that prints one JSON object of numbers last."""
    return dict(json.loads(run(*command).splitlines()[-1]))


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes
    ----------
    wall, cpu : float
        Seconds by the clock, and of all its processes together.
    peak : float
        Most memory of all its processes at one time [MB].
    """

    wall: float
    cpu: float
    peak: float


def cost(*command: str | Path, whole_family: bool = False) -> Cost:
    """Run a command to its end and say what it took.

    Parameters
    ----------
    whole_family : bool
        Count the memory of all processes of this one, such as those of a cluster, instead of the command's.

    Raises
    ------
    RuntimeError
        If it failed, with the end of what it said.

    Notes
    -----
    Memory is the proportional set size, which counts what processes share once, looked at now and then. To
    look takes a twentieth of two cores: where the clock matters, `seconds` of a run that nobody looks at says
    what it took.
    """
    _adopt_orphans()
    others = {child.pid for child in psutil.Process().children()}
    peak, start = 0.0, time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [str(part) for part in command], cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=said
        )
        while process.poll() is None:
            peak = max(peak, _memory(os.getpid() if whole_family else process.pid))
            time.sleep(LOOK)
        wall = time.perf_counter() - start
        if process.returncode:
            said.seek(0)
            raise RuntimeError(f"{command[:6]} failed:\n{said.read()[-2000:]}")
    for orphan in {child.pid for child in psutil.Process().children()} - others:
        os.waitpid(orphan, 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu, peak)


def _adopt_orphans() -> None:
    """Have what a command leaves to end by itself be a child of this process, so that its time is known."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def _memory(root: int) -> float:
    """Proportional set size of a process and all below it [MB]."""
    total = 0.0
    try:
        for process in (psutil.Process(root), *psutil.Process(root).children(recursive=True)):
            total += process.memory_full_info().pss / 1e6
    except psutil.Error:
        return total
    return total


def write(entries: Sequence[Entry], target: Path, *, whole: bool) -> None:
    """Write the entries and print them as ratios.

    Parameters
    ----------
    whole : bool
        Whether a whole run begins with these; else those of other measures stay in the file.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    earlier = [] if whole or not target.is_file() else json.loads(target.read_text(encoding="utf-8"))
    records = {record["measure"]: record for record in (*earlier, *(entry.to_json() for entry in entries))}
    text = json.dumps([*records.values()], indent=1, ensure_ascii=False)
    target.write_text(text + "\n", encoding="utf-8")
    for entry in entries:
        print(
            f"{entry.measure:<44} {entry.value:>9.3g} {entry.unit:<12} "
            f"{entry.ratio:>7.1f} × better than {entry.baseline:.3g}"
        )
        print(f"    {entry.what}")
