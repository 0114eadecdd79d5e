"""The package as it is handed on, away from the repository."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

from project_copies import PATIENCE


class Wheel:
    """The command line as the wheel has it; what the package needs is installed already."""

    def __init__(self, site: Path) -> None:
        self.environment = {**os.environ, "PYTHONPATH": str(site), "PYTHONSAFEPATH": "1"}

    def __call__(self, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "gspbrief", *arguments],
            cwd=folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )


def built(root: Path, folder: Path) -> Wheel:
    """The wheel of the repository, built into a folder and unpacked there."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=root, check=True, capture_output=True)
    (file,) = folder.glob("*.whl")
    zipfile.ZipFile(file).extractall(folder / "site")
    return Wheel(folder / "site")


def share_fonts(root: Path, project: Path) -> None:
    """Give a project the static fonts of the repository, which take long to cut."""
    (root / "build" / "fonts").mkdir(parents=True, exist_ok=True)
    (project / "build").mkdir()
    (project / "build" / "fonts").symlink_to(root / "build" / "fonts")
