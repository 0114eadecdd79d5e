"""Across partnerships: what is known, what compares, what kinds there are, and what may be pooled."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gspbrief.analysis import costs, migration, outcomes
from gspbrief.evidence.study import EVIDENCE_TABLES, Study, published
from gspbrief.findings.derivation import computed_id
from gspbrief.findings.finding import Finding, Findings
from gspbrief.synthesis.cells import Grid as Grid
from gspbrief.synthesis.cells import counted, counts, partnerships_counted
from gspbrief.synthesis.comparisons import Comparison as Comparison
from gspbrief.synthesis.comparisons import employers_bills as employers_bills
from gspbrief.synthesis.comparisons import rates as rates
from gspbrief.synthesis.comparisons import unit_costs as unit_costs
from gspbrief.synthesis.decisions import DECISIONS as DECISIONS
from gspbrief.synthesis.decisions import advice as advice
from gspbrief.synthesis.decisions import said_of as said_of
from gspbrief.synthesis.gap_map import answered as answered
from gspbrief.synthesis.gap_map import by_state as by_state
from gspbrief.synthesis.gap_map import described as described
from gspbrief.synthesis.gap_map import gap_map as gap_map
from gspbrief.synthesis.gap_map import of_people as of_people
from gspbrief.synthesis.gap_map import silent as silent
from gspbrief.synthesis.pooling import FEWEST, obstacle, pool
from gspbrief.synthesis.scorecard import SCORECARDS as SCORECARDS
from gspbrief.synthesis.scorecard import rubric as rubric
from gspbrief.synthesis.scorecard import scorecard as scorecard
from gspbrief.synthesis.typologies import iom_kinds as iom_kinds
from gspbrief.synthesis.typologies import models as models
from gspbrief.synthesis.typologies import oecd_classes as oecd_classes
from gspbrief.synthesis.typologies import sizes as sizes
from gspbrief.synthesis.typologies import table_of_models as table_of_models
from gspbrief.synthesis.typologies import tracks as tracks
from gspbrief.synthesis.typologies import training_places as training_places

SURVEYS = ("survey_sample", "survey_responses", "survey_response_rate")


@dataclass(frozen=True, slots=True)
class Pool:
    """Estimates of one effect, and what forbids pooling them.

    Attributes
    ----------
    measure : str
        What was estimated.
    estimates : Findings
        The published effects against a comparison group.
    programmes : int
        How many programmes they come from.
    with_error : int
        How many of them come with a standard error.
    reason : str
        ``no_standard_error``, ``too_few`` or ``not_comparable``; empty if the rules would allow it.
    """

    measure: str
    estimates: Findings
    programmes: int
    with_error: int
    reason: str


def general(together: Study) -> Findings:
    """The figures that concern no partnership in particular, and what nurse training costs imply."""
    rows = [f for table in EVIDENCE_TABLES for f in published(together.general[table], table)]
    return Findings([*rows, *_trainees_for_one(Findings(rows))])


def _trainees_for_one(rows: Findings) -> Iterable[Finding]:
    for destination in rows.where(measure="training_cost_destination"):
        for origin in rows.where(measure="training_cost_origin", evidence_root=destination.evidence_root):
            names = (
                computed_id("synthesis.trainees_for_one", destination, origin),
                computed_id("synthesis.break_even_away_share", origin, destination),
            )
            yield from costs.training_ratios(names, destination, origin, ("price_year_not_stated",))


def pools(studies: Sequence[Study]) -> tuple[Pool, ...]:
    """Every published effect by what it measures, with the obstacle to pooling it.

    Pooling needs at least three comparable estimates with standard errors, from different evidence.
    """
    effects = [f for study in studies for f in outcomes.effects(study)]
    measures = dict.fromkeys(f.measure for f in effects)
    return tuple(_pool([f for f in effects if f.measure == measure]) for measure in measures)


def _pool(estimates: Sequence[Finding]) -> Pool:
    return Pool(
        measure=estimates[0].measure,
        estimates=Findings(estimates),
        programmes=len({f.partnership for f in estimates}),
        with_error=sum(f.standard_error is not None for f in estimates),
        reason=_why_not(estimates),
    )


def _why_not(estimates: Sequence[Finding]) -> str:
    if not obstacle(estimates):
        return ""
    if any(f.standard_error is None for f in estimates):
        return "no_standard_error"
    return "too_few" if len(estimates) < FEWEST else "not_comparable"


def pooling_counts(found: Sequence[Pool]) -> Findings:
    """How many effects there are, from how many programmes, and how many could be pooled."""
    effects = [f for pool in found for f in pool.estimates]
    programmes = len({f.partnership for f in effects})
    return Findings(
        [
            _effects("estimates", len(effects), "n(effects)"),
            _effects("with_error", sum(pool.with_error for pool in found), "n(effects with standard error)"),
            _effects("pooled", sum(not pool.reason for pool in found), "n(measures that may be pooled)"),
            partnerships_counted("effects.programmes", programmes, "n(programmes with effects)", programmes),
        ]
    )


def pooled(found: Sequence[Pool]) -> Findings:
    """The mean of each effect whose estimates may be pooled, as ``pooling.pool`` gives it."""
    means = (pool(one.estimates) for one in found if not one.reason)
    return Findings(replace(f, id=f"synthesis.{f.id}", partnership="synthesis") for f in means)


def _effects(name: str, value: int, formula: str) -> Finding:
    return counted(f"effects.{name}", "published_effects", value, "estimates", formula)


def conflicts(studies: Sequence[Study]) -> tuple[tuple[str, ...], ...]:
    """Published figures that contradict each other, conflict by conflict, in all partnerships."""
    groups = (
        group
        for study in studies
        for module in (costs, migration, outcomes)
        for group in module.conflicts(study)
    )
    named = {f.id for study in studies for table in EVIDENCE_TABLES for f in study.published(table)}
    printed = (tuple(name for name in group if name in named) for group in groups)
    return tuple(group for group in printed if len(group) > 1)


def conflict_counts(studies: Sequence[Study]) -> Findings:
    """In how many partnerships published figures contradict each other."""
    disputed = {group[0].partition(".")[0] for group in conflicts(studies)}
    return Findings(
        [partnerships_counted("conflicts", len(disputed), "n(partnerships with conflicts)", len(studies))]
    )


def comparison_counts(costs_compared: Sequence[Comparison], rates_compared: Sequence[Comparison]) -> Findings:
    """How many measures several programmes share, and how many of these compare like with like."""
    groups = {"unit_costs": costs_compared, "rates": rates_compared}
    return Findings(
        counted(f"{name}.{part}", "shared_measures", value, "measures", formula)
        for name, found in groups.items()
        for part, value, formula in (
            ("shared", len(found), "n(measures in two programmes or more)"),
            ("comparable", sum(bool(c.alike) for c in found), "n(measures that compare)"),
        )
    )


def bills_counted(bills: Comparison, total: int) -> Findings:
    """How many partnerships print what an employer pays for one person, state the year, and compare."""
    dated = {f.partnership for f in bills.figures if f.price_year}
    alike = {f.partnership for f in bills.figures if f.id in bills.alike}
    return Findings(
        partnerships_counted(f"bills.{part}", number, f"n({formula})", total)
        for part, number, formula in (
            ("printed", bills.programmes, "amounts that an employer pays for one person"),
            ("dated", len(dated), "with the year of their prices"),
            ("comparable", len(alike), "that compare with those of another"),
        )
    )


def score_counts(cards: Iterable[Grid]) -> Findings:
    """How many partnerships are in each state of each criterion, and how many have any row at all."""
    found: list[Finding] = []
    for card in cards:
        states = dict.fromkeys(cell.state for cell in card.cells if cell.rows)
        found += counts(card, states)
        found.append(
            partnerships_counted(
                f"{card.name}.known", len(card.known), f"n({card.name}: any row)", len(card.partnerships)
            )
        )
    return Findings(found)


def statement_counts(together: Study) -> Findings:
    """How many statements on design are coded, and how many of them from the two texts with most."""
    coded = together.design["source"].value_counts()
    return Findings(
        counted(f"statements.{part}", "coded_statements", value, "statements", formula)
        for part, value, formula in (
            ("total", coded.sum(), "n(statements on design)"),
            ("from_two", coded.nlargest(2).sum(), "n(statements on design from the two texts with most)"),
        )
    )


def evidence(together: Study) -> Findings:
    """Every published figure of the three tables: what the figures of this synthesis rest on."""
    return Findings(f for table in EVIDENCE_TABLES for f in together.published(table))


def sources_by_kind(together: Study) -> tuple[tuple[str, int, int], ...]:
    """The sources consulted by kind: how many in all, and how many were read in full.

    They are those that a figure or a statement on partnerships rests on, as everywhere in the text; what only
    contexts or assumptions rest on is not among them.
    """
    found: dict[str, list[str]] = {}
    for source in together.consulted.values():
        found.setdefault(source.kind, []).append(source.read_depth)
    return tuple((kind, len(depths), depths.count("full")) for kind, depths in sorted(found.items()))


def derived_figures(
    costs_compared: Sequence[Comparison], rates_compared: Sequence[Comparison], found_general: Findings
) -> Findings:
    """The computed figures among those that are compared or general; the published ones are the evidence."""
    shown = [f for comparison in (*costs_compared, *rates_compared) for f in comparison.figures]
    return Findings(f for f in (*shown, *found_general) if not f.row)


def rubrics() -> dict[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    """The rubric of every scorecard, as it is printed."""
    return {name: rubric(name) for name in SCORECARDS}
