"""The page for exploring: a map and a table of partnerships, and what a script needs to choose from them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from markupsafe import Markup

from gspbrief.brief.profile import years_of
from gspbrief.collection.corridors import corridors
from gspbrief.collection.facets import Facet, facets, values
from gspbrief.collection.listing import Listing, in_order
from gspbrief.language.formats import Format
from gspbrief.language.typography import capital
from gspbrief.site import long_tables
from gspbrief.site.entries import cells
from gspbrief.site.published import Site
from gspbrief.site.sheets import Sheet

Row = Mapping[str, object]


def explore(_: Site, listed: Sequence[Listing], form: Format) -> Mapping[str, object]:
    """What the page prints: the first rows, and as data for its script all of them."""
    ordered = in_order(listed)
    found = facets(ordered, form)
    rows = [row(entry, form) for entry in ordered]
    began = [year for entry in ordered if (year := _began(entry))]
    return {
        "total": len(ordered),
        "facets": found,
        "rows": rows[: long_tables.ROWS],
        "silent": _silent(ordered),
        "listing": _data(ordered, rows, found),
        "map": corridors(ordered, form),
        "began": (min(began), max(began)) if began else (),
        "further": long_tables.pages("explore", len(ordered), 1),
        "part": 1,
    }


def further_pages(site: Site, listed: Mapping[str, Sequence[Listing]]) -> Iterator[Sheet]:
    """The rest of a long table, a page each, for readers without scripts."""
    return long_tables.further("explore", site, listed, _further)


def _further(listed: Sequence[Listing], part: int, form: Format) -> Mapping[str, object]:
    return {
        "total": len(listed),
        "rows": [row(entry, form) for entry in long_tables.shown(in_order(listed), part)],
        "silent": _silent(listed),
        "further": long_tables.pages("explore", len(listed), part),
        "part": part,
    }


def row(entry: Listing, form: Format) -> Row:
    """A partnership as the table shows it."""
    origin, destination, sector, _ = cells(entry, form.lang)
    return {
        "page": entry.page,
        "name": entry.name,
        "cells": (
            origin,
            destination,
            sector,
            years_of(entry.partnership, form),
            capital(form.word("who_paid", entry.payer)) if entry.payer else "",
            "; ".join(filter(None, (entry.moved, entry.share_said))) or _instead(entry, form),
        ),
        "answers": len(entry.answered),
    }


def _instead(entry: Listing, form: Format) -> str:
    """What else is known where nobody is counted as having left: the key figure, and why there is no more.

    The words of a figure chosen by rule are its label; those that a passage has go on in its sentence.
    """
    labelled = entry.words[:1].isupper()
    figure = (
        f"{entry.words}{form.colon} {entry.figure}" if labelled else f"{entry.figure} {entry.words}".strip()
    )
    return " ".join(filter(None, (figure and f"{figure}.", entry.unanswered)))


def _silent(listed: Sequence[Listing]) -> int:
    """How many answer no question: they stand below the others."""
    return sum(not entry.answered for entry in listed)


def _began(entry: Listing) -> int:
    return int(entry.partnership.start[:4] or 0)


def _asked(entry: Listing) -> Mapping[str, str]:
    """What the table shows of a partnership where that is asked for, by the name of what asks."""
    own = {"people": entry.moved, "share": entry.share_said, "payer": entry.payer_said if entry.payer else ""}
    said = own | {question: entry.answers.get(question, "") for question in entry.answered}
    return {name: text for name, text in said.items() if text}


def _data(ordered: Sequence[Listing], rows: Sequence[Row], found: Sequence[Facet]) -> Markup:
    """All rows for the script, each with the numbers of its choices in the lists of the page, from one."""
    numbers = [{choice.code: i for i, choice in enumerate(facet.choices, start=1)} for facet in found]
    lines = []
    for entry, shown in zip(ordered, rows, strict=True):
        held = values(entry)
        chosen = [
            [by[code] for code in held[facet.name] if code in by]  # a group of one sector is no choice
            for facet, by in zip(found, numbers, strict=True)
        ]
        numbered = (_began(entry), int(entry.people), round(entry.share, 4))
        lines.append([*shown.values(), *numbered, chosen, _asked(entry)])
    said = {"size": long_tables.ROWS, "facets": [facet.name for facet in found], "rows": lines}
    return long_tables.as_data(said)
