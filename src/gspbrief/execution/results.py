"""What one notebook found: the only contract between a notebook and a brief."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from gspbrief.errors import NotebookError
from gspbrief.evidence.study import Study
from gspbrief.exhibits.exhibit import Exhibit
from gspbrief.findings.finding import Finding, Findings
from gspbrief.project.files import write_file


@dataclass(frozen=True)
class Results:
    """One notebook's findings and exhibits for one partnership."""

    notebook: str
    partnership: str
    findings: Findings
    exhibits: tuple[Exhibit, ...]

    def with_cells(self, cells: Mapping[str, str], otherwise: str) -> Results:
        """The results with the notebook cell that shows each finding.

        Parameters
        ----------
        cells : mapping of str to str
            Cell ids by finding or exhibit id.
        otherwise : str
            The cell for what none shows: the one that wrote the results.
        """
        linked = (
            replace(finding, notebook=self.notebook, cell=cells.get(finding.id, otherwise))
            for finding in self.findings
        )
        exhibits = (replace(exhibit, cell=cells.get(exhibit.id, otherwise)) for exhibit in self.exhibits)
        return replace(self, findings=Findings(linked), exhibits=tuple(exhibits))


def write(
    notebook: str,
    study: Study,
    findings: Iterable[Finding],
    exhibits: Iterable[Exhibit] = (),
    out: Path | str = "../build/results",
) -> Results:
    """Write what a notebook found to ``<out>/<notebook>.json``, whole or not at all.

    Raises
    ------
    NotebookError
        If two exhibits have one id, or an exhibit stands under another notebook's name.
    """
    found = Results(notebook, study.partnership.id, Findings(findings), tuple(exhibits))
    ids = [exhibit.id for exhibit in found.exhibits]
    strays = [name for name in ids if not name.startswith(f"{notebook}/")]
    if strays or len(set(ids)) < len(ids):
        raise NotebookError(
            f"exhibit ids must be unique and begin with {notebook}/: {', '.join(ids)}", where=notebook
        )
    save(found, Path(out) / f"{notebook}.json")
    return found


def save(found: Results, path: Path) -> None:
    """Write results to a file in one step."""
    parts = {
        "notebook": json.dumps(found.notebook),
        "partnership": json.dumps(found.partnership),
        "findings": listed(finding.to_json() for finding in found.findings),
        "exhibits": listed(exhibit.to_json() for exhibit in found.exhibits),
    }
    text = ",\n".join(f'"{name}": {part}' for name, part in parts.items())
    write_file(path, f"{{{text}}}\n".encode())


def listed(records: Iterable[Mapping[str, object]]) -> str:
    """A JSON list with a record on each line, for people who compare two files line by line."""
    lines = (json.dumps(record, ensure_ascii=False, allow_nan=False) for record in records)
    return "[\n" + ",\n".join(lines) + "\n]"


def read(path: Path) -> Results:
    """Results that ``write`` wrote.

    Raises
    ------
    NotebookError
        If the file is missing or is not such a file.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        return Results(
            notebook=record["notebook"],
            partnership=record["partnership"],
            findings=Findings(Finding.from_json(item) for item in record["findings"]),
            exhibits=tuple(
                Exhibit.from_json(item) for item in cast("list[dict[str, object]]", record["exhibits"])
            ),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotebookError(
            f"the results cannot be read: {error!r}", where=str(path), todo="Run the notebook again"
        ) from error
