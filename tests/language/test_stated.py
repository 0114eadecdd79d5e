"""A figure as a table prints it: with its unit, what it is of, its sign, and when."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from each_case import each
from gspbrief.evidence.meaning import QUANTITIES
from gspbrief.evidence.study import EVIDENCE_TABLES
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import Finding, Quantity
from gspbrief.language.figures import figure, measured, of_what, paid_by, period, scope, stated
from gspbrief.language.formats import Format
from gspbrief.language.languages import LANGUAGES
from studies import every_study

DATA = Path(__file__).parents[2] / "data"
ROWS = {f.id: f for one in every_study() for table in EVIDENCE_TABLES for f in one.published(table)}
FORMS = {lang: Format(lang) for lang in LANGUAGES}
BARE = re.compile(r"[\s\d.,–−+\u00a0\u202f]*")
FIELDS = next(
    r
    for r in json.loads((DATA / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    if r["name"] == "outcomes"
)["schema"]["fields"]
ALLOWED = {f["name"]: f["constraints"]["enum"] for f in FIELDS if "enum" in f.get("constraints", {})}


def bare(text: str) -> bool:
    """Whether a text is a number and nothing else."""
    return bool(BARE.fullmatch(text))


@pytest.mark.parametrize("lang", LANGUAGES)
@each("name", ROWS)
def test_no_row_of_the_evidence_prints_as_a_bare_number(name: str, lang: str) -> None:
    row, form = ROWS[name], FORMS[lang]
    text = stated(row, form)

    assert text
    assert not bare(text)
    if row.unit in (
        "ratio",
        "relative_change",
        "share_difference",
        "sd",
        "visas",
        "hours",
        "households",
        "places",
    ):
        assert row.per or not bare(figure(row, form)), "in prose neither, unless it says per what"
    if row.quantity in ("change", "effect"):
        assert measured(row.measure, row.quantity, form) != form.word("measure", row.measure)
    if row.about:
        assert form.word("about", row.about) in scope(row, form)
    if row.per_period:
        assert form.word("per_period", row.per_period) in f"{text} {of_what(row, form)}"


@st.composite
def rows(draw: st.DrawFn) -> Finding:
    """Any row that `gspbrief check` lets pass."""
    unit = draw(st.sampled_from(ALLOWED["unit"]))
    value = draw(st.floats(0.01, 1)) if unit == "share" else float(draw(st.integers(1, 10**7)))
    start, end = sorted(
        (draw(st.sampled_from(("", "2012", "2013-05"))), draw(st.sampled_from(("2013", "2018-09"))))
    )
    return Finding(
        id="demo.row",
        measure=draw(st.sampled_from(ALLOWED["measure"])),
        value=value,
        unit=unit,
        currency="EUR" if unit == "money" else "",
        grade="published",
        bound=draw(st.sampled_from([b for b in ALLOWED["bound"] if b != "range"])),
        quantity=draw(st.sampled_from(QUANTITIES.get(unit, ("level",)))),
        about=draw(st.sampled_from(["", *ALLOWED["about"]])),
        per=draw(st.sampled_from(["", *ALLOWED["per"]])),
        per_period=draw(st.sampled_from(["", *ALLOWED["per_period"]])),
        timing=draw(st.sampled_from(["", *ALLOWED["timing"]])),
        start=start,
        end=end,
        approximate=draw(st.booleans()),
        base=draw(st.sampled_from(["", *ALLOWED["base"]])),
        n=draw(st.none() | st.integers(1, 10**6)),
        sources=(Citation("report", ""),),
        details={"comparator": "others"},
    )  # fmt: skip


@given(rows(), st.sampled_from(LANGUAGES))
def test_no_row_that_passes_the_check_prints_as_a_bare_number(row: Finding, lang: str) -> None:
    form = FORMS[lang]
    assert not bare(stated(row, form))
    counts = row.unit == "persons" or (row.unit == "ratio" and row.per and row.quantity != "change")
    if not counts:
        assert not bare(figure(row, form)), "in prose only persons, and what is per something, go without"
    when = period(row, form)
    for date in filter(None, (row.start, row.end)):
        assert form.date(date) in when or date[2:4] in when
        if len(date) > 4:
            assert form.date(date) in when, "a month that is known is printed"
    if row.approximate:
        assert when != period(replace(row, approximate=False), form)


def row(unit: str, value: float, quantity: Quantity = "level", **more: object) -> Finding:
    return Finding(
        id="demo.row",
        measure="departed",
        value=value,
        unit=unit,
        quantity=quantity,
        grade="published",
        **more,
    )  # type: ignore[arg-type]


ENGLISH = FORMS["en"]


def test_growth_is_no_level_and_a_factor_is_no_count() -> None:
    assert stated(row("ratio", 8, "change", start="1991", end="2003"), ENGLISH) == "8 times that of 1991"
    assert stated(row("relative_change", 0.44, "change"), ENGLISH) == "+44 percent"
    assert stated(row("relative_change", -0.44, "change"), ENGLISH) == "−44 percent"
    assert measured("departed", "change", ENGLISH) == "change in people who moved"
    assert measured("income_per_capita", "effect", ENGLISH) == "effect on income per head"
    assert stated(row("visas", 12200), ENGLISH) == "12,200 visas approved"
    assert stated(row("hours", 18, per_period="week"), ENGLISH) == "18 hours a week"
    assert stated(row("persons", 1), ENGLISH) == "1 person"


def test_a_base_needs_no_plural_to_agree_with() -> None:
    assert of_what(row("share", 0.05, base="target", n=160), ENGLISH) == "the target (160)"
    assert of_what(row("share", 0.1, base="returned", n=1), ENGLISH) == "people who returned (1)"


def test_an_amount_over_an_unknown_time_says_so() -> None:
    sent = row("money", 15000, currency="AUD", per="worker", per_period="not_stated")
    assert of_what(sent, ENGLISH) == "per worker; over what time is not stated"


def test_a_date_is_as_precise_as_its_source() -> None:
    total = row("persons", 2000, timing="cumulative", start="2013", end="2018-05")
    assert period(total, ENGLISH) == "2013 to May 2018, in total"
    assert period(row("persons", 1, start="2009"), ENGLISH) == "since 2009"
    assert period(row("persons", 1, start="2015", end="2015", approximate=True), ENGLISH) == "about 2015"


def test_who_pays_the_rest_is_named_where_the_source_names_them() -> None:
    rest = row("share", 0.4, details={"payer": "unallocated", "rest_paid_by": "regional_government;employer"})
    assert paid_by(rest, ENGLISH) == "regional government and employer together"
    assert paid_by(row("share", 0.4, details={"payer": "unallocated"}), ENGLISH) == "payer not stated"


def test_an_effect_that_is_about_keeps_its_plus_behind_the_hedge() -> None:
    about = row("relative_change", 0.35, quantity="effect", bound="about")

    assert stated(about, ENGLISH) == "about +35 percent"
    assert stated(replace(about, value=-0.35), ENGLISH).startswith("about −")


def test_a_yearly_count_of_no_stated_year_says_that_it_is_yearly() -> None:
    undated = row("persons", 40, timing="per_year")

    assert period(undated, ENGLISH) == "a year; which is not stated"
    assert period(replace(undated, timing="cumulative"), ENGLISH) == ""
