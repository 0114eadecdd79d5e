"""The page that sets partnerships side by side: whom a reader can choose, and the words for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gspbrief.brief.addresses import BESIDE
from gspbrief.collection.listing import Listing, in_order, questions
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.labels import words
from gspbrief.site.published import Site

FIRST = 2  # that a reader who has not chosen yet sees: those on which most is known


def compare(_: Site, listed: Sequence[Listing], form: Format) -> Mapping[str, object]:
    """What the page prints; its script asks each chosen partnership for its own figures."""
    return {
        "first": [one.id for one in in_order(listed)[:FIRST]],
        "entries": sorted(listed, key=lambda one: alphabetical(one.name)),
        "script": BESIDE,
        "questions": {question: form.word("column", question) for question in questions(listed)},
        "differ": {word: form.word("differ", word) for word in words("differ")},
    }
