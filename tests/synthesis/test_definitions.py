"""What counts for a partnership: one definition for each count, whatever rows there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from case_names import case_name
from evidence_frames import count, money, study
from gspbrief.analysis import migration, outcomes
from gspbrief.evidence.absence import Wanted
from gspbrief.evidence.study import Study
from gspbrief.synthesis import gap_map
from gspbrief.synthesis.definitions import QUESTIONS, ran_two_tracks, runs, said_to_run

Row = dict[str, object]

UNITS = {"costs": "money", "migration": "persons", "outcomes": "share"}
NEVER: tuple[Row, ...] = (
    {"status": "planned"},
    {"status": "ceiling"},
    {"status": "projected"},
    {"about": "wider"},
    {"about": "before"},
    {"about": "others"},
    {"about": "claim"},
    {"quantity": "change"},
    {"quantity": "ratio"},
    {"unit": "ratio", "currency": ""},
    {"confidence": "low"},
)
"""What makes of an answer a row that counts nowhere."""

measures = [(question.part, measure) for question in QUESTIONS.values() for measure in question.measures]


def answer(part: str, measure: str) -> Row:
    """A row that answers a question: achieved, on the partnership itself, of the kind asked for."""
    unit = "share" if measure == "payer_share" else UNITS[part]
    row: Row = {"measure": measure, "value": 0.5 if unit == "share" else 5, "unit": unit}
    if unit == "money":
        row |= {"currency": "EUR", "concept": "actual", "per": "graduate", "payer": "donor"}
    return row | {"quantity": "level", "confidence": "high"}


def having(rows: list[tuple[str, Row]], name: str = "one") -> Study:
    """A study of one partnership with rows, each of a table."""
    tables: dict[str, list[Row]] = {"costs": [], "migration": [], "outcomes": []}
    for i, (table, row) in enumerate(rows):
        tables[table].append({**row, "id": f"{name}.{i}", "partnership": name})
    made = study(**tables)  # type: ignore[arg-type]
    return replace(made, partnership=replace(made.partnership, id=name, short_name=name))


def counts(*studies: Study) -> Mapping[str, float]:
    """Every count of the synthesis over these studies."""
    grid = gap_map.gap_map(studies)
    found = (*gap_map.answered(grid), *gap_map.silent(grid), *gap_map.described(studies))
    return {f.id: f.value or 0 for f in found}


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_achieved_figure_on_the_partnership_itself_is_an_answer(name: str) -> None:
    own = [(part, measure) for part, measure in measures if measure in QUESTIONS[name].measures]
    studies = [having([(part, answer(part, measure))], f"one_{i}") for i, (part, measure) in enumerate(own)]

    known = counts(*studies)

    assert known[f"synthesis.gaps.{name}"] == len(own)
    assert known["synthesis.gaps.none"] == 0


@pytest.mark.parametrize("never", NEVER, ids=case_name)
def test_a_plan_or_what_is_about_something_else_never_raises_a_count(never: Row) -> None:
    rows = [(part, answer(part, measure) | never) for part, measure in measures]

    assert counts(having(rows)) == counts(having([]))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(measures), min_size=1, max_size=4), st.data())
def test_a_row_more_on_what_is_known_already_never_raises_a_count(
    held: list[tuple[str, str]], data: st.DataObject
) -> None:
    rows = [(part, answer(part, measure)) for part, measure in held]
    again = data.draw(st.sampled_from(rows))

    assert counts(having([*rows, again])) == counts(having(rows))


@settings(max_examples=20, deadline=None)
@given(st.lists(st.sampled_from(measures), max_size=4), st.sampled_from(measures), st.sampled_from(NEVER))
def test_a_row_that_counts_nowhere_changes_no_count_whatever_stands_beside_it(
    held: list[tuple[str, str]], more: tuple[str, str], never: Row
) -> None:
    rows = [(part, answer(part, measure)) for part, measure in held]
    part, measure = more

    assert counts(having([*rows, (part, answer(part, measure) | never)])) == counts(having(rows))


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(measures), max_size=4))
def test_counts_are_of_partnerships_and_add_up(held: list[tuple[str, str]]) -> None:
    rows = [(part, answer(part, measure)) for part, measure in held]
    one, two = counts(having(rows)), counts(having(rows), having(rows, "two"), having([], "three"))

    asked = [f"synthesis.gaps.{name}" for name in QUESTIONS]
    assert all(two[name] == 2 * one[name] for name in asked)
    assert two["synthesis.gaps.none"] + two["synthesis.gaps.any"] == two["synthesis.gaps.total"] == 3
    assert two["synthesis.gaps.most"] == one["synthesis.gaps.most"] <= len(QUESTIONS)


def test_budgets_and_a_years_line_are_never_spent() -> None:
    budget = money("one.budget", "programme_cost", 9, concept="budget", quantity="level")
    line = money("one.line", "annual_budget", 9, concept="budget", quantity="level")
    spent = money("one.spent", "programme_cost", 9, concept="actual", quantity="level")

    known = [counts(having([("costs", row)]))["synthesis.gaps.spent"] for row in (budget, line, spent)]

    assert known == [0, 0, 1]


def test_visas_are_no_people_who_left() -> None:
    visas = count("one.visas", "departed", 9, quantity="level") | {"unit": "visas"}

    assert counts(having([("migration", visas)]))["synthesis.gaps.departed"] == 0


def test_a_multiple_counts_where_it_is_an_effect_and_not_where_it_compares_two_countries() -> None:
    effect, ratio = (
        (
            "outcomes",
            {"measure": "income", "value": 3, "unit": "ratio", "quantity": quantity, "confidence": "high"},
        )
        for quantity in ("effect", "ratio")
    )

    assert [counts(having([row]))["synthesis.gaps.earnings"] for row in (effect, ratio)] == [1, 0]


@pytest.mark.parametrize("measure", QUESTIONS["trained"].measures)
def test_passes_of_a_test_are_no_training_where_nobody_is_taught(measure: str) -> None:
    made = having([("migration", answer("migration", measure))])
    taught = {
        place: counts(replace(made, partnership=replace(made.partnership, training_place=place)))
        for place in ("origin", "destination", "both", "", "none")
    }

    known = {place: found["synthesis.gaps.trained"] for place, found in taught.items()}
    assert known == {"origin": 1, "destination": 1, "both": 1, "": 1, "none": 0}
    assert taught["none"]["synthesis.gaps.any"] == 0


@pytest.mark.parametrize(
    ("tracks", "status", "left", "ran"),
    [
        ("home_and_away", "ended", "achieved", True),
        ("home_and_away", "", "achieved", True),
        ("home_and_away", "ended", "planned", False),
        ("home_and_away", "ended", "", False),
        ("home_and_away", "planned", "achieved", False),
        ("home_and_away", "not_implemented", "achieved", False),
        ("away", "running", "achieved", False),
        ("", "running", "achieved", False),
    ],
    ids=case_name,
)
def test_two_tracks_ran_where_both_were_carried_out_and_somebody_left(
    tracks: str, status: str, left: str, ran: bool
) -> None:
    rows = [("migration", answer("migration", "departed") | {"status": left})] if left else []
    made = having(rows)

    changed = replace(made, partnership=replace(made.partnership, tracks=tracks, status=status))
    assert ran_two_tracks(changed) is ran


@pytest.mark.parametrize("answers", [True, False], ids=case_name)
@pytest.mark.parametrize(
    ("kind", "theme", "asked"),
    [
        ("programme", "human_capital_circulation", 1),
        ("agreement", "human_capital_circulation", 1),
        ("network", "human_capital_circulation", 0),
        ("dialogue", "regional_dialogue", 0),
        ("programme", "remittances", 0),
    ],
    ids=case_name,
)
def test_who_has_no_answer_is_counted_over_those_that_handle_people(
    kind: str, theme: str, asked: int, answers: bool
) -> None:
    made = having([("migration", answer("migration", "trained"))] if answers else [])
    one = replace(made, partnership=replace(made.partnership, kind=kind, iom_theme=theme))

    found = {f.id: f.value for f in gap_map.of_people([one], gap_map.gap_map([one]))}

    assert found == {
        "synthesis.people.total": asked,
        "synthesis.people.others": 1 - asked,
        "synthesis.people.none": asked * (not answers),
    }


@pytest.mark.parametrize(
    ("status", "when", "said", "running"),
    [
        ("running", "2023-06", True, True),
        ("running", "2020", True, True),
        ("running", "2018", True, False),
        ("running", "2005~", True, False),
        ("running", "", True, False),
        ("ended", "2023", False, False),
    ],
    ids=case_name,
)
def test_what_ran_when_an_old_source_was_written_need_not_run_now(
    status: str, when: str, said: bool, running: bool
) -> None:
    made = study()
    dated = replace(made, partnership=replace(made.partnership, status=status, status_as_of=when))

    assert (said_to_run(dated), runs(dated)) == (said, running)


@pytest.mark.parametrize(
    "wanted", [*migration.WANTED, *outcomes.WANTED], ids=lambda wanted: str(wanted.measure)
)
def test_no_brief_calls_missing_what_the_synthesis_counts(wanted: Wanted) -> None:
    question = QUESTIONS.get(wanted.measure)
    counted = set(question.measures) if question else set()

    assert counted <= set(wanted.measures)
    assert wanted.measure != "departed" or "placed" not in wanted.measures  # who has a job need not have left
    if wanted.measure in (
        "trained",
        "stayed",
        "returned",
        "remittances",
        "skill_use",
    ):  # one definition for both
        assert counted == set(wanted.measures)
