"""What a partnership records from its first day, so that each question asked of all can be answered of it.

Each indicator of ``indicators.yaml`` is one row of the evidence, with every word in place that says what the
figure means; the figure, its dates and its source are left to be filled in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gspbrief.evidence.study import Row
from gspbrief.project.plain_texts import read_beside

MOMENTS = ("intake", "course_end", "departure", "yearly", "follow_up")
"""When a figure is taken: at each intake, when a course ends, when people leave, every year, and when people
are asked again after the course."""


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


INDICATORS = tuple(
    Indicator(measure=said["name"].partition(".")[0], **said)
    for said in read_beside(__file__, "indicators.yaml")["indicators"]
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
