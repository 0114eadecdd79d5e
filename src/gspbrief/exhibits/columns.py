"""The columns that exhibits have, and how the entries of each are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "text", "number", "share", "money", "count", "finding", "ranged", "word", "source", "country",
    "group", "coded", "partnerships", "statements", "words", "period", "measured", "based", "hedged",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an exhibit's data.

    Attributes
    ----------
    name : str
        Field in the data.
    title : str
        Word of the vocabulary ``column`` that heads it: the name, if not given.
    kind : str
        ``text``, ``number``, ``share``, ``money``, ``count``, ``period`` (an ISO 8601 interval), ``measured``
        (what a figure is of, and whether it is a change or an effect), ``based`` (out of how many of whom),
        ``hedged`` (people, with the bound of their number, or that it was not found),
        ``country`` (ISO 3166-1 alpha-3), ``group`` (whose figure it is, in the evidence's English),
        ``source`` (a key), ``finding`` (an id that prints as its figure), ``ranged`` (with its range behind
        it), ``word`` (of the vocabulary ``vocabulary``) or one of the kinds in ``entries``.
    """

    name: str
    title: str = ""
    kind: Kind = "text"
    vocabulary: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", self.title or self.name)


COLUMNS: Mapping[str, Column] = {
    column.name: column
    for column in (
        Column(name="measure", kind="measured", vocabulary="measure"),
        Column(name="payer", kind="word", vocabulary="payer"),
        Column(name="concept", kind="word", vocabulary="concept"),
        Column(name="party", kind="word", vocabulary="party"),
        Column(name="case", kind="word", vocabulary="case"),
        Column(name="origin", kind="country"),
        Column(name="destination", kind="country"),
        Column(name="track", kind="word", vocabulary="track"),
        Column(name="partnership", kind="partnerships"),
        Column(name="aspect", title="question", kind="word", vocabulary="column"),
        Column(name="state", title="grade", kind="coded", vocabulary="cell"),
        Column(name="group", kind="group"),
        Column(name="whose", kind="word", vocabulary="measure"),
        Column(name="period", kind="period"),
        Column(name="status", kind="word", vocabulary="status"),
        Column(name="figure", kind="finding"),
        Column(name="base", kind="based", vocabulary="base"),
        Column(name="per", kind="word", vocabulary="per"),
        Column(name="price_year"),
        Column(name="comparator"),
        Column(name="method", kind="word", vocabulary="method"),
        Column(name="grade", kind="word", vocabulary="grade"),
        Column(name="source", kind="source"),
    )
}
