"""Small studies for tests: rows of evidence given by the few columns that matter."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pandas as pd

from gspbrief.evidence.sources import Bibliography, Source
from gspbrief.evidence.study import Partnership, Study

SCHEMA = Path(__file__).parents[2] / "data" / "datapackage.json"
TABLES = ("costs", "migration", "outcomes", "design", "context", "revisions")
TRAINING = "vet_at_origin_to_destination_standard"  # a kind that trains people and moves them
DEFAULTS: dict[str, object] = {
    "bound": "exact",
    "status": "achieved",
    "grade": "published",
    "source": "report",
}


@cache
def columns(table: str) -> dict[str, str]:
    """The columns of a table in the schema, with what each holds."""
    package = json.loads(SCHEMA.read_text(encoding="utf-8"))
    resource = next(r for r in package["resources"] if r["name"] == table)
    return {f["name"]: f["type"] for f in resource["schema"]["fields"]}


@cache
def empty(table: str) -> pd.DataFrame:
    """A table without rows, one for all studies."""
    return frame(table, [])


def frame(table: str, rows: list[dict[str, object]]) -> pd.DataFrame:
    """A table with the columns of the schema; blank texts are empty, blank numbers missing."""
    kinds = columns(table)
    blank = {name: "" if kind == "string" else None for name, kind in kinds.items()}
    full = [{**blank, **{k: v for k, v in DEFAULTS.items() if k in kinds}, **row} for row in rows]
    built = pd.DataFrame(full, columns=list(kinds), dtype=object)
    numbers = [name for name, kind in kinds.items() if kind in ("number", "integer")]
    built[numbers] = built[numbers].astype("float64")
    return built.set_index("id") if "id" in kinds else built


def study(
    *,
    costs: list[dict[str, object]] | None = None,
    migration: list[dict[str, object]] | None = None,
    outcomes: list[dict[str, object]] | None = None,
    general_costs: list[dict[str, object]] | None = None,
    sector: str = "nursing",
    end: str = "",
) -> Study:
    """A study of one invented partnership that holds these rows."""
    names = [f for f in Partnership.__dataclass_fields__ if f not in ("id", "sector", "end")]
    lists = {"origins", "destinations", "isco08", "isic4"}
    blank = {name: () if name in lists else "" for name in names}
    own = {"costs": costs, "migration": migration, "outcomes": outcomes}
    tables = {name: frame(name, rows) if (rows := own.get(name)) else empty(name) for name in TABLES}
    general = {name: empty(name) for name in ("costs", "migration", "outcomes", "design")}
    if general_costs:
        general["costs"] = frame("costs", general_costs)
    here = Partnership(
        id="demo", sector=sector, end=end, **{**blank, "source": "report", "oecd_class": TRAINING}
    )
    sources = Bibliography({"report": Source("report", "A report", "programme", "excerpt")})
    return Study(partnership=here, **tables, general=general, peers=(), sources=sources)


def count(row_id: str, measure: str, value: float, **more: object) -> dict[str, object]:
    """A row of migration that counts persons."""
    return {"id": row_id, "measure": measure, "value": value, "unit": "persons", **more}


def money(row_id: str, measure: str, value: float | None, **more: object) -> dict[str, object]:
    """A row of costs in euros."""
    return {"id": row_id, "measure": measure, "value": value, "unit": "money", "currency": "EUR", **more}
