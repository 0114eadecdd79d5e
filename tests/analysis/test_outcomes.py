"""Outcomes stand side by side as published; shares are computed only from counts."""

from __future__ import annotations

import pytest

from evidence_frames import study
from gspbrief.analysis import outcomes
from notebook_cells import study_on


def row(row_id: str, measure: str, value: float | None, unit: str, **more: object) -> dict[str, object]:
    return {"id": row_id, "measure": measure, "value": value, "unit": unit, **more}


def test_a_response_rate_is_a_complete_count_without_interval() -> None:
    rows = [
        row("demo.sample", "survey_sample", 579, "persons"),
        row("demo.responses", "survey_responses", 527, "persons", base="invited", base_id="demo.sample"),
    ]
    [found] = outcomes.shares(study(outcomes=rows))
    assert found.id == "outcomes.survey_response_rate.demo.responses"
    assert found.value == pytest.approx(0.910190, abs=5e-7)
    assert (found.n, found.low, found.base) == (579, None, "invited")


def test_a_share_of_a_sample_has_the_wilson_interval() -> None:
    rows = [
        row("demo.sample", "survey_sample", 1160, "households"),
        row("demo.receiving", "receiving_remittances", 959, "households", base_id="demo.sample"),
    ]
    [found] = outcomes.shares(study(outcomes=rows))
    assert found.value == pytest.approx(0.826724, abs=5e-7)
    assert (found.low, found.high) == (pytest.approx(0.80387, abs=5e-6), pytest.approx(0.84742, abs=5e-6))
    assert "simple_random_sample" in found.caveats


def test_a_published_rounded_share_gets_no_interval() -> None:
    rows = [row("demo.employed", "employed", 0.5, "share", bound="above", base="trained", base_n=120)]
    here = study(outcomes=rows)
    assert not outcomes.shares(here)
    [published] = outcomes.published_shares(here)
    assert (published.low, published.high, published.n) == (None, None, 120)


def test_households_are_not_divided_by_persons() -> None:
    rows = [
        row("demo.sample", "survey_sample", 100, "persons"),
        row("demo.receiving", "receiving_remittances", 50, "households", base_id="demo.sample"),
    ]
    assert not outcomes.shares(study(outcomes=rows))


def test_effects_keep_their_published_range_and_what_it_is() -> None:
    rows = [
        row("demo.income", "income_per_capita", None, "relative_change", low=0.34, high=0.38, bound="range")
        | {"range_kind": "specifications", "method": "matching_did", "comparator": "matched households"},
        row("demo.growth", "skilled_stock_growth", 0.6, "relative_change"),
    ]
    [effect] = outcomes.effects(study(outcomes=rows))
    assert (effect.low, effect.high, effect.interval) == (0.34, 0.38, "specifications")
    assert effect.details["comparator"] == "matched households"


def test_a_series_of_shares_gives_the_change_from_first_to_last() -> None:
    rows = [
        row(
            "demo.b",
            "employed_full_time",
            0.55,
            "share",
            end="2019",
            base="job_seekers",
            evidence_root="tracer",
        ),
        row(
            "demo.a",
            "employed_full_time",
            0.77,
            "share",
            end="2013",
            base="job_seekers",
            evidence_root="tracer",
        ),
        row(
            "demo.c",
            "employed_full_time",
            0.10,
            "share",
            end="2013",
            base="graduates",
            evidence_root="tracer",
        ),
    ]
    [change] = outcomes.changes(study(outcomes=rows))
    assert change.id == "outcomes.change.employed_full_time.of_job_seekers.source_tracer"
    assert (change.value, change.unit) == (pytest.approx(-0.22), "share_difference")
    assert change.inputs == ("demo.b", "demo.a")


def test_missing_outcomes_count_what_the_migration_table_holds() -> None:
    returned = [{"id": "demo.back", "measure": "reemployed", "value": 9, "unit": "persons"}]
    found = outcomes.missing(study(migration=returned))
    assert "outcomes.return_outcomes" not in {f.id for f in found}
    assert {f.measure for f in found} == {"earnings", "remittances", "skill_use"}
    assert {f.id for f in found} == {f"outcomes.{f.measure}" for f in found}


def test_what_is_in_print_on_work_after_the_return_is_not_missing() -> None:
    for partnership, employment in (
        ("jpn_titp", False),
        ("japan_epa_all", False),
        ("aptc", False),
        ("jpepa", True),
    ):
        missing = {finding.measure for finding in outcomes.missing(study_on(partnership))}
        assert ("employment" in missing) == employment, partnership
        assert ("return_outcomes" in missing) == (partnership in ("aptc", "jpepa")), partnership


def test_answers_are_those_of_the_one_survey_with_most_the_largest_first() -> None:
    asked = {"base": "respondents", "evidence_root": "survey"}
    rows = [
        row("demo.less", "satisfied", 0.5, "share", **asked),
        row("demo.more", "would_recommend", 0.9, "share", **asked),
        row("demo.weak", "wants_to_return", 0.7, "share", confidence="low", **asked),
        row("demo.part", "wants_to_return", 0.7, "share", group="men", **asked),
        row("demo.other", "satisfied", 0.8, "share", base="respondents", evidence_root="other"),
        row("demo.all", "employed", 0.8, "share", base="graduates", evidence_root="survey"),
    ]
    assert [f.id for f in outcomes.answers(study(outcomes=rows))] == ["demo.more", "demo.less"]
    assert not outcomes.answers(study(outcomes=[]))
    for other in ({"status": "planned"}, {"about": "wider"}, {"base": "graduates"}, {"origin": "PHL"}):
        given = [
            rows[0] | {"value": 0},
            rows[1],
            rows[0] | {"id": "demo.else", "measure": "employed"} | other,
        ]
        assert [f.id for f in outcomes.answers(study(outcomes=given))] == ["demo.more", "demo.less"]


FULL_TIME = row("demo.then", "employed_full_time", 0.7, "share", end="2013", evidence_root="tracer")
LATER = FULL_TIME | {"id": "demo.now", "value": 0.5, "end": "2019"}


@pytest.mark.parametrize(
    "other",
    [
        *({name: "else"} for name in ("destination", "origin", "track", "group", "base", "evidence_root")),
        {"measure": "employed"},
        {"unit": "persons"},
        {"status": "planned"},
        {"end": ""},
        {"end": "2013"},
        {"value": None, "low": 0.1, "high": 0.2, "bound": "range"},
    ],
)
def test_a_change_is_between_shares_of_the_same_people_at_two_dates(other: dict[str, object]) -> None:
    assert len(outcomes.changes(study(outcomes=[LATER, FULL_TIME]))) == 1
    assert not outcomes.changes(study(outcomes=[LATER | other, FULL_TIME]))


@pytest.mark.parametrize("hedged", [0, 1])
def test_a_change_of_a_hedged_share_is_about_right_and_zero_is_a_share(hedged: int) -> None:
    rows = [FULL_TIME | {"value": 0}, LATER]
    rows[hedged] = rows[hedged] | {"bound": "at_least"}
    [change] = outcomes.changes(study(outcomes=rows))
    assert (change.value, change.bound) == (0.5, "about")
    between = FULL_TIME | {"id": "demo.between", "end": "2016", "value": 0.9}
    [change] = outcomes.changes(study(outcomes=[FULL_TIME, LATER | {"value": 0}, between]))
    assert (change.value, change.bound) == (-0.7, "exact")


def test_outcomes_of_two_roots_that_cannot_both_be_true_are_a_conflict() -> None:
    other = FULL_TIME | {"id": "demo.other", "value": 0.8, "evidence_root": "else"}
    assert outcomes.conflicts(study(outcomes=[FULL_TIME, other])) == (("demo.then", "demo.other"),)


def test_series_of_one_base_and_the_same_periods_stand_together_in_time() -> None:
    home = [one | {"id": f"{one['id']}.home", "track": "home"} for one in (LATER, FULL_TIME)]
    alone = FULL_TIME | {"id": "demo.alone", "track": "third"}
    other = [one | {"id": f"{one['id']}.base", "base": "else"} for one in (LATER, FULL_TIME)]
    found = outcomes.over_time(study(outcomes=[LATER, FULL_TIME, alone, *other, *home]))
    assert [f.id for f in found] == ["demo.then", "demo.now", "demo.then.home", "demo.now.home"]
    assert not outcomes.over_time(study(outcomes=[alone, FULL_TIME]))
    assert not outcomes.over_time(study(outcomes=[]))


def test_amounts_are_in_money_and_effects_in_the_unit_that_is_asked_for() -> None:
    against: dict[str, object] = {"comparator": "matched households", "method": "matching_did"}
    rows = [
        row("demo.wage", "earnings", 900, "money", currency="EUR"),
        row("demo.more", "income_per_capita", 0.3, "relative_change", **against),
        row("demo.gap", "employed", 0.1, "share_difference", **against),
    ]
    given = study(outcomes=rows)
    assert [f.id for f in outcomes.amounts(given)] == ["demo.wage"]
    assert [f.id for f in outcomes.effects(given)] == ["demo.more", "demo.gap"]
    assert [f.id for f in outcomes.effects(given, "share_difference")] == ["demo.gap"]


def test_shares_are_of_achieved_exact_counts_and_a_hedge_leaves_no_interval() -> None:
    sample = row("demo.sample", "survey_sample", 80, "persons", n=80)
    part = row("demo.part", "remitting", 20, "persons", base_id="demo.sample", base="senders")
    [found] = outcomes.shares(study(outcomes=[sample, part]))
    assert (found.base, found.n, found.interval) == ("senders", 80, "wilson")
    assert found.caveats == ("simple_random_sample",)
    for hedged in ([sample | {"bound": "about"}, part], [sample, part | {"bound": "about"}]):
        [found] = outcomes.shares(study(outcomes=hedged))
        assert (found.value, found.bound, found.low, found.n) == (0.25, "about", None, None)
    for nothing in ({"status": "planned"}, {"base_id": ""}, {"base_id": "demo.else"}, {"unit": "share"}):
        assert not outcomes.shares(study(outcomes=[sample, part | nothing]))
    spread = {"value": None, "low": 10, "high": 30, "bound": "range"}
    [found] = outcomes.shares(study(outcomes=[sample, part | spread]))
    assert (found.low, found.high, found.interval) == (0.125, 0.375, "propagated")
    [found] = outcomes.shares(study(outcomes=[sample, part | {"value": 0}]))
    assert (found.value, found.low, found.interval) == (0, 0, "wilson")
