"""By what a reader can choose among the partnerships, with how many each choice leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gspbrief.collection.listing import SIZES, Listing, questions
from gspbrief.language.formats import Format, alphabetical


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that partnerships can have.

    Attributes
    ----------
    code : str
        As the evidence writes it.
    label : str
        In the reader's language.
    count : int
        How many of all partnerships have it.
    """

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """A quality by which to choose, with its values in the order in which a reader looks for them."""

    name: str
    choices: tuple[Choice, ...]


Values = Callable[[Listing], Sequence[str]]

COUNTRIES: dict[str, Values] = {
    "origin": lambda one: one.partnership.origins,
    "destination": lambda one: one.partnership.destinations,
}
CODED: dict[str, tuple[str, Values]] = {  # with the vocabulary of the words
    "sector": ("sector", lambda one: (one.partnership.sector,)),
    "kind": ("kind", lambda one: (one.partnership.kind,)),
    "model": ("model", lambda one: (one.partnership.model,)),
    "class": ("oecd_class", lambda one: (one.partnership.oecd_class,)),
    "theme": ("iom_theme", lambda one: (one.partnership.iom_theme,)),
    "payer": ("who_paid", lambda one: (one.payer,)),
    "tracks": ("tracks", lambda one: (one.partnership.tracks,)),
    "status": ("partnership_status", lambda one: (one.partnership.status,)),
    "form": ("document", lambda one: (one.form,)),
    "people": ("people_left", lambda one: (one.size,)),
}
KNOWN = "known"


def values(entry: Listing) -> dict[str, tuple[str, ...]]:
    """What a partnership has of each facet; nothing where the evidence does not say."""
    own = {name: of(entry) for name, of in COUNTRIES.items()}
    own |= {name: of(entry) for name, (_, of) in CODED.items()}
    return {name: tuple(filter(None, held)) for name, held in {**own, KNOWN: entry.answered}.items()}


def facets(entries: Sequence[Listing], form: Format) -> tuple[Facet, ...]:
    """The facets with the values that occur, in alphabetical order; sizes and questions in their own."""
    held = [values(entry) for entry in entries]
    own_order = {KNOWN: questions(entries), "people": tuple(SIZES)}
    found = []
    for name in (*COUNTRIES, *CODED, KNOWN):
        counted = Counter(code for one in held for code in one[name])
        choices = [Choice(code, written(name, code, form), n) for code, n in counted.items()]
        choices.sort(key=partial(_place, own_order.get(name, ())))
        if choices:
            found.append(Facet(name, tuple(choices)))
    return tuple(found)


def _place(order: Sequence[str], choice: Choice) -> tuple[int, str]:
    return order.index(choice.code) if order else 0, alphabetical(choice.label)


def written(facet: str, code: str, form: Format) -> str:
    """A value of a facet in the reader's language."""
    if facet in COUNTRIES:
        return form.country(code)
    return form.word("column" if facet == KNOWN else CODED[facet][0], code)
