"""Curves over time: how many people they rest on stands below them, and they end where these are few."""

from __future__ import annotations

import json

import pytest
import vl_convert

from gspbrief.exhibits import curves
from gspbrief.exhibits.exhibit import resolve
from gspbrief.exhibits.screen_charts import narrowed
from gspbrief.findings.finding import Findings
from gspbrief.surveys import tracer, tracer_curves


@pytest.fixture(scope="module")
def survey() -> tracer.Tracer:
    return tracer.load("demo")


@pytest.fixture(scope="module", params=["departures", "still_abroad"])
def drawn(request: pytest.FixtureRequest, survey: tracer.Tracer) -> tuple[tracer_curves.Curve, ...]:
    found = (
        tracer_curves.departures(survey)
        if request.param == "departures"
        else tracer_curves.still_abroad(survey)
    )
    assert found
    return found


def test_the_numbers_at_risk_are_those_still_observed(survey: tracer.Tracer) -> None:
    timed = tracer_curves.graduates(survey)
    for curve in tracer_curves.departures(survey):
        own = timed[timed["track"] == curve.track]["months"]
        assert curve.at_risk == tuple(sum(own >= month) for month in curve.months)
        assert curve.yearly == tuple(sum(own >= 12 * year) for year in range(len(curve.yearly)))
        assert curve.yearly[0] == curve.persons == len(own)
        assert 12 * len(curve.yearly) > own.max()


def test_a_curve_ends_where_fewer_than_ten_are_at_risk(drawn: tuple[tracer_curves.Curve, ...]) -> None:
    made = curves.steps("survey/x", drawn, Findings())
    assert min(row["at_risk"] for row in made.data) >= curves.FEW  # type: ignore[type-var, operator]
    left_out = 0
    for curve in drawn:
        rows = [row for row in made.data if row["track"] == curve.track]
        known = zip(curve.months, curve.at_risk, strict=True)
        steps = {month for month, persons in known if persons >= curves.FEW}
        assert steps <= {row["months"] for row in rows}
        assert all(row["value"] == pytest.approx(curve.at(row["months"])[0]) for row in rows)  # type: ignore[arg-type]
        left_out += len(curve.months) - len(steps)
    assert left_out or drawn[0].track == ""


def test_the_numbers_at_risk_stand_below_each_year_at_every_width(
    drawn: tuple[tracer_curves.Curve, ...],
) -> None:
    made = curves.steps("survey/x", drawn, Findings())
    yearly = [row["at_risk"] for row in made.data if row["year"]]
    assert len(yearly) >= 4
    assert "at_risk" in [column.name for column in made.columns]
    for form in (resolve(made), narrowed(resolve(made))):
        svg = vl_convert.vegalite_to_svg(json.dumps(form), vl_version="6.1")
        assert all(f">{number}</text>" in svg for number in yearly)
        assert "at risk" in svg
