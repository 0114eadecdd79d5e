"""What the partners’ choices change in the model: inputs that they settle, and who pays which kind of cost.

A choice moves an input only where that is defined as what is chosen. Of all other answers the page says why
they move nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Effect:
    """What one answer settles.

    Attributes
    ----------
    values : mapping of str to float
        Inputs by symbol.
    payers : mapping of str to mapping of str to float
        By kind of cost, the share of each party.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    payers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


def _course(away: str, home: str) -> Effect:
    return Effect(payers={"CA": {away: 1}, "CH": {home: 1}})


EFFECTS: Mapping[str, Mapping[str, Effect]] = {
    "cost_structure": {
        "employer": _course("E", "E"),
        "government": _course("D", "D"),
        "migrant": _course("A", "H"),
    },
    "legal_channel": {"no": Effect(values={"p": 0})},
    "return_responsibility": {
        "employer": Effect(payers={"CR": {"E": 1}}),
        "migrant": Effect(payers={"CR": {"A": 1}}),
    },
}
"""By choice and answer (`design_cases.CHOICES`); the other answers leave the base case as it is.

Where a government pays or sees to the return, it is the destination's, as in the base case; people who train
pay each for their own track. Without a visa for the job nobody is placed.
"""
