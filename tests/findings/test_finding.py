"""A finding refuses what is not a figure, and arithmetic on findings keeps hedges and origins."""

from __future__ import annotations

import json
import math

import pytest

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Citation, Grade
from gspbrief.findings.conflicts import conflicts
from gspbrief.findings.derivation import derived, ratio
from gspbrief.findings.finding import MIME_TYPE, Bound, Finding, Findings, not_found, quotient


def figure(finding_id: str = "demo.a", value: float | None = 1.0, **more: object) -> Finding:
    basis: dict[str, object] = {"measure": "placed", "unit": "persons", "grade": "published"}
    return Finding(id=finding_id, value=value, **{**basis, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["value", "low", "high", "standard_error"])
def test_what_is_not_a_number_is_refused(name: str, number: float) -> None:
    with pytest.raises(EstimationError, match=name):
        figure(**{"value": 1.0, name: number})


def test_a_range_upside_down_a_wrong_grade_and_an_unexplained_absence_are_refused() -> None:
    with pytest.raises(EstimationError, match="runs from"):
        figure(low=2, high=1)
    with pytest.raises(EstimationError, match="grade"):
        figure(grade="guessed")
    with pytest.raises(EstimationError, match="reason"):
        figure(value=None)


def test_a_finding_survives_json_with_twelve_significant_digits() -> None:
    one = figure(
        value=1 / 3, sources=(Citation("report", "p. 4"),), inputs=("x",), details={"payer": "donor"}
    )
    back = Finding.from_json(json.loads(json.dumps(one.to_json(), allow_nan=False)))
    assert back.value == 0.333333333333
    assert (back.sources, back.inputs, back.details) == (one.sources, one.inputs, one.details)


def test_two_findings_cannot_share_an_id() -> None:
    with pytest.raises(EstimationError, match="two findings"):
        Findings([figure(), figure()])


def test_findings_show_themselves_with_their_ids() -> None:
    bundle = Findings([figure(), not_found("costs.x", "cost_per_placed", "money", 3)])._repr_mimebundle_()
    assert bundle[MIME_TYPE] == {"findings": ["demo.a", "costs.x"], "exhibits": []}
    assert "not found" in str(bundle["text/markdown"])


def test_an_absence_counts_the_sources_that_were_consulted() -> None:
    assert not_found("a", "b", "money", 1).reason == "not found in the 1 source consulted"
    assert not_found("a", "b", "money", 7).reason == "not found in the 7 sources consulted"


@pytest.mark.parametrize(
    ("top", "bottom", "bound"),
    [
        ("exact", "exact", "exact"),
        ("about", "exact", "about"),
        ("above", "exact", "at_least"),
        ("exact", "at_most", "at_least"),
        ("at_least", "below", "at_least"),
        ("below", "exact", "at_most"),
        ("about", "at_least", "at_most"),
    ],
)
def test_a_quotient_carries_hedges(top: Bound, bottom: Bound, bound: Bound) -> None:
    value, *_, found = quotient(figure(value=10, bound=top), figure(value=4, bound=bottom))
    assert (value, found) == (2.5, bound)


@pytest.mark.parametrize(("top", "bottom"), [("above", "at_least"), ("below", "at_most"), ("above", "above")])
def test_hedges_that_pull_apart_leave_no_bound(top: Bound, bottom: Bound) -> None:
    with pytest.raises(EstimationError, match="no bound"):
        quotient(figure(value=10, bound=top), figure(value=4, bound=bottom))
    refused = ratio("x", "y", "share", figure("a", 10, bound=top), figure("b", 4, bound=bottom))
    assert (refused.found, refused.details["reason"], refused.inputs) == (False, "no_bound", ("a", "b"))


def test_nothing_is_divided_by_zero_or_by_what_was_not_found() -> None:
    with pytest.raises(EstimationError, match="zero"):
        quotient(figure(), figure(value=0))
    with pytest.raises(EstimationError, match="not found"):
        quotient(figure(), not_found("b", "placed", "persons", 2))


@pytest.mark.parametrize(
    ("grades", "grade"),
    [
        (("published", "published"), "derived"),
        (("published", "modelled"), "modelled"),
        (("illustrative", "assumed"), "illustrative"),
    ],
)
def test_a_derived_figure_is_no_better_than_its_weakest_input(
    grades: tuple[Grade, Grade], grade: str
) -> None:
    pairs = zip(("a", "b"), grades, ("high", "low"), strict=True)
    inputs = [figure(name, grade=g, confidence=c) for name, g, c in pairs]
    found = derived("x", "y", "share", inputs, value=1)
    assert (found.grade, found.confidence) == (grade, "low")


def test_conflicts_are_grouped_by_what_they_contradict_each_other_about() -> None:
    rows = [
        figure("a", 30, track="away", status="planned", evidence_root="x"),
        figure("b", 90, track="home", status="planned", evidence_root="x"),
        figure("c", 40, track="away", status="planned", evidence_root="y"),
        figure("d", 0.02, unit="share", end="2016", evidence_root="x"),
        figure("e", 0.029, unit="share", end="2014", evidence_root="y"),
        figure("f", 0.15, unit="share", end="2013", evidence_root="x"),
        figure("g", 0.10, unit="share", end="2013-02", evidence_root="y"),
    ]
    assert conflicts(rows) == (("a", "c"), ("f", "g"))
