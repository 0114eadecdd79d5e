"""What there is a brief of: partnerships, and what is about all of them or about none."""

from __future__ import annotations

SYNTHESIS = "synthesis"  # the id of what is about all partnerships; no partnership may have it
MODEL = "model"  # the id of what is about the partnership model alone; nor this one
DEMO = "demo"  # the id of the programme that does not exist and has a simulated survey; nor this one

# What has a brief but no row in partnerships.csv, by the word with which a notebook says that it runs for it.
SUBJECTS = {"all": SYNTHESIS, "none": MODEL, "survey": DEMO}
UNLISTED = tuple(SUBJECTS.values())

# The language of the evidence, and the one that the others are translated from.
ORIGINAL = "en"

CASE = "base"  # the set of assumptions that a build runs with
