"""The map of a chart whose figures are each of one country: drawing, key and what it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from gspbrief.brief.markdown import raw_html
from gspbrief.exhibits.columns import COLUMNS
from gspbrief.exhibits.country_map import latest, map_svg
from gspbrief.exhibits.entries import short_figure
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.exhibits.row_words import Json, entry
from gspbrief.language.formats import Format


def map_markdown(exhibit: Exhibit, destinations: Sequence[str], form: Format) -> str:
    """The map, to be opened below the chart; blank where none fits.

    Parameters
    ----------
    destinations : sequence of str
        Where people go, as ISO 3166-1 alpha-3: of the partnership, where there is one.
    """
    rows, say = latest(exhibit), form.word
    if not rows:
        return ""
    told = [f"{form.country(code)}{form.colon} {_figure(row, form)}" for code, row in rows.items()]
    says = say("phrase", "map_says").format(figures=form.series(told))
    key = "".join(f"<li>{escape(one)}</li>" for one in told)
    notes = ["map_borders"] if len(rows) == len(exhibit.data) else ["map_latest", "map_borders"]
    note = " ".join(say("phrase", name) for name in notes)
    drawn = map_svg(list(rows), destinations, says)
    body = (
        f'<details class="figure-map"><summary>{escape(say("frame", "map"))}</summary>'
        f"<div>{drawn}<ol>{key}</ol><p>{escape(note)}</p></div></details>"
    )
    return raw_html(body)


def _figure(row: Json, form: Format) -> str:
    period = entry(row, COLUMNS["period"], form)
    return f"{short_figure(row, form)} ({period})" if period else short_figure(row, form)
