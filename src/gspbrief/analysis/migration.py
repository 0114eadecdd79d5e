"""Who applies, trains, moves, stays and returns, as counts, rates and attainment of plans."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gspbrief.analysis.flows import AFTER_DEPARTURE, COUNTED, cohorts_before
from gspbrief.analysis.flows import STAGES as STAGES
from gspbrief.analysis.flows import counts_of_shares as counts_of_shares
from gspbrief.analysis.flows import funnel as funnel
from gspbrief.analysis.flows import of_single_years as of_single_years
from gspbrief.analysis.flows import parts as parts
from gspbrief.analysis.flows import running_totals as running_totals
from gspbrief.analysis.flows import sum_of_parts as sum_of_parts
from gspbrief.analysis.flows import totals_at_odds as totals_at_odds
from gspbrief.analysis.flows import totals_over_time as totals_over_time
from gspbrief.evidence import kinds
from gspbrief.evidence.absence import Wanted, missing_among
from gspbrief.evidence.study import Study
from gspbrief.findings.conflicts import conflicts as contradictions
from gspbrief.findings.derivation import achieved, computed_id, counted_share, derived, ratio, refused
from gspbrief.findings.finding import Finding, Findings

_ENTRANTS = ("selected", "accepted", "participants", "enrolled", "in_training")
_GRADUATES = ("trained", "certified", "completed", "graduates")
_ABROAD = ("placed", "departed", "working_abroad")

RATES: Mapping[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "screening_rate": ((("screened",), ("applied",)),),
    "selection_rate": ((("passed_selection", "selected"), ("applied", "screened", "passed_selection")),),
    "acceptance_rate": (
        (("participants", "enrolled", "accepted", "admitted"), ("applied", "screened", "passed_selection")),
        (("participants", "enrolled"), ("selected",)),
    ),
    "completion_rate": ((("trained", "completed", "certified"), (*_ENTRANTS, "placed", "students")),),
    "licence_rate": ((("certified",), ("examined", "examinees")),),
    "approval_rate": ((("admitted",), (*_GRADUATES, *_ENTRANTS)),),
    "contract_rate": ((("placed",), (*_GRADUATES, *_ENTRANTS)),),
    "placement_rate": ((("working_abroad",), _GRADUATES),),
    "arrival_rate": ((("departed", "working_abroad"), ("placed", "admitted")),),
    "migration_rate": ((("departed",), _GRADUATES), (("departed", "working_abroad"), _ENTRANTS)),
    "retention_rate": ((("stayed",), (*_ABROAD, *_GRADUATES, *_ENTRANTS)),),
    "return_rate": ((("returned",), (*_ABROAD, *_GRADUATES, *_ENTRANTS)),),
    "reemployment_rate": ((("reemployed",), ("returned", *_GRADUATES)),),
    "overstay_rate": ((("overstayed",), _ABROAD),),
    "missing_rate": ((("went_missing",), _ABROAD),),
}
"""Names of rates by stage and base, as defined for a closed cohort in the method annex."""

LAGGED = ("arrival_rate", "migration_rate", "placement_rate", "return_rate", "reemployment_rate")
FIXED_IN_ADVANCE = ("acceptance_rate", "selection_rate")
# Counted at a date, of people who came at many:
NO_WINDOW = ("retention_rate", "return_rate", "overstay_rate", "missing_rate")
WENT = ("departed", "working_abroad", *AFTER_DEPARTURE)  # each counts who moved; who has a job need not have
BACK = STAGES[STAGES.index("returned") :]  # who comes for a further season had gone home
WANTED: Sequence[Wanted] = (
    Wanted("trained", "persons", ("trained", "completed", "certified"), kinds.trains),
    Wanted("departed", "persons", WENT, kinds.moves_ashore),
    Wanted("stayed", "persons", ("stayed",), kinds.could_leave),
    Wanted("returned", "persons", BACK, kinds.moves_or_brings_back),
)


def rate(successes: float, total: float) -> Finding:
    """The share of those exposed who did, with its Wilson interval.

    Parameters
    ----------
    successes, total : int
        Persons; plain numbers.

    Returns
    -------
    Finding
        A share 0-1; the interval is what repeated cohorts like this one would show.

    Raises
    ------
    EstimationError
        If a count is no number, NaN, infinite, negative or not whole, the total is zero, or the successes
        exceed it.

    Notes
    -----
    Successes ÷ total; the interval is Wilson's (1927), see ``intervals.wilson``.

    Examples
    --------
    >>> f = rate(24, 28)
    >>> round(f.value, 4), round(f.low, 4), round(f.high, 4)
    (0.8571, 0.6851, 0.943)
    """
    caveats = ("repeated_cohorts",)
    return counted_share(
        "migration.rate", "rate", successes, total, grade="derived", method="wilson", caveats=caveats
    )


def rates(study: Study) -> Findings:
    """Rates of every pair of rows of which one names the other as its base.

    An interval comes only with exact counts of persons who were exposed. Where the process was still open,
    the rate is right-censored and has none; where earlier complete cohorts are known, a second finding
    bounds the rate of those.
    """
    published = study.published("migration")
    pairs = [(row, base) for row, base in _pairs(published) if achieved(row) and achieved(base)]
    found = Findings(_rate(study, row, base) for row, base in pairs)
    return found + _bounds_of_complete_cohorts(found, published)


def _pairs(published: Findings) -> Iterable[tuple[Finding, Finding]]:
    """Each count of persons with the count that it names as its base."""
    counts = {f.id: f for f in published if f.unit in COUNTED}
    for row in published.where(unit="persons"):
        if row.inputs and row.inputs[0] in counts:
            yield row, counts[row.inputs[0]]
        elif not row.inputs and row.base and row.n:
            yield row, replace(row, id="", measure=row.base, value=row.n, low=None, high=None, bound="exact")


def rate_name(stage: str, base: str) -> str:
    """The field's name of the share of a stage among a base, such as ``placement_rate``.

    Parts of one stage (Spaniards among applicants) are a ``share_of_<stage>``, not a rate.
    """
    if stage == base:
        return f"share_of_{stage}"
    for name, cases in RATES.items():
        if any(stage in stages and base in bases for stages, bases in cases):
            return name
    return f"share_of_{base}"


def _rate(study: Study, row: Finding, base: Finding) -> Finding:
    name = rate_name(row.measure, base.measure)
    share = ratio(
        computed_id(f"migration.{name}", row),
        name,
        "share",
        row,
        base,
        base=base.measure,
        formula=f"{row.measure} ÷ {base.measure}",
    )
    if max(share.value or 0, share.low or 0) > 1 + 1e-9 and share.bound != "at_most":
        reason = f"{row.id} exceeds its base"
        return refused(share.id, name, "share", (row, base), reason, "exceeds_base")
    if not share.found or name.startswith("share_of_"):
        return share
    if name in LAGGED and _open(study, row, base):
        return replace(share, caveats=("right_censored",))
    return _with_interval(share, row, base)


def _open(study: Study, row: Finding, base: Finding) -> bool:
    """Whether the last of the base had no time yet: running totals to one date of a running programme."""
    running = row.timing == base.timing == "cumulative" and row.end[:4] == base.end[:4]
    closed = study.partnership.end
    return running and not (closed and closed[:4] <= row.end[:4])


def _with_interval(share: Finding, row: Finding, base: Finding) -> Finding:
    if row.bound != "exact" or base.bound != "exact" or row.value is None or base.value is None:
        return share
    if owed := _why_none(share, row, base):
        return replace(share, n=int(base.value), caveats=owed)
    interval = rate(row.value, base.value)
    return replace(
        share,
        low=interval.low,
        high=interval.high,
        interval="wilson",
        level=interval.level,
        n=interval.n,
        method="wilson",
        caveats=interval.caveats,
    )


def _why_none(share: Finding, row: Finding, base: Finding) -> tuple[str, ...]:
    """Why an interval is not owed to a share of exact counts; empty if it is.

    Places that were fixed in advance are no chance; sittings are no persons; and a share of those who stayed
    or moved depends on the time that they had, which must be stated.
    """
    reasons = {
        "places_fixed": share.measure in FIXED_IN_ADVANCE,
        "may_count_sittings": base.measure in ("examined", "examinees"),
        "no_fixed_window": share.measure in NO_WINDOW or (share.measure in LAGGED and not row.end),
    }
    return tuple(caveat for caveat, holds in reasons.items() if holds)


def _bounds_of_complete_cohorts(found: Findings, published: Findings) -> list[Finding]:
    """For each right-censored rate, its upper bound among those who entered by the end of the year before."""
    bounds = []
    for share in found.where(lambda f: "right_censored" in f.caveats and f.value is not None):
        row = published.named(share.inputs[0])
        cohorts = cohorts_before(row, share.base, published)
        total = sum(cohort.value or 0 for cohort in cohorts)
        if row.value is not None and total >= row.value:
            bounds.append(_bound_of_cohorts(share, row, cohorts, total))
    return bounds


def _bound_of_cohorts(share: Finding, row: Finding, cohorts: Sequence[Finding], total: float) -> Finding:
    year = cohorts[-1].end[:4]
    return derived(
        f"{share.id}.{share.base}_by_{year}",
        share.measure,
        "share",
        (row, *cohorts),
        value=(row.value or 0) / total,
        bound="at_most",
        n=int(total),
        base=share.base,
        formula=f"{row.measure} ÷ Σ {share.base}",
        caveats=("earlier_cohorts_only",),
        details={"cohort_end": year},
    )


def attainment(study: Study) -> Findings:
    """What was achieved as a ratio to what was planned; a ratio, never an interval."""
    return Findings(
        ratio(
            computed_id("migration.attainment", row),
            "attainment",
            "ratio",
            row,
            plan,
            base="target",
            formula=f"{row.measure} ÷ target",
            details={"stage": row.measure},
        )
        for row, plan in _pairs(study.published("migration"))
        if achieved(row) and not achieved(plan)
    )


def planned_shares(study: Study) -> Findings:
    """How a plan divides its people, such as between the home and the away track."""
    return Findings(
        ratio(
            computed_id("migration.planned_share", row),
            "planned_share",
            "share",
            row,
            base,
            base=base.measure,
            status=row.status,
            formula=f"{row.measure} ÷ {base.measure}",
        )
        for row, base in _pairs(study.published("migration"))
        if not achieved(row)
    )


def conflicts(study: Study) -> tuple[tuple[str, ...], ...]:
    """Ids of published counts and shares that contradict each other, by conflict."""
    return contradictions(study.published("migration") + running_totals(study))


def missing(study: Study) -> Findings:
    """The stages that were looked for and of which nothing is held on this partnership."""
    return missing_among(study, "migration", WANTED)
