"""One partnership's share of ``data/``, cut with the csv module so that no build waits for pandas."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path

from gspbrief.partnerships import SLICED_TABLES, Partnership, nearest, require_known

SHARED_FILES = ("datapackage.json", "sources.bib", "assumptions.yaml")


class Evidence:
    """The folder of the evidence, read once, to be cut into slices.

    Parameters
    ----------
    data : Path
        Folder of ``datapackage.json``.
    """

    def __init__(self, data: Path) -> None:
        self.data = data
        self._headers: dict[str, list[str]] = {}
        self._rows: dict[str, dict[str, list[list[str]]]] = {}
        for table in ("partnerships", *SLICED_TABLES):
            self._read(table)

    def _read(self, table: str) -> None:
        owner = {"partnerships": "id", "context": "country"}.get(table, "partnership")
        with (self.data / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file)
            self._headers[table] = next(reader)
            position = self._headers[table].index(owner)
            rows: dict[str, list[list[str]]] = defaultdict(list)
            for row in reader:
                rows[row[position]].append(row)
        self._rows[table] = rows

    @cached_property
    def partnerships(self) -> Mapping[str, Partnership]:
        """Every partnership by id, in the table's order."""
        header = self._headers["partnerships"]
        return {
            name: Partnership.from_row(dict(zip(header, rows[0], strict=True)))
            for name, rows in self._rows["partnerships"].items()
        }

    @cached_property
    def _shared(self) -> Mapping[str, bytes]:
        return {
            name: (self.data / name).read_bytes() for name in SHARED_FILES if (self.data / name).is_file()
        }

    def slice(self, partnership: str) -> dict[str, bytes]:
        """The files that one partnership's notebooks may see, by name.

        Its own rows, the rows about no partnership in particular, the context of its origins and of the
        world, the rows of its parent and nearest peers in ``partnerships.csv``, and the shared files.

        Raises
        ------
        ArgumentError
            If there is no such partnership.
        """
        require_known([partnership], self.partnerships)
        here = self.partnerships[partnership]
        peers = nearest(here, self.partnerships.values())
        owners: dict[str, Iterable[str]] = dict.fromkeys(SLICED_TABLES, ("", partnership))
        owners["partnerships"] = (partnership, here.parent, *(peer.id for peer in peers))
        owners["context"] = ("", *here.origins)
        files = {f"{table}.csv": self._text(table, names) for table, names in owners.items()}
        return {**files, **self._shared}

    def _text(self, table: str, owners: Iterable[str]) -> bytes:
        buffer = io.StringIO()
        writer = csv.writer(buffer, lineterminator="\n")
        writer.writerow(self._headers[table])
        for owner in dict.fromkeys(owners):
            writer.writerows(self._rows[table].get(owner, ()))
        return buffer.getvalue().encode("utf-8")


def write_slice(files: Mapping[str, bytes], target: Path) -> None:
    """Write a slice to a folder of its own, which holds nothing else afterwards."""
    target.mkdir(parents=True, exist_ok=True)
    for stray in {path.name for path in target.iterdir()} - set(files):
        (target / stray).unlink()
    for name, content in files.items():
        (target / name).write_bytes(content)
