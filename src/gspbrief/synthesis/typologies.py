"""Kinds of partnership: MPI's two models, the OECD's classes, the IOM's kinds, and home and away tracks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from gspbrief.evidence.study import Partnership, Study
from gspbrief.findings.finding import Findings
from gspbrief.synthesis.cells import partnerships_counted

MODELS = ("traditional", "global_skill_partnership")
OECD_CLASSES = (
    "oda_training_at_origin_with_employment_option",
    "industry_seafarer_training",
    "international_students",
    "international_trainees",
    "sectoral_recruitment_nursing",
    "vet_at_origin_to_destination_standard",
    "vet_in_destination",
)
IOM_KINDS = (
    "human_capital_circulation",
    "remittances",
    "integration",
    "data_and_research",
    "regional_dialogue",
)
TRACKS = ("home", "away", "home_and_away")
NOT_STATED = "not_stated"

MODEL_QUESTIONS: Mapping[str, str] = {
    "model_offer": "offer",
    "model_target": "target_group",
    "model_benefits": "development_benefits",
}
"""The three questions of MPI's Table 1, with the feature of ``design.csv`` that each asks after. The row that
answers it for a model itself is called ``general.<feature>.<model>``."""


@dataclass(frozen=True, slots=True)
class PartnershipType:
    """One kind of partnership and those that are of it.

    Attributes
    ----------
    name : str
        Word of the typology's vocabulary; ``not_stated`` for those without one.
    members : tuple of Partnership
        In the order of ``partnerships.csv``.
    """

    name: str
    members: tuple[Partnership, ...]

    def based_on(self, basis: str) -> tuple[Partnership, ...]:
        """The members whose OECD class the source gives (``source``) or that were coded here (``coded``)."""
        return tuple(member for member in self.members if member.class_basis == basis)


def _kinds(
    studies: Sequence[Study], names: Iterable[str], of: Callable[[Partnership], str]
) -> tuple[PartnershipType, ...]:
    everyone = [study.partnership for study in studies]
    kinds = [PartnershipType(name, tuple(one for one in everyone if of(one) == name)) for name in names]
    return (*kinds, PartnershipType(NOT_STATED, tuple(one for one in everyone if not of(one))))


def models(studies: Sequence[Study]) -> tuple[PartnershipType, ...]:
    """MPI's two models, and those that are neither (source: ``mpi_2018``, Table 1)."""
    return _kinds(studies, (*MODELS, "neither"), lambda one: one.model)


def oecd_classes(studies: Sequence[Study]) -> tuple[PartnershipType, ...]:
    """The OECD's seven classes, also those of which no partnership here is (source: ``oecd_smp``)."""
    return _kinds(studies, OECD_CLASSES, lambda one: one.oecd_class)


def iom_kinds(studies: Sequence[Study]) -> tuple[PartnershipType, ...]:
    """The kinds of partnership of the IOM's workshop paper (source: ``iom_partnerships``)."""
    return _kinds(studies, IOM_KINDS, lambda one: one.iom_theme)


def tracks(studies: Sequence[Study]) -> tuple[PartnershipType, ...]:
    """Partnerships by the tracks that they have: home, away or both."""
    return _kinds(studies, TRACKS, lambda one: one.tracks)


def training_places(studies: Sequence[Study]) -> tuple[PartnershipType, ...]:
    """Partnerships by where the training takes place."""
    return _kinds(studies, ("origin", "destination", "both", "none"), lambda one: one.training_place)


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One question of MPI's Table 1, answered for one model by its programmes.

    Attributes
    ----------
    question : str
        Word of the vocabulary ``column``: ``model_offer``, ``model_target``, ``model_benefits``.
    stated : str
        Row of ``design.csv`` that answers it for the model itself; empty where there is none.
    programmes : tuple of (Partnership, tuple of str)
        The model's programmes with the rows of ``design.csv`` that answer it for them.
    """

    question: str
    model: str
    stated: str
    programmes: tuple[tuple[Partnership, tuple[str, ...]], ...]


def table_of_models(studies: Sequence[Study]) -> tuple[ModelRow, ...]:
    """MPI's comparison of two partnership models, filled from the programmes that are of each.

    Programmes about which no row answers the question are left out of the answer, not out of the model.
    """
    return tuple(
        _model_row(studies, question, feature, model)
        for question, feature in MODEL_QUESTIONS.items()
        for model in MODELS
    )


def _model_row(studies: Sequence[Study], question: str, feature: str, model: str) -> ModelRow:
    found = []
    name = f"general.{feature}.{model}"
    stated = any(name in study.general["design"].index for study in studies)
    for study in studies:
        if study.partnership.model == model:
            rows = study.design.index[study.design["feature"] == feature]
            if len(rows):
                found.append((study.partnership, tuple(f"design.csv#{row}" for row in rows)))
    return ModelRow(question, model, f"design.csv#{name}" if stated else "", tuple(found))


def sizes(name: str, kinds: Sequence[PartnershipType]) -> Findings:
    """How many partnerships are of each kind: ``synthesis.<name>.<kind>``."""
    total = sum(len(kind.members) for kind in kinds)
    return Findings(
        partnerships_counted(f"{name}.{kind.name}", len(kind.members), f"n({name} = {kind.name})", total)
        for kind in kinds
    )
