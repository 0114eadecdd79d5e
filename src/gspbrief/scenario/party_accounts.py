"""Each party's account in the partnership model, and which missing figure would change the answer most."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gspbrief.evidence.study import Study
from gspbrief.findings.finding import Finding, Findings
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.break_evens import Driver, drivers
from gspbrief.scenario.case_accounts import CaseReport, compared_cases
from gspbrief.scenario.draws import DRAWS, Draws, simulate
from gspbrief.scenario.owner_questions import LICENSED, model_fits
from gspbrief.scenario.ranking import total_effects
from gspbrief.scenario.symbols import PARTIES, PARTY_WORDS, SYMBOL_MEASURES
from gspbrief.scenario.thresholds import earned, own_figures

DISPLACED = "Z"  # residents who lose a job to a placement
NAMED = 3  # assumptions that the text names: those that matter most
COMPARED = (
    "net_skill_stock",
    "net_skill_stock_later",
    "skills_used",
    "cost_per_placed_full",
    "cost_per_placed_incremental",
    "account_per_placed",
    "account_per_money_spent",
)
_OF_A_LICENCE = ("J", "l")  # years before it, and who passes: nothing where no licence is needed
PAYER = "D"  # the party that the deciding figure is about: it pays most of the costs


def base_accounts(study: Study, assumptions: Assumptions) -> Findings:
    """Every party's account by the assumptions alone; none where the model does not fit."""
    if not model_fits(study.partnership):
        return Findings()
    return CaseReport.of(assumptions, "scenario.base_", study.partnership.id).accounts()


def base_figures(study: Study, assumptions: Assumptions) -> Findings:
    """What stands beside the accounts of the case asked for: unit costs, skills, money sent, taxes."""
    if not model_fits(study.partnership):
        return Findings()
    report = CaseReport.of(assumptions, "scenario.base_", study.partnership.id)
    of_parties = ("account_per_placed", "payback_years")  # these stand with the accounts
    return report.figures().where(lambda f: f.measure not in of_parties)


def cases(study: Study, assumptions: Assumptions) -> Findings:
    """The model's cases side by side, by the assumptions alone; none where the model does not fit."""
    if not model_fits(study.partnership):
        return Findings()
    shown = compared_cases(assumptions, "scenario", study.partnership.id)
    return shown.where(lambda f: f.measure in COMPARED)


def own_accounts(study: Study, assumptions: Assumptions, held: Mapping[str, Assumptions]) -> Findings:
    """Every party's account with the programme's own figures; none unless it has earned a scenario.

    Parameters
    ----------
    assumptions : Assumptions
        As read.
    held : mapping of str to Assumptions
        What `gspbrief.scenario.thresholds.settings` gave.
    """
    own = earned(study, assumptions, held)
    if own is None:
        return Findings()
    return CaseReport.of(own, "scenario.own_", study.partnership.id, "modelled").accounts()


def drawn_accounts(study: Study, assumptions: Assumptions) -> Findings:
    """What the draws make of every party's account: its median and its middle 90 percent, and who loses.

    Only of parties that anything flows to or from. Displaced residents lose wherever a placement displaces
    anyone, so the share of draws in which no party loses stands beside that without them. None is a
    probability: the draws are of assumptions.
    """
    drawn = simulate(assumptions)
    parties = tuple(party for party in PARTIES if np.any(drawn.npv[party]))
    accounts = Findings(_drawn(study, assumptions, party, drawn) for party in parties)
    shares = _draw_shares(study, assumptions, drawn)
    words = {PARTY_WORDS[party] for party in parties}
    made = Finding(
        id="scenario.draws",
        measure="draws",
        value=DRAWS,
        unit="draws",
        grade="assumed",
        partnership=study.partnership.id,
    )
    return shares.where(lambda f: f.details.get("party", "") in {"", *words}) + accounts + Findings([made])


def _drawn(study: Study, assumptions: Assumptions, party: str, drawn: Draws) -> Finding:
    low, median, high = drawn.quantiles(party)
    return Finding(
        id=f"scenario.account_drawn.{PARTY_WORDS[party]}",
        measure="account_drawn",
        value=median,
        low=low,
        high=high,
        interval="draws",
        unit="money",
        currency=assumptions.currency,
        price_year=assumptions.price_year,
        grade="assumed",
        partnership=study.partnership.id,
        caveats=("rests_on_assumptions",),
        details={"case": assumptions.case, "party": PARTY_WORDS[party]},
    )


def _draw_shares(study: Study, assumptions: Assumptions, drawn: Draws) -> Findings:
    others = tuple(party for party in PARTIES if party != DISPLACED)
    nobody = {"all": drawn.no_loser_share(), "residents_aside": drawn.no_loser_share(others)}
    losing = sorted(drawn.loser_share.items(), key=lambda item: -item[1])
    shares: list[tuple[str, str, float, dict[str, str]]] = [
        ("no_loser_share", name, share, {}) for name, share in nobody.items()
    ]
    shares += [("loser_share", PARTY_WORDS[p], share, {"party": PARTY_WORDS[p]}) for p, share in losing]
    return Findings(
        Finding(
            id=f"scenario.{measure}.{name}",
            measure=measure,
            value=share,
            unit="share",
            grade="assumed",
            partnership=study.partnership.id,
            caveats=("rests_on_assumptions",),
            details={"case": assumptions.case, **party},
        )
        for measure, name, share, party in shares
    )


def ranked_drivers(study: Study, assumptions: Assumptions) -> Findings:
    """What drives the destination government's account, ranked over all assumptions at once.

    Returns
    -------
    Findings
        For each assumption its total effect, the largest first: the share of the account's variance in which
        it takes part. Of the first `NAMED` also the account at the ends of its range, all else as assumed.
    """
    effects = total_effects(assumptions, PAYER)
    apart = {driver.symbol: driver for driver in drivers(assumptions, PAYER, assumptions.rate)}
    details = {"party": PARTY_WORDS[PAYER], "case": assumptions.case}
    found = [
        Finding(
            id=f"scenario.total_effect.{SYMBOL_MEASURES[effect.symbol]}",
            measure=SYMBOL_MEASURES[effect.symbol],
            value=effect.share,
            unit="share",
            grade="assumed",
            partnership=study.partnership.id,
            formula="E[Var(NPV | all others)] ÷ Var(NPV)",
            caveats=("rests_on_assumptions",),
            details={**details, "margin": f"{effect.margin:.3f}"},
        )
        for effect in effects
    ]
    found += [_ends(study, assumptions, apart[effect.symbol], details) for effect in effects[:NAMED]]
    return Findings(found)


def _ends(study: Study, assumptions: Assumptions, driver: Driver, details: Mapping[str, str]) -> Finding:
    return Finding(
        id=f"scenario.driver.{SYMBOL_MEASURES[driver.symbol]}",
        measure="account",
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
        details={**details, "moved": SYMBOL_MEASURES[driver.symbol]},
    )


def deciding_figure(study: Study, assumptions: Assumptions, held: Mapping[str, Assumptions]) -> Findings:
    """The missing figure of a programme's own that would change the answer most, by its ends.

    Of the assumptions that wait for a programme's own figure, the one whose range moves the destination
    government's account furthest.

    Parameters
    ----------
    assumptions : Assumptions
        As read.
    held : mapping of str to Assumptions
        What `gspbrief.scenario.thresholds.settings` gave.

    Returns
    -------
    Findings
        The account per trainee at either end of that range: ``at_low`` and ``at_high`` of the measure, which
        `details["moved"]` names; empty where the model does not describe the partnership.
    """
    if not held:
        return Findings()
    fitting = list(held.values())[-1]
    own = own_figures(study, assumptions)
    licensed = study.partnership.sector in LICENSED  # of no other trade is a licence told
    waiting = [
        s
        for s, entry in fitting.entries.items()
        if entry.tag == "programme" and s not in own and (licensed or s not in _OF_A_LICENCE)
    ]
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
            details={"party": PARTY_WORDS[PAYER], "case": fitting.case, "moved": word, "extreme": end},
        )
        for end, npv in ends.items()
    )
