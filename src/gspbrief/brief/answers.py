"""What a general text answers to a question: the figure that tells most, and the same of others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gspbrief.brief.annex import out_of
from gspbrief.brief.markdown import covered, escape
from gspbrief.brief.named_findings import NamedFindings, Subject, each
from gspbrief.brief.ranking import alike, best
from gspbrief.findings.derivation import achieved
from gspbrief.language.figures import measured, of_what
from gspbrief.language.typography import capital

PARTS_OF_COST = ("component", "concept")  # details that tell two amounts of one name apart, with their words
OTHERS = 4  # figures of other years and parts that a sentence has room for


@dataclass(frozen=True)
class Labelled:
    """A figure with what was measured, in words, and for which part of the programme.

    Attributes
    ----------
    label : Markup
        As it stands within a sentence.
    """

    figure: NamedFindings
    label: Markup

    @property
    def capital(self) -> Markup:
        """The label, beginning with a capital."""
        return Markup(capital(str(self.label)))

    @property
    def told(self) -> Markup:
        """What was measured, how much, of whom, when, and whether it is a plan."""
        return self._told(self.label)

    @property
    def capital_told(self) -> Markup:
        """The same, beginning with a capital."""
        return self._told(self.capital)

    @property
    def whose(self) -> Markup:
        """For which part of the programme it is, of how many people, and when."""
        one, form = self.figure, self.figure.record.form
        known = (covered(one.finding, form), escape(out_of(one.finding, form)), escape(one.period))
        return Markup(", ").join(part for part in known if part)

    @property
    def behind(self) -> Markup:
        """The figure, and behind it in parentheses for which part of the programme and when."""
        when = escape(self.figure.period)
        return Markup(f"{self.figure.in_table.markdown()} ({', '.join(filter(None, (self.label, when)))})")

    def _told(self, label: Markup) -> Markup:
        one, form = self.figure, self.figure.record.form
        finding = one.finding
        of = of_what(finding, form) if finding.per else out_of(finding, form)
        figure = Markup(f"{one.in_table.markdown()} {escape(of)}") if finding.per else one.in_table.markdown()
        known = (label, figure, "" if finding.per else of, one.period, one.status)
        return Markup(", ").join(escape(part) for part in known if part)


@dataclass(frozen=True)
class QuestionAnswer:
    """The figure on a question that tells most.

    Attributes
    ----------
    others : list of Labelled
        The same figure of other years and parts of the programme, the latest first.
    alone : bool
        Whether it is all that is known.
    """

    best: Labelled
    others: list[Labelled]
    alone: bool

    @property
    def achieved(self) -> bool:
        """Whether it is a result and no plan."""
        return achieved(self.best.figure.finding)

    @property
    def of_others(self) -> Markup:
        """The others with what they are of, one after the other; empty where there are none."""
        form = self.best.figure.record.form
        return Markup(f"{form.semicolon} ").join(one.behind for one in self.others)


def answer(subject: Subject) -> QuestionAnswer | None:
    """What a subject's findings answer; None where nothing is known on the partnership itself."""
    known = each(subject.own)
    found = best(subject)
    if found is None:
        return None
    labelled = {one.figure.finding.id: one for one in apart(known)}
    others = sorted(alike(found, subject), key=lambda one: one.finding.end or one.finding.start, reverse=True)
    return QuestionAnswer(
        best=labelled[found.finding.id],
        others=[labelled[one.finding.id] for one in others[:OTHERS]],
        alone=len(known) == 1,
    )


def apart(shown: Iterable[NamedFindings]) -> list[Labelled]:
    """Figures with their labels; amounts that these do not tell apart with the part of a cost they are."""
    held = [(one, _label(one, ()), one.period) for one in shown]
    alike: dict[tuple[str, str], list[NamedFindings]] = defaultdict(list)
    for one, label, period in held:
        alike[label, period].append(one)
    return [
        Labelled(one, _label(one, telling) if (telling := _telling(alike[label, period])) else label)
        for one, label, period in held
    ]


def _telling(alike: Sequence[NamedFindings]) -> list[str]:
    """The details in which figures of one label differ."""
    return [name for name in PARTS_OF_COST if len({one.detail(name) for one in alike}) > 1]


def _label(one: NamedFindings, details: Sequence[str]) -> Markup:
    form, finding = one.record.form, one.finding
    told = [escape(form.word(name, word)) for name in details if (word := one.detail(name))]
    parts = [part for part in (covered(finding, form), *told) if part]
    what = escape(measured(finding.measure, finding.quantity, form))
    return Markup(f"{what} ({Markup(f'{form.semicolon} ').join(parts)})") if parts else what
