"""The nearest partnerships, found by sets, are those that comparing each with each would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gspbrief.evidence.likeness import FEWEST_POINTS, Likeness, Traits

NAMES = st.text("abcdef", min_size=1, max_size=3)
FEW = st.sampled_from(["", "x", "y"])


def _traits(kind: str, sector: str, model: str, origins: set[str], destinations: set[str]) -> Traits:
    return (
        (2, [f"class {kind}"] if kind else []),
        (2, [f"sector {sector}"] if sector else []),
        (1, [f"model {model}"]),
        (1, [f"origin {country}" for country in sorted(origins)]),
        (1, [f"destination {country}" for country in sorted(destinations)]),
    )


COUNTRIES = st.sets(st.sampled_from("pqr"))
PARTNERSHIPS = st.dictionaries(NAMES, st.builds(_traits, FEW, FEW, FEW, COUNTRIES, COUNTRIES), min_size=1)


def _points(one: Traits, other: Traits) -> int:
    return sum(
        points for (points, mine), (_, theirs) in zip(one, other, strict=True) if set(mine) & set(theirs)
    )


@given(PARTNERSHIPS)
def test_the_order_is_by_points_then_by_id_and_too_little_likeness_is_none(
    partnerships: dict[str, Traits],
) -> None:
    likeness = Likeness(partnerships)

    for name, traits in partnerships.items():
        points = {other: _points(traits, its) for other, its in partnerships.items() if other != name}
        expected = sorted((-score, other) for other, score in points.items() if score >= FEWEST_POINTS)
        assert list(likeness.ranked(name)) == [other for _, other in expected]
