"""What the texts advise in general stands under the decision that it bears on, each statement once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.errors import GspBriefError
from gspbrief.evidence.reading import load_together
from gspbrief.evidence.study import Study
from gspbrief.exhibits import matrices
from gspbrief.exhibits.entries import items_of
from gspbrief.synthesis.decisions import DECISIONS, OTHERS, VOICES, advice


@pytest.fixture(scope="module")
def together(root: Path) -> Study:
    return load_together(root / "data")


def test_no_feature_bears_on_two_decisions() -> None:
    features = [feature for decision in DECISIONS.values() for feature in decision]

    assert len(features) == len(set(features))


def test_every_general_statement_stands_in_one_table_of_advice_and_once(together: Study) -> None:
    printed = Counter(
        item["row"]
        for decision in DECISIONS
        for row in matrices.advice(decision, advice(together, decision), together).data
        for voice in {*VOICES.values(), OTHERS}
        for item in items_of(row.get(voice, ()))
    )

    assert set(printed) == {f"design.csv#{name}" for name in together.general["design"].index}
    assert len(printed) > 140
    assert set(printed.values()) == {1}


def test_a_statement_stands_under_the_name_of_who_says_it(together: Study) -> None:
    for decision in DECISIONS:
        for row in matrices.advice(decision, advice(together, decision), together).data:
            for voice in set(VOICES.values()) & row.keys():
                said = [item["row"].removeprefix("design.csv#") for item in items_of(row[voice])]
                keys = {str(together.design.at[name, "source"]) for name in said}
                assert {VOICES[together.sources[key].institution] for key in keys} == {voice}
            assert all(item["source"] for item in items_of(row.get(OTHERS, ())))


def test_a_statement_on_what_bears_on_no_decision_is_refused_and_not_lost(together: Study) -> None:
    design = together.general["design"].copy()
    design.iloc[0, design.columns.get_loc("feature")] = "a_new_feature"
    changed = replace(together, general={**together.general, "design": design})

    with pytest.raises(GspBriefError, match="a_new_feature"):
        advice(changed, "pay")
