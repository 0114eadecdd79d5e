"""What those who left send home, and whether those who came back use their skill, from a tracer survey."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from gspbrief.findings.derivation import counted_share
from gspbrief.findings.finding import Finding, Findings
from gspbrief.surveys import survey
from gspbrief.surveys.tracer import Tracer
from gspbrief.surveys.tracer_findings import attempted, of_programme

if TYPE_CHECKING:
    import pandas as pd


def remitting(tracer: Tracer, wave: int) -> Findings:
    """The share of those working abroad who sent money home, with its Wilson interval."""

    def sent() -> pd.DataFrame:
        tracer.needs("work", "remittances")
        answers = survey.answers(tracer.rows, wave)
        abroad = answers[(answers["work"] == "abroad") & answers["remittances"].notna()]
        return abroad.assign(counts=abroad["remittances"] > 0)

    return _share(tracer, "remitting", "emigrants", sent)


def skill_use_on_return(tracer: Tracer, wave: int) -> Findings:
    """The share of those who came back and work at home who use their skill, with its Wilson interval."""

    def used() -> pd.DataFrame:
        tracer.needs("returned", "work", "skilled")
        answers = survey.answers(tracer.rows, wave)
        back = answers[answers["returned"].notna() & (answers["work"] == "home") & answers["skilled"].notna()]
        return back.assign(counts=back["skilled"] == 1)

    return _share(tracer, "skill_use", "returned", used)


def _share(tracer: Tracer, measure: str, base: str, members: Callable[[], pd.DataFrame]) -> Findings:
    def counted() -> Finding:
        people = members()
        tracer.tell(people, "counts")
        count, of = int(people["counts"].sum()), len(people)
        return counted_share(measure, measure, count, of, base=base, method="wilson", grade="illustrative")

    return of_programme(tracer, attempted((measure,), measure, "share", counted))
