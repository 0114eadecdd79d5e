"""What counts: one definition for each count of partnerships, wherever it is printed.

A count is of partnerships and never of rows: it asks of each whether there is an answer. What each question
takes for an answer is defined here and nowhere else; the paper, its press note and its chart print these
counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gspbrief.analysis import costs, migration, outcomes
from gspbrief.evidence.kinds import NOT_RUN, Fits, anyone, teaches
from gspbrief.evidence.study import Partnership, Study
from gspbrief.findings.derivation import achieved, own
from gspbrief.findings.finding import Finding

PEOPLE = ("persons", "share")  # units of a count of people, or of a share of them
PER_PERSON = ("trainee", "student", "graduate", "participant", "placed", "worker")
SPENT = "actual"
RECENT = "2020"  # a source from this year on tells what runs


@dataclass(frozen=True, slots=True)
class AskedOfAll:
    """One of the twelve questions that are asked of all partnerships.

    Attributes
    ----------
    name : str
        Word of the vocabulary ``column``.
    part : str
        ``costs``, ``migration`` or ``outcomes``.
    measures : tuple of str
        The measures that answer it.
    units : tuple of str
        Their units; blank for any, but of ratios only effects: how many times as much as without it.
    concept : str
        The kind of amount that is asked for; blank for any.
    per : tuple of str
        What an amount must be per; blank for anything.
    fits : Fits
        Of which partnerships a figure can be an answer.
    """

    name: str
    part: str
    measures: tuple[str, ...]
    units: tuple[str, ...] = ()
    concept: str = ""
    per: tuple[str, ...] = ()
    fits: Fits = anyone

    def concerns(self, finding: Finding, here: Partnership) -> bool:
        """Whether a figure of a partnership is one of those asked for, be it an answer or only a plan."""
        return (
            finding.measure in self.measures
            and self._in_units(finding)
            and (not self.per or finding.per in self.per)
            and counts_for_it(finding)
            and self.fits(here)
        )

    def answered_by(self, finding: Finding, here: Partnership) -> bool:
        """Whether a figure answers it: it was achieved, and is of the kind of amount that is asked for."""
        spent = not self.concept or finding.details.get("concept") == self.concept
        return self.concerns(finding, here) and achieved(finding) and spent

    def _in_units(self, finding: Finding) -> bool:
        if self.units:
            return finding.unit in self.units
        return finding.unit != "ratio" or finding.quantity == "effect"


def counts_for_it(finding: Finding) -> bool:
    """Whether a figure says anything of its partnership.

    One does not where it is about something else (a whole ministry, the time before an agreement, others with
    whom the partnership is compared, a claim of a need), says only by how much something moved, or is weakly
    supported by its source.
    """
    return (
        finding.found
        and own(finding)
        and finding.quantity in ("level", "effect")
        and finding.confidence != "low"
    )


QUESTIONS: Mapping[str, AskedOfAll] = {
    question.name: question
    for question in (
        AskedOfAll("spent", "costs", (*costs.TOTALS, "annual_budget"), ("money",), concept=SPENT),
        AskedOfAll("unit_cost", "costs", costs.UNIT_COSTS, ("money",), per=PER_PERSON),
        AskedOfAll("who_pays", "costs", ("payer_share",), ("share",)),
        AskedOfAll("trained", "migration", ("trained", "completed", "certified"), PEOPLE, fits=teaches),
        AskedOfAll("placed", "migration", ("placed",), PEOPLE),
        AskedOfAll("departed", "migration", ("departed", "working_abroad"), PEOPLE),
        AskedOfAll("stayed", "migration", ("stayed",), PEOPLE),
        AskedOfAll("returned", "migration", migration.BACK, PEOPLE),
        AskedOfAll("employment", "outcomes", ("employed", "employed_full_time", "no_paid_work")),
        AskedOfAll("earnings", "outcomes", ("earnings", "income", "income_per_capita")),
        AskedOfAll("remittances", "outcomes", ("remitting", "remittance_amount", "receiving_remittances")),
        AskedOfAll("skill_use", "outcomes", outcomes.USED),
    )
}
"""By name, in the order in which they are asked.

``spent``: the total cost of a programme as an account gives it; budgets, ceilings, one year's line and money
that was promised do not count. ``unit_cost``: a cost of one person, printed or worked out from a total that
was spent. ``who_pays``: a payer's share of the cost that was borne. ``trained``: people whom a source says
the partnership trained, who completed its course, or who passed the examination that it prepares for; where
nobody is taught, passes of a test are none. ``placed``: those with an employer abroad. ``departed``: those
who moved or work abroad. ``stayed``: those still there at a later date. ``returned``: those who came back.
``employment``, ``earnings`` and ``remittances``: of people or households that took part, or the effect on
them, also as a multiple. ``skill_use``: whether people use what they learned, or work in the field of their
training or of their work abroad.
"""


def ran_two_tracks(study: Study) -> bool:
    """Whether it had a home and an away track, was carried out, and somebody is counted as having left.

    A reform that was only proposed is none, and neither is a track on which people were only planned to go.
    """
    here = study.partnership
    asked = QUESTIONS["departed"]
    left = any(asked.answered_by(f, here) for f in study.published("migration"))
    return left and here.tracks == "home_and_away" and here.status not in NOT_RUN


def said_to_run(study: Study) -> bool:
    """Whether a source says that it runs, whenever that was written."""
    return study.partnership.status == "running"


def runs(study: Study) -> bool:
    """Whether a source of 2020 or later says that it runs; what ran in 2005 need not run now."""
    return said_to_run(study) and study.partnership.status_as_of >= RECENT
