"""The page on trust shows what was counted, and promises nothing that no test holds."""

from __future__ import annotations

import re

from faults import FAULTS
from package_modules import ROOT
from trust_table import BEGIN, END, PAGE, read, table, totals

HELD_BY = {
    "Text stays text": ("site/test_hostile_text.py", "nothing_of_it_runs_loads_or_leads_away_in_a_browser"),
    "A number is the one of its row": (
        "site/test_one_number_in_every_form.py",
        "what_a_reader_sees_is_the_value_of_the_finding",
    ),
    "What is published is whole, or what it was before": (
        "build/test_robustness.py",
        "a_build_that_was_killed_anywhere_is_finished_by_the_next",
    ),
    "What is kept is known by its hash": (
        "build/test_healing.py",
        "every_file_that_builds_keep_is_known_by_its_hash",
    ),
    "Nothing foreign is removed or overwritten": (
        "project/test_holdings.py",
        "what_others_put_into_a_site_stays_whatever_is_built",
    ),
    "What cannot be read is a listed problem": (
        "evidence/test_mutated_files.py",
        "a_change_ends_in_a_listed_problem_or_is_right",
    ),
    "More evidence does not stop a brief": ("brief/test_more_evidence.py", "more_sound_rows_stop_no_brief"),
}


def test_the_page_shows_the_counts_of_the_last_run() -> None:
    page = PAGE.read_text(encoding="utf-8")

    assert page.partition(BEGIN)[2].partition(END)[0].strip() == table(read())


def test_what_was_counted_is_a_fault_or_attack_that_can_be_tried_again() -> None:
    counts = read()

    assert {name for name, one in counts.items() if one["kind"] == "fault"} <= FAULTS.keys()
    for tried, left in map(totals, counts.values()):
        assert 0 <= len(left) <= tried
        assert all(left)


def test_every_promise_is_held_by_a_test() -> None:
    promises = re.findall(r"^- \*\*(.+?)\*\*", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    lost = {
        place: name
        for place, name in HELD_BY.values()
        if f"def test_{name}" not in (ROOT / "tests" / place).read_text(encoding="utf-8")
    }

    assert [promise.rstrip(".") for promise in promises] == list(HELD_BY)
    assert not lost
