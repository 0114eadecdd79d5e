"""What is said of one figure, as a JSON Schema: its entries and their kinds are those of `Finding`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, get_args

from gspbrief.findings.citation import GRADES
from gspbrief.findings.finding import Bound, Finding, Quantity
from gspbrief.project.plain_texts import read_beside

KINDS: Mapping[str, Mapping[str, object]] = {  # how the annotations of a finding are written in JSON
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
MEANINGS: Mapping[str, str] = read_beside(__file__, "finding.yaml")


def finding_schema() -> Mapping[str, Any]:
    """The schema of one figure."""
    parts = {one.name: {"description": MEANINGS[one.name], **KINDS[str(one.type)]} for one in fields(Finding)}
    return {"description": "A figure.", "type": "object", "properties": parts, "required": list(parts)}


def text(about: str, words: Iterable[str] = ()) -> Mapping[str, Any]:
    """The schema of a text; where words are given, of one of these."""
    allowed = {"enum": list(words)} if words else {}
    return {"description": about, "type": "string", **allowed}


def maybe(about: str, words: Iterable[str] = ()) -> Mapping[str, Any]:
    """The schema of a text that may be missing."""
    allowed = {"enum": [*words, None]} if words else {}
    return {"description": about, "type": ["string", "null"], **allowed}
