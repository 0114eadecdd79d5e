"""The topics that an evidence declares in ``topics.yaml``: what each sets side by side across partnerships.

A topic is one side of all partnerships, such as who pays. For example::

    who_pays:
      statements: [cost_structure, oda_use]
      exhibits:
        fees:
          form: bars
          rows: [one.recruitment_cost.before, one.recruitment_cost.after]
      ratios:
        fall: [one.recruitment_cost.after, one.recruitment_cost.before]

``statements`` are features of ``design.csv``: all that is said of them in general belongs to the topic. An
exhibit is a chart or a table of rows of the evidence, a ratio one row divided by another. Its text is
``briefs/<lang>/topics/<id>.md.j2``.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gspbrief.errors import EvidenceError, Problem
from gspbrief.evidence.files import parse_yaml, read_text

TOPICS = "topics.yaml"
FORMS = ("bars", "people", "ranges", "slopes", "table", "timeline")
_NAME = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Rows of the evidence in one chart or table.

    Attributes
    ----------
    form : str
        One of `FORMS`.
    rows : tuple of str
        Their ids, in the order in which they stand; of people, each group before what parts of it did.
    """

    form: str
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """What one topic sets side by side.

    Attributes
    ----------
    statements : tuple of str
        Features of ``design.csv``.
    exhibits : mapping of str to SideBySide
        By name.
    ratios : mapping of str to tuple of str
        By name, the ids of the row above the line and of that below it.
    """

    id: str
    statements: tuple[str, ...]
    exhibits: Mapping[str, SideBySide] = field(default_factory=dict)
    ratios: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def rows(self) -> Iterator[str]:
        """The ids of all rows that it names."""
        for exhibit in self.exhibits.values():
            yield from exhibit.rows
        for pair in self.ratios.values():
            yield from pair


def read_topics(data: Path) -> Mapping[str, Topic]:
    """The topics by id, in the file's order; none where there is no such file.

    Parameters
    ----------
    data : Path
        Folder of the evidence.

    Raises
    ------
    EvidenceError
        If what the file says is not known, with every problem.
    """
    path = data / TOPICS
    if not path.exists():
        return {}
    said = parse_yaml(read_text(path), TOPICS)
    if problems := list(_problems(said)):
        raise EvidenceError(problems)
    return {
        name: Topic(
            id=name,
            statements=tuple(one["statements"]),
            exhibits={
                key: SideBySide(shown["form"], tuple(shown["rows"]))
                for key, shown in one.get("exhibits", {}).items()
            },
            ratios={key: tuple(pair) for key, pair in one.get("ratios", {}).items()},
        )
        for name, one in (said or {}).items()
    }


def topic_problems(
    data: Path, rows: Container[str], features: Container[str], taken: Container[str]
) -> list[Problem]:
    """What is wrong with the topics of an evidence, its rows and the names that others have included.

    Parameters
    ----------
    rows : container of str
        The ids of rows with figures.
    features : container of str
        Those of which ``design.csv`` says anything in general.
    taken : container of str
        Names that a topic cannot have.
    """
    try:
        topics = read_topics(data)
    except EvidenceError as error:
        return list(error.problems)
    found = []
    for name, topic in topics.items():
        if name in taken:
            found.append(Problem(TOPICS, 0, name, "is the name of something else", "a name of its own"))
        for row in dict.fromkeys(topic.rows):
            if row not in rows:
                found.append(
                    Problem(TOPICS, 0, name, f"there is no row {row!r}", "an id of a row with a figure")
                )
        for feature in topic.statements:
            if feature not in features:
                what = f"nothing is said in general of {feature!r}"
                found.append(Problem(TOPICS, 0, name, what, "a feature of design.csv without a partnership"))
    return found


def _problems(said: object) -> Iterator[Problem]:
    if said is not None and not isinstance(said, dict):
        yield Problem(TOPICS, 0, "", "holds no topics by name")
        return
    for name, one in (said or {}).items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            yield Problem(
                TOPICS, 0, f"{name}", "cannot be the name of a topic", "small letters, digits and _"
            )
        elif not isinstance(one, dict) or one.keys() - _SAID or not _is_list(one.get("statements")):
            what = f"holds something else than {', '.join(_SAID)}, or lacks statements"
            yield Problem(TOPICS, 0, name, what, "a list of features under statements")
        else:
            yield from _in_exhibits(name, one.get("exhibits", {}))
            yield from _in_ratios(name, one.get("ratios", {}))


_SAID = ("statements", "exhibits", "ratios")


def _in_exhibits(topic: str, said: object) -> Iterator[Problem]:
    for name, one in _named(said):
        known = isinstance(one, dict) and set(one) == {"form", "rows"} and _is_list(one["rows"])
        place = f"{topic}, exhibits, {name}"
        if not known or one["form"] not in FORMS:
            allowed = f"a form ({', '.join(FORMS)}) and rows (a list of ids)"
            yield Problem(TOPICS, 0, place, "is no exhibit", allowed)
            continue
        yield from _misnamed(name, place)
        if not one["rows"]:
            yield Problem(TOPICS, 0, place, "names no row", "a list of ids")
        for row in dict.fromkeys(row for row in one["rows"] if one["rows"].count(row) > 1):
            yield Problem(TOPICS, 0, place, f"names {row!r:.60} twice", "each row once")


def _in_ratios(topic: str, said: object) -> Iterator[Problem]:
    for name, pair in _named(said):
        if not _is_list(pair) or len(pair) != len(("above", "below")):
            yield Problem(TOPICS, 0, f"{topic}, ratios, {name}", "is no ratio", "a list of two ids of rows")
        else:
            yield from _misnamed(name, f"{topic}, ratios, {name}")


def _misnamed(name: object, place: str) -> Iterator[Problem]:
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        yield Problem(TOPICS, 0, place, "cannot be a name", "small letters, digits and _")


def _named(said: object) -> Iterable[tuple[Any, Any]]:
    """What stands under names; a problem under an empty name where there are none."""
    return said.items() if isinstance(said, dict) else [("", said)]


def _is_list(value: object) -> bool:
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and all(isinstance(one, str) for one in value)
    )
