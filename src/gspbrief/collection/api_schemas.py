"""What each file of the interface holds, as JSON Schemas (draft 2020-12).

The data package describes the columns of the evidence; what is said here is what the interface adds.
``docs/api.md`` is written from these schemas.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, get_args

from gspbrief.findings.citation import GRADES
from gspbrief.findings.finding import Bound, Finding, Quantity
from gspbrief.project.plain_texts import read_beside
from gspbrief.synthesis.cells import STATES

VERSION = "1.0"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
FOLDER = "api/v1"
LISTS = ("origins", "destinations", "isco08", "isic4")  # columns whose cells hold several values
IN_SHORT = (
    "id", "name", "short_name", "kind", "origins", "destinations", "sector", "model", "oecd_class",
    "iom_theme", "start", "end", "status", "tracks",
)  # fmt: skip
HIDDEN = ("partnership",)  # columns of its own rows that the record of a partnership says already

Schema = Mapping[str, Any]

_KINDS: Mapping[str, Mapping[str, object]] = {  # how the annotations of a finding are written in JSON
    "str": {"type": "string"},
    "bool": {"type": "boolean"},
    "float | None": {"type": ["number", "null"]},
    "int | None": {"type": ["integer", "null"]},
    "tuple[str, ...]": {"type": "array", "items": {"type": "string"}},
    "tuple[Citation, ...]": {
        "type": "array",
        "items": {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": 2},
    },
    "Mapping[str, str]": {"type": "object", "additionalProperties": {"type": "string"}},
    "Grade": {"type": "string", "enum": list(GRADES)},
    "Bound": {"type": "string", "enum": list(get_args(Bound))},
    "Quantity": {"type": "string", "enum": list(get_args(Quantity))},
}
_MEANINGS: Mapping[str, str] = read_beside(__file__, "finding.yaml")


def schemas(package: Mapping[str, Any]) -> dict[str, Schema]:
    """The schema of each kind of file, by its name.

    Parameters
    ----------
    package : mapping
        The descriptor of the evidence, as ``datapackage.json`` has it.
    """
    made = {
        "index": _index(),
        "partnerships": _document(
            "All partnerships that are published, in the order of the evidence.",
            partnerships=_several("One each.", _summary(package)),
        ),
        "partnership": _partnership(package),
        "findings": {
            "description": "Every figure on one partnership: `results.json` in its folder of the site.",
            "type": "array",
            "items": _finding(),
        },
        "questions": _questions(),
        "sources": _document(
            "Every document that a figure or a statement rests on.",
            sources=_several("One each, in the order of their keys.", _source()),
        ),
        "revisions": _document(
            "What has changed in the evidence, newest first; the same as in the Atom feeds.",
            revisions=_several("One each.", _revision()),
        ),
    }
    return {
        name: {
            "$schema": DIALECT,
            "$id": f"urn:gspbrief:{FOLDER.replace('/', ':')}:{name}",
            "title": name,
            **said,
        }
        for name, said in made.items()
    }


def _index() -> Schema:
    return _document(
        "Where everything stands, and under which terms.",
        title=_text("The name of the publication."),
        description=_text("What the evidence is about."),
        date=_text("Day of the edition, as YYYY-MM-DD."),
        publisher=_maybe("Whose publication it is."),
        contact=_maybe("Whom to ask, and where to say that a number is wrong."),
        licence=_holds("Of the data.", name=_maybe("Its name."), url=_maybe("Its text.")),
        languages=_several("Codes of the languages that it is published in.", _text("Such as `en`.")),
        files=_by("The other files of the interface, by what they hold.", _text("Address of the file.")),
        schemas=_by("The schema of each kind of file.", _text("Address of the schema.")),
        feeds=_by("The Atom feed of changes, by language.", _text("Address of the feed.")),
        data_package=_text("Address of the tables' own description (Frictionless)."),
        manifest=_text("Address of the list of all files with their checksums."),
    )


def _summary(package: Mapping[str, Any]) -> Schema:
    columns = columns_of(package, "partnerships")
    return _holds(
        "A partnership in short.",
        **{name: columns[name] for name in IN_SHORT},
        **_standing(),
        record=_text("Address of its own file."),
    )


def _partnership(package: Mapping[str, Any]) -> Schema:
    return _document(
        "One partnership: its profile, its pages, what is known of it, and where its figures stand.",
        **columns_of(package, "partnerships"),
        **_standing(),
        pages=_by(
            "Its brief or fact sheet, by language.",
            _holds(
                "In one language.",
                title=_text("Its title."),
                subtitle=_text("Its subtitle."),
                figure=_maybe("Its key figure, as it is printed."),
                words=_maybe("What that figure counts."),
                page=_text("Address of the page."),
                pdf=_maybe("Address of the PDF."),
            ),
        ),
        rows=_by("The rows behind each question that is not without an answer.", _several("Rows.", _row())),
        findings=_text("Address of all its figures: see `findings`."),
        statements=_several(
            "What the sources say of it in words.",
            _holds("A row of `design.csv`.", **columns_of(package, "design", without=HIDDEN)),
        ),
        sources=_several("Keys of the sources that it rests on: see `sources`.", _text("A key.")),
        revisions=_several("What has changed in its evidence, newest first.", _revision()),
    )


def _standing() -> dict[str, Schema]:
    """How much is known of a partnership."""
    from gspbrief.synthesis.definitions import QUESTIONS  # here, for it brings the analyses along

    counted = {"type": "integer", "minimum": 0}
    return {
        "form": _text("What is published of it.", ("brief", "fact-sheet")),
        "firm_figures": _holds(
            "Results on the partnership itself with what they are a share of, and costs per person.",
            costs={**counted, "description": "On what it costs."},
            migration={**counted, "description": "On who moves."},
            outcomes={**counted, "description": "On what comes of it."},
        ),
        "known": _holds(
            "What is known on each question that is asked of all: see `questions`.",
            **{name: _text(f"On `{name}`.", STATES) for name in QUESTIONS},
        ),
    }


def _questions() -> Schema:
    from gspbrief.synthesis.definitions import QUESTIONS

    label = _by("In words, by language.", _text("As the pages print it."))
    counted = {"type": "integer", "minimum": 0, "description": "How many."}
    return _document(
        "The questions that are asked of all partnerships, and how many answer each.",
        states=_several("What can be known.", _holds("A state.", id=_text("Its word.", STATES), label=label)),
        questions=_several(
            "The questions.",
            _holds(
                "A question.",
                id=_text("Its word.", tuple(QUESTIONS)),
                part=_text("What it is part of.", ("costs", "migration", "outcomes")),
                label=label,
                partnerships=_holds("How many are in each state.", **dict.fromkeys(STATES, counted)),
            ),
        ),
    )


def _source() -> Schema:
    return _holds(
        "A source; everything that is known of it stands in `data/sources.json` (CSL-JSON).",
        key=_text("Its key, in every row that rests on it."),
        title=_maybe("Its title; null where that was not seen."),
        authors=_several("Who wrote it.", _text("`Last, First`, or an organisation.")),
        year=_maybe("The year, or the first and the last."),
        kind=_text("Who speaks."),
        read_depth=_text("How much of it was read.", ("excerpt", "full")),
        language=_maybe("Tag of its language."),
        url=_maybe("The address that leads to it."),
        note=_maybe("What we say of it."),
        partnerships=_several("The partnerships with a row that rests on it.", _text("An id.")),
    )


def _revision() -> Schema:
    return _holds(
        "A revision.",
        id=_text("Stays the same, also in the feeds."),
        date=_text("As YYYY-MM-DD."),
        partnership=_maybe("Id of the partnership; null where it concerns all."),
        what=_text("What changed."),
        why=_maybe("Why."),
    )


def _row() -> Schema:
    return _text("Such as `costs.csv#aptc.programme_cost`.")


def columns_of(package: Mapping[str, Any], table: str, without: Iterable[str] = ()) -> dict[str, Schema]:
    """The columns of a table: what they hold as its descriptor says, null where a cell is blank."""
    (resource,) = (one for one in package["resources"] if one["name"] == table)
    return {
        column["name"]: _cell(column)
        for column in resource["schema"]["fields"]
        if column["name"] not in without
    }


def _cell(column: Mapping[str, Any]) -> Schema:
    rules = column.get("constraints", {})
    if column["name"] in LISTS:
        about = column["description"].replace(", separated by semicolons", "")
        return _several(about, _text("A code."))
    made = _text if rules.get("required") else _maybe
    return made(column["description"], rules.get("enum", ()))


def _document(about: str, **parts: Schema) -> Schema:
    """A whole file: it names its schema and the version of the interface."""
    return _holds(
        about,
        **{"$schema": _text("Address of the schema that this file follows.")},
        version=_text("Version of the interface.", (VERSION,)),
        **parts,
    )


def _holds(about: str, **parts: Schema) -> Schema:
    return {"description": about, "type": "object", "properties": parts, "required": list(parts)}


def _several(about: str, one: Schema) -> Schema:
    return {"description": about, "type": "array", "items": one}


def _by(about: str, one: Schema) -> Schema:
    return {"description": about, "type": "object", "additionalProperties": one}


def _finding() -> Schema:
    """The schema of one figure."""
    parts = {
        one.name: {"description": _MEANINGS[one.name], **_KINDS[str(one.type)]} for one in fields(Finding)
    }
    return {"description": "A figure.", "type": "object", "properties": parts, "required": list(parts)}


def _text(about: str, words: Iterable[str] = ()) -> Schema:
    """The schema of a text; where words are given, of one of these."""
    allowed = {"enum": list(words)} if words else {}
    return {"description": about, "type": "string", **allowed}


def _maybe(about: str, words: Iterable[str] = ()) -> Schema:
    """The schema of a text that may be missing."""
    allowed = {"enum": [*words, None]} if words else {}
    return {"description": about, "type": ["string", "null"], **allowed}
