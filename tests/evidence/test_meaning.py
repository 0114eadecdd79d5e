"""A row says what its figure is: level or change, plan or spending, over what time, about what."""

import csv
import re
from pathlib import Path

import pytest

from each_case import each
from evidence_frames import count, money, study
from gspbrief.analysis import costs, migration, outcomes
from gspbrief.evidence.absence import Wanted, missing_among
from gspbrief.evidence.meaning import MEANINGS
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.synthesis.gap_map import QUESTIONS, gap_map
from studies import every_study

DATA = Path(__file__).parents[2] / "data"
STUDIES = {one.partnership.id: one for one in every_study()}


def told(**row: str) -> list[str]:
    """The columns that the rules on meaning complain of."""
    return [column for rule in MEANINGS for column, *_ in rule(row)]


@pytest.mark.parametrize("unit", ["relative_change", "share_difference", "sd", "ratio"])
def test_a_figure_that_is_no_level_must_say_what_it_is(unit: str) -> None:
    assert told(unit=unit, quantity="", comparator="others") == ["quantity"]
    assert told(unit=unit, quantity="level", comparator="others") == ["quantity"]
    assert told(unit=unit, quantity="effect", comparator="others") == []


def test_a_level_is_a_level_whether_it_says_so_or_not() -> None:
    assert told(unit="persons", quantity="") == told(unit="persons", quantity="level") == []
    assert told(unit="persons", quantity="change", comparator="x") == ["quantity"]


def test_a_change_says_from_when_and_an_effect_against_whom() -> None:
    change = {"unit": "relative_change", "quantity": "change"}
    assert told(**change, start="", end="2022") == ["start"]
    assert told(**change, start="2021", end="2022") == told(**change, comparator="the year before") == []
    assert told(unit="sd", quantity="effect", comparator="") == ["comparator"]
    assert told(unit="ratio", quantity="ratio", per="") == ["per"]


@pytest.mark.parametrize(
    ("concept", "status", "wrong"),
    [("budget", "achieved", True), ("budget", "planned", False), ("ceiling", "achieved", True),
     ("ceiling", "ceiling", False), ("actual", "achieved", False), ("", "achieved", False)],
)  # fmt: skip
def test_a_plan_is_never_spent(concept: str, status: str, wrong: bool) -> None:
    assert told(concept=concept, status=status) == (["status"] if wrong else [])


def test_an_amount_says_over_what_time_it_ran_up() -> None:
    amount = {"unit": "money", "timing": "average", "per_period": ""}
    assert told(**amount) == ["per_period"]
    assert told(**amount | {"per_period": "month"}) == told(**amount | {"per_period": "not_stated"}) == []
    assert told(**amount | {"timing": "cumulative"}) == []
    assert told(unit="money", timing="average") == []  # costs say what they are per


def test_what_runs_says_since_when_that_is_known() -> None:
    assert told(status="running", status_as_of="") == ["status_as_of"]
    assert told(status="running", status_as_of="2005~") == told(status="ended", status_as_of="") == []


def test_a_row_of_no_partnership_is_about_none() -> None:
    assert told(about="wider", partnership="") == ["about"]
    assert told(about="wider", partnership="demo") == []


ELSEWHERE = {"about": "wider"}


def test_what_is_about_something_else_counts_nowhere() -> None:
    rows = {
        "costs": [money("demo.total", "programme_cost", 10, concept="actual", **ELSEWHERE)],
        "migration": [
            count("demo.trained", "trained", 5, **ELSEWHERE),
            count("demo.back", "returned", 2, **ELSEWHERE),
        ],
        "outcomes": [money("demo.pay", "earnings", 3, per_period="month", **ELSEWHERE)],
    }
    beside, here = (
        study(**rows),
        study(**{t: [{**row, "about": ""} for row in own_] for t, own_ in rows.items()}),
    )

    states = {cell.aspect: cell.state for cell in gap_map([beside]).cells}
    assert set(states.values()) == {"not_found"}
    assert "published" in {cell.state for cell in gap_map([here]).cells}
    absent = [*costs.missing(beside), *migration.missing(beside), *outcomes.missing(beside)]
    codes = {f.measure: f.details["reason"] for f in absent}
    assert {codes[name] for name in ("programme_cost", "trained", "returned", "earnings")} == {"beside_only"}


def test_a_derived_figure_is_about_what_its_inputs_are_about() -> None:
    registered = count("demo.registered", "certified", 10, **ELSEWHERE)
    part = count("demo.part", "certified", 3, base_id="demo.registered", base="certified", **ELSEWHERE)
    [share] = migration.rates(study(migration=[registered, part]))
    assert share.about == "wider"


@each("name", STUDIES)
def test_nothing_is_said_to_be_missing_while_a_row_holds_it(name: str) -> None:
    here = STUDIES[name]
    held = [f for table in EVIDENCE_TABLES for f in here.published(table)]
    wanted = {
        (s, one.measure): one
        for s, m in (("costs", costs), ("migration", migration), ("outcomes", outcomes))
        for one in m.WANTED
    }
    for f in (*costs.missing(here), *migration.missing(here), *outcomes.missing(here)):
        one = wanted[f.id.split(".")[0], f.measure]
        if f.details["reason"] == "not_found":
            assert not any(map(one.given_by, held)), f.id
            assert not set(here.design["feature"]) & set(one.in_words), f.id


@each("name", STUDIES)
def test_who_counts_people_abroad_does_not_miss_people_who_moved(name: str) -> None:
    here = STUDIES[name]
    went = {"departed", "working_abroad", "stayed", "returned", "reemployed"}
    counted = {f.measure for f in here.published("migration") if achieved(f) and own(f)} & went
    stopped = here.partnership.status in ("not_implemented", "trained_not_moved")
    absent = {f.measure for f in migration.missing(here)}
    if counted or stopped:
        assert "departed" not in absent, counted
    if stopped:
        assert not {"stayed", "returned"} & absent


def test_only_the_whole_cost_per_person_placed_is_the_cost_per_person_placed() -> None:
    def absent(**row: str) -> bool:
        here = study(costs=[money("demo.one", "recruitment_cost", 10, concept="actual", **row)])
        return "cost_per_placed" in {f.measure for f in costs.missing(here)}

    assert not absent(per="placed", component="total")
    for per, component in (("placed", "language"), ("trainee", "total"), ("placed", "")):
        assert absent(per=per, component=component)


def test_somebody_back_in_the_old_job_is_employed() -> None:
    back = study(migration=[count("demo.back", "reemployed", 9)])
    assert "employment" not in {f.measure for f in outcomes.missing(back)}
    assert "employment" in {f.measure for f in outcomes.missing(study())}


@each("name", STUDIES)
def test_the_gap_map_counts_only_what_is_achieved_and_about_the_partnership(name: str) -> None:
    here = STUDIES[name]
    rows = {f.row: f for table in EVIDENCE_TABLES for f in here.published(table)}
    for cell in gap_map([here]).cells:
        assert all(own(rows[row]) for row in cell.rows)
        if cell.state in ("published", "conflicting"):
            assert all(achieved(rows[row]) for row in cell.rows)
    assert QUESTIONS


SAID = {  # what a note must not say alone: the words, and the measures of which one holds the figure
    r"\b(went|gone|came|come) (home|back)\b|\breturned\b": {"returned", "reemployed", "stayed"},
    r"\b(drop|dropped) out\b": {"completed", "certified", "trained"},
}
_NUMBER = re.compile(r"\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|all|none)\b", re.IGNORECASE)


def test_a_figure_that_a_note_gives_stands_in_a_row_too() -> None:
    silent = []
    for table in EVIDENCE_TABLES:
        with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                for words, measures in SAID.items():
                    said = re.search(words, row["note"]) and _NUMBER.search(row["note"])
                    if said and row["partnership"] and not measures & _achieved(STUDIES[row["partnership"]]):
                        silent.append((row["id"], row["note"]))
    assert not silent


def _achieved(here: Study) -> set[str]:
    return {f.measure for table in EVIDENCE_TABLES for f in here.published(table) if achieved(f)}


def test_a_statement_in_words_is_no_silence_and_a_plan_is_no_result() -> None:
    told_in_words = Wanted("payer_share", "share", ("payer_share",), in_words=("cost_structure",))
    here = STUDIES["deu_geo_2013_16"]
    [found] = missing_among(here, "costs", [told_in_words])
    assert found.details["reason"] == "in_words_only"
    planned = study(migration=[count("demo.plan", "returned", 30, status="planned")])
    assert {f.measure: f.details["reason"] for f in migration.missing(planned)}["returned"] == "planned_only"
