"""The rows of the evidence and its sources as pages, none of which grows with all that is held.

Rows stand by what they are on, sources by their first letter: `gspbrief.brief.addresses` knows the page from
the id alone. Where one page would be too heavy, what it has no room for stands on further pages, and it says
on which.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Generic, TypeVar

from gspbrief.brief.addresses import ROWS, SOURCES, row_page, source_page
from gspbrief.evidence.countries import COUNTRIES
from gspbrief.evidence.sources import Source
from gspbrief.language.formats import Format
from gspbrief.project.subjects import ORIGINAL
from gspbrief.site.sheets import Sheet

Row = Mapping[str, str]
Entry = TypeVar("Entry")

ROOM = 240_000  # bytes of entries: with its frame, and with where others are, a page stays below 300 kB
MARK = 20  # bytes with which a page marks an entry that stands on another
ENTRY, CELL = 320, 36  # bytes of the markup of an entry and of each of its cells
GENERAL = "general"  # what rows on no partnership and no country are on


@dataclass(frozen=True)
class Part(Generic[Entry]):
    """A page of entries.

    Attributes
    ----------
    place : str
        Its name in the folder of its kind.
    first : int
        Number of its first entry among all.
    ids : tuple of str
        Of its entries, in order.
    """

    place: str
    first: int
    ids: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def last(self) -> int:
        """Number of its last entry among all."""
        return self.first + len(self.entries) - 1


def parts(page: str, entries: Mapping[str, Entry], weight: Callable[[Entry], int]) -> list[Part[Entry]]:
    """Entries by id as the page that has room for them, and as further pages where it has not for all.

    Parameters
    ----------
    page : str
        Name of the first page, such as ``aptc.html``; the second is ``aptc.2.html``.
    weight : callable
        Bytes that an entry takes.
    """
    weights = {name: weight(entry) for name, entry in entries.items()}
    pages: list[list[str]] = [[]]
    room = ROOM
    if sum(weights.values()) > ROOM:
        room -= sum(MARK + len(name) for name in entries)
    for name, taken in weights.items():
        if taken > room and pages[-1]:
            pages.append([])
            room = ROOM
        room -= taken
        pages[-1].append(name)
    stem, first, made = page.removesuffix(".html"), 1, []
    for number, names in enumerate(pages, start=1):
        place = page if number == 1 else f"{stem}.{number}.html"
        made.append(Part(place, first, tuple(names), tuple(entries[name] for name in names)))
        first += len(names)
    return made


def rows_for_reading(rows: Iterable[Row]) -> list[Row]:
    """Rows of a table without their blank cells, each with an id that begins with what it is on."""
    given: Counter[str] = Counter()
    shown: list[Row] = []
    for row in rows:
        name = row.get("id") or f"{row.get('partnership') or GENERAL}.{row.get('date', '')}"
        given[name] += 1  # a change log has several rows a day, and no ids of its own
        number = f"-{given[name]}" if given[name] > 1 else ""
        cells = {column: cell for column, cell in row.items() if cell and column != "id"}
        shown.append({**cells, "id": name + number})
    return shown


def row_sheets(
    tables: Mapping[str, str], rows: Mapping[str, Sequence[Row]], partnerships: Mapping[str, str]
) -> Iterator[Sheet]:
    """For each table a page that says where its rows are, and the pages of these rows.

    Parameters
    ----------
    tables : mapping of str to str
        What each table holds, by its name.
    rows : mapping of str to sequence of mapping
        Of each table, for reading.
    partnerships : mapping of str to str
        Names by id.
    """
    held: dict[str, dict[str, tuple[str, Row]]] = defaultdict(dict)
    counts: dict[str, Counter[str]] = {table: Counter() for table in tables}
    for table in tables:
        for row in rows[table]:
            page = row_page(row["id"])
            held[page][row["id"]] = (table, row)
            counts[table][page] += 1
    names = {page: _name(page.removesuffix(".html"), partnerships) for page in held}
    divided = {page: parts(page, own, lambda entry: _weight(entry[1])) for page, own in sorted(held.items())}
    for table, description in tables.items():
        pages = sorted(counts[table], key=lambda page: names[page].casefold())
        yield Sheet(
            template="data",
            place=f"data/{table}.html",
            name=table,
            title=f"Data: {table}",
            description=description,
            site_root="../",
            values={
                "table": table,
                "pages": [
                    (page, names[page], counts[table][page], table in dict(divided[page][0].entries))
                    for page in pages
                ],
            },
        )
    for page, all_parts in divided.items():
        for part in all_parts:
            grouped = groupby(part.entries, key=lambda entry: entry[0])
            yield Sheet(
                template="rows",
                place=f"data/{ROWS}/{part.place}",
                name=f"{ROWS}.{part.place}",
                title=f"Data: {names[page]}",
                description=f"What is held on {names[page]}, row by row, each with its source",
                site_root="../../",
                values={
                    "part": part,
                    "parts": all_parts,
                    "groups": [(table, [row for _, row in own]) for table, own in grouped],
                },
            )


def source_sheets(sources: Mapping[str, Source]) -> Iterator[Sheet]:
    """A page that says where the sources are, and the pages of these sources."""
    held: dict[str, dict[str, Source]] = defaultdict(dict)
    for key, source in sources.items():
        held[source_page(key)][key] = source
    pages = sorted(held.items())
    yield Sheet(
        template="letters",
        place=f"data/{SOURCES}.html",
        name=SOURCES,
        title="Sources",
        description="Every source of the evidence",
        site_root="../",
        values={"pages": [(page, page[0].upper(), len(own)) for page, own in pages], "count": len(sources)},
    )
    for page, own in pages:
        divided = parts(
            page, own, lambda one: ENTRY + 2 * CELL + sum(len(text.encode()) for text in _texts(one))
        )
        for part in divided:
            yield Sheet(
                template="sources",
                place=f"data/{SOURCES}/{part.place}",
                name=f"{SOURCES}.{part.place}",
                title=f"Sources: {page[0].upper()}",
                description=f"The sources of the evidence whose keys begin with {page[0].upper()}",
                site_root="../../",
                values={"part": part, "parts": divided},
            )


def _name(subject: str, partnerships: Mapping[str, str]) -> str:
    """What rows are on, by name: a partnership, a country, or as their ids have it."""
    if subject in partnerships:
        return partnerships[subject]
    code = subject.upper()
    return Format(ORIGINAL).country(code) if code in COUNTRIES else subject.replace("_", " ")


def _weight(row: Row) -> int:
    return ENTRY + sum(CELL + len(column) + len(cell.encode()) for column, cell in row.items())


def _texts(source: Source) -> Iterator[str]:
    yield from (source.key, source.key, source.key, source.author, source.title, source.annotation)
    yield from (source.url, source.url, source.via, source.undated, source.unsigned)
