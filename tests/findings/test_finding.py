"""A finding refuses what is not a figure, and arithmetic on findings keeps hedges and origins."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import pytest
from markupsafe import Markup

from gspbrief.errors import EstimationError
from gspbrief.findings.citation import Citation, Grade
from gspbrief.findings.conflicts import conflicts
from gspbrief.findings.derivation import derived, ratio
from gspbrief.findings.finding import MIME_TYPE, Bound, Finding, Findings, not_found, plain, quotient
from gspbrief.findings.plain_cells import table


def figure(finding_id: str = "demo.a", value: float | None = 1.0, **more: object) -> Finding:
    basis: dict[str, object] = {"measure": "placed", "unit": "persons", "grade": "published"}
    return Finding(id=finding_id, value=value, **{**basis, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["value", "low", "high", "standard_error"])
def test_what_is_not_a_number_is_refused(name: str, number: float) -> None:
    with pytest.raises(EstimationError, match=f"^demo.a: {name} is"):
        figure(**{"value": 1.0, name: number})


def test_a_range_upside_down_a_wrong_grade_and_an_unexplained_absence_are_refused() -> None:
    with pytest.raises(EstimationError, match=r"^demo.a: the range runs from 2 down to 1"):
        figure(low=2, high=1)
    with pytest.raises(EstimationError, match=r"^demo.a: grade 'guessed' is not one of published, derived"):
        figure(grade="guessed")
    with pytest.raises(EstimationError, match=r"^demo.a: there is neither a value nor a reason"):
        figure(value=None)


def test_a_finding_survives_json_with_twelve_significant_digits() -> None:
    one = figure(
        value=1 / 3,
        sources=(Citation("report", "p. 4"),),
        inputs=("x",),
        caveats=("y",),
        details={"payer": "donor"},
    )
    back = Finding.from_json(json.loads(json.dumps(one.to_json(), allow_nan=False)))
    assert back == replace(one, value=0.333333333333)


def test_a_finding_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match=r"^'demo_b'$"):
        Findings([figure()]).named("demo_b")


def test_two_findings_cannot_share_an_id() -> None:
    with pytest.raises(EstimationError, match=r"^demo.a: two findings have this id"):
        Findings([figure(), figure()])


def test_findings_show_themselves_with_their_ids() -> None:
    paid = figure("demo.paid", 1.5, unit="money", currency="EUR", sources=(Citation("a"), Citation("b_*")))
    shown = Findings([paid, not_found("costs.x y", "cost_per_placed", "money", 3)])
    assert shown._repr_mimebundle_() == {
        "text/markdown": "| finding | value | unit | grade | source |\n"
        "|:--|--:|:--|:--|:--|\n"
        r"| `demo.paid` | 1.5 | money EUR | published | a, b\_\* |"
        "\n| costs.x y | not found | money | published |  |",
        "text/plain": "demo.paid: 1.5 money\ncosts.x y: not found money",
        MIME_TYPE: {"findings": ["demo.paid", "costs.x y"], "exhibits": []},
    }
    nothing = Findings()._repr_mimebundle_()
    assert list(nothing.values())[:2] == ["*No such figure in the evidence.*", "no findings"]


@pytest.mark.parametrize(
    ("value", "more", "shown"),
    [
        (1234567.8, {}, "1.23457e+06"),
        (2.5, {"bound": "range", "low": 2, "high": 3}, "2.5 (2–3)"),
        (2.5, {"low": 2}, "2.5 (2–)"),
        (2.5, {"high": 3}, "2.5 (–3)"),
        (2.5, {"bound": "at_most"}, "at most 2.5"),
        (None, {"bound": "range", "low": 2, "high": 3}, "2–3"),
        (None, {"bound": "about", "low": 2, "high": 3}, "about 2–3"),
        (None, {"bound": "at_least", "low": 2}, "at least 2–"),
        *((None, {"bound": word, "low": 2, "high": 3}, "2–3 or more") for word in ("above", "at_least")),
        *((None, {"bound": word, "low": 2, "high": 3}, "2–3 or less") for word in ("below", "at_most")),
    ],
)
def test_a_figure_is_shown_with_its_hedge_and_range(
    value: float | None, more: dict[str, object], shown: str
) -> None:
    assert plain(figure(value=value, **more)) == shown


def test_a_cell_holds_its_text_and_nothing_else() -> None:
    written = table(["a", "b|c"], [[" x\ty", Markup("*z*")], [1, r"\("]], right=[1])

    assert written == "| a | b\\|c |\n|:--|--:|\n|  x y | *z* |\n" r"| 1 | \\\( |"


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


@pytest.mark.parametrize(
    ("top", "bottom", "ends"),
    [
        ((8, 12), (2, 5), (1.6, 6)),
        ((8, 12), (4, 4), (2, 3)),
        ((10, 10), (4, 10), (1, 2.5)),  # an end of one is the other
        ((2, 10), (2, 10), (0.2, 5)),
        ((10, 10), (4, 4), (None, None)),
    ],
)
def test_a_quotient_of_ranges_runs_from_the_least_it_can_be_to_the_most(
    top: tuple[float, float], bottom: tuple[float, float], ends: tuple[float | None, float | None]
) -> None:
    ranged = (figure(low=low, high=high, value=number) for number, (low, high) in ((10, top), (4, bottom)))
    assert quotient(*ranged) == (2.5, *ends, "exact")
    _, low, high, bound = quotient(
        *(figure(value=None, low=a, high=b, bound="range") for a, b in (top, bottom))
    )
    assert (low, high, bound) == (top[0] / bottom[1], top[1] / bottom[0], "range")


@pytest.mark.parametrize(
    ("top", "bottom"), [("at_least", "at_least"), ("below", "at_most"), ("above", "above")]
)
def test_hedges_that_pull_apart_leave_no_bound(top: Bound, bottom: Bound) -> None:
    with pytest.raises(EstimationError, match="no bound"):
        quotient(figure(value=10, bound=top), figure(value=4, bound=bottom))
    refused = ratio("x", "y", "share", figure("a", 10, bound=top), figure("b", 4, bound=bottom))
    said = f"a is {top.replace('_', ' ')} and b is {bottom.replace('_', ' ')}: their quotient has no bound"
    assert refused.reason == said
    assert (refused.found, refused.details["reason"], refused.inputs) == (False, "no_bound", ("a", "b"))


def test_nothing_is_divided_by_zero_or_by_what_was_not_found() -> None:
    for nothing, said in (
        (figure("b", 0), "^b: division by a count of zero"),
        (figure("b", 1, low=0), "^b: division by a count of zero"),
        (not_found("b", "placed", "persons", 2), "^b: not found in"),
    ):
        with pytest.raises(EstimationError, match=said):
            quotient(figure(), nothing)


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
