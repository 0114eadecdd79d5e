"""The interface: what is published on all partnerships, as JSON files that programs read.

`api_schemas` says what each file holds. Every address is relative to the file that it stands in.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from gspbrief.brief.addresses import folder_of
from gspbrief.brief.publication import Publication
from gspbrief.collection.api_schemas import (
    FOLDER,
    HIDDEN,
    IN_SHORT,
    LISTS,
    VERSION,
    Schema,
    columns_of,
    schemas,
)
from gspbrief.collection.listing import Listing
from gspbrief.collection.revisions import FEED, Revision
from gspbrief.evidence.sources import Bibliography
from gspbrief.evidence.study import EVIDENCE_TABLES, Row
from gspbrief.language.labels import label
from gspbrief.synthesis.cells import STATES

ROOT = "../" * (FOLDER.count("/") + 1)  # the site, seen from a file of the interface
RECORDS = "partnerships"  # the folder of the records of single partnerships
STATEMENTS = "design"
TABLES = (*EVIDENCE_TABLES, STATEMENTS)

Record = dict[str, object]


@dataclass(frozen=True, kw_only=True)
class Interface:
    """Everything that the interface tells.

    Attributes
    ----------
    package : mapping
        The descriptor of the evidence, as it is published.
    entries : mapping of str to sequence of Listing
        The partnerships with a page, by language.
    tables : mapping of str to sequence of Row
        The rows of ``partnerships`` and of `TABLES`.
    revisions : sequence of Revision
        The newest first.
    """

    package: Schema
    said: Publication
    entries: Mapping[str, Sequence[Listing]]
    tables: Mapping[str, Sequence[Row]]
    sources: Bibliography
    revisions: Sequence[Revision]

    def files(self) -> dict[str, bytes]:
        """The content of each file, by its path in the site."""
        made: dict[str, Record] = {
            "index": self._index(),
            "partnerships": {"partnerships": [self._summary(entry) for entry in self._listed]},
            "questions": self._questions(),
            "sources": {"sources": list(self._sources())},
            "revisions": {"revisions": [_revision(revision) for revision in self.revisions]},
        }
        written = {f"{FOLDER}/{name}.json": _document(name, record) for name, record in made.items()}
        for entry in self._listed:
            record = _document("partnership", self._record(entry), "../")
            written[f"{FOLDER}/{RECORDS}/{entry.id}.json"] = record
        for name, schema in self._schemas.items():
            written[f"{FOLDER}/{_schema(name)}"] = _json(schema)
        return written

    @cached_property
    def _listed(self) -> Sequence[Listing]:
        """Each partnership that has a page in any language, once."""
        return list({entry.id: entry for found in self.entries.values() for entry in found}.values())

    @cached_property
    def _schemas(self) -> Mapping[str, Schema]:
        return schemas(self.package)

    @cached_property
    def _profiles(self) -> dict[str, Record]:
        kept = columns_of(self.package, "partnerships")
        return {row["id"]: _cells(row, kept) for row in self.tables["partnerships"]}

    def _index(self) -> Record:
        said = self.said
        licence: Mapping[str, str] = next(iter(self.package.get("licenses", ())), {})
        return {
            "title": said.series or self.package["title"],
            "description": self.package.get("description", ""),
            "date": said.date,
            "publisher": said.publisher or None,
            "contact": said.contact or None,
            "licence": {"name": licence.get("title") or licence.get("name"), "url": licence.get("path")},
            "languages": list(self.entries),
            "files": {name: f"{name}.json" for name in ("partnerships", "questions", "sources", "revisions")},
            "schemas": {name: _schema(name) for name in self._schemas},
            "feeds": {lang: f"{ROOT}{folder_of(lang)}{FEED}" for lang in self.entries},
            "data_package": f"{ROOT}data/datapackage.json",
            "manifest": f"{ROOT}manifest.json",
        }

    def _summary(self, entry: Listing) -> Record:
        profile = self._profiles[entry.id]
        return {
            **{name: profile[name] for name in IN_SHORT},
            **_standing(entry),
            "record": f"{RECORDS}/{entry.id}.json",
        }

    def _record(self, entry: Listing) -> Record:
        return {
            **self._profiles[entry.id],
            **_standing(entry),
            "pages": self._pages[entry.id],
            "rows": {name: list(behind) for name, (_, *behind) in entry.known.items() if behind},
            "findings": f"../{ROOT}{entry.id}/results.json",
            "statements": self._statements[entry.id],
            "sources": sorted(self._cited[entry.id]),
            "revisions": [
                _revision(revision) for revision in self.revisions if revision.partnership == entry.id
            ],
        }

    @cached_property
    def _pages(self) -> Mapping[str, Record]:
        """The pages of each partnership by language, seen from its record."""
        pages: dict[str, Record] = defaultdict(dict)
        for lang, listed in self.entries.items():
            for entry in listed:
                here, pdf = (address.removeprefix("../") for address in (entry.page, entry.pdf))
                pages[entry.id][lang] = {
                    "title": entry.title,
                    "subtitle": entry.subtitle,
                    "figure": entry.figure or None,
                    "words": entry.words or None,
                    "page": f"../{ROOT}{here}",
                    "pdf": f"../{ROOT}{pdf}" if pdf else None,
                }
        return pages

    def _questions(self) -> Record:
        from gspbrief.synthesis.definitions import QUESTIONS  # here, for it brings the analyses along

        counted = Counter((name, known[0]) for one in self._listed for name, known in one.known.items())
        return {
            "states": [{"id": state, "label": self._label("cell", state)} for state in STATES],
            "questions": [
                {
                    "id": name,
                    "part": question.part,
                    "label": self._label("column", name),
                    "partnerships": {state: counted[name, state] for state in STATES},
                }
                for name, question in QUESTIONS.items()
            ],
        }

    def _label(self, vocabulary: str, word: str) -> dict[str, str]:
        return {lang: label(vocabulary, word, lang) for lang in self.entries}

    @cached_property
    def _statements(self) -> Mapping[str, Sequence[Record]]:
        kept = columns_of(self.package, STATEMENTS, without=HIDDEN)
        statements: dict[str, list[Record]] = defaultdict(list)
        for row in self.tables[STATEMENTS]:
            statements[row["partnership"]].append(_cells(row, kept))
        return statements

    @cached_property
    def _cited(self) -> Mapping[str, set[str]]:
        """The sources that the rows of each partnership rest on."""
        cited: dict[str, set[str]] = defaultdict(set)
        for row in self.tables["partnerships"]:
            cited[row["id"]] |= {row["source"]} - {""}
        for row in (row for table in TABLES for row in self.tables[table]):
            cited[row["partnership"]].add(row["source"])
        return cited

    def _sources(self) -> Iterator[Record]:
        users: dict[str, list[str]] = defaultdict(list)
        for entry in self._listed:
            for key in self._cited[entry.id]:
                users[key].append(entry.id)
        for key, source in self.sources.items():
            yield {
                "key": key,
                "title": source.title or None,
                "authors": [name.strip("{}") for name in source.authors],
                "year": source.year or None,
                "kind": source.kind,
                "read_depth": source.read_depth,
                "language": source.language or None,
                "url": source.url or None,
                "note": source.annotation or None,
                "partnerships": users[key],
            }


def _standing(entry: Listing) -> Record:
    return {
        "form": entry.form,
        "firm_figures": dict(zip(EVIDENCE_TABLES, entry.counts, strict=True)),
        "known": {name: state for name, (state, *_) in entry.known.items()},
    }


def _cells(row: Row, kept: Mapping[str, Schema]) -> Record:
    """The cells of a row: lists where a cell holds several values, null where it is blank."""
    return {
        name: [one for one in row[name].split(";") if one] if name in LISTS else row[name] or None
        for name in kept
    }


def _revision(revision: Revision) -> Record:
    return {**asdict(revision), "partnership": revision.partnership or None, "why": revision.why or None}


def _schema(name: str) -> str:
    return f"schema/{name}.schema.json"


def _document(name: str, record: Record, up: str = "") -> bytes:
    return _json({"$schema": f"{up}{_schema(name)}", "version": VERSION, **record})


def _json(content: object) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()
