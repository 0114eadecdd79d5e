"""What a column of a survey may mean, from ``meanings.yaml``: what it may hold, and what files call it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gspbrief.project.plain_texts import read_beside
from gspbrief.surveys.survey_checks import SurveyColumn

YES_NO, TEXT, MONTH, WHOLE, NUMBER = "boolean", "string", "yearmonth", "integer", "number"

_HELD: Mapping[str, Mapping[str, Any]] = read_beside(__file__, "meanings.yaml")


def _column(name: str, said: Mapping[str, Any]) -> SurveyColumn:
    known = {part: said[part] for part in SurveyColumn.__slots__ if part in said}
    return SurveyColumn(**{**known, "name": name, "allowed": tuple(said.get("allowed", ()))})


MEANINGS: Mapping[str, SurveyColumn] = {name: _column(name, said) for name, said in _HELD.items()}
SAID: Mapping[str, str] = {name: said["says"] for name, said in _HELD.items()}
"""What each means, for people."""
CALLED: Mapping[str, str] = {name: said["called"] for name, said in _HELD.items()}
"""How the column of each is called, as a regular expression; the first that fits counts."""
ANSWERS: Mapping[str, Mapping[str, str]] = {
    name: said["answers"] for name, said in _HELD.items() if "answers" in said
}
"""What answers are called, by what they mean."""

PRIMARY = "primary_outcome"  # the one that its description names before anything is estimated
EMPLOYED = "employed"  # any work, at home or abroad: made of the column ``work``
_NO_OUTCOMES = ("person", "wave", "answered", "weight", "simulated")


def outcomes(columns: Mapping[str, SurveyColumn]) -> Iterator[str]:
    """What may change from wave to wave and is a number, or yes and no: the primary one is among them."""
    if "work" in columns and EMPLOYED not in columns:
        yield EMPLOYED
    for name, column in columns.items():
        if not column.constant and column.kind in (YES_NO, WHOLE, NUMBER) and name not in _NO_OUTCOMES:
            yield name
