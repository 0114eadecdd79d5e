"""What is said of one figure, as a JSON Schema: its entries and their kinds are those of `Finding`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from gspbrief.findings.citation import GRADES
from gspbrief.findings.finding import Finding

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
    "Bound": {
        "type": "string",
        "enum": ["exact", "about", "above", "below", "at_most", "at_least", "range"],
    },
    "Quantity": {"type": "string", "enum": ["level", "change", "ratio", "effect"]},
}
MEANINGS = {
    "id": "The row's own id, or of a computed figure its quantity and what it is computed from; it stays.",
    "measure": "What was measured, such as `departed` or `cost_per_graduate`.",
    "value": "The figure; shares stand as 0–1. Null for a range without a midpoint, or when not found.",
    "unit": "`persons`, `share`, `money` and others.",
    "grade": "How it came to be.",
    "partnership": "Id of the partnership; empty where it concerns none.",
    "reason": "Why there is no value: not found is a finding too.",
    "low": "Lower end of the interval or range.",
    "high": "Upper end.",
    "interval": "What the range is, such as `wilson`, `range` or `bounds`.",
    "level": "Confidence level of a true interval.",
    "bound": "How the source hedges it; part of the figure.",
    "quantity": "Whether it is how much there was, by how much it moved, a ratio, or an effect.",
    "status": "`achieved`, or `planned` and the like: only achieved figures make rates.",
    "about": "What it is about where that is not the partnership itself.",
    "currency": "ISO 4217 code of money.",
    "price_year": "The year whose prices an amount is in; null where the source does not say.",
    "per": "What an amount is per, such as `graduate`.",
    "per_period": "Over what time an amount ran up, where it covers no dated span.",
    "start": "When it begins: a year, a month or a day.",
    "end": "When it ends.",
    "approximate": "Whether its dates are approximate.",
    "timing": "How long after what it was counted.",
    "origin": "Origin country, ISO 3166-1 alpha-3, where it concerns one.",
    "destination": "Destination country, likewise.",
    "track": "`home` or `away`, where it concerns one.",
    "group": "Whom it concerns, where that is not everybody.",
    "base": "What a share is a share of, as the source words it.",
    "n": "How many that base is, where it is known.",
    "standard_error": "As the source prints it, or as estimated from records.",
    "method": "How an effect was estimated.",
    "formula": "How a derived figure was computed.",
    "inputs": "Ids of the figures that it rests on.",
    "sources": "Pairs of a source's key and the place in it.",
    "caveats": "What to know before it is used.",
    "as_printed": "The words of the source, where the number is our reading of them.",
    "confidence": "How well the source supports it: `high`, `medium` or `low`.",
    "evidence_root": "The source that first had it: two with the same root are one piece of evidence.",
    "details": "What else its row says, by column.",
    "row": "Its row in the evidence, such as `costs.csv#aptc.programme_cost`.",
    "notebook": "The notebook that found it.",
    "cell": "The cell that shows it.",
}


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
