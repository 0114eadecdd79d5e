"""Each party's account in the partnership model, and which missing figure would change the answer most."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from types import MappingProxyType

from gspbrief.decision.owner_questions import model_fits
from gspbrief.decision.thresholds import PARTY_WORDS, SYMBOL_MEASURES, own_figures
from gspbrief.findings import Finding, Findings
from gspbrief.model.assumptions import Assumptions
from gspbrief.model.break_evens import drivers
from gspbrief.model.own_inputs import shows_scenario
from gspbrief.model.scenario_draws import simulate
from gspbrief.model.scenario_symbols import PARTIES
from gspbrief.partnerships import Study
from gspbrief.scenario import evaluate
from gspbrief.sources import Grade

DISPLACED = "Z"  # residents who lose a job to a placement
PAYER = "D"  # the party that the deciding figure is about: it pays most of the costs


def base_accounts(study: Study, assumptions: Assumptions) -> Findings:
    """Every party's net present value by the assumptions alone; none where the model does not fit."""
    if not model_fits(study.partnership):
        return Findings()
    return _accounts(study, assumptions, "base_account", "assumed")


def own_accounts(study: Study, assumptions: Assumptions, held: Mapping[str, Assumptions]) -> Findings:
    """Every party's net present value with the programme's own figures; none unless it has earned a scenario.

    Parameters
    ----------
    assumptions : Assumptions
        As read.
    held : mapping of str to Assumptions
        What `gspbrief.decision.thresholds.settings` gave.
    """
    if not held or not shows_scenario(own_figures(study, assumptions)):
        return Findings()
    return _accounts(study, list(held.values())[-1], "own_account", "modelled")


def _accounts(study: Study, assumptions: Assumptions, name: str, grade: Grade) -> Findings:
    npv = evaluate(assumptions, assumptions.rate).npv
    return Findings(
        Finding(
            id=f"scenario.{name}.{PARTY_WORDS[party]}",
            measure="account",
            value=npv[party],
            unit="money",
            currency=assumptions.currency,
            price_year=assumptions.price_year,
            grade=grade,
            partnership=study.partnership.id,
            formula="Σ (flow − cost) ÷ (1 + r)^t",
            caveats=("rests_on_assumptions",),
            details={"party": PARTY_WORDS[party], "case": assumptions.case},
        )
        for party in PARTIES
    )


def no_loser_shares(assumptions: Assumptions) -> Findings:
    """Share of the assumed draws in which no party loses: of all parties, and of all but displaced residents.

    Displaced residents lose wherever a placement displaces anyone, so the second share stands beside the
    first. Neither is a probability: the draws are of assumptions.
    """
    drawn = simulate(assumptions, rate=assumptions.rate)
    groups = {"all": PARTIES, "residents_aside": tuple(party for party in PARTIES if party != DISPLACED)}
    return Findings(
        Finding(
            id=f"synthesis.no_loser_share.{name}",
            measure="no_loser_share",
            value=drawn.no_loser_share(parties),
            unit="share",
            grade="assumed",
            caveats=("rests_on_assumptions",),
            details={"case": assumptions.case},
        )
        for name, parties in groups.items()
    )


def account_drivers(study: Study, assumptions: Assumptions) -> Findings:
    """How far each assumption with a range moves the destination government's account, the widest first.

    Each is a range: the account at the ends of the assumption's range. What does not move it is left out, and
    there is none where the model does not fit.
    """
    if not model_fits(study.partnership):
        return Findings()
    return Findings(
        Finding(
            id=f"scenario.driver.{SYMBOL_MEASURES[driver.symbol]}",
            measure=SYMBOL_MEASURES[driver.symbol],
            value=None,
            bound="range",
            low=min(driver.npv_low, driver.npv_high),
            high=max(driver.npv_low, driver.npv_high),
            interval="assumed_range",
            unit="money",
            currency=assumptions.currency,
            price_year=assumptions.price_year,
            grade="assumed",
            partnership=study.partnership.id,
            details={"party": PARTY_WORDS[PAYER], "case": assumptions.case},
        )
        for driver in drivers(assumptions, PAYER, assumptions.rate)
        if driver.swing > 0
    )


def deciding_figure(
    study: Study, assumptions: Assumptions, held: Mapping[str, Assumptions], least: Findings
) -> Findings:
    """The missing figure of a programme's own that would change the answer most, by its ends.

    Of the assumptions that wait for a programme's own figure, the one whose range moves the destination
    government's account furthest.

    Parameters
    ----------
    assumptions : Assumptions
        As read.
    held : mapping of str to Assumptions
        What `gspbrief.decision.thresholds.settings` gave.
    least : Findings
        The least that the placement rate can be, if known: below it the range is not tried.

    Returns
    -------
    Findings
        The account per trainee at either end of that range: ``at_low`` and ``at_high`` of the measure, which
        `details["symbol"]` names; empty where the model does not describe the partnership.
    """
    if not held:
        return Findings()
    fitting = _not_below(list(held.values())[-1], least)
    own = own_figures(study, assumptions)
    waiting = [s for s, entry in fitting.entries.items() if entry.tag == "programme" and s not in own]
    widest = next((d for d in drivers(fitting, PAYER, fitting.rate) if d.symbol in waiting), None)
    if widest is None:
        return Findings()
    word, entrants = SYMBOL_MEASURES[widest.symbol], float(fitting.entries["N"].value or 1)
    ends = {"at_low": widest.npv_low, "at_high": widest.npv_high}
    return Findings(
        Finding(
            id=f"scenario.deciding.{end}",
            measure="account_per_trainee",
            value=npv / entrants,
            unit="money",
            currency=fitting.currency,
            price_year=fitting.price_year,
            per="trainee",
            grade="assumed",
            partnership=study.partnership.id,
            inputs=(f"scenario.assumed.{fitting.case}.{word}",),
            formula="NPV ÷ N",
            caveats=("rests_on_assumptions",),
            details={"party": PARTY_WORDS[PAYER], "case": fitting.case, "symbol": word, "extreme": end},
        )
        for end, npv in ends.items()
    )


def _not_below(assumptions: Assumptions, least: Findings) -> Assumptions:
    floor = max((finding.value or 0.0 for finding in least), default=0.0)
    entry = assumptions.entries["p"]
    if entry.low is None or entry.high is None or entry.value is None or floor <= entry.low:
        return assumptions
    high = max(floor, entry.high)
    raised = dataclasses.replace(entry, low=floor, high=high, value=min(max(entry.value, floor), high))
    return dataclasses.replace(assumptions, entries=MappingProxyType({**assumptions.entries, "p": raised}))
