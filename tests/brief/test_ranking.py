"""Which figure tells most: the rule that the page on methods states, step by step."""

from __future__ import annotations

import random

from gspbrief.brief.named_findings import Subject
from gspbrief.brief.print_record import PrintRecord
from gspbrief.brief.profile import Consulted
from gspbrief.brief.ranking import KINDS, alike, best, best_of_all, kind, rank
from gspbrief.evidence.sources import Bibliography
from gspbrief.findings.finding import Finding
from gspbrief.language.formats import Format

FORM = Format("en")
RECORD = PrintRecord(FORM, Consulted(Bibliography({}), FORM))


def finding(name: str, measure: str, unit: str, **said: object) -> Finding:
    given: dict[str, object] = {"value": 1, "grade": "published", "partnership": "p", **said}
    return Finding(id=f"p.{name}", measure=measure, unit=unit, **given)  # type: ignore[arg-type]


EFFECT = finding("effect", "earnings", "relative_change", method="experiment")
RETURNED = finding("returned", "return_rate", "share", base="departed")
MOVED = finding("moved", "migration_rate", "share", base="certified", n=131, end="2020")
MOVED_BEFORE = finding("before", "migration_rate", "share", base="certified", n=131, end="2019")
MOVED_PART = finding("part", "migration_rate", "share", base="certified", n=131, end="2020", origin="PHL")
SELECTED = finding("selection", "selection_rate", "share", base="applied")
PER_PERSON = finding("cost", "cost_per_graduate", "money", per="graduate", currency="EUR")
TOTAL = finding("total", "programme_cost", "money", per="project", currency="EUR", details={"payer": "donor"})
DEPARTED = finding("departed", "departed", "persons", end="2019")
APPLIED = finding("applied", "applied", "persons", end="2021")
FLIGHT = finding(
    "fl", "recruitment_cost", "money", per="worker", currency="EUR", details={"component": "moving"}
)
WOMEN = finding("women", "women_share", "share", base="graduates", n=100)
WEAK = finding("weak", "migration_rate", "share", base="certified", confidence="low")
PLANNED = finding("plan", "migration_rate", "share", base="certified", status="planned")

IN_ORDER = (
    EFFECT, RETURNED, MOVED, MOVED_BEFORE, MOVED_PART, SELECTED, PER_PERSON, TOTAL, DEPARTED, APPLIED, FLIGHT,
    WEAK, PLANNED,
)  # fmt: skip


def test_each_tells_more_than_those_behind_it_whatever_order_they_are_held_in() -> None:
    held, chance = list(IN_ORDER), random.Random(20_261_129)
    for _ in range(20):
        chance.shuffle(held)
        assert sorted(held, key=rank) == list(IN_ORDER)


def test_each_kind_is_told_and_who_took_part_is_no_result() -> None:
    assert [kind(one) for one in (EFFECT, MOVED, PER_PERSON, DEPARTED, FLIGHT)] == list(KINDS)
    assert kind(WOMEN) == "other"
    assert kind(finding("ratio", "attainment", "ratio")) == "other"


def subject(name: str, *found: Finding) -> Subject:
    return Subject(name, "p", found, RECORD)


def test_what_stands_for_a_partnership_is_achieved_and_its_own() -> None:
    beside = finding("beside", "return_rate", "share", base="departed", about="wider")
    costs, migration = (
        subject("costs", PER_PERSON, FLIGHT),
        subject("migration", APPLIED, MOVED_BEFORE, beside),
    )

    chosen = best_of_all([migration, costs])
    assert chosen is not None
    assert chosen.finding is MOVED_BEFORE
    chosen = best_of_all([subject("migration", APPLIED), costs])
    assert chosen is not None
    assert chosen.finding is PER_PERSON
    assert best_of_all([subject("migration", PLANNED)]) is None
    assert best(subject("migration", beside)) is None


def test_the_same_of_other_years_is_told_and_no_plan_of_it() -> None:
    held = subject("migration", MOVED, MOVED_BEFORE, MOVED_PART, PLANNED, SELECTED)
    chosen = best(held)

    assert chosen is not None
    assert [one.finding for one in alike(chosen, held)] == [MOVED_BEFORE, MOVED_PART]
