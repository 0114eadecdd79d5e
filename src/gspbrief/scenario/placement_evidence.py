"""What a programme has in print to set beside the model's thresholds: its placement rate and its costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gspbrief.analysis import costs, migration
from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved, own, whole
from gspbrief.findings.finding import Finding, Findings
from gspbrief.scenario.assumptions import Assumptions

COSTS_BY_NEARNESS = (
    "cost_per_trainee",
    "training_cost_origin",
    "cost_per_student",
    "cost_per_graduate",
    "cost_per_participant",
    "cost_per_placed",
    "recruitment_cost",
)


def own_rate(study: Study) -> Findings:
    """The achieved placement rate of the whole programme, by itself what a threshold is of; none or one.

    Of several, the one without a hedge and with the latest date.
    """
    rates = (*migration.rates(study), *study.published("migration").where(unit="share"))
    fitting = [f for f in rates if f.measure == "placement_rate" and achieved(f) and own(f) and whole(f)]
    firm = [f for f in fitting if f.found and f.confidence != "low"]
    return Findings([_retold(max(firm, key=_precision), "scenario.own_rate")] if firm else [])


def _precision(finding: Finding) -> tuple[bool, str, str]:
    """Sorts the most precise and latest last, and of two alike always the same one."""
    return finding.bound == "exact" and finding.value is not None, finding.end, finding.id


def _retold(finding: Finding, finding_id: str) -> Finding:
    """The same figure under another id; the row of evidence stays with the original, which it names."""
    return replace(finding, id=finding_id, inputs=(finding.id,), formula="", row="")


def standing(rates: Findings, thresholds: Findings, earned: Assumptions | None) -> Findings:
    """The rates with what each is beside the thresholds: ``above``, ``below`` or, in part, ``between``.

    A rate is above where the low end of its interval is, and below where the high end is; what its interval
    or its hedge leaves open is ``unclear``, and so is all beside a party that no rate would be enough for.
    Thresholds at assumed costs settle nothing for a programme whose
    costs are known to be others, or not known: only beside those at its own costs does a rate stand.

    Parameters
    ----------
    rates : Findings
        What `own_rate` gave.
    thresholds : Findings
        The thresholds that it is compared with.
    earned : Assumptions or None
        The assumptions with the programme's own cost and rate in place; None where it has not both.

    Returns
    -------
    Findings
        With the word in ``details["standing"]``; without it where nothing is settled.
    """
    bars = [threshold.value for threshold in thresholds if threshold.value is not None]
    if earned is None or not bars:
        return rates
    every = len(bars) == len(thresholds)
    return Findings(
        replace(rate, details={**rate.details, "standing": _standing(rate, bars) if every else "unclear"})
        for rate in rates
    )


def _standing(rate: Finding, bars: Sequence[float]) -> str:
    ends = [end for end in (rate.low, rate.high, rate.value) if end is not None]
    least = 0.0 if rate.bound in ("below", "at_most") else min(ends)
    most = 1.0 if rate.bound in ("above", "at_least") else max(ends)
    words = {"above" if least > bar else "below" if most < bar else "unclear" for bar in bars}
    return words.pop() if len(words) == 1 else "unclear" if "unclear" in words else "between"


def nearest_cost(study: Study) -> Findings:
    """The achieved cost of one person that comes nearest to a course cost per trainee; none or one."""
    per_person = [
        f
        for f in (*study.published("costs"), *costs.derived_unit_costs(study))
        if achieved(f) and f.found and f.unit == "money" and f.confidence != "low" and whole(f)
    ]
    for measure in COSTS_BY_NEARNESS:
        fitting = [f for f in per_person if f.measure == measure]
        if fitting:
            first = min(fitting, key=lambda f: f.id)  # whichever order the rows stand in
            return Findings([_retold(first, "scenario.nearest_cost")])
    return Findings()
