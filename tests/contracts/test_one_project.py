"""What is true of this project alone stands in its data and passages, and nowhere that others get too."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from each_case import each
from gspbrief.project.general import HELD, files, is_general
from gspbrief.project.imports import counts
from package_modules import PACKAGE, ROOT

NAME = re.compile(r"[A-Za-z][\w.]*\w")
WORDS = (".py", ".j2", ".yaml", ".ipynb", ".lua", ".js", ".typ", ".css", ".html", "")
PARTS = [one for top in HELD for one in files(ROOT, top, "**/*") if is_general(one[0])]
PARTS += [(f"gspbrief/{path.relative_to(PACKAGE).as_posix()}", path) for path in sorted(PACKAGE.rglob("*"))]
TEXTS = {name: path for name, path in PARTS if counts(path) and path.suffix in WORDS}


def ids() -> set[str]:
    """The ids of the partnerships, and of every row of the evidence."""
    tables = ("partnerships", "costs", "migration", "outcomes", "design", "context")
    texts = [(ROOT / "data" / f"{table}.csv").read_text(encoding="utf-8") for table in tables]
    return {row["id"] for text in texts for row in csv.DictReader(io.StringIO(text))}


OURS = ids()


@each("name", sorted(TEXTS))
def test_what_every_project_gets_names_no_partnership_and_no_row_of_this_one(name: str) -> None:
    path: Path = TEXTS[name]
    models = re.compile(r"general\.\w+\.(traditional|global_skill_partnership)")  # found by this pattern

    found = {word for word in NAME.findall(path.read_text(encoding="utf-8")) if word in OURS}

    assert not {word for word in found if not models.fullmatch(word)}
