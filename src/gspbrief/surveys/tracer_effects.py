"""What an offer of a place does to those who get it, from a tracer survey, by every method that applies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.labels import label
from gspbrief.surveys import survey
from gspbrief.surveys.balance import balance, overlap
from gspbrief.surveys.bounds import interval_of, lee_bounds, worst_case_bounds
from gspbrief.surveys.effects import effect, unit_of
from gspbrief.surveys.estimands import ESTIMANDS, WEIGHTED, Method
from gspbrief.surveys.response import attrition
from gspbrief.surveys.tracer import Tracer, attempted, of_programme

if TYPE_CHECKING:
    import pandas as pd

OFFERED = "group"
WITH_COVARIATES = ("ols", *WEIGHTED)
BOUNDED = {"bounds": "effect_bounds", "covered": "effect_covered"}  # measures by the first word of an id


def balance_of_groups(tracer: Tracer, covariates: Sequence[str]) -> Findings:
    """Standardised differences between the persons with and without an offer, at application."""
    people = survey.persons(tracer.rows)

    def compared() -> list[Finding]:
        return [
            Finding(
                id=f"balance.{row.covariate}",
                measure="standardised_difference",
                value=row.difference,
                unit="sd",
                n=len(people),
                group=row.covariate,
                base="invited",
                grade="illustrative",
            )
            for row in balance(people, group=OFFERED, covariates=covariates)
        ]

    return of_programme(tracer, attempted(("balance",), "standardised_difference", "sd", compared))


def overlap_of_groups(tracer: Tracer, covariates: Sequence[str]) -> Findings:
    """Share of persons whose chance of an offer only one of the groups has, by their covariates."""
    people = survey.persons(tracer.rows)

    def shared() -> Finding:
        found = overlap(people, group=OFFERED, covariates=covariates)
        return Finding(
            id="outside_overlap",
            measure="outside_overlap",
            value=found.outside,
            unit="share",
            n=found.persons,
            base="invited",
            grade="illustrative",
            details={"overlap_low": f"{found.low:.12g}", "overlap_high": f"{found.high:.12g}"},
        )

    return of_programme(tracer, attempted(("outside_overlap",), "outside_overlap", "share", shared))


def effects(
    tracer: Tracer,
    outcome: str,
    *,
    before: int,
    after: int,
    covariates: Sequence[str],
    cluster: str,
    methods: Sequence[Method] = tuple(ESTIMANDS),
) -> Findings:
    """The effect of an offer on an outcome by each of some methods, standard errors by cluster.

    Parameters
    ----------
    outcome : str
        A column, or ``employed`` for any work, at home or abroad.
    before, after : int
        Waves; differences in differences use both, the other methods the later.
    """
    found: list[Finding] = []
    for method in methods:
        name = f"effect.{outcome}.{method}"

        def estimated(method: Method = method) -> Finding:
            waves = _both(tracer, before, after) if method == "did" else _answers(tracer, after)
            return effect(
                waves,
                outcome=outcome,
                group=OFFERED,
                covariates=covariates if method in WITH_COVARIATES else (),
                method=method,
                received="came" if method == "iv" else None,
                cluster=cluster,
                time="wave" if method == "did" else None,
            )

        found += attempted((name,), "effect", _unit(tracer.rows, outcome), estimated)
    words = label("measure", outcome)
    return of_programme(tracer, (replace(f, group=words, method=f.id.rpartition(".")[2]) for f in found))


def _answers(tracer: Tracer, wave: int) -> pd.DataFrame:
    return _with_work(survey.answers(tracer.rows, wave))


def _both(tracer: Tracer, before: int, after: int) -> pd.DataFrame:
    return _with_work(survey.panel(tracer.rows, before, after))


def _with_work(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with ``employed``, 1 with work at home or abroad, and ``came``, 1 if training ever began."""
    worked = rows.assign(
        employed=rows["work"].isin(("home", "abroad")).astype("int8"),
        came=rows["enrolled"].notna().astype("int8"),
    )
    worked.attrs = rows.attrs
    return worked


def _unit(rows: pd.DataFrame, outcome: str) -> str:
    if outcome == "employed":
        return "share_difference"
    return str(unit_of(rows.dropna(subset=[outcome]), outcome)["unit"])


def silence(tracer: Tracer, wave: int, cluster: str) -> Findings:
    """Whether the groups answer alike, and bounds on the effect on work for all that the silent may say.

    Behind each pair of bounds stands the interval that covers the effect within them, errors by cluster.
    """
    rows = _with_work(tracer.rows[tracer.rows["wave"] == wave])
    rows.attrs = tracer.rows.attrs
    columns = {"outcome": "employed", "group": OFFERED, "observed": "answered", "cluster": cluster}

    def differing() -> Finding:
        return replace(attrition(rows, group=OFFERED, observed="answered"), id="attrition", group="")

    found = [
        *attempted(("attrition",), "attrition", "share_difference", differing),
        *_bounded("lee", lambda: lee_bounds(rows, **columns)),
        *_bounded("worst_case", lambda: worst_case_bounds(rows, **columns, lowest=0, highest=1)),
    ]
    return of_programme(tracer, found)


def _bounded(method: str, bound: Callable[[], Finding]) -> Findings:
    """Bounds and the interval behind them under the names of the survey, or why there are none."""
    ids = [f"{word}.{method}" for word in BOUNDED]

    def both() -> list[Finding]:
        bounds = bound()
        return [replace(f, id=name) for name, f in zip(ids, (bounds, interval_of(bounds)), strict=True)]

    found = attempted(ids, "effect_bounds", "share_difference", both)
    work = label("measure", "employed")
    return Findings(
        replace(f, measure=BOUNDED[f.id.partition(".")[0]], method=method, group=work) for f in found
    )
