"""What a worker is asked to make: one partnership's folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gspbrief.project.subjects import notebooks_of
from gspbrief.render.edition import Edition


@dataclass(frozen=True, kw_only=True)
class Task:
    """What a worker needs to know to make one partnership's folder.

    Attributes
    ----------
    data : Path
        The partnership's slice of the evidence.
    work : Path
        The working folder; the finished folder appears in ``finished/`` below it.
    results_key : str
        Hash of all that the results depend on.
    edition : Edition
        What to publish, in the languages in which this brief has a text.
    """

    partnership: str
    project: Path
    data: Path
    work: Path
    results_key: str
    evidence_hash: str
    edition: Edition

    @property
    def names(self) -> tuple[str, ...]:
        """The notebooks that run for it."""
        return notebooks_of(self.partnership)

    @property
    def finished(self) -> Path:
        """The folder that is published."""
        return self.work / "finished" / self.partnership

    @property
    def results(self) -> Path:
        """The folder of the notebooks' results."""
        return self.work / "results" / self.partnership

    @property
    def fresh_results(self) -> Path:
        """The folder of results that are not whole yet."""
        return self.work / "results" / f".{self.partnership}"

    @property
    def notebooks(self) -> Path:
        """The folder of the executed notebooks."""
        return self.work / "notebooks" / self.partnership

    @property
    def fonts(self) -> Path:
        """The cache of static fonts, one for the project."""
        return self.project / "build" / "fonts"
