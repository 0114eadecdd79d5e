"""Ask for known holes in the locked packages, and write down what is installed (CycloneDX)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tools import PYTHON, ROOT, TOOLS, install


def holes(lock: str) -> str:
    """What pip-audit has on the packages of a lock file, in JSON; nothing where nobody answers."""
    order = [PYTHON, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", lock, "--format", "json"]
    return subprocess.run(order, cwd=ROOT, capture_output=True, text=True).stdout


def told(answer: str) -> tuple[int, str]:
    """The exit code and the sentence for an answer of pip-audit.

    A package that its service does not know is skipped, and pip-audit is content: so all of them are where
    the service cannot be reached.
    """
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError):
        packages = []
    asked = [one for one in packages if "skip_reason" not in one]
    found = [f"{one['name']} {one['version']}: {hole['id']}" for one in asked for hole in one["vulns"]]
    if found:
        return 1, f"Known holes in {len(found)} packages:\n  " + "\n  ".join(found)
    if not asked:
        return 0, "The service of advisories cannot be reached from here: NOTHING was audited"
    return 0, f"{len(asked)} packages without a known hole; {len(packages) - len(asked)} are not known to it"


def bill(target: Path) -> None:
    """Write the bill of materials of this environment, with the project as its root."""
    order = [
        PYTHON,
        "-m",
        "cyclonedx_py",
        "environment",
        "--pyproject",
        "pyproject.toml",
        "--output-reproducible",
    ]
    subprocess.run([*order, "-o", target, sys.executable], cwd=ROOT, check=True)


def main() -> int:
    """Audit what readers install; tell it in sentences."""
    install()
    code, said = told(holes("requirements.lock"))
    print(said)
    target = TOOLS / "gspbrief.cdx.json"
    bill(target)
    print(f"Bill of materials (CycloneDX): {target.relative_to(ROOT)}; licences: docs/licences.md")
    return code


if __name__ == "__main__":
    sys.exit(main())
