"""Differences between the rates of two groups of one programme: tracks, countries, sexes, cohorts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import combinations

from gspbrief.findings.derivation import computed_id, derived, one_source
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL, newcombe

ALONG: Mapping[str, Callable[[Finding], str]] = {
    "track": lambda f: f.track,
    "origin": lambda f: f.origin,
    "destination": lambda f: f.destination,
    "group": lambda f: f.group,
    "cohort": lambda f: f"{f.start[:4]}-{f.end[:4]}" if f.start and f.end and f.timing == "during" else "",
}
"""What two groups may differ in; both must say it, and agree in all else."""


def between_groups(rates: Findings, published: Findings) -> Findings:
    """Differences of two rates of one programme, each with Newcombe's interval.

    Compared are rates of one name and base with a Wilson interval each (exact counts of persons who were
    exposed) that one source gives, and that differ in one thing only: track, country of origin or
    destination, group, or the years of the cohort. Years must not overlap.

    Parameters
    ----------
    rates : Findings
        From ``migration.rates`` or ``outcomes.shares``.
    published : Findings
        The rows that they rest on.

    Returns
    -------
    Findings
        The first rate less the second [share difference]; ``details`` hold what they differ in (``along``)
        and both sides (``first``, ``second``). A description, no effect: nobody was assigned to a group.

    Notes
    -----
    Newcombe (1998), see ``intervals.newcombe``.
    """
    having = rates.where(lambda f: f.interval == "wilson" and f.n is not None)
    known = sorted(having, key=lambda f: (f.start, f.id))  # so that no order of rows turns a sign
    pairs = ((one, two, _along(one, two)) for one, two in combinations(known, 2))
    return Findings(_less(one, two, along, published) for one, two, along in pairs if along)


def _along(one: Finding, two: Finding) -> str:
    """The one thing in which two rates differ; empty where they cannot be compared."""
    if (one.measure, one.base) != (two.measure, two.base) or not one_source(one, two):
        return ""
    differing = [name for name, side in ALONG.items() if side(one) != side(two)]
    if len(differing) != 1 or not all(ALONG[differing[0]](f) for f in (one, two)):
        return ""
    apart = one.end[:4] < two.start[:4]  # the first begins no later: they come in this order
    return differing[0] if differing != ["cohort"] or apart else ""


def _less(one: Finding, two: Finding, along: str, published: Findings) -> Finding:
    rows = [published.named(f.inputs[0]) for f in (one, two)]  # each rate's first row counts its persons
    counts = [(int(row.value or 0), f.n or 0) for row, f in zip(rows, (one, two), strict=True)]
    low, high = newcombe(*counts[0], *counts[1])
    first, second = (ALONG[along](f) for f in (one, two))
    difference = derived(
        computed_id(f"{one.id.partition('.')[0]}.difference.{one.measure}", *rows, by="less"),
        "rate_difference",
        "share_difference",
        (one, two),
        value=counts[0][0] / counts[0][1] - counts[1][0] / counts[1][1],
        low=low,
        high=high,
        interval="newcombe",
        level=LEVEL,
        n=counts[0][1] + counts[1][1],
        base=one.base,
        formula=f"{one.measure} − {one.measure}",
        method="newcombe",
        caveats=("no_effect",),
        details={"rate": one.measure, "along": along, "first": first, "second": second},
    )
    return replace(difference, **_blank(along))  # type: ignore[arg-type]


def _blank(along: str) -> dict[str, str]:
    """The attributes that hold for one side only, as blank."""
    return {"start": "", "end": "", "timing": ""} if along == "cohort" else {along: ""}
