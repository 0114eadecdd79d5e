"""By what names a passage may ask: each finding's shortest, the exhibits, and the blocks that it may fill."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from gspbrief.brief.lookup import called
from gspbrief.brief.named_findings import Subject
from gspbrief.brief.print_record import PrintRecord
from gspbrief.brief.profile import Consulted
from gspbrief.brief.templates import block_names
from gspbrief.evidence.sources import Bibliography
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import measured, stated
from gspbrief.language.formats import Format

if TYPE_CHECKING:
    from jinja2 import Environment

    from gspbrief.execution.results import Results
    from gspbrief.project.notebooks import Notebook

PASSAGES, PRESS = "partnership.md.j2", "press.md.j2"  # what a partnership's own files extend


@dataclass(frozen=True)
class Name:
    """One finding by the shortest name that is its alone.

    Attributes
    ----------
    name : str
        What a template writes between two pairs of braces.
    id : str
        The finding's.
    value : str
        As a table prints it.
    unit : str
        What the value is in: of money its currency.
    label : str
        What was measured, in words.
    status : str
        Whether it was achieved, or is a plan, a ceiling or a projection.
    """

    name: str
    id: str
    value: str
    unit: str
    label: str
    status: str

    @property
    def told(self) -> str:
        """What it is, in words, with what tells a plan from a result."""
        return self.label if self.status == "achieved" else f"{self.label}, {self.status}"


def names(results: Iterable[Results], form: Format) -> list[Name]:
    """The names of all findings that have a figure, in the order of the notebooks that found them."""
    record = PrintRecord(form, Consulted(Bibliography({}), form))
    subjects = [Subject(r.notebook, r.partnership, tuple(r.findings), record) for r in results]
    return [
        Name(
            name=shortest(subject, finding),
            id=finding.id,
            value=stated(finding, form),
            unit=finding.currency or finding.unit,
            label=measured(finding.measure, finding.quantity, form),
            status=finding.status,
        )
        for subject in subjects
        for finding in subject.findings
        if finding.found
    ]


def shortest(subject: Subject, finding: Finding) -> str:
    """The shortest name by which a template gets this finding of a subject and no other.

    It is the measure where one figure alone has it; else the measure with the fewest parts of the id that
    are the finding's alone; else the whole id.
    """
    alike = subject[finding.measure].findings
    if _prints(alike, finding):
        return f"{subject.name}.{finding.measure}"
    parts = (part for part in _parts(finding.id) if _prints(called(part, alike), finding))
    part = next(parts, "")
    return f'{subject.name}.{finding.measure}["{part}"]' if part else f'{subject.name}["{finding.id}"]'


def _prints(findings: Sequence[Finding], wanted: Finding) -> bool:
    """Whether of these findings a template prints the one that is wanted."""
    return [f.id for f in findings if f.found] == [wanted.id]


def _parts(name: str) -> Iterator[str]:
    """Some parts of an id, in their order: the fewest first, of as many the shortest."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        yield from sorted((".".join(some) for some in combinations(parts, count)), key=len)


def blocks(env: Environment, notebooks: Iterable[Notebook]) -> dict[str, tuple[str, ...]]:
    """The blocks that a partnership's passages and its press note may fill, by the text that they extend.

    Parameters
    ----------
    env : jinja2.Environment
        Where the general texts are looked up.
    notebooks : iterable of Notebook
        Those that run for it: a section of theirs is a block as well.
    """
    sections = (one.name for one in notebooks if one.section)
    own = dict.fromkeys((*block_names(env, PASSAGES), *sections))
    return {PASSAGES: tuple(own), PRESS: block_names(env, PRESS)}
