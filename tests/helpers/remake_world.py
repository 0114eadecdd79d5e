"""The shapes of the map, made anew from Natural Earth: ``python tests/helpers/remake_world.py FOLDER``.

``FOLDER`` holds ``countries-110m.json`` and ``countries-10m.json`` of the npm package ``world-atlas`` 2.0.2
(``npm pack world-atlas@2.0.2``), which are Natural Earth's admin-0 countries as TopoJSON. The same two files
give the same bytes. A build never runs this: it reads ``world.json``, which is committed.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from babel.core import get_global

from gspbrief.evidence.countries import COUNTRIES
from gspbrief.exhibits.world import WORLD

Point = tuple[float, float]

WIDTH = 2000  # units of the drawing: half a pixel each on a wide screen
MIDDLE = 11.0  # degrees east: cut at 169° W, through the Bering Strait, with Samoa and Tonga beside Fiji
SOUTH, NORTH = -56.0, 78.0  # what lies beyond is empty of partnerships
SMALLEST = 6.0  # square units below which an island is not drawn, unless it is all there is of a country
ROUGHLY = 0.55  # units by which a coast may be drawn beside where it is
LEFT_OUT = ("Antarctica",)
WITHOUT_A_CODE = {"Kosovo": "XKX", "Somaliland": "SOM", "N. Cyprus": "CYP"}
ELSEWHERE = {
    "KIR": (173.0, 1.4),  # Tarawa, where people live: the largest island lies 3,300 km to the east
    # Places that the atlas draws as a part of another country, or not at all: their chief town, in degrees.
    "BES": (-68.3, 12.1), "CCK": (96.8, -12.2), "CXR": (105.7, -10.4), "GLP": (-61.5, 16.2),
    "GUF": (-52.3, 4.9), "MTQ": (-61.1, 14.6), "MYT": (45.2, -12.8), "REU": (55.5, -20.9),
    "SJM": (15.6, 78.2), "TKL": (-171.2, -9.4),
    "ATA": (0.0, -90.0), "BVT": (3.4, -54.4),  # without a town
}  # fmt: skip
ORIGIN = (
    "Natural Earth 4.1, 1:110m admin-0 countries, as TopoJSON in world-atlas 2.0.2; "
    "points from 1:10m, those of a few remote places by hand"
)
LICENCE = "Natural Earth is in the public domain: naturalearthdata.com/about/terms-of-use"

_A = (1.340264, -0.081106, 0.000893, 0.003796)  # Equal Earth: Šavrič, Patterson and Jenny 2018
_M = math.sqrt(3) / 2


def projected(lon: float, lat: float) -> Point:
    """A place in the projection Equal Earth, in radii of the globe, north up."""
    theta = math.asin(_M * math.sin(math.radians(lat)))
    square = theta * theta
    sixth = square**3
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    across = math.radians(lon) * math.cos(theta) / (_M * slope)
    return across, theta * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))


SCALE = WIDTH / (2 * projected(180, 0)[0])
TOP = projected(0, NORTH)[1]
HEIGHT = round((TOP - projected(0, SOUTH)[1]) * SCALE)


def placed(lon: float, lat: float) -> Point:
    """A place in the drawing; degrees east count from the middle of the map."""
    x, y = projected(lon, lat)
    return WIDTH / 2 + x * SCALE, (TOP - y) * SCALE


def _within(x: float, y: float) -> Point:
    """A place on the drawing; of one beyond, the nearest on its edge."""
    return x, min(max(y, 0.0), float(HEIGHT))


def made(folder: Path) -> str:
    """The content of ``world.json``."""
    small, large = (
        json.loads((folder / f"countries-{size}.json").read_text(encoding="utf-8"))
        for size in ("110m", "10m")
    )
    shapes = {code: path for code, rings in _countries(small).items() if (path := _path(rings))}
    points = {code: _middle(max(rings, key=_area)) for code, rings in _countries(large).items()}
    points |= {code: _within(*placed(_turned(lon), lat)) for code, (lon, lat) in ELSEWHERE.items()}
    whole = {code: [round(x), round(y)] for code, (x, y) in sorted(points.items())}
    about = {"origin": ORIGIN, "licence": LICENCE, "width": WIDTH, "height": HEIGHT}
    lines = [f'"{name}": {json.dumps(value)}' for name, value in about.items()]
    for name, held in (("points", whole), ("shapes", shapes)):
        inner = ",\n".join(f'"{code}": {json.dumps(value)}' for code, value in held.items())
        lines.append(f'"{name}": {{\n{inner}\n}}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _countries(atlas: Mapping[str, Any]) -> dict[str, list[list[Point]]]:
    """Each country's outlines in the drawing; holes are left out, since another country fills them.

    Some countries come in several shapes, such as Australia and its islands in the Indian Ocean.
    """
    found: dict[str, list[list[Point]]] = {}
    arcs = list(map(list, (_decoded(arc, atlas["transform"]) for arc in atlas["arcs"])))
    for shape in atlas["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        if name in LEFT_OUT or not shape.get("arcs"):
            continue
        several = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        rings = [[placed(*point) for point in _unbroken(_ring(parts[0], arcs))] for parts in several]
        if code := WITHOUT_A_CODE.get(name) or _alpha3(shape.get("id", "")):
            found.setdefault(code, []).extend(rings)
    return dict(sorted(found.items()))


def _alpha3(numeric: str) -> str:
    aliases = get_global("territory_aliases")
    by_two = {aliases[code][0]: code for code in sorted(COUNTRIES) if code in aliases}
    return by_two.get(aliases.get(numeric, [""])[0], "")


def _decoded(arc: Sequence[Sequence[int]], transform: Mapping[str, Sequence[float]]) -> Iterator[Point]:
    x = y = 0
    (kx, ky), (dx, dy) = transform["scale"], transform["translate"]
    for step in arc:
        x, y = x + step[0], y + step[1]
        yield x * kx + dx, y * ky + dy


def _ring(numbers: Sequence[int], arcs: Sequence[Sequence[Point]]) -> list[Point]:
    points: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[bool(points) :])
    return points


def _turned(lon: float) -> float:
    return (lon - MIDDLE + 180) % 360 - 180


def _unbroken(ring: Sequence[Point]) -> list[Point]:
    """A ring in degrees from the middle of the map, on one side of the cut even if it crosses it."""
    lons = [_turned(ring[0][0])]
    for lon, _ in ring[1:]:
        lons.append(lons[-1] + _turned(lon - lons[-1]))
    shift = 360 * round(sum(lons) / len(lons) / 360)
    return [(lon - shift, lat) for lon, (_, lat) in zip(lons, ring, strict=True)]


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def _middle(ring: Sequence[Point]) -> Point:
    """The centre of gravity of a ring; of a place too small to have an area, its first point."""
    twice = across = down = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        twice, across, down = twice + cross, across + (x1 + x2) * cross, down + (y1 + y2) * cross
    return (across / (3 * twice), down / (3 * twice)) if twice else ring[0]


def _path(rings: Sequence[Sequence[Point]]) -> str:
    """The outlines as one path of an SVG, in whole units, each point as the step from the one before."""
    largest = max(map(_area, rings))
    drawn = []
    for ring in rings:
        if _area(ring) < min(SMALLEST, largest):
            continue
        points = [(round(x), round(y)) for x, y in _thinned(list(ring))]
        points = [p for i, p in enumerate(points) if not i or p != points[i - 1]]
        if len(points) > 3:
            steps = [f"{x2 - x1} {y2 - y1}" for (x1, y1), (x2, y2) in pairwise(points[:-1])]
            drawn.append(f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}z".replace(" -", "-"))
    return "".join(drawn)


def _thinned(ring: list[Point]) -> list[Point]:
    """A ring without the points that a straight line passes by closely (Douglas and Peucker)."""
    if len(ring) < 3:
        return ring
    (x1, y1), (x2, y2) = ring[0], ring[-1]
    length = math.hypot(x2 - x1, y2 - y1)
    aside = [
        abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length if length else math.hypot(x - x1, y - y1)
        for x, y in ring[1:-1]
    ]
    furthest = max(range(len(aside)), key=aside.__getitem__)
    if aside[furthest] <= ROUGHLY:
        return [ring[0], ring[-1]]
    cut = furthest + 1
    return [*_thinned(ring[: cut + 1])[:-1], *_thinned(ring[cut:])]


if __name__ == "__main__":
    WORLD.write_text(made(Path(sys.argv[1])), encoding="utf-8")
