"""Which groups of persons have been told of, and whether one more may be: disclosure control by audit.

Nothing may tell how many there are in a small group. Primary suppression withholds the group itself;
secondary suppression withholds whatever would let somebody work it out from the rest. The count of a group is
a sum over persons, so that every count told is one linear equation: what follows from all of them together is
the space that they span. A group is told of only if no small one lies in that space then: neither one that
was asked for and withheld, nor what two groups have in common or what the one has and the other lacks.

Notes
-----
Groups are asked for in the order of importance and each is kept if it may be, as in the Gaussian elimination
of Langsrud (2024), Privacy in Statistical Databases, which exists for R alone (GaussSuppression); no package
for Python does secondary suppression over counts of overlapping groups.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gspbrief.errors import EstimationError
from gspbrief.surveys.samples import Floats

Members = NDArray[np.bool_]  # of each person of the survey, whether he or she is in a group

FOLLOWS = 1e-6  # length of what is left of a group outside the space told: none, but for arithmetic


class WithheldError(EstimationError):
    """An estimate would tell of too few persons."""


class Disclosure:
    """What has been told of a survey's persons so far.

    Parameters
    ----------
    persons : array
        Each person once.
    threshold : int
        Groups of fewer persons are not told of.
    """

    def __init__(self, persons: ArrayLike, threshold: int) -> None:
        self.persons = np.unique(np.asarray(persons))
        self.threshold = threshold
        self._told: list[Members] = []
        self._small: list[Members] = []
        self._known: set[bytes] = set()
        self._basis: Floats = np.empty((0, len(self.persons)))

    @property
    def told(self) -> tuple[Members, ...]:
        """The groups told of, in order."""
        return tuple(self._told)

    @property
    def withheld(self) -> tuple[Members, ...]:
        """The small groups that must not follow."""
        return tuple(self._small)

    def tell(self, *groups: ArrayLike) -> None:
        """Tell of groups, all of them or none.

        Parameters
        ----------
        *groups : array
            The persons in each.

        Raises
        ------
        WithheldError
            If one is small, or a small one would follow.
        """
        if not self.admits(*groups):
            raise WithheldError(f"groups of fewer than {self.threshold} persons are withheld")

    def admits(self, *groups: ArrayLike) -> bool:
        """Whether all of some groups may be told of; if so they are told."""
        asked = [np.isin(self.persons, np.asarray(group)) for group in groups]
        self.protect(*groups)
        if any(members.sum() < self.threshold for members in asked):
            return False
        new = [members for members in asked if members.tobytes() not in self._known]
        basis = self._basis
        for members in new:
            basis = _extended(basis, members)
        small = [*self._small, *self._between(new)]
        if any(_follows(members, basis) for members in small):
            return False
        self._told += new
        self._known |= {members.tobytes() for members in new}
        self._basis, self._small = basis, small
        return True

    def protect(self, *groups: ArrayLike) -> None:
        """Note groups of which those that are small must not follow from anything told from now on."""
        asked = (np.isin(self.persons, np.asarray(group)) for group in groups)
        self._small += self._unseen(asked)

    def _between(self, new: list[Members]) -> list[Members]:
        """The small groups that two told groups have between them."""
        pairs = ((one, other) for i, one in enumerate(new) for other in (*self._told, *new[:i]))
        parts = (part for one, other in pairs for part in (one & other, one & ~other, other & ~one))
        return self._unseen(parts)

    def _unseen(self, groups: Iterable[Members]) -> list[Members]:
        seen = {members.tobytes() for members in self._small}
        return list(self._new_small(groups, seen))

    def _new_small(self, groups: Iterable[Members], seen: set[bytes]) -> Iterator[Members]:
        for members in groups:
            if 0 < members.sum() < self.threshold and (key := members.tobytes()) not in seen:
                seen.add(key)
                yield members


def _extended(basis: Floats, members: Members) -> Floats:
    """An orthonormal basis of a space with one more direction, if it is one."""
    rest = _outside(members, basis)
    length = float(np.linalg.norm(rest))
    return basis if length < FOLLOWS else np.vstack([basis, rest / length])


def _outside(members: Members, basis: Floats) -> Floats:
    rest = members.astype("float64")
    for _ in range(2):  # once more, for what rounding leaves
        rest = rest - basis.T @ (basis @ rest)
    return rest


def _follows(members: Members, basis: Floats) -> bool:
    return float(np.linalg.norm(_outside(members, basis))) < FOLLOWS
