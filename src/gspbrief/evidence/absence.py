"""Quantities that were looked for in every source on a partnership and not found."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, replace

from gspbrief.evidence.kinds import Fits, anyone
from gspbrief.evidence.study import Study
from gspbrief.findings.finding import Finding, Findings, not_found


@dataclass(frozen=True, slots=True)
class Wanted:
    """A quantity that is looked for, in which partnerships, and the measures any of which gives it."""

    measure: str
    unit: str
    measures: tuple[str, ...]
    fits: Fits = anyone


def absent(study: Study, finding_id: str, measure: str, unit: str) -> Finding:
    """A quantity that was looked for in every source on this partnership and not found."""
    consulted = study.consulted
    excerpts = sum(source.read_depth == "excerpt" for source in consulted.values())
    finding = not_found(finding_id, measure, unit, len(consulted), partnership=study.partnership.id)
    depth = {"reason": "not_found", "consulted": str(len(consulted)), "excerpts": str(excerpts)}
    return replace(finding, details=depth)


def missing_among(study: Study, subject: str, wanted: Iterable[Wanted], known: Set[str]) -> Findings:
    """The absent ones among the quantities that a subject looks for in such a partnership.

    Parameters
    ----------
    known : set of str
        The measures of which the evidence holds a figure.
    """
    return Findings(
        absent(study, f"{subject}.{one.measure}", one.measure, one.unit)
        for one in wanted
        if one.fits(study.partnership) and known.isdisjoint(one.measures)
    )
