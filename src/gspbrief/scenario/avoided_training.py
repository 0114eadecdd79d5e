"""What training at the origin saves if the posts would be filled anyway: with drop-out, language and moving.

The second counterfactual of the partnership model; it is never added to the accounts of the first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from gspbrief.findings.derivation import derived
from gspbrief.findings.finding import Bound, Finding, Findings
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.break_evens import break_even_away_share, repaying_earnings, trainees_for_one

_FORMULAS = {
    "ratio": "ρ = V ÷ (C[1 − d(1 − χ)] ÷ (1 − d))",
    "share": "α* = k_H ÷ [(1 − d)p(V − C_M) − k_L − k_A + k_H]",
}


def avoided_training(assumptions: Assumptions) -> Findings:
    """Trainees for the price of one with drop-out, and the away share that breaks even with every add-on.

    The destination's cost is the range of V. The course at the origin is an upper bound where the assumption
    says so, which makes the first figure a lower bound and the second an upper one. Fixed costs are left out,
    as they are in the plain figures that these stand beside. A course that costs nothing or that nobody
    finishes pays for no number of graduates.

    Returns
    -------
    Findings
        ``synthesis.trainees_for_one_with_drop_out`` and ``synthesis.break_even_away_share_with_costs``;
        each is left out where at an end of the range there is none.
    """
    free = assumptions.with_values({"F0": 0})
    drop, consumed = float(str(free["dH"])), float(str(free["chi"]))

    def for_one(saving: float) -> float | None:
        course = float(str(free["CH"]))
        if not course or drop == 1:
            return None
        return trainees_for_one(saving, course, origin_drop_out=drop, consumed=consumed)

    def share(saving: float) -> float | None:
        return break_even_away_share(free, saving) or None  # of a course at no cost any share would do

    below = assumptions.entries["CH"].bound == "below"
    found = (
        _over_savings(assumptions, "trainees_for_one_with_drop_out", "ratio", for_one, below and "at_least"),
        _over_savings(assumptions, "break_even_away_share_with_costs", "share", share, below and "at_most"),
    )
    return Findings(finding for finding in found if finding is not None)


def _over_savings(
    assumptions: Assumptions,
    measure: str,
    unit: str,
    at: Callable[[float], float | None],
    bound: Bound | Literal[False],
) -> Finding | None:
    entry = assumptions.entries["V"]
    values = [at(saving) for saving in (entry.low, entry.high, entry.value) if saving]
    known = [value for value in values if value is not None]
    if len(known) < len(values) or not known:
        return None
    return Finding(
        id=f"synthesis.{measure}",
        measure=measure,
        value=None,
        low=min(known),
        high=max(known),
        interval="propagated",
        unit=unit,
        grade="assumed",
        bound=bound or "range",
        formula=_FORMULAS[unit],
        caveats=("rests_on_assumptions",),
        details={"case": assumptions.case},
    )


def earnings_that_repay(general: Findings, assumptions: Assumptions) -> Findings:
    """The yearly earnings from which the sponsor of the published worked example is repaid; none or one.

    The example repays a share of at least so many years of earnings, so the earnings are at most these. Where
    the assumptions have no year of repayment, there are none.
    """
    costs, shares = (general.where(measure=name) for name in ("sponsor_cost", "earnings_repaid_share"))
    years = assumptions.entries["nlam"].value or 0.0
    return Findings(
        derived(
            "synthesis.repaying_earnings",
            "repaying_earnings",
            "money",
            (cost, share),
            value=repaying_earnings(cost.value, share.value, years),
            bound="at_most",
            status=cost.status,
            currency=cost.currency,
            price_year=cost.price_year,
            per="person_year",
            formula="sponsor_cost ÷ (earnings_repaid_share × n)",
            caveats=("price_year_not_stated",),
        )
        for cost in costs
        for share in shares
        if years and cost.value and share.value and cost.evidence_root == share.evidence_root
    )
