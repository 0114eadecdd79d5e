"""What to measure next: the gaps that one figure would turn into a conclusion, ranked by a plain rule.

A conclusion needs more than one figure of the same partnership: a cost per mover needs what was spent and how
many left. Where a partnership has all of them but one, that one is worth more than any other figure. The rule
takes no model and no weights: it counts, and the page says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gspbrief.collection.listing import Listing
from gspbrief.evidence.kinds import (
    NOT_RUN,
    Fits,
    anyone,
    could_leave,
    handles_people,
    moves_or_brings_back,
    moves_or_sends_money,
    trains,
)

CONCLUSIONS: Mapping[str, tuple[str, ...]] = {
    "cost_per_mover": ("spent", "departed"),
    "who_bears_it": ("unit_cost", "who_pays"),
    "share_placed": ("trained", "placed"),
    "share_left": ("trained", "departed"),
    "share_stayed": ("departed", "stayed"),
    "share_returned": ("departed", "returned"),
    "gain_and_cost": ("unit_cost", "earnings"),
    "sent_home": ("departed", "remittances"),
    "use_at_home": ("returned", "skill_use"),
}
"""What can be concluded of a partnership, each with the questions that it takes an answer to."""

ASKED: Mapping[str, Fits] = {
    "spent": anyone,
    "unit_cost": anyone,
    "who_pays": anyone,
    "trained": trains,
    "placed": could_leave,
    "departed": could_leave,
    "stayed": could_leave,
    "returned": moves_or_brings_back,
    "employment": anyone,
    "earnings": anyone,
    "remittances": moves_or_sends_money,
    "skill_use": moves_or_brings_back,
}
"""Of which partnerships that train, place or move people each question can be asked."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A question to which a partnership has no answer.

    Attributes
    ----------
    completes : tuple of str
        The conclusions that an answer would allow, since all else that they take is known.
    """

    entry: Listing
    question: str
    completes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """How a question stands over all partnerships of which it can be asked.

    Attributes
    ----------
    asked, answered, planned : int
        Of how many it can be asked; how many have an achieved figure; how many have only a plan.
    completes : int
        How many conclusions answers to it would allow, one a partnership and conclusion.
    """

    question: str
    asked: int
    answered: int
    planned: int
    completes: int


def can_be_asked(entry: Listing, question: str) -> bool:
    """Whether a partnership could have an answer: it was carried out, and its kind has such people."""
    here = entry.partnership
    return handles_people(here) and here.status not in NOT_RUN and ASKED[question](here)


def gaps(entries: Sequence[Listing]) -> list[Gap]:
    """The gaps that hold up a conclusion, those first that hold up most.

    Of gaps that hold up as many, those of partnerships of which more is known come first: so much the less
    has to be found out to judge them.
    """
    found = []
    for entry in entries:
        known = set(entry.answered)
        for question in entry.known:
            if question in known or not can_be_asked(entry, question):
                continue
            held_up = (name for name, needed in CONCLUSIONS.items() if set(needed) - known == {question})
            if completes := tuple(held_up):
                found.append(Gap(entry, question, completes))
    return sorted(found, key=lambda gap: (-len(gap.completes), -len(gap.entry.answered), gap.entry.name))


def needs(entries: Sequence[Listing]) -> list[Need]:
    """The questions by how many conclusions they hold up, those first that hold up most."""
    questions = dict.fromkeys(question for entry in entries for question in entry.known)
    held_up = Counter(gap.question for gap in gaps(entries) for _ in gap.completes)
    found = []
    for question in questions:
        asked = [entry for entry in entries if can_be_asked(entry, question)]
        found.append(
            Need(
                question=question,
                asked=len(asked),
                answered=sum(question in entry.answered for entry in asked),
                planned=sum(entry.known[question][0] == "planned" for entry in asked),
                completes=held_up[question],
            )
        )
    return sorted(found, key=lambda need: (-need.completes, need.answered))
