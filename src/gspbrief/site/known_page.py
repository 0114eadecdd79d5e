"""What the evidence map prints: partnerships by questions, and what to measure next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gspbrief.collection.listing import Listing
from gspbrief.collection.measure_next import ASKED, CONCLUSIONS, can_be_asked, gaps, needs
from gspbrief.evidence.kinds import kind_of
from gspbrief.language.formats import Format, alphabetical
from gspbrief.language.typography import capital
from gspbrief.site.published import Site
from gspbrief.synthesis.cells import STATES

KINDS = ("programmes", "funds", "dialogues")  # the order in which partnerships stand
PARTS = {"costs": 3, "migration": 5, "outcomes": 4}  # with how many questions, in their order
SHOWN_GAPS = 20  # of those that hold up a conclusion


def known(_: Site, listed: Sequence[Listing], form: Format) -> Mapping[str, object]:
    """The partnerships by kind, those first of which most is known, and the gaps that hold up conclusions."""
    sectors = dict.fromkeys(one.partnership.sector for one in listed if one.partnership.sector)
    named = {code: form.word("sector", code) for code in sectors}
    found = gaps(listed)
    return {
        "entries": sorted(listed, key=_place),
        "kind_of": kind_of,
        "questions": {name: form.word("column", name) for name in ASKED},
        "parts": PARTS,
        "states": {state: capital(form.word("cell", state)) for state in STATES},
        "sectors": dict(sorted(named.items(), key=lambda item: alphabetical(item[1]))),
        "asked": can_be_asked,
        "needs": needs(listed),
        "conclusions": CONCLUSIONS,
        "gaps": found[:SHOWN_GAPS],
        "all_gaps": len(found),
    }


def _place(one: Listing) -> tuple[int, int, str]:
    return KINDS.index(kind_of(one.partnership)), -len(one.answered), alphabetical(one.name)
