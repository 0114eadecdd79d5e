"""What one brief is woven from."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from gspbrief.brief.addresses import Addresses
from gspbrief.brief.passages import own_press
from gspbrief.brief.publication import Publication
from gspbrief.brief.sufficiency import has_brief
from gspbrief.evidence.study import Study
from gspbrief.execution.results import Results
from gspbrief.exhibits.svg import Draw
from gspbrief.language import styles
from gspbrief.language.evidence_texts import read_texts
from gspbrief.language.formats import Format
from gspbrief.language.style import Style
from gspbrief.project.notebooks import Notebook
from gspbrief.project.subjects import ORIGINAL, UNLISTED
from gspbrief.render.edition import Edition

Form = Literal["brief", "fact-sheet"]


@dataclass(frozen=True, kw_only=True)
class BriefInputs:
    """What one brief is woven from.

    Attributes
    ----------
    study : Study
        The partnership's evidence.
    results : tuple of Results
        What its notebooks found.
    notebooks : tuple of Notebook
        Those that run for it, whether they found anything or not.
    templates : Path
        The folder ``briefs/`` with a folder for each language.
    out : Path
        The folder to write; one that is there is replaced.
    draw : callable
        Gives the SVG of an exhibit.
    evidence_hash : str
        SHA-256 of the partnership's own evidence, which the brief prints.
    edition : Edition
        What is published of the brief: its pages lead to the other languages and formats.
    subject : str
        What it is about if that is no partnership: ``topic``, or an id without a row.
    older : tuple of str
        Documents of an earlier version that stay beside it, by name.
    """

    study: Study
    results: tuple[Results, ...]
    notebooks: tuple[Notebook, ...]
    templates: Path
    out: Path
    draw: Draw
    publication: Publication
    evidence_hash: str
    version: str
    lang: str = ORIGINAL
    edition: Edition = field(default_factory=Edition)
    subject: str = ""
    older: tuple[str, ...] = ()

    @cached_property
    def format(self) -> Format:
        """The language and house style, with what the project has of the evidence in that language."""
        return Format(self.lang, self.style, read_texts(self.templates, self.lang))

    @cached_property
    def style(self) -> Style:
        """The house style."""
        return styles.find(self.edition.style)

    @property
    def about(self) -> str:
        """What it is about if that is no partnership; an id without a row says so itself."""
        here = self.study.partnership.id
        return self.subject or (here if here in UNLISTED else "")

    @property
    def form(self) -> Form:
        """Whether the evidence carries a brief or a fact sheet; what is no partnership is a brief."""
        return "brief" if self.about or has_brief(self.results) else "fact-sheet"

    @property
    def has_press(self) -> bool:
        """Whether a press note goes with it: with every brief on a partnership, and where one is written."""
        here = self.study.partnership.id
        noted = not self.about or (self.templates / ORIGINAL / own_press(here)).is_file()
        return self.form == "brief" and noted and "html" in self.edition.formats

    @property
    def addresses(self) -> Addresses:
        """Where its files stand."""
        return Addresses(self.study.partnership.id, self.lang, self.publication.address)
