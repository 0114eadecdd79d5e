"""What an offer of a place does to those who get it, from a tracer survey, by every method that applies."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.labels import label
from gspbrief.surveys import survey
from gspbrief.surveys.balance import balance, overlap
from gspbrief.surveys.bounds import interval_of, lee_bounds, worst_case_bounds
from gspbrief.surveys.disclosure import WithheldError
from gspbrief.surveys.effects import effect, unit_of
from gspbrief.surveys.estimands import ESTIMANDS, WEIGHTED, Method
from gspbrief.surveys.meanings import EMPLOYED
from gspbrief.surveys.response import attrition
from gspbrief.surveys.tracer import LackingError, Tracer
from gspbrief.surveys.tracer_findings import attempted, of_programme
from gspbrief.surveys.tracer_work import with_work

if TYPE_CHECKING:
    import pandas as pd

OFFERED = "group"
WITH_COVARIATES = ("ols", *WEIGHTED)
BOUNDED = {"bounds": "effect_bounds", "covered": "effect_covered"}  # measures by the first word of an id


def balance_of_groups(tracer: Tracer, covariates: Sequence[str]) -> Findings:
    """Standardised differences between the persons with and without an offer, at application."""

    def compared() -> list[Finding]:
        people = _at_application(tracer, covariates)
        return [
            Finding(
                id=f"balance.{name}",
                measure="standardised_difference",
                value=difference,
                unit="sd",
                n=len(people),
                group=name,
                base="invited",
                grade="illustrative",
            )
            for name, difference in balance(people, group=OFFERED, covariates=covariates).items()
        ]

    return of_programme(tracer, attempted(("balance",), "standardised_difference", "sd", compared))


def overlap_of_groups(tracer: Tracer, covariates: Sequence[str]) -> Findings:
    """Share of persons whose chance of an offer only one of the groups has, by their covariates."""

    def shared() -> Finding:
        found = overlap(_at_application(tracer, covariates), group=OFFERED, covariates=covariates)
        ends = {"overlap_low": f"{found.low:.12g}", "overlap_high": f"{found.high:.12g}"}
        if tracer.disclosure is not None:
            ends = {}  # each is one person's
            outside = round(found.outside * found.persons)
            _require_many(outside or found.persons, tracer.description.threshold)  # nobody may be told of
            _require_many(found.persons - outside, tracer.description.threshold)
        return Finding(
            id="outside_overlap",
            measure="outside_overlap",
            value=found.outside,
            unit="share",
            n=found.persons,
            base="invited",
            grade="illustrative",
            details=ends,
        )

    return of_programme(tracer, attempted(("outside_overlap",), "outside_overlap", "share", shared))


def effects(
    tracer: Tracer,
    outcome: str,
    *,
    before: int,
    after: int,
    covariates: Sequence[str],
    cluster: str | None,
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
            used = covariates if method in WITH_COVARIATES else ()
            _require_asked(tracer, outcome, method, used)
            waves = with_work(
                survey.panel(tracer.rows, before, after)
                if method == "did"
                else survey.answers(tracer.rows, after)
            )
            counted = True
            if tracer.disclosure is not None:
                waves, counted = _told(tracer, waves, outcome, used, method)
            found = effect(
                waves,
                outcome=outcome,
                group=OFFERED,
                covariates=used,
                method=method,
                received="came" if method == "iv" else None,
                cluster=cluster or ("person" if method == "did" else None),
                time="wave" if method == "did" else None,
            )
            return found if counted else _without_count(found)

        unit = _unit(tracer.rows, outcome) if outcome in tracer.rows else "share_difference"
        found += attempted((name,), "effect", unit, estimated)
    words = label("measure", outcome)
    return of_programme(tracer, (replace(f, group=words, method=f.id.rpartition(".")[2]) for f in found))


def _at_application(tracer: Tracer, covariates: Sequence[str]) -> pd.DataFrame:
    """Everybody asked, as far as group and covariates are known, told of by these."""
    tracer.needs(OFFERED)
    if not covariates:
        raise LackingError("the survey does not tell who people were at application")
    people = survey.persons(tracer.rows)
    if tracer.disclosure is not None:
        people = people.dropna(subset=[OFFERED, *covariates])
        tracer.tell(people, OFFERED)
        tracer.tell_levels(people, covariates, OFFERED)
    return people


def _require_many(count: int, threshold: int) -> None:
    """Refuse what is of few persons."""
    if count < threshold:
        raise WithheldError(f"groups of fewer than {threshold} persons are withheld")


def _require_asked(tracer: Tracer, outcome: str, method: Method, covariates: Sequence[str]) -> None:
    """Refuse a method that needs what the survey has not asked, or a lottery that there was not."""
    tracer.needs(OFFERED)
    if outcome != EMPLOYED:
        tracer.needs(outcome)
    elif not tracer.has("employed"):
        tracer.needs("work")
    if method in WITH_COVARIATES and not covariates:
        raise LackingError("the survey does not tell who people were at application")
    if method == "iv":
        tracer.needs("enrolled")
        if tracer.description.design != "lottery":
            raise LackingError("no lottery decided who was offered a place")
    if method == "did" and tracer.before == tracer.after:
        raise LackingError("people were asked once")


def _told(
    tracer: Tracer, waves: pd.DataFrame, outcome: str, covariates: Sequence[str], method: Method
) -> tuple[pd.DataFrame, bool]:
    """The answers that an estimate can be made of, and whether it may be told how many they are.

    A mean gives no count away by itself, so that it may stand without its own where few left a question out.
    """
    known = waves.dropna(subset=[OFFERED, outcome, *covariates])
    if method == "did":
        known = known[known.groupby("person")["wave"].transform("size") == 2]
    known.attrs = waves.attrs
    if set(known[outcome].unique()) <= {0, 1}:
        for _, answers in known.groupby("wave"):
            tracer.tell(answers, OFFERED, (OFFERED, outcome))
            tracer.tell_levels(answers, covariates, OFFERED)
        return known, True
    by_group = [OFFERED, *(name for name in covariates if set(known[name].unique()) <= {0, 1})]
    for columns in ([OFFERED], *([OFFERED, name] for name in by_group[1:])):
        sizes = known.groupby([*columns, "wave"])["person"].nunique()
        _require_many(int(sizes.min()), tracer.description.threshold)
    return known, tracer.may_tell(known, OFFERED)


def _without_count(found: Finding) -> Finding:
    """An effect without the number of persons, and with no more of its degrees of freedom than tens."""
    degrees = found.details.get("degrees")
    coarser = {"degrees": f"{max(1.0, float(degrees) // 10 * 10):g}"} if degrees else {}
    return replace(found, n=None, details={**found.details, **coarser})


def _unit(rows: pd.DataFrame, outcome: str) -> str:
    if outcome == EMPLOYED:
        return "share_difference"
    return str(unit_of(rows.dropna(subset=[outcome]), outcome)["unit"])


def silence(tracer: Tracer, wave: int, cluster: str | None) -> Findings:
    """Whether the groups answer alike, and bounds on the effect on work for all that the silent may say.

    Behind each pair of bounds stands the interval that covers the effect within them, errors by cluster.
    """
    rows = with_work(tracer.rows[tracer.rows["wave"] == wave])
    rows.attrs = tracer.rows.attrs
    columns: Any = {"outcome": EMPLOYED, "group": OFFERED, "observed": "answered", "cluster": cluster}

    def asked(*, outcome: bool) -> pd.DataFrame:
        tracer.needs(OFFERED)
        if outcome:
            _require_asked(tracer, EMPLOYED, "difference", ())
        if tracer.disclosure is None:
            return rows
        known = rows.dropna(subset=[OFFERED])
        tracer.tell(known, OFFERED, (OFFERED, "answered"))
        if outcome:
            known = known.assign(answered=known["answered"].where(known[EMPLOYED].notna(), 0))
            tracer.tell(known, (OFFERED, "answered"))
            tracer.tell(known[known["answered"] == 1], (OFFERED, EMPLOYED))
        known.attrs = rows.attrs
        return known

    def differing() -> Finding:
        people = asked(outcome=False)
        return replace(attrition(people, group=OFFERED, observed="answered"), id="attrition", group="")

    found = [
        *attempted(("attrition",), "attrition", "share_difference", differing),
        *_bounded("lee", lambda: lee_bounds(asked(outcome=True), **columns)),
        *_bounded(
            "worst_case", lambda: worst_case_bounds(asked(outcome=True), **columns, lowest=0, highest=1)
        ),
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
