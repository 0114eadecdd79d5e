"""The map: every corridor of the evidence is on it, small islands too, and the Pacific stays in one place."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import remake_world
from gspbrief.collection.corridors import MOST_LINES, corridors, pairs
from gspbrief.collection.listing import Listing
from gspbrief.collection.sectors import SECTOR_GROUPS
from gspbrief.evidence.countries import COUNTRIES
from gspbrief.exhibits.world import World, world
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from many_partnerships import listings

FORM = Format("en")
PACIFIC = ("KIR", "TUV", "NRU", "WSM", "TON", "FJI", "VUT", "SLB", "PNG", "AUS", "NZL")
TOO_SMALL = ("KIR", "TUV", "NRU", "WSM", "TON")


@pytest.fixture(scope="module")
def entries(root: Path) -> list[Listing]:
    """Every partnership of the evidence."""
    return listings(root)


def test_every_corridor_is_one_line_that_counts_its_partnerships(entries: list[Listing]) -> None:
    drawn = corridors(entries, FORM)
    counted = Counter(
        (origin, destination)
        for one in entries
        for origin in one.partnership.origins
        for destination in one.partnership.destinations
        if origin != destination
    )

    assert {(line.origin, line.destination): line.count for line in drawn.lines} == counted
    assert drawn.drawn == sum(bool(list(pairs(one))) for one in entries) < len(entries)
    assert drawn.hidden == 0
    for place in drawn.places:
        assert place.origin == sum(place.code in one.partnership.origins for one in entries)
        assert place.destination == sum(place.code in one.partnership.destinations for one in entries)


def test_a_line_is_as_thick_as_its_largest_count_and_coloured_as_most_of_its_partnerships(
    entries: list[Listing],
) -> None:
    way = {"origins": ("PHL",), "destinations": ("DEU",)}
    one, two, three = (
        replace(
            entries[0], partnership=replace(entries[0].partnership, id=sector, sector=sector, **way), people=n
        )
        for sector, n in (("nursing", 999), ("elderly_care", 10_000), ("construction", 0))
    )

    def line(*held: Listing) -> tuple[str, int]:
        (found,) = corridors(held, FORM).lines
        return found.group, found.size

    assert [line(one), line(two), line(three)] == [("care", 1), ("care", 3), ("trades", 0)]
    assert line(one, two, three) == ("care", 3)
    assert line(one, three) == ("other", 1)


def test_the_groups_hold_sectors_that_there_are_once_each() -> None:
    held = [sector for sectors in SECTOR_GROUPS.values() for sector in sectors]

    assert len(held) == len(set(held))
    assert set(held) <= set(words("sector"))


def test_of_too_many_lines_those_of_most_partnerships_stay(entries: list[Listing]) -> None:
    codes = sorted(set(world().points))[:40]
    here = entries[0].partnership
    many = [
        replace(entries[0], partnership=replace(here, id=code, origins=(code,), destinations=tuple(codes)))
        for code in codes
    ]
    twice = replace(many[0], partnership=replace(many[0].partnership, id="twice"))
    drawn = corridors([*many, twice], FORM)

    assert len(drawn.lines) == MOST_LINES
    assert drawn.hidden == 40 * 39 - MOST_LINES
    assert sum(line.count == 2 for line in drawn.lines) == 39


def test_each_country_has_a_place_and_the_pacific_is_in_one() -> None:
    here = world()

    assert set(here.shapes) <= set(here.points) == COUNTRIES  # a partnership may name any of them
    assert all(0 <= x <= here.width and 0 <= y <= here.height for x, y in here.points.values())
    assert min(here.points[code][0] for code in PACIFIC) > 0.8 * here.width
    assert not set(TOO_SMALL) & set(here.shapes)
    assert all(re.fullmatch(r"(M-?\d+ ?-?\d+l[-\d ]+z)+", shape) for shape in here.shapes.values())


def test_the_file_says_where_it_comes_from_and_is_small() -> None:
    from gspbrief.exhibits.world import WORLD

    said = json.loads(WORLD.read_text(encoding="utf-8"))

    assert "Natural Earth" in said["origin"]
    assert "public domain" in said["licence"]
    assert WORLD.stat().st_size < 64 * 1024


def _atlas(*squares: tuple[str, str, float, float]) -> dict[str, object]:
    """A world of square islands, ten degrees wide, each by name, numeric code and its south-west corner."""
    arcs = [[[lon, lat], [0, 10], [5, 0], [5, 0], [0, -10], [-5, 0], [-5, 0]] for _, _, lon, lat in squares]
    shapes = [
        {"type": "Polygon", "arcs": [[i]], "id": code, "properties": {"name": name}}
        for i, (name, code, *_) in enumerate(squares)
    ]
    scale = {"scale": [1, 1], "translate": [0, 0]}
    return {"arcs": arcs, "transform": scale, "objects": {"countries": {"geometries": shapes}}}


@given(lon=st.integers(-180, 170), lat=st.integers(-50, 60))
def test_shapes_are_made_whole_wherever_they_lie(
    tmp_path_factory: pytest.TempPathFactory, lon: int, lat: int
) -> None:
    folder = tmp_path_factory.mktemp("atlas")
    for size in ("110m", "10m"):
        squares = (("Fiji", "242", lon, lat), ("Antarctica", "010", 0, -50), ("Kosovo", "", lon, lat))
        (folder / f"countries-{size}.json").write_text(json.dumps(_atlas(*squares)))
    made = json.loads(remake_world.made(folder))
    here = World(made["width"], made["height"], made["points"], made["shapes"])

    assert set(here.shapes) == {"FJI", "XKX"}
    start, steps = re.fullmatch(r"M(-?\d+) ?-?\d+l(.*)z", here.shapes["FJI"]).groups()  # type: ignore[union-attr]
    xs = [int(start)]
    for step in re.findall(r"(-?\d+) ?-?\d+", steps):
        xs.append(xs[-1] + int(step))
    assert 0 < max(xs) - min(xs) < here.width / 10  # ten degrees and a slant: not the whole way around
    x, _ = here.points["FJI"]
    assert min(xs) <= x <= max(xs)
