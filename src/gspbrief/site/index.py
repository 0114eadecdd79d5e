"""The pages about all briefs: the index in each language, and when it is renewed with crate and manifest."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from gspbrief.brief.addresses import common_from, document_name, index_of, other_languages
from gspbrief.evidence.kinds import KINDS, kind_of
from gspbrief.evidence.study import Partnership
from gspbrief.language.formats import Format
from gspbrief.language.labels import label
from gspbrief.project.holdings import MANIFEST
from gspbrief.project.inputs import Inputs
from gspbrief.project.subjects import DEMO, MODEL, ORIGINAL, SYNTHESIS, UNLISTED
from gspbrief.site.crate import METADATA, Contents, metadata
from gspbrief.site.evidence_pages import ARCHIVE
from gspbrief.site.manifest import file_hashes, manifest, versions
from gspbrief.site.published import Site
from gspbrief.site.sheets import Sheet, render

SHOWN_COUNTRIES = 3  # of a long list, in the index
NEITHER = "neither"  # of the two models: nothing that tells partnerships apart

Entry = Mapping[str, object]


def index_inputs(site: Site) -> Inputs:
    """What the pages about all briefs depend on."""
    notes = sorted((site.work / "about").glob("*.json"))
    return {
        **site.project.brief_inputs(ORIGINAL),
        **site.project.files("briefs/pages"),
        **site.data_hashes,
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
    notebooks = [one.path for subject in ("", *UNLISTED) for one in site.project.notebooks(subject)]
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
    partnerships = site.evidence.partnerships
    entries = {name: _entry(site, name, lang) for name in [*partnerships, *UNLISTED]}
    published = [entry for name in partnerships if (entry := entries[name])]
    return {
        "languages": other_languages(lang, site.languages),
        "entries": published,
        "briefs": [entry for entry in published if entry["form"] == "brief"],
        "groups": grouped(published),
        "tables": site.tables,
        "archive": ARCHIVE,
        "synthesis": entries[SYNTHESIS],
        "across": any(site.project.has_text(SYNTHESIS, one) for one in site.project.languages),
        "model": entries[MODEL],
        "demo": entries[DEMO],
    }


def grouped(entries: Sequence[Entry]) -> dict[str, list[Entry]]:
    """The entries by kind, those first on which most is known; a kind without any is left out.

    Within a kind they stand by the number of questions with firm figures, by the number of such figures, and
    by name.
    """
    ordered = sorted(entries, key=_place)
    groups = {kind: [entry for entry in ordered if entry["kind"] == kind] for kind in KINDS}
    return {kind: held for kind, held in groups.items() if held}


def _place(entry: Entry) -> tuple[int, int, str]:
    counts = cast("Sequence[int]", entry["counts"])
    return -sum(map(bool, counts)), -sum(counts), plain(str(entry["name"]))


def plain(name: str) -> str:
    """A name as it sorts: without accents and capitals."""
    letters = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _entry(site: Site, name: str, lang: str) -> Entry:
    """What the index in a language says of one brief; empty if it has none in that language."""
    root, page = common_from(lang), f"{name}/{index_of(lang)}"
    pdf = f"{name}/{document_name(name, lang, 'pdf')}"
    if not (site.folder / page).is_file():
        return {}
    note = site.note(name)
    titles = note.get("titles")
    if not isinstance(titles, Mapping) or lang not in titles:
        return {}  # an older version's note: the brief is stale
    return {
        **note,
        **titles[lang],
        "page": f"{root}{page}",
        "pdf": f"{root}{pdf}" if (site.folder / pdf).is_file() else "",
        **(_profile(site.evidence.partnerships[name], lang) if name not in UNLISTED else {}),
    }


def _profile(partnership: Partnership, lang: str) -> dict[str, object]:
    """The cells that tell a partnership from the others; blank where it has none, or neither model."""
    return {
        "name": partnership.short_name,
        "kind": kind_of(partnership),
        "cells": (
            _countries(partnership.origins, lang, partnership.origins_named),
            _countries(partnership.destinations, lang),
            label("sector", partnership.sector, lang) if partnership.sector else "",
            label("model", partnership.model, lang) if partnership.model != NEITHER else "",
        ),
    }


def _countries(codes: Sequence[str], lang: str, named: str = "") -> str:
    """Countries as the index names them; ``named`` says which part of them a source names, blank for all."""
    written = Format(lang)
    names = ", ".join(written.country(code) for code in codes[:SHOWN_COUNTRIES])
    if (more := len(codes) - SHOWN_COUNTRIES) > 0:
        names = f"{names} {written.word('phrase', f'and_more_{written.plural(more)}').format(n=more)}"
    return written.word("origins_named", named).format(places=names) if named else names
