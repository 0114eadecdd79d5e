"""What is checked of a brief before it is published: that it is its own partnership's, and whole."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from html import unescape
from pathlib import Path
from zipfile import is_zipfile

from gspbrief.errors import NotebookError, RenderError
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Finding

CHECKSUMS = ".checksums"  # beside results: what they were made from, and the hash of each file

_TAG = re.compile(r"<[a-z][^>]*\bdata-finding=[^>]*>")
_ATTRIBUTE = re.compile(r'\bdata-(finding|value|low|high)="([^"]*)"')
_DRAWN = re.compile(r'<desc id="([\w-]+)-d([0-9a-f]{10})"')
_MARK = re.compile(r'<desc id="d([0-9a-f]{10})"')
_WHOLE = {  # how a whole file of each kind begins and ends
    ".html": (b"", b"</html>"),
    ".pdf": (b"%PDF-", b"%%EOF"),
    ".bib": (b"@", b"}"),
    ".png": (b"\x89PNG", b"IEND\xaeB`\x82"),
}
_EVIDENCE = re.compile(r"<code>([0-9a-f]{64})</code>")


def check_owner(found: Iterable[Results], partnership: str) -> None:
    """Make sure that results are this partnership's.

    Raises
    ------
    NotebookError
        If a notebook wrote them for another one.
    """
    for part in found:
        if part.partnership != partnership:
            raise NotebookError(
                f"the results are those of {part.partnership}, not of {partnership}",
                where=f"{part.notebook}.ipynb",
                todo="Have the notebook load the study of its parameter `partnership`",
            )


def check_page(page: Path, found: Sequence[Results], woven: Path, evidence_hash: str) -> None:
    """Make sure that every number and chart of a page, and the hash it prints, are the partnership's own.

    Parameters
    ----------
    woven : Path
        Folder of the woven brief, with its ``figures/``.
    evidence_hash : str
        Hash of the partnership's slice of the evidence.

    Raises
    ------
    RenderError
        If the page prints a finding that the results do not hold, or with another value, or a chart that was
        not drawn for it, or the hash of other evidence.
    """
    text = page.read_text(encoding="utf-8")
    own = {finding.id: finding for part in found for finding in part.findings}
    for tag in _TAG.finditer(text):
        _check_number(dict(_ATTRIBUTE.findall(tag[0])), own, page.name)
    drawn = sorted((woven / "figures").glob("*.svg"))
    figures = {path.stem.replace(".", "-"): path.read_text(encoding="utf-8") for path in drawn}
    for stem, mark in _DRAWN.findall(text):
        if mark not in _MARK.findall(figures.get(stem, "")):
            raise RenderError(f"shows a chart {stem} that was not drawn for it", where=page.name)
    if strangers := set(_EVIDENCE.findall(text)) - {evidence_hash}:
        raise RenderError(f"names other evidence: {', '.join(sorted(strangers))}", where=page.name)


def _check_number(printed: Mapping[str, str], own: Mapping[str, Finding], where: str) -> None:
    name = unescape(printed["finding"])
    if name not in own:
        raise RenderError(f"prints {name}, which is not among the results", where=where)
    for part in ("value", "low", "high"):
        shown, known = printed.get(part), getattr(own[name], part)
        if shown and (known is None or float(shown) != float(f"{known:.12g}")):
            raise RenderError(f"prints {shown} as the {part} of {name}, not {known}", where=where)


def check_downloads(folder: Path, found: Sequence[Results]) -> None:
    """Make sure that each table to download is an exhibit's, and that each figure in it is the results'.

    Raises
    ------
    RenderError
        Naming the file and the row.
    """
    own = {finding.id: finding for part in found for finding in part.findings}
    sizes = {exhibit.id.replace("/", "-"): len(exhibit.data) for part in found for exhibit in part.exhibits}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        if sizes.get(path.stem) != len(rows):
            raise RenderError(
                f"holds {len(rows)} rows, the exhibit {sizes.get(path.stem, 'none')}", where=path.name
            )
        for number, row in enumerate(rows, start=2):
            _check_row(row, own, f"{path.name}, row {number}")


def _check_row(row: Mapping[str, str], own: Mapping[str, Finding], where: str) -> None:
    for column, name in row.items():
        if f"{column}_unit" in row and name:
            if name not in own:
                raise RenderError(f"holds {name}, which is not among the results", where=where)
            parts = {part: row[f"{column}_{part}"] for part in ("value", "low", "high")}
            _check_number({"finding": name, **parts}, own, where)


def check_whole(files: Iterable[Path]) -> None:
    """Make sure that what is to be published is all there, each file to its end.

    Raises
    ------
    RenderError
        Naming the file that is missing or cut short.
    """
    for path in files:
        if not path.is_file() or not _is_finished(path):
            raise RenderError("is missing or cut short", where=path.name, todo="Build again")


def _is_finished(path: Path) -> bool:
    content = path.read_bytes()
    if path.suffix == ".json":
        return _is_json(content)
    if path.suffix == ".docx":
        return is_zipfile(path)
    begins, ends = _WHOLE[path.suffix]
    return content.startswith(begins) and content.rstrip().endswith(ends)


def _is_json(content: bytes) -> bool:
    try:
        return json.loads(content) is not None
    except ValueError:
        return False


def write_checksums(made_from: str, files: Mapping[str, Path], folder: Path) -> None:
    """Note beside results what they were made from and what is in them."""
    record = {"made_from": made_from, "files": {name: _hash(path) for name, path in files.items()}}
    (folder / CHECKSUMS).write_text(json.dumps(record, sort_keys=True), encoding="utf-8")


def inputs_of(folder: Path) -> str:
    """The hash of what the results in a folder were made from; empty where nothing is noted."""
    try:
        return str(json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))["made_from"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def is_intact(made_from: str, files: Mapping[str, Path], folder: Path) -> bool:
    """Whether results were made from this, and nothing happened to them since."""
    try:
        record = json.loads((folder / CHECKSUMS).read_text(encoding="utf-8"))
        return bool(
            record["made_from"] == made_from
            and record["files"] == {name: _hash(path) for name, path in files.items()}
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
