"""The sectors of partnerships by group, so that what belongs together is found together."""

from __future__ import annotations

from collections.abc import Mapping

SECTOR_GROUPS: Mapping[str, tuple[str, ...]] = {
    "care": ("nursing", "elderly_care", "health", "hospitality_and_nursing"),
    "farming": ("seasonal_agriculture", "agriculture", "horticulture"),
    "trades": (
        "vocational_mixed",
        "construction",
        "shipping",
        "engineering",
        "automotive",
        "renewable_energy",
        "ict",
    ),
}
OTHER = "other"
GROUPS = (*SECTOR_GROUPS, OTHER)
"""Words of the vocabulary ``sector_group``."""

_GROUP_OF = {sector: group for group, sectors in SECTOR_GROUPS.items() for sector in sectors}
_SEVERAL = {"hospitality_and_nursing": ("hospitality", "nursing")}


def group_of(sector: str) -> str:
    """The group that a sector belongs to, one of `GROUPS`."""
    return _GROUP_OF.get(sector, OTHER)


def covered(sector: str) -> tuple[str, ...]:
    """The sectors in which a partnership is found: its own, and each of those that its own is made of.

    >>> covered("hospitality_and_nursing")
    ('hospitality_and_nursing', 'hospitality', 'nursing')
    """
    return (sector, *_SEVERAL.get(sector, ()))
