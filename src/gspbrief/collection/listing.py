"""A published partnership as every page about all of them sees it, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from gspbrief.evidence.study import Partnership
from gspbrief.language.formats import alphabetical
from gspbrief.synthesis.cells import ANSWERED

SIZES: Mapping[str, int] = {
    "uncounted": 0,
    "below_1000": 1,
    "below_10000": 1_000,
    "below_100000": 10_000,
    "from_100000": 100_000,
}
"""How large a partnership is by those who left: words of the vocabulary ``people_left``, with their least."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One partnership that has a page.

    Attributes
    ----------
    partnership : Partnership
        Its row of the evidence.
    form : str
        ``brief`` or ``fact-sheet``.
    title, subtitle : str
        Of its page.
    figure, words : str
        Its key figure and what that counts; blank if it has none.
    counts : tuple of int
        Firm figures on costs, migration and outcomes.
    known : mapping of str to sequence of str
        The state of each question that is asked of all (`synthesis.gap_map`), in their order, followed by
        the rows behind it.
    page, pdf : str
        Where they stand, seen from the page that lists it; ``pdf`` is blank if there is none.
    people : float
        The largest count of people who left through it; 0 if none is in print.
    share : float
        The share of those trained who left; 0 if none is in print that compares with others.
    moved, share_said : str
        Count and share as they are written, with of whom and the time that they hold for.
    payer : str
        Who paid, by the coded evidence: a word of the vocabulary ``who_paid``; blank without.
    payer_said : str
        The figure on who paid, with of what and when, else what a source says of it; blank without.
    answers : mapping of str to str
        For each question with a row behind it the figure that tells most, with of whom and when, as it is
        written (`asked_figures`).
    unanswered : str
        What it is and why no question is answered; blank where one is.
    chart, chart_headline, chart_says : str
        The picture of its first chart, seen from the page that lists it, its headline and its content in
        words; blank without.
    own : mapping of str to float
        Its own figures that can be inputs of the model, by symbol (`scenario.own_inputs`).
    """

    partnership: Partnership
    form: str
    title: str
    subtitle: str
    figure: str
    words: str
    counts: tuple[int, ...]
    known: Mapping[str, Sequence[str]]
    page: str
    pdf: str
    people: float = 0
    share: float = 0
    moved: str = ""
    share_said: str = ""
    payer: str = ""
    payer_said: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    unanswered: str = ""
    chart: str = ""
    chart_headline: str = ""
    chart_says: str = ""
    own: Mapping[str, float] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The partnership's id."""
        return self.partnership.id

    @property
    def name(self) -> str:
        """The partnership's short name."""
        return self.partnership.short_name

    @property
    def size(self) -> str:
        """How many left through it, as one of `SIZES`."""
        return [word for word, least in SIZES.items() if self.people >= least][-1]

    @property
    def answered(self) -> tuple[str, ...]:
        """The questions to which an achieved figure is published or derived, be it disputed."""
        return tuple(question for question, (state, *_) in self.known.items() if state in ANSWERED)


def in_order(listed: Iterable[Listing]) -> list[Listing]:
    """Those first that answer most questions, then by name."""
    return sorted(listed, key=lambda one: (-len(one.answered), alphabetical(one.name)))


def questions(listed: Iterable[Listing]) -> tuple[str, ...]:
    """The questions that are asked of all, in their order."""
    return tuple(dict.fromkeys(question for one in listed for question in one.known))
