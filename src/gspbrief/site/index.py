"""The pages about all briefs: the index in each language, and when it is renewed with crate and manifest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gspbrief.brief.addresses import common_from, index_of, other_languages
from gspbrief.collection.listing import Listing
from gspbrief.collection.world import WORLD
from gspbrief.evidence.kinds import KINDS
from gspbrief.language.formats import Format, alphabetical
from gspbrief.project.holdings import MANIFEST
from gspbrief.project.imports import import_closure
from gspbrief.project.inputs import Inputs
from gspbrief.project.subjects import DEMO, MODEL, ORIGINAL, SUBJECTS, SYNTHESIS
from gspbrief.site.collection_pages import collection_pages, doors
from gspbrief.site.crate import METADATA, Contents, metadata
from gspbrief.site.entries import about_all, cells, entries
from gspbrief.site.evidence_pages import ARCHIVE
from gspbrief.site.explore_page import further_pages
from gspbrief.site.interface import publish_interface
from gspbrief.site.manifest import file_hashes, manifest, versions
from gspbrief.site.published import Site
from gspbrief.site.sheets import Sheet, render

ROOTS = ("site.index",)  # the code that makes these pages


def index_inputs(site: Site) -> Inputs:
    """What the pages about all briefs depend on."""
    notes = sorted((site.work / "about").glob("*.json"))
    return {
        **site.project.brief_inputs(ORIGINAL),
        **site.project.code(import_closure(ROOTS)),
        **site.project.files("briefs/pages"),
        **site.data_hashes,
        WORLD.name: site.project.hash(WORLD),
        **{f"about/{path.name}": site.project.hash(path) for path in notes},
        "style": site.style,
        "commit": str(site.commit),
    }


def is_as_published(site: Site) -> bool:
    """Whether the site holds what its manifest says, all of it and unchanged, and nothing else of ours."""
    return site.holdings.listed == file_hashes(site, MANIFEST)


def publish_index(site: Site) -> None:
    """Renew what concerns all briefs, from the briefs that are published."""
    _drop_strangers(site)
    render(site, _pages(site))
    render(site, collection_pages(site))
    render(site, further_pages(site))
    publish_interface(site)
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


def _pages(site: Site) -> Iterator[Sheet]:
    for lang in site.languages:
        yield Sheet(
            template="index",
            place=index_of(lang),
            name=f"index.{lang}",
            title=site.publication.in_language(lang).series,
            site_root=common_from(lang),
            values=_values(site, lang),
            lang=lang,
        )


def _values(site: Site, lang: str) -> dict[str, object]:
    """What the index in a language prints."""
    published = entries(site, lang)
    about_topics = [about_all(site, name, lang) for name in site.evidence.topics]
    return {
        "languages": other_languages(lang, site.languages),
        "doors": doors(Format(lang)),
        "entries": published,
        "briefs": [entry for entry in published if entry.form == "brief"],
        "groups": grouped(published),
        "cells": {entry.id: cells(entry, lang) for entry in published},
        "tables": site.tables,
        "archive": ARCHIVE,
        "synthesis": about_all(site, SYNTHESIS, lang),
        "topics": [{**e, "name": e["subtitle"]} for e in about_topics if e],
        "across": any(site.project.has_text(SYNTHESIS, one) for one in site.project.languages),
        "model": about_all(site, MODEL, lang),
        "demo": about_all(site, DEMO, lang),
    }


def grouped(entries: Iterable[Listing]) -> dict[str, list[Listing]]:
    """The entries by kind, those first on which most is known; a kind without any is left out.

    Within a kind they stand by the number of questions with firm figures, by the number of such figures, and
    by name.
    """
    ordered = sorted(entries, key=_place)
    groups = {kind: [entry for entry in ordered if entry.kind == kind] for kind in KINDS}
    return {kind: held for kind, held in groups.items() if held}


def _place(entry: Listing) -> tuple[int, int, str]:
    return -sum(map(bool, entry.counts)), -sum(entry.counts), alphabetical(entry.name)
