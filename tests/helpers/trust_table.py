"""What attacks and faults came to, as they were counted, and the table of it in ``docs/trust.md``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypedDict

from filelock import FileLock

DOCS = Path(__file__).parents[2] / "docs"
COUNTS, PAGE = DOCS / "trust.json", DOCS / "trust.md"
BEGIN, END = "<!-- counted -->", "<!-- end of what was counted -->"


class Counted(TypedDict):
    """How often something was tried, how often all held, and what did not."""

    kind: str
    tried: int
    survived: int
    left: list[str]


def record(name: str, kind: str, tried: int, left: list[str]) -> None:
    """Put counts in the place of those of an earlier run."""
    with FileLock(COUNTS.with_suffix(".lock")):
        counts = read()
        counts[name] = Counted(kind=kind, tried=tried, survived=tried - len(left), left=sorted(set(left)))
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
                left = "; ".join(one["left"]) or "nothing"
                lines.append(f"| {name} | {one['tried']:,} | {one['survived']:,} | {left} |")
    return "\n".join(lines)
