"""What the prospect of leaving does to the skills of a partnership's origin countries: a national context.

These figures are on all emigration of a country, never the effect of a partnership.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pandas as pd

from gspbrief.analysis.brain_gain import brain_gain_range, implied_group, natives_share
from gspbrief.errors import EstimationError
from gspbrief.evidence.kinds import moves_graduates
from gspbrief.evidence.study import Study
from gspbrief.findings.citation import Citation, Grade
from gspbrief.findings.derivation import derived, refused
from gspbrief.findings.finding import Bound, Finding, Findings

INPUTS = (
    "wage_ratio",
    "emigration_rate_tertiary",
    "emigration_rate_less_educated",
    "tertiary_share",
    "tertiary_share_no_migration",
)
"""What the model needs of a country: pay of the tertiary-educated against others, emigration rates of both,
and the tertiary share of residents as it is and as the source models it if nobody could leave."""

FROM_RESIDENTS = "Hn = Hr(1-mL)/[Hr(1-mL)+(1-Hr)(1-mH)]"


def inputs(study: Study) -> Findings:
    """The rows of ``context.csv`` that the model needs, country by country, each under its row id."""
    if not moves_graduates(study.partnership):
        return Findings()
    rows = study.context[study.context["measure"].isin(INPUTS) & (study.context["group"] == "")]
    found = Findings(_published(str(row_id), row) for row_id, row in rows.iterrows())
    return Findings(f for country in study.partnership.origins for f in found.where(origin=country))


def brain_gains(study: Study) -> Findings:
    """For each origin country, the change of the tertiary share because people can emigrate, as a range.

    Returns
    -------
    Findings
        One a country of origin [share difference]: the benchmark with its lowest and highest over the
        specifications of the source; without a value, and with the reason, where an input is missing or where
        immigrants change the share by an amount that the inputs do not tell. None unless everybody whom the
        partnership moves has a degree: the model is of the tertiary-educated.

    Notes
    -----
    The model of ``brain_gain``. The income group is not among the evidence: it is the one with which the
    model gives the source's own share without migration (``implied_group``).
    """
    if not moves_graduates(study.partnership):
        return Findings()
    known = inputs(study)
    return Findings(
        _brain_gain(country, known.where(origin=country)) for country in study.partnership.origins
    )


def _brain_gain(country: str, known: Findings) -> Finding:
    finding_id = f"outcomes.brain_gain.{country.lower()}"
    by_measure = {f.measure: f for f in known if f.value is not None}
    if len(by_measure) < len(INPUTS):
        return Finding(
            id=finding_id,
            measure="brain_gain",
            value=None,
            reason="an input of the model was not found",
            unit="share_difference",
            grade="modelled",
            origin=country,
            details={"reason": "national_inputs_missing"},
        )
    rows = tuple(by_measure[measure] for measure in INPUTS)
    try:
        change = _changed(by_measure)
    except EstimationError as error:
        unit, code = "share_difference", "national_model_does_not_hold"
        return refused(finding_id, "brain_gain", unit, rows, error.what, code, grade="modelled")
    values = {name: getattr(change, name) for name in ("value", "low", "high", "interval", "base", "method")}
    return derived(
        finding_id,
        "brain_gain",
        "share_difference",
        rows,
        **values,
        grade="modelled",
        formula=f"{FROM_RESIDENTS}; {change.formula}",
        sources=tuple(dict.fromkeys((*change.sources, *(c for row in rows for c in row.sources)))),
        caveats=(*change.caveats, "income_group_implied"),
        details=change.details,
    )


def _changed(rows: Mapping[str, Finding]) -> Finding:
    ratio, high, low, residents, without = (cast(float, rows[measure].value) for measure in INPUTS)
    group = implied_group(ratio, high, low, residents, without)
    natives = natives_share(residents, high, low)
    return brain_gain_range(ratio, 1.0, high, low, natives, group, tertiary_share_residents=residents)


def _published(row_id: str, row: pd.Series) -> Finding:
    return Finding(
        id=row_id,
        measure=row["measure"],
        value=_number(row["value"]),
        low=_number(row["low"]),
        high=_number(row["high"]),
        bound=cast(Bound, row["bound"]),
        unit=row["unit"],
        start=row["start"],
        end=row["end"],
        origin=row["country"],
        grade=cast(Grade, row["grade"]),
        sources=(Citation(row["source"], row["locator"]),),
        evidence_root=row["source"],
        details={"note": row["note"]} if row["note"] else {},
        row=f"context.csv#{row_id}",
    )


def _number(cell: float) -> float | None:
    return float(cell) if cell == cell else None
