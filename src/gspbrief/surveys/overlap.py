"""How far two groups can be compared at equal covariates, and when they cannot."""

from __future__ import annotations

from dataclasses import dataclass

from gspbrief.errors import EstimationError
from gspbrief.surveys.samples import Floats
from gspbrief.surveys.weighting import Propensity

WORTH = 0.1  # of the smaller group, that each must be worth once weighted, to stand for others
TELLING = 0.1  # weight of one person, as a share of the group's, that a reader should know of


@dataclass(frozen=True, slots=True)
class Overlap:
    """How far the two groups can be compared.

    Attributes
    ----------
    persons, treated, control : int
    low, high : float
        Ends of the propensities that both groups have [share].
    outside : float
        Share of all persons beyond these ends.
    effective_treated, effective_control : float
        Persons that the weighted groups are worth, (sum w)^2 / sum w^2 (Kish).
    largest_weight : float
        Largest weight as a share of its group's total.
    """

    persons: int
    treated: int
    control: int
    low: float
    high: float
    outside: float
    effective_treated: float
    effective_control: float
    largest_weight: float


def overlap_of(propensity: Propensity, weights: Floats | None = None) -> Overlap:
    """Summarise the overlap of two groups.

    Parameters
    ----------
    weights : array of float, optional
        Of each person; by default the inverse of the chance of the group a person is in.
    """
    group, scores = propensity.group, propensity.scores
    weights = propensity.weights if weights is None else weights
    inside, outside = scores[group == 1], scores[group == 0]
    low, high = max(inside.min(), outside.min()), min(inside.max(), outside.max())
    common = (scores >= low) & (scores <= high)
    shares = [weights[group == g] / weights[group == g].sum() for g in (1.0, 0.0)]
    effective = [1 / float((share**2).sum()) for share in shares]
    return Overlap(
        persons=len(scores),
        treated=len(inside),
        control=len(outside),
        low=float(low),
        high=float(high),
        outside=float(1 - common.mean()),
        effective_treated=effective[0],
        effective_control=effective[1],
        largest_weight=max(float(share.max()) for share in shares),
    )


def require_overlap(propensity: Propensity, shared: Overlap) -> None:
    """Refuse to weight one group so that it looks like the other where hardly anybody in it does.

    Raises
    ------
    EstimationError
        If fewer than two persons of a group lie where the other has anybody, or a group is worth fewer than
        two persons once weighted, or than a tenth of the smaller one.
    """
    group, scores = propensity.group, propensity.scores
    common = (scores >= shared.low) & (scores <= shared.high)
    if min(common[group == 1].sum(), common[group == 0].sum()) < 2:
        raise EstimationError("no overlap: hardly anybody of one group resembles anybody of the other")
    worth = ((shared.effective_treated, shared.treated), (shared.effective_control, shared.control))
    for effective, persons in worth:
        if effective < max(2.0, WORTH * min(shared.treated, shared.control)):
            raise EstimationError(
                f"no overlap to speak of: once weighted, the {persons} persons of a group are worth "
                f"{effective:.1f}",
                todo="Ask for the effect on the treated, or keep people whom both groups have",
            )
