"""The tables of the evidence as text, and what ``datapackage.json`` says of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from gspbrief.evidence.study import Row

DESCRIPTOR = "datapackage.json"

Fields = Sequence[Mapping[str, Any]]  # the columns of a table, as a Frictionless schema describes them


def read_package(data: Path) -> dict[str, Any]:
    """The descriptor of a data package."""
    return dict(json.loads((data / DESCRIPTOR).read_text(encoding="utf-8")))


def read_columns(data: Path) -> dict[str, Fields]:
    """The columns of each table that has a schema, by its name."""
    resources = read_package(data)["resources"]
    return {one["name"]: one["schema"]["fields"] for one in resources if "schema" in one}


def read_rows(data: Path, table: str) -> list[Row]:
    """The rows of one table, cheaply (the csv module, no pandas)."""
    with (data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
