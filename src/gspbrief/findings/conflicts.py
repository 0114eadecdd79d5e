"""Which findings contradict each other."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations

from gspbrief.findings.derivation import WHOLE_GROUPS
from gspbrief.findings.finding import Finding

ROUNDING = 0.01  # two figures this close, relative to the larger, may be one figure rounded


ROUNDING_OF_SHARES = 0.005  # shares are mostly printed as whole percentages


def conflicts(findings: Iterable[Finding]) -> tuple[tuple[str, ...], ...]:
    """Groups of findings that contradict each other.

    They have the same measure, population, definition and date, and rest on different counts; their values
    cannot both be true, rounding and hedges considered. A series over time is no conflict.

    Returns
    -------
    tuple of tuple of str
        Ids of the findings of each conflict, in the order given.
    """
    alike: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.found:
            alike[_definition(finding)].append(finding)
    return tuple(group for members in alike.values() for group in _contradicting(members))


def _contradicting(members: Sequence[Finding]) -> list[tuple[str, ...]]:
    """The members that contradict each other, directly or by way of a third."""
    groups: list[list[Finding]] = []
    for one in members:
        joined = [group for group in groups if any(_contradict(one, other) for other in group)]
        groups = [group for group in groups if group not in joined]
        groups.append([*(other for group in joined for other in group), one])
    order = [finding.id for finding in members]
    found = [_odd_one_out(group) for group in groups if len(group) > 1]
    return [tuple(sorted((f.id for f in group), key=order.index)) for group in found]


def _odd_one_out(group: Sequence[Finding]) -> Sequence[Finding]:
    """Of figures with which one alone disagrees, that one and the nearest to it in time."""
    for one in group:
        others = [other for other in group if other is not one]
        if not any(_contradict(a, b) for a, b in combinations(others, 2)):
            return [one, min((o for o in others if _contradict(one, o)), key=lambda o: _apart(one, o))]
    return group


def _apart(one: Finding, other: Finding) -> tuple[int, str]:
    months = [12 * int(f.end[:4] or 0) + int(f.end[5:7] or 12) for f in (one, other)]
    return abs(months[0] - months[1]), other.id


def _definition(finding: Finding) -> tuple[str, ...]:
    details = (finding.details.get(name, "") for name in ("payer", "component", "concept", "comparator"))
    planned = "" if finding.status == "achieved" else "planned"
    group = "" if finding.group in WHOLE_GROUPS else finding.group
    scope = (finding.origin, finding.destination, group, finding.track, finding.about)
    what = (finding.measure, finding.unit, finding.quantity, finding.base, planned)
    money = (finding.currency, finding.per, finding.per_period)
    return (finding.partnership, *what, *money, *scope, *details)


def _contradict(one: Finding, other: Finding) -> bool:
    if one.evidence_root == other.evidence_root:
        return False
    if not _same_date(one, other):
        return _falls(one, other)
    (low, high), (other_low, other_high) = possible(one), possible(other)
    return low > other_high or other_low > high


def _same_date(one: Finding, other: Finding) -> bool:
    if one.status != "achieved" and not (one.end and other.end):
        return True  # a plan without a date may be any plan of the programme
    if "during" in (one.timing, other.timing) and not _one_date(one.start, other.start):
        return False
    return _one_date(one.end, other.end)


def _falls(one: Finding, other: Finding) -> bool:
    """Whether a running total falls from the earlier to the later of two dates, which it cannot."""
    counts = one.unit not in ("share", "ratio") and {one.timing, other.timing} == {"cumulative"}
    if not counts or one.start[:4] != other.start[:4]:
        return False
    if not (one.end and other.end):
        return False
    early, late = sorted((one, other), key=lambda finding: finding.end)
    return possible(early)[0] > possible(late)[1]


def _one_date(one: str, other: str) -> bool:
    """Whether two dates are one, each as precise as it is known."""
    return bool(one) == bool(other) and (one.startswith(other) or other.startswith(one))


def possible(finding: Finding) -> tuple[float, float]:
    """The least and the greatest value that a figure allows, given its hedge and half the usual rounding."""
    known = [x for x in (finding.value, finding.low, finding.high) if x is not None]
    low, high = min(known), max(known)
    if finding.unit == "share":
        low, high = low - ROUNDING_OF_SHARES / 2, high + ROUNDING_OF_SHARES / 2
    elif finding.unit == "money" or finding.bound == "about":
        low, high = low - abs(low) * ROUNDING / 2, high + abs(high) * ROUNDING / 2
    if finding.bound in ("above", "at_least"):
        return low, math.inf
    return (-math.inf, high) if finding.bound in ("below", "at_most") else (low, high)
