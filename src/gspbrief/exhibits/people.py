"""Few people as marks that can be counted, coloured by what they did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gspbrief.exhibits import crowds
from gspbrief.exhibits.exhibit import COLUMNS, Column, Exhibit
from gspbrief.exhibits.rows import OPEN_ABOVE, OPPOSITE, row_of
from gspbrief.findings.derivation import WHOLE_GROUPS, achieved

if TYPE_CHECKING:
    from gspbrief.analysis.headcounts import Headcount
    from gspbrief.findings.finding import Finding

_SAME = {"reemployed": "returned"}  # one colour: who is back at work has returned
_LABEL = ("measure", "track")


def one_by_one(exhibit_id: str, rows: Sequence[Headcount]) -> Exhibit:
    """Each group of people as marks, one a person: what parts of them did, and who is left.

    The id of a part, for a name of its own, is that of its finding, or ``<id of the group>.rest`` for those
    of whom nothing is said; that of a group is ``<id of its first part>.of``.
    """
    data = tuple(part for row in rows for part in _parts(row))
    if not data:
        return Exhibit(id=exhibit_id, form="chart")
    columns = [COLUMNS[name] for name in ("whose", "group", "status", *_LABEL)]
    held = [column for column in columns if any(row[column.name] for row in data)]
    return Exhibit(
        id=exhibit_id,
        form="chart",
        data=data,
        columns=(*held, Column(name="persons", kind="hedged"), COLUMNS["source"]),
        spec={**crowds.drawn(), "usermeta": {"kind": "people", "label": list(_LABEL), "text": []}},
        findings=tuple(dict.fromkeys(f.id for row in rows for f in (row.of, *row.parts))),
    )


def _parts(row: Headcount) -> Iterator[dict[str, object]]:
    total, group = int(row.of.value or 0), row.of.group
    about = {
        "whose": row.of.measure,
        "whose_part": f"{row.parts[0].id if row.parts else row.of.id}.of",
        "group": "" if group in WHOLE_GROUPS else group,
        "all": row_of(row.of),
    }
    if not row.parts:
        open_ended = row.of.bound in OPEN_ABOVE
        yield {**row_of(row.of), **about, "measure": "", **_marks("counted", 0, total, open_ended)}
        return
    first = 0
    for part, count in zip(row.parts, row.counts(), strict=True):
        track = "" if achieved(part) else part.track  # what was planned is told by its track alone
        place = _marks(track or _SAME.get(part.measure, part.measure), first, count)
        sought = {} if part.found else {"persons": None, "sought": True}
        told = "" if track else part.measure
        yield {**row_of(part), **_counted(part, count), **about, "measure": told, **place, **sought}
        first += count
    if first < total:
        silent = not any(part.found for part in row.parts)
        rest = {"part": f"{row.of.id}.rest", "silent": silent, "figure": None, "measure": "rest", "track": ""}
        hedge = next((OPPOSITE[part.bound] for part in row.parts if part.bound in OPPOSITE), "exact")
        left: dict[str, object] = {"value": total - first, "low": None, "high": None, "bound": hedge}
        if not silent:  # who is left is known as the parts are: planned where they are
            of_parts = row_of(next(part for part in row.parts if part.found))
            left |= {name: of_parts[name] for name in ("status", "source", "period")}
        yield {**row_of(row.of), **about, **rest, **left, **_marks("", first, total - first)}


def _counted(part: Finding, count: int) -> dict[str, object]:
    """A share as the people that it is drawn as, so that all parts of a group are told in one unit."""
    return {"value": count, "unit": "persons"} if part.unit == "share" and part.value is not None else {}


def _marks(end: str, first: int, count: int, open_ended: bool = False) -> dict[str, object]:
    """Which of the marks of its group are of a part, and what colour they share: none for the rest."""
    return {"end": end, "first": first, "persons": count, "open": open_ended}
