"""The partnership model as a study of its own, and what it gives beside the accounts."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from gspbrief.findings import Finding, Findings
from gspbrief.model.assumptions import Assumptions
from gspbrief.partnerships import MODEL, Partnership, Study, load_fictitious
from gspbrief.scenario import evaluate

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


def cohort_results(study: Study, assumptions: Assumptions) -> Findings:
    """Persons placed, cost per person placed (full and incremental) and the change in the stock of skills.

    Costs are present values at the common rate. The stock of skills is that at the end of training, against
    no programme: ΔS(0) = (1 − ψ)(G_H + U + P′) − P′.
    """
    here = evaluate(assumptions, assumptions.rate)
    stock = here.net_skill_stock()
    costs = {"full": here.cost_per_placed_full, "incremental": here.cost_per_placed_incremental}
    formulas = {"full": "total ÷ P", "incremental": "[total(α) − total(0)] ÷ P"}
    return Findings(
        (
            _person(study, assumptions, "placed", here.persons["P"], "α N (1 − d_A) p"),
            _person(study, assumptions, "net_skill_stock_change", stock, "(1 − ψ)(G_H + U + P′) − P′"),
            *(
                Finding(
                    id=f"model.cost_per_placed.{kind}",
                    measure="cost_per_placed",
                    value=cost,
                    unit="money",
                    currency=assumptions.currency,
                    price_year=assumptions.price_year,
                    per="placed",
                    grade="assumed",
                    partnership=study.partnership.id,
                    formula=formulas[kind],
                    caveats=("rests_on_assumptions",),
                    details={"case": assumptions.case},
                )
                for kind, cost in costs.items()
            ),
        )
    )


def _person(study: Study, assumptions: Assumptions, measure: str, value: float, formula: str) -> Finding:
    return Finding(
        id=f"model.{measure}",
        measure=measure,
        value=value,
        unit="persons",
        grade="assumed",
        partnership=study.partnership.id,
        formula=formula,
        caveats=("rests_on_assumptions",),
        details={"case": assumptions.case},
    )
