"""Findings made from findings: what they inherit, what they are called, and which contradict each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import GRADES, Citation, Grade
from gspbrief.findings.finding import Finding, quotient
from gspbrief.findings.intervals import LEVEL, wilson

CONFIDENCES = ("low", "medium", "high")
WHOLE_GROUPS = ("", "all countries")  # the group of a row that covers the whole programme
WHOLE_COSTS = ("", "total")  # the component of a row that covers all of a cost


def whole(finding: Finding) -> bool:
    """Whether a figure covers the whole programme rather than a country, group or track of it."""
    parts = (finding.origin, finding.destination, finding.track)
    return not any(parts) and finding.group in WHOLE_GROUPS


def whole_cost(finding: Finding) -> bool:
    """Whether an amount is all of a cost of the whole programme, not a part such as its courses."""
    return finding.unit == "money" and whole(finding) and finding.details.get("component", "") in WHOLE_COSTS


def of_one_cost(one: Finding, other: Finding) -> bool:
    """Whether two amounts are of the same cost: its part and concept, per the same, in the same money."""
    details = ("component", "concept")
    kinds = {
        (f.currency, f.price_year, f.per, *(f.details.get(n, "") for n in details)) for f in (one, other)
    }
    return len(kinds) == 1


def achieved(finding: Finding) -> bool:
    """Whether a figure is a result rather than a plan, a ceiling or a projection."""
    return finding.status == "achieved"


def own(finding: Finding) -> bool:
    """Whether a figure is about the partnership itself; only such figures count for it."""
    return not finding.about


def one_source(*findings: Finding) -> bool:
    """Whether findings rest on the same documents."""
    return len({frozenset(citation.key for citation in finding.sources) for finding in findings}) == 1


def counted_share(finding_id: str, measure: str, successes: float, total: float, **values: object) -> Finding:
    """A share of counted persons, with Wilson's interval.

    Parameters
    ----------
    **values
        Further attributes of the finding.

    Raises
    ------
    EstimationError
        If the total is zero, the successes exceed it, or a number is not whole.
    """
    low, high = wilson(successes, total)
    return Finding(
        id=finding_id,
        measure=measure,
        value=successes / total,
        low=low,
        high=high,
        interval="wilson",
        level=LEVEL,
        unit="share",
        n=int(total),
        **values,  # type: ignore[arg-type]
    )


def derived(finding_id: str, measure: str, unit: str, inputs: Sequence[Finding], **values: object) -> Finding:
    """A figure computed from findings: it takes their sources, the weakest grade and the lowest confidence.

    Parameters
    ----------
    inputs : sequence of Finding
        What it was computed from; the first gives partnership, countries, group, track and dates. What
        one of them is about, it is about.
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
        approximate=first.approximate,
        about=next((f.about for f in inputs if f.about), ""),
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


def _details(values: dict[str, object]) -> dict[str, str]:
    details = values.get("details")
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
    >>> from gspbrief.findings.finding import not_found
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
