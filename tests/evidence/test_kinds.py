"""What a partnership can be asked for follows from its kind, for every partnership of the evidence."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.analysis import costs, migration, outcomes
from gspbrief.evidence.reading import read_partnerships
from gspbrief.scenario.owner_questions import owner_questions
from gspbrief.scenario.thresholds import known_figures
from notebook_cells import study_on

DATA = Path(__file__).parents[2] / "data"
OF_PEOPLE = {"cost_per_graduate", "cost_per_placed", "trained", "departed", "stayed", "skill_use", "earnings"}
STILL = [
    here.id
    for here in read_partnerships(DATA).values()
    if here.kind in ("dialogue", "network") or here.sector in ("remittances", "policy")
]


def asked_of(partnership: str) -> tuple[set[str], set[str]]:
    """The measures that are missed and the questions that are put."""
    study = study_on(partnership)
    absent = (costs.missing(study), migration.missing(study), outcomes.missing(study))
    asked = owner_questions(study, known_figures(study))
    return {f.measure for found in absent for f in found}, {f.details["question"] for f in asked}


@pytest.mark.slow
@pytest.mark.parametrize("partnership", STILL)
def test_a_dialogue_a_network_and_a_fund_are_not_asked_for_graduates_or_movers(partnership: str) -> None:
    missed, asked = asked_of(partnership)

    assert missed.isdisjoint(OF_PEOPLE)
    assert asked.isdisjoint({"placed", "finished", "stayed_abroad", "earned", "went_back"})
    assert {"programme_cost", "payer_share"} <= missed | {
        f.measure for f in known_figures(study_on(partnership))
    }


def test_where_nobody_moves_nobody_is_asked_who_went_back() -> None:
    assert "went_back" not in asked_of("british_council_isp")[1]
    assert "went_back" in asked_of("iom_mida")[1]


def test_recruitment_that_trains_nobody_misses_no_graduates() -> None:
    missed, _ = asked_of("kor_eps")

    assert missed.isdisjoint({"cost_per_graduate", "trained", "skill_use"})
    assert "cost_per_placed" in missed


def test_none_is_likened_to_another_for_what_they_have_not() -> None:
    cim = study_on("deu_cim_returning")
    blue_birds = study_on("blue_birds")

    assert cim.peers == (), "several sectors and neither model are nothing to have in common"
    assert {peer.id for peer in blue_birds.peers}.isdisjoint({"jpn_ssw", "kor_eps"})
    assert {peer.kind for peer in study_on("lima_process").peers} <= {"dialogue", "agreement"}
    assert study_on("iadb_bra_sudameris").peers
