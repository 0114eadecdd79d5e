"""Who is in work, counted again by hand from the survey's file, and what the silent leave open."""

from __future__ import annotations

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gspbrief.surveys import tracer
from gspbrief.surveys.disclosure import Disclosure
from gspbrief.surveys.tracer import Tracer
from gspbrief.surveys.tracer_work import in_work

FILE = Path(__file__).parents[2] / "data" / "surveys" / "demo.csv"
SHARE = "survey.employed"
SOME = st.integers(0, 40)


@cache
def demo() -> Tracer:
    return tracer.load("demo")


def of_people(works: list[bool | None], threshold: int) -> Tracer:
    """A survey of people who exist: whether each works, None where there was no answer."""
    given_work = ["abroad" if work else "none" if work is not None else None for work in works]
    said = [int(work is not None) for work in works]
    rows = pd.DataFrame({"person": range(len(works)), "wave": 0, "answered": said, "work": given_work})
    rows.attrs["illustrative"] = False
    return replace(demo(), rows=rows, disclosure=Disclosure(rows["person"], threshold))


def test_the_share_is_of_those_who_answered_and_its_ends_are_of_all_who_were_asked() -> None:
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["wave"] == "2"]
    answers = [row["work"] for row in rows if row["answered"] == "1"]
    working = sum(work in ("home", "abroad") for work in answers)
    share, ends = in_work(demo(), 2)

    assert share.value == pytest.approx(working / len(answers))
    assert (share.id, share.n, share.base, share.interval) == (
        SHARE,
        len(answers),
        "respondents",
        "wilson",
    )
    assert ends.low == pytest.approx(working / len(rows))
    assert ends.high == pytest.approx((working + len(rows) - len(answers)) / len(rows))
    assert (ends.value, ends.n, ends.base, ends.interval) == (None, len(rows), "invited", "bounds")


def test_where_nobody_is_silent_nothing_is_left_open() -> None:
    found = in_work(of_people([True] * 20 + [False] * 20, 10), 0)

    assert [f.id for f in found] == [SHARE]


@pytest.mark.slow
@given(working=SOME, idle=SOME, silent=SOME, threshold=st.integers(1, 12))
def test_nothing_is_told_of_few_of_all_or_of_none(
    working: int, idle: int, silent: int, threshold: int
) -> None:
    works = [True] * working + [False] * idle + [None] * silent
    assume(works)
    found = in_work(of_people(works, threshold), 0)
    told = min(working, idle) >= threshold and not 0 < silent < threshold

    assert {f.found for f in found} == {told}
    if told and silent:
        share, ends = found
        assert ends.low <= share.value * (working + idle) / len(works) + 1e-3 <= ends.high + 2e-3  # type: ignore[operator]


def test_a_survey_that_did_not_ask_for_work_says_so() -> None:
    found = in_work(replace(demo(), rows=demo().rows.drop(columns="work")), 2)

    assert [f.found for f in found] == [False, False]
    assert {f.details["reason"] for f in found} == {"not_asked"}
