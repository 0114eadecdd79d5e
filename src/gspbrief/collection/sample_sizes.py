"""What a pilot of a given size can detect, and what not: in a share of people, in a time until an event.

Both compare a difference with its standard error. The page's calculator (``evaluate.js``) does the same.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from scipy.optimize import brentq
from statsmodels.stats.power import normal_power_het, normal_sample_size_one_tail

from gspbrief.errors import ArgumentError

LEVEL = 0.05
"""The risk of taking chance for a difference, both ways together: a convention."""
POWER = 0.8
"""The chance of noticing a difference that is there: a convention."""
FEWEST = 2
"""The least on each side, of classes where these are drawn whole: one alone has no spread to see."""
FEW = 5
"""Classes on a side below which the figures promise too much: a convention."""
_CERTAIN = 1 - 1e-9  # a share that is all but everybody
_STRONGEST = 1e-3  # a hazard ratio beyond which no programme goes


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """The people of a pilot and of those that it is compared with.

    Attributes
    ----------
    people : float
        All of them together, at the beginning.
    offered : float
        Share of them who are offered a place, 0-1.
    cluster : float
        People of one class, school or village, where these are drawn whole; 1 where people are.
    icc : float
        How alike the people of a cluster are: the share of all variance that lies between clusters, 0-1.
    attrition : float
        Share of whom nothing is known at the end, 0-1.
    """

    people: float
    offered: float = 0.5
    cluster: float = 1.0
    icc: float = 0.0
    attrition: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what no pilot can be."""
        if not (self.people > 0 and 0 < self.offered < 1 and self.cluster >= 1):
            raise ArgumentError("a pilot has people, some with an offer and some without", where="pilot")
        if not (0 <= self.icc <= 1 and 0 <= self.attrition < 1):
            raise ArgumentError("the likeness and the loss are shares, and somebody is left", where="pilot")
        if self.people < self.least * _CERTAIN:
            raise ArgumentError(f"each side needs at least {FEWEST} of what is drawn", where="pilot")

    @property
    def least(self) -> float:
        """How many people it takes for the fewest classes on each side [persons]."""
        return fewest_people(self.cluster, self.offered)

    @property
    def kept(self) -> float:
        """How many people drawn one by one would tell as much as one of these does."""
        return (1 - self.attrition) / design_effect(self.cluster, self.icc)


def fewest_people(cluster: float, offered: float) -> float:
    """How many people it takes for the fewest classes on each side [persons].

    Parameters
    ----------
    cluster, offered : float
        As of a `Pilot`.
    """
    return FEWEST * cluster / min(offered, 1 - offered)


def design_effect(cluster: float, icc: float) -> float:
    """By how much clusters raise the variance of a mean: 1 + (m − 1) ρ (Kish 1965, chapter 5).

    Parameters
    ----------
    cluster : float
        People of a cluster, m.
    icc : float
        Their intraclass correlation ρ, 0-1.
    """
    return 1 + (cluster - 1) * icc


@dataclass(frozen=True, slots=True)
class _Contrast:
    """A difference with its standard error for one person [square root of persons]."""

    difference: float
    if_none: float  # the standard error where there is no difference
    if_so: float

    def power(self, people: float) -> float:
        return float(
            normal_power_het(
                self.difference, people, LEVEL, std_null=self.if_none, std_alternative=self.if_so
            )
        )

    def people(self) -> float:
        return float(
            normal_sample_size_one_tail(
                self.difference, POWER, LEVEL / 2, std_null=self.if_none, std_alternative=self.if_so
            )
        )


def _shares(without: float, offered_share: float, offered: float) -> _Contrast:
    """Two shares, with the pooled variance where they do not differ (Fleiss, Levin and Paik 2003, ch. 4)."""
    pooled = offered * offered_share + (1 - offered) * without
    if_none = math.sqrt(pooled * (1 - pooled) / (offered * (1 - offered)))
    if_so = math.sqrt(offered_share * (1 - offered_share) / offered + without * (1 - without) / (1 - offered))
    return _Contrast(offered_share - without, if_none, if_so)


@cache
def power_of_shares(pilot: Pilot, without: float, offered: float) -> float:
    """The chance that the pilot notices a difference between two shares, 0-1.

    Parameters
    ----------
    without, offered : float
        The share among those without an offer and among those with one, 0-1; not the same.
    """
    return _shares(without, offered, pilot.offered).power(pilot.people * pilot.kept)


def people_for_shares(pilot: Pilot, without: float, offered: float) -> float:
    """How many people a pilot with these clusters and losses needs [persons]; never too few classes."""
    return max(_shares(without, offered, pilot.offered).people() / pilot.kept, pilot.least)


@cache
def detectable_share(pilot: Pilot, without: float) -> float | None:
    """The smallest share above that of those without an offer that the pilot notices at the usual power.

    Returns
    -------
    float or None
        Share 0-1; None where the pilot would not notice if the offer reached everybody.
    """

    def lacking(share: float) -> float:
        return _shares(without, share, pilot.offered).people() - pilot.people * pilot.kept

    if without >= _CERTAIN or lacking(_CERTAIN) > 0:
        return None
    least = without + (1 - without) * 1e-9
    return float(brentq(lacking, least, _CERTAIN, xtol=1e-13))


def share_with_event(without: float, hazard_ratio: float, offered: float) -> float:
    """The share of all people to whom the event happens in the time that they are followed, 0-1.

    Where the hazards are proportional, 1 − (1 − e)^HR of those with an offer.
    """
    reached: float = 1 - (1 - without) ** hazard_ratio
    return (1 - offered) * without + offered * reached


def _times(hazard_ratio: float, offered: float) -> _Contrast:
    """The log-rank test, in events: (z + z')² ÷ (s (1 − s) ln² HR) of them (Schoenfeld 1981)."""
    error = 1 / math.sqrt(offered * (1 - offered))
    return _Contrast(math.log(hazard_ratio), error, error)


def power_of_times(pilot: Pilot, without: float, hazard_ratio: float) -> float:
    """The chance that a log-rank test notices that an event comes sooner or later, 0-1.

    Parameters
    ----------
    without : float
        Share of those without an offer to whom it happens in the time that they are followed, 0-1.
    hazard_ratio : float
        How many times as fast it comes to those with an offer; not 1.
    """
    events = pilot.people * pilot.kept * share_with_event(without, hazard_ratio, pilot.offered)
    return _times(hazard_ratio, pilot.offered).power(events)


def people_for_times(pilot: Pilot, without: float, hazard_ratio: float) -> float:
    """How many people a pilot with these clusters and losses needs for the log-rank test [persons]."""
    return max(_people_for_times(pilot, without, hazard_ratio), pilot.least)


def _people_for_times(pilot: Pilot, without: float, hazard_ratio: float) -> float:
    events = _times(hazard_ratio, pilot.offered).people()
    return events / share_with_event(without, hazard_ratio, pilot.offered) / pilot.kept


@cache
def detectable_hazard_ratio(pilot: Pilot, without: float) -> float | None:
    """The hazard ratio nearest to 1 that the pilot notices at the usual power, of an event that comes sooner.

    Returns
    -------
    float or None
        Above 1; None where the pilot would not notice if the event came a thousand times as fast.
    """

    def lacking(log_ratio: float) -> float:
        return _people_for_times(pilot, without, math.exp(log_ratio)) - pilot.people

    fastest = -math.log(_STRONGEST)
    if not 0 < without < 1 or lacking(fastest) > 0:
        return None
    return math.exp(float(brentq(lacking, 1e-9, fastest, xtol=1e-13)))
