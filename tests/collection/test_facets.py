"""What a reader can choose by: every value that occurs, once, with how many partnerships have it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from gspbrief.collection.facets import facets, values
from gspbrief.collection.listing import SIZES, Listing
from gspbrief.evidence.reading import read_partnerships
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.languages import LANGUAGES
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
        elif facet.name != "known":
            labels = [alphabetical(choice.label) for choice in facet.choices]
            assert labels == sorted(labels)


def test_a_question_counts_as_known_once_a_figure_was_achieved(entries: list[Listing]) -> None:
    one = replace(entries[0], known={"spent": ["planned", "costs.csv#a"], "placed": ["derived", "x#b"]})

    assert values(one)["known"] == ("placed",)
