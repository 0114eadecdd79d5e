"""The scenario explorer as data: the assumptions a reader may move, and the model that answers them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from gspbrief.evidence.study import Study
from gspbrief.exhibits.exhibit import Column, Exhibit
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import DRAWN, Assumptions
from gspbrief.scenario.break_evens import drivers
from gspbrief.scenario.script import browser_script
from gspbrief.scenario.symbols import PARTY_WORDS, SYMBOL_MEASURES, UNITS
from gspbrief.scenario.thresholds import earned

FOUR_PARTIES = ("D", "E", "O", "A")  # those between whom a partnership is agreed
FORGOTTEN = ("H", "F", "X", "Z")
_WIDEST = 3  # assumptions for each of the four: seven to nine in all, of which a reader can keep track
_STEPS = {"years": (1,), "money": (500, 100)}  # the first on which an assumption stands
_STEP = (0.01, 0.001)  # of a share
_HAIR = 1e-9  # a decimal divided by its step may miss the whole number in binary

COLUMNS = (
    Column(name="measure", kind="word", vocabulary="measure"),
    Column(name="value", kind="number"),
    Column(name="low", kind="number"),
    Column(name="high", kind="number"),
)


def explorer(exhibit_id: str, assumptions: Assumptions, tried: Assumptions | None = None) -> Exhibit:
    """What a page needs to evaluate the model for a reader, from a case or with a programme's own inputs.

    Parameters
    ----------
    assumptions : Assumptions
        The starting point; symbols in ``assumptions.own`` are marked as the programme's own.
    tried : Assumptions, optional
        Those whose ranges the controls have, where the programme's own figures replaced some of them.

    Returns
    -------
    Exhibit
        A row for each assumption that moves the accounts most. The specification holds every assumption with
        the discount rate, ``r``, the ranges, rows for the other assumptions, the cases, the accounts at the
        starting point by party (money), and the model as JavaScript. Parties that nothing flows to or from
        are left out.
    """
    ranges = dict((tried or assumptions).ranges)
    first = moved(assumptions, tried)
    rows = tuple(_row(assumptions, symbol, ranges[symbol]) for symbol in first)
    start = {symbol: entry.value for symbol, entry in assumptions.entries.items() if symbol in DRAWN}
    scenario = evaluate(assumptions, assumptions.rate)
    parties = [party for party in (*FOUR_PARTIES, *FORGOTTEN) if party in scenario.paid_or_gained]
    return Exhibit(
        id=exhibit_id,
        form="explorer",
        data=rows,
        columns=COLUMNS,
        spec={
            "assumptions": {
                **start,
                "share": {kind: dict(split) for kind, split in assumptions.share.items()},
            },
            "ranges": {symbol: list(ends) for symbol, ends in assumptions.ranges.items()},
            "others": [
                _row(assumptions, symbol, ends) for symbol, ends in ranges.items() if symbol not in first
            ],
            "cases": {
                name: {
                    "values": dict(case.values),
                    "share": {kind: dict(split) for kind, split in case.share.items()},
                }
                for name, case in assumptions.cases.items()
                if case.values or case.share
            },
            "currency": assumptions.currency,
            "parties": {party: PARTY_WORDS[party] for party in parties},
            "forgotten": [party for party in FORGOTTEN if party in parties],
            "accounts": {party: scenario.npv[party] for party in parties},
            "model": browser_script(),
        },
    )


def own_explorer(
    exhibit_id: str, study: Study, assumptions: Assumptions, held: Mapping[str, Assumptions]
) -> Exhibit:
    """The explorer that starts from a programme's own figures; empty unless it has earned a scenario.

    Parameters
    ----------
    assumptions : Assumptions
        As read.
    held : mapping of str to Assumptions
        What `gspbrief.scenario.thresholds.settings` gave.
    """
    start = earned(study, assumptions, held)
    if start is None:
        return Exhibit(id=exhibit_id, form="explorer")
    return explorer(exhibit_id, start, assumptions.in_case(start.case))


def moved(assumptions: Assumptions, tried: Assumptions | None = None) -> tuple[str, ...]:
    """The symbols that a reader may move: the programme's own, and those that move the four parties most.

    For each party these are the three of widest swing. The widest for the destination government come first.
    """
    swings = [drivers(tried or assumptions, party, assumptions.rate) for party in FOUR_PARTIES]
    wanted = {driver.symbol for found in swings for driver in found[:_WIDEST]} | set(assumptions.own)
    return tuple(driver.symbol for driver in swings[0] if driver.symbol in wanted)


def _row(assumptions: Assumptions, symbol: str, tried: tuple[float, float]) -> dict[str, object]:
    """One control; its range holds the value it starts from, and begins and ends on a step."""
    value, (unit, _) = float(assumptions.entries[symbol].value or 0), UNITS[assumptions.entries[symbol].unit]
    steps = _STEPS.get(unit, _STEP)
    step = next((step for step in steps if abs(value / step - round(value / step)) < _HAIR), steps[-1])
    low, high = min(tried[0], value), max(tried[1], value)
    return {
        "symbol": symbol,
        "measure": SYMBOL_MEASURES[symbol],
        "value": value,
        "low": round(math.floor(low / step + _HAIR) * step, 3),
        "high": round(math.ceil(high / step - _HAIR) * step, 3),
        "step": step,
        "unit": unit,
        "own": symbol in assumptions.own,
    }
