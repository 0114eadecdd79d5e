"""The accuracy of every method: our figure beside a published or independent one, as data.

The tests that compute the figures add them here; the documentation's table is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Check:
    """One figure against the one it should equal.

    ``tolerance`` is the largest absolute difference that rounding in the reference explains.
    """

    method: str
    case: str
    ours: float
    reference: float
    tolerance: float
    source: str

    @property
    def difference(self) -> float:
        """Ours less the reference."""
        return self.ours - self.reference


class Accuracy:
    """Checks by method and case; a repeated case replaces the former."""

    def __init__(self) -> None:
        self._checks: dict[tuple[str, str], Check] = {}

    def add(
        self, method: str, case: str, ours: float | None, reference: float, tolerance: float, source: str
    ) -> None:
        """Add a check and assert that it holds."""
        assert ours is not None, f"{method}, {case}: no figure"
        check = Check(method, case, float(ours), float(reference), tolerance, source)
        assert abs(check.difference) <= tolerance, f"{method}, {case}: {ours} is not {reference}"
        self._checks[method, case] = check

    def checks(self) -> tuple[Check, ...]:
        """All checks so far, by method and case."""
        return tuple(sorted(self._checks.values()))


ACCURACY = Accuracy()
