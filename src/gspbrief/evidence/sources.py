"""Where a figure comes from: the bibliography, places in a source, and evidence grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.bibtex import Entry, braced, plain, read_entries, unbraced, unread, whole_name
from gspbrief.evidence.files import read_text
from gspbrief.language.letters import strange

KINDS = ("official", "peer_reviewed", "research", "evaluation", "programme", "press", "advocacy")
READ_DEPTHS = ("excerpt", "full")
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x20\x7f]+", re.IGNORECASE)
_KEY = re.compile(r"[A-Za-z0-9][\w:.+/-]{0,79}", re.ASCII)
LONG_TITLE = 50  # characters; a source without author is cited by its title


@dataclass(frozen=True, slots=True)
class Source:
    """One document that was read, holding only what was seen of it.

    Attributes
    ----------
    authors : tuple of str
        Persons as ``Last, First``; an organisation in braces, since its name may hold commas and *and*.
    short_title : str
        How the title begins; a source without author is cited by it.
    kind : str
        Who speaks: official, peer_reviewed, research, evaluation, programme, press or advocacy.
    via : str
        Where the text was seen, if not at the publisher's.
    read_depth : str
        ``excerpt`` or ``full``: how much of the document was read.
    editors : tuple of str
        As authors.
    journal, volume, number, pages, publisher : str
        What it appeared in: a journal or a book, and where in it.
    """

    key: str
    title: str
    kind: str
    read_depth: str
    authors: tuple[str, ...] = ()
    short_title: str = ""
    year: str = ""
    url: str = ""
    via: str = ""
    editors: tuple[str, ...] = ()
    journal: str = ""
    volume: str = ""
    number: str = ""
    pages: str = ""
    publisher: str = ""

    @property
    def author(self) -> str:
        """All authors in one line, as a reader sees them."""
        return "; ".join(unbraced(name) for name in self.authors)


class Bibliography(Mapping[str, Source]):
    """The sources by key, in the order of their keys."""

    def __init__(self, sources: Mapping[str, Source]) -> None:
        self._sources = dict(sorted(sources.items()))

    def __getitem__(self, key: str) -> Source:
        return self._sources[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._sources)

    def __len__(self) -> int:
        return len(self._sources)


def read_bibliography(path: Path) -> Bibliography:
    """Read ``sources.bib``.

    Raises
    ------
    EvidenceError
        If the file is not BibTeX, or an entry lacks a title, a kind or a depth of reading; every problem is
        listed with its line.
    """
    sources, problems = _read(read_text(path), path.name)
    if problems:
        raise EvidenceError(problems)
    return Bibliography(sources or {})


def read_sources(path: Path) -> tuple[Mapping[str, Source] | None, list[Problem]]:
    """The sources of a bibliography by key, and all that is wrong with it.

    Without sources, not every key of the file is known, and what refers to one need not be wrong.
    """
    try:
        return _read(read_text(path), path.name)
    except EvidenceError as error:
        return None, list(error.problems)


@lru_cache(maxsize=2)  # every partnership has the same
def _read(text: str, file: str) -> tuple[Mapping[str, Source] | None, list[Problem]]:
    reading = read_entries(text, file)
    sources, problems = {}, list(reading.problems)
    for entry in reading.entries:
        try:
            source = _source(entry)
        except ValueError as error:
            problems.append(Problem(file, entry.line, "author", f"entry {entry.key}: {error}"))
            continue
        problems += (Problem(file, entry.line, *found) for found in _wrong(entry, source))
        sources[entry.key] = source
    return sources if reading.whole else None, problems


def _source(entry: Entry) -> Source:
    authors, editors = _names(entry, "author"), _names(entry, "editor")
    organisation = plain(entry, "organization") or ("" if editors else plain(entry, "institution"))
    if organisation:
        authors = authors or (f"{{{organisation}}}",)
    return Source(
        key=entry.key,
        title=plain(entry, "title"),
        kind=plain(entry, "kind"),
        read_depth=plain(entry, "readdepth"),
        authors=authors,
        short_title=plain(entry, "shorttitle"),
        year=plain(entry, "year") or _years(plain(entry, "date")),
        url=plain(entry, "url") or _resolved(plain(entry, "doi")),
        via=plain(entry, "via"),
        editors=editors,
        journal=plain(entry, "journal") or plain(entry, "journaltitle") or plain(entry, "booktitle"),
        volume=plain(entry, "volume"),
        number=plain(entry, "number"),
        pages=plain(entry, "pages"),
        publisher=plain(entry, "publisher"),
    )


def _years(date: str) -> str:
    """The year of an ISO 8601 date, or the years of two."""
    return "–".join(dict.fromkeys(part[:4] for part in date.split("/") if part[:4].isdigit()))


def _resolved(doi: str) -> str:
    """The address that a DOI leads to."""
    bare = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", doi, flags=re.IGNORECASE)
    return f"https://doi.org/{quote(bare, safe='/:;()._-')}" if bare else ""


def _names(entry: Entry, name: str) -> tuple[str, ...]:
    """The persons of a field as ``Last, First``; an organisation keeps its braces."""
    from pybtex.bibtex.utils import split_name_list
    from pybtex.database import Person
    from pybtex.errors import capture

    read = []
    for one in split_name_list(braced(entry, name)):
        if whole_name(one):
            read.append(f"{{{unbraced(one)}}}")
            continue
        with capture() as errors:
            person = unbraced(str(Person(one)))
        if errors or not person:
            raise ValueError(f"{one!r} is no name; write Last, First, and more with and")
        read.append(person)
    return tuple(read)


def is_on_the_web(address: str) -> bool:
    """Whether an address may become a link to another site: http or https, without blanks."""
    return _WEB.fullmatch(address) is not None


def _wrong(entry: Entry, source: Source) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an entry: field, what, what is allowed."""
    key, title, brief = source.key, source.title, source.short_title
    if not _KEY.fullmatch(key):
        yield "", f"entry {key[:40]!r} has no key that can be cited", "letters, digits, _ and -, at most 80"
    if not title:
        yield "title", f"entry {key} has no title", ""
    if not title.startswith(brief):
        words = "the first words of the title, so that readers find it in the list"
        yield "shorttitle", f"entry {key} has {brief!r}", words
    if len(brief or title) > LONG_TITLE and not (source.authors or source.editors):
        what = f"entry {key} has no author: it is cited by its title, which is long"
        yield "shorttitle", what, f"at most {LONG_TITLE} characters"
    if source.url and not is_on_the_web(source.url):
        what = f"entry {key} has {source.url!r}, which is no address on the web"
        yield "url", what, "http:// or https:// and no blanks"
    for name, found, allowed in (
        ("kind", source.kind, KINDS),
        ("readdepth", source.read_depth, READ_DEPTHS),
    ):
        if found not in allowed:
            yield name, f"entry {key} says {found or 'nothing'}", f"allowed: {', '.join(allowed)}"
    for name, command in unread(entry):
        yield name, f"entry {key} holds {command}, which is not understood", "the letters themselves"
    shown = (
        *source.authors,
        *source.editors,
        title,
        source.year,
        source.via,
        source.journal,
        source.publisher,
    )
    for letter, what in strange("".join(shown), breaks=False):
        yield "", f"entry {key} holds {letter}: {what}", "other letters"
