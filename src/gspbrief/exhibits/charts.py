"""What every chart of findings keeps to: one unit and one length of time an axis, three values or more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from gspbrief.errors import EstimationError
from gspbrief.exhibits import marks as drawings
from gspbrief.exhibits.exhibit import COLUMNS, Column, Exhibit, Kind
from gspbrief.exhibits.rows import COUNTS, ids, period_of, row_of
from gspbrief.findings.finding import Finding, Findings

LEAST_VALUES = 3  # two numbers are said in a sentence
_ONE_AXIS = ("bars", "stacked")  # their lengths are compared, whatever they are of


def shown(*exhibits: Exhibit) -> tuple[Exhibit, ...]:
    """Those of the exhibits that have enough to show: a table a row, a chart three values."""
    return tuple(exhibit for exhibit in exhibits if has_enough(exhibit))


def has_enough(exhibit: Exhibit) -> bool:
    """Whether an exhibit says more than a sentence would."""
    return len(exhibit.data) >= (LEAST_VALUES if exhibit.form == "chart" else 1)


def charted(
    exhibit_id: str,
    kind: str,
    findings: Findings,
    draw: Callable[[Findings], drawings.Spec],
    label: Sequence[str],
    extra: Sequence[str] = (),
    text: Sequence[str] = (),
) -> Exhibit:
    """A chart of findings, one a row; empty if there are none.

    Parameters
    ----------
    kind : str
        Word of the vocabulary ``chart``.
    label, text : sequence of str
        Columns whose entries stand before a mark, and behind its figure.
    extra : sequence of str
        Further columns of its data.

    Raises
    ------
    EstimationError
        If the findings do not fit on one axis.
    """
    if not findings:
        return Exhibit(id=exhibit_id, form="chart")
    from altair.utils.schemapi import debug_mode

    _refuse_mixed_units(exhibit_id, findings)
    if kind in _ONE_AXIS:
        _refuse_mixed_spans(exhibit_id, findings)
    with debug_mode(False):  # else each part of a chart is checked against the schema when it is made
        spec = draw(findings)
    rows = tuple(row_of(finding) for finding in findings)
    columns = [COLUMNS[name] for name in dict.fromkeys((*label, *extra)) if any(row[name] for row in rows)]
    numbers = [name for name in ("value", "low", "high") if any(row[name] is not None for row in rows)]
    kinds: Mapping[str, Kind] = {"share": "share", "money": "money", "persons": "count"}
    columns += [Column(name=n, kind=kinds.get(findings[0].unit, "number")) for n in numbers]
    return Exhibit(
        id=exhibit_id,
        form="chart",
        data=rows,
        columns=tuple(dict.fromkeys((*columns, COLUMNS["source"]))),
        spec={**spec, "usermeta": {"kind": kind, "label": list(label), "text": list(text)}},
        findings=ids(findings),
    )


def _refuse_mixed_units(exhibit_id: str, findings: Findings) -> None:
    units = {("count" if f.unit in COUNTS else f.unit, f.currency) for f in findings}
    if len(units) > 1:
        held = ", ".join(sorted(" ".join(unit).strip() for unit in units))
        raise EstimationError(
            f"one axis cannot hold {held}", where=exhibit_id, todo="Make one chart for each"
        )


def _refuse_mixed_spans(exhibit_id: str, findings: Findings) -> None:
    """Counts and amounts of one year do not stand beside those of several."""
    spans: dict[str, dict[int, Finding]] = defaultdict(dict)
    for finding in findings:
        if finding.timing == "during" and (finding.unit in COUNTS or finding.unit == "money"):
            spans[finding.measure].setdefault(years_of(finding), finding)
    for found in spans.values():
        if len(found) > 1:
            periods = " and ".join(period_of(finding) for finding in found.values())
            raise EstimationError(
                f"one axis would hold {periods}, which are of different length",
                where=exhibit_id,
                todo="Show one length of time, and give the others as left_out",
            )


def years_of(finding: Finding) -> int:
    """How many calendar years a figure covers."""
    return int(finding.end[:4]) - int(finding.start[:4]) + 1 if finding.start and finding.end else 1
