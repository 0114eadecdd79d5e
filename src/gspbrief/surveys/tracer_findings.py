"""What is found in a survey as findings under its name, or why it is not told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from gspbrief.errors import EstimationError
from gspbrief.findings.derivation import counted_share
from gspbrief.findings.finding import Finding, Findings
from gspbrief.surveys.disclosure import WithheldError
from gspbrief.surveys.samples import grade_of
from gspbrief.surveys.tracer import LackingError, Tracer

HEAVY = "heavy_weight"
DIGITS = 4  # told of people who exist: with more, a share gives away of how many it is
DECIMAL = re.compile(r"-?\d+\.\d+(e[+-]?\d+)?")
WITHHELD, LACKING, NOT_HERE = "withheld", "not_asked", "not_estimable_here"  # reasons, as the words have them


def attempted(
    names: Sequence[str], measure: str, unit: str, estimate: Callable[[], Finding | Iterable[Finding]]
) -> Findings:
    """What an estimator gives, or in its place findings that say why it cannot be estimated.

    Parameters
    ----------
    names : sequence of str
        Ids of the findings that stand in.
    measure, unit : str
        Of these.
    """
    try:
        found = estimate()
    except EstimationError as error:
        return Findings(_refused(name, measure, unit, error) for name in names)
    return Findings([found] if isinstance(found, Finding) else found)


def _refused(finding_id: str, measure: str, unit: str, error: EstimationError) -> Finding:
    known: dict[type[EstimationError], str] = {WithheldError: WITHHELD, LackingError: LACKING}
    return Finding(
        id=finding_id,
        measure=measure,
        value=None,
        unit=unit,
        grade="illustrative",
        reason=str(error),
        details={"reason": known.get(type(error), "not_estimable")},
    )


def of_programme(tracer: Tracer, found: Iterable[Finding]) -> Findings:
    """The findings under the name of the survey and its programme, graded as the survey is.

    Of people who exist a reason may hold no row and no count, so that one that does is told in general.
    """
    here, grade = tracer.study.partnership.id, grade_of(tracer.rows)
    return Findings(
        replace(f, id=f"survey.{f.id}", partnership=here, grade=grade, caveats=(HEAVY,) if f.caveats else ())
        for f in (found if tracer.disclosure is None else map(_of_people, found))
    )


def _of_people(finding: Finding) -> Finding:
    """A finding on people who exist: no row in a reason, no digits from which counts could be worked out."""
    if finding.details.get("reason") == "not_estimable":
        reason = "these data do not allow it: too few persons or centers, or too little that differs"
        return replace(finding, reason=reason, details={"reason": NOT_HERE})
    if finding.unit == "persons":
        return finding
    said = finding.details.items()
    return replace(
        finding,
        value=_coarse(finding.value),
        low=_coarse(finding.low),
        high=_coarse(finding.high),
        standard_error=_coarse(finding.standard_error),
        details={name: f"{coarse(float(text))}" if DECIMAL.fullmatch(text) else text for name, text in said},
    )


def _coarse(number: float | None) -> float | None:
    return None if number is None else coarse(number)


def coarse(number: float) -> float:
    """A number with the digits that are told of people who exist."""
    return float(f"{number:.{DIGITS}g}")


def sample(tracer: Tracer, wave: int) -> Findings:
    """Persons invited, those who answered in a wave, and the share of these.

    What the survey is stands in the details of the first: its design, its threshold, what it lacks.
    """
    rows = tracer.rows[tracer.rows["wave"] == wave]
    invited, answered = len(rows), int(rows["answered"].sum())
    about = {} if tracer.disclosure is None else _about(tracer)

    def asked() -> Finding:
        tracer.tell(rows)
        return _count("survey_sample", invited)

    def responding() -> list[Finding]:
        tracer.tell(rows, *(["answered"] if answered < invited else []))
        named = ("response_rate", "survey_response_rate")
        counted = _count("survey_responses", answered, base="invited", n=invited)
        return [counted, counted_share(*named, answered, invited, base="invited", grade="illustrative")]

    names = ("survey_responses", "response_rate")
    found = attempted(("survey_sample",), "survey_sample", "persons", asked)
    found = Findings(replace(f, details={**about, **f.details}) for f in found)  # also where it is withheld
    answers = attempted(names, "survey_response_rate", "share", responding)
    return of_programme(tracer, [*found, *answers])


def _about(tracer: Tracer) -> dict[str, str]:
    said = tracer.description
    window = ",".join(map(str, tracer.window))
    lacking = ",".join(tracer.lacking)
    return {"threshold": str(said.threshold), "design": said.design, "lacking": lacking, "window": window}


def _count(measure: str, value: int, **more: object) -> Finding:
    return Finding(
        id=measure,
        measure=measure,
        value=value,
        unit="persons",
        grade="illustrative",
        **more,  # type: ignore[arg-type]
    )
