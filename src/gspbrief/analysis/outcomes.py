"""What comes of a partnership for migrants, their households and those who stay.

Published effects stand side by side and nothing is pooled: programmes, methods and populations differ.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gspbrief.analysis.brain_gain import brain_gain
from gspbrief.errors import EstimationError
from gspbrief.evidence import kinds
from gspbrief.evidence.absence import Wanted, missing_among
from gspbrief.evidence.study import Study
from gspbrief.findings.conflicts import conflicts as contradictions
from gspbrief.findings.derivation import achieved, computed_id, derived, own, ratio, refused, scope_id
from gspbrief.findings.effects import is_effect
from gspbrief.findings.finding import Finding, Findings
from gspbrief.findings.intervals import LEVEL, wilson
from gspbrief.surveys.effects import effect

__all__ = [
    "amounts",
    "answers",
    "brain_gain",
    "changes",
    "conflicts",
    "effect",
    "effects",
    "missing",
    "over_time",
    "published_shares",
    "shares",
]

COUNT_UNITS = ("persons", "households", "companies")
SHARE_OF_COUNT: Mapping[str, str] = {"survey_responses": "survey_response_rate"}
USED = ("skill_use", "same_field")  # whether people use what they learned
COMPLETE_COUNTS = ("survey_responses",)  # they describe the survey itself, no population beyond it

WANTED: Sequence[Wanted] = (
    Wanted(
        "employment",
        "share",
        ("employed", "employed_full_time", "no_paid_work", "job_seekers", "working_abroad", "reemployed"),
        kinds.moves_people,
    ),
    Wanted(
        "earnings",
        "money",
        ("earnings", "net_earnings", "earnings_multiple", "income", "income_per_capita"),
        kinds.moves_people,
    ),
    Wanted(
        "remittances",
        "money",
        ("remitting", "remittance_amount", "receiving_remittances"),
        kinds.moves_or_sends_money,
    ),
    Wanted("skill_use", "share", USED, kinds.trains),
    Wanted(
        "return_outcomes",
        "share",
        ("businesses_founded", "reemployed", "started_business"),
        kinds.moves_or_brings_back,
        of_returned=("employed", "job_seekers", "no_paid_work", "same_field", "self_employed"),
    ),
)


def effects(study: Study, unit: str = "") -> Findings:
    """Published effects against a comparison group, each with its comparator and method.

    Parameters
    ----------
    unit : str
        ``relative_change``, ``share_difference`` or ``sd``; empty for all.
    """
    return study.published("outcomes").where(lambda f: is_effect(f) and unit in ("", f.unit))


def published_shares(study: Study) -> Findings:
    """Published shares as printed; none gets an interval, since only rounded values are known."""
    return study.published("outcomes").where(unit="share")


def answers(study: Study) -> Findings:
    """What those who were asked in one survey said: published shares of its respondents, the largest first.

    Of several surveys the one that most answers are of. Each share is of one question, and of all origins
    alike; weakly supported ones are left out.
    """
    surveys: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for f in published_shares(study):
        firm = achieved(f) and own(f) and f.confidence != "low" and f.value is not None
        if f.base == "respondents" and firm and not f.group:
            surveys[f.evidence_root, f.origin].append(f)
    found = max((surveys[key] for key in sorted(surveys)), key=len, default=[])
    return Findings(sorted(found, key=lambda f: (-(f.value or 0), f.id)))


def amounts(study: Study) -> Findings:
    """Published earnings, savings and remittances in money."""
    return study.published("outcomes").where(unit="money")


def shares(study: Study) -> Findings:
    """Shares computed from two published counts, with a Wilson interval where a sample was drawn.

    The response rate of a survey is a complete count of that survey and has none.
    """
    published = study.published("outcomes")
    pairs = _pairs(published)
    return Findings(_share(row, base) for row, base in pairs if achieved(row) and row.unit == base.unit)


def _pairs(published: Findings) -> Iterable[tuple[Finding, Finding]]:
    counts = {f.id: f for f in published if f.unit in COUNT_UNITS}
    for row in counts.values():
        if row.inputs and row.inputs[0] in counts:
            yield row, counts[row.inputs[0]]


def _share(row: Finding, base: Finding) -> Finding:
    measure = SHARE_OF_COUNT.get(row.measure, row.measure)
    share = ratio(
        computed_id(f"outcomes.{measure}", row),
        measure,
        "share",
        row,
        base,
        base=row.base or base.measure,
        formula=f"{row.measure} ÷ {base.measure}",
        caveats=("self_reported",) if row.method == "self_report" else (),
    )
    if row.bound != "exact" or base.bound != "exact" or row.value is None or base.value is None:
        return share
    if row.measure in COMPLETE_COUNTS:
        return replace(share, n=int(base.value))
    return _with_interval(share, row, base, row.value, base.value)


def _with_interval(share: Finding, row: Finding, base: Finding, count: float, of: float) -> Finding:
    try:
        low, high = wilson(count, of)
    except EstimationError as error:
        return refused(share.id, share.measure, "share", (row, base), error.what, "exceeds_base")
    return replace(
        share,
        low=low,
        high=high,
        interval="wilson",
        level=LEVEL,
        n=int(of),
        method="wilson",
        caveats=(*share.caveats, "simple_random_sample"),
    )


def changes(study: Study) -> Findings:
    """The difference between the first and the last of a series of published shares, 0-1.

    A series has one measure, population and base; that other people may have been asked each time stands in
    its caveats.
    """
    ordered = {name: sorted(found, key=lambda f: (f.end, f.id)) for name, found in _series(study).items()}
    return Findings(_change(name, f[0], f[-1]) for name, f in ordered.items() if f[0].end != f[-1].end)


def over_time(study: Study) -> Findings:
    """The published shares of series with the same base and the same two or more periods."""
    spans: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for found in _series(study).values():
        found.sort(key=lambda f: f.end)
        spans[found[0].base, *((f.start, f.end) for f in found)] += found
    recurring = [found for found in spans.values() if len({f.end for f in found}) > 1]
    longest = max(recurring, key=len, default=[])
    return Findings(longest)


def _series(study: Study) -> Mapping[str, list[Finding]]:
    """The published shares that were achieved at a date, by what they are of: the id of their change."""
    series: dict[str, list[Finding]] = defaultdict(list)
    for share in published_shares(study):
        if share.value is not None and share.end and achieved(share):
            name = scope_id(
                f"outcomes.change.{share.measure}",
                to=share.destination,
                origin=share.origin,
                track=share.track,
                group=share.group,
                of=share.base,
                source=share.evidence_root,
            )
            series[name].append(share)
    return series


def _change(name: str, first: Finding, last: Finding) -> Finding:
    hedged = {first.bound, last.bound} != {"exact"}
    return derived(
        name,
        first.measure,
        "share_difference",
        (last, first),
        value=(last.value or 0) - (first.value or 0),
        bound="about" if hedged else "exact",
        quantity="change",
        base=first.base,
        start=first.start,
        timing="during",
        formula=f"{first.measure} − {first.measure}",
        caveats=("rounded_in_source", "different_cohorts"),
    )


def conflicts(study: Study) -> tuple[tuple[str, ...], ...]:
    """Ids of published outcomes that contradict each other, by conflict."""
    return contradictions(study.published("outcomes"))


def missing(study: Study) -> Findings:
    """The outcomes that were looked for and of which nothing is held on this partnership."""
    return missing_among(study, "outcomes", WANTED)
