"""Measures of the analysis: a survey of a million persons, and a hundred thousand draws of the scenario."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from measuring import PROJECT, PYTHON, WORK, Entry, answer, number, run, seconds

HERE = Path(__file__).parent
PERSONS = number("PERSONS", 1_000_000)
DRAWS = number("DRAWS", 100_000)
LOOPED = 200  # draws that the loop really evaluates
SIMULATE = """
import sys
from data.surveys.make_demo import simulate
simulate(1, int(sys.argv[1])).to_csv(sys.argv[2], index=False, lineterminator="\\n")
"""


def survey() -> Iterator[Entry]:
    """Time and memory of reading, checking and analysing a survey, against plain pandas."""
    path = _simulated()
    script = HERE / "survey_once.py"
    ours, plain = (answer(PYTHON, script, way, path) for way in ("ours", "plain"))
    for name in set(ours) - {"CPU seconds", "megabytes"}:
        if abs(ours[name] - plain[name]) > 1e-6 * abs(plain[name]):
            raise RuntimeError(f"{name}: {ours[name]} is not {plain[name]}")
    what = f"{PERSONS:,} persons in 3 waves: read, checked, 2 incidences, 2 regressions; against plain pandas"
    for unit, name in (("CPU seconds", "time"), ("megabytes", "memory above the libraries'")):
        yield Entry(measure=f"survey, {name}", value=ours[unit], baseline=plain[unit], unit=unit, what=what)


def _simulated() -> Path:
    path = WORK / f"survey-{PERSONS}" / "demo.csv"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PROJECT / "data" / "surveys" / "datapackage.json", path.with_name("datapackage.json"))
        draft = path.with_suffix(".new")
        run(PYTHON, "-c", SIMULATE, str(PERSONS), draft)
        draft.rename(path)
    return path


def draws() -> Iterator[Entry]:
    """Vectorised draws against a loop over the model."""
    from gspbrief.scenario.accounts import evaluate
    from gspbrief.scenario.assumptions import read_assumptions
    from gspbrief.scenario.draws import drawn_values, simulate

    base = read_assumptions(PROJECT / "data" / "assumptions.yaml")
    values = drawn_values(base, LOOPED, 1)
    cases = [{name: float(column[i]) for name, column in values.items()} for i in range(LOOPED)]
    simulate(base, 10)
    looped = seconds(lambda: [evaluate(base.with_values(case)) for case in cases])
    yield Entry(
        measure="scenario draws",
        value=seconds(lambda: simulate(base, DRAWS)),
        baseline=looped / LOOPED * DRAWS,
        unit="seconds",
        what=f"{DRAWS:,} draws, all parties; the loop extrapolated from {LOOPED} draws",
    )
