"""Five questions for those who run a programme, chosen by what its evidence leaves open."""

from __future__ import annotations

from dataclasses import dataclass, replace

from gspbrief.evidence.absence import absent
from gspbrief.evidence.kinds import (
    Fits,
    anyone,
    brings_back,
    moves_people,
    sends_money,
    talks,
    trains,
    trains_for_home,
)
from gspbrief.evidence.study import Partnership, Study
from gspbrief.findings.derivation import achieved
from gspbrief.findings.effects import is_effect
from gspbrief.findings.finding import Finding, Findings

COUNT = 5
SEASONAL = ("seasonal_agriculture", "horticulture")
LICENSED = ("nursing", "health", "elderly_care", "hospitality_and_nursing")
FIRMS = ("start_ups",)


def why_unfit(here: Partnership) -> str:
    """Why the partnership model does not describe a partnership, a word of ``reason``; empty where it does.

    The model follows people from a course to a job abroad for years. Seasonal work ends before the first of
    them does. Where labour migration schemes fit none of the OECD's kinds of skills mobility partnership,
    nobody is trained for a trade: a threshold "of the graduates" would have no graduates to be a share of.
    """
    if here.model not in ("traditional", "global_skill_partnership"):
        return "neither_model"
    if here.sector in SEASONAL:
        return "stays_of_a_season"
    return "" if here.oecd_class or here.model == "global_skill_partnership" else "no_course"


def _moves_nobody(here: Partnership) -> bool:
    return not moves_people(here)


def model_fits(here: Partnership) -> bool:
    """Whether it is of a kind that the partnership model describes: trained people, for stays of years."""
    return not why_unfit(here)


@dataclass(frozen=True, slots=True)
class Question:
    """One question, whom it can be put to, and the measures any of which answers it.

    Attributes
    ----------
    word : str
        Word of the vocabulary ``owner_question``.
    measures : tuple of str
        The first is what is missing while none is known.
    by_effect : bool
        Whether any effect against a comparison group answers it.
    """

    word: str
    measures: tuple[str, ...]
    fits: Fits

    by_effect: bool = False

    def answered(self, found: Findings) -> bool:
        """Whether the evidence holds an achieved figure of one of them, or an effect where that will do."""
        return any(f.measure in self.measures or (self.by_effect and is_effect(f)) for f in found)


QUESTIONS: tuple[Question, ...] = (
    Question("placed", ("placement_rate",), trains),
    Question("licensed", ("licence_rate",), lambda here: moves_people(here) and here.sector in LICENSED),
    Question("finished", ("completion_rate",), trains),
    Question("assigned", ("planned_share",), trains_for_home),
    Question("agreements", ("pathways",), talks),
    Question("sent", ("remittance_amount", "receiving_remittances", "remitting"), sends_money),
    Question("went_back", ("returned", "reemployed"), brings_back),
    Question("founded", ("businesses_founded",), lambda here: here.sector in FIRMS),
    Question("spent", ("programme_cost",), anyone),
    Question("stayed_abroad", ("retention_rate", "stayed", "retention"), moves_people),
    Question("paid", ("payer_share",), anyone),
    Question("at_home", ("employment", "employed", "employed_full_time"), trains_for_home),
    Question("earned", ("earnings", "income"), moves_people),
    Question("alternative", ("training_cost_destination",), moves_people),
    Question("took_part", ("participants",), _moves_nobody),
    Question("lasting", ("stayed",), _moves_nobody),
    Question("without", ("employment",), anyone, by_effect=True),
    Question("followed", ("retention",), _moves_nobody),
    Question("left_anyway", ("migration_rate",), moves_people),
)
"""In the order of their weight: first what moves the model's accounts most, then who paid and what came."""


def owner_questions(study: Study, known: Findings) -> Findings:
    """The first five questions that fit the partnership and that its evidence does not answer.

    Parameters
    ----------
    known : Findings
        The figures on it, published and computed.

    Returns
    -------
    Findings
        One for each question, not found; ``details["question"]`` holds its word.
    """
    found = known.where(lambda f: achieved(f) and f.found and f.partnership == study.partnership.id)
    open_ones = [q for q in QUESTIONS if q.fits(study.partnership) and not q.answered(found)]
    return Findings(_asked(study, question) for question in open_ones[:COUNT])


def _asked(study: Study, question: Question) -> Finding:
    finding = absent(study, f"scenario.asked.{question.word}", question.measures[0], "")
    return replace(finding, details={**finding.details, "question": question.word})
