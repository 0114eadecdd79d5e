"""All texts in one language, for the search page: a script that every page can load from disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import groupby

from gspbrief.brief.addresses import SOURCES, common_from, index_of, source_page
from gspbrief.collection.listing import Listing
from gspbrief.collection.search_texts import Searched, in_words, searched
from gspbrief.evidence.sources import Source
from gspbrief.language.formats import Format
from gspbrief.project.inputs import key
from gspbrief.project.kept import kept_text
from gspbrief.project.subjects import MODEL, SYNTHESIS
from gspbrief.site.entries import about_all
from gspbrief.site.published import Site

NAME = "gspbriefTexts"  # the variable that the script sets
CODE = ("collection.search_texts",)

Text = tuple[int, str, str, str]  # number of the page, anchor, heading, text


def texts_of(lang: str) -> str:
    """The script with the texts in a language, by its path in the site."""
    return f"assets/texts.{lang}.js"


def publish_texts(site: Site, listed: Mapping[str, Sequence[Listing]]) -> None:
    """Renew the scripts that the search pages load."""
    for lang, own in listed.items():
        site.write(texts_of(lang), _script(site, own, Format(lang)))


def _script(site: Site, listed: Sequence[Listing], form: Format) -> bytes:
    """The script of one language.

    It sets a variable to an object of ``pages``, lists of name, address seen from the search page and, of a
    partnership, what it is in words; ``sources``, the number of the first of them that lists sources; and
    ``texts``, lists of the page's number, anchor, heading and text.
    """
    pages: list[tuple[str, ...]] = []
    texts: list[Text] = []
    for name, address, place, told in _read(site, listed, form):
        number = len(pages)
        pages.append((name, address, told))
        texts += [(number, *astuple(section)) for section in _sections(site, place)]
    first = len(pages)
    word, root = form.word("heading", "sources"), common_from(form.lang)
    for letter, sources in groupby(site.sources.values(), key=lambda source: source_page(source.key)):
        number = len(pages)
        pages.append((word, f"{root}data/{SOURCES}/{letter}"))
        texts += [(number, *_source(source)) for source in sources]
    held = f'"pages": {_lines(pages)},\n"sources": {first},\n"texts": {_lines(texts)}'
    return f"var {NAME} = {{{held}}};\n".encode()


def _lines(records: Iterable[object]) -> str:
    """A list in JSON with a record a line."""
    written = (json.dumps(record, ensure_ascii=False, separators=(",", ":")) for record in records)
    return "[\n" + ",\n".join(written) + "\n]"


def _read(site: Site, listed: Sequence[Listing], form: Format) -> Iterator[tuple[str, str, str, str]]:
    """What is read: how each page is called, its address, its path in the site, what it is on in words."""
    for subject in (SYNTHESIS, *site.evidence.topics, MODEL):
        if said := about_all(site, subject, form.lang):
            yield said["title"], said["page"], f"{subject}/{index_of(form.lang)}", ""
    for entry in listed:
        yield entry.name, entry.page, f"{entry.id}/{index_of(form.lang)}", in_words(entry, form)


def _sections(site: Site, place: str) -> list[Searched]:
    """The sections of a page, read anew only where it is another."""
    path, note = site.folder / place, site.work / "search" / f"{place.replace('/', '.')}.json"
    made_from = key({"page": site.hashes.of(path), **site.project.code(CODE)})

    def make() -> str:
        return json.dumps([astuple(one) for one in searched(path.read_bytes())], ensure_ascii=False)

    return [Searched(*parts) for parts in json.loads(kept_text(note, made_from, make))]


def _source(source: Source) -> tuple[str, str, str]:
    said = (source.author, source.institution, source.year, source.annotation if source.title else "")
    return source.key, source.name, ". ".join(dict.fromkeys(filter(None, said)))
