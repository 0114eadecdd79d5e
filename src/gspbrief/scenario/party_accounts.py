"""Each party's account in the partnership model, and which missing figure would change the answer most."""

from __future__ import annotations

from collections.abc import Mapping

from gspbrief.evidence.study import Study
from gspbrief.findings.finding import Finding, Findings
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.break_evens import drivers
from gspbrief.scenario.case_accounts import CaseReport, compared_cases
from gspbrief.scenario.draws import simulate
from gspbrief.scenario.owner_questions import model_fits
from gspbrief.scenario.symbols import PARTIES
from gspbrief.scenario.thresholds import earned, own_figures
from gspbrief.scenario.words import PARTY_WORDS, SYMBOL_MEASURES

DISPLACED = "Z"  # residents who lose a job to a placement
COMPARED = (
    "net_skill_stock",
    "skills_used",
    "cost_per_placed_full",
    "cost_per_placed_incremental",
    "account_per_placed",
    "account_per_money_spent",
)
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


def draw_shares(assumptions: Assumptions) -> Findings:
    """In which share of the assumed draws no party loses, and in which each party does.

    Displaced residents lose wherever a placement displaces anyone, so the share without them stands beside
    the share for all. None is a probability: the draws are of assumptions.
    """
    drawn = simulate(assumptions, rate=assumptions.rate)
    others = tuple(party for party in PARTIES if party != DISPLACED)
    shares = [
        _share_of_draws("no_loser_share", "all", drawn.no_loser_share(), assumptions),
        _share_of_draws("no_loser_share", "residents_aside", drawn.no_loser_share(others), assumptions),
    ]
    losing = sorted(drawn.loser_share.items(), key=lambda item: -item[1])
    shares += [_share_of_draws("loser_share", PARTY_WORDS[p], share, assumptions) for p, share in losing]
    return Findings(shares)


def _share_of_draws(measure: str, name: str, share: float, assumptions: Assumptions) -> Finding:
    party = {"party": name} if measure == "loser_share" else {}
    return Finding(
        id=f"synthesis.{measure}.{name}",
        measure=measure,
        value=share,
        unit="share",
        grade="assumed",
        caveats=("rests_on_assumptions",),
        details={"case": assumptions.case, **party},
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
        `details["symbol"]` names; empty where the model does not describe the partnership.
    """
    if not held:
        return Findings()
    fitting = list(held.values())[-1]
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
