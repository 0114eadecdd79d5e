"""Few people by what they did, totals over time that agree, shares as counts: what charts are made of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from evidence_frames import count, study
from gspbrief.analysis import headcounts, migration, outcomes
from notebook_cells import study_on


def parts(name: str) -> list[tuple[str, tuple[int, ...]]]:
    return [(row.of.id, row.counts()) for row in headcounts.headcounts(study_on(name))]


def test_georgians_stand_by_profession_and_by_what_they_did() -> None:
    assert parts("deu_geo_2013_16") == [
        ("deu_geo_2013_16.completed.hospitality", (9, 5)),
        ("deu_geo_2013_16.completed.health", (1,)),
    ]


def test_a_plan_stands_by_source_and_before_what_is_known_of_how_it_went() -> None:
    rows = headcounts.headcounts(study_on("palim"))
    assert [(row.counts(), row.parts[0].found) for row in rows] == [
        ((30, 90), True), ((40,), True), ((0,), False), ((60,), True),
    ]  # fmt: skip


def test_counts_that_no_base_links_stand_side_by_side() -> None:
    rows = headcounts.headcounts(study_on("kani"))

    assert len(rows) > 2
    assert all(row.parts == () for row in rows)


PLAN = [
    count("demo.chosen", "selected", 40),
    count("demo.away", "in_training", 10, status="planned", base_id="demo.chosen", track="away"),
    count("demo.home", "in_training", 30, status="planned", base_id="demo.chosen", track="home"),
]


def test_a_plan_shows_who_goes_first_and_then_how_many_of_the_people_asked_have_work() -> None:
    certified = count("demo.certified", "certified", 20)
    work = {"id": "demo.work", "measure": "employed", "value": 0.6, "unit": "share", "base": "certified"}
    gone = count("demo.gone", "departed", 200)

    def shown(*rows: dict[str, object], **more: object) -> list[tuple[str, tuple[str, ...], tuple[int, ...]]]:
        here = study(migration=[*PLAN, certified, *rows], outcomes=[{**work, "base_n": 20, **more}])
        found = headcounts.headcounts(here)
        return [(row.of.id, tuple(part.id for part in row.parts), row.counts()) for row in found]

    plan = ("demo.chosen", ("demo.away", "demo.home"), (10, 30))
    went = ("demo.certified", ("demo.work",), (12,))
    assert shown(gone) == [plan, went]
    assert shown() == [plan, ("demo.chosen", ("migration.departed",), (0,)), went]
    for other in ({"base_n": 21}, {"base": "trained"}, {"status": "planned"}, {"measure": "satisfied"}):
        assert shown(gone, **other) == [plan]
    assert shown(gone, unit="persons", value=12) == [plan]
    assert shown(gone, certified | {"id": "demo.again"}) == [plan]  # of which of the two, nobody says
    for wrong in ({"track": "third"}, {"base_id": ""}, {"status": "achieved"}):
        rows = [PLAN[0], PLAN[1] | wrong, PLAN[2]]
        found = headcounts.headcounts(study(migration=[*rows, gone]))
        assert [part.id for part in found[0].parts] == ["demo.home"]
    assert headcounts.headcounts(study(migration=[*PLAN[:2], PLAN[2] | {"value": 31}])) == ()


def test_many_people_are_not_drawn_one_by_one() -> None:
    assert headcounts.headcounts(study_on("triple_win")) == ()
    assert headcounts.headcounts(study(migration=[count("demo.a", "trained", 131)])) == ()


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({}, True),
        ({"value": 130}, True),
        ({"value": 131}, False),
        ({"value": 0}, False),
        ({"value": None, "low": 3, "high": 4, "bound": "range"}, False),
        ({"unit": "visas"}, False),
        ({"measure": "survey_sample"}, False),
        ({"status": "planned"}, False),
    ],
)
def test_people_are_few_from_one_to_130(row: dict[str, object], shown: bool) -> None:
    found = headcounts.headcounts(study(migration=[count("demo.a", "trained", 9) | row]))
    assert [one.of.id for one in found] == ["demo.a"] * shown


def test_those_who_stayed_stand_last_and_a_share_of_some_people_is_whole_persons() -> None:
    done = count("demo.done", "completed", 50)
    rows = [
        done,
        count("demo.a_stayed", "stayed", 7, base_id="demo.done"),
        count("demo.back", "returned", 0.58, base_id="demo.done", unit="share"),  # 28.999999999999996
        count("demo.left", "withdrew", 3, base_id="demo.done"),
    ]
    (found,) = headcounts.headcounts(study(migration=[*rows[:2], rows[3]]))
    assert [(part.id, n) for part, n in zip(found.parts, found.counts(), strict=True)] == [
        ("demo.left", 3), ("demo.a_stayed", 7),
    ]  # fmt: skip
    published = study(migration=rows).published("migration")
    every = headcounts.Headcount(published.named("demo.done"), tuple(published.where(unit="share")))
    assert every.counts() == (29,)
    spread = {"value": None, "low": 0.3, "high": 0.6, "bound": "range", "unit": "share"}
    for row, people in (
        (spread, 15),
        (spread | {"low": None}, 0),
        (spread | {"low": 4, "high": 6, "unit": "persons"}, 4),
    ):
        held = study(migration=[done, rows[1] | row]).published("migration")
        assert headcounts.Headcount(held[0], (held[1],)).counts() == (people,)


def test_who_works_is_an_end_where_the_count_can_be_of_no_others() -> None:
    done = count("demo.done", "completed", 10)
    work = {"id": "demo.work", "measure": "employed", "value": 6, "unit": "persons", "base": "completed"}

    def ends(**more: object) -> list[str]:
        found = headcounts.headcounts(study(migration=[done], outcomes=[{**work, "base_n": 10, **more}]))
        assert {f.id for f in headcounts.counted(found)} == {"demo.done", *(p.id for p in found[0].parts)}
        return [part.id for part in found[0].parts]

    assert ends() == ["demo.work"]
    for other in ({"unit": "share", "value": 0.6}, {"status": "planned"}, {"base_n": 9}, {"base": "trained"}):
        assert ends(**other) == []
    assert ends(measure="satisfied") == []
    two = study(migration=[done, done | {"id": "demo.too"}], outcomes=[{**work, "base_n": 10}])
    assert [row.parts for row in headcounts.headcounts(two)] == [(), ()]


def test_parts_that_exceed_their_group_are_not_drawn() -> None:
    rows = [
        count("demo.done", "completed", 10),
        count("demo.stayed", "stayed", 7, base="completed", base_id="demo.done"),
        count("demo.back", "returned", 7, base="completed", base_id="demo.done"),
    ]
    assert headcounts.headcounts(study(migration=rows)) == ()


def test_who_is_back_at_work_is_not_counted_beside_who_returned() -> None:
    rows = [
        count("demo.done", "completed", 10),
        count("demo.back", "returned", 6, base="completed", base_id="demo.done"),
        count("demo.again", "reemployed", 4, base="completed", base_id="demo.done"),
    ]
    (row,) = headcounts.headcounts(study(migration=rows))
    assert [part.measure for part in row.parts] == ["returned"]


def test_who_left_before_the_end_is_counted_out_of_those_who_began() -> None:
    rows = [
        count("demo.began", "enrolled", 40),
        count("demo.left", "withdrew", 17, base="enrolled", base_id="demo.began"),
    ]
    assert [row.counts() for row in headcounts.headcounts(study(migration=rows))] == [(17,)]


def test_a_total_that_cannot_be_true_beside_the_others_is_left_out_and_said() -> None:
    triple_win = study_on("triple_win")
    shown, odd = migration.totals_over_time(triple_win), migration.totals_at_odds(triple_win)

    dates = ("2018_09", "2022_06")
    assert [f.id for f in odd] == [f"triple_win.placed.cumulative.{end}" for end in dates]
    assert not {f.id for f in odd} & {f.id for f in shown}
    ends = {(f.measure, f.end): f.value for f in shown}
    assert ends["placed", "2016"] == 1100  # the first of the cohorts is a total itself
    assert (ends["placed", "2019"], ends["departed", "2019"]) == (3577, 2220)
    assert len(ends) == len(shown)


def test_without_placements_the_graduates_of_each_date_stand_beside_those_who_moved() -> None:
    found = migration.totals_over_time(study_on("aptc"))
    assert {(f.measure, f.end, f.value) for f in found} >= {
        ("certified", "2014", 5000), ("certified", "2018", 12000), ("departed", "2016-12", 257),
    }  # fmt: skip
    assert {f.measure for f in found} == {"certified", "departed"}


def test_a_total_of_something_wider_is_no_total_of_the_partnership() -> None:
    wider = {f.id for f in study_on("triple_win").published("migration").where(measure="placed") if f.about}
    assert wider, "the case is gone"
    whole = study_on("triple_win")
    assert not wider & {f.id for f in (*migration.totals_over_time(whole), *migration.totals_at_odds(whole))}


def test_no_two_totals_that_are_shown_contradict_each_other() -> None:
    from gspbrief.findings.conflicts import conflicts

    assert conflicts(migration.totals_over_time(study_on("triple_win"))) == ()


def test_a_share_of_a_counted_base_becomes_a_count_that_is_about_right() -> None:
    whole = study_on("deu_tun_engineers")
    assert not migration.counts_of_shares(whole), "of whom the share is, its source leaves open"
    told = {"base": "working_abroad", "base_n": 100, "base_id": "deu_tun_engineers.working_abroad"}
    frame = whole.migration.copy()
    for name, said in told.items():
        frame.loc["deu_tun_engineers.stayed", name] = said
    (stayed,) = migration.counts_of_shares(replace(whole, migration=frame))
    assert (stayed.value, stayed.bound, stayed.grade) == (75, "about", "derived")
    assert stayed.inputs == ("deu_tun_engineers.stayed", "deu_tun_engineers.working_abroad")


@pytest.mark.parametrize(("name", "last"), [("deu_tun_engineers", "working_abroad")])
def test_a_funnel_follows_its_chain_to_the_end(name: str, last: str) -> None:
    stages = list(migration.funnel(study_on(name)))
    assert stages[-1].measure == last
    for stage, base in zip(stages[1:], stages, strict=False):
        assert base.id in stage.inputs


def test_shares_over_time_are_of_the_same_people_in_the_same_periods() -> None:
    found = outcomes.over_time(study_on("aptc"))
    assert [f.value for f in found] == [0.77, 0.55, 0.09, 0.35]
    assert len({f.base for f in found}) == 1


def test_graduates_stand_by_offer_study_and_work_whichever_table_counts_them() -> None:
    began, row = headcounts.headcounts(study_on("pam"))
    assert [part.measure for part in began.parts] == ["completed"]
    assert {(part.measure, count) for part, count in zip(row.parts, row.counts(), strict=True)} == {
        ("job_offer", 11), ("further_study", 14), ("employed", 18),
    }  # fmt: skip
    assert row.of.value == sum(row.counts())


def test_who_began_after_a_course_stands_beside_who_left_it() -> None:
    (row,) = headcounts.headcounts(study_on("deu_tun_nurses_asklepios"))
    assert [(part.measure, part.value) for part in row.parts] == [("enrolled", 1), ("withdrew", 13)]
