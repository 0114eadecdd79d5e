"""What is told of a survey, whole: of simulated persons, and of the same persons as if they existed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import Finding
from gspbrief.project.subjects import DEMO
from gspbrief.surveys import tracer, tracer_effects, tracer_findings, tracer_tracks
from gspbrief.surveys.disclosure import Disclosure, WithheldError
from gspbrief.surveys.tracer import LackingError, Tracer
from records import Row, says

SIMULATED: Row = {"grade": "illustrative", "partnership": DEMO, "sources": [], "evidence_root": ""}
REAL: Row = {**SIMULATED, "grade": "modelled"}


@pytest.fixture(scope="module")
def demo() -> Tracer:
    return tracer.load(DEMO, Path(__file__).parents[2] / "data")


def real(survey: Tracer, threshold: int = 10, share: float = 1.0) -> Tracer:
    """The survey as if its persons, or the first of them, existed."""
    persons = survey.rows["person"].unique()
    rows = survey.rows[survey.rows["person"].isin(persons[: int(share * len(persons))])].assign(simulated=0)
    rows.attrs = {name: held for name, held in survey.rows.attrs.items() if name != "simulated"}
    kept = Disclosure(rows["person"], threshold)
    described = replace(survey.description, threshold=threshold)
    return replace(survey, rows=rows, description=described, disclosure=kept)


def test_who_was_invited_and_who_answered(demo: Tracer) -> None:
    invited = demo.rows[demo.rows["wave"] == demo.after]
    answered = int(invited["answered"].sum())
    persons: Row = {"unit": "persons", **SIMULATED}
    responses: Row = {"measure": "survey_responses", "base": "invited", "n": 1200, "value": answered}
    sample, count, rate = says(tracer_findings.sample(demo, demo.after))
    assert sample == {"id": "survey.survey_sample", "measure": "survey_sample", "value": 1200, **persons}
    assert count == {"id": "survey.survey_responses", **responses, **persons}
    assert (rate.pop("low"), rate.pop("high")) != (None, None)
    assert rate == {
        "id": "survey.response_rate", "measure": "survey_response_rate", "unit": "share", "n": 1200,
        "value": pytest.approx(answered / 1200), "interval": "wilson", "level": 0.95, "base": "invited",
        **SIMULATED,
    }  # fmt: skip
    held = real(demo)
    sample, count, rate = says(tracer_findings.sample(held, held.after))
    window = ",".join(map(str, held.window))
    about = {"threshold": "10", "design": "lottery", "lacking": ",".join(held.lacking), "window": window}
    about = {name: text for name, text in about.items() if text or name == "lacking"}
    assert sample["details"] == about
    assert (count["value"], rate["value"]) == (answered, float(f"{answered / 1200:.4g}"))
    everybody = replace(held, rows=held.rows.assign(answered=1))
    assert all(f.found for f in tracer_findings.sample(everybody, held.after))


@pytest.mark.parametrize(
    ("error", "code", "of_people"),
    [
        (LackingError("the survey does not tell x"), "not_asked", "not_asked"),
        (WithheldError("few"), "withheld", "withheld"),
        (EstimationError("row 7 is odd"), "not_estimable", "not_estimable_here"),
    ],
)
def test_what_cannot_be_estimated_says_why_and_of_people_names_no_row(
    demo: Tracer, error: EstimationError, code: str, of_people: str
) -> None:
    def refusing() -> Finding:
        raise error

    found = tracer_findings.attempted(("one", "two"), "effect", "share", refusing)
    none: Row = {"measure": "effect", "unit": "share", "reason": str(error), **SIMULATED}
    assert says(tracer_findings.of_programme(demo, found)) == [
        {"id": f"survey.{name}", "details": {"reason": code}, **none} for name in ("one", "two")
    ]
    told, _ = tracer_findings.of_programme(real(demo), found)
    assert told.grade == "modelled"
    general = "these data do not allow it: too few persons or centers, or too little that differs"
    assert told.details == {"reason": of_people}
    assert told.reason == (general if code == "not_estimable" else str(error))


def test_numbers_on_people_have_four_digits_and_counts_all_of_theirs(demo: Tracer) -> None:
    given: Row = {"measure": "x", "grade": "illustrative", "value": 1234.567, "low": 1, "high": 23456.7}
    details = {"p_value": "0.123456", "degrees": "123456", "word": "a.5"}
    share = Finding(id="x", unit="share", standard_error=0.123456, details=details, **given)  # type: ignore[arg-type]
    people = Finding(id="y", unit="persons", **given)  # type: ignore[arg-type]
    one, other = tracer_findings.of_programme(real(demo), [share, people])
    assert (one.value, one.low, one.high, one.standard_error) == (1235, 1, 23460, 0.1235)
    assert one.details == {"p_value": "0.1235", "degrees": "123456", "word": "a.5"}
    assert (other.value, other.high) == (1234.567, 23456.7)


def test_tracks_are_compared_and_say_what_it_is(demo: Tracer) -> None:
    for survey, of in ((demo, SIMULATED), (real(demo), REAL)):
        statistic, p = says(tracer_tracks.track_test(survey))
        assert (p["id"], p["unit"], p["method"]) == ("survey.p_value.tracks", "probability", "log_rank")
        assert p["n"] == statistic["n"]
        details = statistic.pop("details")
        assert isinstance(details, dict)
        assert set(details) == {"p_value", "degrees"}
        assert details["degrees"] == "1"
        assert isinstance(statistic.pop("value"), float)
        assert isinstance(statistic.pop("n"), int)
        assert statistic == {
            "id": "survey.log_rank", "measure": "log_rank", "unit": "ratio", "method": "log_rank",
            "base": "graduates", **of,
        }  # fmt: skip
    [gap] = says(tracer_tracks.difference_of_tracks(demo, 12))
    for name in ("value", "low", "high"):
        assert isinstance(gap.pop(name), float)
    assert isinstance(gap.pop("n"), int)
    assert gap == {
        "id": "survey.rate_difference.12", "measure": "rate_difference", "interval": "newcombe",
        "level": 0.95, "unit": "share_difference", "method": "newcombe", "base": "graduates", **SIMULATED,
        "details": {"rate": "migration_rate", "along": "track", "first": "away", "second": "home"},
    }  # fmt: skip


def test_where_nothing_can_be_said_each_name_stands_with_its_reason(demo: Tracer) -> None:
    no_track = replace(demo, rows=demo.rows.drop(columns="track"))
    for found, ids, unit in (
        (tracer_tracks.track_test(no_track), ["log_rank", "p_value.tracks"], "ratio"),
        (tracer_tracks.difference_of_tracks(no_track, 12), ["rate_difference.12"], "share_difference"),
        (tracer_effects.balance_of_groups(demo, []), ["balance"], "sd"),
    ):
        assert [f.id for f in found] == [f"survey.{name}" for name in ids]
        assert {f.unit for f in found} == {unit}
        assert {f.details["reason"] for f in found} == {"not_asked"}
    [balance] = tracer_effects.balance_of_groups(demo, [])
    assert balance.measure == "standardised_difference"


def test_effects_on_people_keep_those_who_answered_both_times_and_withhold_counts_of_few(
    demo: Tracer,
) -> None:
    held = real(demo)
    waves: dict[str, int] = {"before": held.before, "after": held.after}
    did, difference = tracer_effects.effects(
        held, "employed", **waves, covariates=[], cluster=None, methods=("did", "difference")
    )
    both = demo.rows[demo.rows["wave"].isin(waves.values())].dropna(subset=["work", "group"])
    twice = both.groupby("person")["wave"].transform("size") == 2
    assert (did.n, int(did.details["clusters"])) == (int(twice.sum()), int(twice.sum()) // 2)
    assert difference.n == len(both[both["wave"] == held.after])
    assert (did.method, difference.method, did.group) == ("did", "difference", difference.group)
    [paid] = tracer_effects.effects(
        held, "earnings", **waves, covariates=[], cluster=None, methods=("difference",)
    )
    assert paid.n == len(demo.rows[demo.rows["wave"] == held.after].dropna(subset=["earnings", "group"]))
    few = real(demo, threshold=10, share=0.03)
    [small] = tracer_effects.effects(
        few, "employed", **waves, covariates=[], cluster=None, methods=("difference",)
    )
    assert (small.found, small.details["reason"]) == (False, "withheld")


def test_a_mean_stands_without_its_count_where_few_left_the_question_out(demo: Tracer) -> None:
    held = real(demo)
    waves: dict[str, int] = {"before": held.before, "after": held.after}
    rows = held.rows.copy()
    last = (rows["wave"] == held.after) & rows["earnings"].notna()
    rows.loc[rows.index[last][:3], "earnings"] = None
    rows.attrs = held.rows.attrs
    silent = replace(held, rows=rows)
    answers = rows[rows["wave"] == held.after].dropna(subset=["group"])
    assert silent.may_tell(answers[answers["answered"] == 1], "group")
    assert not silent.may_tell(rows[last].dropna(subset=["group"])[:5])
    [paid] = tracer_effects.effects(
        silent, "earnings", **waves, covariates=[], cluster=None, methods=("difference",)
    )
    assert paid.n is None
    assert float(paid.details["degrees"]) % 10 == 0
