"""Change the code that computes, one place at a time, and list the changes that no test notices.

``make mutants`` does so for all rooms, ``ROOM=findings`` for one, ``ROOM=analysis/costs.py`` for a module,
``SAMPLE=150`` draws that many, the same ones each time. mutmut writes the changes; pytest collects the fast
tests of these rooms once, and each change is tried in a fork with those that reach the changed function. What
was tried before is not tried again; ``AGAIN=1`` tries what survived with all of these that reach it.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import functools
import gc
import importlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import Phase, settings

from gspbrief.evidence.reading import load
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import read_assumptions
from gspbrief.scenario.draws import simulate
from tools import PYTHON, ROOT, install

ROOMS = ("findings", "analysis", "scenario", "surveys")
PLACE = ROOT / "build" / "mutants"  # a copy of the project, in which mutmut may write
CHANGED = PLACE / "mutants"  # where mutmut writes, and the tests run
FATES = PLACE / "fates.txt"
FOUND = PLACE.with_suffix(".txt")
SEED = 2026
EQUATIONS = "gspbrief.scenario.equations"  # compiled once: that takes longer than most tests
KEPT = ("gspbrief.evidence", "gspbrief.language")  # caches of rooms that are not changed
PATIENCE = 2.5  # seconds of tests that a change is given when it is first tried
SPAN = 600  # seconds on the clock after which a change is said to have no end
GENERATE = """
from pathlib import Path
from mutmut.__main__ import copy_also_copy_files, copy_src_dir, create_mutants
Path("mutants").mkdir(exist_ok=True)
copy_src_dir()
copy_also_copy_files()
create_mutants(1)
"""
CONFIGURATION = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = {changed}
also_copy = {copied}
"""
OPTIONS = [
    "-p",
    "mutants",
    "-p",
    "no:cacheprovider",
    "-m",
    "not slow",
    "-s",
    "-q",
    "--tb=no",
    "--assert=plain",
]
OPTIONS += ["-o", "tmp_path_retention_policy=none", f"--basetemp={PLACE / 'tmp'}", "--hypothesis-seed=0"]


def copy() -> None:
    """Copy the files that git knows; what is known of a module that has changed since is forgotten."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = listed.decode().rstrip("\0").split("\0")
    others = tuple(
        f"{name.removeprefix('src/').removesuffix('.py').replace('/', '.')}."
        for name in names
        if (PLACE / name).exists() and not filecmp.cmp(ROOT / name, PLACE / name, shallow=False)
    )
    if FATES.exists():
        kept = (
            line for line in FATES.read_text(encoding="utf-8").splitlines() if not line.startswith(others)
        )
        FATES.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
    for name in names:
        (PLACE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, PLACE / name)
    tops = sorted({name.split("/")[0] for name in names} - {"src"})
    said = CONFIGURATION.format(changed=[f"src/gspbrief/{room}/*" for room in ROOMS], copied=tops)
    with (PLACE / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(said.replace("'", '"'))
    shutil.rmtree(CHANGED, ignore_errors=True)


def python(*order: str, cwd: Path = PLACE) -> None:
    """Call the tools' Python in the copy, with the packages of the tests before its own."""
    before = [str(CHANGED / "src"), str(CHANGED / "tests" / "helpers"), sysconfig.get_path("purelib")]
    subprocess.run(
        [PYTHON, *order],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(before), "OPENBLAS_NUM_THREADS": "1"},
        stdout=None if cwd == CHANGED else subprocess.DEVNULL,  # mutmut names every file
        check=True,
    )


def names() -> list[str]:
    """All changes that mutmut wrote."""
    known = (CHANGED / "src").rglob("*.py.meta")
    return sorted(name for path in known for name in json.loads(path.read_text())["exit_code_by_key"])


def fates() -> dict[str, str]:
    """What became of the changes that were tried, each with the last that was found."""
    lines = FATES.read_text(encoding="utf-8").splitlines() if FATES.exists() else []
    return dict(line.split(" ", 1) for line in lines)


# What follows runs in the copy, as a plugin of pytest: `ROOT` is `CHANGED` there.


def pytest_configure() -> None:
    """A property that fails need not be made small, nor hurry."""
    settings.register_profile(
        "mutants", phases=(Phase.explicit, Phase.generate), deadline=None, database=None
    )
    settings.load_profile("mutants")


class FailedError(Exception):
    """A test noticed."""


class Notices:
    """Ends a fork's run with the first test that fails."""

    @staticmethod
    def pytest_runtest_logreport(report: pytest.TestReport) -> None:
        """Stop."""
        if report.failed:
            raise FailedError(report.nodeid)


def forked(work: Callable[[], object], seconds: float) -> tuple[int, str]:
    """Do some work in a fork: how it ended, and what it has to say."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        end = 70
        try:
            resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 5))
            signal.alarm(SPAN)
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            os.write(write, str(work()).encode())
            end = 0
        except FailedError as noticed:
            os.write(write, str(noticed).encode())
            end = 1
        except BaseException as other:  # whatever it is, nothing of a fork may go on in its parent
            os.write(write, repr(other).encode())
        finally:
            os._exit(end)
    os.close(write)
    with os.fdopen(read, encoding="utf-8") as pipe:
        said = pipe.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def run(items: list[pytest.Item]) -> Iterator[tuple[int, float]]:
    """Run tests one after the other: the number of each and its seconds."""
    for number, item in enumerate(items):
        start = time.process_time()
        following = items[number + 1] if number + 1 < len(items) else None
        item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
        yield number, time.process_time() - start


def reached(items: list[pytest.Item]) -> None:
    """Write down which functions each test reaches, how long it takes, and what they import."""
    from mutmut.mutation.trampoline import set_mutant_under_test  # only the tools have it
    from mutmut.state import state

    set_mutant_under_test("stats")
    known, before = {}, set(sys.modules)
    for number, seconds in run(items):
        known[number] = (seconds, sorted(state()._stats))
        state()._stats.clear()
    more = sorted(name for name in set(sys.modules) - before if not name.startswith("gspbrief"))
    (ROOT.parent / "reached.json").write_text(json.dumps({"tests": known, "modules": more}), encoding="utf-8")


def prepare(modules: list[str]) -> None:
    """Import, read evidence and compile equations once, not in each fork; forget what was computed."""
    from mutmut.mutation.trampoline import set_mutant_under_test

    for name in modules:
        with contextlib.suppress(Exception):  # some can be imported by their own package only
            importlib.import_module(name)
    set_mutant_under_test("none")
    base = read_assumptions(ROOT / "data" / "assumptions.yaml")
    simulate(base, 2)
    evaluate(base).net_skill_stock(1.0)
    forget(lambda module: not module.startswith((*KEPT, EQUATIONS)))
    load("triple_win")
    gc.freeze()


def forget(chosen: Callable[[str], bool]) -> None:
    """Empty the caches of the functions whose module is chosen."""
    gc.unfreeze()  # what is frozen is not listed
    for held in gc.get_objects():
        if isinstance(held, functools._lru_cache_wrapper) and chosen(held.__module__):
            held.cache_clear()


def tried(name: str, items: list[pytest.Item]) -> None:
    """Run tests with one change."""
    from mutmut.mutation.trampoline import set_mutant_under_test

    if name.startswith(f"{EQUATIONS}."):
        forget(EQUATIONS.__eq__)
    set_mutant_under_test(name)
    for _ in run(items):
        pass


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try every change that is asked for with the tests that reach it."""
    items, manager = session.items, session.config.pluginmanager
    session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # one for all forks
    manager.register(Notices())
    end, said = forked(lambda: reached(items), 3600)
    if end:
        raise pytest.UsageError(f"without a change the tests end with {end}: {said}")
    found = json.loads((ROOT.parent / "reached.json").read_text(encoding="utf-8"))
    wished = json.loads((ROOT.parent / "wished.json").read_text(encoding="utf-8"))
    prepare(found["modules"])
    seconds = {items[int(number)]: taken for number, (taken, _) in found["tests"].items()}
    by_function: dict[str, list[pytest.Item]] = defaultdict(list)
    by_file: dict[Path, list[pytest.Item]] = defaultdict(list)
    for number, (_, functions) in found["tests"].items():
        by_file[items[int(number)].path].append(items[int(number)])
        for function in functions:
            by_function[function].append(items[int(number)])
    noticed: dict[str, list[str]] = defaultdict(list)
    with (ROOT.parent / FATES.name).open("a", encoding="utf-8") as file:
        for name in wished["names"]:
            function = name.rpartition("__mutmut_")[0]
            reaching = by_function[function]
            rank = {node: -place for place, node in enumerate(noticed[function])}
            own = ROOT / "tests" / name.split(".")[1]
            reaching.sort(
                key=lambda item: (rank.get(item.nodeid, 1), own not in item.path.parents, seconds[item])
            )
            files = dict.fromkeys(item.path for item in reaching)  # what a fixture or a cache reached for all
            rest = [item for path in files for item in by_file[path] if item not in reaching]
            spent = accumulate(seconds[item] for item in [*reaching, *rest])
            chosen = [
                item
                for item, sum_ in zip([*reaching, *rest], spent, strict=True)
                if sum_ - seconds[item] < wished["patience"]
            ]
            allowed = 5 + 5 * sum(seconds[item] for item in chosen)
            end, said = forked(functools.partial(tried, name, chosen), allowed) if chosen else (5, "")
            if end == 1:
                noticed[function] = [*(node for node in noticed[function] if node != said), said]
            fate = {0: "survived", 1: "noticed", 5: "no tests"}.get(end, f"ended with {end}")
            print(name, fate, *said.splitlines()[:1], file=file, flush=True)
    return True


def main() -> None:
    """Change, try, and list what survived."""
    wish = argparse.ArgumentParser()
    wish.add_argument("room", nargs="*", default=list(ROOMS))
    wish.add_argument("--sample", type=int)
    wish.add_argument("--again", action="store_true")
    wished = wish.parse_args()
    install()
    copy()
    python("-c", GENERATE)
    starts = tuple(f"gspbrief.{room.removesuffix('.py').replace('/', '.')}." for room in wished.room)
    asked = [name for name in names() if name.startswith(starts)]
    count = len(asked)
    asked = random.Random(SEED).sample(asked, count)[: wished.sample] if wished.sample else asked
    before = fates()
    open_ = {name for name in asked if before.get(name, "survived").split()[0] in ("survived", "no")}
    left = [name for name in asked if name in open_ and (wished.again or name not in before)]
    print(f"{len(asked)} of {count} changes, of which {len(left)} are to be tried", flush=True)
    told = {"names": left, "patience": SPAN if wished.again else PATIENCE}
    (PLACE / "wished.json").write_text(json.dumps(told), encoding="utf-8")
    if left:
        python("-m", "pytest", *OPTIONS, *(f"tests/{room}" for room in ROOMS), cwd=CHANGED)
    now = {name: fates()[name] for name in asked}
    print(*(f"{end}: {times}" for end, times in Counter(fate.split()[0] for fate in now.values()).items()))
    survived = [name for name, fate in now.items() if fate in ("survived", "no tests")]
    FOUND.write_text("\n".join([*survived, ""]), encoding="utf-8")
    print(f"{len(survived)} changes that no test noticed: {FOUND}; `mutmut show NAME` in {PLACE} prints one")


if __name__ == "__main__":
    sys.exit(main())
