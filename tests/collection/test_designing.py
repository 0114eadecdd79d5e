"""What the page on designing prints stays text, leads to its rows, and reads without a model."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence_listings import listings
from gspbrief.collection.design_cases import CHOICES, STEPS, led_to, steps
from gspbrief.collection.designing import Held, designing
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language.formats import Format
from gspbrief.language.languages import LANGUAGES
from gspbrief.scenario.assumptions import read_assumptions


@pytest.fixture(scope="module")
def held(root: Path) -> Held:
    data = root / "data"
    return Held(
        read_rows(data, "context"),
        read_rows(data, "design"),
        read_assumptions(data / "assumptions.yaml"),
        read_bibliography(data / "sources.bib"),
    )


def content(values: Mapping[str, Any]) -> dict[str, Any]:
    text = str(values["data"]({"a": "b"}))
    assert "<" not in text
    assert "`" not in text
    read: dict[str, Any] = json.loads(text)
    return read


def test_each_answer_that_a_source_gives_leads_to_its_row_and_each_choice_has_a_word(
    root: Path, held: Held
) -> None:
    listed = listings(root)
    known = {one.id for one in listed}
    given = {(row["feature"], row["answer"]) for row in held.design if row["partnership"] in known}
    for lang in LANGUAGES:
        values = designing(listed, held, Format(lang))
        for name, answers in values["choices"]:  # type: ignore[attr-defined]
            for answer, label, found in answers:
                assert label
                assert bool(found) == ((name, answer) in given)
                assert all(f"#{case.one.id}.{name}" in case.row for case in found)
        read = content(values)
        assert len(read["entries"]) == len(listed)
        assert read["entries"][0]["own"] == {"p": 0.4}
        assert read["context"]["PHL"]
        for name, answers in read["cases"].items():
            for answer, places in answers.items():
                assert places
                assert all((name, answer) in given for place in places)


def test_what_a_source_answers_of_the_six_choices_can_be_chosen(held: Held) -> None:
    said = {
        (row["feature"], row["answer"])
        for row in held.design
        if row["feature"] in CHOICES and row["partnership"]
    }
    offered = {(name, answer) for name, answers in CHOICES.items() for answer in answers}

    assert {pair for pair in said - offered if pair[1] not in ("", "unclear")} <= {
        ("selection_process", "no")
    }


def test_each_step_has_a_case_of_a_partnership_that_is_held(root: Path, held: Held) -> None:
    listed = listings(root)

    features = {row["id"]: row["feature"] for row in held.design}
    told = steps(listed, held.design, Format("en"))
    for step, case in told:
        assert case is not None
        assert case.one in listed
        assert features[case.row.rpartition("#")[2]] in STEPS[step]
    assert len({case.one.id for _, case in told if case and case.one}) == len(STEPS)  # another for each
    assert [case for _, case in steps([], held.design, Format("en"))] == [None] * len(STEPS)


def test_what_a_partnership_led_to_is_said_once(root: Path) -> None:
    one = replace(
        listings(root)[0], figure="23", words="Moved abroad (2022)", form="fact-sheet", moved="23 (2022)"
    )

    assert led_to(one, Format("en")) == "23 moved abroad (2022)"
    assert led_to(replace(one, figure="", words=""), Format("en")) == "23 moved abroad (2022)"
    assert led_to(replace(one, share_said="83 percent (of some)"), Format("en")).endswith(
        "; 83 percent (of some)"
    )
    assert (
        led_to(replace(one, figure="2 percent", share_said="2 percent (of some)"), Format("en")).count(
            "2 percent"
        )
        == 1
    )
    assert led_to(replace(one, figure="", words="", moved=""), Format("en")) == ""


def test_what_stands_chosen_at_first_can_be_chosen_and_is_of_one_partnership(root: Path, held: Held) -> None:
    listed = listings(root)
    values = designing(listed, held, Format("en"))
    first = values["preset"]
    for name in ("origin", "destination", "sector"):
        assert first[name] in dict(values[f"{name}s"])
    ways = {
        (o, d, one.partnership.sector)
        for one in listed
        for o in one.partnership.origins
        for d in one.partnership.destinations
    }
    assert (first["origin"], first["destination"], first["sector"]) in ways
    assert designing([], held, Format("en"))["preset"] == {}


def test_a_project_without_assumptions_has_the_page_without_the_model(root: Path, held: Held) -> None:
    values = designing(listings(root), replace(held, assumptions=None), Format("en"))

    assert values["accounts"] == []
    assert content(values)["model"] is None
