"""The map of corridors: from which country partnerships lead to which, as lines and places of a drawing."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from gspbrief.collection.listing import SIZES, Listing
from gspbrief.collection.sectors import GROUPS, OTHER, group_of
from gspbrief.exhibits.world import way, world
from gspbrief.language.formats import Format

MOST_LINES = 600  # beyond these, the ones of fewest partnerships are not drawn
_SIZES = tuple(SIZES)


@dataclass(frozen=True, slots=True)
class Line:
    """All partnerships that lead from one country to another.

    Attributes
    ----------
    origin, destination : str
        Codes of the countries.
    names : tuple of str
        What they are called.
    count : int
        How many partnerships.
    group : str
        The group of sectors, one of `sectors.GROUPS`, that most of them belong to.
    size : int
        The place in `listing.SIZES` of the largest of them.
    path : str
        The way of the line.
    """

    origin: str
    destination: str
    names: tuple[str, str]
    count: int
    group: str
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class Place:
    """A country that partnerships lead from or to.

    Attributes
    ----------
    origin, destination : int
        How many partnerships lead from it and to it.
    shape : str
        Its outline; blank if it is too small to have one.
    radius : float
        Of its point: the area grows with the partnerships that lead to it.
    """

    code: str
    name: str
    x: int
    y: int
    origin: int
    destination: int
    shape: str
    radius: float


@dataclass(frozen=True, slots=True)
class Corridors:
    """What the map shows.

    Attributes
    ----------
    land : str
        The outlines of all other countries as one path.
    groups : tuple of tuple of str and str
        The groups of sectors that occur, each with its words.
    drawn : int
        How many partnerships have a line.
    sizes : tuple of tuple of int and str
        The sizes of lines that occur, each with its word.
    hidden : int
        How many lines are not drawn because there are too many.
    """

    width: int
    height: int
    land: str
    lines: tuple[Line, ...]
    places: tuple[Place, ...]
    groups: tuple[tuple[str, str], ...]
    sizes: tuple[tuple[int, str], ...]
    drawn: int
    hidden: int


def corridors(entries: Sequence[Listing], form: Format) -> Corridors:
    """The map of some partnerships; those that name no country at one of the two ends have no line."""
    along: dict[tuple[str, str], list[Listing]] = defaultdict(list)
    for entry in entries:
        for pair in pairs(entry):
            along[pair].append(entry)
    most = sorted(along, key=lambda pair: (-len(along[pair]), pair))[:MOST_LINES]
    lines = [_line(*pair, along[pair], form) for pair in sorted(most)]
    lines.sort(key=lambda line: -line.size)  # thin ones above thick ones
    places = tuple(_places(entries, form))
    held = {place.code for place in places}
    used = {line.group for line in lines}
    return Corridors(
        width=world().width,
        height=world().height,
        land="".join(shape for code, shape in world().shapes.items() if code not in held),
        lines=tuple(lines),
        places=places,
        groups=tuple((group, form.word("sector_group", group)) for group in GROUPS if group in used),
        sizes=tuple(
            (size, form.word("people_left", _SIZES[size])) for size in sorted({line.size for line in lines})
        ),
        drawn=len({entry.id for held_by in along.values() for entry in held_by}),
        hidden=len(along) - len(most),
    )


def pairs(entry: Listing) -> Iterator[tuple[str, str]]:
    """From where to where a partnership leads, as far as the map knows the places."""
    here, known = entry.partnership, world().points
    for origin in here.origins:
        for destination in here.destinations:
            if origin != destination and origin in known and destination in known:
                yield origin, destination


def _line(origin: str, destination: str, held: Sequence[Listing], form: Format) -> Line:
    groups = Counter(group_of(entry.partnership.sector) for entry in held)
    most = max(groups.values())
    leading = [group for group, count in groups.items() if count == most]
    return Line(
        origin=origin,
        destination=destination,
        names=(form.country(origin), form.country(destination)),
        count=len(held),
        group=leading[0] if len(leading) == 1 else OTHER,
        size=max(_SIZES.index(entry.size) for entry in held),
        path=way(world().points[origin], world().points[destination]),
    )


def _places(entries: Iterable[Listing], form: Format) -> Iterator[Place]:
    leave, come = Counter[str](), Counter[str]()
    for entry in entries:
        leave.update(set(entry.partnership.origins))
        come.update(set(entry.partnership.destinations))
    for code in sorted({*leave, *come} & set(world().points)):
        x, y = world().points[code]
        yield Place(
            code=code,
            name=form.country(code),
            x=x,
            y=y,
            origin=leave[code],
            destination=come[code],
            shape=world().shapes.get(code, ""),
            radius=round(4.5 + 2.6 * math.sqrt(come[code]), 1),
        )
