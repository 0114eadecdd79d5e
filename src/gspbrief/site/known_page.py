"""What the evidence map prints: partnerships by questions, and what to measure next."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from gspbrief.brief.addresses import BESIDE
from gspbrief.collection.facets import facets, sectors_of
from gspbrief.collection.listing import Listing
from gspbrief.collection.measure_next import ASKED, CONCLUSIONS, can_be_asked, gaps, needs
from gspbrief.evidence.kinds import kind_of
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.typography import capital
from gspbrief.site import long_tables
from gspbrief.site.published import Site
from gspbrief.site.sheets import Sheet
from gspbrief.synthesis.cells import ANSWERED, STATES

KINDS = ("programmes", "funds", "dialogues")  # the order in which partnerships stand
PARTS = {"costs": 3, "migration": 5, "outcomes": 4}  # with how many questions, in their order
SHOWN_GAPS = 20  # of those that hold up a conclusion
ASKED_OF_IT, NOT_ASKED = 0, -1  # of a cell without a row


def known(_: Site, listed: Sequence[Listing], form: Format) -> Mapping[str, object]:
    """The partnerships by kind, those first of which most is known, and the gaps that hold up conclusions."""
    ordered = sorted(listed, key=_place)
    sectors = next((facet.groups for facet in facets(listed, form) if facet.name == "sector"), ())
    found = gaps(listed)
    return {
        **_table(ordered, 1, form),
        "sectors": [(heading, {one.code: one.label for one in held}) for heading, held in sectors],
        "needs": needs(listed),
        "conclusions": CONCLUSIONS,
        "gaps": found[:SHOWN_GAPS],
        "all_gaps": len(found),
        "map": _data(ordered),
        "script": BESIDE,
    }


def further_pages(site: Site, listed: Mapping[str, Sequence[Listing]]) -> Iterator[Sheet]:
    """The rest of a long map, a page each, for readers without scripts."""
    return long_tables.further(
        "known", site, listed, lambda own, part, form: _table(sorted(own, key=_place), part, form)
    )


def _table(ordered: Sequence[Listing], part: int, form: Format) -> Mapping[str, object]:
    return {
        "total": len(ordered),
        "entries": long_tables.shown(ordered, part),
        "questions": {name: form.word("column", name) for name in ASKED},
        "parts": PARTS,
        "states": {state: capital(form.word("cell", state)) for state in STATES},
        "asked": can_be_asked,
        "further": long_tables.pages("known", len(ordered), part),
        "part": part,
    }


def _data(ordered: Sequence[Listing]) -> Markup:
    """All rows for the script: where and what a partnership is, each cell as state, figure and rows."""
    states = list(STATES)
    rows = [
        [
            one.page,
            one.name,
            kind_of(one.partnership),
            sectors_of(one),
            [_cell(one, question, states) for question in ASKED],
        ]
        for one in ordered
    ]
    return long_tables.as_data(
        {"size": long_tables.ROWS, "states": states, "answered": ANSWERED, "rows": rows}
    )


def _cell(one: Listing, question: str, states: Sequence[str]) -> int | list[object]:
    state, *rows = one.known[question]
    if rows:
        return [states.index(state), one.answers.get(question, ""), *(row.rpartition("#")[2] for row in rows)]
    return ASKED_OF_IT if can_be_asked(one, question) else NOT_ASKED


def _place(one: Listing) -> tuple[int, int, str]:
    return KINDS.index(kind_of(one.partnership)), -len(one.answered), alphabetical(one.name)
