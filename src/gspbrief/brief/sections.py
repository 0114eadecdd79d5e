"""The sections of a brief on a partnership, where the notebooks say that theirs stand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from gspbrief.brief.frontmatter import cased
from gspbrief.brief.named_findings import NamedFindings, Subject
from gspbrief.brief.ranking import best_of_all
from gspbrief.language.formats import Format
from gspbrief.language.labels import words
from gspbrief.project.notebooks import Notebook


@dataclass(frozen=True)
class PlacedSection:
    """A section as the skeleton of a brief prints it.

    Attributes
    ----------
    name : str
        Of its notebook, and of the block of a partnership's own passages that stands in its place.
    template : str
        What holds its words.
    heading : str
        Blank where the section begins with a heading of its own.
    anchor : str
        The id of the heading, after ``sec-``.
    then : tuple of str
        The templates that stand right after it.
    """

    name: str
    template: str
    heading: str
    anchor: str
    then: tuple[str, ...]


def placed(
    notebooks: Iterable[Notebook], subjects: Mapping[str, Subject], form: Format
) -> Iterator[PlacedSection]:
    """The sections that a brief has, in their order.

    Parameters
    ----------
    subjects : mapping of str to Subject
        What each notebook found: a section that needs a measure stands only where there is one.
    """
    for notebook in notebooks:
        here, name = notebook.section, notebook.name
        if here is None or (here.needs and not len(subjects[name][here.needs])):
            continue
        word = here.heading or name
        vocabulary = "heading" if here.heading else "question" if name in words("question") else ""
        heading = cased(form.word(vocabulary, word), form) if vocabulary else ""
        own, *then = templates_of(notebook)
        yield PlacedSection(name, own, heading, word, tuple(then))


def templates_of(notebook: Notebook) -> tuple[str, ...]:
    """What the templates of a notebook's section and of what stands after it are called; none without one."""
    here = notebook.section
    return tuple(map(_template, (notebook.name, *here.then))) if here else ()


def _template(section: str) -> str:
    return f"_{section}.md.j2"


def questions(notebooks: Iterable[Notebook], subjects: Mapping[str, Subject]) -> dict[str, Subject]:
    """What was found on each question that a section answers, in the order of the sections."""
    asked = words("question")
    return {one.name: subjects[one.name] for one in notebooks if one.section and one.name in asked}


def first_figure(notebooks: Iterable[Notebook], subjects: Mapping[str, Subject]) -> NamedFindings | None:
    """The figure that stands for a partnership where nobody chose one; of one rank sections lead in turn."""
    turns = {one.section.leads: one.name for one in notebooks if one.section and one.section.leads}
    return best_of_all(subjects[turns[turn]] for turn in sorted(turns))
