"""Which partnerships resemble each other, found among thousands without comparing each with each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from operator import or_

FEWEST_POINTS, MOST_POINTS = 3, 8  # below the fewest, two partnerships are not comparable

Traits = Sequence[tuple[int, Sequence[str]]]  # the points for sharing any one of some words


class Likeness:
    """How alike partnerships are, by the points of the words that they share.

    A set of partnerships is the bits of one whole number: a thousand are compared in a few operations.

    Parameters
    ----------
    traits : mapping of str to Traits
        By partnership. The groups of words stand in the same order everywhere, and each word belongs to one
        group.
    """

    def __init__(self, traits: Mapping[str, Traits]) -> None:
        self._traits = traits
        self._ordered = sorted(traits)
        self._sharing: dict[str, int] = defaultdict(int)
        for place, name in enumerate(self._ordered):
            for _, words in traits[name]:
                for word in words:
                    self._sharing[word] |= 1 << place

    def ranked(self, name: str) -> Iterator[str]:
        """The partnerships with at least the fewest points, most alike first; ties go by id."""
        at_least = self._at_least(name)
        for points in range(MOST_POINTS, FEWEST_POINTS - 1, -1):
            rest = at_least[points] & ~(at_least[points + 1] if points < MOST_POINTS else 0)
            while rest:
                first = rest & -rest
                rest ^= first
                if (other := self._ordered[first.bit_length() - 1]) != name:
                    yield other

    def _at_least(self, name: str) -> list[int]:
        """By number of points, the partnerships that have at least so many."""
        sets = [(1 << len(self._ordered)) - 1] + [0] * MOST_POINTS
        for points, words in self._traits[name]:
            alike = reduce(or_, (self._sharing[word] for word in words), 0)
            for total in range(MOST_POINTS, points - 1, -1):
                sets[total] |= sets[total - points] & alike
        return sets
