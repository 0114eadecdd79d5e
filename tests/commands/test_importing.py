"""An import shows what it takes for what, asks or refuses what is open, and keeps the answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gspbrief.commands.cli import app
from gspbrief.commands.importing import import_file, said_of
from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence.mapping import ColumnMapping, read_mapping, written_mapping
from gspbrief.evidence.row_reading import Ambiguity
from gspbrief.evidence.tables import read_rows

pytestmark = pytest.mark.slow

FILES = Path(__file__).parents[1] / "fixtures" / "deliveries"
LINES = (
    "Kurzname;Anzahl;Einheit;Stand",
    "aptc.enrolled.own;1.240*;Persons;03/2019",
    "aptc.applied.own;61,0;Persons;04/2019",
)
MAPPED = ("Kurzname=id", "Anzahl=value,as_printed", "Einheit=unit", "Stand=start")
FILLED = (
    "partnership=aptc", "measure=enrolled", "bound=exact", "status=achieved", "source=mpi_2018",
    "grade=published", "confidence=high",
)  # fmt: skip
OPTIONS = [
    part
    for option, values in (("--map", MAPPED), ("--fill", FILLED))
    for value in values
    for part in (option, value)
]


@pytest.fixture
def delivered(tmp_path: Path) -> Path:
    file = tmp_path / "desk" / "zahlen.csv"
    file.parent.mkdir()
    file.write_bytes("\n".join(LINES).encode("cp1252"))
    return file


def ran(few: Path, file: Path, *options: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["import", "migration", str(file), "--data", str(few), *options])
    return done.exit_code, done.output + str(done.exception or "")


def test_what_is_ambiguous_is_refused_with_the_options_that_answer_it_and_these_are_kept(
    few: Path, delivered: Path
) -> None:
    before = (few / "migration.csv").read_bytes()
    code, said = ran(few, delivered, *OPTIONS)

    assert code != 0
    assert "'1.240*' may be 1.240 or 1240; persons are whole (--decimal . if a point" in said
    assert "the mark * has no meaning in the file (--mark '*=WHAT IT SAYS'" in said
    assert "Anzahl -> value, number in persons" in said
    assert (few / "migration.csv").read_bytes() == before
    assert not list(delivered.parent.glob("*.yaml"))

    answers = ("--decimal", ",", "--mark", "*=of them 3 twice")
    code, said = ran(few, delivered, *OPTIONS, *answers, "--dry-run")
    assert (code, said.splitlines()[-1]) == (0, "Nothing is written (rows added: 2, replaced: 0)")
    assert (few / "migration.csv").read_bytes() == before
    assert not list(delivered.parent.glob("*.yaml"))

    code, said = ran(few, delivered, *OPTIONS, *answers)
    assert code == 0
    assert "'1.240*' is 1240" in said
    first, second = read_rows(few, "migration")[-2:]
    assert (first["value"], first["as_printed"], first["note"]) == ("1240", "1.240*", "of them 3 twice")
    assert (second["value"], second["start"], second["unit"]) == ("61", "2019-04", "persons")

    newer = delivered.with_name("zahlen_neu.csv")
    newer.write_bytes("\n".join(LINES).replace("1.240", "1.310").encode("cp1252"))
    code, said = ran(few, newer, "--replace")
    assert (code, said.splitlines()[-1]) == (0, "migration.csv: rows added: 0, replaced: 2")
    assert [row["value"] for row in read_rows(few, "migration")[-2:]] == ["1310", "61"]


def test_another_delivery_than_the_one_that_a_mapping_was_made_for_is_told(
    few: Path, delivered: Path
) -> None:
    assert ran(few, delivered, *OPTIONS, "--decimal", ",", "--mark", "*=")[0] == 0
    other = delivered.with_name("other.csv")
    other.write_text("Kurzname;Zahl;Einheit;Stand\nx;1.240;Persons;2019\n", encoding="utf-8")

    said = ran(few, other)[1]
    assert "column Anzahl: is mapped, but the file has no such column (it has Kurzname, Zahl" in said
    assert "column Zahl: is not a column of migration.csv" in said


def test_at_a_terminal_what_is_open_is_asked_and_nothing_is_written_without_consent(
    few: Path, delivered: Path
) -> None:
    before = (few / "migration.csv").read_bytes()
    asked: list[tuple[str, ...]] = []
    answers = {
        ("columns", "Kurzname"): "id",
        ("columns", "Anzahl"): "value, as_printed",
        ("columns", "Einheit"): "unit",
        ("columns", "Stand"): "start",
        ("fill", "measure"): "enrolled",
        ("fill", "source"): "mpi_2018",
        ("fill", "status"): "achieved",
        ("fill", "grade"): "published",
        ("decimal",): ",",
        ("marks", "*"): "",
    }

    def ask(question: Ambiguity) -> str:
        asked.append(question.key)
        assert not question.choices or answers[question.key] in question.choices
        return answers.get(question.key, {"bound": "exact", "confidence": "high"}.get(question.key[-1], "?"))

    lines: list[str] = []
    partnership = ColumnMapping(fill={"partnership": "aptc"})
    done = import_file(
        few, "migration", delivered, partnership, ask=ask, confirm=lambda _: False, say=lines.append
    )

    assert done == "Nothing is written (rows added: 2, replaced: 0)"
    assert (few / "migration.csv").read_bytes() == before
    assert set(answers) <= set(asked)
    assert any("Anzahl -> value" in line for line in lines)

    asked.clear()  # what was answered is kept although nothing was written
    done = import_file(
        few, "migration", delivered, ColumnMapping(), ask=ask, confirm=lambda _: True, say=lines.append
    )
    assert done == "migration.csv: rows added: 2, replaced: 0"
    assert not asked


def test_questions_have_words_at_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    import click

    from gspbrief.commands.asked import answer
    from gspbrief.errors import Problem

    problem = Problem("a.csv", 2, "value", "'1.240' may be 1.240 or 1240")
    texts: Iterator[str] = iter(["x", ",", ""])
    monkeypatch.setattr("click.termui.visible_prompt_func", lambda _: next(texts))
    with click.Context(click.Command("import")):
        assert answer(Ambiguity(("decimal",), problem, {".": "1.240", ",": "1240"})) == ","
        assert answer(Ambiguity(("columns", "Item"), problem)) == ""


MAPPING = ColumnMapping(
    sheet="Kosten",
    header=(2, 3),
    columns={"Item": ("note",), "Amount": ("value", "as_printed"), "Share": ()},
    fill={"id": "{measure}.{Item}", "source": "yes"},
    words={"per": {"per nurse": "worker", "1": "2"}},
    marks={"†": "estimate", "*": ""},
    decimal=",",
    dates="dmy",
    firsts="month",
)


def test_a_mapping_that_is_kept_is_the_one_that_was_said(tmp_path: Path) -> None:
    file = tmp_path / "costs.mapping.yaml"
    file.write_text(written_mapping(MAPPING, "costs"), encoding="utf-8")

    assert read_mapping(file) == MAPPING
    assert MAPPING.over(ColumnMapping(decimal=".", encoding="cp1250")).decimal == ","
    assert ColumnMapping().over(MAPPING) == MAPPING


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[1]", "is no mapping"),
        ("decimals: ','", "decimals: is no entry of a mapping"),
        ("decimal: ;", "decimal: is ';' (. or ,)"),
        ("header: 2", "header: is 2 (numbers of rows, such as [2, 3])"),
        ("fill: {price_year: 2019}", "put numbers in quotation marks"),
        ("words: {per: x}", "words, per: is 'x'"),
        ("words: x", "words: is 'x'"),
        ("columns: {Item: 3}", "columns: is"),
        ("a: *b", "refers to another place"),
    ],
)
def test_a_mapping_that_says_something_else_is_told(tmp_path: Path, text: str, told: str) -> None:
    (tmp_path / "costs.mapping.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(EvidenceError) as caught:
        read_mapping(tmp_path / "costs.mapping.yaml")
    assert told in str(caught.value).replace("column ", "")


def test_options_that_say_nothing_are_told() -> None:
    nothing = {"mapped": None, "filled": None, "words": None, "marks": None, "header": ""}
    for option, given, told in (
        ("mapped", ["Item"], "has no ="),
        ("words", ["per nurse=worker"], "names no column"),
        ("header", "two", "is no row"),
        ("decimal", "x", "--decimal: x is not known"),
        ("dates", "ymd", "dmy or mdy"),
    ):
        with pytest.raises(ArgumentError, match=told):
            said_of(**{**nothing, option: given})  # type: ignore[arg-type]


REPORT = """\
sheet: {sheet}
columns:
  Item: []
  'Cost per nurse: Amount': [value, as_printed]
  'Cost per nurse: Unit': per
  'Who pays: Payer': payer
  'Who pays: Share': []
  Date: start
fill:
  id: aptc.{{measure}}.{{Item}}
  partnership: aptc
  measure: cost_per_participant
  bound: exact
  unit: money
  status: achieved
  source: mpi_2018
  grade: published
  confidence: high
words:
  per: {{per nurse: participant, total: programme}}
  payer:
    State of Hessen: destination_government
    Federal agency: destination_government
    Candidate: migrant
  start: {{2019-2021: '2019'}}
  value:
    INR 65,000: INR 65000
    INR 30,000: INR 30000
    EUR 2.320 / month: EUR 2320
    EUR 2.880 / month: EUR 2880
decimal: ','
"""


@pytest.mark.parametrize(
    ("name", "sheet"),
    [("kerala_hessen.xlsx", "Kosten"), ("kosten_semicolon_latin1.csv", "''"), ("kosten_utf16.txt", "''")],
)
def test_a_table_of_a_report_comes_in_as_it_was_delivered_by_what_is_said_of_it(
    few: Path, tmp_path: Path, name: str, sheet: str
) -> None:
    desk = tmp_path / "desk"
    desk.mkdir()
    shutil.copy(FILES / name, desk)
    (desk / "costs.mapping.yaml").write_text(REPORT.format(sheet=sheet), encoding="utf-8")
    lines: list[str] = []

    done = import_file(few, "costs", desk / name, ColumnMapping(), say=lines.append)

    assert done == "costs.csv: rows added: 12, replaced: 0"
    rows = {row["id"].rpartition(".")[2]: row for row in read_rows(few, "costs")[-12:]}
    assert rows["total_programme_budget"]["value"] == "1250000.50"
    assert (rows["visa_and_travel"]["value"], rows["visa_and_travel"]["currency"]) == ("65000", "INR")
    assert rows["visa_and_travel"]["as_printed"] == "INR 65,000"
    administration = rows["administration_giz"]
    assert (administration["value"], administration["note"]) == ("2050", "estimate")
    assert (administration["as_printed"], administration["start"]) == ("EUR 2.050†", "2020")
    assert "  header in row 2 and 3; 12 rows, 4 to 15" in lines
