"""A form holds all that the package says of its tables, and what is filled in comes back as it was."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gspbrief.commands.cli import app
from gspbrief.errors import ArgumentError
from gspbrief.evidence.delivery import read_delivery
from gspbrief.evidence.descriptor import read_package
from gspbrief.evidence.figures import number
from gspbrief.evidence.forms import form
from gspbrief.evidence.imports import read_intake
from gspbrief.evidence.mapping import ColumnMapping
from gspbrief.evidence.tables import read_rows
from imported_rows import import_rows
from package_modules import ROOT

pytestmark = pytest.mark.xdist_group("forms")  # what they look at is made once

DATA = ROOT / "data"
TABLES = read_package(DATA / "datapackage.json")


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form with all rows of all tables."""
    file = tmp_path_factory.mktemp("forms") / "all.xlsx"
    file.write_bytes(form(DATA, list(TABLES), "all"))
    return file


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES)
def test_the_rows_of_every_table_come_back_as_they_were(full: Path, table: str) -> None:
    _, intake = read_intake(DATA, table, full, ColumnMapping())
    held, kinds = read_rows(DATA, table), TABLES[table].columns

    assert not intake.open
    assert not intake.problems
    assert len(intake.rows) == len(held)
    for (_, came), row in zip(intake.rows, held, strict=True):
        numbers = {name for name in row if kinds[name] in ("number", "integer")}
        assert {name: came[name] for name in row.keys() - numbers} == {
            name: cell.strip() for name, cell in row.items() if name not in numbers
        }
        assert all(number(came[name]) == number(row[name]) for name in numbers)


@pytest.mark.slow
def test_a_form_says_of_every_column_what_it_may_hold(full: Path) -> None:
    about = read_delivery(full).sheet("about").cells
    told = {(row[0], row[1]): row for row in about[1:]}

    for table in TABLES.values():
        for field in table.fields:
            _, _, required, holds, example, description = told[table.name, field["name"]]
            constraints = field.get("constraints", {})
            assert (required == "yes") is bool(constraints.get("required"))
            assert description == field.get("description", "").strip()
            assert example == field.get("example", "")
            assert all(word in str(holds) for word in constraints.get("enum", ()))


def test_columns_of_words_have_drop_downs_and_each_has_a_note(few: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(form(few, ["costs"]))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        notes = book.read("xl/comments1.xml").decode()

    costs = TABLES["costs"]
    lists = len(costs.constraint("enum")) + len({"partnership", "source"})
    assert sheet.count('type="list"') == lists
    assert sheet.count('type="decimal"') + sheet.count('type="whole"') == 5
    assert notes.count("<comment ref=") == len(costs.fields)
    assert "triple_win" in notes


def test_a_form_is_the_same_bytes_each_time(few: Path) -> None:
    assert form(few, ["costs", "design"], "aptc") == form(few, ["costs", "design"], "aptc")


def test_the_rows_of_one_partnership_go_out_are_changed_and_come_back(few: Path, tmp_path: Path) -> None:
    before = read_rows(few, "migration")
    file = tmp_path / "form.xlsx"
    file.write_bytes(form(few, ["migration"], "aptc"))

    done = import_rows(few, "migration", file, replace=True)

    assert (done.added, done.replaced) == (0, sum(row["partnership"] == "aptc" for row in before))
    assert read_rows(few, "migration") == before


def test_the_command_writes_a_form_and_none_over_one_that_somebody_may_have_filled_in(
    few: Path, tmp_path: Path
) -> None:
    out = tmp_path / "form.xlsx"
    asked = ["form", "costs", "migration", "--out", str(out), "--data", str(few)]
    done = CliRunner().invoke(app, asked)
    assert done.exit_code == 0, done.output
    assert f"gspbrief import costs {out}" in done.output
    assert [sheet.name for sheet in read_delivery(out).sheets][:2] == ["costs", "migration"]

    with pytest.raises(ArgumentError, match="stands there already"):
        CliRunner().invoke(app, asked, catch_exceptions=False)


def test_an_empty_form_brings_nothing(few: Path, tmp_path: Path) -> None:
    file = tmp_path / "form.xlsx"
    file.write_bytes(form(few, ["migration"]))

    assert import_rows(few, "migration", file).added == 0


def test_a_form_of_what_there_is_not_is_refused(few: Path) -> None:
    with pytest.raises(ArgumentError, match="there is no table wages"):
        form(few, ["wages"])
    with pytest.raises(ArgumentError, match="there is no partnership nobody"):
        form(few, ["costs"], "nobody")
