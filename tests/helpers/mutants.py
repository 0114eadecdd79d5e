"""Change the code that computes, one place at a time, and list the changes that no test notices.

``make mutants`` does so for all rooms, which takes hours; ``ROOM=findings`` does for one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig

from tools import PYTHON, ROOT, install

ROOMS = ("findings", "analysis", "scenario", "surveys")
PLACE = ROOT / "build" / "mutants"  # a copy of the project, in which mutmut may write
FOUND = PLACE.with_suffix(".txt")
CONFIGURATION = """
[tool.mutmut]
source_paths = ["src"]
only_mutate = {changed}
also_copy = {copied}
pytest_add_cli_args = ["-m", "not slow", "-x", "-p", "no:cacheprovider"]
pytest_add_cli_args_test_selection = {tests}
"""


def copy(rooms: tuple[str, ...]) -> None:
    """Copy the files that git knows, with what mutmut is to do; what is known of mutants of before stays."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    names = listed.decode().rstrip("\0").split("\0")
    for name in names:
        (PLACE / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, PLACE / name)
    tops = sorted({name.split("/")[0] for name in names} - {"src", "tests", "pyproject.toml"})
    said = CONFIGURATION.format(
        changed=[f"src/gspbrief/{room}{'' if room.endswith('.py') else '/*'}" for room in rooms],
        copied=tops,
        tests=[f"tests/{room}" for room in ROOMS],
    )
    with (PLACE / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(said.replace("'", '"'))


def mutmut(*order: str) -> str:
    """Call mutmut in the copy, with the packages of the tests before its own."""
    called = subprocess.run(
        [PYTHON, "-m", "mutmut", *order],
        cwd=PLACE,
        env={**os.environ, "PYTHONPATH": sysconfig.get_path("purelib")},
        stdout=subprocess.PIPE if order[0] == "results" else None,
        text=True,
    )
    return called.stdout or ""


if __name__ == "__main__":
    install()
    copy(tuple(sys.argv[1:]) or ROOMS)
    mutmut("run", "--max-children", str(os.cpu_count() or 1))
    survived = sorted(
        line.split(":")[0].strip() for line in mutmut("results").splitlines() if "survived" in line
    )
    FOUND.write_text("\n".join([*survived, ""]), encoding="utf-8")
    print(f"{len(survived)} changes that no test noticed: {FOUND}; `mutmut show NAME` in {PLACE} prints one")
