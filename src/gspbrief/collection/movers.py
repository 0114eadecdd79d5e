"""How many people left through a partnership: the largest count that is in print."""

from __future__ import annotations

from gspbrief.evidence.study import Study
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import figure, period
from gspbrief.language.formats import Format
from gspbrief.synthesis.definitions import QUESTIONS


def most_moved(study: Study) -> Finding | None:
    """The largest achieved count of people who moved or work abroad; None without one.

    A figure is one if it answers the question how many left, which plans and weak sources do not, and counts
    persons. Counts of several periods or groups are never added.
    """
    asked = QUESTIONS["departed"]
    counts = [f for f in study.published("migration") if asked.answered_by(f) and f.unit == "persons"]
    return max(counts, key=people, default=None)


def people(count: Finding) -> float:
    """How many they are at least."""
    return count.value if count.value is not None else count.low or 0


def written(count: Finding, form: Format) -> str:
    """The count as a table prints it, with the time that it holds for."""
    when = period(count, form)
    return f"{figure(count, form)} ({when})" if when else figure(count, form)
