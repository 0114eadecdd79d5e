"""The model in three languages: Python, JavaScript and the equations of the annex."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from gspbrief.scenario.accounts import evaluate
from gspbrief.scenario.assumptions import Assumptions, read_assumptions
from gspbrief.scenario.equations import latex
from gspbrief.scenario.script import browser_script, javascript

pytestmark = pytest.mark.slow

NODE = shutil.which("node")


FILE = Path(__file__).parents[2] / "data" / "assumptions.yaml"


@pytest.fixture(scope="module")
def base() -> Assumptions:
    return read_assumptions(FILE)


@pytest.mark.skipif(NODE is None, reason="node is not installed: the JavaScript model was NOT compared")
@pytest.mark.parametrize("case", [
    "base", "traditional", "gsp_two_tracks", "repaid", "own rates", "nobody", "no training", "all leave",
])  # fmt: skip
def test_javascript_gives_what_python_gives(base: Assumptions, case: str, tmp_path: Path) -> None:
    assumptions = base.in_case(case) if case in base.cases else base
    changes: dict[str, dict[str, float]] = {
        "repaid": {"lam": 0.1, "J": 3},
        "nobody": {"p": 0},
        "no training": {"tau": 0, "nZ": 0},
        "all leave": {"hH": 1, "h": 1, "sig": 0.3, "gam": 1, "iota": 1, "beta": 0.9, "nZ": 30},
    }
    assumptions = assumptions.with_values(changes.get(case, {}))
    rate = base.own_rates if case == "own rates" else 0.0 if case == "repaid" else 0.05
    (tmp_path / "model.mjs").write_text(javascript(), encoding="utf-8")
    plain = {**assumptions, "share": {kind: dict(parts) for kind, parts in assumptions.share.items()}}
    script = "import {evaluate} from './model.mjs';" + (
        f"console.log(JSON.stringify(evaluate({json.dumps(plain)}, {json.dumps(rate)})));"
    )
    (tmp_path / "run.mjs").write_text(script, encoding="utf-8")
    run = subprocess.run([str(NODE), "run.mjs"], cwd=tmp_path, capture_output=True, text=True, check=True)
    there, here = json.loads(run.stdout), evaluate(assumptions, rate)
    assert there["npv"] == pytest.approx(dict(here.npv), rel=1e-9, abs=1e-6)
    assert there["cost_by_payer"] == pytest.approx(dict(here.cost_by_payer), rel=1e-9)
    for name in ("cost_per_placed_full", "cost_per_placed_incremental"):
        cost = getattr(here, name)
        assert there[name] == (None if cost is None else pytest.approx(cost, rel=1e-9))
    assert (there["cost_per_placed_full"] is None) == (case == "nobody")
    assert there["net_skill_stock"] == pytest.approx(here.net_skill_stock(), rel=1e-9)


@pytest.mark.skipif(NODE is None, reason="node is not installed: the script of the pages was NOT run")
def test_the_script_of_the_pages_adds_the_model_to_what_they_have(base: Assumptions, tmp_path: Path) -> None:
    plain = {**base, "share": {kind: dict(parts) for kind, parts in base.share.items()}}
    asked = f"[gspbrief.held, typeof evaluate, gspbrief.evaluate({json.dumps(plain)}, 0.03).npv.D]"
    (tmp_path / "run.js").write_text(
        f"globalThis.gspbrief = {{held: 7}};\n{browser_script()}console.log(JSON.stringify({asked}));",
        encoding="utf-8",
    )
    run = subprocess.run([str(NODE), "run.js"], cwd=tmp_path, capture_output=True, text=True, check=True)
    held, beside, npv = json.loads(run.stdout)
    assert (held, beside, round(npv)) == (7, "undefined", 55_914)


def test_the_script_is_the_same_text_each_time_and_needs_nothing() -> None:
    assert javascript() == javascript()
    assert "import" not in javascript()
    assert "@" not in javascript()


def test_the_annex_prints_every_flow_in_the_symbols_of_the_text() -> None:
    blocks = {block.block: block.equations for block in latex("sinon")}
    assert set(blocks) == {"cohort", "year", "start", "training", "working", "costs", "skills"}
    assert r"P' = P \left(1 - \xi\right)" in blocks["cohort"]
    assert len(blocks["working"]) == 7
    text = " ".join(equation for equations in blocks.values() for equation in equations)
    assert "sinon" in text
    assert "otherwise" not in text
    assert "Pnew" not in text
