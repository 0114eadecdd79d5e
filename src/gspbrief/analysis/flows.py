"""Counts of people by stage: the funnel of a programme, and cohorts that add up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence, Set
from itertools import accumulate, pairwise

from gspbrief.evidence.study import Study
from gspbrief.findings.conflicts import conflicts as contradictions
from gspbrief.findings.derivation import achieved, computed_id, derived, one_source, own, whole
from gspbrief.findings.finding import Finding, Findings

STAGES = (
    "informed",
    "applied",
    "screened",
    "shortlisted",
    "passed_selection",
    "selected",
    "requested",
    "accepted",
    "participants",
    "enrolled",
    "in_training",
    "trained",
    "completed",
    "examined",
    "certified",
    "admitted",
    "job_offer",
    "placed",
    "departed",
    "working_abroad",
    "withdrew",
    "did_not_start",
    "stayed",
    "overstayed",
    "went_missing",
    "sought_asylum",
    "granted_asylum",
    "refused_asylum",
    "returned",
    "returned_next_season",
    "came_again",
    "reemployed",
    "started_business",
)


AFTER_DEPARTURE = STAGES[STAGES.index("stayed") :]  # each counts people who had moved
LINKED = 2  # more stages than these that name each other as base belong together
COUNTED = ("persons", "places", "contracts", "visas")  # what a funnel holds: a share has no length there
BEFORE_MOVING = ("placed", "certified", "trained")  # whose totals stand beside those of who moved


def funnel(study: Study) -> Findings:
    """The planned and achieved count of each stage, in order, all of one population.

    The population is the whole programme, or where the evidence has fewer than two stages of that, the
    subgroup with the most; yearly flows, stocks and totals are not mixed. The counts are of the year that
    has most stages; for a stage without a count of that year, its latest running total. Counts that name each
    other as base belong together: where three stages are so linked, the others are left out. Empty if there
    are not two counts to compare.
    """
    published = study.published("migration") + counts_of_shares(study)
    populations: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for finding in published:
        if finding.unit in COUNTED and _is_flow(finding):
            populations[(finding.timing == "per_year", _scope(finding))].append(finding)
    ranked = sorted(populations, key=lambda key: (-_stages(populations[key]), str(key)))
    entire = [key for key in ranked if not key[1] and _stages(populations[key]) > 1]
    linked = [key for key in ranked if _stages(_chain(populations[key])) > LINKED]
    if entire and linked and not _chain(_with_parts(populations[entire[0]], published)):
        entire = linked  # counts of all that are no part of each other say less than those of a part that are
    return _aligned(_with_parts(populations[(entire or ranked)[0]], published)) if ranked else Findings()


def _with_parts(population: Sequence[Finding], published: Findings) -> Sequence[Finding]:
    """A population with those counts of parts of it, by the base that they name, one a stage."""
    names, found = {f.id for f in population}, list(population)
    parts = [
        f
        for f in published
        if names & set(f.inputs) and f.id not in names and f.unit in COUNTED and _is_flow(f) and achieved(f)
    ]
    places = {(f.origin, f.destination, f.track) for f in population}
    alone = [
        f
        for f in parts
        if (f.origin, f.destination, f.track) in places
        and sum(other.measure == f.measure for other in (*parts, *population)) == 1
    ]
    return _with_parts([*found, *alone], published) if alone else found


def counts_of_shares(study: Study) -> Findings:
    """How many people the published share of a stage is, where its base is counted and the stage is not."""
    published = study.published("migration")
    counts = {f.id: f for f in published if f.unit == "persons" and f.value is not None}
    counted = {(f.measure, name) for f in counts.values() for name in f.inputs}
    dated = {(f.measure, f.group, f.end) for f in counts.values()}
    return Findings(
        derived(
            computed_id("migration.count", share),
            share.measure,
            "persons",
            (share, base),
            value=(share.value or 0) * (base.value or 0),
            bound="about" if share.bound == "exact" else share.bound,
            base=base.measure,
            formula=f"{share.measure} × {base.measure}",
        )
        for share in published.where(unit="share")
        if share.measure in STAGES and share.value is not None and achieved(share)
        for base in [counts.get(name) for name in share.inputs]
        if base is not None and base.bound == "exact" and base.measure != share.measure
        if (share.measure, base.id) not in counted and (share.measure, share.group, share.end) not in dated
    )


def _is_flow(finding: Finding) -> bool:
    stock = finding.measure == "in_training" and finding.timing == "as_of"
    return finding.measure in STAGES and finding.found and not stock


def _scope(finding: Finding) -> tuple[str, ...]:
    return () if whole(finding) else (finding.origin, finding.destination, finding.track, finding.group)


def _stages(findings: Iterable[Finding]) -> int:
    return len({finding.measure for finding in findings})


def _aligned(findings: Sequence[Finding]) -> Findings:
    known = {f.id for f in findings if f.end}
    dated = [f for f in findings if f.end or not achieved(f) or known & set(f.inputs)]
    chosen = _linked(dated if _stages(dated) > 1 else findings)
    years = sorted({f.end[:4] for f in chosen if achieved(f)})
    year = max(years, key=lambda y: (_stages(f for f in chosen if f.end[:4] == y), y), default="")
    bases = {base for finding in findings for base in finding.inputs}
    last: dict[tuple[float, bool], Finding] = {}
    for finding in sorted(chosen, key=lambda f: _rank(f, year, bases)):
        if finding.timing != "during" or not achieved(finding) or _covers(finding, year):
            last[_order(finding), achieved(finding)] = finding
    return Findings(last[key] for key in sorted(last)) if len(last) > 1 else Findings()


def _linked(findings: Sequence[Finding]) -> Sequence[Finding]:
    chain = _chain(findings)
    return [*chain, *(f for f in findings if not achieved(f))] if _stages(chain) > LINKED else findings


def _chain(findings: Sequence[Finding]) -> Sequence[Finding]:
    """The results that are the base of another one, or have one as their base."""
    results = [f for f in findings if achieved(f)]
    known = {f.id for f in results}
    bases = {base for finding in results for base in finding.inputs} & known
    return [f for f in results if f.id in bases or known & set(f.inputs)]


def _covers(finding: Finding, year: str) -> bool:
    return not finding.end or finding.start[:4] <= year <= finding.end[:4]


def _rank(finding: Finding, year: str, bases: Set[str]) -> tuple[bool, bool, str, bool, str]:
    """What makes one of several counts of a stage the better one: for a plan, that a result names it.

    Of two alike it is always the same one, in whichever order the rows stand.
    """
    named = not achieved(finding) and finding.id in bases
    return named, finding.end[:4] == year, finding.end, finding.timing == "cumulative", finding.id


def _order(finding: Finding) -> float:
    """The place of a stage, after that of its base."""
    own = STAGES.index(finding.measure)
    base = STAGES.index(finding.base) if finding.base in STAGES else -1
    return own if own >= base else base + 0.5


def parts(study: Study) -> Findings:
    """The counts of those placed by origin country and span, where a source breaks them down."""
    return study.published("migration").where(
        lambda f: bool(f.origin) and not (f.track or f.group),
        measure="placed",
        unit="persons",
        status="achieved",
        timing="during",
    )


def sum_of_parts(study: Study) -> Findings:
    """The sum of those placed over origin countries and spans, checked against each total of the same source.

    Summed only where the spans of each country do not overlap and the total covers exactly their span;
    ``details["reconciles"]`` says ``yes`` or ``no``.
    """
    cells = parts(study)
    sums = []
    for total in study.published("migration").where(measure="placed", timing="cumulative", bound="exact"):
        own = [f for f in cells if one_source(f, total) and f.bound == "exact"]
        if len(own) > 1 and whole(total) and total.value is not None and _cover(own, total):
            sums.append(_sum(total, own))
    return Findings(sums)


def _cover(cells: Sequence[Finding], total: Finding) -> bool:
    by_origin: dict[str, list[Finding]] = defaultdict(list)
    for cell in sorted(cells, key=lambda f: f.start):
        by_origin[cell.origin].append(cell)
    first, last = min(f.start for f in cells), max(f.end for f in cells)
    gapless = all(joined(cohorts) for cohorts in by_origin.values())
    return gapless and (first[:4], last[:4]) == (total.start[:4], total.end[:4])


def _sum(total: Finding, cells: Sequence[Finding]) -> Finding:
    value = sum(cell.value or 0 for cell in cells)
    reconciles = value == total.value
    return derived(
        computed_id("migration.sum_of_parts", total),
        total.measure,
        "persons",
        (total, *cells),
        value=value,
        formula=f"Σ {total.measure}",
        caveats=() if reconciles else ("does_not_reconcile",),
        details={"reconciles": "yes" if reconciles else "no", "total": total.id},
    )


def cohorts_before(row: Finding, stage: str, published: Findings) -> list[Finding]:
    """Disjoint cohorts of the row's source from its first year to the year before its last, if complete."""
    cohorts = [
        f
        for f in _cohorts(stage, published)
        if one_source(f, row) and f.start[:4] >= row.start[:4] and f.end[:4] < row.end[:4]
    ]
    complete = bool(cohorts) and cohorts[0].start[:4] == row.start[:4] and joined(cohorts)
    return cohorts if complete and int(cohorts[-1].end[:4]) == int(row.end[:4]) - 1 else []


def _cohorts(stage: str, published: Findings) -> list[Finding]:
    counts = published.where(measure=stage, unit="persons", status="achieved", bound="exact", timing="during")
    return sorted((f for f in counts if whole(f) and f.start and f.end), key=lambda f: f.start)


def joined(cohorts: Sequence[Finding]) -> bool:
    """Whether spans of whole years follow each other without gap or overlap."""
    return all(int(one.end[:4]) + 1 == int(two.start[:4]) for one, two in pairwise(cohorts))


def running_totals(study: Study) -> Findings:
    """Totals by the end of each year, where one source counts the whole programme in joined cohorts."""
    published = study.published("migration")
    return Findings(
        total
        for stage in STAGES
        for cohorts in _by_source(_cohorts(stage, published))
        if joined(cohorts)
        for total in _totals(stage, cohorts)
    )


def totals_over_time(study: Study) -> Findings:
    """Running totals in time of those who moved and of those who could: placed, or else graduates.

    What contradicts the others is left out. They count the whole programme, or one group of people at a
    date where each stage has that group.
    """
    stages = _over_time(study)
    totals = [f for f in _all_totals(study) if f.measure in stages]
    groups: dict[tuple[str, str], set[str]] = defaultdict(set)
    for f in totals:
        groups[f.group, f.end].add(f.measure)
    fitting = [f for f in totals if whole(f) or groups[f.group, f.end] == set(stages)]
    odd = _against_the_rest(fitting)
    return Findings(f for f in fitting if f.id not in odd)


def _over_time(study: Study) -> tuple[str, str]:
    dated = Counter(f.measure for f in _all_totals(study))
    before = next((stage for stage in BEFORE_MOVING if dated[stage] > 1), BEFORE_MOVING[0])
    return before, "departed"


def totals_at_odds(study: Study) -> Findings:
    """The running totals that `totals_over_time` leaves out, since most others cannot be true beside them."""
    stages, kept = _over_time(study), {f.id for f in totals_over_time(study)}
    return Findings(f for f in _all_totals(study) if f.measure in stages and whole(f) and f.id not in kept)


def _all_totals(study: Study) -> Iterable[Finding]:
    """Running totals as published and as they follow from cohorts, of which the first is one itself."""
    published = study.published("migration")
    chains = (cohorts for stage in STAGES for cohorts in _by_source(_cohorts(stage, published)))
    first = [cohorts[0] for cohorts in chains if len(cohorts) > 1 and joined(cohorts)]
    printed = [f for f in published if _is_total(f)]
    known = {(f.measure, _last_month(f.end), f.value) for f in printed}
    summed = (f for f in running_totals(study) if (f.measure, f.end, f.value) not in known)
    return [*printed, *first, *summed]


def _is_total(finding: Finding) -> bool:
    """Whether a figure is an achieved count, up to a date, of the people of this partnership."""
    counted = finding.unit == "persons" and finding.value is not None and achieved(finding) and own(finding)
    placed = not (finding.origin or finding.destination or finding.track)
    return counted and placed and bool(finding.end) and finding.timing == "cumulative"


def _against_the_rest(totals: Sequence[Finding]) -> set[str]:
    """Those that contradict most others, one by one, until none contradicts another."""
    odd: set[str] = set()
    while True:
        left = [f for f in totals if f.id not in odd]
        at_odds = Counter(name for group in contradictions(left) for name in group)
        if not at_odds:
            return odd
        odd.add(max(left, key=lambda f: (_contradicted(f, left), f.id)).id)


def _contradicted(finding: Finding, others: Sequence[Finding]) -> int:
    return sum(bool(contradictions([finding, other])) for other in others if other is not finding)


def of_single_years(findings: Iterable[Finding]) -> tuple[Findings, Findings]:
    """Counts of one year each, and those of other lengths of time, which do not stand beside them."""
    found = Findings(findings)
    single = found.where(lambda f: bool(f.start) and f.start[:4] == f.end[:4])
    return single, found.where(lambda f: f not in single)


def _by_source(cohorts: Iterable[Finding]) -> Iterable[list[Finding]]:
    sources: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for cohort in cohorts:
        sources[tuple(citation.key for citation in cohort.sources)].append(cohort)
    return sources.values()


def _last_month(end: str) -> str:
    """The end of a cohort as a date of its running total: a year's total holds at its end, not within it."""
    return f"{end}-12" if len(end) == len("2016") else end


def _totals(stage: str, cohorts: Sequence[Finding]) -> Iterable[Finding]:
    sums = accumulate(cohort.value or 0 for cohort in cohorts)
    for number, (cohort, value) in enumerate(zip(cohorts, sums, strict=True), start=1):
        if number > 1:
            yield derived(
                computed_id("migration.running_total", cohort),
                stage,
                "persons",
                cohorts[:number],
                value=value,
                end=_last_month(cohort.end),
                timing="cumulative",
                formula=f"Σ {stage}",
            )
