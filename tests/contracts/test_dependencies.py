"""Every dependency has a reason; every locked package has a version and a hash, and no address."""

from __future__ import annotations

import os
import re
import tomllib

import pytest

from package_modules import ROOT

LOCKS = ("requirements.lock", "requirements-dev.lock")
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
    return [*project["dependencies"], *(name for extra in extras for name in extra)]


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
    locked = {name for name, _ in versions("requirements-dev.lock")}
    named = {re.split(r"[\[<>=!~; ]", requirement)[0].lower() for requirement in requirements()}

    assert named - {"gspbrief"} <= locked


@pytest.mark.xdist_group("together")
@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="there is one process only")
def test_tests_of_a_group_run_in_one_process(request: pytest.FixtureRequest) -> None:
    assert request.node.nodeid.endswith("@together"), "--dist loadgroup has no effect: sites are built twice"
