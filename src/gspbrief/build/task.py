"""What a worker is asked to make: one partnership's folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from gspbrief.project.general import folders
from gspbrief.project.notebooks import Notebook, read_notebooks, running_for
from gspbrief.project.subjects import SURVEYED
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
    subject : str
        What it is about if that is no partnership, as `Evidence.about` says it.
    older : tuple of str
        Documents of the published brief that are not made anew: they stay, and its pages call them older.
    """

    partnership: str
    project: Path
    data: Path
    work: Path
    results_key: str
    evidence_hash: str
    edition: Edition
    subject: str = ""
    older: tuple[str, ...] = ()

    @cached_property
    def runs(self) -> tuple[Notebook, ...]:
        """The notebooks that run for it."""
        subject = SURVEYED if self.surveyed else self.subject
        return running_for(subject, read_notebooks(*folders(self.project, "notebooks")))

    @property
    def surveyed(self) -> bool:
        """Whether it has a survey of its own, whose rows stay where they are."""
        return (self.data / "surveys" / f"{self.partnership}.yaml").is_file()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the notebooks that run for it, and so of their results."""
        return tuple(notebook.name for notebook in self.runs)

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
