"""What the five documents say is told where the documentation says that it is."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from coverage_of_texts import HEAD, LIST, Item, Place, items, lies, page

PAGE = LIST.with_suffix(".md")


def test_each_item_is_told_where_it_is_said_to_be() -> None:
    found = [f"{one.item}: {lie}" for one in items() for lie in lies(one)]

    assert found == []


def test_the_five_documents_have_fifty_nine_items_each_named_once() -> None:
    assert len({(one.document, one.item) for one in items()}) == len(items()) == 59
    assert len({one.document for one in items()}) == 5


def test_the_coverage_page_is_what_the_list_says() -> None:
    if os.environ.get("GSPBRIEF_ACCEPT"):
        PAGE.write_text(page(), encoding="utf-8")

    assert page().startswith(HEAD)
    assert PAGE.read_text(encoding="utf-8") == page()


TOLD = Place("who_should_pay", "sec-aid", states=("general.oda_use.1",))


@pytest.mark.parametrize(
    ("place", "lie"),
    [
        (replace(TOLD, at="sec-bonds"), "is not told there"),
        (replace(TOLD, at="sec-none"), "no such section"),
        (replace(TOLD, page="nobody"), "no such page"),
        (replace(TOLD, states=()), "nothing is said to stand there"),
        (replace(TOLD, states=(), says="No such words"), "does not stand there"),
        (replace(TOLD, states=(), figures=("aptc.certified",)), "is not printed there"),
        (Place("blue_birds", rows=("general.oda_use.1",)), "on no fact sheet"),
        (Place("aptc", rows=("aptc.oda_use",)), "no statement"),
        (Place("synthesis", "tbl-synthesis-advice_stay", rows=("general.oda_use.1",)), "not in that table"),
    ],
)
def test_a_place_that_does_not_tell_it_is_found_out(place: Place, lie: str) -> None:
    assert list(lies(Item("d", "i", "full", (TOLD,)))) == []
    assert any(lie in found for found in lies(Item("d", "i", "full", (place,))))


@pytest.mark.parametrize(
    "item",
    [
        Item("d", "i", "whole", (TOLD,)),
        Item("d", "i", "absent", (TOLD,), lacks="all"),
        Item("d", "i", "partial", (TOLD,)),
        Item("d", "i", "full", (TOLD,), lacks="a part"),
        Item(
            "d", "i", "full", (Place("synthesis", "tbl-synthesis-advice_pay", rows=("general.oda_use.1",)),)
        ),
    ],
)
def test_a_status_that_does_not_fit_what_is_told_is_found_out(item: Item) -> None:
    assert list(lies(item))
