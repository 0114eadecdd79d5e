"""Which figures a fact sheet has room for in print: the strongest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from gspbrief.brief.named_findings import NamedFindings
from gspbrief.findings.effects import is_effect

Told = TypeVar("Told")

WIDE = 30  # characters of whom a figure is of: more take a further line of its row
INCOME = ("income_per_capita", "income", "earnings", "expenditure_per_capita", "savings")


def for_print(
    *subjects: Sequence[NamedFindings], rows: int
) -> tuple[list[NamedFindings], list[NamedFindings]]:
    """What of several subjects fits a printed table, the strongest first, and what does not.

    Effects against a comparison group come before all else, those on income before others; then an equal
    part of each subject, what was achieved before what was planned.

    Parameters
    ----------
    rows : int
        Rows of the table; groups with fewer leave their places to the others. Where rows take several lines,
        there are fewer.
    """
    for count in range(rows, 0, -1):
        shown, rest = _divided(subjects, count)
        if sum(map(_lines, shown)) <= rows:
            break
    return shown, rest


def told_in_print(*subjects: Sequence[Told], most: int) -> list[tuple[Sequence[Told], Sequence[Told]]]:
    """Of the statements on each subject those that fit a printed sheet, the first ones, and the rest.

    Parameters
    ----------
    most : int
        Statements in print; where all subjects together have more, each leaves out its last ones in turn.
    """
    kept = [len(subject) for subject in subjects]
    while sum(kept) > most:
        kept[kept.index(max(kept))] -= 1
    return [(subject[:n], subject[n:]) for subject, n in zip(subjects, kept, strict=True)]


def _lines(one: NamedFindings) -> int:
    return 1 + len(one.finding.group) // WIDE


def _divided(
    subjects: Sequence[Sequence[NamedFindings]], rows: int
) -> tuple[list[NamedFindings], list[NamedFindings]]:
    effects = [one for subject in subjects for one in subject if is_effect(one.finding)]
    rest = [[one for one in subject if not is_effect(one.finding)] for subject in subjects]
    others = [sorted(held, key=lambda one: one.finding.status != "achieved") for held in rest]
    groups = [sorted(effects, key=_what_it_tells), *others]
    room = rows
    parts: dict[int, int] = {}
    for left, i in enumerate(sorted(range(len(groups)), key=lambda i: len(groups[i]))):
        parts[i] = min(len(groups[i]), room // (len(groups) - left))
        room -= parts[i]
    shown = [one for i, group in enumerate(groups) for one in group[: parts[i]]]
    left_out = [one for i, group in enumerate(groups) for one in group[parts[i] :]]
    return shown, left_out


def _what_it_tells(effect: NamedFindings) -> int:
    measure = effect.finding.measure
    return INCOME.index(measure) if measure in INCOME else len(INCOME)
