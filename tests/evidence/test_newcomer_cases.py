"""What a newcomer brings comes in as what it says, or is refused with what to do; no case is told twice."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from gspbrief.analysis.costs import trainees_for_one
from gspbrief.errors import EvidenceError
from gspbrief.evidence.imports import read_intake
from gspbrief.evidence.mapping import ColumnMapping
from gspbrief.evidence.reading import load
from gspbrief.evidence.tables import read_rows
from imported_rows import import_rows
from package_modules import ROOT

pytestmark = pytest.mark.slow

FILES = Path(__file__).parents[1] / "fixtures" / "deliveries"
ID = "nurses_kerala_hessen"


@pytest.fixture
def own(few: Path) -> Path:
    """An evidence with the newcomer's programme and source in it."""
    with (few / "sources.bib").open("ab") as bibliography:
        bibliography.write((FILES / "12_report_with_institution.bib").read_bytes())
    import_rows(few, "partnerships", FILES / "partnership_row.csv")
    return few


def refused(data: Path, table: str, name: str) -> list[str]:
    with pytest.raises(EvidenceError) as caught:
        import_rows(data, table, FILES / name)
    return [str(problem).removeprefix(f"{name}, ") for problem in caught.value.problems]


def test_what_is_wrong_with_figures_is_one_problem_each_with_what_would_be_right(own: Path) -> None:
    by_comma = "'1.240' may be 1.240 or 1240; persons are whole (--decimal . if a point begins decimals"
    (thousands,) = refused(own, "migration", "02_thousands_dot.csv")
    assert thousands.startswith(f"row 2, column value: {by_comma}")

    mismatch = "column value: 0.74 is not what is printed, '88 percent' (0.88 or 88, or mend as_printed)"
    assert refused(own, "outcomes", "03_share_62.csv") == [
        "row 2, column value: 62 is no share (0 to 1 for unit share; 62 percent is 0.62)",
        f"row 3, {mismatch}",
    ]
    assert refused(own, "outcomes", "04_as_printed_mismatch.csv") == [f"row 2, {mismatch}"]

    for name in ("mig_naive_german_excel.csv", "mig_naive_german_excel_bom.csv", "mig_latin1.csv"):
        said = refused(own, "migration", name)
        assert [line.partition(":")[0] for line in said] == [
            "row 2, column value",
            "row 3, column value",
            "row 4, column measure",
            "row 4, column value",
        ]
        assert by_comma in said[0]
        assert "the mark * has no meaning in the file" in said[1]
        assert "'started course' is not allowed" in said[2]
        assert "there is neither a value nor a range" in said[3]
    split = refused(own, "migration", "mig_naive_comma.csv")
    assert split == ["row 7: has 16 cells under 15 columns (quote texts that hold what divides cells)"]


def test_the_same_rows_come_in_once_their_words_are_said(own: Path, tmp_path: Path) -> None:
    text = (FILES / "mig_naive_german_excel_bom.csv").read_text(encoding="utf-8-sig")
    kept = [line for line in text.splitlines() if "n/a" not in line]
    file = tmp_path / "mig.csv"
    file.write_text("\n".join(kept), encoding="cp1252")
    said = ColumnMapping(decimal=",", marks={"*": ""})

    _, intake = read_intake(own, "migration", file, said)

    assert [row["value"] for _, row in intake.rows] == ["1240", "120", "118", "0.62", "61"]
    assert [row["start"] for _, row in intake.rows] == ["2019-01", "2020", "2019-03", "2019", "2020"]
    assert not intake.open


def test_workbooks_and_data_sets_are_read_and_their_columns_asked_for() -> None:
    for name, sheet in (
        ("kerala_hessen.xlsx", "Outcomes 12 months"),
        ("outcomes.ods", ""),
        ("outcomes.sav", ""),
    ):
        _, intake = read_intake(ROOT / "data", "outcomes", FILES / name, ColumnMapping(sheet=sheet))
        first, *_, last = intake.layout.names

        assert [question.key for question in intake.open][:2] == [("columns", first), ("columns", last)]
        assert (first.lower(), len(intake.layout.rows)) == ("indicator", 5)
        assert intake.open[0].problem.allowed.endswith("for none; it holds 'Still with first employer'")


def test_no_ratio_is_formed_across_unlike_parts_of_a_cost(own: Path) -> None:
    import_rows(own, "costs", FILES / "09_unlike_components.csv")
    general = trainees_for_one(load(ID, own)).named("costs.trainees_for_one")
    assert not any(ID in row for row in general.inputs)

    rows = read_rows(own, "costs")
    for row in rows:
        if row["partnership"] == ID:
            row |= {"component": "training", "concept": "actual"}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    (own / "costs.csv").write_text(text.getvalue(), encoding="utf-8")
    alike = trainees_for_one(load(ID, own)).named("costs.trainees_for_one")
    assert alike.value == pytest.approx(5100 / 4200)
    assert all(ID in row for row in alike.inputs)


def test_a_partnership_without_countries_may_be_held(few: Path, tmp_path: Path) -> None:
    with (few / "sources.bib").open("ab") as bibliography:
        bibliography.write((FILES / "12_report_with_institution.bib").read_bytes())
    file = Path(shutil.copy(FILES / "13_partnership_without_countries.csv", tmp_path))

    assert import_rows(few, "partnerships", file).added == 1
