"""What attacks and faults came to, as they were counted, and the table of it in ``docs/trust.md``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from filelock import FileLock

DOCS = Path(__file__).parents[2] / "docs"
COUNTS, PAGE = DOCS / "trust.json", DOCS / "trust.md"
BEGIN, END = "<!-- counted -->", "<!-- end of what was counted -->"


class Part(TypedDict):
    """How often something was tried in one run of one test, and what did not hold."""

    tried: int
    left: list[str]


class Counted(TypedDict):
    """What was tried: an attack or a fault, in parts if several tests share it."""

    kind: str
    parts: dict[str, Part]


def record(name: str, kind: str, tried: int, left: list[str], part: str = "all") -> None:
    """Put counts in the place of those of an earlier run.

    Parameters
    ----------
    left : list of str
        For each time that something did not hold, what.
    """
    with FileLock(COUNTS.with_suffix(".lock")):
        counts = read()
        counts.setdefault(name, Counted(kind=kind, parts={}))["parts"][part] = Part(tried=tried, left=left)
        text = json.dumps(dict(sorted(counts.items())), indent=1, ensure_ascii=False)
        COUNTS.write_text(text + "\n", encoding="utf-8")
        page = PAGE.read_text(encoding="utf-8")
        before, _, rest = page.partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}\n{table(counts)}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    COUNTS.with_suffix(".lock").unlink(missing_ok=True)


def read() -> dict[str, Counted]:
    """The counts by attack or fault."""
    counts: dict[str, Counted] = json.loads(COUNTS.read_text(encoding="utf-8"))
    return counts


def table(counts: dict[str, Counted]) -> str:
    """The counts as a table in Markdown."""
    lines = ["| attack or fault | tried | survived | what is left |", "|:--|--:|--:|:--|"]
    for kind in ("attack", "fault"):
        for name, one in sorted(counts.items()):
            if one["kind"] == kind:
                tried, left = totals(one)
                said = "; ".join(sorted(set(left))).replace("|", "\\|") or "nothing"
                lines.append(f"| {name} | {tried:,} | {tried - len(left):,} | {said} |")
    return "\n".join(lines)


def totals(one: Counted) -> tuple[int, list[str]]:
    """How often something was tried in all, and what did not hold."""
    parts = one["parts"].values()
    return sum(part["tried"] for part in parts), [what for part in parts for what in part["left"]]
