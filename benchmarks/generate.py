"""A data package of any number of invented partnerships, for tests and measurements.

Nothing in it is evidence: every name and note says that it is synthetic, and every figure cites the one
source ``synthetic``, which says so too. The schema, the assumptions and the context are the project's own,
and so are the rows that concern no partnership in particular.

    python benchmarks/generate.py 1000 build/synthetic --seed 7
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
FIGURE_TABLES = ("costs", "migration", "outcomes")
STAGES = ("applied", "selected", "trained", "certified", "departed", "returned")
ORIGINS = ("MAR", "TUN", "SEN", "GHA", "NGA", "KEN", "ETH", "PHL", "IND", "VNM", "MDA", "GEO", "FJI", "MEX")
DESTINATIONS = ("DEU", "BEL", "FRA", "ESP", "ITA", "NLD", "AUS", "NZL", "CAN", "JPN")
SECTORS = ("nursing", "elderly_care", "ict", "construction", "engineering", "horticulture", "shipping", "")
CLASSES = ("vet_in_destination", "sectoral_recruitment_nursing", "international_trainees", "")
MODELS = ("traditional", "global_skill_partnership", "neither")
MOVERS = 0.05  # share of the partnerships that say of whom the movers are a part, as few real ones do
SMALLEST, LARGEST = 10_000, 9_999_999  # long figures, so that none stands in a page by accident

SOURCE = """
@misc{synthetic,
  title = {Synthetic figures: invented for tests, about nothing in the world},
  shorttitle = {Synthetic figures},
  author = {{The gspbrief project}},
  kind = {research},
  readdepth = {full},
}
"""

Row = Mapping[str, object]


def generate(count: int, target: Path, seed: int = 0) -> list[str]:
    """Write a data package of synthetic partnerships.

    No two counts or amounts of money in the package are equal, and none is one that rounding could give, so
    that a figure tells its partnership.

    Parameters
    ----------
    count : int
        How many partnerships, at most 100,000.
    target : Path
        Folder to write to.
    seed : int
        The same seed gives the same bytes.

    Returns
    -------
    list of str
        Ids of the partnerships.
    """
    chance = random.Random(seed)
    tens = chance.sample(range(SMALLEST // 10, LARGEST // 10), k=(len(STAGES) + 3) * count)
    figures = (10 * ten + chance.randint(1, 9) for ten in tens)
    ids = [f"synthetic_{number:05d}" for number in range(1, count + 1)]
    source = PROJECT / "data"
    target.mkdir(parents=True, exist_ok=True)
    for name in ("assumptions.yaml", "context.csv"):
        shutil.copyfile(source / name, target / name)
    package = (source / "datapackage.json").read_text(encoding="utf-8")
    (target / "datapackage.json").write_text(_renamed(package), encoding="utf-8")
    sources = (source / "sources.bib").read_text(encoding="utf-8")
    (target / "sources.bib").write_text(sources + SOURCE, encoding="utf-8")
    compiled = shutil.ignore_patterns("__pycache__")
    shutil.copytree(source / "surveys", target / "surveys", ignore=compiled, dirs_exist_ok=True)
    rows = {name: list(_general(source / f"{name}.csv")) for name in (*FIGURE_TABLES, "design", "revisions")}
    rows["partnerships"] = [_partnership(name, chance) for name in ids]
    for name in ids:
        for table, row in _figures(name, figures, chance):
            rows[table].append(row)
    for table, content in rows.items():
        _write(source / f"{table}.csv", target / f"{table}.csv", content)
    return ids


def _renamed(package: str) -> str:
    """The schema under a name of its own: what the project says across its partnerships is not of these."""
    named = {**json.loads(package), "name": "synthetic", "title": "Synthetic evidence, about nothing real"}
    return json.dumps(named, indent=2, ensure_ascii=False) + "\n"


def _general(path: Path) -> Iterator[Row]:
    """The rows of a table that concern no partnership in particular."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from (row for row in csv.DictReader(file) if not row["partnership"])


def _partnership(name: str, chance: random.Random) -> Row:
    number = name.rpartition("_")[2]
    return {
        "id": name,
        "name": f"Synthetic partnership {number}",
        "short_name": f"Synthetic {number}",
        "kind": "programme",
        "origins": ";".join(sorted(chance.sample(ORIGINS, chance.randint(1, 2)))),
        "destinations": chance.choice(DESTINATIONS),
        "sector": chance.choice(SECTORS),
        "model": chance.choice(MODELS),
        "oecd_class": chance.choice(CLASSES),
        "start": str(chance.randint(1990, 2020)),
        "status": chance.choice(("running", "ended")),
        "status_as_of": "2026",
        "source": "synthetic",
        "note": "Synthetic.",
    }


def _figures(name: str, figures: Iterator[int], chance: random.Random) -> Iterator[tuple[str, Row]]:
    """One partnership's rows with their tables: its stages, its costs, what came of it."""
    counts = sorted((next(figures) for _ in STAGES), reverse=True)
    before: tuple[str, str] | None = None
    counts_movers = chance.random() < MOVERS
    for stage, count in zip(STAGES, counts, strict=True):
        row_id = f"{name}.{stage}.1"
        known = before if stage != "departed" or counts_movers else None
        base = {"base": known[0], "base_id": known[1]} if known else {}
        yield "migration", {**_row(name, row_id, stage, count), "unit": "persons", **base}
        before = (stage, row_id)
    for measure, per in (("programme_cost", "programme"), ("cost_per_graduate", "graduate")):
        yield "costs", _money(name, measure, next(figures), per=per, component="total", concept="actual")
    each = {"per": "worker", "per_period": "month"}
    yield "outcomes", _money(name, "earnings", next(figures), **each, method="survey")
    share = round(chance.uniform(0.01, 0.99), 4)
    employed = {"unit": "share", "base": "certified", "base_n": counts[3], "method": "survey"}
    yield "outcomes", {**_row(name, f"{name}.employed.1", "employed", share), **employed}


def _money(name: str, measure: str, amount: int, **more: object) -> Row:
    row = _row(name, f"{name}.{measure}.1", measure, amount)
    return {**row, "unit": "money", "currency": "EUR", "price_year": 2019, **more}


def _row(name: str, row_id: str, measure: str, value: float) -> dict[str, object]:
    return {
        "id": row_id,
        "partnership": name,
        "measure": measure,
        "value": value,
        "bound": "exact",
        "status": "achieved",
        "start": "2018",
        "end": "2019",
        "timing": "during",
        "source": "synthetic",
        "as_printed": f"{value:,}",
        "grade": "published",
        "confidence": "high",
        "note": "Synthetic",
    }


def _write(model: Path, target: Path, rows: list[Row]) -> None:
    """Write a table with the columns of the project's own."""
    with model.open(encoding="utf-8", newline="") as file:
        columns = next(csv.reader(file))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write the package that the arguments ask for."""
    parser = argparse.ArgumentParser(description="Write a data package of synthetic partnerships.")
    parser.add_argument("count", type=int)
    parser.add_argument("target", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    print(f"{len(generate(given.count, given.target, given.seed))} partnerships in {given.target}")


if __name__ == "__main__":
    main()
