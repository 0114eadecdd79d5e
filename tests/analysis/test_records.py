"""A computed figure says all of what it is, in any order of the rows and however their dates are written.

The expected records were worked out by hand, Wilson's intervals with a calculator.
"""

from __future__ import annotations

from collections.abc import Callable

from evidence_frames import count, money, study
from gspbrief.analysis import costs, migration, outcomes
from gspbrief.findings.finding import Findings
from records import Row, says

SPAN: Row = {"start": "2008", "end": "2021", "timing": "cumulative"}
WILSON: Row = {"interval": "wilson", "level": 0.95, "method": "wilson"}
OF_80 = {"value": 0.25, "low": 0.168062318575, "high": 0.354846746192, "n": 80, "unit": "share", **WILSON}


def share(payer: str, value: float, **more: object) -> Row:
    row = {"id": f"demo.share.{payer}", "measure": "payer_share", "value": value, "unit": "share"}
    return {**row, "payer": payer, "base_id": "demo.total", **more}


TOTAL = money("demo.total", "programme_cost", 1_200, concept="ceiling", price_year=2020, **SPAN)
PLACED = count("demo.placed", "placed", 12, **SPAN)


def test_what_a_programme_cost_and_who_pays() -> None:
    of: Row = {"component": "courses", "concept": "ceiling"}
    donor = share("donor", 0.75, base="programme_cost", rest_paid_by="employers", **of)
    spent = TOTAL | {"id": "demo.spent", "value": 900, "concept": "actual", "price_year": None}
    given = study(costs=[TOTAL, donor], migration=[PLACED])
    euros: Row = {"unit": "money", "currency": "EUR", "price_year": 2020}
    assert says(costs.derived_unit_costs(given)) == [
        {
            "id": "costs.cost_per_placed.demo.total.per.demo.placed", "measure": "cost_per_placed",
            "value": 100.0, "per": "placed", "base": "placed", "n": 12, **euros, **SPAN,
            "formula": "programme_cost ÷ placed", "inputs": ["demo.total", "demo.placed"],
            "caveats": ["ceiling_not_spending", "full_cost_only"], "details": {"concept": "ceiling"},
        }
    ]  # fmt: skip
    assert says(costs.payers(given)) == [
        {
            "id": "costs.payer_amount.demo.share.donor", "measure": "payer_amount", "value": 900.0, **euros,
            "formula": "payer_share × programme_cost", "inputs": ["demo.share.donor", "demo.total"],
            "details": {"payer": "donor", **of},
        },
        {
            "id": "costs.payer_share.unallocated.component_courses", "measure": "payer_share", "value": 0.25,
            "unit": "share", "base": "programme_cost", "formula": "1 − Σ payer_share",
            "inputs": ["demo.share.donor"],
            "details": {"payer": "unallocated", "rest_paid_by": "employers", **of},
        },
    ]  # fmt: skip
    [plain] = costs.derived_unit_costs(study(costs=[TOTAL | {"concept": ""}], migration=[PLACED]))
    assert plain.details == {"concept": ""}
    undated = TOTAL | {"price_year": None}
    assert says(costs.spent_of_planned(study(costs=[undated, spent]))) == [
        {
            "id": "costs.spent_of_planned.demo.spent.of.demo.total", "measure": "spent_of_planned",
            "value": 0.75, "unit": "ratio", **SPAN, "formula": "actual ÷ ceiling",
            "inputs": ["demo.spent", "demo.total"], "caveats": ["price_year_not_stated"],
            "details": {"concept": "ceiling"},
        }
    ]  # fmt: skip


def test_shares_of_payers_stand_with_what_they_leave_and_nothing_left_is_not_shown() -> None:
    for value, left in ((0.75, [0.25]), (1.0, [])):
        given = study(costs=[TOTAL, share("donor", value), money("demo.grant", "grant_per_person", 9)])
        assert [f.value for f in costs.payer_shares(given)] == [value, *left]
    above, below = share("donor", 0.5, bound="at_least"), TOTAL | {"bound": "at_most"}
    amount, _ = costs.payers(study(costs=[below, above]))
    assert (amount.reason, amount.details) == (
        "share and total leave no single amount",
        {"reason": "no_bound"},
    )


def test_totals_are_of_programmes_years_and_investments_not_of_people() -> None:
    named = ("programme_cost", "funding_total", "annual_budget", "investment", "cost_per_graduate")
    rows = [money(f"demo.{measure}", measure, 10) for measure in named]
    assert tuple(f.measure for f in costs.totals(study(costs=rows))) == named[:4]


def test_plans_results_and_rates() -> None:
    rows = [
        count("demo.plan", "placed", 50, status="planned"),
        count("demo.all", "enrolled", 120, status="planned"),
        count("demo.away", "in_training", 30, status="planned", base_id="demo.all", track="away"),
        count("demo.placed", "placed", 40, base_id="demo.plan", end="2020"),
        count("demo.one", "certified", 10, start="2018", end="2018", timing="during"),
        count("demo.two", "certified", 20, start="2019", end="2019", timing="during"),
        count("demo.seen", "screened", 20, base="applied", base_n=80, end="2019"),
    ]
    given = study(migration=rows)
    assert says(migration.attainment(given)) == [
        {
            "id": "migration.attainment.demo.placed", "measure": "attainment", "value": 0.8, "unit": "ratio",
            "end": "2020", "base": "target", "formula": "placed ÷ target", "details": {"stage": "placed"},
            "inputs": ["demo.placed", "demo.plan"],
        }
    ]  # fmt: skip
    assert says(migration.planned_shares(given)) == [
        {
            "id": "migration.planned_share.demo.away", "measure": "planned_share", "value": 0.25,
            "unit": "share", "status": "planned", "track": "away", "base": "enrolled",
            "formula": "in_training ÷ enrolled", "inputs": ["demo.away", "demo.all"],
        }
    ]  # fmt: skip
    assert says(migration.rates(given)) == [
        {
            "id": "migration.screening_rate.demo.seen", "measure": "screening_rate", **OF_80, "end": "2019",
            "base": "applied", "formula": "screened ÷ applied", "inputs": ["demo.seen"],
            "caveats": ["repeated_cohorts"],
        }
    ]  # fmt: skip
    assert says(migration.running_totals(given)) == [
        {
            "id": "migration.running_total.demo.two", "measure": "certified", "value": 30.0,
            "unit": "persons", "start": "2018", "end": "2019-12", "timing": "cumulative",
            "formula": "Σ certified", "inputs": ["demo.one", "demo.two"],
        }
    ]  # fmt: skip
    assert says([migration.rate(20, 80)]) == [
        {
            "id": "migration.rate", "measure": "rate", **OF_80, "sources": [], "evidence_root": "",
            "caveats": ["repeated_cohorts"],
        }
    ]  # fmt: skip


def test_answers_and_their_change() -> None:
    asked: Row = {"measure": "satisfied", "unit": "share", "evidence_root": "survey", "base": "respondents"}
    given = study(
        outcomes=[
            count("demo.asked", "graduates", 80),
            count("demo.employed", "employed", 20, base_id="demo.asked", method="self_report"),
            count("demo.more", "remitting", 90, base_id="demo.asked"),
            {"id": "demo.a", "value": 0.5, "start": "2010", "end": "2011", "track": "away", **asked},
            {"id": "demo.b", "value": 0.75, "end": "2013", "track": "away", **asked},
            {"id": "demo.c", "value": 0.9, "end": "2015", "track": "home", **asked},
        ]
    )
    assert says(outcomes.shares(given)) == [
        {
            "id": "outcomes.employed.demo.employed", "measure": "employed", **OF_80, "base": "graduates",
            "formula": "employed ÷ graduates", "inputs": ["demo.employed", "demo.asked"],
            "caveats": ["self_reported", "simple_random_sample"],
        },
        {
            "id": "outcomes.remitting.demo.more", "measure": "remitting", "unit": "share",
            "reason": "90 successes are more than the 80 who were exposed",
            "inputs": ["demo.more", "demo.asked"], "details": {"reason": "exceeds_base"},
        },
    ]  # fmt: skip
    assert says(outcomes.changes(given)) == [
        {
            "id": "outcomes.change.satisfied.track_away.of_respondents.source_survey", "value": 0.25,
            "measure": "satisfied", "unit": "share_difference", "quantity": "change", "track": "away",
            "start": "2010", "end": "2013", "timing": "during", "base": "respondents",
            "formula": "satisfied − satisfied", "inputs": ["demo.b", "demo.a"], "evidence_root": "survey",
            "caveats": ["rounded_in_source", "different_cohorts"],
        }
    ]  # fmt: skip


def cohort(year: int, last: int, value: float, **more: object) -> Row:
    place = more.get("origin", "all")
    span: Row = {"start": str(year), "end": str(last), "timing": "during"}
    return count(f"demo.{place}.{year}", "placed", value, **span, **more)


UP_TO_2019: Row = {"start": "2013", "end": "2019", "timing": "cumulative"}
COHORTS = [
    cohort(2013, 2016, 1100),
    cohort(2017, 2018, 1452),
    cohort(2019, 2019, 1025),
    cohort(2013, 2018, 2000, origin="BIH"),
    cohort(2019, 2019, 1000, origin="BIH"),
    cohort(2019, 2019, 577, origin="TUN"),
    count("demo.total", "placed", 3577, **UP_TO_2019),
    count("demo.arrived", "departed", 2220, base="placed", base_id="demo.total", **UP_TO_2019),
    count("demo.back", "returned", 20, base_id="demo.arrived", group="asked", **UP_TO_2019),
    count("demo.work", "reemployed", 9, base_id="demo.back", group="asked", **UP_TO_2019),
]
MONEY = [TOTAL | {"value": 1_234, **UP_TO_2019}, TOTAL | {"id": "demo.round", "value": 1_200, **UP_TO_2019}]
COMPUTED: tuple[Callable[..., Findings], ...] = (
    costs.derived_unit_costs,
    migration.funnel,
    migration.rates,
    migration.running_totals,
    migration.sum_of_parts,
    migration.totals_over_time,
)


def test_neither_the_order_of_rows_nor_months_of_whole_years_change_what_is_computed() -> None:
    def monthly(row: Row) -> Row:
        return {**row, "start": f"{row['start']}-01", "end": f"{row['end']}-12"}

    def values(rows: list[Row], amounts: list[Row]) -> dict[str, dict[str, float | None]]:
        given = study(migration=rows, costs=amounts)
        return {each.__name__: {f.id: f.value for f in each(given)} for each in COMPUTED}

    expected = values(COHORTS, MONEY)
    assert all(expected.values())
    assert list(expected["funnel"]) == ["demo.total", "demo.arrived", "demo.back", "demo.work"]
    assert values(COHORTS[::-1], MONEY[::-1]) == expected
    assert values([monthly(row) for row in COHORTS], [monthly(row) for row in MONEY]) == expected


def test_two_counts_of_one_stage_of_a_part_are_both_left_out_of_the_funnel() -> None:
    twice = [*COHORTS, COHORTS[-1] | {"id": "demo.again", "value": 8}]
    assert [f.id for f in migration.funnel(study(migration=twice))][-1] == "demo.back"
    alike = [
        count(f"demo.{origin}.{stage}", stage, 9, origin=origin)
        for origin in ("TUN", "BIH")
        for stage in ("applied", "placed")
    ]
    for rows in (alike, alike[::-1]):  # of two parts with as many counts always the same one
        found = [f.id for f in migration.funnel(study(migration=rows))]
        assert found == ["demo.BIH.applied", "demo.BIH.placed"]


def test_counts_of_one_year_stand_apart_from_those_of_several_and_of_none() -> None:
    undated = count("demo.undated", "placed", 1)
    single, other = migration.of_single_years(study(migration=[*COHORTS[:3], undated]).published("migration"))
    assert [f.id for f in single] == ["demo.all.2019"]
    assert [f.id for f in other] == ["demo.all.2013", "demo.all.2017", "demo.undated"]


BASE = count("demo.placed", "placed", 80, end="2019")
STAYED: Row = {
    "id": "demo.stayed", "measure": "stayed", "value": 0.25, "unit": "share", "base": "placed",
    "base_id": "demo.placed", "end": "2020",
}  # fmt: skip


def test_a_share_of_counted_people_is_a_count() -> None:
    for bound, of in (("exact", "about"), ("about", "about"), ("at_least", "at_least")):
        assert says(migration.counts_of_shares(study(migration=[BASE, STAYED | {"bound": bound}]))) == [
            {
                "id": "migration.count.demo.stayed", "measure": "stayed", "value": 20.0, "unit": "persons",
                "bound": of, "base": "placed", "formula": "stayed × placed", "end": "2020",
                "inputs": ["demo.stayed", "demo.placed"],
            }
        ]  # fmt: skip
    [nobody] = migration.counts_of_shares(study(migration=[BASE, STAYED | {"value": 0}]))
    assert nobody.value == 0
    counted = count("demo.counted", "stayed", 21, end="2020")
    for rows in (
        [BASE, STAYED | {"status": "planned"}],
        [BASE, STAYED | {"measure": "satisfied"}],
        [BASE, STAYED | {"measure": "placed"}],
        [BASE, STAYED | {"value": None, "low": 0.2, "high": 0.3, "bound": "range"}],
        [BASE, STAYED | {"base_id": ""}],
        [BASE | {"bound": "about"}, STAYED],
        [BASE | {"unit": "visas"}, STAYED],
        [BASE | {"value": None, "low": 70, "high": 90, "bound": "range"}, STAYED],
        [BASE, STAYED, counted],
        [BASE, STAYED, counted | {"end": "2021", "base_id": "demo.placed"}],
    ):
        assert not migration.counts_of_shares(study(migration=rows))
    for elsewhere in ({"end": "2021"}, {"group": "women"}, {"measure": "returned"}):
        assert len(migration.counts_of_shares(study(migration=[BASE, STAYED, counted | elsewhere]))) == 1


def test_what_parts_add_up_to_says_whether_the_total_is_theirs() -> None:
    parts = [cohort(2013, 2016, 80, origin="BIH"), cohort(2017, 2019, 0, origin="BIH")]
    parts.append(cohort(2013, 2019, 40, origin="TUN"))
    for value, yes, caveats in ((120, "yes", {}), (121, "no", {"caveats": ["does_not_reconcile"]})):
        total = count("demo.total", "placed", value, **UP_TO_2019)
        assert says(migration.sum_of_parts(study(migration=[total, *parts[::-1]]))) == [
            {
                "id": "migration.sum_of_parts.demo.total", "measure": "placed", "value": 120.0,
                "unit": "persons", "formula": "Σ placed",
                "details": {"reconciles": yes, "total": "demo.total"},
                "inputs": ["demo.total", *(row["id"] for row in parts[::-1])], **UP_TO_2019, **caveats,
            }
        ]  # fmt: skip
    for other in (
        {"origin": "BIH"},
        {"bound": "about"},
        {"source": "other"},
        {"timing": "as_of"},
        {"measure": "departed"},
    ):
        assert not migration.sum_of_parts(study(migration=[total | other, *parts]))
    for other in ({"bound": "about"}, {"source": "other"}, {"status": "planned"}, {"track": "away"}):
        [left] = migration.sum_of_parts(study(migration=[total, *parts[:2], parts[2] | other]))
        assert left.value == 80
    assert not migration.sum_of_parts(study(migration=[total, parts[2]]))  # one part is no sum
