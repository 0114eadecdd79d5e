"""Effects against a comparison group, told from levels and shares."""

from __future__ import annotations

from gspbrief.findings.finding import Finding

EFFECT_UNITS = ("relative_change", "share_difference", "sd")
CAUSAL_METHODS = ("matching_did", "regression", "experiment")


def is_effect(finding: Finding) -> bool:
    """Whether a figure is an effect against a comparison group, and no level or share."""
    return finding.unit in EFFECT_UNITS and finding.method in CAUSAL_METHODS
