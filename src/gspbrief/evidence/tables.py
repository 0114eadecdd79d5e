"""What ``datapackage.json`` says of the evidence: its tables and their columns."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DESCRIPTOR = "datapackage.json"

Fields = Sequence[Mapping[str, Any]]  # the columns of a table, as a Frictionless schema describes them


def read_package(data: Path) -> dict[str, Any]:
    """The descriptor of a data package."""
    return dict(json.loads((data / DESCRIPTOR).read_text(encoding="utf-8")))


def read_columns(data: Path) -> dict[str, Fields]:
    """The columns of each table that has a schema, by its name."""
    resources = read_package(data)["resources"]
    return {one["name"]: one["schema"]["fields"] for one in resources if "schema" in one}
