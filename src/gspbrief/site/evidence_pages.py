"""The evidence as it is: its tables and sources as pages, its files, and an archive of these."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from gspbrief.brief import bibliography
from gspbrief.brief.addresses import ROWS, SOURCES
from gspbrief.brief.publication import Publication
from gspbrief.evidence.descriptor import DESCRIPTOR
from gspbrief.evidence.sources import read_bibliography
from gspbrief.evidence.tables import read_rows
from gspbrief.language.formats import Format
from gspbrief.project.files import zipped
from gspbrief.project.subjects import ORIGINAL
from gspbrief.render import write_assets
from gspbrief.site.divided import row_sheets, rows_for_reading, source_sheets
from gspbrief.site.published import Site
from gspbrief.site.sheets import Sheet, render

ARCHIVE = "gspbrief-evidence.zip"


def publish_evidence(site: Site) -> None:
    """Renew the look of all pages, and what shows the evidence, which no brief has a part in."""
    for name in write_assets(site.common / "assets", cache=site.fonts):
        site.publish(f"assets/{name}")
    if logo := site.publication.brand.logo:
        site.write(f"assets/{site.publication.logo}", logo.read_bytes())
    _publish_files(site)
    sheets = list(_pages(site))
    render(site, sheets)
    site.holdings.take_down_others((f"data/{ROWS}/", f"data/{SOURCES}/"), {sheet.place for sheet in sheets})


def _publish_files(site: Site) -> None:
    data = site.evidence.data
    names = [DESCRIPTOR, *(table["path"] for table in site.tables)]
    names += [name for name in ("assumptions.yaml",) if (data / name).is_file()]
    sources = read_bibliography(data / "sources.bib")
    contents = {name: (data / name).read_bytes() for name in names}
    contents[DESCRIPTOR] = described(contents[DESCRIPTOR], site.publication)
    contents["sources.bib"] = bibliography.bibtex(sources, sources, ours=True).encode()
    contents["sources.json"] = bibliography.csl(sources, sources, Format(ORIGINAL)).encode()
    contents = dict(sorted(contents.items()))
    for name, content in contents.items():
        site.write(f"data/{name}", content)
    site.write(f"data/{ARCHIVE}", zipped(contents))


def described(descriptor: bytes, said: Publication) -> bytes:
    """The descriptor of the evidence, with what ``publication.yaml`` says of who publishes it and how."""
    own: dict[str, object] = {}
    if said.data_licence:
        own["licenses"] = [_known({"name": said.data_licence, "path": said.data_licence_url})]
    if said.address:
        own["homepage"] = said.address
    contributors = [
        *(
            {"title": one.name, "path": one.address, "organization": one.affiliation, "role": "author"}
            for one in said.authors
        ),
        {"title": said.publisher, "role": "publisher"},
        {"title": said.funder, "role": "funder"},
        {"title": said.contact, "role": "contact"},
    ]
    named = [_known(one) for one in contributors if one["title"]]
    texts = {
        name: text for name, text in (("imprint", said.imprint), ("disclaimer", said.disclaimer)) if text
    }
    if not (own or texts or said.people or said.publisher or said.funder or said.contact):
        return descriptor
    read = json.loads(descriptor)
    resources = read.pop("resources")
    whole = {**read, **own, **texts, "contributors": named, "resources": resources}
    return (json.dumps(whole, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _known(entries: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in entries.items() if value}


def _pages(site: Site) -> Iterator[Sheet]:
    known = {
        table["name"]: rows_for_reading(read_rows(site.evidence.data, table["name"])) for table in site.tables
    }
    names = {name: one.name for name, one in site.evidence.partnerships.items()}
    yield from row_sheets({table["name"]: table["description"] for table in site.tables}, known, names)
    yield from source_sheets(read_bibliography(site.evidence.data / "sources.bib"))
