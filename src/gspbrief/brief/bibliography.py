"""The sources that a brief cites: for the citation processor and for the programs that keep references.

Nothing is formatted here. What a source says of itself goes under CSL's names for it, and a style of CSL,
beside the house styles, says how it is printed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from gspbrief.evidence.bibtex import written
from gspbrief.evidence.dates import When
from gspbrief.evidence.sources import FIELDS, OURS, Bibliography, Source, is_on_the_web
from gspbrief.language.formats import Format
from gspbrief.project.subjects import ORIGINAL

_TYPES = {
    "article": "article-journal", "book": "book", "booklet": "pamphlet", "collection": "book",
    "proceedings": "book", "inbook": "chapter", "incollection": "chapter", "conference": "paper-conference",
    "inproceedings": "paper-conference", "report": "report", "techreport": "report", "manual": "report",
    "thesis": "thesis", "phdthesis": "thesis", "mastersthesis": "thesis", "online": "webpage",
    "electronic": "webpage", "www": "webpage", "dataset": "dataset", "software": "software",
    "unpublished": "manuscript",
}  # fmt: skip
# What is the same under another name; the others depend on what there is beside them.
_VARIABLES = {
    "volume": "volume", "pages": "page", "series": "collection-title", "location": "publisher-place",
    "edition": "edition", "chapter": "chapter-number", "version": "version",
    "eventtitle": "event-title", "note": "note", "doi": "DOI", "isbn": "ISBN", "issn": "ISSN",
}  # fmt: skip


def bibtex(sources: Bibliography, cited: Iterable[str], *, ours: bool = False) -> str:
    """The cited sources as BibTeX, sorted by key: what they say of themselves and, if `ours`, what we say.

    What their owner's programs keep in the same entries stays with the owner.
    """
    names = (*dict.fromkeys(("title", *FIELDS)), *(OURS if ours else ()))
    found = (sources[key] for key in sorted(set(cited)))
    entries = [written(source.entry, source.key, names) for source in found if source.entry]
    return "\n".join(entries) or "@comment{No source is cited.}\n"


def csl(sources: Bibliography, cited: Iterable[str], form: Format) -> str:
    """The cited sources as CSL-JSON, sorted by key."""
    items = [csl_item(sources[key], form) for key in sorted(set(cited))]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def csl_item(source: Source, form: Format) -> dict[str, object]:
    """A source under the names that CSL has for what is known of it.

    One whose title is not known has a genre in its place: what we say of it, or, on a page in another
    language, what kind of source it is.
    """
    said = source.said
    item: dict[str, object] = {
        "id": source.key,
        "type": _type(source),
        "title": source.title,
        "title-short": source.short_title,
        "genre": said.get("type", ""),
        "medium": said.get("howpublished", ""),
        "author": [_name(name) for name in source.authors],
        "editor": [_name(name) for name in source.editors],
        "issued": _date(source.issued),
        "accessed": _date(source.accessed),
        "container-title": said.get("journaltitle") or said.get("booktitle", ""),
        _numbered(source): said.get("number", ""),
        "publisher": "; ".join(_publishers(source)),
        "language": source.language,
        "URL": source.url if is_on_the_web(source.url) and "doi" not in said else "",
        **{variable: said.get(name, "") for name, variable in _VARIABLES.items()},
    }
    if not source.title:
        spoken = form.lang == ORIGINAL and source.annotation
        item["genre"] = spoken or form.word("source_kind", source.kind)
        item["title-short"] = ""
    return {name: value for name, value in item.items() if value}


def _type(source: Source) -> str:
    if source.form == "article" and source.kind == "press":
        return "article-newspaper"
    return _TYPES.get(source.form) or ("webpage" if source.url else "document")


def _numbered(source: Source) -> str:
    """What a number counts: issues of a journal, parts of a series, or papers of an institution."""
    if source.form == "article":
        return "issue"
    return "collection-number" if "series" in source.said else "number"


def _publishers(source: Source) -> Iterable[str]:
    """Who published it, without whoever stands as its author."""
    names = (source.said.get(name, "") for name in ("institution", "publisher"))
    return dict.fromkeys(name for name in names if name and f"{{{name}}}" not in source.authors)


def _name(name: str) -> Mapping[str, str]:
    """A name as CSL has it: an organisation whole, a person in parts."""
    if name.startswith("{"):
        return {"literal": name[1:-1]}
    family, *rest = name.split(", ")
    parts = {"family": family, "given": rest[-1] if rest else "", "suffix": rest[0] if len(rest) > 1 else ""}
    return {part: text for part, text in parts.items() if text}


def _date(when: When | None) -> Mapping[str, object]:
    if when is None:
        return {}
    if not when.parts:
        return {"literal": when.text}
    parts = {"date-parts": [list(part) for part in when.parts]}
    return {**parts, "circa": True} if when.about else parts
