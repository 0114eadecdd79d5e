"""The net change of skills at home: its bounds by hand, and that the model's figure never leaves them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_frames import count, study
from gspbrief.analysis import migration
from gspbrief.analysis.skills import net_skill_stock_change
from gspbrief.findings.finding import Findings
from records import says

TRAINED = count("demo.trained", "trained", 120)
ABROAD = count("demo.abroad", "working_abroad", 100, base="trained", base_id="demo.trained")


def change(*rows: dict[str, object]) -> Findings:
    here = study(migration=list(rows))
    return net_skill_stock_change(here, migration.rates(here))


def test_of_120_trained_of_whom_100_left_home_gains_at_most_20_and_loses_at_most_100() -> None:
    (found,) = change(TRAINED, ABROAD)

    assert says([found]) == [
        {
            "id": "migration.net_skill_stock_change.demo.abroad", "measure": "net_skill_stock_change",
            "low": -100, "high": 20, "bound": "range", "interval": "bounds", "unit": "persons", "n": 120,
            "base": "trained", "formula": "(1-psi)(G - xi P) - (1-xi) P, 0 <= psi, xi <= 1",
            "caveats": ["without_assumptions"], "details": {"departed": "100"},
            "inputs": ["migration.placement_rate.demo.abroad"],
        }
    ]  # fmt: skip


def test_of_people_of_whom_nobody_left_home_may_gain_all_and_loses_none() -> None:
    (found,) = change(TRAINED, ABROAD | {"value": 0})
    assert (found.low, found.high, found.details) == (0, 120, {"departed": "0"})


@pytest.mark.parametrize("taken", ["international_trainees", "sectoral_recruitment_nursing"])
def test_who_held_the_trade_before_gained_no_skill_however_many_are_counted(taken: str) -> None:
    here = study(migration=[TRAINED, ABROAD])
    here = replace(here, partnership=replace(here.partnership, oecd_class=taken))

    (found,) = net_skill_stock_change(here, migration.rates(here))

    assert says([found]) == [
        {
            "id": "migration.net_skill_stock_change", "measure": "net_skill_stock_change", "unit": "persons",
            "reason": "it taught a language to people who held the trade already", "partnership": "demo",
            "details": {"reason": "skill_held_before"}, "sources": [], "evidence_root": "",
        }
    ]  # fmt: skip


def test_where_no_cohort_is_counted_nothing_is_said_of_what_was_taught() -> None:
    here = study(migration=[TRAINED])
    here = replace(here, partnership=replace(here.partnership, oecd_class="international_trainees"))

    (found,) = net_skill_stock_change(here, migration.rates(here))

    assert found.details["reason"] == "skill_stock_inputs_missing"
    said = "no cohort is known of which those trained and those of them who left are counted exactly"
    assert found.reason == said


@given(st.integers(1, 500), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_the_model_lies_within_the_bounds_whatever_is_assumed(
    trained: int, share: float, skilled_anyway: float, left_anyway: float
) -> None:
    departed = round(share * trained)
    model = (1 - skilled_anyway) * (trained - left_anyway * departed) - (1 - left_anyway) * departed

    assert -departed - 1e-9 <= model <= trained - departed + 1e-9


@pytest.mark.parametrize(
    "rows",
    [
        (),
        (TRAINED,),
        (TRAINED | {"bound": "about"}, ABROAD),
        (TRAINED, ABROAD | {"bound": "about"}),
        (TRAINED, ABROAD | {"value": None, "low": 90, "high": 110, "bound": "range"}),
        (TRAINED, ABROAD | {"measure": "certified"}),
    ],
)
def test_without_exact_counts_of_one_cohort_it_says_what_is_missing(
    rows: tuple[dict[str, object], ...],
) -> None:
    (found,) = change(*rows)

    assert not found.found
    assert found.details["reason"] == "skill_stock_inputs_missing"
