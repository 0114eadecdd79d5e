"""Survey microdata: the shipped table, the reader's refusals with file and row, the samples cut from it."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from data.surveys.make_demo import PERSONS, SEED, simulate
from frictionless import Package

from case_names import case_name
from gspbrief.errors import ArgumentError, EstimationError, EvidenceError
from gspbrief.surveys import survey
from gspbrief.surveys.effects import effect
from gspbrief.surveys.survival import cumulative_incidence


@pytest.fixture
def demo(root: Path, tmp_path: Path) -> Path:
    """A copy of the shipped survey."""
    folder = Path(shutil.copytree(root / "data" / "surveys", tmp_path / "surveys"))
    return folder / "demo.csv"


@pytest.fixture
def change(demo: Path) -> Callable[..., Path]:
    """A function that changes cells of one row, counted with the header, and gives the survey."""

    def spoil(row: int, **cells: str) -> Path:
        with demo.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows, header = list(reader), list(reader.fieldnames or [])
        rows[row - 2].update(cells)
        with demo.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, header, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        return demo

    return spoil


def test_the_shipped_survey_is_what_the_script_makes(root: Path, tmp_path: Path) -> None:
    shipped = root / "data" / "surveys" / "demo.csv"
    made = tmp_path / "demo.csv"
    simulate(SEED, PERSONS).to_csv(made, index=False, lineterminator="\n")

    assert made.read_bytes() == shipped.read_bytes()


def test_another_seed_gives_other_persons_and_nobody_is_refused() -> None:
    assert not simulate(1, 50).equals(simulate(2, 50))
    with pytest.raises(EstimationError, match="0 persons cannot be simulated"):
        simulate(1, 0)


@pytest.mark.parametrize("persons", [1, 2, 700])
def test_any_simulated_survey_is_sound(persons: int, demo: Path) -> None:
    simulate(persons, persons).to_csv(demo, index=False)

    assert len(survey.read(demo)) == 3 * persons


def test_the_descriptor_is_a_valid_data_package_that_the_table_fits(root: Path) -> None:
    report = Package(str(root / "data" / "surveys" / "datapackage.json")).validate()

    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])[:3]


def test_every_person_of_the_demo_is_marked_as_simulated(root: Path) -> None:
    frame = survey.read(root / "data" / "surveys" / "demo.csv")

    assert (frame["simulated"] == 1).all()
    assert frame.attrs["simulated"] is True
    assert (frame.attrs["currency"], frame.attrs["price_year"]) == ("XTS", 2024)


def test_rows_are_those_of_the_file_and_columns_can_be_chosen(demo: Path) -> None:
    frame = survey.read(demo, ["earnings"])

    assert list(frame.columns) == ["person", "wave", "earnings", "simulated"]
    assert (frame.index[0], frame.index.name, len(frame)) == (2, "row", 3600)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ({"earnings": "many"}, "earnings", "'many' is not allowed"),
        ({"earnings": "inf"}, "earnings", "infinite"),
        ({"earnings": "nan"}, "earnings", "'nan' is not allowed"),
        ({"earnings": "-5"}, "earnings", "-5 is not allowed"),
        ({"wave": ""}, "wave", "blank"),
        ({"age": "22.5"}, "age", r"'22\.5' is not allowed"),
        ({"age": "9"}, "age", r"9 is not allowed.*a whole number from 14 to 80"),
        ({"age": "1e9"}, "age", "'1e9' is not allowed"),
        ({"group": "yes"}, "group", r"'yes' is not allowed \(1 or 0\)"),
        ({"skilled": "0.5"}, "skilled", r"0\.5 is not allowed \(1 or 0\)"),
        ({"track": "abroad"}, "track", r"'abroad' is not allowed \(away, home, none\)"),
        ({"applied": "2019-13"}, "applied", r"'2019-13' is not allowed \(a month as 2019-03\)"),
        ({"weight": "0"}, "weight", "0 is not allowed"),
        ({"person": "1"}, "person", "do not go by person"),
        ({"wave": "1"}, "wave", "stand twice"),
        ({"cohort": "2011"}, "cohort", "differs between waves"),
        ({"returned": "2021-01", "departed": ""}, "returned", "without having departed"),
        ({"graduated": "2010-01"}, "graduated", "graduated is before applied"),
        ({"departed": "2031-01"}, "departed", "departed is after observed"),
        ({"answered": "0"}, "earnings", "although the person did not answer"),
        ({"work": ""}, "work", "although the person answered"),
        ({"group": "1", "track": "none"}, "track", "a place is on no track"),
    ],
    ids=case_name,
)
def test_a_wrong_cell_is_refused_with_file_row_and_column(
    change: Callable[..., Path], cells: dict[str, str], column: str, reason: str
) -> None:
    with pytest.raises(EvidenceError, match=rf"demo\.csv, row \d+, column {column}: .*{reason}") as refusal:
        survey.read(change(3002, **cells))
    assert {problem.row for problem in refusal.value.problems} & {3002, 3003}


def test_all_kinds_of_problems_are_listed_at_once(change: Callable[..., Path]) -> None:
    change(5, age="99")
    with pytest.raises(EvidenceError, match="problems in the evidence") as refusal:
        survey.read(change(8, work="sailing"))

    assert {(p.row, p.column) for p in refusal.value.problems} >= {(5, "age"), (8, "work")}


def test_a_file_that_is_missing_undescribed_or_without_a_column_is_refused(demo: Path) -> None:
    with pytest.raises(ArgumentError, match="there is no such file"):
        survey.read(demo.with_name("other.csv"))
    shutil.copy(demo, demo.with_name("other.csv"))
    with pytest.raises(ArgumentError, match=r"other\.csv is not among the resources"):
        survey.read(demo.with_name("other.csv"))
    with pytest.raises(ArgumentError, match="there is no column 'salary'"):
        survey.read(demo, ["salary"])
    demo.write_text(demo.read_text(encoding="utf-8").replace("earnings", "pay", 1), encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"row 1, column earnings: the column is missing"):
        survey.read(demo)


def test_a_table_without_rows_is_refused(demo: Path) -> None:
    header = demo.read_text(encoding="utf-8").splitlines()[0]
    demo.write_text(header + "\n", encoding="utf-8")
    with pytest.raises(EvidenceError, match="the table has no rows"):
        survey.read(demo)


@pytest.mark.parametrize(
    ("spoil", "cells"),
    [(lambda row: row + ",1", 24), (lambda row: row.rpartition(",")[0], 22), (lambda _: "", 0)],
)
def test_a_row_of_another_length_is_refused_with_its_number(
    demo: Path, spoil: Callable[[str], str], cells: int
) -> None:
    rows = demo.read_text(encoding="utf-8").splitlines()
    rows[6] = spoil(rows[6])
    demo.write_text("\n".join(rows), encoding="utf-8")
    with pytest.raises(EvidenceError, match=rf"demo\.csv, row 7: has {cells} cells, not 23"):
        survey.read(demo, ["earnings"])


def test_quoted_cells_and_windows_line_ends_are_read(demo: Path) -> None:
    text = demo.read_text(encoding="utf-8").replace("none", '"none"').replace("\n", "\r\n")
    demo.write_bytes(text.encode())

    assert len(survey.read(demo)) == 3600


def test_every_column_is_documented_with_its_meaning(root: Path) -> None:
    package = json.loads((root / "data" / "surveys" / "datapackage.json").read_text(encoding="utf-8"))
    (table,) = package["resources"]

    assert all(field["description"] for field in table["schema"]["fields"])
    assert (table["partnership"], table["illustrative"]) == ("demo", True)


def test_months_count_from_january_1970(demo: Path) -> None:
    frame = survey.read(demo, ["applied", "enrolled"])
    year, month = map(int, str(frame["applied"].iloc[0]).split("-"))

    assert survey.months(frame, "applied")[0] == (year - 1970) * 12 + month - 1
    blank = frame["enrolled"].isna().to_numpy()
    assert (survey.months(frame, "enrolled")[blank] != survey.months(frame, "enrolled")[blank]).all()


def test_durations_end_at_the_first_exit_or_with_observation(demo: Path, change: Callable[..., Path]) -> None:
    graduates = survey.durations(survey.read(demo), competing=["changed"])
    person = graduates.iloc[0]
    rows = [int(row) for row in survey.read(demo).query(f"person == {person['person']}").index]
    for row in rows:
        change(row, graduated="2022-01", departed="2022-09", returned="", changed="", observed="2025-01")

    again = survey.durations(survey.read(demo), competing=["changed"]).iloc[0]
    assert (again["months"], again["event"], again["cause"]) == (8, 1, 1)
    for row in rows:
        change(row, departed="", changed="2022-03")
    again = survey.durations(survey.read(demo), competing=["changed"]).iloc[0]
    assert (again["months"], again["event"], again["cause"]) == (2, 0, 2)
    for row in rows:
        change(row, changed="")
    again = survey.durations(survey.read(demo), competing=["changed"]).iloc[0]
    assert (again["months"], again["event"], again["cause"]) == (36, 0, 0)


def test_the_samples_keep_units_and_marks(demo: Path) -> None:
    frame = survey.read(demo)
    later, both, timed = survey.answers(frame, 2), survey.panel(frame, 0, 2), survey.durations(frame)

    assert (later["answered"] == 1).all()
    assert set(both.groupby("person").size()) == {2}
    assert all(sample.attrs["simulated"] for sample in (later, both, timed, survey.persons(frame)))
    assert len(survey.persons(frame)) == 1200


def test_samples_that_hold_nobody_are_refused(demo: Path) -> None:
    frame = survey.read(demo)
    with pytest.raises(EstimationError, match="nobody answered in wave 9"):
        survey.answers(frame, 9)
    with pytest.raises(EstimationError, match="both wave 0 and wave 9"):
        survey.panel(frame, 0, 9)
    with pytest.raises(EstimationError, match="nobody has a month of graduated"):
        survey.durations(frame[frame["group"] == 0])


def test_what_is_estimated_from_the_demo_is_illustrative_money(demo: Path) -> None:
    frame = survey.read(demo)
    finding = effect(
        survey.panel(frame, 0, 2),
        outcome="earnings",
        group="group",
        method="did",
        time="wave",
        cluster="person",
    )
    causes = cumulative_incidence(
        survey.durations(frame, competing=["changed"]), time="months", cause="cause"
    )

    assert (finding.grade, finding.unit, finding.currency, finding.per) == (
        "illustrative",
        "money",
        "XTS",
        "month",
    )
    assert len(causes) == 2


def test_a_refusal_of_an_estimator_names_the_row_of_the_file(demo: Path) -> None:
    frame = survey.read(demo)
    silent = int(frame.index[frame["answered"] == 0][0])
    with pytest.raises(EstimationError, match=rf"index {silent}\), column earnings: earnings is missing"):
        effect(frame, outcome="earnings", group="group")


@pytest.mark.parametrize("named", ["income", "age", "person", ["employed"]])
def test_a_primary_outcome_that_the_survey_has_not_is_refused(named: object, demo: Path) -> None:
    descriptor = demo.parent / "datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    package["resources"][0]["primary_outcome"] = named
    descriptor.write_text(json.dumps(package), encoding="utf-8")

    with pytest.raises(
        EvidenceError, match=r"demo, primary_outcome: there is no outcome .*employed.*earnings"
    ):
        survey.read(demo)


def test_the_primary_outcome_comes_with_the_rows(demo: Path) -> None:
    descriptor = demo.parent / "datapackage.json"
    package = json.loads(descriptor.read_text(encoding="utf-8"))
    assert survey.read(demo).attrs["primary_outcome"] == "employed"

    del package["resources"][0]["primary_outcome"]
    descriptor.write_text(json.dumps(package), encoding="utf-8")
    assert survey.read(demo).attrs["primary_outcome"] == ""
