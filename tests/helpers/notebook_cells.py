"""What a notebook finds, without the machinery that runs it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import cast
from unittest.mock import Mock, patch

from gspbrief.evidence import reading
from gspbrief.evidence.study import Study
from gspbrief.execution import results
from gspbrief.execution.results import Results
from gspbrief.findings.finding import Findings

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"


def run_cells(subject: str, partnership: str, out: Path) -> Results:
    """What a notebook finds, its cells run as they stand but without a kernel."""
    _run(subject, {"partnership": partnership, "data": str(DATA), "out": str(out)})
    return results.read(out / f"{subject}.json")


def _run(subject: str, parameters: Mapping[str, str]) -> None:
    notebook = json.loads((ROOT / "notebooks" / f"{subject}.ipynb").read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
            if "parameters" in cell["metadata"].get("tags", ()):
                names |= parameters


def found_in(
    subject: str, study: Study | None = None, *, partnership: str = "", data: Path = DATA
) -> Findings:
    """What a notebook finds, with nothing written.

    Parameters
    ----------
    study : Study, optional
        Evidence in memory, in place of what the notebook would load.
    """
    loads = patch.object(reading, "load", Mock(return_value=study)) if study else nullcontext()
    with loads, patch.object(results, "write") as write:
        _run(subject, {"partnership": partnership, "data": str(data)})
    _, _, findings, *_ = write.call_args.args
    return cast(Findings, findings)
