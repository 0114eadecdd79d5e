"""What there is a brief of: partnerships, and what is about all of them or about none."""

from __future__ import annotations

SYNTHESIS = "synthesis"  # the id of what is about all partnerships; no partnership may have it
MODEL = "model"  # the id of what is about the partnership model alone; nor this one
DEMO = "demo"  # the id of the programme that does not exist and has a simulated survey; nor this one

NOTEBOOKS = ("costs", "migration", "outcomes", "scenario")  # those that run once for each partnership
OF_ALL = {"synthesis": ("synthesis",), "model": ("model",)}  # what is about no single one, with its notebooks
UNLISTED = {**OF_ALL, "demo": ("survey",)}  # all that has a brief but no row in partnerships.csv

# The language of the evidence, and the one that the others are translated from.
ORIGINAL = "en"

CASE = "base"  # the set of assumptions that a build runs with


def notebooks_of(partnership: str) -> tuple[str, ...]:
    """The names of the notebooks that run for a partnership, or for what is about all of them."""
    return UNLISTED.get(partnership, NOTEBOOKS)
