"""Data that reads well and is none: numbers, letters, countries, patterns, files and what they ask for."""

from __future__ import annotations

import csv
import json
import multiprocessing
import os
import socket
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from babel.core import get_global
from hypothesis import given, settings
from hypothesis import strategies as st

from gspbrief.errors import ArgumentError, EvidenceError
from gspbrief.evidence.checks import check
from gspbrief.evidence.columns import COLUMNS
from gspbrief.evidence.countries import COUNTRIES
from gspbrief.evidence.descriptor import read_package
from gspbrief.evidence.figures import COUNTED, counts, number, numbers, printed
from gspbrief.evidence.files import MOST_CHARACTERS, parse_yaml, read_table, read_text
from gspbrief.evidence.imports import add_partnership
from gspbrief.evidence.rules import RULES, matching
from gspbrief.evidence.sources import read_sources
from gspbrief.evidence.tables import read_rows
from gspbrief.language.letters import COMMON, printable, strange
from imported_rows import import_rows
from package_modules import ROOT

PACKAGE = read_package(ROOT / "data" / "datapackage.json")


def found(row: dict[str, str]) -> list[str]:
    """The columns that the rules of rows complain of."""
    return [column for rule in RULES for column, *_ in rule(row)]


# Numbers


@given(st.floats(min_value=1e-9, max_value=1e14) | st.integers(-(10**14), 10**14))
def test_a_number_that_is_taken_is_the_one_that_is_written(value: float) -> None:
    assert number(repr(value)) == float(value)


@given(st.text(max_size=12))
def test_a_text_that_is_taken_as_a_number_is_one_to_every_reader(cell: str) -> None:
    if number(cell) is not None:
        assert cell.isascii()
        assert not set(cell) & set("_ \n\t")
        assert float(cell) == number(cell)


@pytest.mark.parametrize(
    "cell",
    ["1e400", "1e-400", "1e308", "9" * 400, "9" * 20, "_1", "1__0", "1_000", "sNaN", "NaN123", "nan", "inf",
     "١٢", "１２", "1,5", "1 000", " 7", "7\n", "0x10", "½"],
)  # fmt: skip
def test_a_number_that_a_build_would_not_read_or_keep_is_refused(cell: str) -> None:
    assert [column for column, *_ in numbers({"value": cell}, ["value"])] == ["value"]


@pytest.mark.parametrize("unit", sorted(COUNTED))
def test_what_is_counted_is_whole(unit: str) -> None:
    assert list(counts({"unit": unit, "value": "1.450"}))
    assert not list(counts({"unit": unit, "value": "1450"}))
    assert not list(counts({"unit": "share", "value": "0.45"}))


@given(st.integers(1, 10**9), st.sampled_from([",", ".", " ", "\u00a0", "\u202f", "'", ""]))
def test_a_value_is_compared_with_what_is_printed_however_thousands_part(count: int, mark: str) -> None:
    row = {
        "unit": "persons",
        "grade": "published",
        "as_printed": f"over {count:,} workers".replace(",", mark),
    }

    assert not list(printed({**row, "value": str(count)}))
    assert list(printed({**row, "value": str(count * 7 + 3)}))


@pytest.mark.parametrize(
    ("value", "unit", "cell"),
    [("71000000", "money", "EUR 71 million"), ("0.1", "share", "10 percent"), ("1400", "persons", "mil 400"),
     ("96100000", "money", "96,1 Millionen Euro"), ("14000", "persons", "más de 14 mil"),
     ("9", "persons", "9 of the 14"), ("0.62", "share", "62 %"), ("2220", "persons", "mehr als 2.220")],
)  # fmt: skip
def test_a_value_may_be_printed_in_words_that_multiply_or_as_percent(
    value: str, unit: str, cell: str
) -> None:
    assert not list(printed({"value": value, "unit": unit, "as_printed": cell, "grade": "published"}))


# Countries


def test_the_countries_are_those_of_today_each_with_a_name_in_every_language() -> None:
    aliases = get_global("territory_aliases")
    two = {aliases[code][0] for code in COUNTRIES - {"XKX"}}

    assert len(two) == len(COUNTRIES) - 1 == 249
    assert all(code in Locale(lang).territories for lang in ("en", "fr", "es") for code in two)


@pytest.mark.parametrize("code", ["SUN", "YUG", "ANT", "ZAR", "AAA", "ZZZ", "QMM", "QUU", "DDR", "TMP"])
def test_a_code_of_no_country_of_today_is_refused(code: str) -> None:
    assert found({"origins": f"PHL;{code}"}) == ["origins"]


def test_a_country_stands_once_in_a_cell() -> None:
    assert found({"origins": "PHL;VNM;PHL"}) == ["origins"]


# Letters


@settings(deadline=None)  # the first letter has the fonts read
@given(st.characters())
def test_a_letter_is_taken_only_if_it_can_be_printed(letter: str) -> None:
    letter = unicodedata.normalize("NFC", letter)
    if len(letter) == 1 and not list(strange(letter)):
        assert letter in "\n\t\u00ad" or 0x200B <= ord(letter) < 0x2010 or ord(letter) in printable()


def test_what_is_taken_without_opening_the_fonts_is_in_them() -> None:
    assert printable() >= COMMON


@pytest.mark.parametrize(
    "text", ["田中", "საქ", "🌍", "a\x00", "a\u202eb", "\ud800", "a\ue000", "\u2028", "a\x07"]
)
def test_a_letter_that_no_page_shows_is_named_with_file_row_column(evidence: Path, text: str) -> None:
    path = evidence / "design.csv"
    header, first, *rest = path.read_text(encoding="utf-8").split("\n")
    held = "\n".join((header, first.replace("While people", f"While {text} people", 1), *rest))
    path.write_bytes(held.encode("utf-8", "surrogatepass"))

    (problem,) = check(evidence)

    if text == "\ud800":  # half a character is no UTF-8 at all
        assert (problem.file, problem.row) == ("design.csv", 2)
    else:
        (stranger, *_) = (letter for letter in text if list(strange(letter)))
        assert (problem.file, problem.row, problem.column) == ("design.csv", 2, "statement")
        assert f"U+{ord(stranger):04X}" in problem.what


@pytest.mark.parametrize(
    "text", ["ạ ế Việt", "Україна", "Ω", "Ș ț ő Ł İ ı", "€ ₱ ₦ ₫", "ŋ ə ɔ ɛ ʻ", "«x» “y” –"]
)
def test_the_letters_of_partner_countries_are_taken(text: str) -> None:
    assert list(strange(text)) == []


# Formulas and patterns


@pytest.mark.parametrize("cell", ["=1+1", "\t=cmd|x!A0", "\r=1", " @x", "-2+3", "-1+cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_run_is_refused(cell: str) -> None:
    assert "as_printed" in found({"as_printed": cell})


@pytest.mark.parametrize("cell", ["+150 %", "-12.5", "+3.5", "−5", "- 7 percent", "a=b"])
def test_a_figure_with_a_sign_is_none(cell: str) -> None:
    assert found({"as_printed": cell}) == []


@pytest.mark.parametrize("table", sorted(PACKAGE))
def test_no_pattern_of_the_package_lets_an_end_of_a_line_pass(table: str) -> None:
    patterns = PACKAGE[table].constraint("pattern")
    with (ROOT / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    rule = matching(patterns)

    for column in patterns:
        known = {row[column] for row in rows if row[column]}
        assert not [cell for cell in known if list(rule({column: cell}))]
        assert all(list(rule({column: f"{cell}\n"})) for cell in known)


def test_the_columns_of_a_study_are_those_of_the_package() -> None:
    assert {name: described.columns for name, described in PACKAGE.items()} == COLUMNS


# The description of the tables


@pytest.fixture
def described(evidence: Path) -> Callable[[Callable[[dict[str, Any]], object]], list[str]]:
    """A function that changes the description and gives what the check says of it."""

    def change(how: Callable[[dict[str, Any]], object]) -> list[str]:
        path = evidence / "datapackage.json"
        package = json.loads(path.read_text(encoding="utf-8"))
        how(package)
        path.write_text(json.dumps(package), encoding="utf-8")
        return [problem.file for problem in check(evidence)]

    return change


ELSEWHERE: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda p: p.update(profile="http://127.0.0.1:9/p.json"),
    lambda p: p.update({"$schema": "http://127.0.0.1:9/s.json"}),
    lambda p: p["resources"][0].update(path="http://127.0.0.1:9/x.csv"),
    lambda p: p["resources"][0].update(path="/etc/passwd"),
    lambda p: p["resources"][0].update(path="../x.csv"),
    lambda p: p["resources"][0].update(path=["partnerships.csv", "http://127.0.0.1:9/x.csv"]),
    lambda p: p["resources"][0].update(schema="http://127.0.0.1:9/s.json"),
    lambda p: p["resources"][0].update(profile="http://127.0.0.1:9/p.json"),
    lambda p: p["resources"][0].update(dialect="http://127.0.0.1:9/d.json"),
    lambda p: p["resources"][0].update(extrapaths=["http://127.0.0.1:9/x.csv"]),
    lambda p: p["resources"][0].update(pipeline={"steps": [{"type": "table-normalize"}]}),
    lambda p: p["resources"][0].update(checks=[{"type": "row-constraint", "formula": "1"}]),
    lambda p: p["resources"][0]["schema"].update({"$ref": "http://127.0.0.1:9/s.json"}),
    lambda p: p["resources"].append({"name": "more", "path": "http://127.0.0.1:9/x.csv"}),
    lambda p: p["resources"][1]["schema"]["foreignKeys"][0]["reference"].update(
        resource="http://127.0.0.1:9/datapackage.json"
    ),
)


@pytest.mark.parametrize("how", ELSEWHERE, ids=range(len(ELSEWHERE)))
def test_a_description_that_points_elsewhere_is_refused_and_nothing_is_asked(
    described: Callable[..., list[str]],
    monkeypatch: pytest.MonkeyPatch,
    how: Callable[[dict[str, Any]], object],
) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _, address: asked.append(address))

    files = described(how)

    assert files
    assert set(files) == {"datapackage.json"}
    assert not asked


# YAML


@pytest.mark.parametrize(
    "text",
    ["a: &a {k: 1}\nb: *a", "z: &z {k: *z}", "[" * 200, "a: !!python/name:os.system", "a: 2001-02-30",
     "a: " + "9" * 5000, "a: [", "? [x]\n: y"],
)  # fmt: skip
def test_yaml_that_makes_little_text_much_or_is_none_is_one_problem(text: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_yaml(text, "x.yaml")

    (problem,) = caught.value.problems
    assert problem.file == "x.yaml"


# Sources


def _sources(folder: Path, text: str) -> tuple[Any, list[str]]:
    path = folder / "sources.bib"
    path.write_text(text, encoding="utf-8")
    sources, problems = read_sources(path)
    return sources, list(map(str, problems))


KNOWN = "kind = {press}, readdepth = {full}"


@pytest.mark.parametrize(
    ("tex", "letters"),
    [(r"Cl{\'e}mens", "Clémens"), (r"{\v S}t{\v e}p{\'a}n", "Štěpán"), (r"{\O}sterg{\aa}rd", "Østergård"),
     (r"50\% for \$100", "50% for $100"), (r"A \& B", "A & B"), (r"\emph{care}", "care"),
     ("a --- b", "a — b"), ("2013--2016, pp. 3--5", "2013–2016, pp. 3–5"),
     ("``x''", "“x”"), (r"{{EU}} c_d", "EU c_d"), ("100% x", "100% x"), (r"\L{}\'od\'z", "Łódź"),
     ("eMi", "eMi")],
)  # fmt: skip
def test_letters_of_tex_are_read_as_letters(tmp_path: Path, tex: str, letters: str) -> None:
    sources, problems = _sources(tmp_path, f"@misc{{k, title = {{{tex}}}, {KNOWN}}}")

    assert not problems
    assert sources["k"].title == letters


@pytest.mark.parametrize("tex", [r"Sim$\tilde{a}$o", r"The $\chi^2$ test", r"a \foo b"])
def test_what_is_not_understood_of_tex_is_told_with_entry_and_field(tmp_path: Path, tex: str) -> None:
    _, (problem,) = _sources(tmp_path, f"@misc{{k, title = {{{tex}}}, {KNOWN}}}")

    assert problem.startswith("sources.bib, line 1, title: entry k holds ")


def test_names_with_particles_and_organisations_are_told_apart(tmp_path: Path) -> None:
    names = r"{de la} Pe{\~n}a, Jos{\'e} and {\O}sterg{\aa}rd, S{\o}ren and {World Bank and others}"
    sources, problems = _sources(tmp_path, f"@misc{{k, title = {{A}}, author = {{{names}}}, {KNOWN}}}")

    assert not problems
    assert sources["k"].authors == ("de la Peña, José", "Østergård, Søren", "{World Bank and others}")


def test_fields_of_biblatex_are_read(tmp_path: Path) -> None:
    sources, _ = _sources(
        tmp_path,
        f"@article{{k, title={{A}}, date={{2018-06-29}}, doi={{10.1000/x<y}}, journaltitle={{J}}, {KNOWN}}}"
        f"@report{{m, title={{B}}, date={{2013/2016}}, editor={{Roe, Jane}}, publisher={{ILO}}, {KNOWN}}}",
    )

    assert (sources["k"].year, sources["k"].url) == ("2018", "https://doi.org/10.1000/x%3Cy")
    assert (sources["m"].year, sources["m"].editors, sources["m"].said["publisher"]) == (
        "2013–2016",
        ("Roe, Jane",),
        "ILO",
    )


@pytest.mark.parametrize(
    "entry",
    ["@misc{dlf_vnm_private, title = {Dup}, kind = {press}, readdepth = {full}}",
     "@misc{zz, title = {A{}, x = {y}}",
     "@misc{zz, title = {A}, month = sept, kind = {press}, readdepth = {full}}",
     "@misc{zz, title = {A}, , ,"],
)  # fmt: skip
def test_one_imperfect_entry_is_one_problem(evidence: Path, entry: str) -> None:
    path = evidence / "sources.bib"
    before, after = path.read_text(encoding="utf-8").split("\n\n@", 1)
    path.write_text(f"{before}\n\n{entry}\n\n@{after}", encoding="utf-8")

    (problem,) = check(evidence)

    assert problem.file == "sources.bib"
    assert problem.row > 5


@pytest.mark.parametrize("text", ["write to a@b.example", "x @ y", "@", "partner@ship {a, b}"])
def test_a_text_without_a_line_that_begins_an_entry_is_no_traceback(tmp_path: Path, text: str) -> None:
    sources, problems = _sources(tmp_path, text)

    assert not sources
    assert len(problems) <= 1


def test_macros_that_repeat_one_another_are_refused(tmp_path: Path) -> None:
    bomb = '@string{a = "xxxxxxxxxx"}\n' + "@string{a = a # a # a # a # a # a}\n" * 12

    _, problems = _sources(tmp_path, bomb + f"@misc{{k, title = a, {KNOWN}}}")

    assert "20,000" in problems[0]


# Files


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_a_mark_at_the_beginning_is_read_right(evidence: Path, table: str) -> None:
    path, without = evidence / f"{table}.csv", read_rows(evidence, table)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert check(evidence) == []
    assert read_rows(evidence, table) == without


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_another_encoding_is_one_problem_with_its_line(evidence: Path, table: str) -> None:
    path = evidence / f"{table}.csv"
    path.write_bytes(path.read_bytes() + b"\xe9")
    lines = path.read_bytes().count(b"\n") + 1

    (problem,) = check(evidence)

    assert (problem.file, problem.row) == (f"{table}.csv", lines)


@pytest.mark.parametrize("table", ["partnerships", "costs", "revisions"])
def test_blanks_around_a_heading_are_told_once(evidence: Path, table: str) -> None:
    path = evidence / f"{table}.csv"
    head, rest = path.read_text(encoding="utf-8").split("\n", 1)
    name = head.split(",")[1]
    path.write_text(f"{head.replace(f',{name},', f', {name},', 1)}\n{rest}", encoding="utf-8")

    problems = [problem for problem in check(evidence) if problem.file == f"{table}.csv"]

    assert {problem.row for problem in problems} == {1}
    assert len(problems) == 2  # the stranger, and the one that is missing


def test_what_is_no_plain_file_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero"), tmp_path / "not there", Path("a\0b")):
        with pytest.raises(EvidenceError):
            read_text(path)


def test_a_quotation_mark_that_is_not_closed_names_its_row(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('a,b\n1,2\n3,"4\n' + "5,6\n" * MOST_CHARACTERS, encoding="utf-8")

    with pytest.raises(EvidenceError, match=r"t\.csv, row 3: cannot be read as a table"):
        read_table(path)


# Imports

COLUMNS_OF_ROW = "id,partnership,measure,value,bound,unit,status,source,as_printed,grade,confidence"


def _import_one(data: Path, file: Path) -> None:
    import_rows(data, "migration", file)


@pytest.mark.slow
def test_imports_at_once_lose_no_row(evidence: Path, tmp_path: Path) -> None:
    files = []
    for place in range(4):
        files.append(tmp_path / f"{place}.csv")
        row = f"aptc.t.{place},aptc,enrolled,5,exact,persons,achieved,mpi_2018,5,published,high"
        files[-1].write_text(f"{COLUMNS_OF_ROW}\n{row}\n", encoding="utf-8")
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_import_one, args=(evidence, file)) for file in files]
    for process in processes:
        process.start()
    for process in processes:
        process.join()

    ids = {row["id"] for row in read_rows(evidence, "migration")}
    assert {f"aptc.t.{place}" for place in range(4)} <= ids


def test_a_row_that_replaces_keeps_what_its_file_has_no_columns_for(evidence: Path, tmp_path: Path) -> None:
    before = next(r for r in read_rows(evidence, "migration") if r["id"] == "aptc.certified.2014")
    file = tmp_path / "r.csv"
    header = "id,partnership,measure,value,bound,unit,status,source,as_printed,grade,confidence,note"
    cells = {**before, "value": "5100", "as_printed": "5 100", "note": ""}
    file.write_text(f"{header}\n{','.join(cells[name] for name in header.split(','))}\n", encoding="utf-8")

    import_rows(evidence, "migration", file, replace=True)

    after = next(r for r in read_rows(evidence, "migration") if r["id"] == "aptc.certified.2014")
    assert after == {**before, "value": "5100", "as_printed": "5 100", "note": ""}


def test_a_partnership_whose_forms_cannot_be_written_is_not_added(evidence: Path) -> None:
    before = (evidence / "partnerships.csv").read_bytes()
    row = {"id": "zz", "name": "Z", "short_name": "Z", "kind": "programme", "model": "neither"}

    with pytest.raises(ArgumentError, match="forms cannot be written"):
        add_partnership(evidence, row | {"source": "mpi_2018"}, Path("/proc/nope"))

    assert (evidence / "partnerships.csv").read_bytes() == before
