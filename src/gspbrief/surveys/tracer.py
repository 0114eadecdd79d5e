"""A tracer survey of one programme: what it has, and what cannot be estimated of it is said, not raised."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gspbrief.errors import EstimationError, EvidenceError, Problem
from gspbrief.evidence.descriptor import DESCRIPTOR, read_package
from gspbrief.evidence.files import mapping, refuse
from gspbrief.evidence.reading import find_data, load_fictitious
from gspbrief.evidence.reading import load as load_study
from gspbrief.evidence.slices import SURVEY_FOLDER
from gspbrief.evidence.study import Partnership, Study
from gspbrief.language.letters import strange
from gspbrief.surveys import survey
from gspbrief.surveys.description import Description, read_description
from gspbrief.surveys.disclosure import Disclosure, WithheldError
from gspbrief.surveys.meanings import SAID
from gspbrief.surveys.microdata import read_microdata

if TYPE_CHECKING:
    import pandas as pd

TRACKS = ("away", "home")
COVARIATES = ("age", "female", "schooling")  # known before anybody is offered a place


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
