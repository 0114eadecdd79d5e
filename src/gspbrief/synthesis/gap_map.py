"""The evidence-gap map: published, derived, in conflict, only planned or not found, by partnership."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set

from gspbrief.analysis import costs, migration, outcomes
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.findings.finding import Finding, Findings
from gspbrief.synthesis.cells import NOT_FOUND, Cell, Grid, counted, counts, partnerships_counted

QUESTIONS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "costs": {
        "programme_total": (*costs.TOTALS, "annual_budget"),
        "unit_cost": costs.UNIT_COSTS,
        "who_pays": ("payer_share", "payer_amount"),
    },
    "migration": {
        "trained": (),
        "placed": ("placed",),
        **{one.measure: one.measures for one in migration.WANTED},
    },
    "outcomes": {one.measure: one.measures for one in outcomes.WANTED if one.measure != "return_outcomes"},
}
"""The questions of each subject, and the measures that answer them."""

STATES = ("published", "derived", "conflicting", "planned", NOT_FOUND)
ANSWERED = STATES[:3]
MEASURES = {question: f"with_{question}" for part in QUESTIONS.values() for question in part}


def gap_map(studies: Sequence[Study]) -> Grid:
    """One cell for every partnership and question.

    ``conflicting``: figures that contradict each other are kept side by side. ``published``: a source prints
    what was achieved. ``derived``: it follows by arithmetic from such figures. ``planned``: only a plan, a
    ceiling or a projection is in print. ``not_found``: none of these, in the sources consulted.
    """
    cells = [cell for study in studies for cell in _of_study(study)]
    aspects = tuple(question for part in QUESTIONS.values() for question in part)
    names = {study.partnership.id: study.partnership.short_name for study in studies}
    return Grid("gaps", aspects, names, tuple(cells))


def _of_study(study: Study) -> Iterable[Cell]:
    modules = (costs, migration, outcomes)
    disputed = {name for module in modules for group in module.conflicts(study) for name in group}
    published = [f for table in EVIDENCE_TABLES for f in study.published(table) if own(f)]
    rows = {f.id: f.row for f in published}
    derived = [f for f in _derived(study) if f.found and achieved(f) and own(f)]
    for part in QUESTIONS.values():
        for question, measures in part.items():
            here = [f for f in published if f.measure in measures and f.quantity != "change"]
            made = [rows[name] for f in derived if f.measure in measures for name in f.inputs]
            state, shown = _judged(here, made, disputed)
            yield Cell(study.partnership.id, question, state, tuple(dict.fromkeys(shown)))


def _derived(study: Study) -> Iterable[Finding]:
    """Figures that answer a question by arithmetic alone."""
    yield from costs.derived_unit_costs(study)
    yield from (f for f in costs.payers(study) if f.measure == "payer_amount")


def _judged(here: Sequence[Finding], made: list[str], disputed: Set[str]) -> tuple[str, list[str]]:
    """The state of a cell and its rows, from the figures in print and the rows of the derived ones."""
    printed = [f for f in here if achieved(f)]
    contradicting = [f.row for f in printed if f.id in disputed]
    if contradicting:
        return "conflicting", contradicting
    if printed:
        return "published", [f.row for f in printed]
    if made:
        return "derived", made
    return ("planned", [f.row for f in here]) if here else (NOT_FOUND, [])


def answered(grid: Grid) -> Findings:
    """How many partnerships have an achieved figure on each question, fewest last."""
    total = len(grid.partnerships)
    found = [
        partnerships_counted(
            f"gaps.{question}",
            len(grid.where(question, *ANSWERED)),
            f"n({question}: {', '.join(ANSWERED)})",
            total,
            measure=MEASURES[question],
        )
        for question in grid.aspects
    ]
    return Findings(found)


def silent(grid: Grid) -> Findings:
    """How many partnerships have no achieved figure on any question, and how many on every one."""
    total = len(grid.partnerships)
    known = {
        name: sum(grid.cell(name, question).state in ANSWERED for question in grid.aspects)
        for name in grid.partnerships
    }
    most = max(known.values(), default=0)
    return Findings(
        [
            partnerships_counted("gaps.none", sum(n == 0 for n in known.values()), "n(answers = 0)", total),
            partnerships_counted(
                "gaps.all", sum(n == len(grid.aspects) for n in known.values()), "n(answers = all)", total
            ),
            partnerships_counted(
                "gaps.half",
                sum(2 * n >= len(grid.aspects) for n in known.values()),
                "n(answers ≥ half of the questions)",
                total,
            ),
            partnerships_counted("gaps.cost_and_departed", _both(grid), "n(unit_cost and departed)", total),
            partnerships_counted("gaps.total", total, "n", total),
            _most(most, len(grid.aspects)),
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
        "gaps.most",
        "questions_answered",
        most,
        "questions",
        "max(answers)",
        base="questions",
        n=questions,
    )


def by_state(grid: Grid) -> Findings:
    """How many partnerships are in each state, question by question."""
    return counts(grid, STATES, MEASURES)
