"""What there is a brief of: partnerships, what is about all of them, what is about none."""

from __future__ import annotations

SYNTHESIS = "synthesis"  # the id of what is about all partnerships; no partnership may have it
MODEL = "model"  # the id of what is about the partnership model alone; nor this one
DEMO = "demo"  # the id of the programme that does not exist and has a simulated survey; nor this one
SURVEYED = "surveyed"  # stands for each partnership that has a survey of its own
TOPIC = "topic"  # stands for each of the topics that a project declares, which have ids of their own

# What has a brief but no row in partnerships.csv, by the word with which a notebook says that it runs for it.
SUBJECTS = {"all": SYNTHESIS, "topic": TOPIC, "none": MODEL, "survey": DEMO}
UNLISTED = (SYNTHESIS, MODEL, DEMO)

# The language of the evidence, and the one that the others are translated from.
ORIGINAL = "en"

CASE = "base"  # the set of assumptions that a build runs with
