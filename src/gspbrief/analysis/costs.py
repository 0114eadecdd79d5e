"""What a partnership costs, what a trainee, a graduate and a placement cost, and who pays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gspbrief.errors import EstimationError
from gspbrief.evidence import kinds
from gspbrief.evidence.absence import Wanted, missing_among
from gspbrief.evidence.study import Study, published
from gspbrief.findings.conflicts import conflicts as contradictions
from gspbrief.findings.derivation import (
    computed_id,
    derived,
    of_one_cost,
    one_source,
    ratio,
    refused,
    scope_id,
    whole,
    whole_cost,
)  # fmt: skip
from gspbrief.findings.finding import Bound, Finding, Findings

TOTALS = ("programme_cost", "funding_total")
UNIT_COSTS = (
    "cost_per_trainee",
    "cost_per_student",
    "cost_per_participant",
    "cost_per_graduate",
    "cost_per_placed",
    "training_cost_origin",
    "training_cost_destination",
    "recruitment_cost",
    "sponsor_cost",
    "subsidy_per_placed",
    "grant_per_person",
    "grant_per_project",
    "project_cost",
)
COST_OF_STAGE: Mapping[str, str] = {
    "selected": "cost_per_trainee",
    "enrolled": "cost_per_trainee",
    "in_training": "cost_per_trainee",
    "participants": "cost_per_participant",
    "trained": "cost_per_trainee",  # were taught: nothing is said of who finished
    "certified": "cost_per_graduate",
    "completed": "cost_per_graduate",
    "placed": "cost_per_placed",
    "departed": "cost_per_placed",
    "working_abroad": "cost_per_placed",
}
WHO_PAYS = ("cost_structure", "employer_cost_sharing", "equitable_costs")  # features that say it in words
WANTED: Sequence[Wanted] = (
    Wanted("programme_cost", "money", TOTALS),
    Wanted("cost_per_graduate", "money", ("cost_per_graduate",), kinds.trains),
    Wanted("cost_per_placed", "money", ("cost_per_placed",), kinds.could_leave, whole_per="placed"),
    Wanted("payer_share", "share", ("payer_share",), in_words=WHO_PAYS),
)
NURSING_SECTORS = ("nursing", "health", "elderly_care", "hospitality_and_nursing")
REST_OF: Mapping[str, Bound] = {  # what a hedge on the shares says of the rest
    "about": "about",
    "above": "below",
    "at_least": "at_most",
    "below": "above",
    "at_most": "at_least",
    "range": "range",
}
CLOSING_YEARS = 1  # a programme's accounts may close a year after its last course


def cost_per_graduate(
    cost: float, drop_out: float = 0.0, chi: float = 0.5, fixed: float = 0.0, graduates: float | None = None
) -> float:
    """Cost per graduate when some drop out: ``C [1 - d (1 - chi)] / (1 - d) + F0 / G``.

    Parameters
    ----------
    cost : float
        Cost of one full course, C [money per entrant].
    drop_out : float
        Share of entrants who do not finish, d [0-1).
    chi : float
        Share of the course's cost consumed before dropping out [0-1].
    fixed : float
        Fixed cost of the programme, F0 [money].
    graduates : float, optional
        Number of graduates, G; needed where there is a fixed cost.

    Returns
    -------
    float
        Money per graduate.

    Raises
    ------
    EstimationError
        If a share lies outside its range, or a fixed cost comes without graduates to bear it.

    Examples
    --------
    >>> round(cost_per_graduate(10_000, drop_out=0.2, chi=0.5), 2)
    11250.0
    """
    if not 0 <= drop_out < 1 or not 0 <= chi <= 1:
        raise EstimationError(f"drop-out {drop_out} and its share of cost {chi} must lie between 0 and 1")
    if fixed and not graduates:
        raise EstimationError("a fixed cost needs the number of graduates who bear it")
    return cost * (1 - drop_out * (1 - chi)) / (1 - drop_out) + (fixed / graduates if graduates else 0.0)


def totals(study: Study) -> Findings:
    """Published totals: programme costs, funding, budgets of a year and investments."""
    return study.published("costs").where(lambda f: f.measure in (*TOTALS, "annual_budget", "investment"))


def unit_costs(study: Study) -> Findings:
    """Published costs of one person or project; each measures what its ``measure`` and ``per`` say."""
    return study.published("costs").where(lambda f: f.measure in UNIT_COSTS and f.unit == "money")


def in_one_currency(findings: Iterable[Finding]) -> Findings:
    """The largest group of amounts with the same currency and price year, which alone share an axis."""
    amounts = [f for f in findings if f.found and f.currency]
    groups = Counter((f.currency, f.price_year) for f in amounts)
    commonest = groups.most_common(1)
    return Findings(f for f in amounts if (f.currency, f.price_year) == commonest[0][0])


def derived_unit_costs(study: Study) -> Findings:
    """Costs per trainee, graduate and placed: a programme total divided by a count of the same span.

    Hedges carry over; a quotient that they leave without a bound is refused with its reason. What kind of
    total it was (``budget``, ``ceiling``, ``actual``) stands in ``details["concept"]``.
    """
    counts = [f for f in study.published("migration") if f.measure in COST_OF_STAGE and _is_count(f)]
    return Findings(
        _unit_cost(total, count)
        for total in _programme_totals(study)
        for count in counts
        if _same_span(total, count) and _same_status(total, count)
    )


def _is_count(finding: Finding) -> bool:
    return finding.unit == "persons" and whole(finding) and finding.timing in ("cumulative", "during")


def _programme_totals(study: Study) -> Iterable[Finding]:
    """Dated totals of the whole programme; of several that rest on one count, the most precise."""
    best: dict[tuple[str, ...], Finding] = {}
    for total in study.published("costs"):
        if total.measure in TOTALS and whole_cost(total) and total.start and total.end:
            root = (total.evidence_root, total.details.get("concept", ""), total.currency)
            best[root] = min(best.get(root, total), total, key=_precision)
    return best.values()


def _precision(finding: Finding) -> tuple[int, str]:
    """Sorts the most precise first, and of two alike always the same one."""
    return -len(f"{finding.value or 0:.15g}".replace(".", "").strip("0")), finding.id


def _same_span(total: Finding, count: Finding) -> bool:
    if not (count.start and count.end):
        return False
    inside = int(total.start[:4]) <= int(count.start[:4]) and int(count.end[:4]) <= int(total.end[:4])
    return inside and int(total.end[:4]) - int(count.end[:4]) <= CLOSING_YEARS


def _same_status(total: Finding, count: Finding) -> bool:
    """Achieved counts go with any total, planned ones with a total that was itself a plan."""
    return count.status == "achieved" or total.status != "achieved"


def _unit_cost(total: Finding, count: Finding) -> Finding:
    measure = COST_OF_STAGE[count.measure]
    cost = ratio(
        computed_id(f"costs.{measure}", total, count),
        measure,
        "money",
        total,
        count,
        currency=total.currency,
        price_year=total.price_year,
        per=measure.removeprefix("cost_per_"),
        base=count.measure,
        status=count.status if count.status != "achieved" else total.status,
        formula=f"{total.measure} ÷ {count.measure}",
        caveats=_cost_caveats(total, measure),
        details={"concept": total.details.get("concept", "")},
    )
    return replace(cost, n=int(count.value)) if count.bound == "exact" and count.value else cost


def _cost_caveats(total: Finding, measure: str) -> tuple[str, ...]:
    concept = total.details.get("concept", "")
    caveats = {
        "budget_not_spending": concept == "budget",
        "ceiling_not_spending": concept == "ceiling",
        "full_cost_only": measure == "cost_per_placed",
    }
    return (*_price_caveat(total), *(word for word, holds in caveats.items() if holds))


def spent_of_planned(study: Study) -> Findings:
    """What was spent as a ratio to what was planned for the same programme; a ratio, never an interval."""
    own = [f for f in study.published("costs") if f.measure in TOTALS and whole_cost(f)]
    spent = [f for f in own if f.status == "achieved" and f.details.get("concept") == "actual"]
    plans = [f for f in own if f.details.get("concept") in ("budget", "ceiling")]
    return Findings(
        ratio(
            computed_id("costs.spent_of_planned", actual, plan, by="of"),
            "spent_of_planned",
            "ratio",
            actual,
            plan,
            formula=f"actual ÷ {plan.details['concept']}",
            details={"concept": plan.details["concept"]},
            caveats=_price_caveat(actual),
        )
        for actual in spent
        for plan in plans
        if (actual.measure, actual.currency, actual.price_year)
        == (plan.measure, plan.currency, plan.price_year)
    )


def _price_caveat(finding: Finding) -> tuple[str, ...]:
    return () if finding.price_year is not None else ("price_year_not_stated",)


def payers(study: Study) -> Findings:
    """Who pays: for each payer whose share is published, what that is of a known total, and what is left.

    Shares of one cost sum to one with ``unallocated``; without a known total there is no amount.

    Returns
    -------
    Findings
        ``costs.payer_amount`` [money] by payer and ``costs.payer_share.unallocated`` [share].
    """
    shares = [f for f in study.published("costs") if f.measure == "payer_share" and f.value is not None]
    known = {f.id: f for f in study.published("costs") if f.unit == "money"}
    amounts = [_payer_amount(f, known[f.inputs[0]]) for f in shares if f.inputs and f.inputs[0] in known]
    wholes: dict[str, list[Finding]] = defaultdict(list)
    for share in shares:
        wholes[_rest(share)].append(share)
    return Findings([*amounts, *(_unallocated(name, group) for name, group in wholes.items())])


def _rest(share: Finding) -> str:
    """The id of what the shares of one cost leave: that of the cost that they are of."""
    component = share.details.get("component", "")
    name = "costs.payer_share.unallocated"
    return scope_id(name, group=share.group, component=component, start=share.start, end=share.end)


def payer_shares(study: Study) -> Findings:
    """The published shares of payers with what they leave, where that is not nothing."""
    left = payers(study).where(lambda f: bool(f.value), measure="payer_share")
    return study.published("costs").where(measure="payer_share") + left


def _payer_amount(share: Finding, total: Finding) -> Finding:
    what = (computed_id("costs.payer_amount", share), "payer_amount", "money", (share, total))
    hedges = {share.bound, total.bound} - {"exact"}
    if share.value is None or total.value is None or len(hedges - {"about"}) > 1:
        return refused(*what, "share and total leave no single amount", "no_bound")
    return derived(
        *what,
        value=share.value * total.value,
        bound=min(hedges - {"about"} or hedges, default="exact"),
        status=share.status,
        currency=total.currency,
        price_year=total.price_year,
        per=total.per,
        formula=f"payer_share × {total.measure}",
        caveats=_price_caveat(total),
        details=_details(share, "payer", "component", "concept"),
    )


def _details(finding: Finding, *names: str) -> dict[str, str]:
    return {name: finding.details[name] for name in names if name in finding.details}


def _unallocated(name: str, shares: list[Finding]) -> Finding:
    details = {**_details(shares[0], "component", "concept", "rest_paid_by"), "payer": "unallocated"}
    what = (name, "payer_share", "share", shares)
    payers_named = [share.details.get("payer", "") for share in shares]
    total = sum(share.value or 0.0 for share in shares)
    hedges = {share.bound for share in shares} - {"exact"}
    if len(set(payers_named)) < len(shares) or total > 1 + 1e-9:
        reason = "the published shares of the payers contradict each other"
        return refused(*what, reason, "shares_contradict", details=details)
    if len(hedges) > 1:
        return refused(*what, "the published shares are hedged in unlike ways", "no_bound", details=details)
    return derived(
        *what,
        value=max(0.0, 1 - total),
        bound=REST_OF[hedges.pop()] if hedges else "exact",
        status=shares[0].status,
        base=shares[0].base,
        formula="1 − Σ payer_share",
        details=details,
    )


def trainees_for_one(study: Study) -> Findings:
    """How many can be trained at the origin for the cost of one at the destination, and its inverse.

    The inverse, ``break_even_away_share``, is the share of graduates who must move for the destination to
    recover the training of all, valuing only the training it avoids. Both come with the two training costs.
    Programmes for nurses that have no pair of their own take the pair of a study of nurse training.
    """
    own = _training_pair(study.published("costs"))
    general = published(study.general["costs"], "costs").where(lambda f: "nursing" in f.id)
    nursing = study.partnership.sector in NURSING_SECTORS
    pair = own or (_training_pair(general) if nursing else ())
    if not pair:
        return Findings()
    names = ("costs.trainees_for_one", "costs.break_even_away_share")
    return Findings((*(pair if not own else ()), *training_ratios(names, *pair, _price_caveat(pair[0]))))


def training_ratios(
    names: tuple[str, str], destination: Finding, origin: Finding, caveats: tuple[str, ...]
) -> tuple[Finding, Finding]:
    """The cost of training at the destination to that at the origin, and its inverse, under these ids."""
    trainees = ratio(
        names[0],
        "trainees_for_one",
        "ratio",
        destination,
        origin,
        formula="training_cost_destination ÷ training_cost_origin",
        caveats=caveats,
        origin=origin.origin,
    )
    away_share = ratio(
        names[1],
        "break_even_away_share",
        "share",
        origin,
        destination,
        formula="training_cost_origin ÷ training_cost_destination",
        caveats=(*caveats, "training_saving_only"),
        destination=destination.destination,
    )
    return trainees, away_share


def _training_pair(findings: Findings) -> tuple[Finding, Finding] | tuple[()]:
    """Training costs at destination and origin that one source gives, of the same part in the same money."""
    ordered = sorted(findings, key=lambda f: f.id)  # whichever order the rows stand in
    for destination in (f for f in ordered if f.measure == "training_cost_destination"):
        for origin in (f for f in ordered if f.measure == "training_cost_origin"):
            if of_one_cost(destination, origin) and one_source(destination, origin):
                return destination, origin
    return ()


def conflicts(study: Study) -> tuple[tuple[str, ...], ...]:
    """Ids of published costs that contradict each other, by conflict."""
    return contradictions(study.published("costs"))


def missing(study: Study) -> Findings:
    """The costs that were looked for and of which nothing is held on this partnership."""
    return missing_among(study, "costs", WANTED, derived_unit_costs(study))
