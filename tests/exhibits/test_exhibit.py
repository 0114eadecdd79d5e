"""Charts and tables: honest marks, one spec for every language, data that survives the results file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from evidence_frames import count, study
from gspbrief.analysis import migration
from gspbrief.brief.chart_texts import table_columns
from gspbrief.errors import EstimationError, TemplateError
from gspbrief.exhibits import standard as exhibits
from gspbrief.exhibits.exhibit import COLUMNS, VEGA_MIME_TYPE, Column, Exhibit, resolve
from gspbrief.findings.citation import Citation
from gspbrief.findings.finding import MIME_TYPE, Finding, Findings
from vega_schema import breaches


def figure(finding_id: str, value: float | None, **more: object) -> Finding:
    basis: dict[str, object] = {"measure": "placed", "unit": "persons", "grade": "published"}
    return Finding(id=finding_id, value=value, **{**basis, **more})  # type: ignore[arg-type]


RATES = Findings(
    [
        figure(
            "demo.a", 0.05, unit="share", measure="completion_rate", low=0.03, high=0.1, interval="wilson"
        ),
        figure("demo.b", None, unit="share", measure="return_rate", low=0.3, high=0.35, interval="bounds"),
        figure("demo.c", 0.5, unit="share", measure="retention_rate", bound="about"),
    ]
)
BY_ORIGIN = Findings(
    figure(f"demo.{origin}.{year}", value, origin=origin, start=year, end=year)
    for origin, value in (("PHL", 307), ("BIH", 103))
    for year in ("2017", "2018")
)


def strings(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        for inner in part.values():
            yield from strings(inner)
    elif isinstance(part, (list, tuple)):
        for inner in part:
            yield from strings(inner)
    elif isinstance(part, str):
        yield part


MEASURES = ("applied", "selected", "trained", "placed", "departed")
CHARTS = [
    exhibits.bars("costs/bars", RATES),
    exhibits.ranges("migration/ranges", RATES),
    exhibits.stacked("migration/stacked", BY_ORIGIN),
    exhibits.funnel(
        "migration/funnel", Findings([figure("demo.plan", 160, status="planned"), figure("demo.is", 8)])
    ),
]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_a_chart_survives_the_results_file_and_holds_no_data_in_its_spec(chart: Exhibit) -> None:
    record = json.loads(json.dumps(chart.to_json(), allow_nan=False))
    assert Exhibit.from_json(record).to_json() == chart.to_json()
    assert chart.spec["data"] == {"name": "rows"}
    assert "datasets" not in chart.spec


@pytest.mark.parametrize("lang", ["en", "fr", "es"])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_a_chart_speaks_every_language_and_passes_the_schema(chart: Exhibit, lang: str) -> None:
    resolved = resolve(chart, lang)
    assert not [text for text in strings(resolved) if text.startswith("@")]
    assert not breaches(resolved)
    assert breaches({**resolved, "mark": "nonsense", "layer": None})


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.id)
def test_a_chart_comes_out_with_its_text(chart: Exhibit) -> None:
    import vl_convert

    svg = vl_convert.vegalite_to_svg(json.dumps(resolve(chart)), vl_version="6.1")
    assert "<text" in svg


def test_languages_differ_in_words_numbers_and_countries() -> None:
    chart = CHARTS[2]
    english, french = (json.dumps(resolve(chart, lang), ensure_ascii=False) for lang in ("en", "fr"))
    assert "Bosnia" in english
    assert "Bosnie-Herzégovine" in french
    number = resolve(chart, "fr")["config"]["locale"]["number"]  # type: ignore[index,call-overload]
    assert (number["decimal"], number["percent"]) == (",", "\u00a0%")


def test_whiskers_stand_only_for_true_intervals() -> None:
    drawn = {row["figure"]: row["whisker"] for row in CHARTS[1].data}
    assert drawn == {"demo.a": True, "demo.b": False, "demo.c": False}


def test_bars_begin_at_zero_and_leave_out_ranges_without_a_midpoint() -> None:
    chart = CHARTS[0]
    assert chart.findings == ("demo.a", "demo.c")
    layers = chart.spec["layer"]
    assert all(layer["encoding"]["x"]["scale"]["domain"][0] == 0 for layer in layers)  # type: ignore[attr-defined]


def test_figures_beside_marks_keep_their_hedges() -> None:
    rows = resolve(CHARTS[1])["datasets"]["rows"]  # type: ignore[index,call-overload]
    assert [row["text"] for row in rows] == ["5%", "30–35%", "≈ 50%"]


def test_an_axis_holds_one_unit_and_one_currency() -> None:
    with pytest.raises(EstimationError, match="one axis cannot hold"):
        exhibits.bars("costs/x", Findings([*RATES, figure("demo.d", 3)]))
    amounts = [figure(c, 1, unit="money", currency=c) for c in ("AUD", "EUR")]
    with pytest.raises(EstimationError, match="money AUD, money EUR"):
        exhibits.ranges("costs/x", Findings(amounts))


def test_more_than_four_categories_make_a_table() -> None:
    many = Findings(figure(f"demo.{o}", 1, origin=o) for o in ("PHL", "BIH", "SRB", "TUN", "IND"))
    assert exhibits.stacked("migration/x", many).form == "table"


def test_labels_name_measure_and_group_and_are_else_as_short_as_telling_the_rows_apart_allows() -> None:
    rows = Findings(
        [
            figure(
                "a", 0.77, unit="share", measure="employed", start="2011", end="2013", group="one of many"
            ),
            figure(
                "b", 0.55, unit="share", measure="employed", start="2017", end="2019", group="one of many"
            ),
            figure("c", 0.45, unit="share", measure="job_seekers", start="2019", end="2019"),
        ]
    )
    chart = exhibits.bars("outcomes/x", rows)
    assert [column.name for column in chart.columns] == ["measure", "group", "period", "value", "source"]


def test_a_rate_of_earlier_cohorts_is_labelled_with_their_years() -> None:
    span = {"unit": "share", "measure": "arrival_rate", "start": "2013", "end": "2019"}
    rows = [
        figure("a", 0.62, **span),
        figure("b", 0.87, **span, bound="at_most", details={"cohort_end": "2018"}),
    ]
    made = exhibits.ranges("migration/x", Findings(rows))
    drawn = resolve(made)["datasets"]["rows"]  # type: ignore[index,call-overload]
    assert [row["label"] for row in drawn] == ["2013–19", "2013–19 ÷ 2013–18"]


def test_a_year_that_a_group_is_named_by_is_said_once() -> None:
    told = [("second round, 2016", "2016"), ("second round, 2016", "2017"), ("", "2016")]
    rows = [figure(f"{i}", 58, group=who, start=year, end=year) for i, (who, year) in enumerate(told)]
    drawn = resolve(exhibits.bars("migration/x", Findings(rows)))["datasets"]["rows"]  # type: ignore[index,call-overload]
    assert [row["label"] for row in drawn] == ["Second round, 2016", "Second round, 2016, 2017", "2016"]


def test_a_table_leaves_out_columns_without_entries_and_points_to_its_findings() -> None:
    made = exhibits.table("costs/x", RATES, ("measure", "payer", "figure"))
    assert [column.name for column in made.columns] == ["measure", "figure"]
    assert [row["figure"] for row in made.data] == ["demo.a", "demo.b", "demo.c"]


def test_a_conflict_stands_in_one_table_in_its_order() -> None:
    made = exhibits.conflicts("migration/x", [("demo.c", "demo.a")], RATES)
    assert made.findings == ("demo.c", "demo.a")


def test_nothing_to_show_is_no_error_and_is_left_out() -> None:
    empty = [form("x/y", Findings()) for form in (exhibits.bars, exhibits.funnel, exhibits.ranges)]
    empty += [exhibits.stacked("x/y", Findings()), exhibits.table("x/y", Findings())]
    lone_row = exhibits.table("x/y", RATES[:1])
    assert exhibits.shown(*empty, CHARTS[1], lone_row) == (CHARTS[1], lone_row)
    assert all("Nothing" in str(e._repr_mimebundle_()["text/markdown"]) for e in empty)


@pytest.mark.parametrize("number", range(5))
def test_a_chart_of_fewer_than_three_values_is_none(number: int) -> None:
    values = Findings(figure(f"demo.{n}", 10 + n, measure=name) for n, name in enumerate(MEASURES[:number]))
    charts = (exhibits.bars("x/y", values), exhibits.ranges("x/z", values), exhibits.funnel("x/f", values))
    assert exhibits.shown(*charts) == (charts if number >= 3 else ())


def test_a_single_year_does_not_stand_beside_a_total_of_several() -> None:
    spans = (("2013", "2016"), ("2017", "2017"), ("2018", "2018"))
    counts = Findings(
        figure(f"demo.{start}", 100, origin="PHL", start=start, end=end, timing="during")
        for start, end in spans
    )
    for form in (exhibits.bars, exhibits.stacked):
        with pytest.raises(EstimationError, match="2013/2016 and 2017, which are of different length"):
            form("x/y", counts)
    years, longer = migration.of_single_years(counts)
    made = exhibits.stacked("x/y", years, left_out=longer)
    assert (made.findings, made.left_out) == (("demo.2017", "demo.2018"), ("demo.2013",))


def test_a_notebook_shows_a_chart_as_vega_with_a_table_behind_it() -> None:
    bundle = CHARTS[0]._repr_mimebundle_()
    assert bundle[MIME_TYPE] == {"findings": ["demo.a", "demo.c"], "exhibits": ["costs/bars"]}
    assert VEGA_MIME_TYPE in bundle
    assert str(bundle["text/markdown"]).startswith("| ")


def test_one_chart_has_the_same_bytes_every_time() -> None:
    rows = [
        count("demo.planned", "working_abroad", 160, status="planned"),
        count("demo.abroad", "working_abroad", 8, base="target", base_id="demo.planned"),
    ]
    made = [exhibits.funnel("migration/funnel", migration.funnel(study(migration=rows))) for _ in range(2)]
    assert json.dumps(made[0].to_json()) == json.dumps(made[1].to_json())


def test_what_a_chart_computes_from_figures_has_no_more_digits_than_they() -> None:
    computed = {"encoding": {"x": {"scale": {"domain": [-2 / 3, 1.2 * 0.583100932019539]}}}}
    drawn = Exhibit(id="a/b", form="chart", data=(), columns=(), spec=computed)

    assert drawn.spec == {"encoding": {"x": {"scale": {"domain": [-0.666666666667, 0.699721118423]}}}}


def test_two_columns_headed_alike_are_refused() -> None:
    columns = (COLUMNS["source"], Column(name="counted", title="source"))

    with pytest.raises(TemplateError, match="headed alike: source"):
        Exhibit(id="a/b", form="table", data=(), columns=columns, spec={})


def test_a_chart_told_apart_by_its_sources_has_each_once_and_says_what_a_passage_calls_its_rows() -> None:
    rows = [
        figure(f"demo.{key}", value, sources=(Citation(key),))
        for key, value in (("a", 8), ("b", 9), ("c", 10))
    ]
    chart = exhibits.bars("migration/several_counts", Findings(rows))
    called = chart.named({"demo.a": "Agency", "demo.b": "Embassy", "demo.c": "Press"})

    assert [column.name for column in table_columns(chart)] == ["figure", "grade", "source"]
    assert [column.name for column in table_columns(called)] == ["measure", "figure", "grade", "source"]
