"""What a column of a survey may mean, from ``meanings.yaml``: what it may hold, and what files call it."""

from __future__ import annotations

from collections.abc import Mapping
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
