"""Charts beyond the drawing: for narrow screens, under a pointer, in words; the bundle that they share."""

from __future__ import annotations

import json

import pytest

from gspbrief.brief.chart_texts import ALT_LENGTH, alt_text, chart_script, table_columns
from gspbrief.errors import RenderError
from gspbrief.evidence.sources import Bibliography, Source
from gspbrief.exhibits import matrices
from gspbrief.exhibits import standard as exhibits
from gspbrief.exhibits.exhibit import Exhibit, resolve
from gspbrief.exhibits.interaction import interactive
from gspbrief.exhibits.screen_charts import NARROW, narrowed
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.formats import Format
from gspbrief.render import vega_bundle
from gspbrief.synthesis.cells import NOT_FOUND, Cell, Grid
from vega_schema import breaches

ENGLISH = Format("en")


def finding(name: str, value: float | None, **more: object) -> Finding:
    basis: dict[str, object] = {"measure": "placed", "unit": "persons", "grade": "published"}
    return Finding(id=f"demo.{name}", value=value, **{**basis, **more})  # type: ignore[arg-type]


STAGES = Findings(
    [
        finding("trained", 100, measure="trained", sources=(Citation("a_2020"),)),
        finding("placed", 40, bound="about"),
        finding("returned", 4, measure="returned"),
    ]
)
ACCOUNTS = Findings(
    finding(name, None, unit="money", currency="USD", low=low, high=high, measure=name, grade="assumed")
    for name, low, high in (("placement_rate", -1_476_392.8, 893_145.3), ("return_hazard", -500, 700))
)
YEARS = Findings(
    finding(f"{origin}.{year}", value, origin=origin, start=year, end=year)
    for origin, value in (("PHL", 300), ("BIH", 100))
    for year in ("2017", "2018")
)
KNOWN = {f.id: f for f in (*STAGES, *ACCOUNTS, *YEARS)}
SOURCES = Bibliography({"a_2020": Source("a_2020", "A report", "report", "full")})
BARS, RANGES = exhibits.bars("costs/bars", STAGES), exhibits.ranges("scenario/ranges", ACCOUNTS)
STACKED, FUNNEL = exhibits.stacked("migration/by", YEARS), exhibits.funnel("migration/funnel", STAGES)
MAP = matrices.evidence_map(
    "synthesis/known",
    Grid(
        "gaps",
        ("trained", "departed", "returned"),
        {"one": "One", "two": "Two", "three": "Three"},
        tuple(
            Cell(name, aspect, state, ("migration.csv#row",) if state != NOT_FOUND else ())
            for name, states in (
                ("one", ("planned", NOT_FOUND, NOT_FOUND)),
                ("two", ("published", NOT_FOUND, NOT_FOUND)),
                ("three", ("derived", "conflicting", NOT_FOUND)),
            )
            for aspect, state in zip(("trained", "departed", "returned"), states, strict=True)
        ),
    ),
)
every_chart = pytest.mark.parametrize("chart", [BARS, RANGES, STACKED, FUNNEL], ids=lambda chart: chart.id)


@every_chart
def test_a_narrow_chart_keeps_its_rows_and_the_size_of_its_text(chart: Exhibit) -> None:
    wide = resolve(chart)
    narrow = narrowed(wide)

    assert narrow["width"] == NARROW
    assert narrow["config"] == wide["config"]
    assert len(narrow["datasets"]["rows"]) == len(chart.data)
    assert not breaches(narrow)


def test_on_a_narrow_screen_the_figure_stands_behind_the_label_above_its_mark() -> None:
    labels = [row["label"].strip() for row in narrowed(resolve(BARS))["datasets"]["rows"]]

    assert labels == ["Trained: 100", "Placed with an employer: ≈\u00a040", "Returned: 4"]


@every_chart
def test_a_chart_under_a_pointer_is_still_a_chart(chart: Exhibit) -> None:
    for form in (resolve(chart), narrowed(resolve(chart))):
        answering = interactive(form)
        assert len(answering["layer"]) == len(form["layer"]) + 1  # type: ignore[arg-type]
        assert "tooltip" in answering["layer"][-1]["encoding"]
        assert not breaches(answering)


def test_the_words_under_a_pointer_are_those_of_the_finding_with_grade_and_source() -> None:
    script = chart_script("costs-bars", BARS, KNOWN, ENGLISH, SOURCES)

    name, charts = json.loads("[" + script.removeprefix("gspbriefChart(").removesuffix(");\n") + "]")
    assert name == "costs-bars"
    tips = [row["tip"] for row in charts["wide"]["datasets"]["rows"]]
    assert tips[0] == "Trained\n100\nPublished\nA report"
    assert tips[1] == "Placed with an employer\nabout 40\nPublished"
    assert [row["tip"] for row in charts["narrow"]["datasets"]["rows"]] == tips


def test_a_chart_in_words_says_its_kind_and_its_two_ends() -> None:
    assert alt_text(BARS, KNOWN, ENGLISH) == ("Bar chart, 3 rows. Highest: Trained, 100. Lowest: Returned, 4")
    assert alt_text(STACKED, KNOWN, ENGLISH) == (
        "Stacked column chart, 2 columns. Highest: 2017, 400. Lowest: 2017, 400"
    )
    assert alt_text(RANGES, KNOWN, ENGLISH) == (
        "Chart of dots and ranges, 2 rows. Widest: Placement rate, USD −1,480,000 to 893,000"
    )


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
@every_chart
def test_a_chart_in_words_is_short_enough_to_be_heard(chart: Exhibit, lang: str) -> None:
    text = alt_text(chart, KNOWN, Format(lang))

    assert len(text) <= ALT_LENGTH
    assert text != alt_text(chart, KNOWN, Format("en" if lang != "en" else "fr"))


def test_the_table_behind_a_chart_holds_figures_with_grade_and_source() -> None:
    assert [column.name for column in table_columns(BARS)] == ["measure", "figure", "grade", "source"]


def test_a_range_below_zero_has_no_dash_beside_its_minus_sign() -> None:
    texts = [row["text"] for row in resolve(RANGES)["datasets"]["rows"]]  # type: ignore[index,call-overload]

    assert texts == ["−1,480,000 to 893,000", "−500 to 700"]


@pytest.mark.slow
def test_the_bundle_of_vega_is_the_same_each_time_says_whose_it_is_and_prints_nothing(
    capfd: pytest.CaptureFixture[str],
) -> None:
    made = [vega_bundle.vega_bundle() for _ in range(2)]

    assert made[0] == made[1]
    assert made[0].startswith(vega_bundle.header())
    assert "University of Washington" in vega_bundle.header()
    assert "import(" not in made[0]
    assert capfd.readouterr() == ("", "")


def test_a_bundler_that_fails_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vega_bundle, "VEGA_LITE", "0.1")

    with pytest.raises(RenderError, match=r"Vega-Lite 0\.1 cannot be bundled: (?s:.*)Unsupported"):
        vega_bundle.vega_bundle()


def test_a_map_of_dots_shows_answers_and_no_plans_those_with_most_answers_first() -> None:
    rows = resolve(MAP)["datasets"]["rows"]  # type: ignore[index,call-overload]

    assert [(row["partnership"], row["aspect"], row["state"]) for row in rows] == [
        ("Three", "Trained", "Derived"),
        ("Three", "Left", "Sources conflict"),
        ("Two", "Trained", "In print"),
    ]
    (layer,) = resolve(MAP)["layer"]  # type: ignore[misc]
    assert layer["encoding"]["x"]["scale"]["domain"] == ["Trained", "Left", "Came back"]
    assert layer["encoding"]["fill"]["scale"]["domain"] == ["In print", "Derived", "Sources conflict"]


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
def test_a_map_of_dots_is_a_chart_wide_narrow_and_under_a_pointer(lang: str) -> None:
    wide = resolve(MAP, lang)
    narrow = narrowed(wide)

    assert narrow["width"] == NARROW
    assert narrow["height"] == wide["height"]
    for chart in (wide, narrow):
        answering = interactive(chart)
        assert [layer["encoding"]["tooltip"]["field"] for layer in answering["layer"]] == ["tip"]
        assert not breaches(answering)
    assert 20 <= len(alt_text(MAP, {}, Format(lang))) <= ALT_LENGTH


def test_a_map_of_more_than_a_page_keeps_those_that_answer_most() -> None:
    names = {f"p{number}": f"P {number}" for number in range(60)}
    cells = tuple(
        Cell(name, aspect, "published" if number % 3 >= place else NOT_FOUND, ("migration.csv#row",))
        for number, name in enumerate(names)
        for place, aspect in enumerate(("trained", "departed", "returned"))
    )
    drawn = matrices.evidence_map(
        "synthesis/known", Grid("gaps", ("trained", "departed", "returned"), names, cells)
    )

    shown = {row["partnership"][0]["id"] for row in drawn.data}
    assert shown == {name for number, name in enumerate(names) if number % 3 == 2}
