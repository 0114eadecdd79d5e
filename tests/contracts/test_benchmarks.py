"""What the benchmarks leave in their file."""

from __future__ import annotations

import json
from pathlib import Path

from commands import change_row
from generate import generate
from gspbrief.evidence.checks import check
from measuring import Entry, write


def _entry(measure: str, value: float) -> Entry:
    return Entry(measure=measure, value=value, baseline=6, unit="seconds", what="")


def test_a_run_of_some_measures_renews_these_and_a_whole_run_leaves_no_other(tmp_path: Path) -> None:
    file = tmp_path / "bench.json"

    def ratios() -> dict[str, float]:
        return {entry["measure"]: entry["ratio"] for entry in json.loads(file.read_text(encoding="utf-8"))}

    write([_entry("a", 1), _entry("b", 2)], file, whole=False)
    write([_entry("b", 3), _entry("c", 6)], file, whole=False)
    assert ratios() == {"a": 6, "b": 2, "c": 1}

    write([_entry("b", 1)], file, whole=True)
    assert ratios() == {"b": 6}


def test_a_row_that_a_benchmark_changes_is_still_sound(tmp_path: Path) -> None:
    ids = generate(3, tmp_path / "data", seed=7)
    for partnership in ids:
        change_row(tmp_path / "data", partnership)
    assert not check(tmp_path / "data")
