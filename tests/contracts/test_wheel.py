"""The package as it is handed on: the same bytes whenever it is built, with all that it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

PARTS = ("pyproject.toml", "README.md", "LICENSE", "src", "_extensions")
LATER = 1_900_000_000  # seconds; when somebody else checked the files out


def _built(root: Path, folder: Path) -> Path:
    folder.mkdir()
    for part in PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    if folder.name == "later":
        for path in folder.rglob("*"):
            os.utime(path, (LATER, LATER))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    return wheel


def test_the_wheel_is_the_same_each_time_and_holds_every_file_of_the_package(
    root: Path, tmp_path: Path
) -> None:
    first, second = (_built(root, tmp_path / name) for name in ("now", "later"))

    assert first.read_bytes() == second.read_bytes()
    held = set(zipfile.ZipFile(first).namelist())
    package = [path for path in (root / "src" / "gspbrief").rglob("*") if path.is_file()]
    style = [path for path in (root / "_extensions" / "gspbrief").rglob("*") if path.is_file()]
    wanted = {
        path.relative_to(root / "src").as_posix() for path in package if "__pycache__" not in path.parts
    }
    assert wanted | {f"gspbrief/{path.relative_to(root).as_posix()}" for path in style} <= held
