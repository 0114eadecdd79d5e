"""The published site as an RO-Crate: data, runs, results and licences, for archives such as Zenodo.

The crate follows RO-Crate 1.1 and the Process Run Crate profile: each partnership's run of the notebooks is
an action with what it used and what it gave. https://www.researchobject.org/ro-crate/
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from gspbrief import __version__
from gspbrief.brief.publication import Person, Publication

if TYPE_CHECKING:
    from rocrate.model.entity import Entity
    from rocrate.rocrate import ROCrate

METADATA = "ro-crate-metadata.json"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
SOFTWARE_LICENCE = "https://spdx.org/licenses/Apache-2.0"
DATA, API, DOCS = "data/", "api/", "docs/"
KINDS = {  # those that Python's own table leaves to the machine
    ".atom": "application/atom+xml",
    ".bib": "application/x-bibtex",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What a crate describes.

    Attributes
    ----------
    files : mapping of str to str
        SHA-256 of each published file by its path in the site.
    notebooks : mapping of str to str
        SHA-256 of each notebook by its file name.
    partnerships : mapping of str to str
        Name of each partnership that has a folder, by id.
    package : mapping
        The descriptor of the evidence, as ``datapackage.json`` has it.
    versions : mapping of str to str
        What the site was built with.
    """

    files: Mapping[str, str]
    notebooks: Mapping[str, str]
    partnerships: Mapping[str, str]
    package: Mapping[str, object]
    publication: Publication
    versions: Mapping[str, str]


def metadata(contents: Contents) -> bytes:
    """The text of ``ro-crate-metadata.json``; the same contents give the same bytes."""
    from rocrate.rocrate import ROCrate

    crate = ROCrate(version="1.1")
    texts, data = _licences(crate, contents)
    _describe_root(crate, contents, texts)
    engine = _engine(crate, contents.versions)
    notebooks = [_notebook(crate, name, sha) for name, sha in sorted(contents.notebooks.items())]
    tables = _folder(crate, DATA, str(contents.package.get("title", "")), contents.files, data)
    _folder(crate, API, "The interface for programs", contents.files, data)
    if any(name.startswith(DOCS) for name in contents.files):
        _folder(crate, DOCS, "The documentation", contents.files, None)
    for name, title in sorted(contents.partnerships.items()):
        made = _folder(crate, f"{name}/", title, contents.files, texts)
        _run(crate, name, title, engine, [*notebooks, tables], made)
    return (
        json.dumps(crate.metadata.generate(), indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    ).encode()


def _describe_root(crate: ROCrate, contents: Contents, licence: Entity | None) -> None:
    publication = contents.publication
    crate.name = publication.series or str(contents.package.get("title", ""))
    crate.description = str(contents.package.get("description", ""))
    crate.datePublished = publication.date
    if licence is not None:
        crate.license = licence
    authors = [_author(crate, i, one, publication) for i, one in enumerate(publication.authors)]
    if authors:
        crate.creator = authors
    _describe_publisher(crate, publication)
    profile = _entity(crate, PROFILE, "CreativeWork", name="Process Run Crate", version="0.5")
    crate.root_dataset["conformsTo"] = [profile]
    top = [name for name in contents.files if "/" not in name and name != METADATA]
    for name in top:
        _file(crate, name, contents.files[name])


def _author(crate: ROCrate, number: int, author: Person, publication: Publication) -> Entity:
    """An author: a person where more than a name is said, else an organisation as the by-line has it."""
    if author not in publication.people:
        return _entity(crate, f"#author-{number}", "Organization", name=author.name)
    works = {"affiliation": author.affiliation} if author.affiliation else {}
    return _entity(crate, author.address or f"#author-{number}", "Person", name=author.name, **works)


def _describe_publisher(crate: ROCrate, publication: Publication) -> None:
    """Who publishes and pays, whom to ask, and what is said of it in words."""
    root = crate.root_dataset
    if publication.publisher:
        logo = {"logo": {"@id": f"assets/{publication.logo}"}} if publication.logo else {}
        crate.publisher = _entity(crate, "#publisher", "Organization", name=publication.publisher, **logo)
    if publication.funder:
        root["funder"] = _entity(crate, "#funder", "Organization", name=publication.funder)
    if publication.contact:
        root["contactPoint"] = _entity(crate, "#contact", "ContactPoint", description=publication.contact)
    said = {
        "url": publication.address,
        "usageInfo": publication.disclaimer,
        "creditText": publication.imprint,
    }
    for name, text in said.items():
        if text:
            root[name] = text


def _licences(crate: ROCrate, contents: Contents) -> tuple[Entity | None, Entity | None]:
    """The licence of the texts, and that of the data."""
    publication = contents.publication
    texts = _licence(crate, publication.licence_url, publication.licence)
    stated = contents.package.get("licenses")
    first = stated[0] if isinstance(stated, Sequence) and stated else {}
    name, address = publication.data_licence, publication.data_licence_url
    if not name:
        name, address = str(first.get("title", "")), str(first.get("path", ""))
    data = _licence(crate, address, name)
    _licence(crate, SOFTWARE_LICENCE, "Apache License 2.0")
    return texts, data


def _licence(crate: ROCrate, address: str, name: str) -> Entity | None:
    if not address:
        return None
    return crate.get(address) or _entity(crate, address, "CreativeWork", name=name)


def _engine(crate: ROCrate, versions: Mapping[str, str]) -> Entity:
    parts = [
        _entity(crate, f"#{name}", "SoftwareApplication", name=name, softwareVersion=version)
        for name, version in sorted(versions.items())
    ]
    return _entity(
        crate,
        "#gspbrief",
        "SoftwareApplication",
        name="gspbrief",
        softwareVersion=__version__,
        license=crate.get(SOFTWARE_LICENCE),
        softwareRequirements=parts,
    )


def _notebook(crate: ROCrate, name: str, sha: str) -> Entity:
    return _entity(
        crate,
        f"#notebooks/{name}",
        "SoftwareSourceCode",
        name=name,
        programmingLanguage="Python",
        encodingFormat="application/x-ipynb+json",
        sha256=sha,
        license=crate.get(SOFTWARE_LICENCE),
    )


def _folder(
    crate: ROCrate, folder: str, title: str, files: Mapping[str, str], licence: Entity | None
) -> Entity:
    """A folder of the site with all the files in it."""
    parts = [_file(crate, name, sha) for name, sha in files.items() if name.startswith(folder)]
    known = {"name": title, "hasPart": parts} | ({"license": licence} if licence is not None else {})
    return crate.add_dataset(dest_path=folder, properties=known)


def _file(crate: ROCrate, name: str, sha: str) -> Entity:
    suffix = PurePosixPath(name).suffix
    kind = KINDS.get(suffix) or mimetypes.types_map.get(suffix, "application/octet-stream")
    return crate.add_file(dest_path=name, properties={"encodingFormat": kind, "sha256": sha})


def _run(crate: ROCrate, name: str, title: str, engine: Entity, used: Iterable[Entity], made: Entity) -> None:
    crate.add_action(
        engine,
        identifier=f"#run-{name}",
        object=list(used),
        result=[made],
        properties={"name": f"Notebooks and brief: {title}"},
    )


def _entity(crate: ROCrate, identifier: str, kind: str, **values: object) -> Entity:
    from rocrate.model.contextentity import ContextEntity

    return crate.add(ContextEntity(crate, identifier, properties={"@type": kind, **values}))
