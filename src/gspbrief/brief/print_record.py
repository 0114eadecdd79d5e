"""What one brief has printed so far: for its annex of numbers, and for who reads its passages again."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from gspbrief.brief import blocks
from gspbrief.brief.markdown import escape
from gspbrief.brief.profile import Consulted
from gspbrief.findings.finding import Finding
from gspbrief.language.formats import Format
from gspbrief.language.labels import words


@dataclass
class PrintRecord:
    """What one brief has printed so far, in order: the numbers annex explains each of these figures.

    Attributes
    ----------
    form : Format
        The language and house style that it prints in.
    consulted : Consulted
        The sources that were consulted on the partnership.
    printed : dict of str to Finding
        By id.
    shows_interval : bool
        Whether an interval has been printed beside a figure.
    in_blocks : dict of str to dict of str to Finding
        Those that passages by hand print, by block.
    """

    form: Format
    consulted: Consulted
    printed: dict[str, Finding] = field(default_factory=dict)
    shows_interval: bool = False
    in_blocks: dict[str, dict[str, Finding]] = field(default_factory=dict)

    def note(self, finding: Finding) -> None:
        """Note that a figure is printed here."""
        self.printed.setdefault(finding.id, finding)
        if block := blocks.current():
            self.in_blocks.setdefault(block, {})[finding.id] = finding

    @property
    def grades(self) -> frozenset[str]:
        """How the figures printed so far came to be."""
        return frozenset(finding.grade for finding in self.printed.values())

    def reason(self, finding: Finding) -> Markup:
        """Why a finding has no value, in the language of the brief."""
        code = finding.details.get("reason", "not_found")
        if code == "not_found" or code not in words("reason"):
            return escape(self.consulted.not_found)
        return escape(self.form.word("reason", code))
