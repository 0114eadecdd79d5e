"""Six ugly files as offices make them: each comes in as its author meant it, or says what it cannot know."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from gspbrief.errors import EvidenceError
from gspbrief.evidence.imports import read_intake
from gspbrief.evidence.intake import Intake
from gspbrief.evidence.mapping import ColumnMapping
from package_modules import ROOT

ALIKE = {
    "id": "aptc.{measure}.{start}", "partnership": "aptc", "bound": "exact", "unit": "persons",
    "status": "achieved", "source": "mpi_2018", "as_printed": "{value}", "grade": "published",
    "confidence": "high",
}  # fmt: skip


def taken(
    file: Path, columns: Mapping[str, Sequence[str]], table: str = "migration", **said: object
) -> Intake:
    mapping = ColumnMapping(
        columns={name: tuple(ours) for name, ours in columns.items()},
        fill={**ALIKE, **said.pop("fill", {})},  # type: ignore[dict-item]
        **said,  # type: ignore[arg-type]
    )
    return read_intake(ROOT / "data", table, file, mapping)[1]


def values(intake: Intake, column: str = "value") -> list[str]:
    assert not intake.open, [str(question.problem) for question in intake.open]
    assert not intake.problems
    return [row[column] for _, row in intake.rows]


def test_a_web_export_with_its_own_separator_line_quotes_everything_and_ends_in_a_total(
    tmp_path: Path,
) -> None:
    file = tmp_path / "export (3).csv"
    rows = [
        "sep=;",
        '"Stufe";"Anzahl";"Monat"',
        '"applied";"1 240";"03.2019"',
        '"selected";"2\u202f004";"4/2019"',
    ]
    file.write_text("\r\n".join([*rows, "", '"Quelle: Amt für Statistik";"";""']), encoding="utf-16")

    intake = taken(file, {"Stufe": ["measure"], "Anzahl": ["value"], "Monat": ["start"]})

    assert values(intake) == ["1240", "2004"]
    assert values(intake, "start") == ["2019-03", "2019-04"]
    assert intake.layout.beside == {6: "Quelle: Amt für Statistik"}


def test_a_report_sheet_with_logo_rows_merged_years_and_superscript_notes(tmp_path: Path) -> None:
    file = tmp_path / "bericht.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Tabelle1")
        sheet.merge_range(0, 0, 0, 2, "Ministerium · Referat Z3")
        sheet.write_row(3, 0, ["Year", "Stage", "Persons"])
        sheet.merge_range(4, 0, 5, 0, 2019)
        sheet.write_row(4, 1, ["Applied", "1.240¹"])
        sheet.write_row(5, 1, ["Selected", 180])
        sheet.write_row(6, 0, [2020, "Applied", "n/a"])
        sheet.write_row(7, 0, [2020, "Selected", "980 "])
        sheet.write(9, 0, "¹ without withdrawn applications")
        book.add_worksheet("Tabelle2")
    columns = {"Year": ["start"], "Stage": ["measure"], "Persons": ["value"]}

    (question,) = taken(file, columns).open
    intake = taken(file, columns, decimal=",")

    assert question.key == ("decimal",)
    assert values(intake) == ["1240", "180", "", "980"]
    assert values(intake, "start") == ["2019", "2019", "2020", "2020"]
    assert values(intake, "measure") == ["applied", "selected"] * 2
    assert intake.rows[0][1]["note"] == "without withdrawn applications"


def test_dates_that_a_spreadsheet_made_of_months_and_shares_that_it_shows_in_percent(tmp_path: Path) -> None:
    file = tmp_path / "rates.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        month, percent = (book.add_format({"num_format": form}) for form in ("mm/yyyy", "0 %"))
        sheet.write_row(0, 0, ["measure", "start", "Rate"])
        for line, (day, rate) in enumerate([(1, 0.62), (15, 0.745)], start=1):
            sheet.write(line, 0, "employed")
            sheet.write_datetime(line, 1, dt.datetime(2019, 3, day), month)
            sheet.write_number(line, 2, rate, percent)
    columns = {"Rate": ["value"]}
    fill = {"unit": "share", "as_printed": "x"}

    (question,) = taken(file, columns, "outcomes", fill=fill).open
    assert question.key == ("firsts",)
    intake = taken(file, columns, "outcomes", fill=fill, firsts="month")
    assert values(intake, "start") == ["2019-03", "2019-03-15"]
    assert values(intake) == ["0.62", "0.745"]


def test_a_data_set_of_codes_with_labels_dates_and_missing_values(tmp_path: Path) -> None:
    file = tmp_path / "panel.sav"
    frame = pd.DataFrame(
        {"stufe": [1.0, 2.0, 9.0], "anzahl": [1240.0, None, 61.0], "land": ["Indien", "Kenia", "Ghana"]}
    )
    words = {"stufe": {1: "Applied", 2: "Departed", 9: "weiß nicht"}}
    pyreadstat.write_sav(frame, file, variable_value_labels=words)
    columns = {"stufe": ["measure"], "anzahl": ["value"], "land": ["origin"]}

    (question,) = taken(file, columns).open
    intake = taken(file, columns, words={"measure": {"weiß nicht": "informed"}})

    assert question.problem.what == "'weiß nicht' is not allowed"
    assert values(intake, "measure") == ["applied", "departed", "informed"]
    assert values(intake) == ["1240", "", "61"]
    assert values(intake, "origin") == ["IND", "KEN", "GHA"]


def test_a_text_of_another_alphabet_with_tabs_and_commas_for_decimals(tmp_path: Path) -> None:
    file = tmp_path / "отчёт.txt"
    rows = ["показатель\tсумма\tгод", "обучение\t1 250 000,50 EUR\t2019", "переезд\t4.200,00 EUR\t2020"]
    file.write_bytes("\r\n".join(rows).encode("cp1251"))
    columns = {"показатель": ["note"], "сумма": ["value", "as_printed"], "год": ["start"]}
    fill = {"measure": "cost_per_graduate", "unit": "money"}

    with pytest.raises(EvidenceError, match="say --encoding NAME"):
        taken(file, columns, "costs", fill=fill)
    intake = taken(file, columns, "costs", fill=fill, encoding="cp1251")

    assert values(intake) == ["1250000.50", "4200"]
    assert values(intake, "currency") == ["EUR", "EUR"]
    assert values(intake, "note") == ["обучение", "переезд"]


def test_a_csv_of_a_csv_says_what_it_cannot_know(tmp_path: Path) -> None:
    """Saved twice: rows quoted whole, one cut off, a stray quotation mark, two columns of one name."""
    file = tmp_path / "copy of.csv"
    file.write_text('measure,value,value\napplied,"1,240",7\nselected,180\n', encoding="utf-8")
    intake = taken(file, {"value": ["value"]})

    assert [str(problem) for problem in intake.problems] == [
        f"{file.name}, row 1, column value: stands for two columns"
        " (map one of them to another, or to nothing)",
        f"{file.name}, row 3: has 2 cells under 3 columns (quote texts that hold what divides cells)",
    ]
    file.write_text('measure,value\napplied,"1,240\nselected,180\n', encoding="utf-8")
    with pytest.raises(EvidenceError, match="close each quotation mark"):
        taken(file, {})
