"""Passages tell a running total up to its end, and a plan as one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.evidence.tables import read_rows
from package_modules import ROOT

ROWS = {row["id"]: row for table in EVIDENCE_TABLES for row in read_rows(ROOT / "data", table)}
NAMED = r'\{\{ \w+\["([\w.]+)"\][^{}]*\}\}'
AFTER = NAMED + r"([^{}.;,|]{0,70}?)"  # a figure in a passage, and what follows it in the clause
WITHIN = {
    "fr": r"(?<!fin )(?<!mi-)(?<![’\w])en (?:\w+ )?(\d{4})\b",
    "es": r"\ben (?:\w+ de )?(\d{4})\b",
}
AT_THAT_TIME = {
    "deu_kos_diakonie.participants.to_2021",  # the one who made the number full was greeted that month
    "nsa_seafarers.certified.2025",  # they were at sea at that time
}
NOT_DONE = ("planned", "ceiling", "projected", "offered")
OF_PLANS = re.compile(
    r"plan|(?:was|were|is|are) to\b|to be\b|would|could|might|budget|grant|most\b|hope|promis|target|goal|"
    r"offer|should|will\b|set aside|kept|reserved|expect|project|quota|allow|limit|up to|invest|announced|"
    r"meant|provid|award|fund|wanted|asked|sought|aim|told|rule|fee\b|held out|commit|cap\b|must|"
    r"places|worked",
    re.IGNORECASE,
)
SAID_BESIDE = {
    "esp_mar.departed.quota.2006",  # "for the next", after one of which the quota is named
    "palim.programme_cost.belgium",  # the same sum as the budget before it
    "palim.participants.away.blog",  # how many a blog says had chosen the track
}


def passages(lang: str) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in (ROOT / "briefs" / lang).rglob("*.j2")}


@pytest.mark.parametrize("lang", WITHIN)
def test_a_running_total_is_told_up_to_its_end_and_not_in_its_last_year(lang: str) -> None:
    until = {name: row["end"][:4] for name, row in ROWS.items() if row.get("timing") == "cumulative"}
    told = [
        f"{path.name}: {found[0]}"
        for path, text in passages(lang).items()
        for found in re.finditer(AFTER + WITHIN[lang], text)
        if until.get(found[1]) == found[3] and found[1] not in AT_THAT_TIME
    ]

    assert len(until) > 200
    assert re.search(AFTER + WITHIN[lang], '{{ migration["a.b"] }} people en 2015')
    assert told == []


def test_a_plan_is_told_with_a_word_of_plans_in_its_own_clause() -> None:
    clauses = [
        (path.name, re.sub(r"\{\{.*?\}\}|\[@.*?\]", "", clause), name)
        for path, text in passages("en").items()
        for clause in re.split(r"(?<=[.;!?])\s|\n", text)
        if "{% claim" not in clause and "rests_on=" not in clause
        for name in re.findall(NAMED, clause)
        if name in ROWS and ROWS[name]["status"] in NOT_DONE
    ]
    as_done = [
        f"{file}: {clause} ({name})"
        for file, clause, name in clauses
        if not OF_PLANS.search(clause) and ROWS[name]["bound"] != "at_most" and name not in SAID_BESIDE
    ]

    assert len(clauses) > 50
    assert not OF_PLANS.search("a last sum saw the workers home and let the organisers look for other money")
    assert as_done == []
