"""Bytes that nobody wrote, for the parsers of what others give: led by what they reach in our code (atheris).

``make fuzz-bytes`` runs it. A parser may refuse; whatever else it raises is a finding, and ends the run.
"""

from __future__ import annotations

import site
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import atheris

ROOT = Path(__file__).parents[2]
site.addsitedir(
    str(next((ROOT / ".venv" / "lib").glob("python*/site-packages")))
)  # atheris has an environment of its own

from trust_table import record  # noqa: E402

with atheris.instrument_imports(include=["gspbrief"]):
    from gspbrief.errors import GspBriefError
    from gspbrief.evidence.descriptor import parse_package
    from gspbrief.evidence.files import parse_json, parse_table, parse_yaml, read_text
    from gspbrief.evidence.sources import read_sources
    from gspbrief.evidence.text_files import cells_of, decoded
    from gspbrief.evidence.workbooks import require_harmless
    from gspbrief.execution.parameters import declared_parameters, read_notebook

SEEDS = ("data/sources.bib", "data/assumptions.yaml", "data/revisions.csv", "notebooks/costs.ipynb")
FOLDER = TemporaryDirectory()
FILE = Path(FOLDER.name) / "file"
tried = 0


def sources(content: bytes) -> None:
    """As ``sources.bib``."""
    FILE.write_bytes(content)
    read_sources(FILE)


def notebook(content: bytes) -> None:
    """As a notebook."""
    FILE.write_bytes(content)
    declared_parameters(read_notebook(FILE, "file"), "file")


def table(content: bytes) -> None:
    """As a table, as described."""
    FILE.write_bytes(content)
    parse_table(read_text(FILE), "file")


def delivered(content: bytes) -> None:
    """As a table in any encoding, with any separator."""
    cells_of(decoded(content, "file")[0], "file")


PARSERS = (
    sources,
    notebook,
    table,
    delivered,
    lambda content: parse_yaml(content.decode("utf-8", "ignore"), "file"),
    lambda content: parse_json(content.decode("utf-8", "ignore"), "file"),
    lambda content: parse_package(content.decode("utf-8", "ignore"), "file"),
    lambda content: require_harmless(content, "file"),
)


def one(content: bytes) -> None:
    """Give bytes to the parser that the first of them chooses."""
    global tried
    tried += 1
    if content:
        with suppress(GspBriefError):
            PARSERS[content[0] % len(PARSERS)](content[1:])
    if tried % 500 == 0:
        record("bytes that nobody wrote are given to a parser", "attack", tried, [])


def corpus(folder: Path) -> Path:
    """The beginnings of real files, each for every parser."""
    for number in range(len(PARSERS)):
        for name in SEEDS:
            content = (ROOT / name).read_bytes()[:3000]
            (folder / f"{number}-{Path(name).name}").write_bytes(bytes([number]) + content)
    return folder


if __name__ == "__main__":
    with TemporaryDirectory() as seeds:
        atheris.Setup([*sys.argv, str(corpus(Path(seeds)))], one)
        atheris.Fuzz()
