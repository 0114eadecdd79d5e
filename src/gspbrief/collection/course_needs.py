"""What a course that leads abroad needs, and what sources say of each need; the page finds the nearest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gspbrief.brief.addresses import common_from, row_address
from gspbrief.collection.design_cases import said_by
from gspbrief.collection.listing import Listing
from gspbrief.evidence.sources import Source
from gspbrief.evidence.study import Row
from gspbrief.language.formats import Format

HEALTH = frozenset({"health", "nursing", "elderly_care", "hospitality_and_nursing"})
"""Sectors in which the World Health Organization's code on recruitment bears."""
SAFEGUARDS = "who_safeguards_list"
"""The measure of ``context.csv`` that says of a country that it is on that organization's list."""


CODE = "2010"
"""The year of that code: what began by then tells nothing of how it is kept."""
AGREED = ("legal_channel", "purpose")
"""The features of ``design.csv`` that tell how people of a country on the list are hired, plainest first."""


@dataclass(frozen=True, slots=True)
class CourseNeed:
    """One thing that a course needs.

    Attributes
    ----------
    ends : tuple of str
        The ends of a corridor that settle it: what holds elsewhere is no answer.
    features : tuple of str
        The features of ``design.csv`` that tell of it, the plainest first.
    """

    ends: tuple[str, ...]
    features: tuple[str, ...]


_BOTH = ("origin", "destination")
NEEDS: Mapping[str, CourseNeed] = {
    "language": CourseNeed(("destination",), ("language_level",)),
    "licence": CourseNeed(("destination",), ("licensing",)),
    "visa": CourseNeed(
        ("destination",), ("legal_channel", "intermediate_legal_channels", "existing_channels_training")
    ),
    "demand": CourseNeed(("destination",), ("sector_choice", "sustained_demand", "employer_requirements")),
    "spare": CourseNeed(("origin",), ("sector_choice", "skimming")),
    "curriculum": CourseNeed(_BOTH, ("curriculum_responsibility", "training_place")),
    "payer": CourseNeed(_BOTH, ("cost_structure", "employer_cost_sharing", "equitable_costs")),
}
"""In the order in which they are told."""


def said_of_needs(
    listed: Sequence[Listing], rows: Sequence[Row], sources: Mapping[str, Source], form: Format
) -> dict[str, list[list[object]]]:
    """By need all that is said of it, the plainest feature and the partnership known best first.

    Each is a text, its row, who says so and when, the number of its partnership among those listed (-1 where
    it is said in general), and whether it is English on a page of another language.
    """
    place = {one.id: n for n, one in enumerate(listed)}
    known = {one.id: -len(one.answered) for one in listed}
    found: dict[str, list[list[object]]] = {}
    for name, need in NEEDS.items():
        told = [
            row
            for row in rows
            if row["feature"] in need.features and (not row["partnership"] or row["partnership"] in place)
        ]
        told.sort(key=lambda row: (need.features.index(row["feature"]), known.get(row["partnership"], 0)))
        found[name] = [_said(row, listed, place, sources, form) for row in told]
    return found


def safeguarded(
    rows: Iterable[Row], sources: Mapping[str, Source], form: Format
) -> dict[str, tuple[str, str]]:
    """By country on the list its row, and who says so and when; empty where no list is held."""
    common = common_from(form.lang)
    return {
        row["country"]: (
            row_address(common, f"context.csv#{row['id']}"),
            _cited(row, sources),
        )
        for row in rows
        if row["measure"] == SAFEGUARDS and float(row["value"])
    }


def agreed_with_listed(
    listed: Sequence[Listing],
    context: Iterable[Row],
    rows: Sequence[Row],
    sources: Mapping[str, Source],
    form: Format,
) -> list[tuple[list[object], str]]:
    """How health workers from countries on the list are hired: agreements first, then what began last.

    Of each partnership the plainest statement, as `said_of_needs` gives it, and the year in which it began.
    """
    on = {row["country"] for row in context if row["measure"] == SAFEGUARDS and float(row["value"])}
    place = {one.id: n for n, one in enumerate(listed)}
    here = [one.partnership for one in listed]
    cases = [
        one for one in here if one.sector in HEALTH and on.intersection(one.origins) and one.start[:4] > CODE
    ]
    cases.sort(key=lambda one: one.start, reverse=True)
    cases.sort(key=lambda one: one.kind != "agreement")
    found = []
    for one in cases:
        told = [row for row in rows if row["partnership"] == one.id and row["feature"] in AGREED]
        if told:
            row = min(told, key=lambda row: AGREED.index(row["feature"]))
            found.append((_said(row, listed, place, sources, form), one.start[:4]))
    return found


def year_of_list(rows: Iterable[Row]) -> str:
    """The newest year of the list that is held; blank where none is."""
    return max((row["start"][:4] for row in rows if row["measure"] == SAFEGUARDS), default="")


def _said(
    row: Row,
    listed: Sequence[Listing],
    place: Mapping[str, int],
    sources: Mapping[str, Source],
    form: Format,
) -> list[object]:
    number = place.get(row["partnership"], -1)
    said = said_by(row, listed[number] if number >= 0 else None, form)
    return [said.text, said.row, _cited(row, sources), number, said.foreign]


def _cited(row: Row, sources: Mapping[str, Source]) -> str:
    source = sources.get(row["source"])
    return source.cited if source else ""
