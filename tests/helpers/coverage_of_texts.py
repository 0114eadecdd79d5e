"""Where each thing that the five documents behind this project say is told, and whether it is told there.

``docs/coverage.yaml`` lists the documents and their items. An item names the places where it is told: a page,
a section of it and the statements that a claim of the page names (``states``), figures that it prints
(``figures``) or words that stand there (``says``); or the statements that a fact sheet or a table of the
synthesis prints from the evidence (``rows``).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import yaml

from gspbrief.synthesis.decisions import DECISIONS

ROOT = Path(__file__).parents[2]
LIST = ROOT / "docs" / "coverage.yaml"
STATUSES = ("full", "partial", "absent")
KINDS = ("states", "figures", "says", "rows")
BRIEFS = ROOT / "briefs"
_TABLE = re.compile(r"tbl-synthesis-advice_(\w+)")
_STATED = re.compile(r"states\(([^)]*)\)")
_NAME = re.compile(r'"([^"]+)"')


@dataclass(frozen=True)
class Place:
    """Where an item is told, and what stands there."""

    page: str
    at: str = ""
    states: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    says: str = ""
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class Item:
    """One thing that a document says.

    Attributes
    ----------
    lacks : str
        What is not told, where not all of it is.
    """

    document: str
    item: str
    status: str
    told: tuple[Place, ...] = field(default=())
    lacks: str = ""


@cache
def items() -> tuple[Item, ...]:
    """The items of ``docs/coverage.yaml``, document by document."""
    listed: Mapping[str, list[dict[str, object]]] = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    return tuple(
        Item(document, **{**one, "told": tuple(map(_place, one.get("told", ())))})  # type: ignore[arg-type]
        for document, held in listed.items()
        for one in held
    )


def _place(said: Mapping[str, object]) -> Place:
    return Place(**{key: tuple(value) if isinstance(value, list) else value for key, value in said.items()})  # type: ignore[arg-type]


def lies(item: Item) -> Iterator[str]:
    """What an item claims and the named place does not bear out."""
    if item.status not in STATUSES:
        yield f"its status is {item.status!r}"
    if (item.status == "absent") == bool(item.told):
        yield "what is absent is told nowhere, and nothing else is"
    if (item.status == "full") == bool(item.lacks):
        yield "what is full lacks nothing, and nothing else does"
    if item.status == "full" and all(_TABLE.fullmatch(place.at) for place in item.told):
        yield "a table of coded statements, in English in every language, is no full telling"
    for place in item.told:
        yield from (f"{place.page} {place.at}: {lie}" for lie in _lies_of(place))


def _lies_of(place: Place) -> Iterator[str]:
    if not any(getattr(place, kind) for kind in KINDS):
        yield "nothing is said to stand there"
    if place.rows:
        yield from _in_evidence(place)
        return
    text = section(place.page, place.at)
    if not text:
        yield "there is no such page, or no such section"
        return
    stated = {name for rows in _STATED.findall(text) for name in _NAME.findall(rows)}
    yield from (f"{name} is not told there" for name in place.states if name not in stated)
    yield from (f"{name} is not printed there" for name in place.figures if f'"{name}"' not in text)
    if place.says and place.says not in text:
        yield f"{place.says!r} does not stand there"


def _in_evidence(place: Place) -> Iterator[str]:
    """What a fact sheet, or a table of the synthesis, would not print."""
    known, table = statements(), _TABLE.fullmatch(place.at)
    for name in place.rows:
        row = known.get(name)
        if row is None:
            yield f"there is no statement {name}"
        elif table is not None and place.page == "synthesis":
            if row["partnership"] or row["feature"] not in DECISIONS[table[1]]:
                yield f"{name} is not in that table"
        elif row["partnership"] != place.page or written(place.page):
            yield f"{name} is on no fact sheet of that name"


@cache
def statements() -> Mapping[str, Mapping[str, str]]:
    """The rows of ``design.csv`` by id."""
    with (ROOT / "data" / "design.csv").open(encoding="utf-8", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@cache
def written(page: str) -> str:
    """The English text of a page with the skeleton around it; empty where it has no text of its own."""
    folders = ("en/topics/{}.md.j2", "en/partnerships/{}.md.j2", "en/{}.md.j2", "shared/{}.qmd.j2")
    names = [name.format(page) for name in (*folders, "pages/_{}.en.j2", "pages/{}.qmd.j2")]
    return "\n\n## \n".join(
        (BRIEFS / name).read_text(encoding="utf-8") for name in names if (BRIEFS / name).is_file()
    )


def section(page: str, at: str) -> str:
    """The part of a page that an anchor or a block begins; all of it where none is named."""
    text = written(page)
    if not at:
        return text
    for mark in (f"{{#{at}", f"{{% block {at} %}}"):
        if mark in text:
            after = text.split(mark, 1)[1]
            return re.split(r"\n## |\{%-? endblock", after, maxsplit=1)[0]
    return ""


def page() -> str:
    """The text of ``docs/coverage.md``."""
    told = {status: sum(one.status == status for one in items()) for status in STATUSES}
    counted = f"{told['full']} are told in full, {told['partial']} in part, {told['absent']} nowhere"
    lines = [f"{HEAD}Of {len(items())} items, {counted}.", ""]
    for document in dict.fromkeys(one.document for one in items()):
        lines += [f"## {document}", "", "| Item | Where | Status |", "|:--|:--|:--|"]
        lines += [_line(one) for one in items() if one.document == document]
        lines.append("")
    return "\n".join(lines)


def _line(item: Item) -> str:
    where = "; ".join(dict.fromkeys(map(_named, item.told))) or "–"
    status = f"{item.status}: {item.lacks}" if item.lacks else item.status
    return f"| {item.item} | {where} | {status} |"


def _named(place: Place) -> str:
    return f"`{place.page}`" + (f", {place.at}" if place.at else "")


HEAD = """\
# Coverage

What the five documents behind this project say, item by item, and where the site tells it. *Full*: in a text
that stands in three languages, or on a fact sheet. *Partial*: a part of it is, or all of it only as coded
statements in the annex of the synthesis, which are in English. Each place is held by a test to what is said
to stand there; this page is written from `docs/coverage.yaml` by the same test (`make golden` accepts it as
it is now).

"""
