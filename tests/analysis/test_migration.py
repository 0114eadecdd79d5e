"""Rates, attainment, funnels and sums of people by stage, on hand-worked tables."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from evidence_frames import count, study
from gspbrief.analysis import migration
from gspbrief.errors import EstimationError
from records import says


@pytest.mark.parametrize(
    ("successes", "total", "low", "high"),
    [(8, 160, 0.025551, 0.095551), (77, 412, 0.152207, 0.227365), (24, 28, 0.685102, 0.943010)],
)
def test_a_rate_has_the_wilson_interval_of_the_textbook(
    successes: int, total: int, low: float, high: float
) -> None:
    found = migration.rate(successes, total)
    assert found.value == pytest.approx(successes / total)
    assert (found.low, found.high) == (pytest.approx(low, abs=5e-7), pytest.approx(high, abs=5e-7))
    assert (found.interval, found.level, found.n) == ("wilson", 0.95, total)


def test_an_interval_at_the_edge_stays_within_zero_and_one() -> None:
    nobody, everybody = migration.rate(0, 10), migration.rate(10, 10)
    assert nobody.low == 0
    assert everybody.high == 1


@pytest.mark.parametrize(
    ("successes", "total", "reason"),
    [
        (math.nan, 10, "not a whole number"),
        (1, math.inf, "not a whole number"),
        (1.5, 10, "not a whole number"),
        (-1, 10, "less than zero"),
        (1, -10, "less than zero"),
        (0, 0, "zero persons"),
        (11, 10, "more than the 10"),
        ("3", 10, "successes is '3', not a number"),
        (3, None, "total is None, not a number"),
        (True, 10, "successes is True, not a number"),
        (np.bool_(True), 10, "successes is a bool, not a number"),
        (pd.NA, 10, "successes is a NAType, not a number"),
        (pd.Series([1]), 10, "successes is a Series, not a number"),
        (10**400, 10**401, "too large"),
    ],
)
def test_a_rate_of_impossible_counts_is_refused(successes: float, total: float, reason: str) -> None:
    with pytest.raises(EstimationError, match=reason):
        migration.rate(successes, total)


@pytest.mark.parametrize(
    ("stage", "base", "name"),
    [
        ("working_abroad", "trained", "placement_rate"),
        ("placed", "trained", "contract_rate"),
        ("departed", "placed", "arrival_rate"),
        ("departed", "certified", "migration_rate"),
        ("trained", "selected", "completion_rate"),
        ("certified", "examined", "licence_rate"),
        ("selected", "applied", "selection_rate"),
        ("stayed", "departed", "retention_rate"),
        ("returned", "completed", "return_rate"),
        ("reemployed", "completed", "reemployment_rate"),
        ("overstayed", "departed", "overstay_rate"),
        ("went_missing", "placed", "missing_rate"),
        ("applied", "applied", "share_of_applied"),
    ],
)
def test_a_pair_of_stages_has_the_name_that_the_field_gives_it(stage: str, base: str, name: str) -> None:
    assert migration.rate_name(stage, base) == name


def test_a_row_that_names_its_base_becomes_a_rate_with_formula_and_inputs() -> None:
    rows = [
        count("demo.selected", "selected", 130),
        count("demo.trained", "trained", 120, base="selected", base_id="demo.selected"),
    ]
    [found] = migration.rates(study(migration=rows))
    assert found.id == "migration.completion_rate.demo.trained"
    assert found.value == pytest.approx(120 / 130)
    assert found.formula == "trained ÷ selected"
    assert found.inputs == ("demo.trained", "demo.selected")
    assert (found.n, found.base, found.grade) == (130, "selected", "derived")
    assert found.caveats == ("repeated_cohorts",)


def test_a_rate_of_hedged_counts_carries_the_hedge_and_has_no_interval() -> None:
    rows = [
        count("demo.placed", "placed", 2000, bound="above"),
        count("demo.arrived", "departed", 1300, bound="about", base="placed", base_id="demo.placed"),
    ]
    [found] = migration.rates(study(migration=rows))
    assert (found.value, found.bound, found.low) == (0.65, "at_most", None)
    for hedged in range(2):
        about = [row | {"bound": "about" if number == hedged else "exact"} for number, row in enumerate(rows)]
        [found] = migration.rates(study(migration=about, end="2010"))
        assert (found.value, found.bound, found.low, found.n) == (0.65, "about", None, None)


def test_a_lower_bound_over_a_lower_bound_is_refused_with_its_reason() -> None:
    rows = [
        count("demo.placed", "placed", 8000, bound="above"),
        count("demo.arrived", "departed", 6000, bound="above", base="placed", base_id="demo.placed"),
    ]
    [found] = migration.rates(study(migration=rows))
    assert not found.found
    assert found.details["reason"] == "no_bound"
    assert "no bound" in found.reason


def test_a_count_above_its_base_is_refused() -> None:
    rows = [
        count("demo.trained", "trained", 10),
        count("demo.certified", "working_abroad", 11, base="trained", base_id="demo.trained"),
    ]
    [found] = migration.rates(study(migration=rows))
    assert says([found]) == [
        {
            "id": "migration.placement_rate.demo.certified", "measure": "placement_rate", "unit": "share",
            "reason": "demo.certified exceeds its base", "details": {"reason": "exceeds_base"},
            "inputs": ["demo.certified", "demo.trained"],
        }
    ]  # fmt: skip
    for bound in ("above", "exact"):  # 11 of more than 10 may be fewer than all
        [found] = migration.rates(study(migration=[rows[0] | {"bound": bound}, rows[1]]))
        assert found.found == (bound == "above")
    spread = rows[1] | {"value": None, "low": 11, "high": 12, "bound": "range"}
    [found] = migration.rates(study(migration=[rows[0], spread]))
    assert found.details["reason"] == "exceeds_base"
    [found] = migration.rates(study(migration=[rows[0], rows[1] | {"value": 10}]))
    assert found.value == 1


def test_more_people_than_places_are_told_as_such_and_a_count_of_none_is_a_rate_of_zero() -> None:
    base = count("demo.base", "trained", 10, end="2016")
    row = count("demo.row", "working_abroad", 0, end="2016", base_id="demo.base")
    [found] = migration.rates(study(migration=[base, row]))
    assert (found.value, found.low, found.n) == (0, 0, 10)
    for places in ("places", "contracts", "visas"):
        [found] = migration.rates(study(migration=[base | {"unit": places}, row]))
        assert found.value == 0
    assert not migration.rates(study(migration=[base | {"unit": "households"}, row]))
    assert not migration.rates(study(migration=[base, row | {"unit": "visas"}]))
    plain = row | {"base_id": "", "base": "trained", "base_n": 20, "low": None}
    [found] = migration.rates(study(migration=[plain]))
    assert (found.value, found.n, found.inputs) == (0, 20, ("demo.row",))
    spread = {"value": 10, "low": 8, "high": 12, "bound": "about"}
    [found] = migration.rates(study(migration=[plain | spread]))
    assert (found.value, found.low, found.high, found.interval) == (0.5, 0.4, 0.6, "propagated")
    [found] = migration.rates(study(migration=[plain | {"value": 10, "bound": "at_least"}]))
    assert (found.value, found.bound) == (0.5, "at_least")
    for unsaid in ({"base": ""}, {"base_n": None}, {"base_id": "demo.elsewhere"}):
        assert not migration.rates(study(migration=[plain | unsaid]))


def test_parts_of_a_stage_are_a_share_without_interval() -> None:
    rows = [
        count("demo.applied", "applied", 9177),
        count("demo.applied.esp", "applied", 5642, origin="ESP", base="applied", base_id="demo.applied"),
    ]
    [found] = migration.rates(study(migration=rows))
    assert (found.measure, round(found.value or 0, 4), found.low) == ("share_of_applied", 0.6148, None)


def placed(year: str, value: float, **more: object) -> dict[str, object]:
    start, _, end = year.partition("_")
    return count(
        f"demo.placed.{year}", "placed", value, start=start, end=end or start, timing="during", **more
    )


ARRIVALS = [
    placed("2013_2016", 1100),
    placed("2017", 593),
    placed("2018", 859),
    placed("2019", 1025),
    count("demo.placed.total", "placed", 3577, start="2013", end="2019", timing="cumulative"),
    count(
        "demo.arrived",
        "departed",
        2220,
        start="2013",
        end="2019",
        timing="cumulative",
        base="placed",
        base_id="demo.placed.total",
    ),
]


def test_arrivals_in_a_running_programme_are_right_censored_with_a_bound_for_earlier_cohorts() -> None:
    so_far, earlier = migration.rates(study(migration=ARRIVALS))
    assert so_far.value == pytest.approx(0.620632, abs=5e-7)
    assert (so_far.low, so_far.high, so_far.caveats) == (None, None, ("right_censored",))
    assert earlier.id == f"{so_far.id}.placed_by_2018"
    (told,) = says([earlier])
    assert told.pop("value") == pytest.approx(2220 / 2552)
    assert told == {
        "id": "migration.arrival_rate.demo.arrived.placed_by_2018", "measure": "arrival_rate",
        "unit": "share", "bound": "at_most", "n": 2552, "base": "placed", "formula": "departed ÷ Σ placed",
        "start": "2013", "end": "2019", "timing": "cumulative", "caveats": ["earlier_cohorts_only"],
        "inputs": ["demo.arrived", *(f"demo.placed.{span}" for span in ("2013_2016", "2017", "2018"))],
        "details": {"cohort_end": "2018"},
    }  # fmt: skip


@pytest.mark.parametrize(("moved", "bound"), [(2552, 1), (0, 0)])
def test_as_many_as_the_earlier_cohorts_count_may_be_all_of_them(moved: int, bound: float) -> None:
    nobody = [row | {"value": 0} if row["id"] == "demo.placed.2017" else row for row in ARRIVALS]
    _, earlier = migration.rates(study(migration=[*ARRIVALS[:5], ARRIVALS[5] | {"value": moved}]))
    assert (earlier.value, earlier.n) == (bound, 2552)
    _, earlier = migration.rates(study(migration=[*nobody[:5], ARRIVALS[5] | {"value": 0}]))
    assert (earlier.value, earlier.n) == (0, 1959)


@pytest.mark.parametrize("year", ["2013_2016", "2017", "2018"])
def test_a_gap_between_the_cohorts_leaves_no_bound_nor_do_those_of_another_source(year: str) -> None:
    few = [*ARRIVALS[:5], ARRIVALS[5] | {"value": 500}]
    gap = [row for row in few if row["id"] != f"demo.placed.{year}"]
    assert len(migration.rates(study(migration=gap))) == 1
    other = [row | {"source": "other"} if row["id"] == f"demo.placed.{year}" else row for row in few]
    assert len(migration.rates(study(migration=other))) == 1


def test_arrivals_of_a_programme_that_has_ended_have_an_interval() -> None:
    for end, open_ in (("2020", True), ("2019-12", False), ("2018-05", False), ("2019", False)):
        found, *_ = migration.rates(study(migration=ARRIVALS, end=end))
        assert (found.caveats == ("right_censored",)) == open_
    assert found.interval == "wilson"
    assert found.low == pytest.approx(0.6046, abs=5e-5)


def test_running_totals_add_up_joined_cohorts() -> None:
    totals = migration.running_totals(study(migration=ARRIVALS))
    assert [(f.end, f.value) for f in totals] == [("2017-12", 1693), ("2018-12", 2552), ("2019-12", 3577)]


def test_attainment_of_a_plan_is_a_ratio_without_interval() -> None:
    rows = [
        count("demo.planned", "placed", 160, status="planned"),
        count("demo.abroad", "working_abroad", 8, base="target", base_id="demo.planned"),
    ]
    here = study(migration=rows)
    [found] = migration.attainment(here)
    assert (found.id, found.value, found.unit) == ("migration.attainment.demo.abroad", 0.05, "ratio")
    assert (found.low, found.high, found.interval) == (None, None, "")
    assert not migration.rates(here)


CELLS = [
    placed("2013_2016", 290, origin="BIH") | {"id": "demo.placed.bih.2013_2016"},
    placed("2017", 103, origin="BIH") | {"id": "demo.placed.bih.2017"},
    placed("2017", 17, origin="TUN") | {"id": "demo.placed.tun.2017"},
]


@pytest.mark.parametrize(("total", "reconciles"), [(410, "yes"), (411, "no")])
def test_parts_are_summed_and_checked_against_the_published_total(total: float, reconciles: str) -> None:
    whole = count("demo.total", "placed", total, start="2013", end="2017", timing="cumulative")
    [found] = migration.sum_of_parts(study(migration=[*CELLS, whole]))
    assert (found.value, found.details["reconciles"]) == (410, reconciles)
    assert ("does_not_reconcile" in found.caveats) == (reconciles == "no")


def test_parts_that_overlap_or_do_not_cover_the_total_are_not_summed() -> None:
    overlapping = [*CELLS, placed("2016_2017", 5, origin="BIH") | {"id": "demo.placed.bih.again"}]
    whole = count("demo.total", "placed", 410, start="2013", end="2017", timing="cumulative")
    longer = whole | {"end": "2018"}
    assert not migration.sum_of_parts(study(migration=[*overlapping, whole]))
    assert not migration.sum_of_parts(study(migration=[*CELLS, longer]))


def test_the_funnel_puts_plans_beside_results_in_the_order_of_stages() -> None:
    rows = [
        count("demo.departed", "departed", 100, start="2013", end="2013", timing="during"),
        count("demo.applied", "applied", 900, start="2013", end="2013", timing="during"),
        count("demo.planned", "departed", 150, status="planned"),
        count("demo.phl", "departed", 60, origin="PHL", start="2013", end="2013", timing="during"),
    ]
    found = migration.funnel(study(migration=rows))
    assert [f.id for f in found] == ["demo.applied", "demo.planned", "demo.departed"]


def test_the_funnel_takes_the_counts_of_one_date_where_it_can() -> None:
    later = count("demo.placed.later", "placed", 5000, start="2013", end="2023", timing="cumulative")
    found = migration.funnel(study(migration=[*ARRIVALS, later]))
    assert [f.id for f in found] == ["demo.placed.total", "demo.arrived"]


def test_a_share_of_a_stage_is_no_bar_of_the_funnel() -> None:
    span = {"start": "2013", "end": "2013", "timing": "during"}
    share = count(
        "demo.asked", "sought_asylum", 0.12, unit="share", base="departed", base_id="demo.left", **span
    )
    rows = [
        count("demo.applied", "applied", 900, **span),
        count("demo.left", "departed", 250, bound="about", **span),
        share,
    ]
    assert [f.id for f in migration.funnel(study(migration=rows))] == ["demo.applied", "demo.left"]


def test_one_count_is_no_funnel() -> None:
    assert not migration.funnel(study(migration=[count("demo.trained", "trained", 430)]))


def test_the_order_of_rows_does_not_change_the_rates() -> None:
    forward = migration.rates(study(migration=ARRIVALS))
    backward = migration.rates(study(migration=ARRIVALS[::-1]))
    assert [f.to_json() for f in forward] == [f.to_json() for f in backward]


def test_contradicting_plans_are_a_conflict_and_a_series_over_time_is_none() -> None:
    rows = [
        count("demo.planned.a", "participants", 210, status="planned", evidence_root="a"),
        count("demo.planned.b", "participants", 105, status="planned", evidence_root="b"),
        count("demo.trained.2014", "trained", 5000, end="2014", timing="cumulative", evidence_root="a"),
        count("demo.trained.2018", "trained", 12000, end="2018", timing="cumulative", evidence_root="b"),
    ]
    assert migration.conflicts(study(migration=rows)) == (("demo.planned.a", "demo.planned.b"),)


def test_two_sources_of_one_count_are_no_conflict_nor_are_compatible_hedges() -> None:
    rows = [
        count("demo.a", "placed", 160, end="2011", evidence_root="same"),
        count("demo.b", "placed", 200, end="2011", evidence_root="same"),
        count("demo.c", "trained", 4300, end="2021", bound="above", evidence_root="a"),
        count("demo.d", "trained", 4900, end="2021", evidence_root="b"),
    ]
    assert migration.conflicts(study(migration=rows)) == ()


def test_of_totals_that_one_count_alone_contradicts_only_that_and_the_nearest_are_told() -> None:
    total = {"start": "2013", "timing": "cumulative"}
    rows = [
        *ARRIVALS,  # 1,693 by the end of 2017, 2,552 by the end of 2018
        count("demo.may", "placed", 2000, bound="above", end="2018-05", evidence_root="may", **total),
        count("demo.sept", "placed", 1450, end="2018-09", evidence_root="sept", **total),
    ]
    assert migration.conflicts(study(migration=rows)) == (("demo.may", "demo.sept"),)
    agreeing = [row for row in rows if row["id"] != "demo.sept"]
    assert migration.conflicts(study(migration=agreeing)) == ()


WINDOW = {"end": "2016"}


@pytest.mark.parametrize(
    ("stage", "base", "dates", "caveat"),
    [
        ("enrolled", "applied", WINDOW, "places_fixed"),
        ("selected", "applied", WINDOW, "places_fixed"),
        ("certified", "examined", WINDOW, "may_count_sittings"),
        ("certified", "examinees", WINDOW, "may_count_sittings"),
        ("stayed", "certified", WINDOW, "no_fixed_window"),
        ("returned", "completed", WINDOW, "no_fixed_window"),
        ("reemployed", "completed", {}, "no_fixed_window"),
        ("reemployed", "completed", WINDOW, ""),
        ("completed", "placed", WINDOW, ""),
    ],
)
def test_an_interval_is_given_only_where_it_is_owed(
    stage: str, base: str, dates: dict[str, str], caveat: str
) -> None:
    rows = [count("demo.base", base, 40, **dates), count("demo.row", stage, 10, base_id="demo.base", **dates)]
    [found] = migration.rates(study(migration=rows))
    assert (found.value, found.n) == (0.25, 40)
    assert (found.low is None) == (found.level is None) == bool(caveat)
    assert found.caveats == ((caveat,) if caveat else ("repeated_cohorts",))


def test_a_running_total_that_falls_is_a_conflict() -> None:
    rows = [
        count(
            "demo.may", "placed", 2000, bound="above", end="2018-05", timing="cumulative", evidence_root="a"
        ),
        count(
            "demo.sept", "placed", 1450, bound="about", end="2018-09", timing="cumulative", evidence_root="b"
        ),
    ]
    assert migration.conflicts(study(migration=rows)) == (("demo.may", "demo.sept"),)


def test_what_was_not_found_says_so_with_the_number_of_sources_consulted() -> None:
    found = migration.missing(study(migration=[count("demo.trained", "trained", 430)]))
    assert [f.id for f in found] == ["migration.departed", "migration.stayed", "migration.returned"]
    assert {f.reason for f in found} == {"not found in the 1 source consulted"}
    assert found[0].details == {"reason": "not_found", "consulted": "1", "excerpts": "1"}


def test_no_rows_give_no_figures_and_no_error() -> None:
    empty = study()
    for estimate in (migration.rates, migration.attainment, migration.funnel, migration.sum_of_parts):
        assert not estimate(empty)
    assert len(migration.missing(empty)) == 4


def test_counts_of_a_part_that_name_each_other_go_before_counts_of_all_that_do_not() -> None:
    whole = [
        count("demo.departed", "departed", 900, end="2022"),
        count("demo.abroad", "working_abroad", 5000, end="2022"),
    ]
    part = [
        count("demo.asked", "applied", 800, origin="NPL", end="2023"),
        count("demo.sat", "screened", 600, origin="NPL", end="2023", base="applied", base_id="demo.asked"),
        count(
            "demo.passed",
            "passed_selection",
            100,
            origin="NPL",
            end="2023",
            base="screened",
            base_id="demo.sat",
        ),
    ]
    shown = [finding.id for finding in migration.funnel(study(migration=[*whole, *part]))]
    assert shown == ["demo.asked", "demo.sat", "demo.passed"]
    linked = [whole[0], {**whole[1], "base": "departed", "base_id": "demo.departed"}]
    assert migration.funnel(study(migration=[*linked, *part]))[0].id == "demo.departed"
