"""What each method of estimating an effect estimates, and when it is right."""

from __future__ import annotations

from typing import Literal

Method = Literal["difference", "iv", "ols", "ipw", "aipw", "ipw_treated", "did"]
StandardError = Literal["classical", "HC1", "HC2", "HC3", "cluster"]

WEIGHTED: tuple[Method, ...] = ("ipw", "aipw", "ipw_treated")

ESTIMANDS: dict[Method, tuple[str, str]] = {
    "difference": (
        "difference_in_means",
        "The difference in means between the groups. It is the effect of being assigned (intention to treat) "
        "if chance formed the groups; otherwise it mixes effect and selection.",
    ),
    "iv": (
        "effect_on_those_who_took_part",
        "The average effect on people who took part because they were offered to, if chance formed the "
        "groups and the offer changed nothing for others. Where nobody took part without an offer it is the "
        "effect on those who took part (on the treated).",
    ),
    "ols": (
        "variance_weighted_effect",
        "The difference between the groups at equal covariates, by a linear model: an average effect "
        "weighted towards people whose group is least predictable, if the covariates explain who is in "
        "which group.",
    ),
    "ipw": (
        "average_treatment_effect",
        "The average effect if everybody were in the group against nobody, if the covariates explain who "
        "is in which group.",
    ),
    "aipw": (
        "average_treatment_effect",
        "The average effect if everybody were in the group against nobody, if the covariates explain who "
        "is in which group; right if either the model of the outcome or the model of the group is right.",
    ),
    "ipw_treated": (
        "effect_on_the_treated",
        "The average effect on the people in the group (on the treated), if the covariates explain who is in "
        "which group. It asks for others like them, not for people in the group like everybody else.",
    ),
    "did": (
        "effect_on_the_treated",
        "The average effect on the group (on the treated), if without it both groups would have changed "
        "by as much.",
    ),
}
