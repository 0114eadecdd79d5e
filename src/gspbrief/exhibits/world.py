"""The countries of the world as a map draws them: outlines and a point each, from ``world.json``.

The shapes are Natural Earth's, which is in the public domain; ``tests/helpers/remake_world.py`` makes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORLD = Path(__file__).with_name("world.json")
BENDS = (0.12, 0.19)  # of a line's length, to the side: eastward, westward
_NUMBER = re.compile(r"-?\d+")

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class World:
    """A world map in the projection Equal Earth, cut at 169° W so that the Pacific's west stays together.

    Attributes
    ----------
    width, height : int
        Of the drawing, in its own units.
    points : mapping of str to (int, int)
        The middle of each country's largest part, by ISO 3166-1 alpha-3.
    shapes : mapping of str to str
        Outlines as the path of an SVG; a country that is too small for the scale has none.
    """

    width: int
    height: int
    points: Mapping[str, tuple[int, int]]
    shapes: Mapping[str, str]


@cache
def world() -> World:
    """The map that comes with the package."""
    held = json.loads(WORLD.read_text(encoding="utf-8"))
    points = {code: (x, y) for code, (x, y) in held["points"].items()}
    return World(held["width"], held["height"], points, held["shapes"])


def way(start: tuple[int, int], end: tuple[int, int]) -> str:
    """A curve that rises above the straight line, higher where it leads west: both ways can be told apart."""
    (x1, y1), (x2, y2) = start, end
    bend = BENDS[0] if x2 >= x1 else -BENDS[1]
    x = (x1 + x2) / 2 + bend * (y2 - y1)
    y = (y1 + y2) / 2 - bend * (x2 - x1)
    return f"M{x1} {y1}Q{round(x)} {round(y)} {x2} {y2}"


@cache
def coasts() -> tuple[tuple[str, str, Box], ...]:
    """Each coast with its country and the box that it lies in, from its least to its greatest corner."""
    found = []
    for code, shape in world().shapes.items():
        for coast in shape.split("z")[:-1]:
            x, y, *steps = map(int, _NUMBER.findall(coast))
            across, down = [x], [y]
            for dx, dy in zip(steps[::2], steps[1::2], strict=True):
                across.append(across[-1] + dx)
                down.append(down[-1] + dy)
            found.append((code, f"{coast}z", (min(across), min(down), max(across), max(down))))
    return tuple(found)
