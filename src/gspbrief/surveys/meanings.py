"""What a column of a survey may mean: the words by which its description says what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gspbrief.surveys.survey_checks import SurveyColumn

YES_NO, TEXT, MONTH, WHOLE, NUMBER = "boolean", "string", "yearmonth", "integer", "number"


def _column(
    name: str,
    kind: str,
    *,
    lowest: float | None = None,
    highest: float | None = None,
    allowed: tuple[str, ...] = (),
    **more: Any,
) -> SurveyColumn:
    said = {"required": False, "constant": False, "unit": "", **more}
    return SurveyColumn(name=name, kind=kind, lowest=lowest, highest=highest, allowed=allowed, **said)


_SAME: dict[str, Any] = {"constant": True}  # in every wave of a person
_MONEY: dict[str, Any] = {"lowest": 0, "highest": 1_000_000, "unit": "money"}
_YEARS: dict[str, Any] = {"unit": "years", **_SAME}

MEANINGS: Mapping[str, SurveyColumn] = {
    column.name: column
    for column in (
        _column("person", WHOLE, required=True, lowest=1, highest=2_000_000_000),
        _column("wave", WHOLE, required=True, lowest=0, highest=100),
        _column("group", YES_NO, **_SAME),
        _column("track", TEXT, allowed=("away", "home", "none"), **_SAME),
        _column("cohort", WHOLE, lowest=1990, highest=2100, **_SAME),
        _column("cluster", WHOLE, lowest=1, highest=1_000_000, **_SAME),
        _column("female", YES_NO, **_SAME),
        _column("age", WHOLE, lowest=14, highest=80, **_YEARS),
        _column("schooling", WHOLE, lowest=0, highest=30, **_YEARS),
        *(
            _column(name, MONTH, **_SAME)
            for name in (
                "applied", "enrolled", "graduated", "departed", "returned", "changed", "observed",
            )
        ),
        _column("answered", YES_NO, required=True),
        _column("work", TEXT, allowed=("abroad", "home", "training", "none")),
        _column("employed", YES_NO),
        _column("skilled", YES_NO),
        _column("earnings", NUMBER, **_MONEY),
        _column("remittances", NUMBER, **_MONEY),
        _column("weight", NUMBER, lowest=1e-6, highest=1_000_000),
    )
}  # fmt: skip

SAID: Mapping[str, str] = {
    "person": "who a row is about",
    "wave": "the round of the survey",
    "group": "who was offered a place",
    "track": "the track",
    "cohort": "the year of application",
    "cluster": "the training center",
    "female": "the sex",
    "age": "the age",
    "schooling": "the years of schooling",
    "applied": "the month of application",
    "enrolled": "the month in which training began",
    "graduated": "the month of graduation",
    "departed": "the month of leaving the country",
    "returned": "the month of return",
    "changed": "the month of leaving the trade",
    "observed": "the month up to which dates are known",
    "answered": "who answered",
    "work": "where people work",
    "employed": "who has work",
    "skilled": "whether work uses the skill",
    "earnings": "pay",
    "remittances": "money sent home",
    "weight": "weights",
}
"""What each means, for people."""
