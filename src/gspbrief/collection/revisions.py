"""What has changed in the evidence, as records and as an Atom feed (RFC 4287); the clock is never asked."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gspbrief import __version__
from gspbrief.brief.publication import Publication
from gspbrief.evidence.study import Row
from gspbrief.project.subjects import ORIGINAL

if TYPE_CHECKING:
    from gspbrief.language.formats import Format

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
FEED = "feed.atom"
NEWEST = 100  # entries of a feed; the interface lists all changes


@dataclass(frozen=True, slots=True)
class Revision:
    """A revision of the evidence.

    Attributes
    ----------
    id : str
        A URN made of what the revision says: it stays when others come, and when the site moves.
    date : str
        As YYYY-MM-DD.
    partnership : str
        Empty where it concerns all.
    what, why : str
        In English, as the table has it.
    """

    id: str
    date: str
    partnership: str
    what: str
    why: str


def revisions(rows: Iterable[Row], package: str) -> list[Revision]:
    """The rows of ``revisions.csv``, the newest first and else in their order.

    Parameters
    ----------
    package : str
        What the data package calls itself: two projects never give one id.
    """
    found = [
        Revision(urn(package, row["date"], row["partnership"], row["what"]), *map(row.__getitem__, _COLUMNS))
        for row in rows
    ]
    return sorted(found, key=lambda revision: revision.date, reverse=True)


_COLUMNS = ("date", "partnership", "what", "why")


def urn(*parts: str) -> str:
    """A name made of some words; the same words give the same name.

    >>> urn("gspbrief-evidence", "feed", "en")
    'urn:uuid:5fff0b11-5953-5910-a726-daee62d2388d'
    """
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts)).urn


@dataclass(frozen=True, kw_only=True)
class Feed:
    """The changes as one language's readers subscribe to them.

    Attributes
    ----------
    package : str
        What the data package calls itself.
    said : Publication
        What the publication says of itself in the language.
    form : Format
        The language, with what it has of the changes.
    title : str
        What has changed, in the language.
    base : str
        Public address of the folder that the feed stands in; without it all addresses are relative.
    link : callable
        The address of the page that tells of a revision, and the name of what it concerns.
    """

    package: str
    said: Publication
    form: Format
    title: str
    base: str
    link: Callable[[Revision], tuple[str, str]]

    def xml(self, listed: Sequence[Revision]) -> bytes:
        """The feed of the newest changes."""
        from lxml import etree

        feed = etree.Element(f"{{{ATOM}}}feed", {f"{{{XML}}}lang": self.form.lang}, nsmap={None: ATOM})
        _add(feed, "id", urn(self.package, "revisions", self.form.lang))
        _add(feed, "title", self.title)
        _add(feed, "updated", _moment(max([revision.date for revision in listed], default=self.said.date)))
        for name in self.said.author or (self.said.publisher or self.title,):
            _add(_add(feed, "author"), "name", name)
        if self.base:
            _add(feed, "link", rel="self", type="application/atom+xml", href=f"{self.base}{FEED}")
        _add(feed, "link", rel="alternate", type="text/html", href=self.base or "index.html")
        if self.said.data_licence or self.said.licence:
            _add(feed, "rights", self.said.data_licence or self.said.licence)
        _add(feed, "generator", "gspbrief", version=__version__)
        for revision in listed[:NEWEST]:
            self._entry(_add(feed, "entry"), revision)
        written: bytes = etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)
        return written

    def _entry(self, entry: Any, revision: Revision) -> None:
        address, name = self.link(revision)
        _add(entry, "id", revision.id)
        _add(entry, "title", name)
        _add(entry, "updated", _moment(revision.date))
        _add(entry, "link", rel="alternate", type="text/html", href=address)
        if revision.partnership:
            _add(entry, "category", term=revision.partnership)
        texts = [text for text in (revision.what, revision.why) if text]
        said = [self.form.translated(text) for text in texts]
        content = _add(entry, "content", "\n\n".join(said if all(said) else texts), type="text")
        if not all(said):
            content.set(f"{{{XML}}}lang", ORIGINAL)


def _add(parent: Any, name: str, text: str | None = None, **attributes: str) -> Any:
    from lxml import etree

    child = etree.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text
    return child


def _moment(day: str) -> str:
    """A day as Atom writes a moment: its first."""
    return f"{day}T00:00:00Z"
