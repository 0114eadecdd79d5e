"""A file of any common kind is read as the cells that its author sees; a hostile one is refused."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pyreadstat
import pytest
import xlsxwriter

from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence import delivery, workbooks
from gspbrief.evidence.delivered_sheet import plain
from gspbrief.evidence.delivery import read_delivery

pytestmark = pytest.mark.slow

FILES = Path(__file__).parents[1] / "fixtures" / "deliveries"
FIRST = ["Total programme budget", "EUR 1.250.000,50", "total", "State of Hessen", "62 %", "03/2019"]


def workbook(path: Path, *sheets: tuple[str, Sequence[Sequence[object]]]) -> Path:
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def with_part(path: Path, name: str, content: bytes) -> Path:
    """The workbook with a part more, or with another content of one."""
    with zipfile.ZipFile(path) as old:
        parts = {part: old.read(part) for part in old.namelist()} | {name: content}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for part, held in parts.items():
            new.writestr(part, held)
    return path


@pytest.mark.parametrize(
    ("name", "sheet", "told"),
    [
        ("kosten_utf16.txt", "", "text in utf-16, tabs between cells"),
        (
            "kosten_semicolon_latin1.csv",
            "",
            "text in cp1252 (Kerala–Hessen:, A1–B2), semicolons between cells",
        ),
        ("kosten_utf8bom.csv", "", "text in utf-8, commas between cells"),
        ("kerala_hessen.xlsx", "Kosten", "workbook"),
    ],
)
def test_one_table_comes_out_alike_of_every_kind_of_file(name: str, sheet: str, told: str) -> None:
    read = read_delivery(FILES / name)

    cells = read.sheet(sheet).cells
    assert read.kind == told
    assert cells[3] == FIRST
    assert cells[-2][0] == "* charged by Regierungspräsidium Darmstadt"


@pytest.mark.parametrize("name", ["outcomes.ods", "outcomes.dta", "outcomes.sav"])
def test_another_table_does_too(name: str) -> None:
    cells = read_delivery(FILES / name).sheet().cells

    assert [str(cell).lower() for cell in cells[0]] == ["indicator", "value", "base", "date"]
    assert cells[3] == ["Would recommend", "74 %", "n=95", "06/2020"]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Name;Größe\nPflegekräfte;1"),
        ("cp1252", "nom;coût\nélèves où ça naît;“2”"),
        ("cp1252", "¿Cuánto?;año\nseñales;£3"),
        ("utf-16-le", "Name;Größe\nPflegekräfte;1"),
        ("utf-32", "Name;Größe\nPflegekräfte;1"),
        ("utf-8-sig", "Имя;число\nмедсестры;1"),
    ],
)
def test_letters_are_those_that_were_written(tmp_path: Path, encoding: str, text: str) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))

    assert read_delivery(tmp_path / "a.csv").sheet().cells == [line.split(";") for line in text.split("\n")]


@pytest.mark.parametrize(
    ("encoding", "word"),
    [
        ("cp1250", "pielęgniarki z Łodzi"),
        ("cp1251", "медсестры"),
        ("gb18030", "护士费用"),
        ("shift_jis", "看護師の費用"),
    ],
)
def test_letters_that_another_encoding_has_otherwise_are_asked_for(
    tmp_path: Path, encoding: str, word: str
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(f"id,name\n1,{word}\n".encode(encoding))

    with pytest.raises(
        EvidenceError, match=r"letters differ by encoding \(say --encoding NAME: .* in cp1252"
    ):
        read_delivery(file)
    assert read_delivery(file, encoding=encoding).sheet().cells[1] == ["1", word]
    with pytest.raises(EvidenceError, match=r"is not in utf-?8"):
        read_delivery(file, encoding="utf-8")
    with pytest.raises(EvidenceError, match="no encoding that is known"):
        read_delivery(file, encoding="klingon")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_by_the_rows_not_by_the_first_line(tmp_path: Path, separator: str) -> None:
    rows = [["Costs, in euros; by item", "", ""], ["Item", "Cost", "Date"], ["Flight", "4.200", "2019"]]
    rows += [[f"Item {n}", f"{n}.100", "2020"] for n in range(1, 9)]
    quoted = [[f'"{cell}"' if {",", ";"} & set(cell) else cell for cell in row] for row in rows]
    (tmp_path / "a.csv").write_text("\n".join(map(separator.join, quoted)), encoding="utf-8")

    assert read_delivery(tmp_path / "a.csv").sheet().cells == rows


def test_the_separator_that_excel_names_counts_and_rows_keep_their_numbers(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=|\na|b\n1,5|2;3\n", encoding="utf-8")

    assert read_delivery(tmp_path / "a.csv").sheet().cells == [[], ["a", "b"], ["1,5", "2;3"]]


def test_a_workbook_keeps_numbers_dates_and_merged_cells_apart_from_text(tmp_path: Path) -> None:
    rows = [["a", "b", "c"], [1.24, dt.date(2019, 3, 1), "1.240"], [1240, True, ""]]
    file = workbook(tmp_path / "a.bin", ("One", rows), ("Empty", []))

    (sheet,) = read_delivery(file).sheets  # told by its content, not by its name
    assert sheet.cells[1] == [1.24, dt.date(2019, 3, 1), "1.240"]
    assert [plain(cell) for cell in sheet.cells[2]] == ["1240", "true", ""]
    assert read_delivery(FILES / "kerala_hessen.xlsx").sheet("Funnel").merged[0] == ((0, 1), (0, 3))


def test_words_for_codes_come_with_a_data_set(tmp_path: Path) -> None:
    columns = {"sex": [1.0, 2.0, None], "name": ["a", "ä", ""]}
    words = {"sex": {1: "women", 2: "men"}}
    writers: dict[str, Callable[..., None]] = {"a.dta": pyreadstat.write_dta, "a.sav": pyreadstat.write_sav}
    import pandas as pd

    for name, write in writers.items():
        write(
            pd.DataFrame(columns),
            tmp_path / name,
            column_labels={"sex": "Sex of the person"},
            variable_value_labels=words,
        )
        sheet = read_delivery(tmp_path / name).sheet()
        assert sheet.cells == [["sex", "name"], [1.0, "a"], [2.0, "ä"], ["", ""]]
        assert sheet.titles == {"sex": "Sex of the person"}
        assert sheet.labels == {"sex": {"1": "women", "2": "men"}}


def test_of_several_sheets_one_is_asked_for() -> None:
    read = read_delivery(FILES / "kerala_hessen.xlsx")

    with pytest.raises(
        ArgumentError, match=r"holds 3 sheets: Kosten, Funnel, Outcomes 12 months\. Say which: --sheet"
    ):
        read.sheet()
    with pytest.raises(ArgumentError, match="there is no sheet 'Costs'"):
        read.sheet("Costs")


SHEET = "xl/worksheets/sheet1.xml"
HOSTILE = {
    "macros": ("xl/vbaProject.bin", b"x", "holds macros"),
    "another file": ("xl/externalLinks/externalLink1.xml", b"<x/>", "takes values from other files"),
    "entities": (SHEET, b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet/>', "XML that defines entities"),
    "a bomb": ("xl/media/image1.png", b"\0" * 40_000_000, "unpacks to far more than it holds"),
    "no sheet": ("xl/workbook.xml", b"<workbook", "looks like a workbook and cannot be read"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_workbook_that_would_do_harm_is_refused(tmp_path: Path, what: str) -> None:
    name, content, told = HOSTILE[what]
    file = with_part(workbook(tmp_path / "a.xlsx", ("One", [["a"]])), name, content)

    with pytest.raises(EvidenceError, match=told):
        read_delivery(file)


def test_a_sheet_of_more_cells_than_there_is_memory_ends_nothing_but_its_reading(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", ("One", [["a"]]))
    rows = b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    space = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    far = b'<worksheet xmlns="' + space + b'"><sheetData>' + rows + b"</sheetData></worksheet>"

    with pytest.raises(EvidenceError, match="looks like a workbook and cannot be read"):
        read_delivery(with_part(file, SHEET, far))


def test_more_cells_than_a_table_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = workbook(tmp_path / "a.xlsx", ("One", [["a"] * 10] * 10))
    monkeypatch.setattr(delivery, "MOST_CELLS", 99)

    with pytest.raises(ValueError, match="more than 99 cells"):
        list(delivery._sheets("workbook", str(file)))


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (workbooks.OLE + "EncryptedPackage".encode("utf-16-le"), "is protected by a password"),
        (workbooks.OLE + b"rubbish", "looks like a workbook and cannot be read"),
        (b"PK\x03\x04rubbish", "cannot be unpacked"),
        (b"$FL2rubbish", "looks like an SPSS file and cannot be read"),
        (b"<stata_dta>rubbish", "looks like a Stata file and cannot be read"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xd8\0\1\2", "is no text"),
        (b'a,b\n"open,1\n', "cannot be read as a table"),
    ],
)
def test_what_cannot_be_read_says_what_it_looks_like(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)

    with pytest.raises(EvidenceError, match=told):
        read_delivery(tmp_path / "a.csv")


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 10_000_000)
    content = packed.getvalue().replace((10_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))

    with pytest.raises(EvidenceError, match=r"cannot be (unpacked|read)"):
        workbooks.require_harmless(content, "a.xlsx")
