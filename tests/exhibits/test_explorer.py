"""The scenario explorer: which assumptions a reader may move, where they start, and what the page is told."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from gspbrief.brief.explorer_page import WORDS, explorer_markdown
from gspbrief.errors import TemplateError
from gspbrief.evidence.reading import load
from gspbrief.exhibits.explorer import explorer, moved, own_explorer
from gspbrief.findings.finding import Finding
from gspbrief.language.formats import Format
from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.break_evens import drivers
from gspbrief.scenario.own_inputs import with_own_inputs
from gspbrief.scenario.thresholds import settings


@pytest.fixture(scope="module")
def base(root: Path) -> Assumptions:
    return read_assumptions(root / "data" / "assumptions.yaml")


def own(symbol: str, value: float) -> dict[str, Finding]:
    return {
        symbol: Finding(
            id=f"x.{symbol}", measure="placement_rate", value=value, unit="share", grade="derived"
        )
    }


def test_a_reader_moves_the_three_assumptions_that_matter_most_to_each_of_the_four_parties(
    base: Assumptions,
) -> None:
    widest = {d.symbol for party in "DEOA" for d in drivers(base, party, base.rate)[:3]}

    assert set(moved(base)) == widest
    assert 6 <= len(moved(base)) <= 12
    assert moved(base)[0] == drivers(base, "D", base.rate)[0].symbol


def test_an_explorer_starts_from_the_accounts_of_its_case(base: Assumptions) -> None:
    found = explorer("model/explorer", base)

    npv = evaluate(base, base.rate).npv
    assert found.spec["accounts"] == pytest.approx({party: npv[party] for party in "DEOAHFZ"})
    assert found.spec["assumptions"]["r"] == base.rate  # type: ignore[index]
    assert {row["symbol"]: row["value"] for row in found.data} == {s: base[s] for s in moved(base)}


def test_an_assumption_stands_on_a_step_of_its_control_from_which_it_can_be_told(base: Assumptions) -> None:
    for row in explorer("model/explorer", base).data:
        steps = (float(str(row["value"])) - float(str(row["low"]))) / float(str(row["step"]))
        assert steps == pytest.approx(round(steps)), row["symbol"]


def test_a_programmes_own_figure_is_where_its_control_starts_and_is_marked(base: Assumptions) -> None:
    start = with_own_inputs(base, own("p", 0.9312))

    rows = {row["symbol"]: row for row in explorer("scenario/explorer", start, base).data}

    assert rows["p"] == {**rows["p"], "value": 0.9312, "low": 0.02, "high": 0.932, "own": True}
    assert not any(row["own"] for symbol, row in rows.items() if symbol != "p")


def test_an_own_figure_is_among_the_controls_however_little_it_moves(base: Assumptions) -> None:
    assert "lam" not in moved(base)
    assert "lam" in moved(with_own_inputs(base, own("lam", 0.05)), base)


def test_a_programme_without_its_own_cost_and_rate_has_no_explorer(base: Assumptions, root: Path) -> None:
    study = load("triple_win", root / "data")

    assert own_explorer("scenario/explorer", study, base, settings(study, base, "base")).data == ()


def test_the_page_gets_the_words_and_numbers_of_its_language_and_nothing_that_ends_the_block(
    base: Assumptions,
) -> None:
    words = dict.fromkeys(WORDS, "</script>```{lost}")

    block, files = explorer_markdown(explorer("model/explorer", base), Format("fr"), words, "../../")

    content = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', block)
    assert content is not None
    assert "`" not in content[1]
    told = json.loads(content[1])
    assert told["words"] == words
    assert told["format"]["money"] == "{n}\u00a0USD"
    assert told["format"]["million"]["other"].endswith("millions d’USD")
    assert told["format"]["group"] == "\u202f"
    assert {party["id"] for party in told["parties"]} == set("DEOAHFZ"), "a donor who pays nothing has no row"
    assert list(files) == ["data/model-explorer.js"]


def test_an_explorer_refuses_words_that_it_has_no_place_for(base: Assumptions) -> None:
    with pytest.raises(TemplateError, match="legned"):
        explorer_markdown(explorer("model/explorer", base), Format("en"), {"legned": ""}, "../")
