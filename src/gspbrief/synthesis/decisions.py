"""What the texts behind the evidence advise in general, sorted by the decision that it bears on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gspbrief.errors import GspBriefError
from gspbrief.evidence.study import Study

DECISIONS: Mapping[str, tuple[str, ...]] = {
    "pay": (
        "cost_structure",
        "employer_cost_sharing",
        "equitable_costs",
        "obstacle_cost_sharing",
        "oda_use",
        "investment_timeframe",
        "political_support",
        "administrative_burden",
        "unequal_partners",
    ),
    "route": (
        "sector_choice",
        "sustained_demand",
        "employer_requirements",
        "origin_employers",
        "employer_alternatives",
        "obstacle_aid_detached",
        "partners",
        "selection_process",
        "legal_channel",
        "intermediate_legal_channels",
        "agency_regulation",
        "diversion",
        "irregular_alternative",
        "unimplemented_memoranda",
    ),
    "training": (
        "training_place",
        "curriculum_responsibility",
        "obstacle_training_quality",
        "skill_gaps",
        "language_level",
        "licensing",
        "duration",
        "training_spillovers",
        "national_training_system",
        "tracks",
        "track_assignment",
        "track_switching",
        "target_group",
        "offer",
        "development_benefits",
        "skimming",
        "upskilling_employed",
        "semi_skilled_focus",
        "wider_skills_definition",
        "existing_channels_training",
        "diversity_of_approaches",
        "displacement_setting",
        "predeparture_stage",
    ),
    "stay": (
        "length_of_stay",
        "worker_retention",
        "support_abroad",
        "abroad_stage",
        "deskilling",
        "remittance_channel",
        "diaspora_network",
        "return_responsibility",
        "return_stage",
        "return_incentives",
        "recognition_at_home",
        "pension_portability",
        "support_on_return",
        "reintegration_counselling",
        "business_support",
        "job_finding",
        "destination_employers_at_home",
        "targeted_investment",
    ),
    "count": (
        "purpose",
        "evaluation",
        "result",
        "good_outcomes",
        "scale",
        "discontinuation",
        "data_exchange",
    ),
}
"""The five decisions of the paper, each with the features of ``design.csv`` that bear on it, in order.

Who pays; which job, employer and visa; what is taught, where and on which track; who may stay and what brings
people back; what is counted and published.
"""

VOICES: Mapping[str, str] = {"Migration Policy Institute": "of_mpi", "OECD": "of_oecd"}
"""Those whose texts have a column of their own, each with its word."""
OTHERS = "others"


def advice(together: Study, decision: str) -> dict[str, dict[str, tuple[str, ...]]]:
    """The rows of ``design.csv`` about no partnership in particular that bear on a decision.

    Returns
    -------
    dict
        By feature, in the order of the decision; within it by who says it: a word of `VOICES`, or ``others``.

    Raises
    ------
    GspBriefError
        If a general row is on a feature that bears on no decision: it would be printed nowhere.
    """
    general = together.general["design"]
    sorted_in = {feature for features in DECISIONS.values() for feature in features}
    if strangers := sorted(set(general["feature"]) - sorted_in):
        raise GspBriefError(
            f"no decision is said to rest on {', '.join(strangers)}",
            where="design.csv, general rows",
            todo="Add each to one of the decisions in synthesis/decisions.py",
        )
    return said_of(together, DECISIONS[decision])


def said_of(together: Study, features: Iterable[str]) -> dict[str, dict[str, tuple[str, ...]]]:
    """The rows of ``design.csv`` on some features that are about no partnership, as `advice` returns them."""
    general = together.general["design"]
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for feature in features:
        said: dict[str, tuple[str, ...]] = {}
        for row_id, row in general[general["feature"] == feature].iterrows():
            voice = VOICES.get(together.sources[str(row["source"])].institution, OTHERS)
            said[voice] = (*said.get(voice, ()), f"design.csv#{row_id}")
        if said:
            found[feature] = said
    return found
