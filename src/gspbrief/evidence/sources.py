"""Where a figure comes from: the bibliography, places in a source, and evidence grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gspbrief.errors import EvidenceError, Problem

KINDS = ("official", "peer_reviewed", "research", "evaluation", "programme", "press", "advocacy")
READ_DEPTHS = ("excerpt", "full")
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x20\x7f]+", re.IGNORECASE)
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

    @property
    def author(self) -> str:
        """All authors in one line, as a reader sees them."""
        return "; ".join(_plain(name) for name in self.authors)


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
        If the file is not BibTeX, or an entry lacks a title, a kind or a depth of reading.
    """
    try:
        return _bibliography(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise EvidenceError([Problem(path.name, 0, "", f"cannot be read: {error}")]) from error


@lru_cache(maxsize=2)  # every partnership has the same
def _bibliography(text: str, file: str) -> Bibliography:
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        database = parse_string(text, bib_format="bibtex")
    except PybtexError as error:
        raise EvidenceError([Problem(file, 0, "", f"cannot be read: {error}")]) from error
    sources, problems = {}, []
    for key, entry in database.entries.items():
        fields = {name.lower(): _plain(value) for name, value in entry.fields.items()}
        authors = tuple(map(_author, map(str, entry.persons.get("author", []))))
        if organisation := fields.get("organization"):
            authors = authors or (f"{{{organisation}}}",)
        problems += _entry_problems(file, key, fields, authors)
        sources[key] = Source(
            key=key,
            title=fields.get("title", ""),
            kind=fields.get("kind", ""),
            read_depth=fields.get("readdepth", ""),
            authors=authors,
            short_title=fields.get("shorttitle", ""),
            year=fields.get("year", ""),
            url=fields.get("url", ""),
            via=fields.get("via", ""),
        )
    if problems:
        raise EvidenceError(problems)
    return Bibliography(sources)


def is_on_the_web(address: str) -> bool:
    """Whether an address may become a link to another site: http or https, without blanks."""
    return _WEB.fullmatch(address) is not None


def _author(name: str) -> str:
    return f"{{{_plain(name)}}}" if name.startswith("{") else _plain(name)


def _plain(text: str) -> str:
    return " ".join(text.replace("{", "").replace("}", "").replace("\\&", "&").split())


def _entry_problems(
    file: str, key: str, fields: Mapping[str, str], authors: tuple[str, ...]
) -> list[Problem]:
    problems = []
    title, brief = fields.get("title", ""), fields.get("shorttitle", "")
    if not title:
        problems.append(Problem(file, 0, "title", f"entry {key} has no title"))
    if not title.startswith(brief):
        words = "the first words of the title, so that readers find it in the list"
        problems.append(Problem(file, 0, "shorttitle", f"entry {key} has {brief!r}", words))
    if len(brief or title) > LONG_TITLE and not authors:
        what = f"entry {key} has no author: it is cited by its title, which is long"
        problems.append(Problem(file, 0, "shorttitle", what, f"at most {LONG_TITLE} characters"))
    if (address := fields.get("url", "")) and not is_on_the_web(address):
        what = f"entry {key} has {address!r}, which is no address on the web"
        problems.append(Problem(file, 0, "url", what, "http:// or https:// and no blanks"))
    for name, allowed in (("kind", KINDS), ("readdepth", READ_DEPTHS)):
        if fields.get(name) not in allowed:
            found = fields.get(name, "nothing")
            problems.append(
                Problem(file, 0, name, f"entry {key} says {found}", f"allowed: {', '.join(allowed)}")
            )
    return problems
