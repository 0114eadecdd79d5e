"""A finding as a row of an exhibit, and what tells such rows apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from gspbrief.evidence.columns import APPROXIMATE
from gspbrief.exhibits.entries import OVER
from gspbrief.findings.derivation import WHOLE_GROUPS
from gspbrief.findings.finding import Finding, Findings, rounded

TRUE_INTERVALS = frozenset({"wilson", "newcombe", "interval", "normal", "bootstrap", "imbens_manski"})
COUNTS = frozenset({"persons", "places", "contracts", "visas"})  # what stands for people shares an axis
OPEN_ABOVE, OPEN_BELOW = ("above", "at_least"), ("below", "at_most")
OPPOSITE = dict(
    zip((*OPEN_ABOVE, *OPEN_BELOW), (*OPEN_BELOW, *OPEN_ABOVE), strict=True)
)  # of the rest of a whole
_TELLING = (
    "measure", "payer", "origin", "destination", "track", "group",
    "concept", "party", "period", "status", "source", "method",
)  # fmt: skip
_ALWAYS = ("measure", "group")  # whom and what a mark is of is never left to be guessed


def row_of(finding: Finding) -> dict[str, object]:
    """The parts of a finding that tables and charts show."""
    ends = [x for x in (finding.value, finding.low, finding.high) if x is not None]
    details = ("payer", "concept", "comparator", "party", "case")
    says = ("bound", "unit", "currency", "quantity", "about", "n")
    names = ("measure", "origin", "destination", "track", "status", "base", "per", "method", "grade")
    numbers = {
        "value": finding.value,
        "low": finding.low,
        "high": finding.high,
        "end": max(ends, default=None),
    }
    return {
        "figure": finding.id,
        **{name: getattr(finding, name) for name in (*names, *says)},
        **{name: finding.details.get(name, "") for name in details},
        **{name: rounded(x) for name, x in numbers.items()},
        "group": "" if finding.group in WHOLE_GROUPS else finding.group,
        "period": period_of(finding),
        "price_year": str(finding.price_year or ""),
        "source": finding.sources[0].key if finding.sources else "",
        "whisker": finding.interval in TRUE_INTERVALS,
    }


def period_of(finding: Finding) -> str:
    """The span of a figure as ISO 8601 writes it, as precise as the source; ``~`` where it is approximate.

    Where its base is earlier cohorts only, it is over the years of those.
    """
    if not (finding.start or finding.end):
        return ""
    ends = (finding.start, finding.end) if finding.start != finding.end else (finding.end,)
    span = "/".join(ends) + (APPROXIMATE if finding.approximate else "")
    cohorts = finding.details.get("cohort_end")
    return f"{span}{OVER}{finding.start[:4]}/{cohorts}" if cohorts else span


def ids(findings: Iterable[Finding]) -> tuple[str, ...]:
    """The ids of findings, in their order."""
    return tuple(finding.id for finding in findings)


def telling(findings: Findings, among: Sequence[str] = _TELLING) -> tuple[str, ...]:
    """The fewest columns whose entries tell the rows apart; measure and group are among them where they vary.

    Parameters
    ----------
    among : sequence of str
        The columns to choose from.
    """
    rows = [row_of(finding) for finding in findings]
    varied = [name for name in among if len({row[name] for row in rows}) > 1]
    always = tuple(name for name in varied if name in _ALWAYS)
    others = [name for name in varied if name not in always]
    for size in range(len(others) + 1):
        for chosen in combinations(others, size):
            if len({tuple(row[c] for c in (*always, *chosen)) for row in rows}) == len(rows):
                return (*always, *chosen) or ("measure",)
    return tuple(varied)
