"""What topics set side by side, made as a build would make it: what cannot be drawn is a problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from gspbrief.errors import EstimationError, Problem
from gspbrief.evidence.topics import TOPICS, read_topics


def undrawable(data: Path) -> list[Problem]:
    """The charts and ratios that topics ask of a sound evidence, and at which their briefs would stop.

    Parameters
    ----------
    data : Path
        Folder of the evidence.
    """
    topics = read_topics(data)
    if not topics:
        return []
    from gspbrief.evidence.reading import load_together  # only where there are topics
    from gspbrief.exhibits.topical import exhibits
    from gspbrief.synthesis.topics import ratios, side_by_side

    together = load_together(data)
    problems: list[Problem] = []
    for topic in topics.values():
        for name, figures in side_by_side(topic, together).items():
            if topic.exhibits[name].form != "table":  # which holds whatever figures there are
                drawn = partial(exhibits, topic, {name: figures}, ())
                problems += _told(f"{topic.id}, exhibits, {name}", drawn)
        for name, pair in topic.ratios.items():
            one = partial(ratios, replace(topic, ratios={name: pair}), together)
            problems += _told(f"{topic.id}, ratios, {name}", one)
    return problems


def _told(place: str, make: Callable[[], object]) -> list[Problem]:
    try:
        make()
    except EstimationError as error:
        return [Problem(TOPICS, 0, place, error.what, error.todo)]
    return []
