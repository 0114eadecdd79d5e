"""Charts and tables with their data: what they show as data, their words left to the prose."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations

from gspbrief.errors import EstimationError
from gspbrief.exhibits import marks as drawings
from gspbrief.exhibits.exhibit import COLUMNS, Column, Exhibit, Kind
from gspbrief.findings.derivation import WHOLE_GROUPS
from gspbrief.findings.finding import Finding, Findings, rounded

MOST_COLOURS = 4
TRUE_INTERVALS = frozenset({"wilson", "newcombe", "interval", "normal", "bootstrap", "imbens_manski"})
COUNTS = frozenset({"persons", "places", "visas"})  # people and permits for people share an axis


_TELLING = (
    "measure", "payer", "origin", "destination", "track", "group",
    "concept", "party", "period", "status", "source", "method",
)  # fmt: skip
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
    rows = tuple(_row(finding) for finding in findings)
    held = tuple(COLUMNS[name] for name in columns if any(row[name] for row in rows))
    return Exhibit(id=exhibit_id, form="table", data=rows, columns=held, spec={}, findings=_ids(findings))


def conflicts(exhibit_id: str, groups: Sequence[Sequence[str]], findings: Findings) -> Exhibit:
    """A table of figures that contradict each other, conflict by conflict."""
    return table(exhibit_id, Findings(findings.named(name) for group in groups for name in group))


def bars(exhibit_id: str, findings: Findings) -> Exhibit:
    """Horizontal bars from zero, one a finding that has a value, in the order given."""
    valued = findings.where(lambda f: f.value is not None)
    return _chart(exhibit_id, "bars", valued, drawings.bars, _telling(valued))


def funnel(exhibit_id: str, findings: Findings) -> Exhibit:
    """Stages as horizontal bars, plans outlined and results filled; the period stands behind the figure."""
    label, extra = ("measure",), ("status", "period")
    return _chart(exhibit_id, "funnel", findings, drawings.funnel, label, extra, text=("period",))


def ranges(exhibit_id: str, findings: Findings) -> Exhibit:
    """Dots with whiskers where a range is an interval, with plain bands where it is any other range."""
    found = findings.where(lambda f: f.found)
    return _chart(exhibit_id, "ranges", found, drawings.ranges, _telling(found))


def stacked(exhibit_id: str, findings: Findings, along: str = "period", by: str = "origin") -> Exhibit:
    """Columns stacked by a category in at most four colours; with more categories, a table.

    Parameters
    ----------
    along, by : str
        Columns of the horizontal axis and of the colours.
    """
    entries = sorted({str(_row(finding)[by]) for finding in findings})
    if len(entries) > MOST_COLOURS:
        return table(exhibit_id, findings)
    vocabulary = "country" if COLUMNS[by].kind == "country" else COLUMNS[by].vocabulary
    words = [f"@{vocabulary}:{entry}" for entry in entries]

    def draw(shown: Findings) -> drawings.Spec:
        return drawings.stacked(shown, by, words)

    ordered = Findings(sorted(findings, key=lambda f: f.end))
    return _chart(exhibit_id, "stacked", ordered, draw, (along,), (by,))


def shown(*exhibits: Exhibit) -> tuple[Exhibit, ...]:
    """Those of the exhibits that have anything to show; a chart needs two rows to compare."""
    return tuple(e for e in exhibits if len(e.data) > (1 if e.form == "chart" else 0))


def _ids(findings: Findings) -> tuple[str, ...]:
    return tuple(finding.id for finding in findings)


def _row(finding: Finding) -> dict[str, object]:
    ends = [x for x in (finding.value, finding.low, finding.high) if x is not None]
    details = ("payer", "concept", "comparator", "party", "case")
    names = ("measure", "origin", "destination", "track", "status", "base", "per", "method", "grade")
    numbers = {
        "value": finding.value,
        "low": finding.low,
        "high": finding.high,
        "end": max(ends, default=None),
    }
    return {
        "figure": finding.id,
        **{name: getattr(finding, name) for name in (*names, "bound", "unit", "currency")},
        **{name: finding.details.get(name, "") for name in details},
        **{name: rounded(x) for name, x in numbers.items()},
        "group": "" if finding.group in WHOLE_GROUPS else finding.group,
        "period": _period(finding),
        "price_year": str(finding.price_year or ""),
        "source": finding.sources[0].key if finding.sources else "",
        "whisker": finding.interval in TRUE_INTERVALS,
    }


def _period(finding: Finding) -> str:
    """The years of a figure; where its base is earlier cohorts only, over the years of those."""
    years = "–".join(dict.fromkeys(date[:4] for date in (finding.start, finding.end) if date))
    cohorts = finding.details.get("cohort_end")
    return f"{years} ÷ {finding.start[:4]}–{cohorts}" if cohorts else years


def _telling(findings: Findings) -> tuple[str, ...]:
    """The fewest columns whose entries tell the rows apart; the measure is among them where it varies."""
    rows = [_row(finding) for finding in findings]
    varied = [name for name in _TELLING if len({row[name] for row in rows}) > 1]
    always = tuple(name for name in varied if name == "measure")
    others = [name for name in varied if name not in always]
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            if len({tuple(row[c] for c in (*always, *chosen)) for row in rows}) == len(rows):
                return (*always, *chosen) or ("measure",)
    return tuple(varied)


def _chart(
    exhibit_id: str,
    kind: str,
    findings: Findings,
    draw: Callable[[Findings], drawings.Spec],
    label: Sequence[str],
    extra: Sequence[str] = (),
    text: Sequence[str] = (),
) -> Exhibit:
    if not findings:
        return Exhibit(id=exhibit_id, form="chart", data=(), columns=(), spec={})
    from altair.utils.schemapi import debug_mode

    units = {("count" if f.unit in COUNTS else f.unit, f.currency) for f in findings}
    if len(units) > 1:
        held = ", ".join(sorted(" ".join(unit).strip() for unit in units))
        raise EstimationError(
            f"one axis cannot hold {held}", where=exhibit_id, todo="Make one chart for each"
        )
    with debug_mode(False):  # else each part of a chart is checked against the schema when it is made
        spec = draw(findings)
    rows = tuple(_row(finding) for finding in findings)
    columns = [COLUMNS[name] for name in dict.fromkeys((*label, *extra)) if any(row[name] for row in rows)]
    numbers = [name for name in ("value", "low", "high") if any(row[name] is not None for row in rows)]
    kinds: Mapping[str, Kind] = {"share": "share", "money": "money", "persons": "count"}
    columns += [Column(name=n, title=n, kind=kinds.get(findings[0].unit, "number")) for n in numbers]
    return Exhibit(
        id=exhibit_id,
        form="chart",
        data=rows,
        columns=(*columns, COLUMNS["source"]),
        spec={**spec, "usermeta": {"kind": kind, "label": list(label), "text": list(text)}},
        findings=_ids(findings),
    )
