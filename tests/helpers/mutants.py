"""Change the code that computes, one place at a time, and list the changes that no test notices.

``make mutants`` does so for all rooms, which takes hours; ``ROOM=findings`` does for one. ``SAMPLE=150``
draws that many, the same ones each time, and tries each with the fast tests of its own room only.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sysconfig
from collections import Counter

from tools import PYTHON, ROOT, install

ROOMS = ("findings", "analysis", "scenario", "surveys")
PLACE = ROOT / "build" / "mutants"  # a copy of the project, in which mutmut may write
CHANGED = PLACE / "mutants"  # where mutmut writes
FOUND = PLACE.with_suffix(".txt")
SEED = 2026
GENERATE = """
from pathlib import Path
from mutmut.__main__ import copy_src_dir, create_mutants
Path("mutants").mkdir(exist_ok=True)
copy_src_dir()
create_mutants(1)
"""
CONFIGURATION = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = {changed}
also_copy = {copied}
pytest_add_cli_args = ["-m", "not slow", "-x", "-p", "no:cacheprovider", "--hypothesis-seed=0"]
pytest_add_cli_args_test_selection = {tests}
"""


def copy(rooms: list[str], tested: list[str]) -> None:
    """Copy the files that git knows, with what mutmut is to do; what is known of the same rooms stays."""
    before = PLACE / "pyproject.toml"
    known = before.read_text(encoding="utf-8") if before.exists() else ""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = listed.decode().rstrip("\0").split("\0")
    for name in names:
        (PLACE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, PLACE / name)
    tops = sorted({name.split("/")[0] for name in names} - {"src", "tests", "pyproject.toml"})
    said = CONFIGURATION.format(
        changed=[f"src/gspbrief/{room}{'' if room.endswith('.py') else '/*'}" for room in rooms],
        copied=tops,
        tests=[f"tests/{room}" for room in tested],
    )
    with before.open("a", encoding="utf-8") as file:
        file.write(said.replace("'", '"'))
    if before.read_text(encoding="utf-8") != known:  # a file that was copied as it is would never be changed
        shutil.rmtree(CHANGED, ignore_errors=True)


def python(*order: str) -> str:
    """Call the tools' Python in the copy, with the packages of the tests before its own."""
    called = subprocess.run(
        [PYTHON, *order],
        cwd=PLACE,
        env={**os.environ, "PYTHONPATH": f"{CHANGED / 'src'}{os.pathsep}{sysconfig.get_path('purelib')}"},
        stdout=subprocess.PIPE if "results" in order else None,
        text=True,
    )
    return called.stdout or ""


def drawn(count: int) -> list[str]:
    """Draw changes from all that mutmut writes; a larger sample holds a smaller one."""
    python("-c", GENERATE)
    known = (CHANGED / "src").rglob("*.py.meta")
    names = sorted(name for path in known for name in json.loads(path.read_text())["exit_code_by_key"])
    print(f"{count} of {len(names)} changes, drawn with seed {SEED}")
    return random.Random(SEED).sample(names, len(names))[:count]


if __name__ == "__main__":
    wish = argparse.ArgumentParser()
    wish.add_argument("room", nargs="*", default=list(ROOMS))
    wish.add_argument("--sample", type=int)
    wished = wish.parse_args()
    own = sorted({room.split("/")[0] for room in wished.room})
    install()
    copy(wished.room, own if wished.sample else list(ROOMS))
    tried = drawn(wished.sample) if wished.sample else []
    python("-m", "mutmut", "run", "--max-children", str(1 if tried else os.cpu_count() or 1), *tried)
    said = [
        line.strip().split(": ") for line in python("-m", "mutmut", "results", "--all", "true").splitlines()
    ]
    fate = {name: end for name, end in said if not tried or name in tried}
    print(*(f"{end}: {times}" for end, times in Counter(fate.values()).most_common()), sep="; ")
    survived = sorted(name for name, end in fate.items() if end in ("survived", "no tests"))
    FOUND.write_text("\n".join([*survived, ""]), encoding="utf-8")
    print(f"{len(survived)} changes that no test noticed: {FOUND}; `mutmut show NAME` in {PLACE} prints one")
