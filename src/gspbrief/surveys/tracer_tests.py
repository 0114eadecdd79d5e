"""Tests on a tracer survey as findings: p-values of outcomes, adjusted, and of proportional hazards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from gspbrief.errors import EstimationError
from gspbrief.findings.finding import SIGNIFICANT_DIGITS, Finding, Findings
from gspbrief.language.labels import label
from gspbrief.surveys.disclosure import WithheldError
from gspbrief.surveys.meanings import PRIMARY
from gspbrief.surveys.proportional import proportional_hazards
from gspbrief.surveys.tracer import LackingError, Tracer
from gspbrief.surveys.tracer_curves import known_graduates
from gspbrief.surveys.tracer_findings import LACKING, WITHHELD, attempted, of_programme

SMALLEST = 0.001  # below this a p-value is printed as such: the digits behind say nothing
CUSTOMARY = 0.05  # the level at which the prose says that hazards are not proportional
TESTED = "difference"  # the method that the lottery makes right: one test an outcome, not one a method
ALL = "all"

Adjustment = Literal["primary", "holm", "unadjusted"]


def p_value(
    name: str, p: float, *, n: int | None, method: str, group: str = "", base: str = "graduates"
) -> Finding:
    """A p-value as a finding; below a thousandth it is only said to be so, and exact in ``details``."""
    return Finding(
        id=f"p_value.{name}",
        measure="p_value",
        value=max(p, SMALLEST),
        bound="below" if p < SMALLEST else "exact",
        unit="probability",
        n=n,
        group=group,
        method=method,
        base=base,
        grade="illustrative",
        details={"p_value": f"{p:.{SIGNIFICANT_DIGITS}g}", "rejected": "yes" if p < CUSTOMARY else "no"},
    )


def proportionality(tracer: Tracer, covariates: Sequence[str]) -> Findings:
    """Whether the hazard ratios of ``pace`` stay the same over time: a p-value for each, and for all."""

    def tested() -> list[Finding]:
        people = known_graduates(tracer, covariates)
        found = proportional_hazards(people, time="months", event="event", covariates=covariates)
        return [
            p_value(
                f"proportional.{test.covariate or ALL}",
                test.p_value,
                n=test.persons,
                method="proportional_hazards",
                group=test.covariate,
            )
            for test in found
        ]

    names = [f"p_value.proportional.{name}" for name in (*covariates, ALL)]
    return of_programme(tracer, attempted(names, "p_value", "probability", tested))


def outcomes(tracer: Tracer, effects: Iterable[Finding]) -> Findings:
    """Whether an offer changed each outcome: p-values of the differences in means.

    The primary outcome, which the survey's description names, is tested as it is. The others are tested
    together: Holm's adjustment holds the chance of a false finding among them at that of one test. Where no
    primary outcome is named nothing is adjusted, and ``method`` says so.

    Parameters
    ----------
    effects : iterable of Finding
        Effects by any methods, of which the differences in means are tested.
    """
    tested = {f.id.split(".")[2]: f for f in effects if f.method == TESTED}
    primary = str(tracer.rows.attrs.get(PRIMARY, ""))
    raw = {name: p for name, found in tested.items() if (p := _two_sided(found)) is not None}
    adjusted = adjusted_for(raw, primary)
    found: list[Finding] = []
    for name, effect in tested.items():

        def told(name: str = name, effect: Finding = effect) -> Finding:
            if name not in adjusted:
                raise refusal_of(effect)
            p, adjustment = adjusted[name]
            words = label("measure", name)
            return p_value(name, p, n=effect.n, method=adjustment, group=words, base="respondents")

        found += attempted((f"p_value.{name}",), "p_value", "probability", told)
    return of_programme(tracer, found)


def refusal_of(effect: Finding) -> EstimationError:
    """Why an effect has no test: what it was refused for, or that it has no standard error."""
    kinds = {WITHHELD: WithheldError, LACKING: LackingError}
    kind = kinds.get(effect.details.get("reason", ""), EstimationError)
    return kind(effect.reason or "there is no standard error")


def adjusted_for(p_values: Mapping[str, float], primary: str) -> dict[str, tuple[float, Adjustment]]:
    """P-values by outcome, all but the primary one's adjusted after Holm (1979); none where there is none."""
    from statsmodels.stats.multitest import multipletests

    if not primary:
        return {name: (p, "unadjusted") for name, p in p_values.items()}
    others = [name for name in p_values if name != primary]
    made: dict[str, tuple[float, Adjustment]] = {
        name: (p, "primary") for name, p in p_values.items() if name == primary
    }
    if others:
        together = multipletests([p_values[name] for name in others], method="holm")[1]
        made |= {name: (float(p), "holm") for name, p in zip(others, together, strict=True)}
    return made


def _two_sided(effect: Finding) -> float | None:
    """The p-value of an effect by the t distribution that its interval has."""
    from scipy.stats import t

    if effect.value is None or not effect.standard_error:
        return None
    degrees = float(effect.details.get("degrees", math.inf))
    return float(2 * t.sf(abs(effect.value / effect.standard_error), degrees))
