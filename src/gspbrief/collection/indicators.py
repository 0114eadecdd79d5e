"""What a partnership records from its first day, so that each question asked of all can be answered of it.

Each indicator is one row of the evidence, with every word in place that says what the figure means; the
figure, its dates and its source are left to be filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gspbrief.evidence.study import Row

MOMENTS = ("intake", "course_end", "departure", "yearly", "follow_up")
"""When a figure is taken: at each intake, when a course ends, when people leave, every year, and when people
are asked again after the course."""

_COUNT = {
    "unit": "persons",
    "bound": "exact",
    "quantity": "level",
    "status": "achieved",
    "grade": "published",
}
_SHARE = _COUNT | {"unit": "share"}
_MONEY = _COUNT | {"unit": "money"}
_SPENT = _MONEY | {"concept": "actual"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure that is to be recorded.

    Attributes
    ----------
    name : str
        Tail of the row's id: the measure and what it is of.
    table, measure : str
        Where the row belongs, and what it measures.
    moment : str
        One of `MOMENTS`.
    cells : mapping of str to str
        The other cells of the row that say what the figure means.
    of : str
        Name of the indicator of the same table that counts what it is a part of; blank where there is none.
    """

    name: str
    table: str
    measure: str
    moment: str
    cells: Mapping[str, str]
    of: str = ""

    def row(self, partnership: str) -> Row:
        """Its row in the evidence on a partnership, without figure, dates and source."""
        return {
            "id": f"{partnership}.{self.name}",
            "partnership": partnership,
            "measure": self.measure,
            "confidence": "high",
            "base_id": f"{partnership}.{self.of}" if self.of else "",
            **self.cells,
        }


def _cost(name: str, moment: str, **cells: str) -> Indicator:
    return Indicator(name, "costs", name.partition(".")[0], moment, _SPENT | cells)


def _payer(party: str) -> Indicator:
    cells = _SHARE | {"base": "programme_cost", "payer": party, "concept": "actual", "timing": "cumulative"}
    return Indicator(f"payer_share.{party}", "costs", "payer_share", "yearly", cells)


def _people(name: str, moment: str, track: str = "", of: str = "") -> Indicator:
    cells = _COUNT | {"track": track, "timing": "cumulative", "base": of.partition(".")[0]}
    return Indicator(name, "migration", name.partition(".")[0], moment, cells, of)


def _outcome(name: str, track: str, base: str) -> Indicator:
    cells = _SHARE | {"track": track, "base": base, "timing": "as_of", "method": "survey"}
    return Indicator(name, "outcomes", name.partition(".")[0], "follow_up", cells)


def _pay(name: str, track: str, moment: str = "follow_up") -> Indicator:
    cells = {"track": track, "per": "worker", "per_period": "month", "timing": "as_of", "method": "survey"}
    return Indicator(name, "outcomes", name.partition(".")[0], moment, _MONEY | cells)


INDICATORS: tuple[Indicator, ...] = (
    _cost("programme_cost", "yearly", per="programme", component="total", timing="cumulative"),
    _cost("cost_per_trainee.training", "course_end", per="trainee", component="training"),
    _cost("cost_per_trainee.language", "course_end", per="trainee", component="language"),
    _cost("cost_per_placed", "departure", per="placed", component="placement"),
    *map(_payer, ("employer", "destination_government", "origin_government", "donor", "migrant")),
    _people("applied", "intake"),
    _people("enrolled.away", "intake", "away"),
    _people("enrolled.home", "intake", "home"),
    _people("completed.away", "course_end", "away", "enrolled.away"),
    _people("completed.home", "course_end", "home", "enrolled.home"),
    _people("placed", "departure", "away", "completed.away"),
    _people("working_abroad", "departure", "away", "completed.away"),
    _people("stayed", "follow_up", "away", "working_abroad"),
    _people("returned", "follow_up", "away", "working_abroad"),
    Indicator(
        "certified",
        "migration",
        "certified",
        "follow_up",
        _SHARE | {"track": "away", "timing": "as_of", "base": "working_abroad"},
        "working_abroad",
    ),
    _outcome("employed.home", "home", "completed"),
    _outcome("employed.returned", "away", "returned"),
    _outcome("same_field.home", "home", "completed"),
    _outcome("same_field.away", "away", "working_abroad"),
    _pay("earnings.before", "", "intake"),
    _pay("earnings.home", "home"),
    _pay("earnings.away", "away"),
    _outcome("remitting", "away", "working_abroad"),
    _pay("remittance_amount", "away"),
)
"""In the order of the tables; each is told of in the words of the page that lists them."""


def rows(partnership: str) -> dict[str, list[Row]]:
    """The rows to be filled in on a partnership, by table.

    Parameters
    ----------
    partnership : str
        Its id.
    """
    tables = dict.fromkeys(indicator.table for indicator in INDICATORS)
    return {
        table: [indicator.row(partnership) for indicator in INDICATORS if indicator.table == table]
        for table in tables
    }
