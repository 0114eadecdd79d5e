"""The partnership model as a JavaScript module, for the explorer of a published brief."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import sympy as sp

from gspbrief.scenario.equations import COHORT, COSTS, FLOWS, INPUTS, SKILLS, YEAR
from gspbrief.scenario.symbols import COST_KINDS, PARTIES

_MODULE = Path(__file__).with_name("model.js")  # with places for what follows from the equations


def javascript() -> str:
    """The text of an ES module that exports ``evaluate(assumptions, rate)``.

    It takes and returns the names of `gspbrief.scenario.accounts.evaluate`: ``npv`` and ``cost_by_payer`` by
    party, ``total_cost``, ``placed`` (persons), ``cost_per_placed_full`` and ``cost_per_placed_incremental``
    (null when nobody is placed), and ``net_skill_stock`` at the end of training. It does not check ranges:
    the page's controls hold them.
    """
    parts = {
        "INPUTS": json.dumps(INPUTS),
        "PARTIES": json.dumps(PARTIES),
        "COSTS": json.dumps(COST_KINDS),
        "INPUT_NAMES": ", ".join(INPUTS),
        "COHORT_NAMES": ", ".join(symbol.name for symbol in COHORT),
        "COHORT": _statements("const {} = {};", _by_name(COHORT)),
        "YEAR": _statements("const {} = {};", _by_name(YEAR)),
        "FLOWS": _statements("flow.{} = {};", FLOWS.items()),
        "COST": _statements("cost.{} = {};", COSTS.items()),
        "STOCK": sp.jscode(SKILLS["net_skill_stock"]),
    }
    text = _MODULE.read_text(encoding="utf-8")
    for name, part in parts.items():
        text = text.replace(f"@{name}@", part)
    return text


def browser_script() -> str:
    """The same as a script without modules, which pages opened from disk may load: ``gspbrief.evaluate``."""
    body = javascript().replace("export function", "function")
    published = "globalThis.gspbrief = {...globalThis.gspbrief, evaluate};"
    return f'(() => {{\n"use strict";\n{body}{published}\n}})();\n'


def _by_name(definitions: Mapping[sp.Symbol, sp.Expr]) -> Iterable[tuple[str, sp.Expr]]:
    return ((symbol.name, expression) for symbol, expression in definitions.items())


def _statements(form: str, expressions: Iterable[tuple[str, sp.Expr]]) -> str:
    lines = (form.format(name, " ".join(sp.jscode(value).split())) for name, value in expressions)
    return "\n".join(f"  {line}" for line in lines)
