"""Every dependency has a reason; every locked package has a version and a hash, and no address."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from audit import told
from licences import PAGE, licences, listed
from package_modules import ROOT

pytestmark = pytest.mark.slow

LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-audit.lock", "requirements-quarto.lock")
AUDIT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["audit"]
PIN = re.compile(r"^([a-z0-9][a-z0-9._-]*)(\[[a-z0-9,_-]+\])?==(\S+)")


def pins(lock: str) -> dict[str, list[str]]:
    """The lines of each locked package, from its pin to the line before the next one."""
    found: dict[str, list[str]] = {}
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            found[line] = []
        if found:
            found[list(found)[-1]].append(line)
    return found


def versions(lock: str) -> set[tuple[str, str]]:
    """Name and version of each package; several versions where they depend on the Python or the system."""
    matches = [PIN.match(pin) for pin in pins(lock)]
    return {(match[1], match[3]) for match in matches if match}


def requirements() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [*project["dependencies"], *(name for extra in (*extras, AUDIT) for name in extra)]


@pytest.mark.parametrize("requirement", requirements())
def test_every_dependency_says_what_it_is_for(requirement: str) -> None:
    lines = (ROOT / "pyproject.toml").read_text(encoding="utf-8").splitlines()
    reasons = [
        line.rpartition("#")[2].strip() for line in lines if f'"{requirement}"' in line and "#" in line
    ]

    assert any(reasons), f"say in a comment beside {requirement} why the project needs it"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_package_has_a_version_and_a_hash(lock: str) -> None:
    unsure = [pin for pin, lines in pins(lock).items() if not PIN.match(pin) or not _has_hash(lines)]

    assert pins(lock)
    assert not unsure


def _has_hash(lines: list[str]) -> bool:
    return any("--hash=sha256:" in line for line in lines)


@pytest.mark.parametrize("lock", LOCKS)
@pytest.mark.parametrize(
    "address", ["://", "--index-url", "--extra-index-url", "--find-links", "--trusted-host"]
)
def test_a_lock_names_no_place_to_fetch_from(lock: str, address: str) -> None:
    assert address not in (ROOT / lock).read_text(encoding="utf-8")


def test_what_readers_install_is_what_was_tested() -> None:
    assert versions("requirements.lock")
    assert versions("requirements.lock") <= versions("requirements-dev.lock")


def test_every_dependency_is_locked() -> None:
    locked = {name for lock in LOCKS for name, _ in versions(lock)}
    named = {re.split(r"[\[<>=!~; ]", requirement)[0].lower() for requirement in requirements()}

    assert named - {"gspbrief"} <= locked


def test_a_quarto_that_cannot_be_fetched_is_told_and_stops_nobody(tmp_path: Path) -> None:
    nowhere = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "", "PIP_TARGET": str(tmp_path)}
    ran = subprocess.run(
        ["make", "--no-print-directory", "--old-file", ".venv/.installed", "quarto"],
        cwd=ROOT,
        env=os.environ | nowhere,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.endswith("briefs are rendered by the embedded renderer, as before\n")


def test_the_page_of_licences_says_what_each_package_says() -> None:
    page, said = listed(PAGE.read_text(encoding="utf-8")), licences()
    shared = page.keys() & said.keys()

    assert len(shared) > 100
    assert {name: page[name] for name in shared} == {name: said[name] for name in shared}
    new = {name: licence for name, licence in said.items() if licence not in page.values()}
    assert not new, f"a licence that nobody looked at yet: {new}; read it, then `make lock` lists it"


def test_an_audit_that_asked_nobody_says_so() -> None:
    skipped = {"name": "a", "skip_reason": "not found"}
    known = {"name": "b", "version": "1", "vulns": []}
    bad = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1"}]}

    assert told("") == told(json.dumps({"dependencies": [skipped]}))
    assert told("")[0] == 0
    assert "NOTHING was audited" in told("")[1]
    assert told(json.dumps({"dependencies": [skipped, known]})) == (
        0,
        "1 packages without a known hole; 1 are not known to it",
    )
    assert told(json.dumps({"dependencies": [known, bad]})) == (
        1,
        "Known holes in 1 packages:\n  c 2: PYSEC-1",
    )


@pytest.mark.xdist_group("together")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one process only")
def test_tests_of_a_group_run_in_one_process(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@together"), "--dist loadgroup has no effect: sites are built twice"
