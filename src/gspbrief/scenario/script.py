"""The partnership model as a JavaScript module, for the explorer of a published brief."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import sympy as sp

from gspbrief.scenario.equations import COHORT, COSTS, FLOWS, INPUTS, SKILLS, YEAR
from gspbrief.scenario.symbols import COST_KINDS, PARTIES

_MODULE = """\
// The partnership model. Generated from the expressions that the Python function is made of.
const INPUTS = @INPUTS@;
const PARTIES = @PARTIES@;
const COSTS = @COSTS@;

function cohort(a) {
  const {@INPUT_NAMES@} = a;
@COHORT@
  return {@COHORT_NAMES@};
}

function year(t, a, c) {
  const {@INPUT_NAMES@} = a;
  const {@COHORT_NAMES@} = c;
@YEAR@
  const flow = {};
@FLOWS@
  const cost = {};
@COST@
  return {flow, cost, stock: @STOCK@};
}

function accounts(a, rateOf) {
  const c = cohort(a);
  const npv = Object.fromEntries(PARTIES.map((party) => [party, 0]));
  const paid = {...npv};
  for (let t = 0; t <= a.T; t += 1) {
    const {flow, cost} = year(t, a, c);
    for (const party of PARTIES) {
      let spent = 0;
      for (const kind of COSTS) spent += (a.share[kind][party] ?? 0) * cost[kind];
      const discount = Math.pow(1 + rateOf(party), -t);
      paid[party] += spent * discount;
      npv[party] += (flow[party] - spent) * discount;
    }
  }
  const total = PARTIES.reduce((sum, party) => sum + paid[party], 0);
  return {npv, paid, total, placed: c.P, stock: year(a.tau, a, c).stock};
}

// Money in the unit of the assumptions; rate is one number, or one number for each party.
export function evaluate(assumptions, rate = 0.03) {
  const missing = [...INPUTS, "share"].filter((name) => assumptions[name] === undefined);
  if (missing.length > 0) throw new Error(`missing: ${missing.join(", ")}`);
  const rateOf = (party) => (typeof rate === "number" ? rate : rate[party]);
  const here = accounts(assumptions, rateOf);
  const without = accounts({...assumptions, alpha: 0}, rateOf);
  const perPlaced = (money) => (here.placed > 0 ? money / here.placed : null);
  return {
    npv: here.npv,
    cost_by_payer: here.paid,
    total_cost: here.total,
    placed: here.placed,
    cost_per_placed_full: perPlaced(here.total),
    cost_per_placed_incremental: perPlaced(here.total - without.total),
    net_skill_stock: here.stock,
  };
}
"""


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
    text = _MODULE
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
