"""What those who left send home, and whether those who came back use their skill, from a tracer survey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gspbrief.findings.derivation import counted_share
from gspbrief.findings.finding import Finding, Findings
from gspbrief.surveys import survey
from gspbrief.surveys.tracer import Tracer, attempted, of_programme

if TYPE_CHECKING:
    import pandas as pd


def remitting(tracer: Tracer, wave: int) -> Findings:
    """The share of those working abroad who sent money home, with its Wilson interval."""
    answers = survey.answers(tracer.rows, wave)
    abroad = answers[answers["work"] == "abroad"]
    return _share(tracer, "remitting", "emigrants", abroad["remittances"] > 0)


def skill_use_on_return(tracer: Tracer, wave: int) -> Findings:
    """The share of those who came back and work at home who use their skill, with its Wilson interval."""
    answers = survey.answers(tracer.rows, wave)
    back = answers[answers["returned"].notna() & (answers["work"] == "home")]
    return _share(tracer, "skill_use", "returned", back["skilled"] == 1)


def _share(tracer: Tracer, measure: str, base: str, members: pd.Series) -> Findings:
    def counted() -> Finding:
        count, of = int(members.sum()), len(members)
        return counted_share(measure, measure, count, of, base=base, method="wilson", grade="illustrative")

    return of_programme(tracer, attempted((measure,), measure, "share", counted))
