"""What estimates of a survey say of themselves; eight persons, all worked out by hand."""

from __future__ import annotations

from pathlib import Path
from statistics import NormalDist

import pandas as pd
import pytest

from gspbrief.findings.intervals import newcombe
from gspbrief.project.subjects import DEMO
from gspbrief.surveys import tracer, tracer_curves, tracer_effects
from gspbrief.surveys.bounds import interval_of, lee_bounds, worst_case_bounds
from gspbrief.surveys.effects import effect
from records import Row, says

SURVEY: Row = {
    "grade": "modelled",
    "sources": [],
    "evidence_root": "",
    "n": 8,
    "group": "g",
    "measure": "effect",
}
PAID: Row = {"unit": "money", "currency": "EUR", "price_year": 2020, "per": "month", **SURVEY}


@pytest.fixture
def eight() -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "pay": [10.0, 20, 30, 40, 50, 60, 70, 80],
            "job": [0, 1, 0, 1, 1, 1, 0, 1],
            "g": [0, 0, 0, 0, 1, 1, 1, 1],
            "town": [1, 0, 0, 0, 1, 1, 1, 0],
            "answered": [1, 1, 1, 0, 1, 1, 1, 1],
        }
    )
    frame.attrs = {"units": {"pay": "money"}, "currency": "EUR", "price_year": 2020, "per": "month"}
    return frame


def test_a_difference_of_means_and_of_shares(eight: pd.DataFrame) -> None:
    difference: Row = {"method": "difference", "base": "respondents", "level": 0.95}
    [pay] = says([effect(eight, outcome="pay", group="g", method="difference")])
    [job] = says([effect(eight, outcome="job", group="g", method="difference")])
    for said, more in ((pay, {"degrees": "6"}), (job, {})):
        details = said.pop("details")
        assert isinstance(details, dict)
        assert details.pop("estimand").startswith("The difference in means between the groups.")
        assert details == {"estimand_code": "difference_in_means", "standard_error_kind": "HC2", **more}
    error = (2 * 500 / 3 / 4) ** 0.5
    assert pay == {
        "id": "effect.pay.difference", "value": 40, "standard_error": pytest.approx(error), **PAID,
        "low": pytest.approx(40 - 2.446912 * error), "high": pytest.approx(40 + 2.446912 * error),
        "interval": "interval", **difference,
    }  # fmt: skip
    low, high = newcombe(3, 4, 2, 4)
    assert job == {
        "id": "effect.job.difference", "value": 0.25, "unit": "share_difference", **SURVEY, **difference,
        "low": pytest.approx(low), "high": pytest.approx(high), "interval": "newcombe",
        "standard_error": pytest.approx((0.75 * 0.25 / 3 + 0.25 / 3) ** 0.5),
    }  # fmt: skip


def test_a_weighted_effect_says_who_weighs_most(eight: pd.DataFrame) -> None:
    # three in four of the town are treated, one in four of the others: weights of 4 ÷ 3 three times and of 4
    [said] = says([effect(eight, outcome="pay", group="g", method="ipw", covariates=["town"])])
    details = said.pop("details")
    assert isinstance(details, dict)
    assert details.pop("estimand").startswith("The average effect if everybody were in the group")
    overlap = {name: float(details.pop(name)) for name in sorted(details) if name.startswith("overlap_")}
    assert overlap == {
        "overlap_low": pytest.approx(0.25), "overlap_high": pytest.approx(0.75), "overlap_outside": 0,
        "overlap_effective_treated": pytest.approx(3), "overlap_effective_control": pytest.approx(3),
        "overlap_largest_weight": pytest.approx(0.5),
    }  # fmt: skip
    assert details == {
        "estimand_code": "average_treatment_effect", "standard_error_kind": "sandwich", "covariates": "town",
        "degrees": "5",
    }  # fmt: skip
    value, error, low, high = (said.pop(name) for name in ("value", "standard_error", "low", "high"))
    assert value == pytest.approx((60 - 10 + 80 - 30) / 2)
    assert (value - low, high - value) == (pytest.approx(2.570582 * error), pytest.approx(2.570582 * error))
    assert said == {
        "id": "effect.pay.ipw", "method": "ipw", "base": "respondents", "interval": "interval", "level": 0.95,
        "caveats": ["One person carries 50% of the weight of a group."], **PAID,
    }  # fmt: skip


def test_bounds_where_one_of_four_is_silent(eight: pd.DataFrame) -> None:
    asked = {"outcome": "pay", "group": "g", "observed": "answered"}
    bounds: Row = {"interval": "bounds", "bound": "range", "base": "invited", **PAID}
    [lee] = says([lee_bounds(eight, **asked)])
    details = lee.pop("details")
    assert isinstance(details, dict)
    assert set(details) == {"trimmed", "standard_error_low", "standard_error_high"}
    assert details["trimmed"] == "0.25"
    assert lee == {"id": "effect.pay.lee", "method": "lee", "low": 60 - 20, "high": 70 - 20, **bounds}
    worst = worst_case_bounds(eight, **asked, lowest=0, highest=100)
    [said] = says([worst])
    details = said.pop("details")
    assert isinstance(details, dict)
    low_error, high_error = (float(details.pop(f"standard_error_{end}")) for end in ("low", "high"))
    assert low_error == pytest.approx((5000 / 16 + 500 / 16) ** 0.5)
    assert high_error == pytest.approx((500 / 16 + 500 / 16) ** 0.5)
    assert details == {"lowest": "0", "highest": "100"}
    assert said == {
        "id": "effect.pay.worst_case", "method": "worst_case", "low": 65 - 40, "high": 65 - 15, **bounds
    }  # fmt: skip
    around = interval_of(worst)
    assert (around.id, around.interval, around.level) == (f"{worst.id}.interval", "imbens_manski", 0.95)
    assert around.low is not None
    reach = (25 - around.low) / low_error
    assert around.high == pytest.approx(50 + reach * high_error)
    phi = NormalDist().cdf
    assert phi(reach + 25 / low_error) - phi(-reach) == pytest.approx(0.95)


def test_bounds_of_twins_who_differ_by_the_same_are_sure() -> None:
    pay = [10, 20, 30, 40, 50, 60]
    pairs = pd.DataFrame(
        {"pay": [*pay, *(each + 5 for each in pay)], "g": [0] * 6 + [1] * 6, "twins": [*range(6)] * 2}
    )
    ends: dict[str, float] = {"lowest": 0, "highest": 100}
    of: dict[str, str] = {"outcome": "pay", "group": "g", "observed": "seen", "cluster": "twins"}
    found = worst_case_bounds(pairs.assign(seen=1), **of, **ends)
    assert (found.low, found.high) == (pytest.approx(5), pytest.approx(5))
    assert (found.details["clusters"], float(found.details["standard_error_low"])) == ("6", pytest.approx(0))


def test_what_is_told_of_the_fictitious_programme() -> None:
    survey = tracer.load(DEMO, Path(__file__).parents[2] / "data")
    [overlap] = tracer_effects.overlap_of_groups(survey, ["age"])
    assert (overlap.id, overlap.measure, overlap.unit) == (
        "survey.outside_overlap",
        "outside_overlap",
        "share",
    )
    assert (overlap.value, overlap.n) == (pytest.approx(1 / 1200), 1200)
    low, high = (float(overlap.details[f"overlap_{end}"]) for end in ("low", "high"))
    assert 0 < low < high < 1
    [refused] = tracer_effects.overlap_of_groups(survey, [])
    assert (refused.found, refused.unit) == (False, "share")
    waves: dict[str, int] = {"before": survey.before, "after": survey.after}
    did, difference, ipw = tracer_effects.effects(
        survey, "employed", **waves, covariates=[], cluster=None, methods=("did", "difference", "ipw")
    )
    assert int(did.details["clusters"]) == (did.n or 0) / 2  # each person answered twice
    assert "clusters" not in difference.details
    assert (ipw.found, ipw.measure, ipw.unit) == (False, "effect", "share_difference")
    attrition = tracer_effects.silence(survey, survey.after, None)[0]
    assert (attrition.id, attrition.group) == ("survey.attrition", "")
    rates = tracer_curves.rates_by(survey, tracer_curves.departures(survey), "migration_rate", (24, 999))
    assert {(f.method, f.found, f.unit) for f in rates} == {
        ("aalen_johansen", True, "share"), ("", False, "share")
    }  # fmt: skip
