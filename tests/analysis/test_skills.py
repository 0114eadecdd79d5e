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

TRAINED = count("demo.trained", "trained", 120)
ABROAD = count("demo.abroad", "working_abroad", 100, base="trained", base_id="demo.trained")


def change(*rows: dict[str, object]) -> Findings:
    here = study(migration=list(rows))
    return net_skill_stock_change(here, migration.rates(here))


def test_of_120_trained_of_whom_100_left_home_gains_at_most_20_and_loses_at_most_100() -> None:
    (found,) = change(TRAINED, ABROAD)

    assert (found.value, found.low, found.high, found.unit) == (None, -100, 20, "persons")
    assert (found.interval, found.grade, found.level) == ("bounds", "derived", None)
    assert found.inputs == ("migration.placement_rate.demo.abroad",)


@pytest.mark.parametrize("taken", ["international_trainees", "sectoral_recruitment_nursing"])
def test_who_held_the_trade_before_gained_no_skill_however_many_are_counted(taken: str) -> None:
    here = study(migration=[TRAINED, ABROAD])
    here = replace(here, partnership=replace(here.partnership, oecd_class=taken))

    (found,) = net_skill_stock_change(here, migration.rates(here))

    assert (found.value, found.low, found.high) == (None, None, None)
    assert found.details["reason"] == "skill_held_before"


def test_where_no_cohort_is_counted_nothing_is_said_of_what_was_taught() -> None:
    here = study(migration=[TRAINED])
    here = replace(here, partnership=replace(here.partnership, oecd_class="international_trainees"))

    (found,) = net_skill_stock_change(here, migration.rates(here))

    assert found.details["reason"] == "skill_stock_inputs_missing"


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
        (TRAINED, ABROAD | {"measure": "certified"}),
    ],
)
def test_without_exact_counts_of_one_cohort_it_says_what_is_missing(
    rows: tuple[dict[str, object], ...],
) -> None:
    (found,) = change(*rows)

    assert not found.found
    assert found.details["reason"] == "skill_stock_inputs_missing"
