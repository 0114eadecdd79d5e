"""Charts of few people one by one, of like people in several periods, and of totals along the years."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pytest
import vl_convert
from hypothesis import given, settings
from hypothesis import strategies as st

from gspbrief.analysis.headcounts import Headcount
from gspbrief.brief.chart_texts import ALT_LENGTH, alt_text, chart_script, table_columns
from gspbrief.errors import EstimationError, TemplateError
from gspbrief.evidence.sources import Bibliography
from gspbrief.exhibits import crowds, people, series
from gspbrief.exhibits import standard as exhibits
from gspbrief.exhibits.exhibit import Exhibit, resolve
from gspbrief.exhibits.interaction import interactive
from gspbrief.exhibits.row_words import entry
from gspbrief.exhibits.screen_charts import NARROW, narrowed
from gspbrief.exhibits.svg import chart_drawer
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.formats import Format
from gspbrief.language.styles import find
from gspbrief.render import fonts
from vega_schema import breaches

ENGLISH = Format("en")


def finding(name: str, value: float | None, **more: object) -> Finding:
    basis: dict[str, object] = {"measure": "placed", "unit": "persons", "grade": "published"}
    return Finding(id=f"demo.{name}", value=value, **{**basis, **more})  # type: ignore[arg-type]


HOTEL = finding("completed.hotel", 14, measure="completed", group="hotels")
NURSES = finding("completed.nurses", 10, measure="completed", group="hospitals")
GROUPS = (
    Headcount(HOTEL, (finding("back", 9, measure="reemployed"), finding("stayed", 5, measure="stayed"))),
    Headcount(NURSES, (finding("home", 1, measure="returned"),)),
)
CLASS = finding("enrolled", 120, measure="enrolled")
PLAN = (
    Headcount(CLASS, (finding("away", 30, measure="participants", status="planned", track="away"),)),
    Headcount(CLASS, (finding("gone", None, measure="departed", reason="not found"),)),
    Headcount(CLASS, (finding("work", 0.5, unit="share", measure="employed", bound="above"),)),
)
COUNTS = tuple(
    Headcount(finding(f"c{n}", n, bound=b)) for n, b in ((84, "exact"), (90, "exact"), (68, "at_least"))
)
SHARES = Findings(
    finding(
        f"{measure}.{end}", value, unit="share", measure=measure, base="job_seekers", start=start, end=end
    )
    for measure, values in (("employed_full_time", (0.77, 0.55)), ("no_paid_work", (0.09, 0.35)))
    for value, (start, end) in zip(values, (("2011", "2013"), ("2017", "2019")), strict=True)
)
TOTALS = Findings(
    finding(
        f"{measure}.{end}", value, measure=measure, start="2013", end=end, timing="cumulative", bound=bound
    )
    for measure, points in (
        ("placed", (("2016", 1100, "exact"), ("2018-05", 2000, "above"), ("2019", 3577, "exact"))),
        ("departed", (("2015", 300, "exact"), ("2018-05", 1300, "about"), ("2019", 2220, "exact"))),
    )
    for end, value, bound in points
)
BY_ORIGIN = Findings(
    finding(
        f"{origin}.{year}", value, unit="share", measure="certified", base="examinees", origin=origin,
        start=year, end=year,
    )
    for origin, values in (("IDN", (0.075, 0.061, 0.115)), ("VNM", (0.479, 0.281, 0.457)))
    for year, value in zip(("2019", "2020", "2023"), values, strict=True)
)  # fmt: skip
CHARTS = (
    people.one_by_one("migration/people", GROUPS),
    people.one_by_one("migration/plan", PLAN),
    people.one_by_one("migration/counts", COUNTS),
    series.slopes("outcomes/over_time", SHARES),
    series.timeline("migration/over_time", TOTALS),
    series.yearly("migration/by_origin", BY_ORIGIN),
)
SHOWN = {f.id: f for rows in (GROUPS, PLAN, COUNTS) for row in rows for f in (row.of, *row.parts)}
KNOWN = SHOWN | {f.id: f for f in (*SHARES, *TOTALS, *BY_ORIGIN)}
every_chart = pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
every_language = pytest.mark.parametrize("lang", ["en", "fr", "es"])


def rows_of(chart: Exhibit, **how: object) -> list[dict[str, object]]:
    return resolve(chart, **how)["datasets"]["rows"]  # type: ignore[index,no-any-return,arg-type,call-overload]


@every_chart
def test_a_chart_survives_the_results_file_and_comes_to_the_notebook_as_a_table_too(chart: Exhibit) -> None:
    record = json.loads(json.dumps(chart.to_json(), allow_nan=False))
    assert Exhibit.from_json(record).to_json() == chart.to_json()
    assert str(chart._repr_mimebundle_()["text/markdown"]).startswith("| ")


@pytest.mark.slow
@pytest.mark.parametrize(("lang", "style"), [("en", "mpi"), ("en", "oecd"), ("fr", "mpi"), ("es", "oecd")])
@every_chart
def test_a_chart_is_one_in_every_language_style_and_width(chart: Exhibit, lang: str, style: str) -> None:
    wide = resolve(chart, lang, find(style))
    assert "@" not in json.dumps(wide["datasets"])
    for form in (wide, narrowed(wide)):
        assert not breaches(form)
        assert not breaches(interactive(form))
        assert "<text" in vl_convert.vegalite_to_svg(json.dumps(form), vl_version="6.1")
    assert narrowed(wide)["width"] == NARROW


@every_language
@every_chart
def test_a_chart_in_words_is_short_enough_to_be_heard(chart: Exhibit, lang: str) -> None:
    text = alt_text(chart, KNOWN, Format(lang))
    assert len(text) <= ALT_LENGTH
    assert re.search(r"\d", text)


def test_a_chart_in_words_says_what_people_did_and_what_changed() -> None:
    assert alt_text(CHARTS[0], KNOWN, ENGLISH).endswith(
        "Completed the program, hotels (14): 9 re-employed after return; 5 stayed abroad"
    )
    assert "in full-time work, 77% to 55%" in alt_text(CHARTS[3], KNOWN, ENGLISH).replace(" percent", "%")
    assert alt_text(CHARTS[4], KNOWN, ENGLISH).startswith(
        "Chart of totals over the years, 2 lines. At the end: "
    )


@every_chart
def test_every_mark_says_what_is_known_of_it_under_a_pointer(chart: Exhibit) -> None:
    script = chart_script("x", chart, KNOWN, ENGLISH, Bibliography({}))
    charts = json.loads("[" + script.removeprefix("gspbriefChart(").removesuffix(");\n") + "]")[1]
    assert all(row["tip"].strip() for row in charts["wide"]["datasets"]["rows"])
    assert any("tooltip" in layer["encoding"] for layer in charts["narrow"]["layer"])


def test_people_are_as_many_marks_as_there_are_people() -> None:
    for chart, rows in zip(CHARTS[:3], (GROUPS, PLAN, COUNTS), strict=True):
        drawn = [row["persons"] or 0 for row in chart.data]
        assert sum(drawn) == sum(row.of.value or 0 for row in rows)  # type: ignore[arg-type]
        svg = vl_convert.vegalite_to_svg(json.dumps(resolve(chart)), vl_version="6.1")
        marks = next(re.finditer(r'aria-roledescription="symbol mark container".*?</g>', svg, re.DOTALL))[0]
        assert marks.count("<path") == sum(drawn)


def test_who_is_back_at_work_has_the_colour_of_who_returned_and_the_others_have_none() -> None:
    fills = {(row["whose_part"], row["measure"]): row["fill"] for row in rows_of(CHARTS[0])}
    back, home = fills["demo.back.of", "Re-employed after return"], fills["demo.home.of", "Returned"]
    assert back == home != fills["demo.back.of", "Stayed abroad"]
    assert fills["demo.home.of", "Of whom no more is known"] == ENGLISH.style.colours.paper


def test_what_is_said_of_people_keeps_its_hedge_and_what_was_not_found_is_said() -> None:
    keys = [row["key"] for row in rows_of(CHARTS[1])]
    assert keys[2] == "Moved abroad: not found"
    assert keys[4:] == ["> 60 in work", "< 60 of whom no more is known"], "people, all of them"
    assert [row["head"] for row in rows_of(CHARTS[2])][2].endswith("(≥ 68)")
    assert [row["open"] for row in CHARTS[2].data] == [False, False, True]


def test_the_data_of_people_keep_hedges_plans_and_what_was_not_found_as_the_drawing_does() -> None:
    persons = next(column for column in CHARTS[1].columns if column.name == "persons")
    assert [entry(row, persons, ENGLISH) for row in CHARTS[1].data] == [
        *("30", "90"),
        *("not found", "not found"),
        *("> 60", "< 60"),
    ]
    assert [row["status"] for row in CHARTS[1].data][:2] == ["planned", "planned"]


@pytest.mark.slow
@settings(deadline=None)  # the first example loads a locale, or what draws
@given(st.lists(st.integers(1, 130), min_size=1, max_size=5))
def test_groups_of_any_size_stand_below_each_other_and_inside_the_drawing(sizes: list[int]) -> None:
    groups = [Headcount(finding(f"g{n}", size)) for n, size in enumerate(sizes)]
    for width in (640, NARROW):
        made = crowds.laid_out(resolve(people.one_by_one("a/b", groups)), width, narrow=width == NARROW)
        rows = made["datasets"]["rows"]
        ends = [row["top"] + row["pitch"] * -(-row["persons"] // row["across"]) for row in rows]
        assert all(end < below["head_top"] for end, below in zip(ends, rows[1:], strict=False))
        assert ends[-1] <= made["height"]
        lines = [row["pitch"] * (row["across"] + crowds.TENS * row["across"] / 10) for row in rows]
        assert max(lines) <= NARROW


def test_a_passage_names_groups_parts_and_series() -> None:
    named = CHARTS[0].named(
        {"demo.back.of": "Hotel staff", "demo.stayed": "remained", "demo.completed.nurses.rest": "x"}
    )
    told = rows_of(named)
    assert told[0]["head"] == "Hotel staff (14)"
    assert [row["key"] for row in told[1:]] == ["5 remained", "1 returned", "9 x"]
    lines = rows_of(CHARTS[4].named({"placed": "Given a post"}))
    assert {row["label"] for row in lines if row["series_of"] == "placed"} == {"Given a post"}
    with pytest.raises(TemplateError, match=r"no row demo\.nobody"):
        CHARTS[0].named({"demo.nobody": "x"})


def test_slopes_want_the_same_periods_and_names_do_not_run_into_each_other() -> None:
    with pytest.raises(EstimationError, match="of different periods"):
        series.slopes("a/b", SHARES[:3])
    close = Findings(
        finding(f"{m}.{end}", value, unit="share", measure=m, base="b", start=end, end=end)
        for m in ("employed", "satisfied", "remitting")
        for end, value in (("2011", 0.4), ("2019", 0.5))
    )
    places = sorted(row["at"] for row in series.slopes("a/b", close).data if row["last"])  # type: ignore[type-var]
    assert all(later - earlier > 0.05 for earlier, later in pairwise(places))  # type: ignore[operator]


def test_lines_by_year_want_the_same_years_and_the_lowest_has_its_figures_below() -> None:
    with pytest.raises(EstimationError, match="different years"):
        series.yearly("a/b", BY_ORIGIN[:5])
    drawn = resolve(series.yearly("a/b", BY_ORIGIN))
    texts = [layer for layer in drawn["layer"] if layer["mark"]["type"] == "text"]  # type: ignore[index,attr-defined]
    assert [layer["mark"]["dy"] for layer in texts] == [-4, -14, 17]


def test_the_figures_of_a_timeline_have_room_and_bounds_are_triangles() -> None:
    data = CHARTS[4].data
    assert {row["mark"] for row in data} == {"circle", "triangle-up"}
    for name in ("shown", "shown_narrow"):
        for measure in ("placed", "departed"):
            dates = sorted(row["date"] for row in data if row[name] and row["series_of"] == measure)  # type: ignore[type-var]
            assert all(later - earlier > 0.3 for earlier, later in pairwise(dates))  # type: ignore[operator]
    assert all(row["shown"] for row in data if row["last"])


def test_the_figures_of_several_lines_have_room_on_a_narrow_screen() -> None:
    chart = series.yearly("a/b", BY_ORIGIN)
    assert all(row["shown"] for row in chart.data)
    years = sorted({row["date"] for row in chart.data})  # type: ignore[type-var]
    for name in {row["series"] for row in chart.data}:
        own = [row for row in narrowed(resolve(chart))["datasets"]["rows"] if row["series"] == name]  # type: ignore[index]
        dates = [row["date"] for row in own if row["shown"]]
        assert all(later - earlier >= (years[-1] - years[0]) / 4 for earlier, later in pairwise(dates))  # type: ignore[operator]
        assert own[-1]["shown"]


def test_a_series_of_one_point_is_drawn_too() -> None:
    lone = Findings(f for f in TOTALS if f.measure == "placed" or f.end == "2019")
    for narrow in (False, True):
        draw = chart_drawer("en", find("mpi"), fonts.instances())
        assert "2,220" in draw(series.timeline("a/b", lone), "Few", "x", narrow)


def test_a_date_of_a_year_alone_is_its_end_and_none_has_no_place() -> None:
    ends = ("2018-05", "2018-05-31", "2018")
    assert [series.when(finding(end, 1, end=end)) for end in ends] == [2018.404, 2018.413, 2019.0]
    with pytest.raises(EstimationError, match="has no place in time"):
        series.when(finding("undated", 1))


def test_a_stage_stands_before_its_base_with_their_rate() -> None:
    stages = Findings(
        [
            finding("sat", 412, measure="examined"),
            finding("passed", 77, measure="certified", inputs=("demo.sat",)),
            finding("stayed", 61, measure="stayed", inputs=("demo.passed",)),
        ]
    )
    rate = finding("rate", 77 / 412, unit="share", grade="derived", inputs=("demo.passed", "demo.sat"))
    made = exhibits.funnel("migration/funnel", stages, Findings([rate]))
    assert [row["text"] for row in rows_of(made)] == ["412", "77 of 412 (19%)", "61 of 77"]
    assert made.findings[-1] == "demo.rate"
    assert [row.get("whole") for row in made.data] == [None, 412, 77]
    assert [column.name for column in table_columns(made)] == ["measure", "status", "figure", "grade"]
