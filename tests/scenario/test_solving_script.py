"""What would have to be true, as the pages' script finds it: what Python finds, party by party."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from gspbrief.scenario.assumptions import read_assumptions
from gspbrief.scenario.break_evens import break_even
from gspbrief.scenario.script import browser_script

NODE = shutil.which("node")
ROOT = Path(__file__).parents[2]
WHOLE = ("tau", "T", "J", "nZ", "nlam")
CASES = ({}, {"p": 0.3, "h": 0.2}, {"alpha": 1.0, "lam": 0.1, "CA": 9000.0})


@pytest.mark.slow
@pytest.mark.skipif(NODE is None, reason="node is not installed: the solving script was NOT compared")
def test_the_script_finds_the_break_evens_that_python_finds(tmp_path: Path) -> None:
    base = read_assumptions(ROOT / "data" / "assumptions.yaml")
    held = [base.with_values(values) for values in CASES]
    plain = [{**one, "share": {kind: dict(parts) for kind, parts in one.share.items()}} for one in held]
    solve = (ROOT / "_extensions" / "gspbrief" / "solve.js").read_text(encoding="utf-8")
    ranges = base.ranges
    (tmp_path / "run.js").write_text(
        f"""{browser_script()}
        {solve}
        const ranges = {json.dumps(ranges)};
        console.log(JSON.stringify({json.dumps(plain)}.map((held) => ["D", "E", "O", "A", "Z"].map(
            (party) => globalThis.gspbrief.breakEvens(held, ranges, party)))));""",
        encoding="utf-8",
    )
    run = subprocess.run(
        [str(NODE), "run.js"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=120
    )
    found = 0
    for one, parties in zip(held, json.loads(run.stdout), strict=True):
        for party, there in zip(("D", "E", "O", "A", "Z"), parties, strict=True):
            assert set(there) == set(ranges) - {*WHOLE, "q"}
            here = {name: break_even(one, name, party, one.rate, ranges[name]) for name in there}
            assert {n for n in there if there[n] is None} == {n for n in here if here[n] is None}, party
            known = {name: at for name, at in here.items() if at is not None}
            assert {name: there[name] for name in known} == pytest.approx(known, rel=1e-9, abs=1e-12)
            found += len(known)
    assert found > 20
