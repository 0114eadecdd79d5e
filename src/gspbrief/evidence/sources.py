"""Where a figure comes from: the bibliography, places in a source, and evidence grades."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from urllib.parse import quote

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence import dates
from gspbrief.evidence.bibtex import Entry, names_of, plain, read_entries, tag_of, unbraced, unread
from gspbrief.evidence.dates import When
from gspbrief.evidence.files import read_text
from gspbrief.language.letters import strange

KINDS = (
    "official", "peer_reviewed", "research", "think_tank", "evaluation", "programme", "press", "advocacy",
)  # fmt: skip
READ_DEPTHS = ("excerpt", "full")
_WEB = re.compile(r"https?://[^\s<>\"\\^`{|}\x00-\x20\x7f]+", re.IGNORECASE)
_BEFORE_DOI = re.compile(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+")
_KEY = re.compile(r"[A-Za-z0-9][\w:.+/-]{0,79}", re.ASCII)
_FILE = re.compile(r"\bfile:|(?<![\w:/])(?:/(?:home|Users|root|tmp|mnt)/|~/|[A-Za-z]:\\)")
LONG_TITLE = 50  # characters; a source without author or date is cited by its title

# The fields of BibTeX and biblatex that say what a document is, by the one name that each has here. What a
# program of its owner keeps beside them (file, keywords, owner) is nobody else's: neither read nor published.
FIELDS = {
    **{name: name for name in (
        "title", "subtitle", "shorttitle", "author", "editor", "institution", "publisher", "journaltitle",
        "booktitle", "volume", "number", "pages", "series", "location", "edition", "chapter", "type",
        "howpublished", "version", "eventtitle", "note", "doi", "isbn", "issn", "url", "urldate", "date",
        "year", "month", "day", "language",
    )},
    "journal": "journaltitle", "address": "location", "organization": "institution", "school": "institution",
    "issue": "number", "langid": "language", "venue": "location",
}  # fmt: skip
# And those that say what we know of it.
OURS = ("kind", "readdepth", "via", "annotation", "undated", "unsigned", "concerns")


@dataclass(frozen=True, slots=True)
class Source:
    """One document that was read, holding only what was seen of it.

    Attributes
    ----------
    title : str
        As the document has it; empty where it was not seen.
    kind : str
        Who speaks, one of `KINDS`.
    read_depth : str
        ``excerpt`` or ``full``: how much of the document was read.
    form : str
        What BibTeX calls it, such as ``article``.
    authors, editors : tuple of str
        Persons as ``Last, First``; an organisation in braces, since its name may hold commas and *and*.
    short_title : str
        How the title begins; a source without author or date is cited by it.
    issued, accessed : When, optional
        The day, month or year of it, and of the day on which it was seen.
    url : str
        The address that leads to it.
    via : str
        Where the text was seen, if not at the publisher's.
    annotation : str
        What we say of it, in English; it stands for a title that is not known.
    undated, unsigned : str
        Why it has no date, or neither author nor institution.
    concerns : tuple of str
        What it may be read on, by the ids of partnerships, where no row of theirs rests on it.
    said : mapping of str
        Every field of it as text, by its name in `FIELDS`.
    entry : Entry, optional
        The entry as it was written.
    """

    key: str
    title: str
    kind: str
    read_depth: str
    form: str = "misc"
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    short_title: str = ""
    issued: When | None = None
    accessed: When | None = None
    url: str = ""
    via: str = ""
    annotation: str = ""
    undated: str = ""
    unsigned: str = ""
    concerns: tuple[str, ...] = ()
    said: Mapping[str, str] = field(default_factory=dict)
    entry: Entry | None = None

    @property
    def author(self) -> str:
        """All authors in one line, as a reader sees them."""
        return "; ".join(unbraced(name) for name in self.authors)

    @property
    def cited(self) -> str:
        """How a line cites it: the first author or the title, and the year."""
        names = [_called(name) for name in (*self.authors, *self.editors)]
        others = " et al." if len(names) > 2 else f" & {names[1]}" if len(names) == 2 else ""
        who = f"{names[0]}{others}" if names else self.short_title or self.name
        return f"{who} {self.year}".strip()

    @property
    def institution(self) -> str:
        """Whose text it is: the institution that it is said to be of, or that is its author."""
        organisations = [unbraced(name) for name in self.authors if name.startswith("{")]
        return self.said.get("institution", "") or next(iter(organisations), "")

    @property
    def year(self) -> str:
        """The year, or the first and the last."""
        return self.issued.year if self.issued else ""

    @property
    def language(self) -> str:
        """The language of the document, as the tag of a page writes it; empty where it is not said."""
        return tag_of(self.said.get("language", ""))

    @property
    def name(self) -> str:
        """What it is called in print: its title, or what we say of it where none was seen."""
        return self.title or self.annotation


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
    sources: dict[str, Source] = {}
    problems = list(reading.problems)
    for entry in reading.entries:
        wrong, source = problems_of(entry, file)
        problems += wrong
        if source:
            sources[entry.key] = source
    return sources if reading.whole else None, problems


def problems_of(entry: Entry, file: str) -> tuple[list[Problem], Source | None]:
    """What is wrong with one entry, and the source that it is of, if its names can be read."""
    try:
        source = _source(entry)
    except ValueError as error:
        return [Problem(file, entry.line, "author", f"entry {entry.key}: {error}")], None
    return [Problem(file, entry.line, *found) for found in _wrong(entry, source)], source


def _called(name: str) -> str:
    """What an author is called in a line: an organisation by its name, a person by the last one."""
    return unbraced(name if name.startswith("{") else name.partition(",")[0])


def _source(entry: Entry) -> Source:
    said = _said(entry)
    authors, editors = names_of(entry, "author"), names_of(entry, "editor")
    if "institution" in said and not (authors or editors):
        authors = (f"{{{said['institution']}}}",)
    return Source(
        key=entry.key,
        title=": ".join(filter(None, (said.get("title"), said.get("subtitle")))),
        kind=plain(entry, "kind"),
        read_depth=plain(entry, "readdepth"),
        form=entry.kind,
        authors=authors,
        editors=editors,
        short_title=said.get("shorttitle", ""),
        issued=dates.read(said.get("date") or dates.joined(said)),
        accessed=dates.read(said.get("urldate", "")),
        url=said.get("url", "") or _resolved(said.get("doi", "")),
        via=plain(entry, "via"),
        annotation=plain(entry, "annotation"),
        undated=plain(entry, "undated"),
        unsigned=plain(entry, "unsigned"),
        concerns=tuple(plain(entry, "concerns").replace(",", " ").split()),
        said=said,
        entry=entry,
    )


def _said(entry: Entry) -> dict[str, str]:
    """Each field that says what the document is, as text; of two names of one field the newer."""
    said: dict[str, str] = {}
    for name, here in FIELDS.items():
        if text := plain(entry, name):
            said.setdefault(here, text)
    address = said.get("howpublished", "")
    if is_on_the_web(address):  # BibTeX had no other place for it
        said.setdefault("url", said.pop("howpublished"))
    if "doi" in said:
        said["doi"] = plain_doi(said["doi"])
    return said


def _resolved(doi: str) -> str:
    """The address that a DOI leads to."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}" if doi else ""


def is_on_the_web(address: str) -> bool:
    """Whether an address may become a link to another site: http or https, without blanks."""
    return _WEB.fullmatch(address) is not None


def plain_doi(text: str) -> str:
    """A DOI without the address that it may be written as.

    >>> plain_doi("https://doi.org/10.1257/jep.25.3.83"), plain_doi("doi: 10.1257/jep.25.3.83")
    ('10.1257/jep.25.3.83', '10.1257/jep.25.3.83')
    """
    return _BEFORE_DOI.sub("", text)


def is_doi(text: str) -> bool:
    """Whether a text is a DOI (ISO 26324): a prefix that begins with 10, a slash, a suffix without blanks.

    >>> is_doi("10.1257/jep.25.3.83"), is_doi("https://doi.org/10.1257/jep.25.3.83")
    (True, False)
    """
    return _DOI.fullmatch(text) is not None


def _wrong(entry: Entry, source: Source) -> Iterator[tuple[str, str, str]]:
    """What is wrong with an entry: field, what, what is allowed."""
    key, brief = source.key, source.short_title
    if not _KEY.fullmatch(key):
        yield "", f"entry {key[:40]!r} has no key that can be cited", "letters, digits, _ and -, at most 80"
    if not source.name:
        words = "its title, or an annotation that says in our words what it is"
        yield "title", f"entry {key} has no title", words
    if not source.name.startswith(brief):
        words = "the first words of the title, so that readers find it in the list"
        yield "shorttitle", f"entry {key} has {brief!r}", words
    lacks = "author" if not (source.authors or source.editors) else "date" if not source.issued else ""
    if lacks and len(brief or (source.name if lacks == "author" else source.title)) > LONG_TITLE:
        what = f"entry {key} has no {lacks}: it is cited by its title, which is long"
        yield "shorttitle", what, f"at most {LONG_TITLE} characters"
    for name, when in (("date", source.issued), ("urldate", source.accessed)):
        if when and not when.exists:
            yield name, f"entry {key} has {when.text!r}, which is no date", "2018, 2018-09 or 2018-09-11"
    if source.url and not is_on_the_web(source.url):
        what = f"entry {key} has {source.url!r}, which is no address on the web"
        yield "url", what, "http:// or https:// and no blanks"
    if (doi := source.said.get("doi")) and not is_doi(doi):
        yield "doi", f"entry {key} has {doi!r:.40}, which is no DOI", "such as 10.1257/jep.25.3.83"
    for name, found, allowed in (("kind", source.kind, KINDS), ("readdepth", source.read_depth, READ_DEPTHS)):
        if found not in allowed:
            yield name, f"entry {key} says {found or 'nothing'}", f"allowed: {', '.join(allowed)}"
    for name, command in unread(entry, (*FIELDS, *OURS)):
        yield name, f"entry {key} holds {command}, which is not understood", "the letters themselves"
    for name, text in source.said.items():
        if path := _FILE.search(text):
            yield name, f"entry {key} holds {path[0]}, a place on somebody's machine", "what others can read"
    shown = (*source.authors, *source.editors, *source.said.values(), source.via, source.annotation)
    for letter, what in strange("".join(shown), breaks=False):
        yield "", f"entry {key} holds {letter}: {what}", "other letters"
