"""A scenario of one's own laid over the assumptions: what it says takes their place, the rest stays."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import yaml

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.files import mapping, parse_yaml, read_text
from gspbrief.scenario.assumptions import parse_assumptions

_ORIGIN = ("row", "sources", "bound")  # of a value: another value does not have it from there
_DEEP = 3  # sections, their entries, what is said of these: below, what is said anew is said whole


def laid_over(assumptions: Path, scenario: Path) -> str:
    """The text of the assumptions with those of a scenario in their places.

    Of a symbol the scenario says its value and why; row, sources and bound of the assumptions go with their
    value, their range stays unless it says another. The payers of a kind of cost are replaced together.

    Parameters
    ----------
    assumptions : Path
        ``assumptions.yaml``.
    scenario : Path
        A file of the same sections, with as much or as little in each as is to be replaced.

    Raises
    ------
    EvidenceError
        If a file cannot be read, if the scenario has another currency, says a value without a reason, or if
        the two together break the rules of ``assumptions.yaml``.
    """
    below = parse_yaml(read_text(assumptions), assumptions.name)
    above = parse_yaml(read_text(scenario), scenario.name)
    if problems := _problems(mapping(below), above, scenario.name):
        raise EvidenceError(problems)
    symbols = {
        name: _without_origin(said, mapping(above.get("symbols")).get(name, {}))
        for name, said in mapping(below.get("symbols")).items()
    }
    merged = _merged({**below, "symbols": symbols}, above, _DEEP)
    text = yaml.safe_dump(merged, allow_unicode=True, sort_keys=False)
    try:
        parse_assumptions(text, scenario.name)
    except EvidenceError as error:  # their lines are those of the two together, which nobody has before them
        raise EvidenceError([replace(problem, row=0) for problem in error.problems]) from None
    return text


def _problems(below: Mapping[str, Any], above: object, file: str) -> list[Problem]:
    if not isinstance(above, Mapping):
        return [Problem(file, 0, "", "is no scenario", "sections as in assumptions.yaml, such as symbols")]
    found = [
        Problem(file, 0, name, "there is no such section", f"allowed: {', '.join(below)}")
        for name in above
        if name not in below
    ]
    known = mapping(below.get("cases"))
    found += [
        Problem(file, 0, f"cases.{name}", "there is no such case", f"allowed: {', '.join(known)}")
        for name in mapping(above.get("cases"))
        if name not in known
    ]
    if (currency := above.get("currency", below.get("currency"))) != below.get("currency"):
        what = f"{currency} cannot stand among amounts in {below.get('currency')}"
        found.append(Problem(file, 0, "currency", what, "convert them"))
    for name, said in mapping(above.get("symbols")).items():
        if not isinstance(said, Mapping):
            found.append(Problem(file, 0, f"symbols.{name}", "is not a mapping", "{value: …, why: …}"))
        elif "value" in said and not said.get("why"):
            found.append(Problem(file, 0, f"symbols.{name}.why", "says nothing", "why this value"))
    return found


def _without_origin(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    dropped = _ORIGIN if "value" in above else ()
    return {name: value for name, value in below.items() if name not in dropped}


def _merged(below: Any, above: Any, depth: int) -> Any:
    if not (depth and isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    return {**below, **{name: _merged(below.get(name), value, depth - 1) for name, value in above.items()}}
