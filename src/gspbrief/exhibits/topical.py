"""The charts and tables of a topic: figures of several partnerships side by side, like with like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from gspbrief.analysis.headcounts import Headcount
from gspbrief.errors import EstimationError
from gspbrief.evidence.study import Study
from gspbrief.evidence.topics import Topic
from gspbrief.exhibits import standard
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.matrices import with_partnerships
from gspbrief.exhibits.people import one_by_one
from gspbrief.exhibits.rows import row_of
from gspbrief.exhibits.series import slopes, timeline
from gspbrief.findings.finding import Finding, Findings

_COLUMNS = ("measure", "payer", "group", "period", "figure", "base", "per", "concept", "source")
_OTHERWISE = "Make it a table, or set like figures side by side"
_DRAWN: Mapping[str, Callable[[str, Findings], Exhibit]] = {
    "bars": standard.bars,
    "ranges": standard.ranges,
    "slopes": slopes,
    "timeline": timeline,
}
_LIKE: Mapping[str, Callable[[Finding], object]] = {  # what figures on one axis must have in common
    "measure": lambda f: f.measure,
    "currency": lambda f: f.currency,
    "price_year": lambda f: (f.price_year or f.evidence_root or f.id) if f.unit == "money" else None,
    "per": lambda f: f.per,
    "payer": lambda f: f.details.get("payer", ""),
}


def exhibits(topic: Topic, figures: Mapping[str, Findings], studies: Sequence[Study]) -> tuple[Exhibit, ...]:
    """A topic's charts and tables as ``topics/<name>``; a table names the partnership of each figure.

    Parameters
    ----------
    figures : mapping of str to Findings
        By exhibit, what it shows.

    Raises
    ------
    EstimationError
        If a chart would set unlike figures on one axis, count as people what is none, or be empty.
    """
    return tuple(
        _shown(f"topics/{name}", topic.exhibits[name].form, found, studies) for name, found in figures.items()
    )


def _shown(exhibit_id: str, form: str, figures: Findings, studies: Sequence[Study]) -> Exhibit:
    if form == "table":
        return _table(exhibit_id, figures, studies)
    drawn = _chart(exhibit_id, form, figures)
    if not drawn.data:
        raise EstimationError(f"none of its rows can be drawn as {form}", where=exhibit_id, todo=_OTHERWISE)
    return drawn


def _chart(exhibit_id: str, form: str, figures: Findings) -> Exhibit:
    if form == "people":
        if others := sorted({figure.unit for figure in figures} - {"persons"}):
            raise EstimationError(
                f"{', '.join(others)} cannot be drawn as people", where=exhibit_id, todo=_OTHERWISE
            )
        return one_by_one(exhibit_id, _groups(figures))
    for name, aspect in _LIKE.items():
        if len(held := {str(aspect(figure)) for figure in figures}) > 1:
            raise EstimationError(
                f"one axis would hold figures that differ in {name}: {', '.join(sorted(held))}",
                where=exhibit_id,
                todo=_OTHERWISE,
            )
    return _DRAWN[form](exhibit_id, figures)


def _table(exhibit_id: str, figures: Findings, studies: Sequence[Study]) -> Exhibit:
    """A table with the partnership in front, and without what is the same in every row."""
    rows = [row_of(figure) for figure in figures]
    told = [name for name in _COLUMNS if name == "figure" or len({row[name] for row in rows}) > 1]
    made = with_partnerships(standard.table(exhibit_id, figures, told), figures, studies)
    (whose,) = (column for column in made.columns if column.name == "partnership")
    return replace(made, columns=(whose, *(column for column in made.columns if column is not whose)))


def _groups(figures: Findings) -> tuple[Headcount, ...]:
    """Some people before what parts of them did: a figure whose base was named is a part of that."""
    parts: dict[str, list[Finding]] = {}
    for figure in figures:
        of = next((name for name in figure.inputs if name in parts), None)
        parts.setdefault(of or figure.id, []).append(figure)
    return tuple(Headcount(of, tuple(rest)) for of, *rest in parts.values())
