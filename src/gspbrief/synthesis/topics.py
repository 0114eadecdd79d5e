"""One side of all partnerships: what a topic sets side by side, and how many times one figure is another."""

from __future__ import annotations

from pathlib import Path

from gspbrief.errors import ArgumentError, EstimationError
from gspbrief.evidence.reading import find_data
from gspbrief.evidence.study import EVIDENCE_TABLES, Study
from gspbrief.evidence.topics import TOPICS, Topic, read_topics
from gspbrief.findings.derivation import ratio
from gspbrief.findings.finding import Finding, Findings


def topic_called(name: str, data: Path | str | None = None) -> Topic:
    """A topic by its id; the first that the evidence declares if that is blank.

    Raises
    ------
    ArgumentError
        If there is none.
    """
    known = read_topics(find_data(data))
    if (chosen := name or next(iter(known), "")) not in known:
        todo = f"There are: {', '.join(known)}" if known else f"Declare one in {TOPICS}"
        raise ArgumentError(f"there is no topic {chosen!r}", where=TOPICS, todo=todo)
    return known[chosen]


def ratios(topic: Topic, together: Study) -> Findings:
    """How many times as much one row is as another, for each pair that the topic names.

    Raises
    ------
    EstimationError
        If the two have no unit or currency in common.
    """
    known = _by_id(together)
    for name, pair in topic.ratios.items():
        above, below = ((known[row].unit, known[row].currency) for row in pair)
        if above != below:
            what = " and ".join(" ".join(unit).strip() for unit in (above, below))
            raise EstimationError(
                f"{what} are not times as much as each other", where=name, todo="Two rows of one unit"
            )
    return Findings(
        ratio(
            f"topics.{name}",
            "times_as_much",
            "ratio",
            *(known[row] for row in pair),
            formula=" ÷ ".join(pair),
            partnership=together.partnership.id,
        )
        for name, pair in topic.ratios.items()
    )


def side_by_side(topic: Topic, together: Study) -> dict[str, Findings]:
    """The figures of each chart and table of a topic, by its name and in its order."""
    known = _by_id(together)
    return {name: Findings(known[row] for row in shown.rows) for name, shown in topic.exhibits.items()}


def _by_id(together: Study) -> dict[str, Finding]:
    return {f.id: f for table in EVIDENCE_TABLES for f in together.published(table)}
