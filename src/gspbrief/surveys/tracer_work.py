"""Who is in work of those who answered a tracer survey, and of all whom it asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gspbrief.findings.derivation import counted_share
from gspbrief.findings.finding import Finding, Findings
from gspbrief.surveys.meanings import EMPLOYED
from gspbrief.surveys.response import nonresponse_bounds
from gspbrief.surveys.tracer import Tracer
from gspbrief.surveys.tracer_findings import attempted, of_programme

if TYPE_CHECKING:
    import pandas as pd


def in_work(tracer: Tracer, wave: int) -> Findings:
    """The share in work of those who answered, and its ends among all who were asked.

    The share has its Wilson interval. Between the ends lies the share of everybody, whatever those would have
    said who did not answer; where nobody was silent there are none.
    """
    name, ends = "employed", "employed_bounds"

    def counted() -> list[Finding]:
        tracer.needs(EMPLOYED if tracer.has(EMPLOYED) else "work")
        asked = with_work(tracer.rows[tracer.rows["wave"] == wave])
        said = (asked["answered"] == 1) & asked[EMPLOYED].notna()
        answers, silent = asked[said], int((~said).sum())
        tracer.tell(asked.assign(said=said), *(["said"] if silent else []))
        tracer.tell(answers, EMPLOYED)
        working, of = int(answers[EMPLOYED].sum()), len(answers)
        share = counted_share(
            name, name, working, of, base="respondents", method="wilson", grade="illustrative"
        )
        return [share, *([_whoever_is_silent(ends, working, of, len(asked))] if silent else [])]

    return of_programme(tracer, attempted((name, ends), name, "share", counted))


def _whoever_is_silent(name: str, successes: int, respondents: int, invited: int) -> Finding:
    low, high = nonresponse_bounds(successes, respondents, invited)
    return Finding(
        id=name,
        measure=name,
        value=None,
        low=low,
        high=high,
        interval="bounds",
        bound="range",
        unit="share",
        n=invited,
        method="worst_case",
        base="invited",
        grade="illustrative",
    )


def with_work(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows with ``employed``, 1 with work at home or abroad, and ``came``, 1 if training ever began."""
    made: dict[str, pd.Series] = {}
    if EMPLOYED not in rows and "work" in rows:
        made[EMPLOYED] = rows["work"].isin(("home", "abroad")).astype("float64").where(rows["work"].notna())
    if "enrolled" in rows:
        made["came"] = rows["enrolled"].notna().astype("int8")
    worked = rows.assign(**made)
    worked.attrs = rows.attrs
    return worked
