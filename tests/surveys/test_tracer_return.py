"""Money sent home and skills on return, counted again by hand from the survey's file."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gspbrief.surveys import tracer
from gspbrief.surveys.tracer_return import remitting, skill_use_on_return

FILE = Path(__file__).parents[2] / "data" / "surveys" / "demo.csv"


def last_answers() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if (row["wave"], row["answered"]) == ("2", "1")]


def test_the_share_that_sends_money_is_of_those_who_work_abroad() -> None:
    abroad = [float(row["remittances"]) for row in last_answers() if row["work"] == "abroad"]
    (found,) = remitting(tracer.load("demo"), 2)

    assert found.value == pytest.approx(sum(sent > 0 for sent in abroad) / len(abroad))
    assert (found.n, found.interval, found.grade) == (len(abroad), "wilson", "illustrative")


def test_the_share_that_uses_the_skill_is_of_those_who_came_back_and_work() -> None:
    back = [row["skilled"] for row in last_answers() if row["returned"] and row["work"] == "home"]
    (found,) = skill_use_on_return(tracer.load("demo"), 2)

    assert found.value == pytest.approx(back.count("1") / len(back))
    assert (found.n, found.base) == (len(back), "returned")


def test_a_wave_without_anybody_abroad_gives_the_reason_and_no_figure() -> None:
    (found,) = remitting(tracer.load("demo"), 0)

    assert (found.found, found.reason) == (False, "a share of zero persons is not defined")
