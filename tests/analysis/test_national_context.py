"""The national context: every origin country of the evidence, from its rows to its range."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.analysis.brain_gain import ELASTICITIES, SHORT_RUN_SLOPE, SLOPE, SOURCE
from gspbrief.analysis.national_context import INPUTS, brain_gains, inputs
from gspbrief.evidence.reading import load
from gspbrief.evidence.study import Study
from gspbrief.findings.finding import Finding, Findings
from records import says
from studies import every_study

pytestmark = pytest.mark.slow

DATA = Path(__file__).parents[2] / "data"
CALCULATED = {
    *("ALB", "BGD", "BIH", "CHN", "COL", "EGY", "ETH", "FJI", "GEO", "GHA", "IDN", "IND", "JOR", "KHM"),
    *(
        "LKA",
        "MAR",
        "MDA",
        "NGA",
        "NPL",
        "PHL",
        "PNG",
        "SEN",
        "SLB",
        "SLV",
        "SRB",
        "TUN",
        "UKR",
        "VNM",
        "VUT",
        "ZAF",
    ),
}
CHANGED_BY_IMMIGRANTS = {"CHL", "MEX", "TON", "WSM"}


@pytest.fixture(scope="module")
def studies() -> tuple[Study, ...]:
    """Every partnership as if it moved graduates, so that every country of origin is tried."""
    return tuple(
        replace(one, partnership=replace(one.partnership, model="traditional", isco08=("2221",)))
        for one in every_study()
    )


@pytest.fixture(scope="module")
def found(studies: tuple[Study, ...]) -> dict[str, Finding]:
    return {f.origin: f for study in studies for f in brain_gains(study)}


def test_every_origin_country_with_all_inputs_has_a_range(found: dict[str, Finding]) -> None:
    assert {country for country, f in found.items() if f.found} == CALCULATED
    assert all(f.low <= f.value <= f.high for f in found.values() if f.found)  # type: ignore[operator]


def test_a_country_whose_immigrants_change_the_share_is_refused_with_that_reason(
    found: dict[str, Finding],
) -> None:
    refused = {c for c, f in found.items() if f.details.get("reason") == "national_model_does_not_hold"}

    assert refused == CHANGED_BY_IMMIGRANTS


def test_the_benchmark_is_the_difference_of_the_two_shares_of_the_source(
    studies: tuple[Study, ...], found: dict[str, Finding]
) -> None:
    rows: dict[str, Findings] = {c: inputs(s).where(origin=c) for s in studies for c in s.partnership.origins}
    for country in CALCULATED:
        share = {f.measure: f.value for f in rows[country]}
        published = share["tertiary_share"] - share["tertiary_share_no_migration"]  # type: ignore[operator]
        assert found[country].value == pytest.approx(published, abs=5e-6), country


def test_the_range_of_one_country_by_hand(found: dict[str, Finding]) -> None:
    # Tunisia, where z is zero: Hn (1-1/L0)/(1-1/L) for the lowest and the highest elasticity
    ratio, high, low, residents = (
        3.865999152771537,
        0.1537225389800864,
        0.0681051802884642,
        0.0960828004590916,
    )
    natives = residents * (1 - low) / (residents * (1 - low) + (1 - residents) * (1 - high))
    kept = (1 - low) / (1 - high)
    changes = [residents - natives * (1 - ratio**-e) / (1 - ratio**-e / kept) for e in ELASTICITIES]

    assert (SHORT_RUN_SLOPE["upper_middle"], SLOPE["upper_middle"]) == (0, 0)
    assert found["TUN"].caveats == ("national_not_programme", "income_group_implied")
    assert (found["TUN"].low, found["TUN"].high) == pytest.approx((min(changes), max(changes)), abs=1e-12)


def test_the_finding_says_what_it_is_and_where_every_input_stands() -> None:
    study = load("fin_hus", DATA)
    (philippines,) = brain_gains(study)

    assert philippines.inputs == tuple(f"phl.{measure}" for measure in INPUTS)
    assert set(philippines.inputs) == {f.id for f in inputs(study)}
    assert (philippines.grade, philippines.interval) == ("modelled", "specifications")
    assert philippines.partnership == ""  # no figure of the partnership's own
    assert (philippines.id, philippines.measure) == ("outcomes.brain_gain.phl", "brain_gain")
    assert (philippines.unit, philippines.base, philippines.origin) == (
        "share_difference",
        "residents",
        "PHL",
    )
    assert philippines.method == "selective_emigration_model"
    assert philippines.formula.startswith("Hn = Hr(1-mL)/[Hr(1-mL)+(1-Hr)(1-mH)]; r = wH/wL; ")
    assert philippines.caveats == ("national_not_programme", "income_group_implied")
    assert philippines.details["income_group"] == "lower_middle"
    assert "national_not_programme" in philippines.caveats
    assert {citation.key for citation in philippines.sources} == {"changom_replication_2025"}
    assert philippines.sources[0] == SOURCE


def test_an_input_says_what_its_row_says() -> None:
    with (DATA / "context.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["id"]: row for row in csv.DictReader(file)}
    found = inputs(load("fin_hus", DATA))
    assert len(found) == len(INPUTS)
    for given in found:
        row, said = rows[given.id], given.to_json()
        for name in ("measure", "unit", "bound", "start", "end", "grade"):
            assert said[name] == row[name]
        for name in ("value", "low", "high"):
            assert said[name] == (pytest.approx(float(row[name])) if row[name] else None)
        assert said["sources"] == [[row["source"], row["locator"]]]
        assert (given.origin, given.evidence_root) == (row["country"], row["source"])
        assert given.row == f"context.csv#{given.id}"
        assert given.details == ({"note": row["note"]} if row["note"] else {})


def test_a_country_without_rows_says_that_an_input_was_not_found() -> None:
    kiribati = brain_gains(load("kani", DATA)).named("outcomes.brain_gain.kir")

    assert says([kiribati]) == [
        {
            "id": "outcomes.brain_gain.kir", "measure": "brain_gain", "unit": "share_difference",
            "grade": "modelled", "origin": "KIR", "reason": "an input of the model was not found",
            "details": {"reason": "national_inputs_missing"}, "sources": [], "evidence_root": "",
        }
    ]  # fmt: skip


def test_a_country_that_the_model_does_not_hold_for_says_why(found: dict[str, Finding]) -> None:
    (told,) = says([found["CHL"]])
    assert str(told.pop("reason")).startswith(
        "the model gives the source's share without migration with no inc"
    )
    assert told == {
        "id": "outcomes.brain_gain.chl", "measure": "brain_gain", "unit": "share_difference",
        "grade": "modelled", "origin": "CHL", "inputs": [f"chl.{measure}" for measure in INPUTS],
        "details": {"reason": "national_model_does_not_hold"}, "evidence_root": found["CHL"].evidence_root,
        "sources": [[citation.key, citation.locator] for citation in found["CHL"].sources],
        "start": found["CHL"].start, "end": found["CHL"].end,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("occupations", "model", "shown"),
    [
        (("2221",), "traditional", True),
        (("2221", "2512"), "global_skill_partnership", True),
        (("2221", "5131"), "traditional", False),
        (("9211",), "traditional", False),
        ((), "traditional", False),
        (("2221",), "neither", False),
    ],
    ids=["nurses", "nurses and developers", "hotel staff too", "farm work", "not known", "none moves"],
)
def test_the_prospect_of_leaving_is_shown_only_where_all_who_move_have_a_degree(
    occupations: tuple[str, ...], model: str, shown: bool
) -> None:
    study = load("fin_hus", DATA)
    here = replace(study.partnership, isco08=occupations, model=model, tracks="")

    assert bool(brain_gains(replace(study, partnership=here))) is shown
    assert bool(inputs(replace(study, partnership=here))) is shown
