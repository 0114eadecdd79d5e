"""The partnership model as a study of its own."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from gspbrief.evidence.reading import load_fictitious
from gspbrief.evidence.study import Partnership, Study
from gspbrief.project.subjects import MODEL

_DESCRIBED = {
    **{f.name: "" for f in fields(Partnership)},
    "id": MODEL,
    "name": "The partnership model",
    "short_name": "the partnership model",
    "model": "global_skill_partnership",
}


def load_model(data: Path | str | None = None) -> Study:
    """The partnership model, under the id ``model``: only the rows about no partnership in particular."""
    return load_fictitious(Partnership.from_row(_DESCRIBED), data)
