"""One partnership's evidence: loaded whole, cut alone, compared with its peers."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence.likeness import Likeness
from gspbrief.evidence.reading import find_data, load, load_all, read_partnerships
from gspbrief.evidence.slices import Evidence, write_slice


def test_a_study_holds_its_own_rows_and_the_general_ones_apart(root: Path) -> None:
    study = load("triple_win", root / "data")

    assert set(study.migration["partnership"]) == {"triple_win"}
    assert set(study.general["costs"]["partnership"]) == {""}
    assert study.migration.loc["triple_win.placed.phl.2019", "value"] == 776


def test_a_row_becomes_a_finding_with_its_source_and_its_place_in_the_table(root: Path) -> None:
    finding = load("aptc", root / "data").published("costs").named("aptc.cost_per_graduate.oecd")

    assert (finding.value, finding.unit, finding.currency, finding.price_year) == (
        35000,
        "money",
        "AUD",
        None,
    )
    assert finding.sources[0].key == "oecd_smp"
    assert finding.row == "costs.csv#aptc.cost_per_graduate.oecd"
    assert finding.grade == "published"


@pytest.mark.parametrize("column", ["confidence", "base_id", "measure", "note"])
def test_a_column_that_the_description_leaves_out_is_a_problem_and_no_failure(
    root: Path, tmp_path: Path, column: str
) -> None:
    data = Path(shutil.copytree(root / "data", tmp_path / "data"))
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    [table] = [r for r in package["resources"] if r["name"] == "migration"]
    table["schema"]["fields"] = [f for f in table["schema"]["fields"] if f["name"] != column]
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")

    with pytest.raises(EvidenceError, match=column):
        load("aptc", data).published("migration")


def test_consulted_sources_are_those_that_say_anything_on_the_partnership(root: Path) -> None:
    study = load("blue_birds", root / "data")

    assert "mpi_2018" in study.consulted
    assert 1 < len(study.consulted) < len(study.sources)


def test_an_unknown_partnership_is_refused_with_a_suggestion(root: Path) -> None:
    with pytest.raises(ArgumentError, match=r"no partnership 'triplewin'.*Did you mean triple_win"):
        load("triplewin", root / "data")


def test_a_folder_without_evidence_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"datapackage\.json"):
        find_data(tmp_path)


def test_a_cell_that_is_no_number_names_its_file_row_and_column(
    evidence: Path, spoil: Callable[..., int]
) -> None:
    row = spoil("migration", "triple_win.placed.phl.2019", value="many")

    with pytest.raises(EvidenceError, match=rf"migration\.csv, row {row}, column value: 'many'"):
        load("triple_win", evidence)


@pytest.mark.slow
def test_every_partnership_loads_from_its_slice_as_from_the_whole(root: Path, tmp_path: Path) -> None:
    evidence = Evidence(root / "data")

    for partnership, whole in zip(evidence.partnerships, load_all(root / "data"), strict=True):
        write_slice(evidence.slice(partnership), tmp_path / partnership)
        cut = load(partnership, tmp_path / partnership)
        assert cut.partnership == whole.partnership
        assert cut.peers == whole.peers
        assert list(cut.consulted) == list(whole.consulted)
        for table in ("costs", "migration", "outcomes"):
            assert list(cut.published(table)) == list(whole.published(table))


def test_a_slice_holds_no_other_partnerships_figures(root: Path) -> None:
    files = Evidence(root / "data").slice("aptc")

    assert b"aptc." in files["costs.csv"]
    assert b"kani." not in files["costs.csv"]


def test_a_slice_changes_only_when_its_own_rows_do(evidence: Path, spoil: Callable[..., int]) -> None:
    before = {name: Evidence(evidence).slice(name) for name in ("aptc", "kani")}

    spoil("costs", "aptc.cost_per_graduate.oecd", value="36000")

    assert Evidence(evidence).slice("aptc") != before["aptc"]
    assert Evidence(evidence).slice("kani") == before["kani"]


def test_writing_a_slice_clears_what_another_left(tmp_path: Path) -> None:
    write_slice({"costs.csv": b"id\n", "old.csv": b"id\n"}, tmp_path)

    write_slice({"costs.csv": b"id\n"}, tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["costs.csv"]


def test_the_nearest_partnership_shares_class_and_sector_and_ties_go_by_id(root: Path) -> None:
    known = read_partnerships(root / "data")
    here = known["triple_win"]
    twin = replace(here, id="a_twin")
    stranger = replace(
        here, id="b", oecd_class="", sector="data", model="neither", origins=(), destinations=()
    )

    everyone = (here, stranger, replace(here, id="c_twin"), twin)
    assert list(Likeness({one.id: one.traits for one in everyone}).ranked(here.id)) == ["a_twin", "c_twin"]


def test_the_years_covered_are_those_of_achieved_figures_alone(evidence: Path) -> None:
    for name in ("triple_win", "kani", "aptc"):
        study = load(name, evidence)
        achieved = [
            day[:4]
            for table in ("costs", "migration", "outcomes")
            for row in getattr(study, table).to_dict("records")
            if row["status"] == "achieved"
            for day in (row["start"], row["end"])
            if day
        ]

        assert study.years_covered == (int(min(achieved)), int(max(achieved)))
