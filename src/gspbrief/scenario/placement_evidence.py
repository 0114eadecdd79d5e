"""What a programme has in print that comes nearest to the model's placement rate and course cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from gspbrief.analysis import costs, migration
from gspbrief.evidence.slices import PEERS
from gspbrief.evidence.study import Study
from gspbrief.findings.citation import Citation
from gspbrief.findings.derivation import achieved, derived, ratio, whole
from gspbrief.findings.finding import Finding, Findings

GRADUATES = ("graduates", "trained", "completed", "certified")
MOVED = ("departed", "working_abroad", "placed")
ENTRANTS = ("participants", "enrolled")
RATES_BY_NEARNESS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("placement_rate", ()),
    ("working_abroad", GRADUATES),
    ("migration_rate", ()),
    ("departed", GRADUATES),
    ("arrival_rate", ()),
    ("contract_rate", ()),
    ("attainment", ()),
)
"""Measures with the bases that they must have, the nearest to a placement rate first."""

COSTS_BY_NEARNESS = (
    "cost_per_trainee",
    "training_cost_origin",
    "cost_per_student",
    "cost_per_graduate",
    "cost_per_participant",
    "cost_per_placed",
    "recruitment_cost",
)


def nearest_rate(study: Study) -> Findings:
    """The achieved rate of the whole programme that comes nearest to a placement rate; none or one.

    Of several, the one without a hedge and with the latest date. Its measure and base say what it is: only a
    ``placement_rate`` is defined as the model's.
    """
    rates = [f for f in _rates(study) if achieved(f) and whole(f) and f.found and f.confidence != "low"]
    for measure, bases in RATES_BY_NEARNESS:
        fitting = [f for f in rates if f.measure == measure and (not bases or f.base in bases)]
        if fitting:
            return Findings([_retold(max(fitting, key=_precision), "scenario.nearest_rate")])
    return Findings()


def _rates(study: Study) -> Iterable[Finding]:
    published = study.published("migration").where(unit="share")
    attained = migration.attainment(study).where(lambda f: f.details.get("stage") in MOVED)
    return (*migration.rates(study), *published, *attained)


def _precision(finding: Finding) -> tuple[bool, str, str]:
    """Sorts the most precise and latest last, and of two alike always the same one."""
    return finding.bound == "exact" and finding.value is not None, finding.end, finding.id


def _retold(finding: Finding, finding_id: str, **details: str) -> Finding:
    """The same figure under another id; the row of evidence stays with the original, which it names."""
    return replace(
        finding,
        id=finding_id,
        inputs=(finding.id,),
        formula="",
        row="",
        details={**finding.details, **details},
    )


def least_placement_rate(study: Study) -> Findings:
    """The least that the placement rate can be, from people abroad and those who entered; none or one.

    Graduates are at most as many as entrants, so that people working abroad ÷ entrants is at most the
    placement rate. Only where one source counts both and everybody is on the away track.
    """
    if study.partnership.tracks != "away":
        return Findings()
    counts = study.published("migration").where(achieved, unit="persons")
    abroad = counts.where(lambda f: f.measure == "working_abroad" and not (f.base or f.origin or f.group))
    entrants = counts.where(lambda f: f.measure in ENTRANTS and whole(f))
    pairs = [(row, base) for row in abroad for base in entrants if _one_document(row.sources, base.sources)]
    bounds = (_least(row, base) for row, base in sorted(pairs, key=lambda pair: [f.id for f in pair]))
    return Findings([bound for bound in bounds if (bound.value or 2) <= 1][:1])


def _one_document(first: Sequence[Citation], second: Sequence[Citation]) -> bool:
    return {citation.key for citation in first} == {citation.key for citation in second}


def _least(row: Finding, base: Finding) -> Finding:
    found = ratio(
        "scenario.least_placement_rate",
        "placement_rate",
        "share",
        row,
        base,
        base="graduates",
        formula=f"{row.measure} ÷ {base.measure}",
        destination="",
    )
    return replace(found, bound="at_least") if found.bound in ("exact", "about") else found


def away_share_needed(rate: Findings, threshold: Findings, tracks: str) -> Findings:
    """The largest away track with which a share of all graduates would reach a threshold; none or one.

    Those placed are among those who moved, so a share s of all graduates allows a placement rate of at most
    s ÷ a, with a the share of graduates on the away track: the threshold p* needs a ≤ s ÷ p*.

    Parameters
    ----------
    rate : Findings
        What `nearest_rate` gave.
    threshold : Findings
        The threshold, none or one.
    tracks : str
        The programme's tracks; with an away track alone there is nothing to ask.
    """
    shares = rate.where(lambda f: f.measure in ("departed", "migration_rate") and f.base in GRADUATES)
    values = [(s, t) for s in shares for t in threshold if s.value and t.value and tracks != "away"]
    return Findings(
        derived(
            "scenario.away_share_needed",
            "away_share_needed",
            "share",
            (share, bar),
            value=min(1.0, share.value / bar.value),
            bound="at_most",
            base="graduates",
            formula="s ÷ p*",
            details={"party": bar.details["party"]},
        )
        for share, bar in values
        if share.value and bar.value
    )


def standing(rates: Findings, thresholds: Findings) -> Findings:
    """The rates with what each is beside the thresholds: ``above``, ``below`` or, in part, ``between``.

    Only what is defined as a placement rate is compared. A rate is above where the low end of its interval
    is, and below where the high end is; what its interval or its hedge leaves open is ``unclear``.

    Parameters
    ----------
    rates : Findings
        What `nearest_rate` or `least_placement_rate` gave.
    thresholds : Findings
        The thresholds that it is compared with.

    Returns
    -------
    Findings
        With the word in ``details["standing"]``.
    """
    bars = [threshold.value for threshold in thresholds if threshold.value is not None]
    return Findings(
        replace(rate, details={**rate.details, "standing": _standing(rate, bars)})
        if rate.measure == "placement_rate" and bars
        else rate
        for rate in rates
    )


def _standing(rate: Finding, bars: Sequence[float]) -> str:
    ends = [end for end in (rate.low, rate.high, rate.value) if end is not None]
    least = 0.0 if rate.bound in ("below", "at_most") else min(ends)
    most = 1.0 if rate.bound in ("above", "at_least") else max(ends)
    words = {"above" if least > bar else "below" if most < bar else "unclear" for bar in bars}
    return words.pop() if len(words) == 1 else "unclear" if "unclear" in words else "between"


def peer_rates(study: Study) -> Findings:
    """The nearest rates of the comparable programmes that have one, at most three, the most alike first."""
    found = []
    for peer, rows in study.movers_elsewhere:
        for rate in nearest_rate(replace(study, partnership=peer, migration=rows)):
            copy = _retold(rate, f"scenario.peer_rate.{peer.id}", peer=peer.short_name)
            found.append(replace(copy, inputs=()))
    return Findings(found[:PEERS])


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
