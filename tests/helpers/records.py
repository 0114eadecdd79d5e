"""All that a computed figure says of itself, for a test that holds the whole of it."""

from __future__ import annotations

from collections.abc import Iterable

from gspbrief.findings.finding import Finding

Row = dict[str, object]

ALWAYS: Row = {"grade": "derived", "sources": [["report", ""]], "evidence_root": "report", "reason": ""}
DEFAULT = Finding(id="", measure="", value=None, unit="", grade="derived", reason="none").to_json() | ALWAYS


def says(found: Iterable[Finding]) -> list[Row]:
    """What each finding says beside what all of a small study say."""
    records = (finding.to_json() for finding in found)
    return [{name: value for name, value in each.items() if value != DEFAULT[name]} for each in records]
