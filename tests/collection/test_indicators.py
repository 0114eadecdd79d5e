"""What is to be recorded answers every question, feeds the model, and is sound once it has figures."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from gspbrief.collection.evaluation import OURS, WORKBOOK, workbook
from gspbrief.collection.indicators import INDICATORS, MOMENTS, rows
from gspbrief.evidence.checks import check
from gspbrief.evidence.forms import form
from gspbrief.evidence.reading import load
from gspbrief.evidence.study import Row
from gspbrief.evidence.tables import read_rows
from gspbrief.scenario.own_inputs import own_inputs
from gspbrief.scenario.thresholds import known_figures
from gspbrief.synthesis.gap_map import gap_map
from imported_rows import import_rows

pytestmark = [pytest.mark.xdist_group("indicators"), pytest.mark.slow]  # what they look at is made once

FIGURES = {"persons": "60", "share": "0.2", "money": "1200"}
COUNTS = {"applied": "300", "enrolled": "100", "completed": "80", "working_abroad": "50", "placed": "55",
          "stayed": "42", "returned": "8"}  # fmt: skip
ABOUT = {"name": "Ours", "short_name": "Ours", "kind": "programme", "model": "global_skill_partnership",
         "tracks": "home_and_away", "oecd_class": "vet_at_origin_to_destination_standard",
         "class_basis": "coded", "start": "2027", "end": "2029", "status": "ended",
         "origins": "GHA", "destinations": "ITA", "sector": "nursing"}  # fmt: skip


@pytest.fixture(scope="module")
def filled(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Evidence on one partnership that recorded everything and nothing else."""
    data = tmp_path_factory.mktemp("recorded")
    for name in ("datapackage.json", "sources.bib", "assumptions.yaml"):
        shutil.copyfile(root / "data" / name, data / name)
    for path in (root / "data").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file))
        with (data / path.name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            if path.stem == "partnerships":
                writer.writerow({"id": OURS, "source": "oecd_smp", **ABOUT})
    begun = {table: list(map(_filled_in, held)) for table, held in rows(OURS).items()}
    book = tmp_path_factory.mktemp("workbook") / WORKBOOK
    book.write_bytes(form(data, list(begun), begun=begun))
    for table in begun:
        import_rows(data, table, book)
    return data


def _filled_in(row: Row) -> Row:
    value = COUNTS[row["measure"]] if row["unit"] == "persons" else FIGURES[row["unit"]]
    money = {"currency": "USD"} if row["unit"] == "money" else {}
    return {**row, **money, "value": value, "as_printed": value, "source": "oecd_smp", "locator": "Records",
            "start": "2027", "end": "2029"}  # fmt: skip


def test_the_workbook_comes_in_without_questions_and_is_sound_evidence(filled: Path) -> None:
    assert check(filled) == []
    for table, held in rows(OURS).items():
        came = {row["id"]: row for row in read_rows(filled, table)}
        assert list(came) == [row["id"] for row in held]
        assert all(came[row["id"]][name] == cell for row in held for name, cell in row.items())


def test_the_workbook_is_the_same_each_time(filled: Path) -> None:
    assert workbook(filled) == workbook(filled)


def test_every_question_that_is_asked_of_all_is_answered(filled: Path) -> None:
    grid = gap_map([load("ours", filled)])

    assert {cell.aspect: cell.state for cell in grid.cells if cell.state != "published"} == {}


def test_the_model_takes_what_was_recorded_in_place_of_assumptions(filled: Path) -> None:
    own = own_inputs(known_figures(load("ours", filled)), "home_and_away")

    assert {name: own[name].value for name in ("dA", "dH", "p")} == pytest.approx(
        {"dA": 0.2, "dH": 0.2, "p": 0.625}
    )
    assert {"l", "CM", "eH", "eR"} <= set(own)


def test_each_is_named_once_and_has_its_moment() -> None:
    names = [indicator.name for indicator in INDICATORS]

    assert len(set(names)) == len(names)
    assert {indicator.moment for indicator in INDICATORS} == set(MOMENTS)
