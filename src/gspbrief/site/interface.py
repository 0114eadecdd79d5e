"""What the site gives to programs: the interface in JSON, feeds of changes, and what crawlers look for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from gspbrief.brief.addresses import EMBEDS, common_from, folder_of
from gspbrief.collection.api import TABLES, Interface
from gspbrief.collection.api_schemas import FOLDER
from gspbrief.collection.crawlers import LLMS, ROBOTS, SITEMAP, llms, robots, sitemaps
from gspbrief.collection.listing import Listing
from gspbrief.collection.revisions import FEED, Feed, Revision
from gspbrief.evidence.descriptor import DESCRIPTOR
from gspbrief.evidence.tables import read_rows
from gspbrief.site.evidence_pages import described
from gspbrief.site.published import Site

REVISIONS = "data/revisions.html"
_OURS = (f"{FOLDER}/", SITEMAP.removesuffix(".xml"))  # how what is written here and may go begins


def publish_interface(site: Site, listed: Mapping[str, Sequence[Listing]]) -> None:
    """Renew what programs read, after all pages that it tells of."""
    written = {
        **_interface(site, listed),
        **{f"{folder_of(lang)}{FEED}": _feed(site, lang, own) for lang, own in listed.items()},
        **_crawled(site, next(filter(None, listed.values()), ())),
    }
    for name, content in written.items():
        site.write(name, content)
    site.holdings.take_down_others(_OURS, written)


def _interface(site: Site, listed: Mapping[str, Sequence[Listing]]) -> Mapping[str, bytes]:
    data = site.evidence.data
    package = json.loads(described((data / DESCRIPTOR).read_bytes(), site.publication))
    return Interface(
        package=package,
        said=site.publication,
        entries=listed,
        tables={table: read_rows(data, table) for table in ("partnerships", *TABLES)},
        sources=site.sources,
        revisions=site.revisions,
    ).files()


def _feed(site: Site, lang: str, listed: Sequence[Listing]) -> bytes:
    said, form, base = site.publication.in_language(lang), site.form(lang), site.base
    pages = {entry.id: entry for entry in listed}
    root = base or common_from(lang)

    def link(revision: Revision) -> tuple[str, str]:
        if entry := pages.get(revision.partnership):
            return f"{root}{entry.page.removeprefix('../')}#changes", entry.name
        return f"{root}{REVISIONS}", said.series

    title = " · ".join(filter(None, (form.word("heading", "changes"), said.series)))
    return Feed(
        package=site.package,
        said=said,
        form=form,
        title=title,
        base=f"{base}{folder_of(lang)}" if base else "",
        link=link,
    ).xml(site.revisions)


def _crawled(site: Site, listed: Sequence[Listing]) -> Mapping[str, bytes]:
    base, about = site.base, str(site.evidence.package.get("description", ""))
    held = (name for name in site.holdings.files() if name.endswith(".html"))
    pages = (name for name in held if f"/{EMBEDS}/" not in name)  # a figure's own page is found by its brief
    return {
        ROBOTS: robots(base).encode(),
        LLMS: llms(site.publication, about, listed, base).encode(),
        **(sitemaps(pages, site.languages, base) if base else {}),
    }
