"""What a row must say lest its figure be read as another: level or change, plan or spending, since when."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gspbrief.evidence.figures import Found, Row

QUANTITIES: Mapping[str, tuple[str, ...]] = {
    "relative_change": ("change", "effect"),
    "share_difference": ("change", "effect"),
    "sd": ("effect",),
    "ratio": ("ratio", "change", "effect"),
}
"""What a figure in a unit can be; in any other unit it is a level."""

PLANS: Mapping[str, tuple[str, ...]] = {"budget": ("planned", "projected"), "ceiling": ("ceiling", "planned")}
RUNNING_UP = ("money", "hours")  # without a span nobody knows whether a month or a year of it is meant
SPANS = ("during", "cumulative")
DATED_STATUS = ("running", "planned")


def _quantities(row: Row) -> Found:
    unit, quantity = row.get("unit", ""), row.get("quantity", "")
    allowed = QUANTITIES.get(unit, ("level",))
    if "quantity" in row and unit in QUANTITIES and not quantity:
        yield "quantity", f"a figure in {unit} may be read as a level", " or ".join(allowed)
    elif quantity and quantity not in allowed:
        yield "quantity", f"a figure in {unit or 'no unit'} is no {quantity}", " or ".join(allowed)


def _comparisons(row: Row) -> Found:
    quantity = row.get("quantity")
    against = row.get("comparator") or row.get("per")
    if quantity == "change" and not (against or (row.get("start") and row.get("end"))):
        yield "start", "a change without what it is a change from", "a start and an end, or a comparator"
    if quantity in ("ratio", "effect") and not against:
        column = "comparator" if "comparator" in row else "per"
        yield column, f"{quantity} without what it is against", "a comparator, or what it is per"


def _plans(row: Row) -> Found:
    allowed = PLANS.get(row.get("concept", ""))
    if allowed and row.get("status") not in allowed:
        yield "status", f"a {row['concept']} is not {row.get('status', '')}", " or ".join(allowed)


def _spans(row: Row) -> Found:
    runs_up = "per_period" in row and row.get("unit") in RUNNING_UP
    if runs_up and not row["per_period"] and row.get("timing") not in SPANS:
        todo = "year, season, month or week; not_stated if the source does not say"
        yield "per_period", f"{row['unit']} over no time", todo


def _states(row: Row) -> Found:
    if row.get("status") in DATED_STATUS and "status_as_of" in row and not row["status_as_of"]:
        yield "status_as_of", f"{row['status']}, but not since when that is known", "the date of the source"


def _subjects(row: Row) -> Found:
    if row.get("about") and not row.get("partnership"):
        yield "about", "says what a figure is about that belongs to no partnership", "a blank"


def _rests(row: Row) -> Found:
    if row.get("rest_paid_by") and row.get("measure") != "payer_share":
        yield "rest_paid_by", "names who pays the rest of what is no share of a cost", "a blank"


MEANINGS: tuple[Callable[[Row], Found], ...] = (
    _quantities, _comparisons, _plans, _spans, _states, _subjects, _rests,
)  # fmt: skip
