"""Tables of very many partnerships: a page shows the first, further pages the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence

from markupsafe import Markup

from gspbrief.collection.listing import Listing
from gspbrief.language.formats import Format
from gspbrief.site.published import Site
from gspbrief.site.sheets import Sheet, sheet_of

ROWS = 250  # of a table; what is beyond stands on further pages

Values = Mapping[str, object]


def shown(ordered: Sequence[Listing], part: int) -> Sequence[Listing]:
    """The partnerships on a page of the table, counted from one."""
    return ordered[ROWS * (part - 1) : ROWS * part]


def pages(name: str, total: int, part: int) -> list[tuple[int, str]]:
    """The pages of a table with their addresses; the one that is read has none; empty where one holds all."""
    numbers = range(1, -(-total // ROWS) + 1)
    if len(numbers) < 2:
        return []
    return [(n, "" if n == part else f"{name}.html" if n == 1 else f"{name}-{n}.html") for n in numbers]


def further(
    name: str,
    site: Site,
    listed: Mapping[str, Sequence[Listing]],
    values: Callable[[Sequence[Listing], int, Format], Values],
) -> Iterator[Sheet]:
    """The pages of a table after its first, in every language.

    Parameters
    ----------
    values : callable
        What a page prints, from all partnerships, its number and the form.
    """
    for lang, own in listed.items():
        form = site.form(lang)
        for part in range(2, len(pages(name, len(own), 1)) + 1):
            yield sheet_of(name, f"{name}-{part}.html", form, listed, **values(own, part, form))


def as_data(said: Values) -> Markup:
    """What a page holds for its script, as JSON that ends no element."""
    text = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace("`", "\\u0060"))
