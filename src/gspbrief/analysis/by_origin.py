"""People from several origins side by side: the same rate year by year, the same cost at one time."""

from __future__ import annotations

from collections import defaultdict

from gspbrief.analysis.costs import unit_costs
from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.findings.finding import Finding, Findings

FEWEST_ORIGINS = 2
FEWEST_YEARS = 2


def rates_by_origin(study: Study) -> Findings:
    """Published shares of one stage among one base, by single origin and year.

    They are of the partnership and of its family. Of several stages, bases and groups of people
    the one that most figures are of; of its years those in which every origin has a figure, since a line that
    begins later would be compared with others' earlier years. Empty where two origins or two years are not to
    be had.

    Returns
    -------
    Findings
        Shares 0-1, by origin and year.
    """
    kinds: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for share in (*study.published("migration"), *study.of_family):
        if _fits(share):
            kinds[share.measure, share.base, share.group].append(share)
    longest = max((_in_every_year(kinds[kind]) for kind in sorted(kinds)), key=len, default=[])
    return Findings(longest)


def costs_by_origin(study: Study) -> Findings:
    """Published costs of one person that differ in the origin alone, the highest first.

    They are of one measure, currency and price year, one span and one group of people; of several such sets
    the one with most origins. Empty where it has one origin only.
    """
    sets: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for cost in unit_costs(study):
        if achieved(cost) and cost.value is not None and cost.bound == "exact" and _single(cost):
            told = (cost.measure, cost.currency, str(cost.price_year), cost.per, cost.group, cost.about)
            sets[*told, cost.start, cost.end, cost.evidence_root].append(cost)
    chosen = max((sets[key] for key in sorted(sets)), key=len, default=[])
    if len(chosen) < FEWEST_ORIGINS:
        return Findings()
    return Findings(sorted(chosen, key=lambda cost: (-(cost.value or 0), cost.id)))


def of_family(study: Study) -> Findings:
    """The rates of its family that may stand beside its own: they are theirs, and no figures of this one."""
    return study.of_family.where(_fits)


def _fits(share: Finding) -> bool:
    year = share.start[:4] == share.end[:4] != ""
    firm = achieved(share) and own(share) and share.bound == "exact" and share.value is not None
    return firm and _single(share) and year and share.unit == "share" and bool(share.base)


def _single(finding: Finding) -> bool:
    return len(finding.origin) == len("IDN")


def _in_every_year(shares: list[Finding]) -> list[Finding]:
    """One figure an origin and year, of the years that every origin has."""
    figures = {(share.origin, share.end[:4]): share for share in reversed(shares)}
    origins = sorted({origin for origin, _ in figures})
    known = sorted({year for _, year in figures})
    years = [year for year in known if all((origin, year) in figures for origin in origins)]
    if len(origins) < FEWEST_ORIGINS or len(years) < FEWEST_YEARS:
        return []
    return [figures[origin, year] for origin in origins for year in years]
