"""A file of any common kind as sheets of cells: text, workbooks, data sets.

What is not text is read by libraries of others in a process of its own, with so much memory and time: a file
that was made to do harm ends that process and nothing else.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gspbrief.errors import ArgumentError
from gspbrief.evidence.delivered_sheet import Cell, DeliveredSheet
from gspbrief.evidence.files import read_bytes, refuse
from gspbrief.evidence.statistical_files import SPSS, STATA, dataset
from gspbrief.evidence.text_files import SEPARATOR_NAMES, cells_of, decoded, foreign_words
from gspbrief.evidence.workbooks import OLE, ZIP, require_harmless, sheets

MOST_CELLS = 5_000_000
MEMORY, PATIENCE = 2_000_000_000, 120  # bytes and seconds for one file
KINDS = {"workbook": "a workbook", "stata": "a Stata file", "spss": "an SPSS file"}
_MARKUP = re.compile(r"\s*<(?:!doctype|html|table|\?xml)\b", re.IGNORECASE)
_DAY = "day"  # JSON has no dates


@dataclass(frozen=True)
class Delivery:
    """What was read of a file, and as what.

    Attributes
    ----------
    file : str
        Its name.
    kind : str
        What it was taken for, in words.
    encoding : str
        Of a text.
    sheets : tuple of DeliveredSheet
        Its sheets that hold something; of a text or a data set, one.
    """

    file: str
    kind: str
    sheets: tuple[DeliveredSheet, ...]
    encoding: str = ""

    def sheet(self, name: str = "") -> DeliveredSheet:
        """The one sheet, or the one of a name.

        Raises
        ------
        ArgumentError
            If there is no such sheet, or several and none is named.
        """
        names = [sheet.name for sheet in self.sheets]
        chosen = [sheet for sheet in self.sheets if not name or sheet.name == name]
        if len(chosen) == 1:
            return chosen[0]
        if name:
            raise ArgumentError(
                f"there is no sheet {name!r}", where=self.file, todo=f"It has {', '.join(names)}"
            )
        what = f"holds {len(names)} sheets: {', '.join(names)}" if names else "holds no cells"
        raise ArgumentError(what, where=self.file, todo="Say which: --sheet NAME" if names else "")


def read_delivery(path: Path, *, encoding: str = "") -> Delivery:
    """The sheets of a file: CSV in any common encoding and separator, Excel, ODS, Stata or SPSS.

    What it is is told by its content, not by its name.

    Parameters
    ----------
    encoding : str, optional
        Of a text that does not say it itself.

    Raises
    ------
    ArgumentError
        If there is no such file.
    EvidenceError
        If it cannot be read as any of these, or is too large to be taken from strangers.
    """
    try:
        missing = not path.exists()
    except (OSError, ValueError):  # a name that is too long, or holds what no name can
        missing = True
    if missing:
        raise ArgumentError(f"{path} does not exist", where="import")
    content = read_bytes(path)
    if content.startswith((ZIP, OLE)):
        require_harmless(content, path.name)
        return Delivery(path.name, "workbook", _contained(path, "workbook"))
    if content.startswith(SPSS):
        return Delivery(path.name, "SPSS", _contained(path, "spss"))
    if content.startswith(STATA):
        return Delivery(path.name, "Stata", _contained(path, "stata"))
    text, found = decoded(content, path.name, encoding)
    if _MARKUP.match(text):
        refuse(
            path.name, "is a page or XML, however it is called", "open it in a spreadsheet, save it as .xlsx"
        )
    rows, separator = cells_of(text, path.name)
    words = "" if found.startswith("utf") else f" ({foreign_words(text)})"
    between = SEPARATOR_NAMES.get(separator, separator)
    kind = f"text in {found}{words}, {between} between cells"
    return Delivery(path.name, kind, (DeliveredSheet("", rows),), found)


def _contained(path: Path, kind: str) -> tuple[DeliveredSheet, ...]:
    """The sheets of a file, read in a process of its own."""
    try:
        read = subprocess.run(
            [sys.executable, "-m", __name__, kind, str(path.resolve())],
            capture_output=True,
            timeout=PATIENCE,
            check=False,
        )
        answer = json.loads(read.stdout) if read.returncode == 0 else {}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {}
    if "sheets" not in answer:
        why = answer.get("refused", "it takes more memory or time than a table of its size")
        refuse(path.name, f"looks like {KINDS[kind]} and cannot be read: {why}", "save it anew, or as CSV")
    return tuple(_unpacked(sheet) for sheet in answer["sheets"])


def _unpacked(sheet: Mapping[str, Any]) -> DeliveredSheet:
    cells = [[_restored(cell) for cell in row] for row in sheet["cells"]]
    merged = [(tuple(first), tuple(last)) for first, last in sheet["merged"]]
    return DeliveredSheet(sheet["name"], cells, merged, sheet["titles"], sheet["labels"])


def _restored(cell: Any) -> Cell:
    return dt.date.fromisoformat(cell[_DAY]) if isinstance(cell, dict) else cell


def _sheets(kind: str, path: str) -> Iterator[DeliveredSheet]:
    if kind != "workbook":
        yield dataset(path, stata=kind == "stata", most_cells=MOST_CELLS)
        return
    left = MOST_CELLS
    for sheet in sheets(Path(path).read_bytes()):
        left -= sum(map(len, sheet.cells))
        if left < 0:
            raise ValueError(f"more than {MOST_CELLS:,} cells")
        yield sheet


def _answer(kind: str, path: str) -> Mapping[str, Any]:
    try:
        read = [vars(sheet) for sheet in _sheets(kind, path)]
    except Exception as error:  # whatever a library says of a file that it cannot read
        return {"refused": f"{error}"[:300]}
    return {"sheets": read}


def _main() -> None:
    """Read one file for the process that waits for it."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; there is still the time
        pass
    else:
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    text = json.dumps(_answer(*sys.argv[1:3]), default=lambda day: {_DAY: day.isoformat()})
    sys.stdout.write(text)


if __name__ == "__main__":
    _main()
