"""The model's assumptions as a table: symbol, meaning, value with its range, and why."""

from __future__ import annotations

from gspbrief.exhibits import Column, Exhibit
from gspbrief.model.assumptions import Assumption, Assumptions

_COLUMNS = (
    Column(name="symbol", title="symbol"),
    Column(name="meaning", title="meaning"),
    Column(name="value", title="value"),
    Column(name="why", title="why"),
)


def assumptions_table(exhibit_id: str, assumptions: Assumptions) -> Exhibit:
    """Every assumption of a case, one a row; meaning and reason are in English, as they are assumed."""
    rows = tuple(
        {"symbol": entry.symbol, "meaning": entry.meaning, "value": _value(entry), "why": entry.why}
        for entry in assumptions.entries.values()
    )
    return Exhibit(id=exhibit_id, form="table", data=rows, columns=_COLUMNS, spec={})


def _value(entry: Assumption) -> str:
    """The value, its range behind it in parentheses, and its unit."""
    span = "" if entry.low is None or entry.high is None else f"{entry.low:g}–{entry.high:g}"
    if entry.value is None:
        return f"{span} {entry.unit}"
    value = f"less than {entry.value:g}" if entry.bound == "below" else f"{entry.value:g}"
    return f"{value} ({span}) {entry.unit}" if span else f"{value} {entry.unit}"
