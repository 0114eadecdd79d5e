"""Sites that tests look at, each built once however many workers ask for it.

``GSPBRIEF_TEST_SITES`` may name a folder to keep them in between runs: only what is stale is built again.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

ROOT = Path(__file__).parents[2]
LANGUAGES = ("en", "fr", "es")
A_BRIEF, A_SHEET = "aptc", "blue_birds"
LIMIT = 300 * 1024  # bytes of a page before what all pages share
SAMPLE = (A_BRIEF, A_SHEET, "synthesis", "model", "demo")  # one of each form, and what is no partnership

BUILDS = {
    "sample": (*SAMPLE, "--style", "mpi", "--lang", ",".join(LANGUAGES)),
    "oecd": (A_BRIEF, A_SHEET, "--style", "oecd", "--lang", ",".join(LANGUAGES)),
    "whole": (),
}


def work_of(site: Path) -> Path:
    """Where a build of a site works: results, and every page as it was woven."""
    return site.with_name(f".{site.name}-build")


@dataclass(frozen=True)
class Sites:
    """The sites of one run of the tests.

    Attributes
    ----------
    run : Path
        A folder of this run that all its workers share.
    """

    run: Path

    @property
    def folder(self) -> Path:
        """Where the sites are: a folder that is kept, or this run's own."""
        return Path(os.environ.get("GSPBRIEF_TEST_SITES") or self.run / "sites")

    def built(self, name: str) -> Path:
        """The site of this name in `BUILDS`, built by the command line unless a worker of this run has."""
        self.folder.mkdir(parents=True, exist_ok=True)
        done = self.run / f"built-{name}"
        with FileLock(self.run / "sites.lock"):
            if not done.exists():
                self._reuse_results(name)
                _build(self.folder / name, BUILDS[name])
                done.touch()
        return self.folder / name

    def _reuse_results(self, name: str) -> None:
        """Lend a first build what notebooks wrote for another: it takes the results of the same inputs."""
        here = work_of(self.folder / name)
        others = [work_of(self.folder / other) for other in BUILDS if other != name]
        for other in others if not here.exists() else []:
            for part in ("results", "notebooks"):
                if (other / part).is_dir():
                    shutil.copytree(other / part, here / part, dirs_exist_ok=True)
                    (here / "state").mkdir(exist_ok=True)  # a build takes no folder that none has begun


def _build(site: Path, options: tuple[str, ...]) -> None:
    built = subprocess.run(
        [sys.executable, "-m", "gspbrief", "build", *options, "--renderer", "embedded", "--out", str(site)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=1800,
    )
    assert built.returncode == 0, built.stderr
