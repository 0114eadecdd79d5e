"""A tracer survey of one programme: what it has, and what cannot be estimated of it is said, not raised."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gspbrief.errors import EstimationError, EvidenceError, Problem
from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
from gspbrief.evidence.files import mapping, refuse
from gspbrief.evidence.reading import find_data, load_fictitious
from gspbrief.evidence.reading import load as load_study
from gspbrief.evidence.slices import SURVEY_FOLDER
from gspbrief.evidence.study import Partnership, Study
from gspbrief.findings.derivation import counted_share
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.letters import strange
from gspbrief.surveys import survey
from gspbrief.surveys.description import Description, read_description
from gspbrief.surveys.disclosure import Disclosure, WithheldError
from gspbrief.surveys.meanings import SAID
from gspbrief.surveys.microdata import read_microdata
from gspbrief.surveys.samples import grade_of

if TYPE_CHECKING:
    import pandas as pd

TRACKS = ("away", "home")
HEAVY = "heavy_weight"
COVARIATES = ("age", "female", "schooling")  # known before anybody is offered a place
DIGITS = 4  # told of people who exist: with more, a share gives away of how many it is
DECIMAL = re.compile(r"-?\d+\.\d+(e[+-]?\d+)?")
WITHHELD, LACKING, NOT_HERE = "withheld", "not_asked", "not_estimable_here"  # reasons, as the words have them


class LackingError(EstimationError):
    """An estimate needs what the survey has not asked."""


@dataclass(frozen=True, slots=True)
class Tracer:
    """A programme with its survey.

    Attributes
    ----------
    study : Study
        The programme; the fictitious one has no row of evidence.
    rows : pandas.DataFrame
        The survey, one row a person and wave, as ``survey.read`` gives it.
    description : Description
        What the survey is.
    disclosure : Disclosure or None
        What has been told of its persons so far; None where nobody in it exists.
    """

    study: Study
    rows: pd.DataFrame
    description: Description
    disclosure: Disclosure | None = None

    def has(self, *columns: str) -> bool:
        """Whether the survey asked for all of this."""
        return set(columns) <= set(self.rows.columns)

    def needs(self, *columns: str) -> None:
        """Refuse what the survey cannot tell.

        Raises
        ------
        LackingError
            Naming the first that it has not asked.
        """
        for name in columns:
            if name not in self.rows.columns:
                raise LackingError(f"the survey does not tell {SAID.get(name, name)}")

    @property
    def lacking(self) -> tuple[str, ...]:
        """What a survey may tell and this one does not."""
        return tuple(
            name for name in TOLD if not self.has(name) and not (name == "work" and self.has("employed"))
        )

    @property
    def covariates(self) -> tuple[str, ...]:
        """What is known of everybody before a place is offered."""
        return tuple(name for name in COVARIATES if self.has(name))

    @property
    def traits(self) -> tuple[str, ...]:
        """What may tell movers from stayers: the track, where there are two, and the covariates."""
        return (*(["home"] if len(self.tracks) > 1 else []), *self.covariates)

    @property
    def cluster(self) -> str | None:
        """The column within whose values people resemble each other."""
        return "cluster" if self.has("cluster") else None

    @property
    def tracks(self) -> tuple[str, ...]:
        """The tracks that people are on; a blank one where the survey does not tell."""
        if not self.has("track"):
            return ("",)
        return tuple(track for track in TRACKS if (self.rows["track"] == track).any()) or ("",)

    @property
    def waves(self) -> list[int]:
        """The rounds of the survey, in order."""
        return sorted(int(wave) for wave in self.rows["wave"].unique())

    @property
    def before(self) -> int:
        """The wave before anything changed."""
        said = self.description.before
        return self.waves[0] if said is None else said

    @property
    def after(self) -> int:
        """The wave that outcomes are read from."""
        said = self.description.after
        return self.waves[-1] if said is None else said

    @property
    def window(self) -> tuple[int, ...]:
        """Over how many months people are followed, shortest first."""
        return self.description.window

    def tell(self, people: pd.DataFrame, *splits: str | tuple[str, ...]) -> None:
        """Tell how many persons a table has, and how many by each value of some columns.

        Raises
        ------
        WithheldError
            If that would tell of too few, or that all or none are of one kind.
        """
        if self.disclosure is None:
            return
        groups = [people["person"]]
        for columns in ([split] if isinstance(split, str) else list(split) for split in splits):
            parts = [part["person"] for _, part in people.groupby(columns, observed=True)]
            whole = len(parts) == math.prod(max(2, people[name].nunique()) for name in columns)
            groups += parts if whole else [people["person"][:0]]
        self.disclosure.tell(*groups)

    def may_tell(self, people: pd.DataFrame, *splits: str | tuple[str, ...]) -> bool:
        """Whether it may be told; if so it is."""
        try:
            self.tell(people, *splits)
        except WithheldError:
            return False
        return True

    def tell_levels(self, people: pd.DataFrame, covariates: Iterable[str], *by: str) -> None:
        """As `tell`, by each yes or no among some covariates."""
        binary = [name for name in covariates if name in people and set(people[name].unique()) <= {0, 1}]
        self.tell(people, *((*by, name) if by else name for name in binary))


TOLD = (
    "group", "track", "cluster", "female", "age", "schooling", "graduated", "departed", "returned", "changed",
    "observed", "work", "skilled", "earnings", "remittances", "weight",
)  # fmt: skip
"""What a survey may tell, in the order in which a brief says what it does not."""


def load(programme: str, data: Path | str | None = None) -> Tracer:
    """A programme of ``data/surveys/`` with its survey, checked.

    That of a partnership is described by a file beside it; the fictitious one by ``datapackage.json``.

    Raises
    ------
    ArgumentError
        If there is no such survey.
    EvidenceError
        If anything in it is wrong.
    """
    folder = find_data(data)
    path = folder / SURVEY_FOLDER / f"{programme}.csv"
    if (own := path.with_suffix(".yaml")).is_file():
        description = read_description(own)
        rows = read_microdata(path, description)
        disclosure = Disclosure(rows["person"], description.threshold)
        return Tracer(load_study(programme, folder), rows, description, disclosure)
    rows = survey.read(path)
    shipped = Description(columns={}, design="lottery")
    return Tracer(load_fictitious(described(programme, path.parent), folder), rows, shipped)


def described(programme: str, folder: Path) -> Partnership:
    """The programme as the descriptor of the surveys introduces it."""
    row = dict.fromkeys((f.name for f in fields(Partnership)), "") | {"id": programme, "model": "neither"}
    said = mapping(_resource(programme, folder).get("programme"))
    wrong = [
        Problem(DESCRIPTOR, 0, f"{programme}, programme", f"says {name}: {text!r:.40}", "texts")
        for name, text in said.items()
        if name not in row or not isinstance(text, str) or any(strange(text))
    ]
    if wrong:
        raise EvidenceError(wrong)
    return Partnership.from_row(row | dict(said))


def _resource(programme: str, folder: Path) -> Mapping[str, Any]:
    package = read_package(folder / DESCRIPTOR)
    if programme not in package:
        refuse(DESCRIPTOR, f"describes no survey {programme!r}", f"there is {', '.join(package)}")
    return dict(package[programme].resource)


def published(programme: str, data: Path | str | None = None) -> tuple[Path, ...]:
    """The files of a survey that may be published: its rows and their description, or none.

    Rows are published only if their resource says so and every person in them is simulated.
    """
    folder = find_data(data) / SURVEY_FOLDER
    path = folder / f"{programme}.csv"
    marked = _resource(programme, folder).get("publish") is True
    simulated = bool((survey.read(path, ())["simulated"] == 1).all())
    return (path, folder / DESCRIPTOR) if marked and simulated else ()


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
    known = {WithheldError: WITHHELD, LackingError: LACKING}
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
        replace(
            f,
            id=f"survey.{f.id}",
            partnership=here,
            grade=grade,
            caveats=(HEAVY,) if f.caveats else (),
        )
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
        return _count("survey_sample", invited, details=about)

    def responding() -> list[Finding]:
        tracer.tell(rows, *(["answered"] if answered < invited else []))
        named = ("response_rate", "survey_response_rate")
        counted = _count("survey_responses", answered, base="invited", n=invited)
        return [counted, counted_share(*named, answered, invited, base="invited", grade="illustrative")]

    names = ("survey_responses", "response_rate")
    found = attempted(("survey_sample",), "survey_sample", "persons", asked)
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
