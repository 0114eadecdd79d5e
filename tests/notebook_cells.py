"""What a notebook finds, without the machinery that runs it."""

from __future__ import annotations

import json
from pathlib import Path

from gspbrief import results
from gspbrief.results import Results

ROOT = Path(__file__).parents[1]


def run_cells(subject: str, partnership: str, out: Path) -> Results:
    """What a notebook finds, its cells run as they stand but without a kernel."""
    notebook = json.loads((ROOT / "notebooks" / f"{subject}.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= {"partnership": partnership, "data": str(ROOT / "data"), "out": str(out)}
    return results.read(out / f"{subject}.json")
