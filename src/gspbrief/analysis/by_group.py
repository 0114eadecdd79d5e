"""People of one partnership by what sets them apart, such as their trade: one share of each, side by side."""

from __future__ import annotations

from collections import defaultdict

from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.findings.finding import Finding, Findings

FEWEST_GROUPS = 3
"""Groups that are compared: two are said in a sentence."""


def shares_by_group(study: Study) -> Findings:
    """Published shares that differ in the group of people alone, the highest first.

    They are of one outcome among one base, over one span, and rest on one count; of several such sets the one
    with most groups. The share of all, where the same count gives it, stands among them. Weakly supported
    ones, and those of one country or track, are left out. Empty where there are too few groups.

    Returns
    -------
    Findings
        Shares 0-1.
    """
    sets: dict[tuple[str, ...], dict[str, Finding]] = defaultdict(dict)
    for share in study.published("outcomes").where(unit="share"):
        if _fits(share):
            told = (share.measure, share.base, share.start, share.end, share.timing, share.evidence_root)
            sets[told].setdefault(share.group, share)
    chosen = max((sets[told] for told in sorted(sets)), key=_groups, default={})
    if _groups(chosen) < FEWEST_GROUPS:
        return Findings()
    return Findings(sorted(chosen.values(), key=lambda share: (-(share.value or 0), share.id)))


def _fits(share: Finding) -> bool:
    firm = achieved(share) and own(share) and share.confidence != "low" and share.bound == "exact"
    apart = share.origin or share.destination or share.track
    return firm and not apart and share.value is not None and bool(share.base and share.end)


def _groups(shares: dict[str, Finding]) -> int:
    return sum(bool(group) for group in shares)
