"""The small map of a figure: where it fits, what it shows of each country, and that its discs stay apart."""

from __future__ import annotations

import math
import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gspbrief.brief.figure_maps import map_markdown
from gspbrief.exhibits.country_map import ROUNDS, apart, latest, map_svg
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.standard import stacked, table
from gspbrief.exhibits.world import coasts, world
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.formats import Format

COUNTRIES = sorted(world().points)


def placed(origin: str, year: int, value: float, measure: str = "placed") -> Finding:
    return Finding(
        id=f"x.{measure}.{origin}.{year}",
        measure=measure,
        value=value,
        unit="persons",
        grade="published",
        origin=origin,
        start=str(year),
        end=str(year),
    )


def chart(*findings: Finding) -> Exhibit:
    return stacked("migration/by_country", Findings(findings))


TWO = (placed("PHL", 2018, 5), placed("PHL", 2017, 3), placed("BIH", 2017, 4))


def test_a_map_shows_the_latest_figure_of_each_country() -> None:
    assert {code: row["figure"] for code, row in latest(chart(*TWO)).items()} == {
        "BIH": "x.placed.BIH.2017",
        "PHL": "x.placed.PHL.2018",
    }


def test_a_map_fits_figures_alike_but_for_country_and_time() -> None:
    assert not latest(chart(placed("PHL", 2017, 3), placed("PHL", 2018, 5)))
    assert not latest(chart(*TWO, placed("BIH", 2017, 2, "returned")))
    assert not latest(chart(*TWO, placed("", 2017, 2)))
    assert not latest(chart(*TWO, placed("TON;VUT", 2017, 2)))
    assert not latest(table("migration/table", Findings(TWO)))


def test_what_stands_by_the_map_names_each_country_with_its_figure_in_the_language() -> None:
    for lang, name, words in (
        ("en", "Bosnia and Herzegovina: 4 (2017)", "figure of the chart"),
        ("fr", "Bosnie-Herzégovine\u202f: 4 (2017)", "chiffre du graphique"),
        ("es", "Bosnia y Herzegovina: 4 (2017)", "cifra del gráfico"),
    ):
        told = map_markdown(chart(*TWO), ("DEU",), Format(lang))
        shown = etree.fromstring(told.removeprefix("```{=html}\n").removesuffix("\n```"))
        assert shown.xpath("//li/text()")[0] == name
        assert name in shown.xpath("string(//svg/@aria-label)")
        assert words in shown.xpath("string(//p)")
        assert shown.xpath("//text/text()") == ["1", "2"]
    once = map_markdown(chart(*TWO[1:], placed("TUN", 2017, 1)), (), Format("en"))
    assert "latest" not in once
    assert map_markdown(table("migration/table", Findings(TWO)), (), Format("en")) == ""


def test_a_line_leads_from_each_origin_to_each_destination_that_the_map_knows() -> None:
    drawn = map_svg(["PHL", "TUN"], ["DEU", "AUT", "???"], "Says")

    assert drawn.count('class="way"') == 4
    assert 'class="country to"' in drawn


@given(st.lists(st.sampled_from(COUNTRIES), min_size=2, max_size=6, unique=True))
def test_whatever_the_countries_all_discs_lie_in_the_window_with_their_coasts(codes: list[str]) -> None:
    drawn = map_svg(codes, [], "Says")
    left, top, width, height = map(float, re.findall(r'viewBox="([^"]+)"', drawn)[0].split())
    discs = re.findall(r'<circle cx="([^"]+)" cy="([^"]+)" r="([^"]+)"', drawn)

    assert len(discs) == len(codes)
    for x, y, radius in ((float(a), float(b), float(r)) for a, b, r in discs):
        assert left + radius < x < left + width - radius
        assert top + radius < y < top + height - radius
    shaped = {code for code, _, _ in coasts()}
    assert ('class="country"' in drawn) == bool(shaped & set(codes))


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=4))
def test_points_are_moved_apart_and_no_more_than_that_takes(places: list[tuple[int, int]]) -> None:
    least, moved = 10.0, apart(places, 10.0)

    assert all(math.dist(a, b) > 0.8 * least for i, a in enumerate(moved) for b in moved[:i]), ROUNDS
    if all(math.dist(a, b) >= least for i, a in enumerate(places) for b in places[:i]):
        assert moved == [(float(x), float(y)) for x, y in places]
