"""What drives a programme's unit cost: how far it goes as one of its own parts takes each value in print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gspbrief.analysis.costs import TOTALS, derived_unit_costs
from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import computed_id, derived, refused, whole, whole_cost
from gspbrief.findings.finding import Finding, Findings

STAGES: tuple[tuple[str, ...], ...] = (
    ("selected", "enrolled", "in_training", "participants"),
    ("trained", "certified", "completed"),
    ("placed", "departed", "working_abroad"),
)
"""Counts of the same people at the same point, by whichever word a source uses."""

FEWEST = 2  # parts that vary; one alone has nothing to be compared with


def unit_cost_drivers(study: Study) -> Findings:
    """The unit cost over the values of one of its parts at a time, the widest first.

    The parts are the total and the count. A part varies if sources give several values, or one with a range;
    plans and ceilings are no values of what was spent. Drop-out moves the count: those who entered and those
    who finished are different unit costs, not two values of one. The other part stays as it is.

    Returns
    -------
    Findings
        ``costs.driver.<part>`` and the rows of the unit cost, as a range [money per person]. Fewer than two
        leave nothing to compare: then `driver_obstacle` says so.
    """
    if (cost := _unit_cost(study)) is None:
        return Findings()
    total, count = _inputs(study, cost)
    parts: Mapping[str, list[Finding]] = {"total": _totals(study, total), "count": _counts(study, count)}
    varying = {part: rows for part, rows in parts.items() if len(_values(rows)) > 1}
    found = [_driver(cost, total, count, part, rows) for part, rows in varying.items()]
    return Findings(sorted(found, key=lambda f: (f.low or 0) - (f.high or 0)))


def driver_obstacle(study: Study) -> Findings:
    """Why no tornado is drawn for a unit cost that was derived: none or one finding without a value."""
    cost = _unit_cost(study)
    if cost is None or len(unit_cost_drivers(study)) >= FEWEST:
        return Findings()
    reason = "fewer than two parts of the unit cost have more than one value in print"
    what = ("costs.no_driver", "unit_cost_drivers", "money", (cost,))
    return Findings([refused(*what, reason, "parts_do_not_vary", currency=cost.currency)])


def _unit_cost(study: Study) -> Finding | None:
    """The unit cost whose drivers are asked for: of what was spent, and of entrants before graduates."""
    spent = derived_unit_costs(study).where(lambda f: f.value is not None and f.status == "achieved")
    return min(spent, key=_rank, default=None)


def _rank(cost: Finding) -> tuple[bool, int, str]:
    """Sorts the one that is asked for first, whichever order the rows stand in."""
    in_order = [word for words in STAGES for word in words]
    return cost.details.get("concept") != "actual", in_order.index(cost.base), cost.id


def _inputs(study: Study, cost: Finding) -> tuple[Finding, Finding]:
    total, count = cost.inputs
    return study.published("costs").named(total), study.published("migration").named(count)


def _totals(study: Study, total: Finding) -> list[Finding]:
    alike = ("unit", "currency", "price_year", "status")
    return [
        f
        for f in study.published("costs")
        if f.measure in TOTALS
        and whole_cost(f)
        and all(getattr(f, name) == getattr(total, name) for name in alike)
        and f.details.get("concept") == total.details.get("concept")
    ]


def _counts(study: Study, count: Finding) -> list[Finding]:
    (stages,) = [words for words in STAGES if count.measure in words]
    return [
        f
        for f in study.published("migration")
        if f.measure in stages
        and f.unit == "persons"
        and whole(f)
        and (f.status, f.start[:4], f.end[:4]) == (count.status, count.start[:4], count.end[:4])
    ]


def _values(rows: Iterable[Finding]) -> list[float]:
    return sorted({x for f in rows for x in (f.value, f.low, f.high) if x})


def _driver(cost: Finding, total: Finding, count: Finding, part: str, rows: list[Finding]) -> Finding:
    ends = _values(rows)[0], _values(rows)[-1]
    spent, people = total.value or 0.0, count.value or 1.0
    costs = [end / people if part == "total" else spent / end for end in ends]
    return derived(
        computed_id(f"costs.driver.{part}", total, count),
        f"driver_{part}",
        "money",
        (total, count, *(row for row in rows if row.id not in (total.id, count.id))),
        low=min(costs),
        high=max(costs),
        bound="range",
        interval="several_sources",
        currency=cost.currency,
        price_year=cost.price_year,
        per=cost.per,
        formula=cost.formula,
        caveats=cost.caveats,
    )
