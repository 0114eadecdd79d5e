"""A scenario over the assumptions: what it says holds, the rest stays, what breaks their rules is told."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gspbrief.errors import EvidenceError, Problem
from gspbrief.scenario.assumptions import parse_assumptions, read_assumptions
from gspbrief.scenario.laid_over import laid_over

FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


def scenario(folder: Path, text: str) -> Path:
    path = folder / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_it_says_takes_its_place_and_the_rest_stays(tmp_path: Path) -> None:
    path = scenario(
        tmp_path,
        "symbols: {CA: {value: 9000, why: Ours}, p: {low: 0.3, high: 0.8}}\nshare: {payers: {CL: {D: 1}}}",
    )
    before, after = read_assumptions(FILE), parse_assumptions(laid_over(FILE, path), FILE.name)

    assert (after["CA"], after.entries["CA"].why) == (9000, "Ours")
    assert after.ranges["CA"] == before.ranges["CA"]
    assert after.ranges["p"] == (0.3, 0.8)
    assert after["p"] == before["p"]
    assert after.share["CL"] == {"D": 1}
    assert after.share["CA"] == before.share["CA"]
    same = set(before.entries) - {"CA", "p"}
    assert {name: after.entries[name] for name in same} == {name: before.entries[name] for name in same}
    assert dict(after.cases) == dict(before.cases)


def test_another_value_has_neither_row_nor_bound_of_the_one_before_it(tmp_path: Path) -> None:
    path = scenario(tmp_path, "symbols: {CA: {value: 9000, why: Ours}, nZ: {value: 3, why: Ours}}")
    before, after = read_assumptions(FILE), parse_assumptions(laid_over(FILE, path), FILE.name)

    assert (before.entries["CA"].bound, after.entries["CA"].bound) == ("below", "exact")
    assert before.entries["CA"].row
    assert not after.entries["CA"].row
    assert before.entries["nZ"].sources
    assert not after.entries["nZ"].sources


def test_an_empty_scenario_changes_nothing(tmp_path: Path) -> None:
    text = laid_over(FILE, scenario(tmp_path, "{}"))

    assert yaml.safe_load(text) == yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert "symbol: α" in text
    assert list(yaml.safe_load(text)) == list(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@pytest.mark.parametrize(("text", "told"), [
    ("[]", "is no scenario"),
    ("symbols: [", "is not YAML"),
    ("symbols: {p: {low: 0.3}, p: {high: 0.8}}", "line 1: 'p' stands here a second time"),
    ("symbol: {}", "there is no such section"),
    ("currency: EUR", "EUR cannot stand among amounts in USD"),
    ("symbols: {p: 0.4}", "is not a mapping"),
    ("symbols: {p: {value: 0.4}}", "symbols.p.why: says nothing"),
    ("symbols: {p: {value: 0.99, why: Ours}}", "is outside its range"),
    ("symbols: {zz: {value: 1, why: Ours}}", "there is no such symbol"),
    ("share: {payers: {CA: {E: 0.5}}}", "the shares sum to 0.5"),
])  # fmt: skip
def test_what_breaks_the_rules_is_told_of_the_scenario(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(EvidenceError, match=r"scenario\.yaml") as caught:
        laid_over(FILE, scenario(tmp_path, text))

    assert told in str(caught.value)


SECTIONS = "currency, price_year, price_note, symbols, own_rates, share, cases, correlations"


@pytest.mark.parametrize(("text", "column", "what", "allowed"), [
    ("[]", "", "is no scenario", "sections as in assumptions.yaml, such as symbols"),
    ("symbol: {}", "symbol", "there is no such section", f"allowed: {SECTIONS}"),
    ("currency: EUR", "currency", "EUR cannot stand among amounts in USD", "convert them"),
    ("symbols: {p: 0.4}", "symbols.p", "is not a mapping", "{value: …, why: …}"),
    ("symbols: {p: {value: 0.4}}", "symbols.p.why", "says nothing", "why this value"),
    (
        "cases: {ours: {title: Ours, why: Tried}}", "cases.ours", "there is no such case",
        "allowed: base, traditional, gsp_same_course, gsp_two_tracks",
    ),
    ("symbols: {p: {value: 0.99, why: Ours}}", "symbols.p.value", "0.99 is outside its range", "0.02 to 0.9"),
])  # fmt: skip
def test_a_problem_of_a_scenario_names_its_place_and_what_is_allowed(
    tmp_path: Path, text: str, column: str, what: str, allowed: str
) -> None:
    with pytest.raises(EvidenceError) as caught:
        laid_over(FILE, scenario(tmp_path, text))
    assert list(caught.value.problems) == [Problem("scenario.yaml", 0, column, what, allowed)]


def test_assumptions_that_are_broken_themselves_are_told_of_their_own_file(tmp_path: Path) -> None:
    (tmp_path / "below.yaml").write_text("symbols: [", encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"below\.yaml.*is not YAML"):
        laid_over(tmp_path / "below.yaml", scenario(tmp_path, "{}"))
