"""Every chart of the evidence in the languages that need most room, drawn for a page and a narrow screen."""

from __future__ import annotations

import pytest

from drawn_texts import beyond
from gspbrief.execution import results
from gspbrief.exhibits.svg import chart_drawer
from gspbrief.language import styles
from gspbrief.render import fonts
from published_sites import LANGUAGES, Sites, work_of

pytestmark = [pytest.mark.xdist_group("site"), pytest.mark.slow]

NAMED_BESIDE = {
    "bars",
    "funnel",
    "ranges",
    "slopes",
    "steps",
    "timeline",
    "yearly",
}  # marks, by texts of any length


def test_no_text_runs_out_of_its_picture(sites: Sites) -> None:
    site = sites.built("whole")
    found = map(results.read, sorted((work_of(site) / "results").glob("*/*.json")))
    charts = [
        (one.partnership, e) for one in found for e in one.exhibits if e.data and e.kind in NAMED_BESIDE
    ]
    cut = {
        (partnership, chart.id, lang, narrow): texts
        for lang in LANGUAGES[1:]
        for draw in [chart_drawer(lang, styles.find("mpi"), fonts.instances())]
        for partnership, chart in charts
        for narrow in (False, True)
        if (texts := beyond(draw(chart, "Few left", "x", narrow)))
    }

    assert len(charts) > 50
    assert cut == {}
