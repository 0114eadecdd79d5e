"""Differences between groups of one programme: which pairs are compared, and with which interval."""

from __future__ import annotations

import pandas as pd
import pytest

from case_names import case_name
from evidence_frames import count, study
from gspbrief.analysis import migration
from gspbrief.analysis.differences import between_groups
from gspbrief.findings.finding import Findings
from gspbrief.language.labels import label
from gspbrief.surveys import tracer
from gspbrief.surveys.tracer_tracks import difference_of_tracks
from records import says

Row = dict[str, object]


def pair(name: str, completed: int, enrolled: int, **scope: object) -> list[Row]:
    """A count of persons who completed a course and the count of those who began it."""
    began, ended = f"demo.enrolled.{name}", f"demo.completed.{name}"
    return [
        count(began, "enrolled", enrolled, **scope),
        count(ended, "completed", completed, base="enrolled", base_id=began, **scope),
    ]


def compared(*rows: Row) -> Findings:
    here = study(migration=list(rows))
    return between_groups(migration.rates(here), here.published("migration"))


@pytest.mark.parametrize(
    ("one", "two", "along"),
    [
        ({"track": "away"}, {"track": "home"}, "track"),
        ({"origin": "TON"}, {"origin": "WSM"}, "origin"),
        ({"group": "women"}, {"group": "men"}, "group"),
        (
            {"start": "2015", "end": "2016", "timing": "during"},
            {"start": "2017", "end": "2018", "timing": "during"},
            "cohort",
        ),
    ],
)
def test_two_groups_that_differ_in_one_thing_are_compared_as_in_the_textbook(
    one: Row, two: Row, along: str
) -> None:
    (gap,) = compared(*pair("a", 56, 70, **one), *pair("b", 48, 80, **two))

    assert (gap.value, gap.low, gap.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)  # Newcombe (1998)
    assert (gap.interval, gap.level, gap.n) == ("newcombe", 0.95, 150)
    assert gap.details["along"] == along
    assert len(gap.inputs) == 2
    assert all(name.startswith("migration.completion_rate") for name in gap.inputs)
    assert "no effect" in label("caveat", gap.caveats[0])


def test_a_difference_says_all_of_what_it_is_and_nothing_that_holds_for_one_side_only() -> None:
    cohorts: tuple[Row, Row] = (
        {"start": "2015", "end": "2016", "timing": "during", "track": "away"},
        {"start": "2017", "end": "2018", "timing": "during", "track": "away"},
    )
    tracks: tuple[Row, Row] = ({"track": "away", "end": "2018"}, {"track": "home", "end": "2018"})
    gap = {
        "id": "migration.difference.completion_rate.demo.completed.a.less.demo.completed.b",
        "measure": "rate_difference", "value": 0.2, "unit": "share_difference", "interval": "newcombe",
        "level": 0.95, "n": 150, "base": "enrolled", "formula": "completion_rate − completion_rate",
        "method": "newcombe", "caveats": ["no_effect"],
        "inputs": [f"migration.completion_rate.demo.completed.{side}" for side in "ab"],
    }  # fmt: skip
    for (one, two), (along, first, second), kept in (
        (cohorts, ("cohort", "2015-2016", "2017-2018"), {"track": "away"}),
        (tracks, ("track", "away", "home"), {"end": "2018"}),
    ):
        rows = [*pair("a", 56, 70, **one), *pair("b", 48, 80, **two)]
        for ordered in (rows, rows[::-1]):
            (told,) = says(compared(*ordered))
            low, high = told.pop("low"), told.pop("high")
            assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
            sides = {"rate": "completion_rate", "along": along, "first": first, "second": second}
            assert told == {**gap, **kept, "details": sides}


def test_places_that_were_fixed_in_advance_are_no_chance_that_could_differ() -> None:
    rows = [
        row | ({"measure": "applied"} if row["measure"] == "enrolled" else {"measure": "enrolled"})
        for track in ("away", "home")
        for row in pair(track, 40, 80, track=track)
    ]
    assert len(migration.rates(study(migration=rows))) == 2
    assert not compared(*rows)


def test_nobody_of_a_group_is_a_share_of_zero() -> None:
    (gap,) = compared(*pair("a", 0, 70, track="away"), *pair("b", 48, 80, track="home"))
    assert gap.value == pytest.approx(-0.6)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (
            {"start": "2015", "end": "2016-03", "timing": "during"},
            {"start": "2016-09", "end": "2018", "timing": "during"},
        ),  # of one year both
        ({"track": "away"}, {}),  # a part of the whole
        ({"track": "away", "group": "women"}, {"track": "home", "group": "men"}),  # two things
        ({"track": "away"}, {"track": "home", "source": "another"}),  # two sources
        ({"track": "away", "bound": "about"}, {"track": "home"}),  # no exact count, no interval
        (
            {"start": "2015", "end": "2017", "timing": "during"},
            {"start": "2016", "end": "2018", "timing": "during"},
        ),  # the same persons in both
    ],
    ids=case_name,
)
def test_what_cannot_be_compared_is_not(one: Row, two: Row) -> None:
    assert not compared(*pair("a", 56, 70, **one), *pair("b", 48, 80, **two))


def test_a_share_of_rounded_percentages_is_not_compared() -> None:
    rows = [
        count(f"demo.completed.{track}", "completed", 0.8, unit="share", base="enrolled", track=track)
        for track in ("away", "home")
    ]

    assert not compared(*rows)


PEOPLE = pd.DataFrame(
    {
        "track": pd.Categorical(["away"] * 4 + ["home"] * 4),
        "months": [3, 12, 13, 2, 6, 30, 30, 5],
        "event": [1, 1, 1, 0, 1, 0, 0, 0],
        "graduated": [0] * 8,
        "observed": [24, 24, 24, 11, 24, 30, 30, 24],
    }
)


def test_only_graduates_who_could_be_followed_for_the_window_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    demo = tracer.load("demo")
    monkeypatch.setattr("gspbrief.surveys.tracer_curves.graduates", lambda _: PEOPLE)
    monkeypatch.setattr("gspbrief.surveys.survey.months", lambda frame, name: frame[name].to_numpy())
    (gap,) = difference_of_tracks(demo, 12)

    # away: two of three within twelve months, one was not followed so long; home: one of four
    assert gap.value == pytest.approx(2 / 3 - 1 / 4)
    assert (gap.n, gap.interval, gap.grade) == (7, "newcombe", "illustrative")


def test_the_demo_compares_its_tracks_and_says_where_nobody_was_followed() -> None:
    demo = tracer.load("demo")
    (gap,), (refused,) = difference_of_tracks(demo, 12), difference_of_tracks(demo, 600)

    assert gap.low < gap.value < gap.high  # type: ignore[operator]
    assert "was observed for 600 months" in refused.reason
