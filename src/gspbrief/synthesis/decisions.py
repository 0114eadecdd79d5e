"""What the texts behind the evidence advise in general, sorted by the decision that it bears on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gspbrief.errors import GspBriefError
from gspbrief.evidence.study import Study
from gspbrief.project.plain_texts import read_beside

DECISIONS: Mapping[str, tuple[str, ...]] = {
    name: tuple(features) for name, features in read_beside(__file__, "decisions.yaml").items()
}
"""The five decisions of the paper, each with the features of ``design.csv`` that bear on it, in order."""

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
            todo="Add each to one of the decisions in synthesis/decisions.yaml",
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
