"""A small map for the figures of a chart, where it fits: they are alike but for country and time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.row_words import Json
from gspbrief.exhibits.world import coasts, way, world

ALIKE = (
    "measure",
    "destination",
    "status",
    "base",
    "track",
    "group",
    "payer",
    "unit",
)  # in all rows of a map
SHAPE = 9 / 16  # height of the drawing by its width
LEAST = 420  # units of the world's drawing: a window of less shows coasts as they are not
MARGIN = 0.14  # of the window, around what it is of
DISC = 34  # discs side by side in the window
APART = 2.1  # radii between the middles of two discs
ROUNDS = 60  # in which discs are moved apart

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Window:
    """The part of the world's drawing that a map shows."""

    left: float
    top: float
    width: float

    @property
    def height(self) -> float:
        """In the same units."""
        return self.width * SHAPE

    @property
    def radius(self) -> float:
        """Of a disc with a number in it."""
        return self.width / DISC

    def shows(self, box: tuple[int, int, int, int]) -> bool:
        """Whether something of a box, from its least to its greatest corner, is in it."""
        left, top, right, bottom = box
        across = left <= self.left + self.width and right >= self.left
        return across and top <= self.top + self.height and bottom >= self.top


def latest(exhibit: Exhibit) -> Mapping[str, Json]:
    """The row that a map shows of each country of origin; none where no map fits.

    It fits a chart whose rows are of one country each, of two or more that the map knows, and tell apart by
    country and time alone.
    """
    alike = {tuple(row.get(name) for name in ALIKE) for row in exhibit.data}
    found = {str(row.get("origin") or ""): row for row in sorted(exhibit.data, key=_end)}
    fits = (
        exhibit.form == "chart" and len(alike) == 1 and len(found) > 1 and set(found) <= set(world().points)
    )
    return dict(sorted(found.items())) if fits else {}


def _end(row: Json) -> str:
    return str(row.get("period") or "").rpartition("/")[2]


def map_svg(origins: Sequence[str], destinations: Sequence[str], says: str) -> str:
    """The map with a numbered disc for each country of origin, in the order given.

    Parameters
    ----------
    origins, destinations : sequence of str
        ISO 3166-1 alpha-3; destinations that the map does not know are left out.
    says : str
        Its alternative text.
    """
    points = world().points
    ends = [code for code in destinations if code in points and code not in origins]
    window = _around([points[code] for code in (*origins, *ends)])
    box = f"{window.left:.0f} {window.top:.0f} {window.width:.0f} {window.height:.0f}"
    parts = [*_land(window, origins, ends), *_ways(origins, ends), *_discs(window, origins)]
    head = f'<svg viewBox="{box}" role="img" aria-label="{escape(says)}" focusable="false">'
    return f"{head}{''.join(parts)}</svg>"


def _around(points: Sequence[Point]) -> Window:
    """The window of its shape that holds all points with a margin."""
    (left, right), (top, bottom) = ((min(values), max(values)) for values in zip(*points, strict=True))
    width = max(LEAST, (right - left) / (1 - 2 * MARGIN), (bottom - top) / (1 - 2 * MARGIN) / SHAPE)
    return Window((left + right - width) / 2, (top + bottom - width * SHAPE) / 2, width)


def _land(window: Window, origins: Sequence[str], ends: Sequence[str]) -> Iterator[str]:
    groups: dict[str, list[str]] = {"land": [], "country": [], "country to": []}
    for code, coast, box in coasts():
        kind = "country" if code in origins else "country to" if code in ends else "land"
        if window.shows(box):
            groups[kind].append(coast)
    return (f'<path class="{kind}" d="{"".join(held)}"/>' for kind, held in groups.items() if held)


def _ways(origins: Sequence[str], ends: Sequence[str]) -> Iterator[str]:
    points = world().points
    for end in ends:
        yield from (f'<path class="way" d="{way(points[origin], points[end])}"/>' for origin in origins)


def _discs(window: Window, origins: Sequence[str]) -> Iterator[str]:
    """A disc with a number for each country, beside its place with a line to it where there is no room."""
    places = [world().points[code] for code in origins]
    radius = window.radius
    for number, (place, (x, y)) in enumerate(
        zip(places, apart(places, APART * radius), strict=True), start=1
    ):
        if math.dist(place, (x, y)) > radius / 4:
            yield f'<path class="lead" d="M{place[0]} {place[1]}L{x:.1f} {y:.1f}"/>'
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
        middle = f'x="{x:.1f}" y="{y:.1f}" dy=".36em" text-anchor="middle" font-size="{1.3 * radius:.1f}"'
        yield f"<text {middle}>{number}</text>"


def apart(places: Sequence[Point], least: float) -> list[Point]:
    """Points moved away from each other until any two are so far apart, each as little as that takes."""
    moved = [(float(x), float(y)) for x, y in places]
    for _ in range(ROUNDS):
        for one in range(len(moved)):
            for other in range(one):
                moved[one], moved[other] = _parted(moved[one], moved[other], least)
    return moved


def _parted(one: Point, other: Point, least: float) -> tuple[Point, Point]:
    far = math.dist(one, other)
    if far >= least:
        return one, other
    across = (one[0] - other[0], one[1] - other[1]) if far else (1.0, 0.0)
    step = (least - far) / 2 / (far or 1)
    x, y = across[0] * step, across[1] * step
    return (one[0] + x, one[1] + y), (other[0] - x, other[1] - y)
