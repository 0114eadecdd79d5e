"""The licences of the packages that gspbrief runs on, and the page that lists them."""

from __future__ import annotations

import re
from collections import defaultdict
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "licences.md"
_ONE_NAME = {  # as package authors write one licence
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "Python Software Foundation License": "PSF-2.0",
}


def locked() -> set[str]:
    """The packages of ``requirements.lock``."""
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    return {match[0] for line in lines if (match := re.match(r"[a-z0-9][a-z0-9._-]*", line))}


def licences() -> dict[str, str]:
    """What each locked package that is installed here says of its licence."""
    names = {re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower(): one for one in distributions()}
    return {name: _licence(one) for name, one in sorted(names.items()) if name in locked()}


def _licence(package: Distribution) -> str:
    said = package.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    classified = [
        line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::")
    ]
    if classified:
        return " or ".join(dict.fromkeys(_ONE_NAME.get(one, one) for one in classified))
    first = str(said.get("License") or "not said").splitlines()[0]
    return _ONE_NAME.get(first, first)


def listed(page: str) -> dict[str, str]:
    """The licence of each package, as the page has it."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \|$", page, re.MULTILINE)
    return {name: licence for licence, names in rows[1:] for name in names.split(", ")}


def table() -> str:
    """The licences, each with its packages."""
    by_licence: dict[str, list[str]] = defaultdict(list)
    for name, licence in licences().items():
        by_licence[licence].append(name)
    rows = [f"| {licence} | {', '.join(names)} |" for licence, names in sorted(by_licence.items())]
    return "\n".join(["| licence | packages |", "|:--|:--|", *rows])


def write() -> None:
    """Put the table of now into the page, below its words."""
    words = PAGE.read_text(encoding="utf-8").partition("| licence |")[0]
    PAGE.write_text(f"{words}{table()}\n", encoding="utf-8")


if __name__ == "__main__":
    write()
