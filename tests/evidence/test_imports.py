"""Rows of a table of one's own come into the evidence whole, or not at all and with every problem told."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence.imports import add_partnership
from gspbrief.evidence.tables import read_rows
from imported_rows import import_rows

COLUMNS = "id,partnership,measure,value,bound,unit,status,source,locator,as_printed,grade,confidence"
ROW = "aptc.enrolled.imported,aptc,enrolled,12,exact,persons,achieved,mpi_2018,Table 1,12,published,high"


def written(folder: Path, *lines: str, name: str = "mine.csv") -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def complaints(data: Path, file: Path, **options: object) -> list[str]:
    before = (data / "migration.csv").read_bytes()
    with pytest.raises(EvidenceError) as caught:
        import_rows(data, "migration", file, **options)  # type: ignore[arg-type]
    assert (data / "migration.csv").read_bytes() == before
    return [str(problem) for problem in caught.value.problems]


def test_a_row_comes_in_with_blanks_for_what_its_file_lacks_and_others_keep_their_bytes(
    few: Path, tmp_path: Path
) -> None:
    before = (few / "migration.csv").read_bytes()
    done = import_rows(few, "migration", written(tmp_path, COLUMNS, ROW))

    assert (done.added, done.replaced) == (1, 0)
    assert (few / "migration.csv").read_bytes().startswith(before)
    row = read_rows(few, "migration")[-1]
    assert (row["id"], row["value"], row["track"]) == ("aptc.enrolled.imported", "12", "")


def test_columns_are_mapped_and_may_be_left_out_and_semicolons_are_understood(
    few: Path, tmp_path: Path
) -> None:
    header = COLUMNS.replace("value", "People enrolled").replace("as_printed", "As Printed") + ",Remarks"
    file = written(tmp_path, header.replace(",", ";"), ROW.replace(",", ";") + ";ours alone")

    import_rows(few, "migration", file, {"People enrolled": "value", "Remarks": ""})

    assert read_rows(few, "migration")[-1]["value"] == "12"


def test_every_column_that_does_not_fit_is_told_at_once(few: Path, tmp_path: Path) -> None:
    header = COLUMNS.replace("value", "People").replace("grade", "Partnership")

    said = complaints(few, written(tmp_path, header, ROW), names={"Nowhere": "value"})

    assert any(
        "column People: is not a column of migration.csv (--map 'People=COLUMN'" in line for line in said
    )
    assert any("column Nowhere: is mapped, but the file has no such column" in line for line in said)
    assert any("column grade: is missing" in line for line in said)
    assert any("column partnership: stands for two columns" in line for line in said)
    assert not any("column track" in line for line in said)


def test_every_problem_is_told_by_the_row_of_the_file(few: Path, tmp_path: Path) -> None:
    wrong = ROW.replace("mpi_2018", "nobody_1999").replace(",12,exact", ",a dozen,exact")
    other = ROW.replace("imported", "imported.2").replace("persons", "heads")

    said = complaints(few, written(tmp_path, COLUMNS, wrong, "", other))

    assert any(line.startswith("mine.csv, row 2, column value:") for line in said)
    assert any(line.startswith("mine.csv, row 2, column source:") for line in said)
    assert any(line.startswith("mine.csv, row 4, column unit:") for line in said)
    assert all(line.startswith("mine.csv") for line in said)


def test_a_row_with_a_cell_too_many_is_told(few: Path, tmp_path: Path) -> None:
    (said,) = complaints(few, written(tmp_path, COLUMNS, ROW + ",more"))

    assert said.startswith("mine.csv, row 2: has 13 cells under 12 columns")


def test_a_row_of_the_same_id_is_refused_unless_it_is_to_be_replaced(few: Path, tmp_path: Path) -> None:
    file = written(tmp_path, COLUMNS, ROW)
    import_rows(few, "migration", file)
    count = len(read_rows(few, "migration"))
    newer = written(tmp_path, COLUMNS, ROW.replace(",12,", ",13,"), name="newer.csv")

    assert any("stands twice" in line for line in complaints(few, newer))
    done = import_rows(few, "migration", newer, replace=True)

    assert (done.added, done.replaced, len(read_rows(few, "migration"))) == (0, 1, count)
    assert read_rows(few, "migration")[-1]["value"] == "13"


def test_an_id_that_a_file_has_twice_is_refused_also_where_it_replaces(few: Path, tmp_path: Path) -> None:
    with (few / "migration.csv").open(encoding="utf-8", newline="") as table:
        known = next(csv.DictReader(table))["id"]
    row = ROW.replace("aptc.enrolled.imported", known)

    assert any(
        "stands twice" in line for line in complaints(few, written(tmp_path, COLUMNS, row, row), replace=True)
    )


def test_letters_of_another_encoding_come_in_as_they_were_written(few: Path, tmp_path: Path) -> None:
    file = tmp_path / "mine.csv"
    file.write_bytes(COLUMNS.encode() + b"\n" + ROW.replace("Table", "Übersicht").encode("latin-1"))

    import_rows(few, "migration", file)

    assert read_rows(few, "migration")[-1]["locator"] == "Übersicht 1"


def test_an_unknown_table_and_a_missing_file_are_told(few: Path, tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="there is no table wages"):
        import_rows(few, "wages", tmp_path / "mine.csv")
    with pytest.raises(ArgumentError, match=r"mine\.csv does not exist"):
        import_rows(few, "migration", tmp_path / "mine.csv")


NEWCOMER = {
    "id": "new_one",
    "name": "A New One",
    "short_name": "New One",
    "kind": "programme",
    "model": "neither",
}


def test_a_new_partnership_takes_its_place_and_its_forms_can_be_filled_in_and_brought_in(
    few: Path, tmp_path: Path
) -> None:
    forms = add_partnership(few, NEWCOMER | {"source": "mpi_2018"}, tmp_path / "new_one")

    ids = [row["id"] for row in read_rows(few, "partnerships")]
    assert "new_one" in ids
    assert ids == sorted(ids)
    assert [form.name for form in forms] == ["costs.csv", "migration.csv", "outcomes.csv", "design.csv"]
    header = forms[1].read_text(encoding="utf-8").strip()
    cells = dict(zip(COLUMNS.split(","), ROW.replace("aptc", "new_one").split(","), strict=True))
    row = ",".join(cells.get(column, "") for column in header.split(","))
    assert import_rows(few, "migration", written(tmp_path, header, row)).added == 1


def test_a_new_partnership_that_does_not_fit_is_refused_and_nothing_is_written(
    few: Path, tmp_path: Path
) -> None:
    before = (few / "partnerships.csv").read_bytes()
    with pytest.raises(EvidenceError) as caught:
        add_partnership(few, NEWCOMER | {"source": "nobody_1999", "kind": "club"}, tmp_path / "new_one")

    said = "\n".join(map(str, caught.value.problems))
    assert "the new row, column kind: 'club' is not allowed (programme, agreement, network, dialogue)" in said
    assert "the new row, column source:" in said
    assert (few / "partnerships.csv").read_bytes() == before
    assert not (tmp_path / "new_one").exists()


def test_forms_that_somebody_filled_in_are_not_overwritten(few: Path, tmp_path: Path) -> None:
    written(tmp_path, "a filled form", name="costs.csv")

    with pytest.raises(ArgumentError, match="there are forms already"):
        add_partnership(few, NEWCOMER | {"source": "mpi_2018"}, tmp_path)
