"""Findings made from findings: what they inherit, what they are called, and which contradict each other."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from gspbrief.errors import EstimationError
from gspbrief.findings import Finding, Findings, not_found, quotient
from gspbrief.intervals import LEVEL, wilson
from gspbrief.partnerships import Study
from gspbrief.sources import GRADES, Citation, Grade

ROUNDING = 0.01  # two figures this close, relative to the larger, may be one figure rounded
ROUNDING_OF_SHARES = 0.005  # shares are mostly printed as whole percentages
CONFIDENCES = ("low", "medium", "high")
WHOLE_GROUPS = ("", "all countries")  # the group of a row that covers the whole programme


def whole(finding: Finding) -> bool:
    """Whether a figure covers the whole programme rather than a country, group or track of it."""
    parts = (finding.origin, finding.destination, finding.track)
    return not any(parts) and finding.group in WHOLE_GROUPS


def achieved(finding: Finding) -> bool:
    """Whether a figure is a result rather than a plan, a ceiling or a projection."""
    return finding.status == "achieved"


def one_source(*findings: Finding) -> bool:
    """Whether findings rest on the same documents."""
    return len({frozenset(citation.key for citation in finding.sources) for finding in findings}) == 1


def counted_share(
    finding_id: str, measure: str, successes: float, total: float, level: float = LEVEL, **values: object
) -> Finding:
    """A share of counted persons, with Wilson's interval.

    Parameters
    ----------
    **values
        Further attributes of the finding.

    Raises
    ------
    EstimationError
        As ``intervals.wilson``, which the interval is from.
    """
    low, high = wilson(successes, total, level)
    return Finding(
        id=finding_id,
        measure=measure,
        value=successes / total,
        low=low,
        high=high,
        interval="wilson",
        level=level,
        unit="share",
        n=int(total),
        **values,  # type: ignore[arg-type]
    )


def derived(finding_id: str, measure: str, unit: str, inputs: Sequence[Finding], **values: object) -> Finding:
    """A figure computed from findings: it takes their sources, the weakest grade and the lowest confidence.

    Parameters
    ----------
    inputs : sequence of Finding
        What it was computed from; the first gives partnership, countries, group, track and dates.
    **values
        Further attributes of the finding; they win over what the inputs give.
    """
    first = inputs[0]
    confidences = [f.confidence for f in inputs if f.confidence in CONFIDENCES]
    finding = Finding(
        id=finding_id,
        measure=measure,
        value=None,
        reason="not computed",
        unit=unit,
        grade=_weakest_grade(inputs),
        partnership=first.partnership,
        origin=first.origin,
        destination=first.destination,
        track=first.track,
        group=first.group,
        start=first.start,
        end=first.end,
        timing=first.timing,
        inputs=tuple(f.id for f in inputs if f.id),
        sources=_citations(inputs),
        confidence=min(confidences, key=CONFIDENCES.index, default=""),
        evidence_root=roots.pop() if len(roots := {f.evidence_root for f in inputs}) == 1 else "",
    )
    computed = replace(finding, **values)  # type: ignore[arg-type]
    return replace(computed, reason="") if computed.found else computed


def ratio(
    finding_id: str, measure: str, unit: str, numerator: Finding, denominator: Finding, **values: object
) -> Finding:
    """One finding divided by another with ranges and hedges carried, or the refusal with its reason."""
    inputs = (numerator, denominator)
    try:
        value, low, high, bound = quotient(numerator, denominator)
    except EstimationError as error:
        return refused(finding_id, measure, unit, inputs, error.what, "no_bound", **values)
    ends: dict[str, object] = {"value": value, "low": low, "high": high, "bound": bound}
    if low is not None:
        ends["interval"] = "propagated"
    return derived(finding_id, measure, unit, inputs, **{**ends, **values})


def refused(
    finding_id: str,
    measure: str,
    unit: str,
    inputs: Sequence[Finding],
    reason: str,
    code: str,
    **values: object,
) -> Finding:
    """A figure that its inputs do not allow; ``details["reason"]`` holds the reason as a word."""
    details = {**_details(values), "reason": code}
    return derived(finding_id, measure, unit, inputs, **{**values, "reason": reason, "details": details})


def absent(study: Study, finding_id: str, measure: str, unit: str) -> Finding:
    """A quantity that was looked for in every source on this partnership and not found."""
    consulted = study.consulted
    excerpts = sum(source.read_depth == "excerpt" for source in consulted.values())
    finding = not_found(finding_id, measure, unit, len(consulted), partnership=study.partnership.id)
    depth = {"reason": "not_found", "consulted": str(len(consulted)), "excerpts": str(excerpts)}
    return replace(finding, details=depth)


def missing(study: Study, subject: str, wanted: Sequence[tuple[str, str, bool]]) -> Findings:
    """The absent ones among the quantities that a subject looks for.

    Parameters
    ----------
    wanted : sequence of (measure, unit, found)
    """
    return Findings(
        absent(study, f"{subject}.{measure}", measure, unit) for measure, unit, found in wanted if not found
    )


def _details(values: dict[str, object]) -> dict[str, str]:
    details = values.get("details", {})
    return dict(details) if isinstance(details, dict) else {}


def _weakest_grade(inputs: Sequence[Finding]) -> Grade:
    return max((*(f.grade for f in inputs), GRADES[1]), key=GRADES.index)


def _citations(inputs: Sequence[Finding]) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation for finding in inputs for citation in finding.sources))


def computed_id(name: str, *rows: Finding, by: str = "per") -> str:
    """The id of a figure computed from rows: its name, then the ids of the rows, without their partnership.

    A row's id is its own alone and stays, and so does this: neither other rows, nor their order, nor a
    correction of what the row says change it.

    Parameters
    ----------
    name : str
        Subject and quantity.
    *rows : Finding
        As few of the rows as tell this figure from every other of that name.
    by : str
        Word between two rows.

    Examples
    --------
    >>> rows = (not_found(row_id, "", "", 0) for row_id in ("programme_cost.2021", "certified.2018"))
    >>> computed_id("costs.cost_per_graduate", *rows)
    'costs.cost_per_graduate.programme_cost.2021.per.certified.2018'
    """
    return f"{name}.{f'.{by}.'.join(row.id.removeprefix(f'{row.partnership}.') for row in rows)}"


def scope_id(name: str, **scope: str) -> str:
    """The id of a figure on a set of rows that may grow: its name, then each attribute that the rows share.

    Scopes of one id are one scope: a set is gathered by its id.

    Parameters
    ----------
    **scope : str
        Attributes by a word that names them in the id; blank ones say nothing.

    Examples
    --------
    >>> scope_id("costs.payer_share.unallocated", group="", component="Courses, Fiji", start="2014")
    'costs.payer_share.unallocated.component_courses_fiji.start_2014'
    """
    words = {attribute: _word(value) for attribute, value in scope.items()}
    return ".".join((name, *(f"{attribute}_{word}" for attribute, word in words.items() if word)))


def _word(text: str) -> str:
    """A text as a part of an id; letters beyond ASCII stay apart from each other by their numbers."""
    plain = text.casefold().encode("ascii", "backslashreplace").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


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
    return [tuple(sorted((f.id for f in group), key=order.index)) for group in groups if len(group) > 1]


def _definition(finding: Finding) -> tuple[str, ...]:
    details = (finding.details.get(name, "") for name in ("payer", "component", "concept", "comparator"))
    planned = "" if finding.status == "achieved" else "planned"
    group = "" if finding.group in WHOLE_GROUPS else finding.group
    scope = (finding.origin, finding.destination, group, finding.track)
    what = (finding.measure, finding.unit, finding.currency, finding.per, finding.base, planned)
    return (finding.partnership, *what, *scope, *details)


def _contradict(one: Finding, other: Finding) -> bool:
    if one.evidence_root == other.evidence_root:
        return False
    if not _same_date(one, other):
        return _falls(one, other)
    (low, high), (other_low, other_high) = _possible(one), _possible(other)
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
    return _possible(early)[0] > _possible(late)[1]


def _one_date(one: str, other: str) -> bool:
    """Whether two dates are one, each as precise as it is known."""
    return bool(one) == bool(other) and (one.startswith(other) or other.startswith(one))


def _possible(finding: Finding) -> tuple[float, float]:
    """The values that a figure allows, given its hedge and half the usual rounding."""
    known = [x for x in (finding.value, finding.low, finding.high) if x is not None]
    low, high = min(known), max(known)
    if finding.unit == "share":
        low, high = low - ROUNDING_OF_SHARES / 2, high + ROUNDING_OF_SHARES / 2
    elif finding.unit == "money" or finding.bound == "about":
        low, high = low - abs(low) * ROUNDING / 2, high + abs(high) * ROUNDING / 2
    if finding.bound in ("above", "at_least"):
        return low, float("inf")
    return (float("-inf"), high) if finding.bound in ("below", "at_most") else (low, high)
