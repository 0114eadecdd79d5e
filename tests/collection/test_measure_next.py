"""Which gaps hold up a conclusion: counted by the rule that the page prints, and asked where they can be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from gspbrief.collection.listing import Listing
from gspbrief.collection.measure_next import ASKED, CONCLUSIONS, can_be_asked, gaps, needs
from gspbrief.evidence.kinds import NOT_RUN
from gspbrief.evidence.reading import read_partnerships
from gspbrief.evidence.study import Partnership
from gspbrief.project.subjects import ORIGINAL
from gspbrief.site.known_page import PARTS
from gspbrief.synthesis.cells import ANSWERED, NOT_FOUND
from gspbrief.synthesis.definitions import QUESTIONS
from gspbrief.synthesis.gap_map import of_study
from published_sites import ROOT
from studies import every_study


def _listing(here: Partnership, **states: str) -> Listing:
    known = {question: [states.get(question, NOT_FOUND), "a.csv#b"] for question in QUESTIONS}
    return Listing(here, "brief", "", "", "", "", (0, 0, 0), known, f"{here.id}/{ORIGINAL}", "")


@pytest.fixture(scope="module")
def partnerships() -> dict[str, Partnership]:
    return read_partnerships(ROOT / "data")


@pytest.fixture(scope="module")
def entries() -> list[Listing]:
    """Every partnership with what is known of it."""
    cells = ((study, of_study(study)) for study in every_study())
    return [_listing(study.partnership, **{cell.aspect: cell.state for cell in own}) for study, own in cells]


def test_every_question_can_be_asked_of_somebody_and_every_conclusion_takes_known_questions() -> None:
    assert list(ASKED) == list(QUESTIONS)
    assert list(Counter(question.part for question in QUESTIONS.values()).items()) == list(PARTS.items())
    for needed in CONCLUSIONS.values():
        assert len(set(needed)) == len(needed) > 1
        assert set(needed) <= set(QUESTIONS)


def test_a_gap_counts_once_for_each_conclusion_that_it_alone_holds_up(
    partnerships: dict[str, Partnership],
) -> None:
    two = _listing(partnerships["aptc"], trained="published", stayed="conflicting", spent="planned")
    one = _listing(partnerships["triple_win"], departed="derived")

    assert [(gap.entry.id, gap.question, gap.completes) for gap in gaps([one, two])][:2] == [
        ("aptc", "departed", ("share_left", "share_stayed")),
        ("aptc", "placed", ("share_placed",)),
    ]
    of_one = {gap.question: gap.completes for gap in gaps([one])}
    assert of_one == {
        "spent": ("cost_per_mover",),
        "trained": ("share_left",),
        "stayed": ("share_stayed",),
        "returned": ("share_returned",),
        "remittances": ("sent_home",),
    }


def test_each_gap_of_the_evidence_completes_what_it_says_and_no_other_is_missed(
    entries: list[Listing],
) -> None:
    found = {(gap.entry.id, gap.question): gap.completes for gap in gaps(entries)}

    for entry in entries:
        known = {question for question, (state, *_) in entry.known.items() if state in ANSWERED}
        for question in set(QUESTIONS) - known:
            allowed = {
                name
                for name, needed in CONCLUSIONS.items()
                if not set(needed) <= known and set(needed) <= {*known, question}
            }
            if can_be_asked(entry, question):
                assert set(found.get((entry.id, question), ())) == allowed
            else:
                assert (entry.id, question) not in found


def test_gaps_stand_by_what_they_hold_up_and_questions_by_the_sum_of_it(entries: list[Listing]) -> None:
    ranked = gaps(entries)
    sizes = [(len(gap.completes), len(gap.entry.answered)) for gap in ranked]
    sums = Counter({gap.question: 0 for gap in ranked})
    for gap in ranked:
        sums[gap.question] += len(gap.completes)

    assert sizes == sorted(sizes, reverse=True)
    stand = needs(entries)
    assert [need.completes for need in stand] == sorted((need.completes for need in stand), reverse=True)
    assert {need.question: need.completes for need in stand if need.completes} == sums
    for need in stand:
        assert 0 <= need.answered + need.planned <= need.asked <= len(entries)


@pytest.mark.parametrize("status", NOT_RUN)
def test_nothing_is_asked_of_what_was_not_carried_out_nor_of_dialogues(
    partnerships: dict[str, Partnership], status: str
) -> None:
    idle = _listing(replace(partnerships["triple_win"], status=status), departed="published")
    dialogue = _listing(partnerships["puebla_process"], departed="published")

    assert gaps([idle, dialogue]) == []
    assert {need.asked for need in needs([idle, dialogue])} == {0}
