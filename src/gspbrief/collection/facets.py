"""By what a reader can choose among the partnerships, with how many each choice leaves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from gspbrief.collection.listing import SIZES, Listing, questions
from gspbrief.collection.sectors import GROUPS, OTHER, covered, group_of
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
    """A quality by which to choose.

    Attributes
    ----------
    groups : tuple of tuple of str and Choice
        Its values by what heads each group of them; one group without a heading where they have none.
    """

    name: str
    groups: tuple[tuple[str, tuple[Choice, ...]], ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Its values in the order in which a reader looks for them."""
        return tuple(choice for _, held in self.groups for choice in held)


Values = Callable[[Listing], Sequence[str]]

COUNTRIES: dict[str, Values] = {
    "origin": lambda one: one.partnership.origins,
    "destination": lambda one: one.partnership.destinations,
}
CODED: dict[str, tuple[str, Values]] = {  # with the vocabulary of the words
    "sector": ("sector", lambda one: sectors_of(one)),
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
WHOLE = "group."  # before the group, where all its sectors are chosen at once


def sectors_of(entry: Listing) -> tuple[str, ...]:
    """Under which values of ``sector`` a partnership is found: what its sector covers, and its group."""
    if not (sector := entry.partnership.sector):
        return ()
    group = group_of(sector)
    return (*covered(sector), *(() if group == OTHER else (WHOLE + group,)))


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
            groups = _by_group(choices, form) if name == "sector" else (("", tuple(choices)),)
            found.append(Facet(name, groups))
    return tuple(found)


def _place(order: Sequence[str], choice: Choice) -> tuple[int, str]:
    return order.index(choice.code) if order else 0, alphabetical(choice.label)


def _by_group(choices: Sequence[Choice], form: Format) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Sectors by group; a group of several can be chosen as a whole, which comes first."""
    found = []
    for group in GROUPS:
        whole = [choice for choice in choices if choice.code == WHOLE + group]
        own = [c for c in choices if not c.code.startswith(WHOLE) and group_of(c.code) == group]
        if own:
            found.append((form.word("sector_group", group), (*(whole if len(own) > 1 else ()), *own)))
    return tuple(found)


def written(facet: str, code: str, form: Format) -> str:
    """A value of a facet in the reader's language."""
    if facet in COUNTRIES:
        return form.country(code)
    if code.startswith(WHOLE):
        group = form.word("sector_group", code.removeprefix(WHOLE))
        return form.word("phrase", "whole_group").format(group=group)
    return form.word("column" if facet == KNOWN else CODED[facet][0], code)
