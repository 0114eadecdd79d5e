"""A dozen ugly files as offices make them: each comes in as meant, or says what it cannot know."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from gspbrief.errors import EvidenceError
from gspbrief.evidence.imports import bring_in, read_intake, table_of
from gspbrief.evidence.intake import Intake
from gspbrief.evidence.intake_told import told
from gspbrief.evidence.mapping import ColumnMapping, read_mapping, written_mapping
from package_modules import ROOT

pytestmark = pytest.mark.slow

FILES = ROOT / "tests" / "fixtures" / "deliveries"
TABLE = table_of(ROOT / "data", "migration")

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


COHORTS = {"Stage": ["measure"], "year": ["start", "end"]}
WORDS = {
    "Applications": "applied", "Started language course": "enrolled", "Passed B2": "certified",
    "Recognised": "completed", "Still employed at 12 months": "working_abroad",
}  # fmt: skip


def test_a_sheet_with_a_column_for_each_year_is_turned_once_that_is_said(tmp_path: Path) -> None:
    """Years under a merged title; commas for thousands; n/a; the mapping that is kept asks nothing again."""
    file = FILES / "kerala_hessen.xlsx"
    (question,) = taken(file, {}, sheet="Funnel").open
    assert question.key == ("turn",)
    assert "--turn years" in question.problem.allowed
    assert set(question.choices) == {"years", "none"}

    said = {"decimal": ",", "words": {"measure": WORDS}, "sheet": "Funnel"}
    intake = taken(file, COHORTS, turn="years", **said)

    assert values(intake)[:5] == ["1240", "980", "1510", "180", "120"]
    assert values(intake, "start")[:5] == ["2019", "2020", "2021", "2019", "2020"]
    assert len(intake.rows) == 7 * 3 - 3, "three cells hold n/a"
    assert intake.rows[4][1]["note"] == "intake halved: COVID-19"
    assert any("columns of years are turned" in line for line in told(intake, TABLE))

    kept = tmp_path / "migration.mapping.yaml"
    kept.write_text(written_mapping(intake.mapping, "migration"), encoding="utf-8")
    again = read_intake(ROOT / "data", "migration", file, read_mapping(kept))[1]
    assert again.rows == intake.rows

    assert [one.key for one in taken(file, {}, turn="none", **said).open][:2] == [
        ("columns", "Stage"),
        ("columns", "Cohort: 2019"),
    ]


def test_a_wide_text_with_a_mark_semicolons_and_commas_and_blank_cells(tmp_path: Path) -> None:
    file = tmp_path / "wide.csv"
    rows = ["Stufe;Land;2019;2020;2021", "Applied;Indien;1.240;980;", "Departed;Indien;118;k.A.;140,0"]
    file.write_text("\r\n".join([*rows, ""]), encoding="utf-8-sig", newline="")
    columns = {"Stufe": ["measure"], "Land": ["origin"], "year": ["start"]}

    intake = taken(file, columns, turn="years", decimal=",")

    assert values(intake) == ["1240", "980", "118", "140"]
    assert values(intake, "start") == ["2019", "2020", "2019", "2021"]
    file.write_text("\r\n".join([*rows, "Returned;Indien;3"]), encoding="utf-8")
    (ragged,) = taken(file, {**columns, "2019": ["value"]}, turn="years", decimal=",").problems[-1:]
    assert "has 3 cells under 5 columns" in ragged.what


def test_a_text_with_a_title_two_rows_of_names_and_percent_with_and_without_its_sign(tmp_path: Path) -> None:
    file = tmp_path / "auswertung.csv"
    rows = [
        "Auswertung 2021;;;", ";;;", "Stufe;Anteil;;Jahr", ";geplant;erreicht;", "employed;70 %;61,5 %;2020",
        "employed_full_time;;48;2020",
    ]  # fmt: skip
    file.write_text("\r\n".join(rows), encoding="utf-8-sig", newline="")
    columns: dict[str, list[str]] = {
        "Stufe": ["measure"],
        "Anteil: geplant": [],
        "Anteil: erreicht": ["value"],
    }

    intake = taken(file, {**columns, "Jahr": ["start"]}, "outcomes", fill={"unit": "share"})

    assert values(intake) == ["0.615", "48"]
    with pytest.raises(EvidenceError, match=r"48 is no share .*48 percent is 0\.48"):
        bring_in(ROOT / "data", "outcomes", file.name, intake, dry_run=True)


def test_an_open_document_table_fills_what_was_merged_in_both_directions(tmp_path: Path) -> None:
    file = tmp_path / "effectifs.ods"
    covered = "<table:covered-table-cell/>"
    write_ods(
        file,
        _cell("Étape") + _cell("Effectifs", wide=2) + covered + _cell("Pays"),
        "<table:table-cell/>" + _cell("2019", 2019) + _cell("2020", 2020) + "<table:table-cell/>",
        _cell("Applied") + _cell("1 240") + _cell("980", 980) + _cell("Sénégal", high=2),
        _cell("Departed") + _cell("118", 118) + _cell("61", 61) + covered,
    )

    intake = taken(file, {"Étape": ["measure"], "year": ["start"], "Pays": ["origin"]}, turn="years")

    assert values(intake) == ["1240", "980", "118", "61"]
    assert values(intake, "origin") == ["SEN"] * 4


def test_a_data_set_of_stata_counts_months_from_1960_and_has_percent_as_text(tmp_path: Path) -> None:
    file = tmp_path / "panel.dta"
    frame = pd.DataFrame(
        {
            "stage": pd.Categorical(["Employed", "Employed_full_time", "Employed"]),
            "month": pd.to_datetime(["2019-03-01", "2020-01-01", "1959-12-01"]),
            "share": ["62 %", "0,61", "n/a"],
        }
    )
    frame.to_stata(file, convert_dates={"month": "tm"}, write_index=False)
    columns = {"stage": ["measure"], "month": ["start"], "share": ["value"]}

    intake = taken(file, columns, "outcomes", fill={"unit": "share"})

    assert values(intake, "start") == ["2019-03", "2020-01", "1959-12"]
    assert values(intake, "measure") == ["employed", "employed_full_time", "employed"]
    assert values(intake) == ["0.62", "0.61", ""]


def test_a_page_that_is_called_a_workbook_and_a_workbook_of_errors_and_totals(tmp_path: Path) -> None:
    page = tmp_path / "export.xls"
    page.write_text("<html><table><tr><td>measure</td></tr></table></html>", encoding="utf-8")
    with pytest.raises(EvidenceError, match=r"export\.xls: is a page or XML.*save it as \.xlsx"):
        taken(page, {})

    file = tmp_path / "totals.xlsx"
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Stage", "Persons", "Year"])
        sheet.write_row(1, 0, ["Applied", "", 2019])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
        sheet.write_row(2, 0, ["Departed", "118", "2019/20"])
        sheet.write_row(3, 0, ["Total", "118", "2019"])
    columns = {"Stage": ["measure"], "Persons": ["value"], "Year": ["start"]}
    assert {question.key for question in taken(file, columns).open} == {
        ("words", "start", "2019/20"),
        ("words", "measure", "Total"),
    }
    words = {"start": {"2019/20": "2019"}, "measure": {"Total": "participants"}}
    intake = taken(file, columns, words=words)
    with pytest.raises(EvidenceError, match=r"row 2, column value: .*neither a value nor a range"):
        bring_in(ROOT / "data", "migration", file.name, intake, dry_run=True)


def _cell(text: str, number: float | None = None, *, wide: int = 1, high: int = 1) -> str:
    kind = 'value-type="string"' if number is None else f'value-type="float" office:value="{number}"'
    spans = f'table:number-columns-spanned="{wide}" table:number-rows-spanned="{high}"'
    return f"<table:table-cell office:{kind} {spans}><text:p>{text}</text:p></table:table-cell>"


def write_ods(file: Path, *rows: str) -> None:
    """A table as OpenDocument has it."""
    names = ("office", "table", "text")
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{manifest}"><manifest:file-entry manifest:full-path="/" '
            f'manifest:media-type="{kind}"/></manifest:manifest>',
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="F">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
