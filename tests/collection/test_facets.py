"""What a reader can choose by: every value that occurs, once, with how many partnerships have it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.collection.facets import WHOLE, facets, values
from gspbrief.collection.listing import SIZES, Listing
from gspbrief.collection.sectors import SECTOR_GROUPS
from gspbrief.evidence.reading import read_partnerships
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.languages import LANGUAGES
from gspbrief.site.explore_page import explore
from gspbrief.synthesis.definitions import QUESTIONS


@pytest.fixture(scope="module")
def entries(root: Path) -> list[Listing]:
    """Every partnership of the evidence, of which some answer questions."""
    states = ("published", "planned", "not_found", "conflicting", "derived")
    return [
        Listing(
            partnership=here, form="brief", title="", subtitle="", figure="", words="", counts=(0, 0, 0),
            known={question: [states[(i + j) % 5]] for j, question in enumerate(QUESTIONS)}, page="", pdf="",
        )
        for i, here in enumerate(read_partnerships(root / "data").values())
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_value_that_occurs_is_one_choice_with_its_count(entries: list[Listing], lang: str) -> None:
    for facet in facets(entries, Format(lang)):
        codes = [choice.code for choice in facet.choices]
        assert codes
        assert len(codes) == len(set(codes))
        assert "" not in codes
        for choice in facet.choices:
            assert choice.count == sum(choice.code in values(one)[facet.name] for one in entries) > 0
            assert choice.label
        if facet.name == "people":
            assert codes == [size for size in SIZES if size in codes]
        elif facet.name == "sector":
            for heading, held in facet.groups:
                own = [alphabetical(one.label) for one in held if not one.code.startswith(WHOLE)]
                assert heading
                assert own == sorted(own)
        elif facet.name != "known":
            labels = [alphabetical(choice.label) for choice in facet.choices]
            assert labels == sorted(labels)


def test_a_question_counts_as_known_once_a_figure_was_achieved(entries: list[Listing]) -> None:
    one = replace(entries[0], known={"spent": ["planned", "costs.csv#a"], "placed": ["derived", "x#b"]})

    assert values(one)["known"] == ("placed",)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_group_of_sectors_finds_all_that_are_in_it_and_a_sector_those_that_cover_it(
    entries: list[Listing], lang: str
) -> None:
    (sectors,) = (facet for facet in facets(entries, Format(lang)) if facet.name == "sector")
    counts = {choice.code: choice.count for choice in sectors.choices}
    wholes = [held for _, held in sectors.groups if held[0].code.startswith(WHOLE)]

    assert len(wholes) > 1
    for whole, *own in wholes:
        members = SECTOR_GROUPS[whole.code.removeprefix(WHOLE)]
        assert whole.count == sum(one.partnership.sector in members for one in entries)
        assert len(own) > 1
        assert whole.count > max(one.count for one in own)
    alone = [one for one in entries if one.partnership.sector == "nursing"]
    both = [one for one in entries if one.partnership.sector == "hospitality_and_nursing"]
    assert counts["nursing"] == len(alone) + len(both) > len(alone)
    assert all({"nursing", "hospitality", f"{WHOLE}care"} <= set(values(one)["sector"]) for one in both)


def test_a_group_of_which_one_sector_occurs_is_no_choice_and_the_page_is_made_without_it(
    entries: list[Listing],
) -> None:
    one = next(entry for entry in entries if entry.partnership.sector == "nursing")
    given = explore(None, [one], Format("en"))  # type: ignore[arg-type]
    (sectors,) = (facet for facet in given["facets"] if facet.name == "sector")  # type: ignore[attr-defined]

    assert [choice.code for choice in sectors.choices] == ["nursing"]
