"""Cells of a delivery are taken for what they say, and asked for where they may say two things."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gspbrief.evidence.delivered_sheet import Cell, Corner, DeliveredSheet
from gspbrief.evidence.descriptor import read_package
from gspbrief.evidence.intake import Intake, take
from gspbrief.evidence.intake_told import told
from gspbrief.evidence.layout import lay_out
from gspbrief.evidence.mapping import ColumnMapping
from gspbrief.evidence.written_values import COMMA, POINT, read_date, read_number
from package_modules import ROOT

TABLES = read_package(ROOT / "data" / "datapackage.json")
HEADER = ["id", "measure", "value", "bound", "unit", "status", "source", "as_printed", "grade", "confidence"]


def taken(
    *rows: Sequence[Cell],
    header: Sequence[str] = ("value", "unit"),
    table: str = "outcomes",
    said: ColumnMapping | None = None,
    merged: Sequence[tuple[Corner, Corner]] = (),
) -> Intake:
    """A sheet with these columns, and with what else is required filled in."""
    fill = {name: "x" for name in HEADER if name not in header}
    sheet = DeliveredSheet("", [list(header), *rows], merged)
    return take("mine.csv", sheet, TABLES[table], ColumnMapping(fill=fill).over(said or ColumnMapping()))


def value(*cells: Cell, said: ColumnMapping | None = None) -> str:
    """What a cell of numbers with its unit is taken for; what is open or wrong is told instead."""
    read = taken(cells, said=said)
    told = [*(question.problem for question in read.open), *read.problems]
    return told[0].what if told else read.rows[0][1]["value"]


# Numbers


@pytest.mark.parametrize(
    ("cell", "unit", "meant"),
    [
        ("120", "persons", "120"),
        ("61,0", "persons", "61"),
        ("1.250.000,50", "money", "1250000.50"),
        ("1,250,000.50", "money", "1250000.50"),
        ("12,34,567", "money", "1234567"),  # lakhs
        ("1 240", "persons", "1240"),
        ("1\u202f240", "persons", "1240"),
        ("1’240", "persons", "1240"),
        ("0.740", "share", "0.740"),
        ("62 %", "share", "0.62"),
        ("62,5 Prozent", "share", "0.625"),
        ("7 per cent", "share", "0.07"),
        ("−3", "sd", "-3"),
        ("n/a", "persons", ""),
        ("–", "persons", ""),
        ("k. A.", "persons", ""),
        (1.24, "persons", "1.24"),
        (1240.0, "persons", "1240"),
        ("1e3", "persons", "1e3"),
        ("١٢٣", "persons", "123"),
        ("१२,३४,५६७", "money", "1234567"),
    ],
)
def test_a_number_is_read_as_it_is_written(cell: Cell, unit: str, meant: str) -> None:
    assert value(cell, unit) == meant


@pytest.mark.parametrize("cell", ["1.240", "4.200", "65,000", "1,000"])
def test_a_number_that_may_be_two_is_asked_for(cell: str) -> None:
    by_point, by_comma = (cell.replace(",", ""), cell.replace(".", "").replace(",", "."))
    read = taken([cell, "ratio"], ["7", "ratio"])

    (question,) = read.open
    assert question.key == ("decimal",)
    assert set(question.choices) == {POINT, COMMA}
    assert "--decimal ." in question.problem.allowed
    for sign, meant in ((POINT, by_point), (COMMA, by_comma)):
        answered = taken([cell, "ratio"], said=ColumnMapping(decimal=sign))
        assert not answered.open
        assert float(answered.rows[0][1]["value"]) == float(meant)


def test_the_unit_says_that_persons_are_whole_and_decides_nothing() -> None:
    assert value("1.240", "persons") == "'1.240' may be 1.240 or 1240; persons are whole"


@pytest.mark.parametrize("unit", ["persons", "money"])
def test_three_decimals_of_a_person_or_of_money_are_never_taken(unit: str) -> None:
    said = ColumnMapping(decimal=COMMA)

    assert value("4.200", unit, said=said) == "4200"
    assert value("65,000", unit, said=said) == f"'65,000' would be 65 {unit} with three decimals"
    told_so = ColumnMapping(decimal=COMMA, words={"value": {"65,000": "65000"}})
    assert value("65,000", unit, said=told_so) == "65000"


def test_a_number_with_the_other_decimal_sign_than_was_said_is_told() -> None:
    assert value("0.74", "share", said=ColumnMapping(decimal=COMMA)).startswith(
        "'0.74' has no decimals after ','"
    )


def test_what_the_source_prints_tells_which_number_it_is() -> None:
    read = taken(["4.200", "ratio", "4.200,00"], header=["value", "unit", "as_printed"])
    other = taken(["4.200", "ratio", "٤.٢٠٠,٠٠"], header=["value", "unit", "as_printed"])
    same = taken(["4.200", "ratio", "4.200"], header=["value", "unit", "as_printed"])

    assert read.rows[0][1]["value"] == other.rows[0][1]["value"] == "4200"
    assert same.open


@pytest.mark.parametrize(
    "cell", ["about 120", "120–130", "n=95", "EUR 2.320 / month", "1.24.0", "12 persons"]
)
def test_words_beside_a_number_are_not_dropped(cell: str) -> None:
    read = taken([cell, "persons"])

    assert read.open[0].key == ("words", "value", cell)
    assert read.open[0].problem.what == f"{cell!r} is not a number"
    assert (
        taken([cell, "persons"], said=read.mapping.answered(("words", "value", cell), "120")).rows[0][1][
            "value"
        ]
        == "120"
    )


def test_what_a_spreadsheet_made_of_a_number_is_asked_for() -> None:
    assert value(dt.date(2026, 12, 3), "ratio") == "'2026-12-03' is a date"
    assert value(True, "persons") == "'true' is not a number"


def test_a_percentage_of_no_share_and_money_of_another_currency_are_told() -> None:
    assert value("62 %", "persons") == "'62 %' does not agree with the unit persons"
    header = ["value", "unit", "currency"]
    assert taken(["EUR 7", "money", ""], header=header).rows[0][1]["currency"] == "EUR"
    assert taken(["7 €", "money", "EUR"], header=header).rows[0][1]["value"] == "7"
    assert taken(["EUR 7", "money", "INR"], header=header).open
    assert taken(["EUR 7", "persons"], table="migration").open  # a table without currencies


@given(
    st.decimals(min_value=0, max_value=10**9, places=2, allow_nan=False),
    st.sampled_from([(".", ","), (",", "."), (",", " "), (".", "\u00a0"), (".", ""), (",", "")]),
)
def test_whatever_is_written_is_among_what_it_may_be(amount: object, signs: tuple[str, str]) -> None:
    decimal, thousands = signs
    written = f"{amount:,}".replace(",", "t").replace(".", decimal).replace("t", thousands)
    read = read_number(written)

    assert read is not None
    assert float(read.readings[decimal]) == float(amount)  # type: ignore[arg-type]
    assert read.ambiguous or len(set(read.readings.values())) == 1


# Dates, words, marks


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2019", "2019"),
        ("2019-03", "2019-03"),
        ("03/2019", "2019-03"),
        ("3.2019", "2019-03"),
        ("31.12.2019", "2019-12-31"),
        ("12/31/2019", "2019-12-31"),
        ("2019/12/31", "2019-12-31"),
        ("٢٠١٩/١٢/٣١", "2019-12-31"),
        ("٢٠١٩", "2019"),
        ("2010-11", "2010-11"),
        ("2010/12", "2010-12"),
        (2019.0, "2019"),
        (dt.date(2019, 3, 15), "2019-03-15"),
        ("2019~", "2019~"),
        ("n/a", ""),
    ],
)
def test_a_date_is_read_as_it_is_written(cell: Cell, meant: str) -> None:
    read = taken([cell, "7"], header=["start", "value"])

    assert not read.open
    assert read.rows[0][1]["start"] == meant


@pytest.mark.parametrize("cell", ["2019-2021", "Mar-19", "13/13/2019", "30.02.2019", "03/19", "2010/11"])
def test_what_is_no_date_is_told_with_what_one_looks_like(cell: str) -> None:
    (question,) = taken([cell, "7"], header=["start", "value"]).open

    assert question.problem.what == f"{cell!r} is no date"
    assert "2019, 2019-03 or 2019-03-15" in question.problem.allowed


def test_among_years_that_run_into_the_next_none_is_taken_for_a_month() -> None:
    years = ["1999-00", "2010-11", "2011-12", "2019", "2010-12"]
    read = taken(*([year, "7"] for year in years), header=["start", "value"])

    assert [question.key[2] for question in read.open] == ["1999-00", "2010-11", "2011-12"]
    assert "--word 'start:2010-11=WHAT IT IS'" in read.open[1].problem.allowed
    words = {"start": {"1999-00": "1999", "2010-11": "2010", "2011-12": "2011"}}
    told = taken(*([year, "7"] for year in years), header=["start", "value"], said=ColumnMapping(words=words))
    assert [row["start"] for _, row in told.rows] == ["1999", "2010", "2011", "2019", "2010-12"]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ("Turkey", "TUR"),
        ("UK; US", "GBR;USA"),
        ("PH/DE", "PHL;DEU"),
        ("Côte d'Ivoire", "CIV"),
        ("Namibia", "NAM"),
        ("Republic of Korea", "KOR"),
    ],
)
def test_a_country_is_known_by_its_names_and_codes(named: str, code: str) -> None:
    assert taken([named, "7"], header=["origin", "value"], table="migration").rows[0][1]["origin"] == code


@pytest.mark.parametrize("named", ["Congo", "Korea", "NA", "in", "England", "Kenya; Congo"])
def test_what_may_be_two_countries_none_or_part_of_one_is_asked_for(named: str) -> None:
    (question,) = taken([named, "7"], header=["origin", "value"], table="migration").open

    assert question.problem.what == f"{named!r} is no country"


def test_a_day_and_a_month_that_may_be_exchanged_are_asked_for() -> None:
    (question,) = taken(["01/02/2019", "7"], header=["start", "value"]).open

    assert question.choices == {"dmy": "2019-02-01", "mdy": "2019-01-02"}
    assert read_date("01/02/2019", "mdy") == ("2019-01-02",)


def test_a_spreadsheet_s_first_of_a_month_may_be_the_month() -> None:
    cells = [dt.date(2019, 3, 1), "7"]
    (question,) = taken(cells, header=["start", "value"]).open

    assert question.key == ("firsts",)
    for firsts, meant in (("month", "2019-03"), ("day", "2019-03-01")):
        read = taken(cells, header=["start", "value"], said=ColumnMapping(firsts=firsts))
        assert read.rows[0][1]["start"] == meant


def test_words_are_those_of_the_table_whatever_their_capitals_and_others_are_asked_for() -> None:
    read = taken(["Not Stated", "India; Kenya"], header=["per_period", "origin"])
    assert read.rows[0][1]["per_period"] == "not_stated"
    assert read.rows[0][1]["origin"] == "IND;KEN"

    (question,) = taken(["months", ""], header=["per_period", "origin"]).open
    assert question.key == ("words", "per_period", "months")
    assert "did you mean month?" in question.problem.allowed
    assert taken(["Kerala", ""], header=["origin", "group"]).open[0].problem.what == "'Kerala' is no country"


def test_a_footnote_goes_into_the_note_and_a_mark_without_one_is_asked_for() -> None:
    rows = [["600*", "persons", "EUR"], ["7", "persons", "b"], ["* charged by the Land", "", ""]]
    header = ["value", "unit", "note"]
    read = taken(*rows, header=header)

    assert [row["note"] for _, row in read.rows] == ["EUR; charged by the Land", "b"]
    (question,) = taken(*rows[:2], header=header).open
    assert question.key == ("marks", "*")
    said = ColumnMapping(marks={"*": ""})
    assert taken(*rows[:2], header=header, said=said).rows[0][1]["note"] == "EUR"


def test_words_for_codes_stand_for_the_codes_except_where_numbers_are_wanted() -> None:
    sheet = DeliveredSheet(
        "", [["unit", "value"], [1.0, 2.0]], labels={"unit": {"1": "persons"}, "value": {"2": "two"}}
    )
    fill = {name: "x" for name in HEADER if name not in ("unit", "value")}
    read = take("a.sav", sheet, TABLES["migration"], ColumnMapping(fill=fill))

    assert (read.rows[0][1]["unit"], read.rows[0][1]["value"]) == ("persons", "2")


CELLS = st.one_of(
    st.text(alphabet="0123456789.,-+%*†¹ \u202f'€eEUR~/n–a\n", max_size=9),
    st.sampled_from(["persons", "money", "share", "n/a", "1.240", "EUR 4.200,00", "03/2019", "India"]),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(),
    st.booleans(),
    st.dates(),
)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=5),
    st.sampled_from(["", POINT, COMMA]),
)
def test_whatever_is_delivered_a_column_of_numbers_holds_numbers_or_is_asked_for(
    rows: list[list[Cell]], decimal: str
) -> None:
    read = taken(*rows, header=["value", "unit", "start"], said=ColumnMapping(decimal=decimal))

    told = {(problem.row, problem.column) for problem in read.problems}
    for place, row in read.rows:
        if (place, "value") not in read.pending and (place, "value") not in told and row["value"]:
            figure = float(row["value"])
            assert figure == figure
            cell = read.layout.rows[[number for number, _ in read.layout.rows].index(place)][1][0]
            assert not isinstance(cell, float) or figure == cell


# Where the table stands


def test_a_table_is_found_below_titles_under_two_rows_of_names_and_above_footnotes() -> None:
    cells = [
        ["Costs by item", "", "", ""],
        ["", "", "", ""],
        ["Item", "Cost", "", "Date"],
        ["", "Amount", "Unit", ""],
        ["Flight", "620", "per nurse", "2019"],
        ["", "", "", ""],
        ["Total", "620*", "per nurse", "2019"],
        ["* estimate", "", "", ""],
        ["Source: final report", "", "", ""],
    ]
    merged = [((2, 1), (2, 2)), ((2, 0), (3, 0)), ((2, 3), (3, 3)), ((0, 0), (0, 3))]
    for sheet in (DeliveredSheet("", cells), DeliveredSheet("", cells, merged)):
        layout = lay_out(sheet, lambda name: name == "nothing")

        assert layout.header == (3, 4)
        assert layout.names == ("Item", "Cost: Amount", "Cost: Unit", "Date")
        assert [number for number, _ in layout.rows] == [5, 7]
        assert layout.footnotes == {"*": "estimate"}
        assert layout.beside == {1: "Costs by item", 9: "Source: final report"}


def test_a_merged_cell_counts_for_each_row_that_it_covers() -> None:
    rows: list[list[Cell]] = [["5", "persons"], ["6", ""], ["7", ""]]

    assert [row["unit"] for _, row in taken(*rows, merged=[((1, 1), (3, 1))]).rows] == ["persons"] * 3


def test_a_row_of_words_below_its_header_is_no_second_header() -> None:
    sheet = DeliveredSheet("", [["id", "note"], ["a", "b"], ["c", "d"]])

    assert lay_out(sheet, {"id", "note"}.__contains__).header == (1,)
    assert lay_out(sheet, lambda name: name == "no").header == (1,)


def test_rows_are_composed_of_what_else_they_hold() -> None:
    fill = {"id": "aptc.{measure}.{Item}", "locator": "Table {Item}"}
    read = taken(
        ["Flight, 2nd", "7"], header=["Item", "value"], said=ColumnMapping(columns={"Item": ()}, fill=fill)
    )

    assert not read.open
    assert read.rows[0][1]["locator"] == "Table Flight, 2nd"
    assert (
        taken(
            ["Flight, 2nd", "7"], header=["Item", "value"], said=ColumnMapping(columns={"Item": ("note",)})
        ).rows[0][1]["note"]
        == "Flight, 2nd"
    )


def test_what_was_taken_for_what_is_told_column_by_column() -> None:
    rows = [["EUR 1.250,50*", "money", "x"], ["n/a", "money", ""], ["* paid", "", ""]]
    read = taken(
        *rows,
        header=["value", "unit", "Remarks"],
        said=ColumnMapping(columns={"Remarks": ()}, decimal=COMMA, dates="dmy"),
    )
    lines = list(told(read, TABLES["outcomes"]))

    assert lines[:3] == [
        "header in row 1; 2 rows, 2 to 3",
        "decimals after ','; dates 'dmy'",
        "footnote *: paid",
    ]
    assert "value -> value, number in money: 'EUR 1.250,50*' is 1250.50; 'n/a' is blank" in lines
    assert "Remarks -> left out" in lines
    assert "beside others -> currency, text: 'EUR 1.250,50*' is EUR" in lines
    assert "every row -> grade: x" in lines


def filled(fill: Mapping[str, str], header: Sequence[str], *rows: Sequence[Cell]) -> Intake:
    """A sheet of migration with these columns, with what is filled in and with what else is required."""
    usual = {name: "x" for name in HEADER if name not in header}
    sheet = DeliveredSheet("", [list(header), *rows])
    return take("mine.csv", sheet, TABLES["migration"], ColumnMapping(fill={**usual, **fill}))


def test_what_is_filled_in_is_made_of_other_columns_in_any_order_and_has_a_base_where_one_is_named() -> None:
    fill = {
        "id": "{partnership}.{measure}.{group}.{start}",
        "base_id": "{partnership}.{base}.{start}",
        "partnership": "aptc",
    }
    header = ["measure", "group", "base", "start", "value", "unit"]
    read = filled(
        fill,
        header,
        ["Applied", "", "", "2020", 7, "persons"],
        ["Enrolled", "women", "Applied", "2020", 3, "persons"],
    )

    assert [(row["id"], row["base_id"]) for _, row in read.rows] == [
        ("aptc.applied.2020", ""),
        ("aptc.enrolled.women.2020", "aptc.applied.2020"),
    ]


def test_a_text_to_be_filled_in_that_names_no_column_is_refused() -> None:
    read = filled({"id": "aptc.{mesure}"}, ["value", "unit"], [7, "persons"])

    (problem,) = read.problems
    assert problem.what == "is filled with {mesure}, which is no column"
    assert "value, unit" in problem.allowed
