"""The primary outcome of a survey: the one that its description names before anything is estimated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.descriptor import DESCRIPTOR

PRIMARY = "primary_outcome"
EMPLOYED = "employed"  # any work, at home or abroad: made of the column ``work``
_NO_OUTCOMES = ("person", "wave", "answered", "weight", "simulated")


def primary_outcome(resource: Mapping[str, Any]) -> str:
    """The primary outcome that the description of a survey names; empty where it names none.

    Raises
    ------
    EvidenceError
        If the survey has no such outcome: a number or yes and no that may change from wave to wave, or
        ``employed``.
    """
    named = resource.get(PRIMARY, "")
    known = _outcomes(resource)
    if named == "" or named in known:
        return str(named)
    where = f"{resource['name']}, {PRIMARY}"
    raise EvidenceError(
        [Problem(DESCRIPTOR, 0, where, f"there is no outcome {named!r:.40}", ", ".join(known))]
    )


def _outcomes(resource: Mapping[str, Any]) -> tuple[str, ...]:
    columns = resource["schema"]["fields"]
    numbers = (
        column["name"]
        for column in columns
        if column["type"] in ("integer", "number", "boolean")
        and "constantWithin" not in column
        and column["name"] not in _NO_OUTCOMES
    )
    work = [EMPLOYED] if any(column["name"] == "work" for column in columns) else []
    return (*work, *numbers)
