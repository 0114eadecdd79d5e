"""How a measure is taken, kept and printed: seconds, the peak of memory, a ratio to the naive way."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
WORK = PROJECT / "build" / "bench"
PYTHON = sys.executable
LOOK = 0.25  # seconds between two looks at a process tree's memory


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


def timed_tree(*command: str | Path) -> tuple[float, float]:
    """Seconds that a command takes, and the peak memory of its process tree [MB].

    Notes
    -----
    Memory is the proportional set size, which counts what processes share once, looked at now and then.
    """
    import psutil

    peak = 0.0
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        start = time.perf_counter()
        errors: list[str] = []
        assert process.stderr is not None
        reader = threading.Thread(target=lambda: errors.append(process.stderr.read()))  # type: ignore[union-attr]
        reader.start()
        while process.poll() is None:
            peak = max(peak, _memory(psutil.Process(process.pid)))
            time.sleep(LOOK)
        took = time.perf_counter() - start
        reader.join()
    if process.returncode:
        raise RuntimeError(f"{command} failed:\n{''.join(errors)[-2000:]}")
    return took, peak


def _memory(root: object) -> float:
    import psutil

    total = 0.0
    try:
        for process in (root, *root.children(recursive=True)):  # type: ignore[attr-defined]
            total += process.memory_full_info().pss / 1e6
    except psutil.Error:
        return total
    return total


def write(entries: Sequence[Entry], target: Path) -> None:
    """Write the entries and print them as ratios."""
    target.parent.mkdir(parents=True, exist_ok=True)
    records = [entry.to_json() for entry in entries]
    target.write_text(json.dumps(records, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for entry in entries:
        print(
            f"{entry.measure:<44} {entry.value:>9.3g} {entry.unit:<12} "
            f"{entry.ratio:>7.1f} × better than {entry.baseline:.3g}"
        )
        print(f"    {entry.what}")
    print(f"written to {target}")
