"""A build with a scenario reads evidence of its own, in which the scenario lies over the assumptions."""

from __future__ import annotations

from pathlib import Path

import pytest

from gspbrief.build.folders import BuildFolders, as_built
from gspbrief.build.options import BuildOptions
from gspbrief.build.run import Build
from gspbrief.build.workers import Workers
from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence.slices import Evidence
from gspbrief.scenario.assumptions import read_assumptions


def folders(tmp_path: Path, scenario: str) -> BuildFolders:
    file = tmp_path / "scenario.yaml"
    file.write_text(scenario, encoding="utf-8")
    return BuildFolders(BuildOptions(out=tmp_path / "site", assumptions=file))


def test_what_a_build_reads_is_all_of_the_evidence_with_the_scenario_in_it(
    tmp_path: Path, root: Path
) -> None:
    own = folders(tmp_path, "symbols: {p: {value: 0.7, why: Ours}}")
    own.lay_over()

    assert read_assumptions(own.data / "assumptions.yaml")["p"] == 0.7
    assert read_assumptions(root / "data" / "assumptions.yaml")["p"] != 0.7
    assert own.has_own_evidence
    assert Evidence(own.data).own("aptc") == Evidence(root / "data").own("aptc")
    assert b"Ours" in Evidence(own.data).slice("model")["assumptions.yaml"]
    before = own.evidence_inputs()
    own.lay_over()
    assert own.evidence_inputs() == before


def test_a_scenario_that_breaks_the_rules_leaves_no_evidence_behind(tmp_path: Path) -> None:
    own = folders(tmp_path, "symbols: {p: {value: 7, why: Ours}}")

    with pytest.raises(EvidenceError, match="outside"):
        own.lay_over()
    assert not own.data.exists()
    assert list(own.work.glob("*")) == []


def test_a_site_that_was_built_with_a_scenario_is_looked_at_with_it(tmp_path: Path) -> None:
    own = folders(tmp_path, "symbols: {p: {value: 0.7, why: Ours}}")
    asked = BuildOptions(out=tmp_path / "site")
    assert as_built(asked) == asked, "nothing was built yet"

    own.note_scenario()
    assert as_built(asked).assumptions == tmp_path / "scenario.yaml"
    other = BuildOptions(out=tmp_path / "site", assumptions=tmp_path / "other.yaml")
    assert as_built(other) == other, "what is asked for counts"

    (tmp_path / "scenario.yaml").unlink()
    with pytest.raises(ArgumentError, match=r"scenario\.yaml: is gone, and the site was built with its"):
        as_built(asked)
    BuildFolders(asked).note_scenario()
    assert as_built(asked) == asked, "built again without it"


def test_what_nobody_wrote_is_no_evidence(evidence: Path, tmp_path: Path) -> None:
    asked = BuildOptions(data=evidence, out=tmp_path / "site")
    known = (
        BuildFolders(asked).evidence_inputs(),
        Build(asked, BuildFolders(asked), Workers()).site.data_hashes,
    )
    (evidence / ".gspbrief.lock").touch()  # as an import leaves it
    (evidence / "surveys" / "__pycache__").mkdir(exist_ok=True)
    (evidence / "surveys" / "__pycache__" / "make_demo.pyc").write_bytes(b"1")
    assert known == (
        BuildFolders(asked).evidence_inputs(),
        Build(asked, BuildFolders(asked), Workers()).site.data_hashes,
    )
