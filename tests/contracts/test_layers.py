"""The arrows between modules: each imports from earlier layers, or from what precedes it in its own room."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from contracts import ROOT, modules
from gspbrief.workshop.fingerprints import Project

# One layer a block, one room a line. Rooms of a layer never import each other; in a room the order counts.
# A new module is one more word in its room, or a line of its own; a long line goes on after a plus.
LAYERS = """
gspbrief
across
decision
drawing
evidence
language
model
surveys
weaving
workshop

errors

language.languages language.typography language.style language.styles
money
plain_cells
sources
workshop.progress
workshop.publish workshop.holdings
workshop.stamps
evidence.likeness
evidence.evidence_rows
intervals

findings
labels

partnerships
workshop.fingerprints
surveys.samples
formats

language.figures

evidence.slices
evidence.checks evidence.imports
derivation

surveys.weighting surveys.balance surveys.effects surveys.bounds surveys.response surveys.movers
surveys.simulation surveys.survey_checks surveys.survey
surveys.survival
brain_gain

costs cost_drivers
flows migration differences skills
national_context
outcomes
model.model_words model.scenario_symbols model.assumptions model.own_inputs model.scenario_flows +
model.scenario_script scenario model.break_evens model.scenario_draws
surveys.tracer surveys.tracer_effects surveys.tracer_tracks surveys.tracer_return

across.pooling across.cells across.comparisons across.gap_map across.scorecard across.typologies +
synthesis
decision.owner_questions decision.placement_evidence decision.thresholds +
decision.case_accounts decision.party_accounts decision.base_case decision.avoided_training

drawing.drawings drawing.entries exhibits drawing.matrices drawing.curves drawing.assumption_tables +
drawing.explorers drawing.narrow_charts drawing.interaction

results

execution
execution.job
execution.forks
notebooks
fonts weaving.charts

execution.outputs execution.shell execution.engine execute
weaving.markdown weaving.lookup weaving.addresses weaving.publication weaving.citing weaving.sufficiency +
weaving.portrait weaving.wording weaving.templates weaving.annex weaving.chart_texts weaving.insets +
weaving.explorers weaving.inputs weaving.cards weaving.frontmatter weaving.manuscript +
weaving.translations weave
render.vega_bundle render render.safety render.page render.word +
render.embedded render.quarto render.choice

notebook_html pages

workshop.task workshop.proofs workshop.notebook_runs workshop.produce workshop.preload workshop.workers +
workshop.remote workshop.cluster
workshop.plans

workshop.history
crate site

build

changes
verify
standby preview
doctor
lab

cli

__main__
"""

PLACE = {
    module: (depth, room, order)
    for depth, layer in enumerate(LAYERS.replace(" +\n", " ").strip().split("\n\n"))
    for room, line in enumerate(layer.splitlines())
    for order, module in enumerate(line.split())
}
SUBJECTS = ("costs", "migration", "outcomes", "scenario")
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = sorted(modules())


@cache
def imports(module: str) -> set[str]:
    """The package's modules that one imports anywhere, inside functions and for type checking too."""
    return targets(modules()[module].read_text(encoding="utf-8")) - {module}


def notebook_imports(path: Path) -> set[str]:
    """The package's modules that a notebook imports."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return targets("\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"))


def targets(code: str) -> set[str]:
    """The package's modules that some code imports."""
    return {target for node in ast.walk(ast.parse(code)) for target in _targets(node)} - {"gspbrief"}


def _targets(node: ast.AST) -> Iterator[str]:
    known = modules()
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, f"line {node.lineno}: say the whole name, not a relative one"
        names = [f"{node.module}.{alias.name}" for alias in node.names]
    else:
        return
    for name in names:
        if name == "gspbrief" or name.startswith("gspbrief."):
            below = name.removeprefix("gspbrief").removeprefix(".")
            yield below if below in known else below.rpartition(".")[0] or "gspbrief"


def may_import(module: str, target: str) -> bool:
    """Whether an arrow leads to an earlier layer, or to an earlier place in the same room."""
    (depth, room, order), (target_depth, target_room, target_order) = PLACE[module], PLACE[target]
    return target_depth < depth or ((target_depth, target_room) == (depth, room) and target_order < order)


def reach(module: str) -> set[str]:
    """A module and all that it imports, directly or not."""
    found, open_ends = set[str](), {module}
    while open_ends:
        found |= open_ends
        open_ends = {target for end in open_ends for target in imports(end)} - found
    return found


@pytest.mark.parametrize("module", NAMES)
def test_a_module_has_a_place_in_the_table_of_layers(module: str) -> None:
    assert module in PLACE, f"add {module} to LAYERS, in the layer and the room where it belongs"


@pytest.mark.parametrize("module", NAMES)
def test_a_module_imports_only_from_below_itself(module: str) -> None:
    wrong = {
        target
        for target in imports(module)
        if module in PLACE and target in PLACE and not may_import(module, target)
    }

    assert not wrong, f"{module} imports {', '.join(sorted(wrong))}, which stand beside or above it"


@pytest.mark.parametrize("subject", SUBJECTS)
def test_one_subject_never_reaches_another(subject: str) -> None:
    if subject not in modules():
        pytest.fail(f"there is no module {subject}")

    assert reach(subject) & set(SUBJECTS) == {subject}


def test_imports_run_in_no_circle() -> None:
    TopologicalSorter({module: imports(module) for module in NAMES}).prepare()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_imports_nothing_above_its_results(path: Path) -> None:
    above = {module for module in notebook_imports(path) if PLACE[module] > PLACE["results"]}

    assert not above


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_key_of_the_results_covers_every_module_that_a_notebook_reaches(path: Path) -> None:
    reached = set().union(*(reach(module) for module in {*notebook_imports(path), "execution.engine"}))
    untold = reached - set(Project(ROOT).results_modules())

    assert not untold, f"an edit of {', '.join(sorted(untold))} would leave the results of {path.stem} stale"
