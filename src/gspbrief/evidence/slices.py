"""One partnership's share of ``data/``, cut with the csv module so that no build waits for pandas."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from gspbrief.errors import ArgumentError
from gspbrief.evidence.columns import require
from gspbrief.evidence.descriptor import DESCRIPTOR, as_written
from gspbrief.evidence.files import read_bytes, read_table
from gspbrief.evidence.likeness import Likeness
from gspbrief.evidence.study import SLICED_TABLES, Partnership
from gspbrief.evidence.topics import TOPICS, Topic, read_topics
from gspbrief.project.general import EXAMPLE
from gspbrief.project.plain_texts import as_csv
from gspbrief.project.subjects import DEMO, MODEL, SURVEYED, SYNTHESIS, TOPIC, UNLISTED

PEERS = 3  # nearest comparable partnerships that a brief names

_Table = tuple[list[str], dict[str, list[list[str]]]]

SURVEY_FOLDER = "surveys"
SURVEYS = f"{SURVEY_FOLDER}/{DESCRIPTOR}"  # describes the columns of the simulated survey
SHARED_FILES = (DESCRIPTOR, "sources.bib", "assumptions.yaml")


@dataclass(frozen=True)
class Share:
    """What one partnership may see of the evidence.

    Attributes
    ----------
    owners : mapping of str to tuple of str
        By table, the partnerships (in ``context`` the countries) whose rows it sees; the blank one stands
        for rows about none in particular.
    peers : tuple of str
        The nearest comparable partnerships, nearest first.
    """

    owners: Mapping[str, tuple[str, ...]]
    peers: tuple[str, ...]


class Evidence:
    """The folder of the evidence, read once, to be cut into slices.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._tables: dict[str, _Table] = {}

    def _table(self, table: str) -> _Table:
        """A table's header, and its rows by the partnership or country that they are about; read once."""
        if table not in self._tables:
            self._tables[table] = self._read(table)
        return self._tables[table]

    def _read(self, table: str) -> _Table:
        owner = {"partnerships": "id", "context": "country"}.get(table, "partnership")
        read = read_table(self.data / f"{table}.csv")
        require(table, read.header)
        position = read.header.index(owner)
        rows: dict[str, list[list[str]]] = defaultdict(list)
        for _, row in read.rows:
            rows[row[position]].append(row)
        return read.header, rows

    @cached_property
    def package(self) -> Mapping[str, Any]:
        """What ``datapackage.json`` says."""
        return as_written(self.data)

    @cached_property
    def partnerships(self) -> Mapping[str, Partnership]:
        """Every partnership by id, in the table's order."""
        header, rows = self._table("partnerships")
        return {
            name: Partnership.from_row(dict(zip(header, own[0], strict=True))) for name, own in rows.items()
        }

    @property
    def example(self) -> str:
        """The partnership that a notebook opens with: what ``datapackage.json`` names, else the first.

        Blank where there is none.
        """
        return str(self.package.get(EXAMPLE) or next(iter(self.partnerships), ""))

    @cached_property
    def subjects(self) -> tuple[str, ...]:
        """The ids of all that has a brief: partnerships, synthesis, topics, model, demo if there is one."""
        demo = (DEMO,) if (self.data / _survey(DEMO)).is_file() else ()
        return (*self.partnerships, SYNTHESIS, *self.topics, MODEL, *demo)

    @cached_property
    def topics(self) -> Mapping[str, Topic]:
        """The topics that it declares, by id."""
        return read_topics(self.data)

    def about(self, subject: str) -> str:
        """What a brief is about if that is no partnership: ``topic``, or its own id; else empty."""
        if subject in self.topics:
            return TOPIC
        return subject if subject in UNLISTED else ""

    def runs_as(self, subject: str) -> str:
        """What its notebooks run for: as `about` says, or ``surveyed`` for a partnership with a survey."""
        return SURVEYED if subject in self.surveyed else self.about(subject)

    @cached_property
    def surveyed(self) -> tuple[str, ...]:
        """The partnerships that have a survey of their own, described by a file beside it."""
        described = {path.stem for path in (self.data / SURVEY_FOLDER).glob("*.yaml")}
        return tuple(name for name in self.partnerships if name in described)

    def private(self, partnership: str) -> dict[str, Path]:
        """The files that a partnership's notebooks may see where they lie, and that are copied nowhere."""
        name = _survey(partnership)
        return {name: self.data / name} if partnership in self.surveyed else {}

    @cached_property
    def _likeness(self) -> Likeness:
        return Likeness({name: here.traits for name, here in self.partnerships.items()})

    @cached_property
    def shared(self) -> Mapping[str, bytes]:
        """The files that stand in every slice."""
        return {
            name: (self.data / name).read_bytes() for name in SHARED_FILES if (self.data / name).is_file()
        }

    def slice(self, partnership: str) -> dict[str, bytes]:
        """The files that one partnership's notebooks may see, by name.

        Its own rows and those of its family on who moved, the rows about no partnership in particular, the
        context of its origins and of the world, the rows of its family and nearest peers in
        ``partnerships.csv``, and the shared files.

        Raises
        ------
        ArgumentError
            If there is no such partnership.
        """
        return {**self.own(partnership), **self.shared}

    def own(self, partnership: str) -> dict[str, bytes]:
        """The tables of a slice; what is about all partnerships sees every row, the demo its survey alone.

        A topic sees also what topics set side by side.

        The model sees the rows about no partnership in particular.
        """
        if partnership == SYNTHESIS or partnership in self.topics:
            names = [f"{table}.csv" for table in ("partnerships", *SLICED_TABLES)]
            names += [TOPICS] if partnership in self.topics else []
            return {name: (self.data / name).read_bytes() for name in names}
        if partnership == MODEL:
            return {f"{table}.csv": self._text(table, ("",)) for table in ("partnerships", *SLICED_TABLES)}
        if partnership == DEMO and DEMO in self.subjects:
            empty = {f"{table}.csv": self._text(table, ()) for table in ("partnerships", *SLICED_TABLES)}
            return empty | {name: (self.data / name).read_bytes() for name in (_survey(DEMO), SURVEYS)}
        require_known([partnership], self.partnerships)
        share = self.share(self.partnerships[partnership])
        tables = {f"{table}.csv": self._text(table, names) for table, names in share.owners.items()}
        return tables | self._described_survey(partnership)

    def _described_survey(self, partnership: str) -> dict[str, bytes]:
        """What its survey is, and the hash of its rows in place of them."""
        if partnership not in self.surveyed:
            return {}
        said, rows = f"{SURVEY_FOLDER}/{partnership}.yaml", _survey(partnership)
        hashed = hashlib.sha256(read_bytes(self.data / rows)).hexdigest()
        return {said: (self.data / said).read_bytes(), f"{rows}.sha256": hashed.encode()}

    def family(self, here: Partnership) -> tuple[str, ...]:
        """The partnerships that belong to one, and the one that it belongs to, as agreements to a scheme."""
        known = self.partnerships.items()
        return tuple(name for name, one in known if one.parent == here.id or name == here.parent)

    def share(self, here: Partnership) -> Share:
        """Which rows a partnership sees; one that the evidence does not know resembles no other."""
        known = here.id in self.partnerships
        alike = [name for name in self._likeness.ranked(here.id) if name != here.parent] if known else []
        peers = tuple(alike[:PEERS])
        family = self.family(here)
        owners = dict.fromkeys(SLICED_TABLES, ("", here.id)) | {
            "migration": ("", here.id, *family),
            "partnerships": (here.id, here.parent, *family, *peers),
            "context": ("", *here.origins),
        }
        return Share(owners, peers)

    def _text(self, table: str, owners: Iterable[str]) -> bytes:
        header, rows = self._table(table)
        own = (row for owner in dict.fromkeys(owners) for row in rows.get(owner, ()))
        return as_csv([header, *own]).encode("utf-8")


def require_known(
    ids: Iterable[str],
    known: Mapping[str, object],
    *,
    what: str = "partnership",
    where: str = "partnerships.csv",
    todo: str = "`gspbrief list` shows every id",
) -> None:
    """Refuse ids that are not known, naming the nearest that are.

    Parameters
    ----------
    what, where : str
        What the ids are of, and where those that are known stand.
    todo : str
        What to do where none is near.

    Raises
    ------
    ArgumentError
        If an id is unknown.
    """
    from difflib import get_close_matches

    for wanted in ids:
        if wanted not in known:
            near = get_close_matches(wanted, known, n=3)
            hint = f"Did you mean {' or '.join(near)}?" if near else todo
            raise ArgumentError(f"there is no {what} {wanted!r}", where=where, todo=hint)


def _survey(programme: str) -> str:
    return f"{SURVEY_FOLDER}/{programme}.csv"


def write_slice(
    files: Mapping[str, bytes], target: Path, private: Mapping[str, Path] = MappingProxyType({})
) -> None:
    """Write a slice to a folder of its own, which holds nothing else afterwards.

    Parameters
    ----------
    private : mapping of str to Path
        What is not copied: a link leads to it.
    """
    target.mkdir(parents=True, exist_ok=True)
    there = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    for stray in there - set(files):
        (target / stray).unlink()
    for name, content in files.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).write_bytes(content)
    for name, place in private.items():
        (target / name).parent.mkdir(exist_ok=True)
        (target / name).symlink_to(place.resolve())
