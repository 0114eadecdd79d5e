"""Scorecards by a fixed rubric: each cell is read from coded rows of the evidence alone; no total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gspbrief.evidence.study import Study
from gspbrief.synthesis.cells import NOT_FOUND, Cell, Grid
from gspbrief.synthesis.definitions import counts_for_it

MET: Mapping[str, str] = {word: word for word in ("yes", "no", "partly", "unclear")}
CHOSEN: Mapping[str, str] = {
    word: word
    for word in (*MET, "origin", "destination", "both", "employer", "government", "shared", "migrant")
}
OVERCOME: Mapping[str, str] = {
    "yes": "overcome",
    "employer": "overcome",
    "shared": "overcome",
    "no": "present",
    "partly": "partly",
    "unclear": "unclear",
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """What one column of a scorecard asks, and how rows of ``design.csv`` answer it.

    Attributes
    ----------
    name : str
        Word of the vocabulary ``feature``.
    features : tuple of str
        The features whose rows of ``design.csv`` answer it, and no others; who pays is read from
        ``costs.csv``, too.
    reading : mapping of str to str
        The state that each coded answer stands for; other answers say nothing here.
    describes : bool
        Whether a row without a coded answer counts as a description.
    """

    name: str
    features: tuple[str, ...]
    reading: Mapping[str, str] = field(default_factory=lambda: MET)
    describes: bool = True


def _plain(*names: str, reading: Mapping[str, str] = MET) -> tuple[Criterion, ...]:
    return tuple(Criterion(name, (name,), reading) for name in names)


_RETURN_SUPPORT = (
    "support_on_return",
    "reintegration_counselling",
    "business_support",
    "job_finding",
    "destination_employers_at_home",
    "targeted_investment",
)
SCORECARDS: Mapping[str, tuple[Criterion, ...]] = {
    "lessons": (
        *_plain("employer_cost_sharing", "support_abroad"),
        Criterion("support_on_return", _RETURN_SUPPORT),
        *_plain("sustained_demand", "equitable_costs", "political_support", "good_outcomes"),
    ),
    "choices": _plain(
        "cost_structure",
        "training_place",
        "curriculum_responsibility",
        "legal_channel",
        "selection_process",
        "return_responsibility",
        reading=CHOSEN,
    ),
    "obstacles": (
        Criterion("obstacle_training_quality", ("employer_requirements", "skill_gaps"), OVERCOME, False),
        Criterion(
            "obstacle_aid_detached", ("selection_process", "sustained_demand", "partners"), OVERCOME, False
        ),
        Criterion("obstacle_cost_sharing", ("employer_cost_sharing", "equitable_costs"), OVERCOME, False),
    ),
}
"""MPI's elements of success and conditions for scale; the OECD's choices and obstacles.

Sources: ``mpi_2018``, section V; ``oecd_smp``, the sections on why partnerships have not spread and on
facilitating them; its recommendations are for governments and stand in `decisions`. The three obstacles have
no rows of their own for programmes: they are read from the features on employers' part in training, in
selection and in paying.
"""

PAYERS: Mapping[str, str] = {"employer": "employer"} | dict.fromkeys(
    ("migrant", "students", "diaspora"), "migrant"
)
"""Who pays, as a scorecard words it; every other payer is a government or a public donor."""
UNKNOWN_PAYERS = ("", "unallocated")
CONFLICTING = "mixed"
DESCRIBED = "described"
PAYING = "cost_structure"  # the one feature that costs.csv answers as well


def scorecard(studies: Sequence[Study], name: str) -> Grid:
    """One of the scorecards: a cell for every partnership and criterion.

    The state of a cell is what its coded rows agree on; ``mixed`` where they do not, unclear ones left aside;
    ``described`` where the rows carry no code; ``not_found`` where there is no row.

    Parameters
    ----------
    name : str
        ``lessons``, ``choices`` or ``obstacles``.
    """
    criteria = SCORECARDS[name]
    cells = [_cell(study, criterion) for study in studies for criterion in criteria]
    names = {study.partnership.id: study.partnership.short_name for study in studies}
    return Grid(name, tuple(criterion.name for criterion in criteria), names, tuple(cells))


def _cell(study: Study, criterion: Criterion) -> Cell:
    design = study.design[study.design["feature"].isin(criterion.features)]
    answers = {f"design.csv#{row_id}": str(row["answer"]) for row_id, row in design.iterrows()}
    coded = {name: criterion.reading[word] for name, word in answers.items() if word in criterion.reading}
    if PAYING in criterion.features:
        coded |= who_pays(study)
    rows = coded or (dict.fromkeys(answers, DESCRIBED) if criterion.describes else {})
    return Cell(study.partnership.id, criterion.name, judged(list(rows.values())), tuple(rows))


def paying(study: Study) -> Cell:
    """Who pays for one partnership, as the scorecard of the choices has it."""
    return _cell(study, next(one for one in SCORECARDS["choices"] if one.name == PAYING))


def who_pays(study: Study) -> dict[str, str]:
    """The rows of ``costs.csv`` that name who pays, each with the one word that they make together.

    ``employer``, ``migrant`` or ``government``, which also stands for public donors; ``shared`` if the payers
    are of more than one of these kinds, counting those who pay the rest without an amount.
    """
    named: dict[str, set[str]] = {}
    for finding in study.published("costs"):
        payers = [finding.details.get("payer", ""), *finding.details.get("rest_paid_by", "").split(";")]
        known = {PAYERS.get(payer, "government") for payer in payers if payer not in UNKNOWN_PAYERS}
        if known and counts_for_it(finding):
            named[finding.row] = known
    kinds = {kind for kinds in named.values() for kind in kinds}
    return dict.fromkeys(named, next(iter(kinds)) if len(kinds) == 1 else "shared") if kinds else {}


def judged(states: Sequence[str]) -> str:
    """The one state that several rows make: what they agree on, else ``mixed``."""
    clear = dict.fromkeys(state for state in states if state != "unclear")
    if not clear:
        return "unclear" if states else NOT_FOUND
    return next(iter(clear)) if len(clear) == 1 else CONFLICTING


def rubric(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The criteria of a scorecard with the features that answer each, as it is printed."""
    return tuple((criterion.name, criterion.features) for criterion in SCORECARDS[name])
