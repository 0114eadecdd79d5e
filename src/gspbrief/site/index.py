"""The pages about all briefs: the index in each language, and what is renewed with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from gspbrief.brief.addresses import common_from, index_of
from gspbrief.collection.listing import Listing
from gspbrief.project.holdings import MANIFEST
from gspbrief.project.subjects import SUBJECTS
from gspbrief.site import explore_page, known_page
from gspbrief.site.collection_pages import collection_pages, publish_beside
from gspbrief.site.crate import METADATA, Contents, metadata
from gspbrief.site.documentation import publish_with_site
from gspbrief.site.entries import entries
from gspbrief.site.front_page import front_page
from gspbrief.site.interface import publish_interface
from gspbrief.site.manifest import file_hashes, manifest, versions
from gspbrief.site.published import Site
from gspbrief.site.search import publish_texts
from gspbrief.site.sheets import Sheet, render


def publish_index(site: Site) -> None:
    """Renew what concerns all briefs, from the briefs that are published."""
    _drop_strangers(site)
    listed = {lang: entries(site, lang) for lang in site.languages}
    further = (table.further_pages(site, listed) for table in (explore_page, known_page))
    render(site, chain(_pages(site, listed), collection_pages(site, listed), *further))
    publish_beside(site)
    publish_with_site(site)
    publish_texts(site, listed)
    publish_interface(site, listed)
    site.write(METADATA, metadata(_contents(site)))
    site.write(MANIFEST, manifest(site, file_hashes(site, MANIFEST)))
    site.holdings.settle()


def _drop_strangers(site: Site) -> None:
    """Take down briefs of partnerships that are no longer in the evidence."""
    known = set(site.evidence.subjects)
    for folder in sorted(site.folder.iterdir()) if site.folder.is_dir() else ():
        if (folder / "results.json").is_file() and folder.name not in known:
            site.holdings.take_down(folder.name)


def _contents(site: Site) -> Contents:
    """What the site holds, for its description as a crate."""
    notebooks = [one.path for subject in ("", *SUBJECTS.values()) for one in site.project.notebooks(subject)]
    return Contents(
        files=file_hashes(site, MANIFEST, METADATA),
        notebooks={path.name: site.project.hash(path) for path in notebooks},
        partnerships=site.briefs,
        package=site.evidence.package,
        publication=site.publication,
        versions=versions(),
    )


def _pages(site: Site, listed: Mapping[str, Sequence[Listing]]) -> Iterator[Sheet]:
    for lang, own in listed.items():
        yield Sheet(
            template="index",
            place=index_of(lang),
            name=f"index.{lang}",
            title=site.publication.in_language(lang).series,
            site_root=common_from(lang),
            values=front_page(site, own, lang),
            lang=lang,
        )
