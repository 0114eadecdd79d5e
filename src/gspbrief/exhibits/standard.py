"""Charts and tables with their data: what they show as data, their words left to the prose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from gspbrief.exhibits import marks as drawings
from gspbrief.exhibits.charts import charted
from gspbrief.exhibits.charts import shown as shown
from gspbrief.exhibits.exhibit import COLUMNS, Exhibit
from gspbrief.exhibits.rows import ids, row_of, telling
from gspbrief.findings.finding import Findings

MOST_COLOURS = 4
_TABLE = (
    "measure", "payer", "origin", "group", "period", "figure", "base", "per", "concept", "status", "source",
)  # fmt: skip

EFFECT_COLUMNS = ("measure", "origin", "group", "period", "figure", "comparator", "method", "source")


def table(exhibit_id: str, findings: Findings, columns: Sequence[str] = _TABLE) -> Exhibit:
    """A table of findings, one a row; columns without any entry are left out.

    Parameters
    ----------
    columns : sequence of str
        Names of columns, such as ``measure``, ``period``, ``figure``, ``base`` or ``source``.
    """
    rows = tuple(row_of(finding) for finding in findings)
    held = tuple(COLUMNS[name] for name in columns if any(row[name] for row in rows))
    return Exhibit(id=exhibit_id, form="table", data=rows, columns=held, findings=ids(findings))


def conflicts(exhibit_id: str, groups: Sequence[Sequence[str]], findings: Findings) -> Exhibit:
    """A table of figures that contradict each other, conflict by conflict."""
    return table(exhibit_id, Findings(findings.named(name) for group in groups for name in group))


def bars(exhibit_id: str, findings: Findings) -> Exhibit:
    """Horizontal bars from zero, one a finding that has a value, in the order given."""
    valued = findings.where(lambda f: f.value is not None)
    return charted(exhibit_id, "bars", valued, drawings.bars, telling(valued))


def funnel(exhibit_id: str, findings: Findings, rates: Findings | None = None) -> Exhibit:
    """Stages as horizontal bars, plans outlined and results filled, each before the base that it is part of.

    Behind a bar stand its count, the count of its base if the chart shows that, and their rate; where the
    stages are of different years, those as well.

    Parameters
    ----------
    rates : Findings
        What the analysis made of pairs of these counts: no other share is printed.
    """
    periods = {row_of(finding)["period"] for finding in findings} - {""}
    behind = ("period",) if len(periods) > 1 else ()
    made = charted(
        exhibit_id, "funnel", findings, drawings.funnel, ("measure",), ("status", "period"), behind
    )
    return _with_bases(made, findings, rates or Findings())


def _with_bases(made: Exhibit, findings: Findings, rates: Findings) -> Exhibit:
    """The chart with the base and the rate of each stage whose base it shows."""
    known = {finding.id: finding for finding in findings}
    of_stage = {rate.inputs: rate for rate in rates if rate.found and rate.unit == "share"}
    rows, used = [], []
    for row, stage in zip(made.data, findings, strict=True):
        base = next((known[name] for name in stage.inputs if name in known), None)
        if base is None or base.status != stage.status:
            rows.append(row)
            continue
        rate = of_stage.get((stage.id, base.id))
        used += [rate.id] if rate else []
        rows.append({**row, "of": row_of(base), "whole": base.value, "rate": row_of(rate) if rate else None})
    return replace(made, data=tuple(rows), findings=(*made.findings, *used))


def ranges(exhibit_id: str, findings: Findings) -> Exhibit:
    """Dots with whiskers where a range is an interval, with plain bands where it is any other range."""
    found = findings.where(lambda f: f.found)
    return charted(exhibit_id, "ranges", found, drawings.ranges, telling(found))


def stacked(exhibit_id: str, findings: Findings, left_out: Findings | None = None) -> Exhibit:
    """Columns along the periods, stacked by origin in at most four colours; of more origins, a table.

    Parameters
    ----------
    left_out : Findings
        What belongs beside these and is not of their kind, such as a total of several years beside single
        years: a note says so.

    Raises
    ------
    EstimationError
        If counts of one year would stand beside a total of several.
    """
    origins = sorted({finding.origin for finding in findings})
    if len(origins) > MOST_COLOURS:
        return table(exhibit_id, findings)
    draw = partial(drawings.stacked, words=[f"@country:{origin}" for origin in origins])
    ordered = Findings(sorted(findings, key=lambda f: f.end))
    made = charted(exhibit_id, "stacked", ordered, draw, ("period",), ("origin",))
    return replace(made, left_out=ids(left_out or ()))
