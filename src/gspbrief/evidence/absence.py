"""Quantities that were looked for in every source on a partnership and not found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gspbrief.evidence.study import Study
from gspbrief.findings.finding import Finding, Findings, not_found


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
