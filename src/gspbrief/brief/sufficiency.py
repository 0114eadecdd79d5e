"""Whether the evidence on a partnership carries a brief or only a fact sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gspbrief.analysis.costs import UNIT_COSTS
from gspbrief.analysis.flows import AFTER_DEPARTURE
from gspbrief.execution.results import Results
from gspbrief.findings.derivation import achieved, own
from gspbrief.findings.finding import Finding

PERSONS = frozenset({"trainee", "student", "graduate", "placed", "participant", "worker"})
OF_A_GROUP = frozenset(
    {"average_age", "women_share", "survey_sample", "survey_responses", "survey_response_rate"}
)
"""Who took part or answered a survey: it describes people and is no result."""
SURVEY = "survey"  # the notebook of a partnership's own survey
QUESTIONS = ("costs", "migration", "outcomes")
QUESTIONS_NEEDED = 2


def has_brief(results: Sequence[Results]) -> bool:
    """Whether there are firm figures on at least two of the three questions, or a survey of its own."""
    own = any(part.notebook == SURVEY and any(f.found for f in part.findings) for part in results)
    return own or sum(map(bool, firm_figures(results).values())) >= QUESTIONS_NEEDED


def firm_figures(results: Sequence[Results]) -> dict[str, int]:
    """How many figures on a partnership are firm enough to carry a brief, question by question.

    They are achieved, on the partnership itself, and not such as their source supports weakly. What it
    costs: a cost per person, published or derived, or a payer's share; the range over which sources let that
    cost vary is no further one. Who moves: a published stage on the way abroad, from applying to working
    there, with what it is a part of. What comes of it: a published outcome with its base, or those who
    stayed, returned or were re-employed; who they are, and how many answered a survey, is none. Whether
    there is a brief, and what the index counts, is read from these numbers alone.
    """
    found = {
        (question, finding.id)
        for part in results
        for finding in part.findings
        if _counts(finding) and finding.partnership == part.partnership
        for question in _questions(finding)
    }
    return {name: sum(question == name for question, _ in found) for name in QUESTIONS}


def would_carry(results: Sequence[Results]) -> tuple[str, ...]:
    """The questions on which one firm figure more would carry a brief; none where it takes two, or none."""
    lacking = tuple(name for name, count in firm_figures(results).items() if not count)
    return lacking if len(QUESTIONS) - len(lacking) == QUESTIONS_NEEDED - 1 else ()


def _counts(finding: Finding) -> bool:
    firm = achieved(finding) and own(finding) and finding.confidence != "low"
    return firm and finding.found and finding.grade in ("published", "derived", "modelled")


def _questions(finding: Finding) -> Iterable[str]:
    table = finding.row.split(".csv", 1)[0]
    per_person = finding.unit == "money" and finding.per in PERSONS and finding.measure in UNIT_COSTS
    if (table or finding.id).startswith("costs"):
        if per_person or (table and finding.unit == "share" and finding.base):
            yield "costs"
    elif (
        table
        and finding.unit != "money"
        and (finding.base or finding.n)
        and finding.measure not in OF_A_GROUP
    ):
        after = table == "outcomes" or finding.measure in AFTER_DEPARTURE
        yield "outcomes" if after else "migration"
