"""What the site tells search engines (robots.txt, a sitemap) and language models (llms.txt)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from gspbrief.brief.addresses import folder_of
from gspbrief.brief.publication import Publication
from gspbrief.collection.api_schemas import FOLDER
from gspbrief.collection.listing import Listing
from gspbrief.collection.revisions import FEED
from gspbrief.project.subjects import ORIGINAL

SITEMAP, ROBOTS, LLMS = "sitemap.xml", "robots.txt", "llms.txt"
MOST = 50_000  # addresses in one sitemap, as sitemaps.org has it
GRADED = """\
Every figure has a source and a grade: published, derived, modelled, assumed or illustrative. A hedge such as
"more than" is part of its figure. Sources that disagree stand side by side. A figure that is not there was
not found; that does not make it zero. Cite the page, and the source that it names."""
DATA = (
    ("Index of the interface", f"{FOLDER}/index.json", "what there is, with a JSON Schema for each file"),
    ("All partnerships", f"{FOLDER}/partnerships.json", "profiles, and what is known on each question"),
    ("All sources", f"{FOLDER}/sources.json", "who speaks, how much was read, what rests on it"),
    ("The tables", "data/datapackage.json", "the evidence row by row, as a Frictionless data package"),
    ("Changes", FEED, "what has changed in the evidence, and why"),
)
_NAMES = {None: "http://www.sitemaps.org/schemas/sitemap/0.9", "xhtml": "http://www.w3.org/1999/xhtml"}


_Address = tuple[str, Mapping[str, str]]  # with those of the same page by language


def robots(base: str) -> str:
    """Everything may be read; where the site has an address, its sitemap is said to be there.

    It is looked for at the root of a host only.
    """
    return "User-agent: *\nDisallow:\n" + (f"\nSitemap: {base}{SITEMAP}\n" if base else "")


def sitemaps(pages: Iterable[str], languages: Sequence[str], base: str, most: int = MOST) -> dict[str, bytes]:
    """The pages with their other languages, in as many sitemaps as it takes.

    Nothing is said of when a page was changed: that is not known to the day.

    Parameters
    ----------
    pages : iterable of str
        By their path in the site.
    base : str
        The public address of the site, with a final slash.

    Returns
    -------
    dict of str to bytes
        By path in the site; `SITEMAP` lists the others where there are several.
    """
    listed = list(_addresses(sorted(pages), languages, base))
    parts = [listed[at : at + most] for at in range(0, len(listed), most)]
    if len(parts) < 2:
        return {SITEMAP: _xml("urlset", "url", listed)}
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    whole: list[_Address] = [(f"{base}{name}", {}) for name in names]
    written = {name: _xml("urlset", "url", part) for name, part in zip(names, parts, strict=True)}
    return {SITEMAP: _xml("sitemapindex", "sitemap", whole), **written}


def _addresses(pages: Sequence[str], languages: Sequence[str], base: str) -> Iterator[_Address]:
    """Each page's address, and those of the same page by language if there are several."""
    same: dict[str, dict[str, str]] = defaultdict(dict)
    for page in pages:
        lang, key = _told(page, languages)
        same[key][lang] = f"{base}{page}"
    for page in pages:
        lang, key = _told(page, languages)
        yield same[key][lang], same[key] if len(same[key]) > 1 else {}


def _told(page: str, languages: Sequence[str]) -> tuple[str, str]:
    """The language of a page by its path, and what it is called in all of them."""
    path = PurePosixPath(page)
    folders = {folder_of(lang).rstrip("/"): lang for lang in languages}
    lang = folders.get(path.parent.name, ORIGINAL)
    above = path.parent.parent if folder_of(lang) else path.parent
    return lang, str(above / path.name)


def _xml(root: str, one: str, listed: Sequence[_Address]) -> bytes:
    from lxml import etree

    whole: Any = etree.Element(f"{{{_NAMES[None]}}}{root}", nsmap=_NAMES)
    for address, languages in listed:
        entry = etree.SubElement(whole, f"{{{_NAMES[None]}}}{one}")
        etree.SubElement(entry, f"{{{_NAMES[None]}}}loc").text = address
        for lang, other in sorted(languages.items()):
            link = {"rel": "alternate", "hreflang": lang, "href": other}
            etree.SubElement(entry, f"{{{_NAMES['xhtml']}}}link", link)
    written: bytes = etree.tostring(whole, xml_declaration=True, encoding="utf-8", pretty_print=True)
    return written


def llms(said: Publication, about: str, entries: Sequence[Listing], base: str) -> str:
    """What a language model should read first, in the form of llmstxt.org: Markdown with addresses.

    Briefs are listed one by one; fact sheets, which are many, by the file that lists them.
    """
    briefs = [_brief(entry, base) for entry in entries if entry.form == "brief"]
    lines = [f"# {said.series}", "", f"> {about}", "", GRADED, "", "## Data", ""]
    lines += [f"- [{name}]({base}{place}): {what}" for name, place, what in DATA]
    lines += ["", f"Licence: {said.licence}."] if said.licence else []
    return "\n".join([*lines, *(["", "## Briefs", "", *briefs] if briefs else [])]) + "\n"


def _brief(entry: Listing, base: str) -> str:
    title = entry.title.replace("[", "\\[").replace("]", "\\]")
    said = f": {entry.figure} {entry.words}" if entry.figure else ""
    return f"- [{title}]({base}{entry.page.removeprefix('../')}){said}"
