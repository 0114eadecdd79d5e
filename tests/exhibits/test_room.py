"""No text of a chart runs out of its picture, on a page or on a narrow screen, in any language."""

from __future__ import annotations

from pathlib import Path

import pytest

from drawn_texts import advance, beyond
from gspbrief.exhibits import series
from gspbrief.exhibits import standard as exhibits
from gspbrief.exhibits.exhibit import Exhibit, resolve
from gspbrief.exhibits.room import FONT_SIZE, broken, width_of
from gspbrief.exhibits.svg import chart_drawer, render_svg
from gspbrief.findings.finding import Finding, Findings
from gspbrief.language.styles import find
from gspbrief.render import fonts

WORDS = Path(__file__).parents[2] / "src" / "gspbrief" / "language" / "words"
LANGUAGES = ("en", "fr", "es")


def stage(measure: str, value: float, status: str = "achieved", **more: object) -> Finding:
    period = {"start": "2007-09", "end": "2012-12", "approximate": True}
    kept: dict[str, object] = {"measure": measure, "unit": "persons", "grade": "published", "status": status}
    return Finding(id=f"demo.{measure}.{status}", value=value, **{**period, **kept, **more})  # type: ignore[arg-type]


def rate(origin: str, end: str, value: float) -> Finding:
    kind = {
        "measure": "certified",
        "unit": "share",
        "grade": "published",
        "n": 412,
        "base": "of those who sat",
    }
    return Finding(id=f"demo.{origin}.{end}", value=value, origin=origin, start=end, end=end, **kind)  # type: ignore[arg-type]


FUNNEL = exhibits.funnel(
    "migration/funnel",
    Findings(
        [
            stage("applied", 16_500, bound="about"),
            stage("departed", 15_350, start="2019-02"),
            stage("returned", 9),
        ]
    ),
)
OF_TWO_STATUSES = exhibits.funnel(
    "migration/funnel",
    Findings(
        [stage("applied", 16_500, "planned"), stage("applied", 16_499), stage("departed", 7, start="2019")]
    ),
)
OVER_TIME = series.yearly(
    "migration/over_time",
    Findings(rate(o, end, v) for o, v in (("TTO", 0.4), ("VCT", 0.2)) for end in ("2018", "2019", "2020")),
)
CHARTS = pytest.mark.parametrize(
    "chart", [FUNNEL, OF_TWO_STATUSES, OVER_TIME], ids=["funnel", "statuses", "years"]
)


@pytest.mark.slow
@CHARTS
def test_figures_and_names_stand_within_the_picture(chart: Exhibit) -> None:
    cut = {
        (lang, narrow): beyond(chart_drawer(lang, find("mpi"), fonts.instances())(chart, "Few", "x", narrow))
        for lang in LANGUAGES
        for narrow in (False, True)
    }
    assert {of: texts for of, texts in cut.items() if texts} == {}


def test_what_would_be_cut_is_found() -> None:
    drawn = render_svg(resolve(FUNNEL, "es", find("mpi")), "Few", "x", fonts.instances())
    assert len(beyond(drawn)) == 2


def test_a_character_is_never_wider_than_it_is_taken_for() -> None:
    texts = "".join(path.read_text(encoding="utf-8") for path in WORDS.glob("*.yaml"))
    assert [c for c in set(texts) if c.isprintable() and advance(c) > width_of(c) + 0.02 * FONT_SIZE] == []


def test_a_long_figure_has_lines_of_about_one_length() -> None:
    assert broken("348 (February 2023 to June 2023)", 30) == {
        "text": "348 (February 2023\nto June 2023)",
        "lines": 2,
    }
    assert broken("", 30) == {"text": "", "lines": 1}
