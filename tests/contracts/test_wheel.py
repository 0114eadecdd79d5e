"""The package as it is handed on: the same bytes whenever it is built, with all that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from gspbrief.project.general import EXAMPLES, HELD, files, is_general
from gspbrief.project.imports import counts

PARTS = ("pyproject.toml", "README.md", "LICENSE", ".gitignore", "src", *HELD, "data", EXAMPLES)
LATER = 1_900_000_000  # seconds; when somebody else checked the files out


def _built(root: Path, folder: Path) -> Path:
    folder.mkdir()
    for part in PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    (folder / "data" / "surveys" / "real.csv").write_text("person\n1\n", encoding="utf-8")  # never handed on
    if folder.name == "later":
        for path in folder.rglob("*"):
            os.utime(path, (LATER, LATER))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


@pytest.mark.slow
def test_the_wheel_is_the_same_each_time_and_holds_every_file_of_the_package(
    root: Path, tmp_path: Path
) -> None:
    first, second = (_built(root, tmp_path / name) for name in ("now", "later"))

    assert first.read_bytes() == second.read_bytes()
    held = set(zipfile.ZipFile(first).namelist())
    package = [path for path in (root / "src" / "gspbrief").rglob("*") if path.is_file()]
    wanted = {
        path.relative_to(root / "src").as_posix() for path in package if "__pycache__" not in path.parts
    }
    common = {
        name
        for top in (*HELD, EXAMPLES)
        for name, path in files(root, top, "**/*")
        if counts(path) and (top == EXAMPLES or is_general(name))
    }
    general = {name.removeprefix("gspbrief/general/") for name in held if "/general/" in name}
    assert wanted <= held
    assert {name for name in general if not name.startswith("data/")} == common
    assert "data/surveys/datapackage.json" in general
    assert {"data/surveys/real.csv", "data/surveys/make_demo.py"}.isdisjoint(general)
