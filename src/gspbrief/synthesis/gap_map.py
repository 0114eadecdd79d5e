"""The evidence-gap map: published, derived, in conflict, only planned or not found, by partnership."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from gspbrief.analysis import costs, migration, outcomes
from gspbrief.evidence.kinds import handles_people
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.finding import Finding, Findings
from gspbrief.synthesis.cells import (
    ANSWERED,
    NOT_FOUND,
    STATES,
    Cell,
    Grid,
    counted,
    counts,
    partnerships_counted,
)
from gspbrief.synthesis.definitions import QUESTIONS, ran_two_tracks, runs, said_to_run

MEASURES = {question: f"with_{question}" for question in QUESTIONS}


def gap_map(studies: Sequence[Study]) -> Grid:
    """One cell for every partnership and question; `definitions` says what answers each.

    ``conflicting``: figures that contradict each other are kept side by side. ``published``: a source prints
    what was achieved. ``derived``: it follows by arithmetic from such figures. ``planned``: only a plan, a
    ceiling or a projection is in print. ``not_found``: none of these, in the sources consulted.
    """
    cells = [cell for study in studies for cell in of_study(study)]
    names = {study.partnership.id: study.partnership.short_name for study in studies}
    return Grid("gaps", tuple(QUESTIONS), names, tuple(cells))


def of_study(study: Study) -> Iterable[Cell]:
    """The cells of one partnership, in the order of the questions."""
    here, modules = study.partnership, (costs, migration, outcomes)
    disputed = {name for module in modules for group in module.conflicts(study) for name in group}
    published = [f for table in EVIDENCE_TABLES for f in study.published(table)]
    rows = {f.id: f.row for f in published}
    derived = costs.derived_unit_costs(study)
    for name, question in QUESTIONS.items():
        own = [f for f in published if question.concerns(f, here)]
        made = [rows[one] for f in derived if question.answered_by(f, here) for one in f.inputs]
        state, shown = _judged([f for f in own if question.answered_by(f, here)], own, made, disputed)
        yield Cell(here.id, name, state, tuple(dict.fromkeys(shown)))


def _judged(
    printed: Sequence[Finding], own: Sequence[Finding], made: list[str], disputed: Set[str]
) -> tuple[str, list[str]]:
    """The state of a cell and its rows: from answers in print, all in print, and the rows of derived ones."""
    contradicting = [f.row for f in printed if f.id in disputed]
    if contradicting:
        return "conflicting", contradicting
    if printed:
        return "published", [f.row for f in printed]
    if made:
        return "derived", made
    return ("planned", [f.row for f in own]) if own else (NOT_FOUND, [])


def answered(grid: Grid) -> Findings:
    """How many partnerships have an answer to each question."""
    total = len(grid.partnerships)
    return Findings(
        partnerships_counted(
            f"gaps.{question}",
            len(grid.where(question, *ANSWERED)),
            f"n({question}: {', '.join(ANSWERED)})",
            total,
            measure=MEASURES[question],
        )
        for question in grid.aspects
    )


def answers(grid: Grid) -> dict[str, int]:
    """How many questions each partnership answers."""
    return {
        name: sum(grid.cell(name, question).state in ANSWERED for question in grid.aspects)
        for name in grid.partnerships
    }


def silent(grid: Grid) -> Findings:
    """How many partnerships answer no question, and the most that any answers."""
    total = len(grid.partnerships)
    known = answers(grid).values()
    return Findings(
        [
            partnerships_counted("gaps.none", sum(n == 0 for n in known), "n(answers = 0)", total),
            partnerships_counted("gaps.any", sum(n > 0 for n in known), "n(answers > 0)", total),
            partnerships_counted("gaps.cost_and_departed", _both(grid), "n(unit_cost and departed)", total),
            partnerships_counted("gaps.total", total, "n(partnerships)", total),
            _most(max(known, default=0), len(grid.aspects)),
        ]
    )


def of_people(studies: Sequence[Study], grid: Grid) -> Findings:
    """How many partnerships train, place or move people, how many of these answer nothing, how many others.

    Nobody is trained or placed by funds, dialogues and networks: that they answer nothing about people is no
    lack of their record.
    """
    known, total = answers(grid), len(studies)
    asked = [study.partnership.id for study in studies if handles_people(study.partnership)]
    silent_ones = sum(known[name] == 0 for name in asked)
    return Findings(
        [
            partnerships_counted("people.total", len(asked), "n(train, place or move people)", total),
            partnerships_counted("people.others", total - len(asked), "n(funds, dialogues, networks)", total),
            partnerships_counted("people.none", silent_ones, "n(answers = 0)", len(asked)),
        ]
    )


def _both(grid: Grid) -> int:
    """How many have a cost per person and a count of those who left, which a cost per mover needs."""
    costed, left = (
        {cell.partnership for cell in grid.where(question, *ANSWERED)}
        for question in ("unit_cost", "departed")
    )
    return len(costed & left)


def _most(most: int, questions: int) -> Finding:
    return counted(
        "gaps.most", "questions_answered", most, "questions", "max(answers)", base="questions", n=questions
    )


def by_state(grid: Grid) -> Findings:
    """How many partnerships are in each state, question by question."""
    return counts(grid, STATES, MEASURES)


def described(studies: Sequence[Study]) -> Findings:
    """How many partnerships ran two tracks, are said to run, and are so by a source that is recent."""
    total = len(studies)
    definitions = {"two_tracks": ran_two_tracks, "said_to_run": said_to_run, "running": runs}
    return Findings(
        partnerships_counted(name, sum(map(holds, studies)), f"n({name})", total)
        for name, holds in definitions.items()
    )
