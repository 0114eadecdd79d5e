"""What would have to be true: the thresholds of the partnership model for one programme.

A programme whose own cost and own placement rate are known gets a scenario of its own; every other one gets
the placement rate and the costs at which the destination's government and the employers break even.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode

from gspbrief.analysis import costs, migration
from gspbrief.errors import EstimationError
from gspbrief.evidence.study import EVIDENCE_TABLES, Partnership, Study
from gspbrief.findings.derivation import refused
from gspbrief.findings.finding import Finding, Findings
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumption import BASE, TRADITIONAL
from gspbrief.scenario.assumptions import Assumptions
from gspbrief.scenario.break_evens import break_even, drivers, rates_apart
from gspbrief.scenario.own_inputs import own_inputs, shows_scenario, with_own_inputs
from gspbrief.scenario.owner_questions import model_fits, why_unfit
from gspbrief.scenario.symbols import PARTY_WORDS, SYMBOL_MEASURES, UNITS

DECIDING_PARTIES = ("D", "E")  # those who pay for it, and could stop
TRAINS_ABROAD = "vet_in_destination"  # there a course is paid for, which traditional recruitment has none of
_ANY_RATE = (0.0, 1.0)
_TRACED = 3  # assumptions named under a threshold: those that move the account most

_FORMULAS = {
    "break_even_placement_rate": "p* = p − NPV ÷ (dNPV/dp)",
    "break_even_course_cost": "C* = −NPV(0) ÷ (dNPV/dC)",
    "break_even_outlay_per_placed": "(NPV + PV(costs)) ÷ P",
}

_PER = {"break_even_course_cost": "trainee", "break_even_outlay_per_placed": "placed"}

Find = Callable[[Assumptions, str], float | None]


@lru_cache(maxsize=1)  # a notebook asks again and again for its one study
def known_figures(study: Study) -> Findings:
    """Everything known of the programme: its published figures, and the rates and costs that follow."""
    figures = (f for table in EVIDENCE_TABLES for f in study.published(table))
    return Findings((*figures, *migration.rates(study), *costs.derived_unit_costs(study)))


def own_figures(study: Study, assumptions: Assumptions) -> dict[str, Finding]:
    """The programme's own figures that may replace assumptions, by symbol; money only in their currency."""
    found = own_inputs(known_figures(study), study.partnership.tracks)
    return {symbol: finding for symbol, finding in found.items() if _takes(assumptions, symbol, finding)}


def _takes(assumptions: Assumptions, symbol: str, finding: Finding) -> bool:
    try:
        with_own_inputs(assumptions, {symbol: finding})
    except EstimationError:
        return False
    return True


def count_of_own_inputs(study: Study, assumptions: Assumptions) -> Findings:
    """How many of the model's inputs are the programme's own, and how many inputs there are.

    All that the accounts take are counted, as the page of the model lists them; payers' shares are not.

    ``details["explore"]`` holds the programme's own as the explorer's address takes them.
    """
    own = own_figures(study, assumptions)
    held = with_own_inputs(assumptions.in_case(BASE), own)
    explored = {symbol: f"{held[symbol]:.6g}" for symbol in own}
    return Findings(
        [
            _count(study, "own_inputs", len(own), tuple(own.values()), explored),
            _count(study, "model_inputs", sum(e.value is not None for e in held.entries.values()), (), {}),
        ]
    )


def explored(findings: Iterable[Finding]) -> dict[str, float]:
    """A programme's own inputs by symbol, as `count_of_own_inputs` noted them; empty if it has none."""
    noted = (finding.details.get("explore", "") for finding in findings if finding.measure == "own_inputs")
    return {symbol: float(value) for text in noted for symbol, value in parse_qsl(str(text))}


def _count(
    study: Study, name: str, value: int, inputs: tuple[Finding, ...], explored: Mapping[str, object]
) -> Finding:
    return Finding(
        id=f"scenario.{name}",
        measure=name,
        value=value,
        unit="inputs",
        grade="derived",
        partnership=study.partnership.id,
        inputs=tuple(finding.id for finding in inputs),
        sources=tuple(dict.fromkeys(c for finding in inputs for c in finding.sources)),
        details={"explore": urlencode(explored)} if explored else {},
    )


def settings(study: Study, assumptions: Assumptions, case: str = BASE) -> dict[str, Assumptions]:
    """The assumptions for the thresholds, with the programme's own figures in place.

    Parameters
    ----------
    assumptions : Assumptions
        As read, in no case.
    case : str
        The case asked for.

    Returns
    -------
    dict of str to Assumptions
        ``chosen``: the case asked for; ``fitting``: traditional recruitment, where the programme is that.
        Empty where the model does not describe such a partnership.

    Raises
    ------
    ArgumentError
        If there is no such case.
    """
    cases = {"chosen": assumptions.in_case(case)}
    if not model_fits(study.partnership):
        return {}
    if case != TRADITIONAL and _recruits_the_skilled(study.partnership):
        cases["fitting"] = assumptions.in_case(TRADITIONAL)
    own = own_figures(study, assumptions)
    return {role: with_own_inputs(held, own) for role, held in cases.items()}


def earned(study: Study, assumptions: Assumptions, held: Mapping[str, Assumptions]) -> Assumptions | None:
    """The assumptions of a programme's own scenario; None unless it has earned one.

    Parameters
    ----------
    assumptions : Assumptions
        As read.
    held : mapping of str to Assumptions
        What `settings` gave.
    """
    if not held or not shows_scenario(own_figures(study, assumptions)):
        return None
    return list(held.values())[-1]


def _recruits_the_skilled(here: Partnership) -> bool:
    return here.model == TRADITIONAL and here.oecd_class != TRAINS_ABROAD


def without_thresholds(study: Study) -> Findings:
    """That a partnership has no threshold, and why, where the model does not describe it; else none."""
    if not (reason := why_unfit(study.partnership)):
        return Findings()
    return Findings(
        [
            Finding(
                id="scenario.no_threshold",
                measure="no_threshold",
                value=None,
                unit="share",
                grade="assumed",
                partnership=study.partnership.id,
                reason="the partnership model does not describe it",
                details={"reason": reason},
            )
        ]
    )


def break_even_rates(study: Study, held: Mapping[str, Assumptions]) -> Findings:
    """The placement rates at which those who pay break even, all else as assumed.

    The range beside a threshold is where it goes as one other assumption at a time takes either end of its
    range; ``details["never"]`` names an assumption at an end of which no rate breaks even.
    """
    what = ("break_even_placement_rate", "share", _break_even_rate)
    return Findings(_threshold(study, *scope, *what) for scope in _scopes(held))


def break_even_costs(study: Study, held: Mapping[str, Assumptions]) -> Findings:
    """The costs at which those who pay break even: of a course or, where there is none, of one placement."""
    course = ("break_even_course_cost", "money", _break_even_course_cost)
    outlay = ("break_even_outlay_per_placed", "money", _break_even_outlay_per_placed)
    return Findings(
        _threshold(study, role, assumptions, party, *(course if assumptions["CA"] else outlay))
        for role, assumptions, party in _scopes(held)
    )


def _scopes(held: Mapping[str, Assumptions]) -> Iterator[tuple[str, Assumptions, str]]:
    for role, assumptions in held.items():
        yield from ((role, assumptions, party) for party in DECIDING_PARTIES)


def _break_even_rate(assumptions: Assumptions, party: str) -> float | None:
    return break_even(assumptions, "p", party, assumptions.rate, within=_ANY_RATE)


def _break_even_outlay_per_placed(assumptions: Assumptions, party: str) -> float | None:
    """All that a party could pay for one person placed: what it gains before costs, as a present value."""
    scenario = evaluate(assumptions, assumptions.rate)
    gain = scenario.npv[party] + scenario.cost_by_payer[party]
    return gain / scenario.persons["P"] if gain > 0 and scenario.persons["P"] > 0 else None


def _break_even_course_cost(assumptions: Assumptions, party: str) -> float | None:
    """The cost of one course, alike on both tracks, in which the account is affine."""
    free, unit = (
        evaluate(assumptions.with_values({"CA": cost, "CH": cost}), assumptions.rate).npv[party]
        for cost in (0.0, 1.0)
    )
    return free / (free - unit) if 0 < free > unit else None


def _threshold(
    study: Study, role: str, assumptions: Assumptions, party: str, measure: str, unit: str, find: Find
) -> Finding:
    word, case = PARTY_WORDS[party], assumptions.cases[assumptions.case]
    traced = assumed(study, assumptions, party)[:_TRACED] or Findings([_assumption(study, assumptions, "p")])
    money = unit == "money"
    empty = refused(
        f"scenario.{measure}.{case.name}.{word}",
        measure,
        unit,
        traced,
        "no value breaks even under these assumptions",
        "no_break_even",
        details={"case": case.name, "party": word, "role": role, "note": f"{case.title}: {case.why}"},
        currency=assumptions.currency if money else "",
        price_year=assumptions.price_year if money else None,
        per=_PER.get(measure, ""),
        formula=_FORMULAS[measure],
        caveats=("rests_on_assumptions",),
    )
    value = find(assumptions, party)
    if value is None:
        return empty
    details = {name: text for name, text in empty.details.items() if name != "reason"}
    found = replace(empty, value=value, reason="", details=details)
    return found if money else _ranged(found, assumptions, party)


def _ranged(threshold: Finding, assumptions: Assumptions, party: str) -> Finding:
    """The rate with where it goes as one other assumption at a time takes either end of its range."""
    apart = rates_apart(assumptions, party)
    found = [value for ends in apart.values() for value in ends if value is not None]
    never = next((SYMBOL_MEASURES[symbol] for symbol, ends in apart.items() if None in ends), "")
    if not found:
        return threshold
    return replace(
        threshold,
        low=min(found),
        high=None if never else max(found),
        interval="assumed_ranges",
        details={**threshold.details, **({"never": never} if never else {})},
    )


def assumed(study: Study, assumptions: Assumptions, party: str) -> Findings:
    """The assumptions that have a range, by how far each moves a party's account, the widest first."""
    found = drivers(assumptions, party, assumptions.rate)
    return Findings(_assumption(study, assumptions, driver.symbol) for driver in found)


def assumptions_used(study: Study, held: Mapping[str, Assumptions]) -> Findings:
    """Every assumption of the case asked for, and those with a range of the other cases, each once."""
    listed = [
        _assumption(study, assumptions, symbol)
        for role, assumptions in held.items()
        for symbol, entry in assumptions.entries.items()
        if role == "chosen" or entry.low is not None
    ]
    return Findings(listed)


def assumptions_apart(study: Study, assumptions: Assumptions) -> Findings:
    """What every case assumes of that in which any of them differs from the base case, without ranges."""
    own = {symbol for case in assumptions.cases.values() for symbol in case.values}
    cases = [assumptions.in_case(name) for name in assumptions.cases]
    symbols = [symbol for symbol in assumptions.entries if symbol in own]
    found = (_assumption(study, case, symbol) for symbol in symbols for case in cases)
    return Findings(f if f.value is None else replace(f, low=None, high=None, interval="") for f in found)


def _assumption(study: Study, assumptions: Assumptions, symbol: str) -> Finding:
    entry, case = assumptions.entries[symbol], assumptions.case
    unit, per = UNITS[entry.unit]
    return Finding(
        id=f"scenario.assumed.{case}.{SYMBOL_MEASURES[symbol]}",
        measure=SYMBOL_MEASURES[symbol],
        value=entry.value,
        low=entry.low,
        high=entry.high,
        bound="range" if entry.value is None else entry.bound,
        interval="" if entry.low is None else "assumed_range",
        unit=unit,
        per=per,
        currency=assumptions.currency if unit == "money" else "",
        price_year=assumptions.price_year if unit == "money" else None,
        grade="assumed",
        partnership=study.partnership.id,
        sources=entry.sources,
        details={"case": case, "note": entry.why, "symbol": symbol},
    )
