"""The countries of the world as a map draws them: outlines and a point each, from ``world.json``.

The shapes are Natural Earth's, which is in the public domain; `remake_world` makes the file.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WORLD = Path(__file__).with_name("world.json")


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
