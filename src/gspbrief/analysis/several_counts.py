"""One share counted by several: what different bodies print of the same stage among the same people."""

from __future__ import annotations

from collections import defaultdict

from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.findings.finding import Finding, Findings

FEWEST_COUNTS = 2
"""Evidence roots that a comparison is made between: with one there is only a series."""


def several_counts(study: Study) -> Findings:
    """Published shares of one stage among one base, by year and by who counted.

    Of several stages and bases the one that most figures are of. A figure that repeats another of its
    evidence root stands once, the first in time; what is hedged, weakly supported or of one origin is left
    out. Empty where all rest on one count.

    Returns
    -------
    Findings
        Shares 0-1, the first year first.
    """
    kinds: dict[tuple[str, str, str], dict[tuple[str, float], Finding]] = defaultdict(dict)
    for share in sorted(study.published("migration"), key=lambda f: (f.start, f.id)):
        if _fits(share):
            kind = kinds[share.measure, share.base, share.group]
            kind.setdefault((share.evidence_root, share.value or 0), share)
    ordered = (kinds[kind] for kind in sorted(kinds))
    rivals = (held for held in ordered if len({root for root, _ in held}) >= FEWEST_COUNTS)
    most: dict[tuple[str, float], Finding] = max(rivals, key=len, default={})
    return Findings(most.values())


def _fits(share: Finding) -> bool:
    firm = achieved(share) and own(share) and share.bound == "exact" and share.confidence != "low"
    dated = bool(share.start) and not (share.origin or share.track)
    return firm and dated and share.unit == "share" and share.value is not None and bool(share.base)
