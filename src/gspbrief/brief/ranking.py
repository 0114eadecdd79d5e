"""Which of the figures on a partnership tells most: the order in which a text chooses where nobody has.

The rule, as the page on methods prints it: what was achieved before what was planned; what its source
supports well before what it supports weakly; effects, then shares of a known base, then what a person
costs and who pays, then counts, then all else, such as a part of a cost; of one kind the later stage on the
way abroad and back, the whole programme before a part of it, and the latest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gspbrief.analysis.flows import STAGES
from gspbrief.analysis.migration import RATES
from gspbrief.brief.named_findings import NamedFindings, Subject, each
from gspbrief.brief.sufficiency import OF_A_GROUP, PERSONS
from gspbrief.findings.derivation import WHOLE_COSTS, achieved, whole
from gspbrief.findings.effects import is_effect
from gspbrief.findings.finding import Finding

KINDS = ("effect", "share", "cost", "count", "other")
"""What a figure is, the kind that tells most first."""

_NOT_ON_THE_WAY = ("withdrew", "did_not_start")  # they left it where they were
_STAGE_OF_RATE: Mapping[str, int] = {
    name: max(STAGES.index(stage) for stages, _ in cases for stage in stages) for name, cases in RATES.items()
}


def kind(finding: Finding) -> str:
    """Which of `KINDS` a figure is; one that describes who took part is of the last."""
    if finding.measure in OF_A_GROUP:
        return "other"
    if is_effect(finding):
        return "effect"
    if finding.unit == "share":
        return "share" if finding.base or finding.n else "other"
    if finding.unit == "money":
        told = finding.per in PERSONS or finding.details.get("payer")
        return "cost" if told and finding.details.get("component", "") in WHOLE_COSTS else "other"
    return "count" if finding.measure in STAGES else "other"


def rank(finding: Finding) -> tuple[int, ...]:
    """The place of a figure among those on one question: the lowest tells most."""
    return (
        not achieved(finding),
        finding.confidence == "low",
        KINDS.index(kind(finding)),
        -_stage(finding),
        not whole(finding),
        -_year(finding),
    )


def best(subject: Subject) -> NamedFindings | None:
    """The figure on the partnership itself that tells most; None where there is none."""
    return min(each(subject.own), key=lambda one: rank(one.finding), default=None)


def best_of_all(subjects: Iterable[Subject]) -> NamedFindings | None:
    """The figure that stands for a partnership: what was achieved, of one kind those of the first subject."""
    found = [one for one in map(best, subjects) if one is not None and achieved(one.finding)]
    return min(found, key=lambda one: rank(one.finding)[:3], default=None)


def alike(one: NamedFindings, subject: Subject) -> list[NamedFindings]:
    """The same figure of other years and parts of the programme, achieved or planned as this one."""
    here = one.finding
    return [
        other
        for other in each(subject.own)
        if other.finding.id != here.id
        and (other.finding.measure, other.finding.status, other.finding.unit, other.finding.quantity)
        == (here.measure, here.status, here.unit, here.quantity)
    ]


def _stage(finding: Finding) -> int:
    """How far on the way a figure is; what is no stage is before all. Of costs, one person's is further."""
    if finding.unit == "money":
        return finding.per in PERSONS
    if finding.measure in _NOT_ON_THE_WAY:
        return STAGES.index("enrolled")
    if finding.measure in STAGES:
        return STAGES.index(finding.measure)
    return _STAGE_OF_RATE.get(finding.measure, -1)


def _year(finding: Finding) -> int:
    dated = finding.end or finding.start
    return int(dated[:4]) if dated[:4].isdigit() else 0
