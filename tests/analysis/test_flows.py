"""Which counts stand in a funnel and which totals over time, each rule by rows that it alone decides."""

from __future__ import annotations

import pytest

from evidence_frames import count, study
from gspbrief.analysis import migration
from records import Row


def names(*rows: Row) -> list[str]:
    """The rows of a funnel, in whichever order they were given."""
    shown = [f.id.removeprefix("demo.") for f in migration.funnel(study(migration=list(rows)))]
    assert shown == [f.id.removeprefix("demo.") for f in migration.funnel(study(migration=list(rows[::-1])))]
    return shown


def of(name: str, measure: str, end: str = "", **more: object) -> Row:
    return count(f"demo.{name}", measure, 9, end=end, **more)


APPLIED, PLACED = of("applied", "applied", "2019"), of("placed", "placed", "2019")


def test_an_undated_count_stands_only_where_there_are_not_two_dated_ones_or_its_base_is_one() -> None:
    undated = of("trained", "trained")
    assert names(APPLIED, PLACED, undated) == ["applied", "placed"]
    assert names(APPLIED, undated) == ["applied", "trained"]
    assert names(APPLIED, PLACED, undated | {"base_id": "demo.applied"}) == ["applied", "trained", "placed"]
    assert names(APPLIED, PLACED, undated | {"base_id": "demo.nothing"}) == ["applied", "placed"]
    assert names(APPLIED, PLACED, undated | {"status": "planned"}) == ["applied", "trained", "placed"]
    plans = [of(name, name, status="planned") for name in ("applied", "placed")]
    assert names(*plans) == ["applied", "placed"]


@pytest.mark.parametrize("month", ["", "-05"])
def test_counts_are_of_the_year_that_has_most_stages_and_else_the_latest(month: str) -> None:
    early = (of("early", "applied", f"2018{month}"), of("chosen", "selected", f"2018{month}"))
    later = of("later", "applied", f"2020{month}")
    assert names(*early, later) == ["early", "chosen"]
    assert names(*early, later, of("went", "selected", f"2020{month}")) == ["later", "went"]


@pytest.mark.parametrize(("start", "end"), [("2018", "2019"), ("2019-02", "2019-11"), ("2019", "")])
def test_a_count_of_a_span_stands_in_the_years_that_it_covers(start: str, end: str) -> None:
    trained = of("trained", "trained", end, start=start, timing="during", base_id="demo.applied")
    assert names(APPLIED, PLACED, trained) == ["applied", "trained", "placed"]


@pytest.mark.parametrize(("start", "end"), [("2016", "2018"), ("2020", "2020")])
def test_a_count_of_other_years_does_not_but_a_plan_for_them_does(start: str, end: str) -> None:
    trained = of("trained", "trained", end, start=start, timing="during")
    assert names(APPLIED, PLACED, trained) == ["applied", "placed"]
    assert names(APPLIED, PLACED, trained | {"timing": "cumulative"}) == ["applied", "trained", "placed"]
    assert names(APPLIED, PLACED, trained | {"status": "planned"}) == ["applied", "trained", "placed"]


def test_who_is_in_training_at_a_date_is_a_stock_and_what_is_no_stage_no_count_of_one() -> None:
    learning = of("learning", "in_training", "2019")
    assert names(APPLIED, PLACED, learning) == ["applied", "learning", "placed"]
    assert names(APPLIED, PLACED, learning | {"timing": "as_of"}) == ["applied", "placed"]
    assert names(APPLIED, PLACED, of("went", "departed", "2019", timing="as_of")) == [
        "applied",
        "placed",
        "went",
    ]
    assert names(APPLIED, PLACED, of("answers", "survey_sample", "2019")) == ["applied", "placed"]
    assert names(APPLIED, PLACED, of("share", "departed", "2019", unit="share")) == ["applied", "placed"]
    for unit in ("places", "contracts", "visas"):
        assert names(APPLIED, PLACED, of("went", "departed", "2019", unit=unit)) == [
            "applied",
            "placed",
            "went",
        ]


def test_where_three_stages_are_linked_the_others_are_left_out_but_for_plans() -> None:
    trained = of("trained", "trained", "2019", base_id="demo.applied")
    placed = PLACED | {"base_id": "demo.trained"}
    alone, planned = of("went", "departed", "2019"), of("goal", "departed", status="planned")
    assert names(APPLIED, trained, placed, alone) == ["applied", "trained", "placed"]
    assert names(APPLIED, trained, placed, planned) == ["applied", "trained", "placed", "goal"]
    assert names(APPLIED, trained, alone) == ["applied", "trained", "went"]  # two are no chain


def test_a_count_of_a_year_goes_before_a_running_total_and_a_plan_that_a_result_names_before_others() -> None:
    total = of("total", "placed", "2021", timing="cumulative")
    assert names(APPLIED, PLACED, total) == ["applied", "placed"]
    assert names(APPLIED, of("past", "placed", "2017"), of("late", "placed", "2018")) == ["applied", "late"]
    same = of("all", "placed", "2019", timing="cumulative")
    assert names(APPLIED, PLACED, same) == ["applied", "all"]
    assert names(APPLIED, of("one", "placed", "2019"), of("two", "placed", "2019")) == ["applied", "two"]
    goals = [of(name, "placed", end, status="planned") for name, end in (("goal", "2018"), ("other", "2030"))]
    assert names(APPLIED, PLACED, *goals) == ["applied", "other", "placed"]
    assert names(APPLIED, PLACED | {"base_id": "demo.goal"}, *goals) == ["applied", "goal", "placed"]


def test_a_stage_stands_after_that_of_its_base() -> None:
    again = of("again", "screened", "2019", base="placed")
    assert names(APPLIED, PLACED, again) == ["applied", "placed", "again"]
    went = of("went", "departed", "2019")
    assert names(APPLIED, PLACED, again, went) == ["applied", "placed", "again", "went"]
    told = of("told", "informed", "2019", base="everybody")
    assert names(APPLIED, PLACED, told) == ["told", "applied", "placed"]
    assert names(APPLIED, PLACED, again | {"base": "applied"}) == ["applied", "again", "placed"]
    assert names(APPLIED, PLACED, again | {"base": "everybody"}) == ["applied", "again", "placed"]


def test_yearly_flows_and_parts_are_populations_of_their_own_of_which_the_one_with_most_stages_is_shown() -> (
    None
):
    yearly = [
        of(f"year.{stage}", stage, "2019", timing="per_year") for stage in ("applied", "placed", "departed")
    ]
    assert names(APPLIED, PLACED, *yearly) == ["year.applied", "year.placed", "year.departed"]
    for apart in ({"origin": "PHL"}, {"destination": "DEU"}, {"track": "away"}, {"group": "women"}):
        part = [of(f"part.{stage}", stage, "2019", **apart) for stage in ("applied", "placed", "departed")]
        assert names(APPLIED, PLACED, *part) == ["applied", "placed"]  # the whole goes first
        assert names(APPLIED, *part) == ["part.applied", "part.placed", "part.departed"]
        assert names(APPLIED | apart, of("went", "departed", "2019")) == []  # one count of each


def test_counts_of_a_part_stand_below_the_count_that_they_name_where_one_stage_has_one() -> None:
    asked = of("asked", "stayed", "2019", group="asked", base_id="demo.placed")
    work = of("work", "returned", "2019", group="asked", base_id="demo.asked")
    assert names(APPLIED, PLACED, asked, work) == ["placed", "asked", "work"]
    twice = asked | {"id": "demo.twice"}
    assert names(APPLIED, PLACED, asked, twice) == ["applied", "placed"]
    for other in ({"origin": "PHL"}, {"status": "planned"}, {"unit": "households"}):
        assert names(APPLIED, PLACED, asked | other) == ["applied", "placed"]


def test_a_part_goes_before_a_whole_without_links_where_it_links_three_stages_however_long_another_is() -> (
    None
):
    whole = [of("went", "departed", "2022"), of("abroad", "working_abroad", "2022")]
    asked = of("asked", "applied", "2023", origin="NPL")
    sat = of("sat", "screened", "2023", origin="NPL", base_id="demo.asked")
    passed = of("passed", "selected", "2023", origin="NPL", base_id="demo.sat")
    stages = ("applied", "screened", "selected", "enrolled", "trained")
    longer = [of(f"bgd.{stage}", stage, "2023", origin="BGD") for stage in stages]
    assert names(*whole, asked, sat, passed, *longer) == ["asked", "sat", "passed"]
    assert names(*whole, asked, sat, *longer) == ["went", "abroad"]


def test_parts_are_achieved_counts_of_persons_placed_in_a_span_from_one_country() -> None:
    part = of("part", "placed", "2019", start="2018", timing="during", origin="NPL")
    assert len(migration.parts(study(migration=[part]))) == 1
    for other in (
        {"origin": ""}, {"track": "away"}, {"group": "women"}, {"measure": "departed"}, {"unit": "visas"},
        {"status": "planned"}, {"timing": "cumulative"},
    ):  # fmt: skip
        assert not migration.parts(study(migration=[part | other]))


def test_a_year_told_by_its_months_is_a_single_year() -> None:
    spans = (("2018-01", "2018-12"), ("2018", "2018-12"), ("2018-01", "2018"), ("2018-01", "2019-01"))
    rows = [of(f"n{n}", "placed", end, start=start) for n, (start, end) in enumerate(spans)]
    single, other = migration.of_single_years(study(migration=rows).published("migration"))
    assert [f.id for f in single] == ["demo.n0", "demo.n1", "demo.n2"]
    assert [f.id for f in other] == ["demo.n3"]


def totals(*rows: Row) -> list[tuple[str, str, float | None]]:
    found = migration.totals_over_time(study(migration=list(rows)))
    return sorted((f.measure, f.end, f.value) for f in found)


def spans(measure: str, *values: float, **more: object) -> list[Row]:
    """Cohorts of a year each from 2016 on."""
    return [
        count(
            f"demo.{measure}.{year}", measure, value, start=f"{year}", end=f"{year}", timing="during", **more
        )
        for year, value in enumerate(values, start=2016)
    ]


def test_cohorts_that_are_counted_in_full_add_up_to_totals_and_the_first_is_one_itself() -> None:
    assert totals(*spans("placed", 10, 20)) == [("placed", "2016", 10), ("placed", "2017-12", 30)]
    assert totals(*spans("placed", 10, 0)) == [("placed", "2016", 10), ("placed", "2017-12", 10)]
    assert totals(*spans("placed", 10)) == []
    printed = count("demo.total", "placed", 30, start="2016", end="2017", timing="cumulative")
    assert totals(*spans("placed", 10, 20), printed) == [("placed", "2016", 10), ("placed", "2017", 30)]
    by_month = printed | {"end": "2017-12"}
    assert totals(*spans("placed", 10, 20), by_month) == [("placed", "2016", 10), ("placed", "2017-12", 30)]
    for other in (
        {"unit": "visas"},
        {"status": "planned"},
        {"bound": "about"},
        {"origin": "PHL"},
        {"source": "x"},
    ):
        assert totals(*spans("placed", 10, 20)[:1], spans("placed", 0, 20)[1] | other) == []


def test_totals_are_achieved_counts_of_the_people_of_the_partnership() -> None:
    total = count("demo.total", "placed", 30, start="2016", end="2017", timing="cumulative")
    assert totals(total) == [("placed", "2017", 30)]
    for other in (
        {"unit": "visas"}, {"status": "planned"}, {"about": "wider"}, {"origin": "PHL"}, {"end": ""},
        {"destination": "DEU"}, {"track": "away"}, {"timing": "during"}, {"measure": "applied"},
        {"value": None, "low": 1, "high": 2, "bound": "range"},
    ):  # fmt: skip
        assert totals(total | other) == []


def test_beside_those_who_moved_stand_those_placed_or_else_the_graduates_that_are_counted_twice() -> None:
    moved = [count(f"demo.went.{y}", "departed", y, end=str(y), timing="cumulative") for y in (2016, 2017)]
    trained = [row | {"id": f"{row['id']}.t", "measure": "trained"} for row in moved]
    placed = [row | {"id": f"{row['id']}.p", "measure": "placed"} for row in moved]
    for rows, stages in (
        ([*moved, *trained, *placed], {"departed", "placed"}),
        ([*moved, *trained, placed[0]], {"departed", "trained"}),
        ([*moved, trained[0], placed[0]], {"departed", "placed"}),
    ):
        assert {measure for measure, _, _ in totals(*rows)} == stages


def test_totals_of_a_group_stand_at_a_date_where_each_stage_has_that_group() -> None:
    went = count("demo.went", "departed", 8, end="2018", timing="cumulative", group="women")
    placed = went | {"id": "demo.placed", "measure": "placed", "value": 9}
    assert totals(went, placed) == [("departed", "2018", 8), ("placed", "2018", 9)]
    for other in ({"group": "men"}, {"end": "2019"}):
        assert totals(went, placed | other) == []
    for part in ({"origin": "PHL"}, {"destination": "DEU"}, {"track": "away"}):
        assert totals(went | part, placed | part) == []


def test_a_total_that_most_others_contradict_is_left_out_and_told() -> None:
    year = {2016: 10, 2017: 50, 2018: 20, 2019: 30}
    rows = [
        count(f"demo.t{y}", "placed", n, start="2015", end=str(y), timing="cumulative", evidence_root=f"r{y}")
        for y, n in year.items()
    ]
    assert totals(*rows) == [("placed", "2016", 10), ("placed", "2018", 20), ("placed", "2019", 30)]
    for order in (rows, rows[::-1]):
        assert [f.id for f in migration.totals_at_odds(study(migration=order))] == ["demo.t2017"]
