"""The file of assumptions: complete, in its ranges, in agreement with the evidence."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gspbrief.errors import EvidenceError
from gspbrief.evidence.sources import read_bibliography
from gspbrief.scenario.assumption import DESIGN
from gspbrief.scenario.assumptions import DRAWN, Assumptions, read_assumptions
from gspbrief.scenario.symbols import DOMAINS

FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


def test_every_assumption_has_its_unit_reason_and_symbol(base: Assumptions) -> None:
    assert set(DOMAINS) <= set(base.entries)
    assert list(base.cases) == ["base", "traditional", "gsp_same_course", "gsp_two_tracks"]
    assert base.entries["CA"].bound == "below"
    assert (base.entries["V"].low, base.entries["V"].high) == (80_000, 100_000)
    assert "V" not in base


def test_whatever_the_partners_do_not_choose_has_a_range(base: Assumptions) -> None:
    chosen = {name for name, entry in base.entries.items() if entry.tag == DESIGN}
    assert chosen == {"N", "alpha"}
    assert set(base.ranges) == set(DRAWN) - chosen
    assert all(low < high for low, high in base.ranges.values())


def test_what_an_assumption_follows_is_a_source_of_the_bibliography(base: Assumptions) -> None:
    known = read_bibliography(FILE.parent / "sources.bib")
    cited = {citation.key for entry in base.entries.values() for citation in entry.sources}
    assert cited
    assert cited <= set(known)


def test_numbers_with_a_row_agree_with_the_evidence(base: Assumptions) -> None:
    for entry in base.entries.values():
        if not entry.row:
            continue
        table, _, row_id = entry.row.partition("#")
        with (FILE.parent / table).open(encoding="utf-8", newline="") as file:
            row = next(row for row in csv.DictReader(file) if row["id"] == row_id)
        printed = [float(row[name]) for name in ("value", "low", "high") if row[name]]
        stated = {entry.value, entry.low, entry.high} - {None}
        assert set(printed) <= stated, entry.name


def changed(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = FILE.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "assumptions.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_every_problem_of_the_file_is_listed_with_its_line(tmp_path: Path) -> None:
    path = changed(
        tmp_path,
        ("value: 0.6, low: 0.02", "value: 0.95, low: 0.02"),
        ("  xi:\n", "  xj:\n"),
        ("CA: {E: 0.3, D: 0.7}", "CA: {E: 0.3, D: 0.6}"),
        ("tag: statistics", "tag: guess"),
        ("unit: persons,", ""),
        ("values: {E: 0.08", "values: {Q: 0.08"),
        ("tau: 1, h: 0.1", "tau: 1.5, hh: 0.1"),
    )
    with pytest.raises(EvidenceError) as caught:
        read_assumptions(path)
    said = str(caught.value)
    for words in (
        "symbols.p.value: 0.95 is outside its range (0.02 to 0.9)",
        "symbols.xj: there is no such symbol",
        "xi is missing",
        "share.payers.CA: the shares sum to 0.9, not to 1",
        "'guess' is not a tag",
        "symbols.N.unit: says nothing",
        "own_rates.values.Q: is not a party",
        "cases.traditional.values.tau: 1.5 is not a whole number",
        "cases.traditional.values.hh: there is no such symbol",
    ):
        assert words in said
    line = FILE.read_text(encoding="utf-8").splitlines().index("  p:") + 2
    assert f"line {line}, symbols.p.value" in said


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("value: 20, low: 10", "value: 2, low: 1", "years end before"),
        ("low: 0.05, high: 0.35", "low: 0.05", "one end only"),
        ("low: 0.05, high: 0.35", "low: 0.35, high: 0.05", "from 0.35 down to 0.05"),
        ("value: 0.15, low: 0.05", "value: , low: 0.05", "there is no value"),
        (
            "value: 40000, low: 25000, high: 60000,",
            "value: 40000,",
            r"symbols.wD: has no range \(low and high",
        ),
        ("value: 0.03, low: 0, high: 0.07,", "value: 0.03,", "symbols.r: has no range"),
        ("  xi:\n", "  p:\n", "a second time"),
        ("rho: 0.6", "rho: 6", "outside -1 to 1"),
        ("cases:\n  base:", "cases:\n  basis:", "the case base is missing"),
        ("currency: USD", "currency: [", "is not YAML"),
        ('why: "Drop-out', 'reason: "Drop-out', "no such field"),
    ],
)
def test_a_broken_file_says_what_is_wrong(tmp_path: Path, old: str, new: str, words: str) -> None:
    with pytest.raises(EvidenceError, match=words):
        read_assumptions(changed(tmp_path, (old, new)))


def test_an_empty_or_missing_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    for name in ("empty.yaml", "none.yaml"):
        with pytest.raises(EvidenceError, match=name):
            read_assumptions(tmp_path / name)
