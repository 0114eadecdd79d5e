"""The tools of ``make audit``, ``make fuzz-bytes`` and ``make mutants``, in an environment of their own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "build" / "audit"
PYTHON, LOCK = TOOLS / "bin" / "python", "requirements-audit.lock"


def install() -> None:
    """Install what the lock file names, by hash."""
    uv = Path(sys.executable).with_name("uv")
    if not PYTHON.exists():
        subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, TOOLS], check=True)
    order = [uv, "pip", "install", "--quiet", "--python", PYTHON, "--no-deps", "--require-hashes", "-r", LOCK]
    subprocess.run(order, cwd=ROOT, check=True)


if __name__ == "__main__":
    install()
