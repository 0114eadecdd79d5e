"""Few people, one by one: of each group of them, what is known of what they did or were to do."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gspbrief.analysis.flows import STAGES
from gspbrief.analysis.migration import missing
from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved
from gspbrief.findings.finding import Finding, Findings

MOST_PEOPLE = 130  # that an eye still takes one by one
ENDS = ("withdrew", "stayed", "returned", "reemployed", "job_offer")  # who is back at work has returned
AFTER = ("employed", "further_study")  # outcomes that are ends too
COURSES = ("trained", "completed")  # whose end is a beginning: of an apprenticeship, of work
BEGUN = ("enrolled", "in_training")  # of whom it is asked how many finish
ENDS_OF = {**dict.fromkeys(COURSES, (*ENDS, "enrolled")), **dict.fromkeys(BEGUN, (*ENDS, "completed"))}
TRACKS = ("away", "home")


@dataclass(frozen=True, slots=True)
class Headcount:
    """Some people, and what parts of them did.

    Attributes
    ----------
    of : Finding
        How many they are.
    parts : tuple of Finding
        Counts or shares of them that exclude each other; one without a value was not found.
    """

    of: Finding
    parts: tuple[Finding, ...] = ()

    def counts(self) -> tuple[int, ...]:
        """How many people each part certainly is."""
        return tuple(_persons(part, self.of) for part in self.parts)


def headcounts(study: Study) -> tuple[Headcount, ...]:
    """The few people of a programme by what they did, or were planned to do.

    Of those who ended somewhere, each group by where; of those whom a plan divides between tracks, each plan,
    then what is known of how it went; of a programme that gives neither, its counts side by side. Empty where
    there are more people than can be shown one by one.
    """
    published = study.published("migration")
    few = [f for f in published if _is_few(f)]
    if not few:
        return ()
    after = study.published("outcomes").where(unit="persons", status="achieved")
    ended = [row for base in few if achieved(base) if (row := _ended(base, few, after))]
    plans = [row for base in few if achieved(base) for row in _planned(base, few)]
    if plans:
        return (*plans, *_went(plans[0].of, few, study))
    if ended:
        return tuple(sorted(ended, key=lambda row: -(row.of.value or 0)))
    linked = any(f.inputs for f in published)
    return () if linked else tuple(Headcount(f) for f in few if achieved(f))


def _is_few(finding: Finding) -> bool:
    people = finding.unit == "persons" and finding.measure in STAGES and finding.value is not None
    return people and 0 < (finding.value or 0) <= MOST_PEOPLE


def _persons(part: Finding, whole: Finding) -> int:
    number = part.value if part.value is not None else part.low
    if number is None:
        return 0
    return math.floor(number * (whole.value or 0) + 1e-9) if part.unit == "share" else int(number)


def _ended(base: Finding, few: Sequence[Finding], after: Iterable[Finding]) -> Headcount | None:
    ends = ENDS_OF.get(base.measure, ENDS)
    own = [f for f in few if base.id in f.inputs and f.measure in ends and achieved(f)]
    if sum((f.measure, f.value) == (base.measure, base.value) for f in few) == 1:  # n can mean no other
        own += [f for f in after if f.measure in AFTER and (f.base, f.n) == (base.measure, base.value)]
    if any(f.measure == "returned" for f in own):
        own = [f for f in own if f.measure != "reemployed"]
    parts = sorted(own, key=lambda f: (f.measure == "stayed", f.id))
    fitting = len({f.measure for f in parts}) == len(parts) and _fits(base, parts)
    return Headcount(base, tuple(parts)) if parts and fitting else None


def _fits(base: Finding, parts: Sequence[Finding]) -> bool:
    return sum(Headcount(base, tuple(parts)).counts()) <= (base.value or 0)


def _planned(base: Finding, few: Iterable[Finding]) -> Iterable[Headcount]:
    """Each source's plan of who is for which track."""
    plans: dict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for f in few:
        if base.id in f.inputs and not achieved(f) and f.track in TRACKS:
            plans[tuple(citation.key for citation in f.sources)].append(f)
    for parts in plans.values():
        ordered = tuple(sorted(parts, key=lambda f: TRACKS.index(f.track)))
        if _fits(base, ordered):
            yield Headcount(base, ordered)


def _went(planned: Finding, few: Iterable[Finding], study: Study) -> Iterable[Headcount]:
    """What became of those whom a plan divided: who moved, or that this was not found, and who works."""
    for gap in missing(study).where(measure="departed"):
        yield Headcount(planned, (gap,))
    for share in study.published("outcomes").where(unit="share", status="achieved", measure="employed"):
        bases = [f for f in few if f.measure == share.base and achieved(f) and f.value == share.n]
        if len(bases) == 1:
            yield Headcount(bases[0], (share,))


def counted(rows: Iterable[Headcount]) -> Findings:
    """The findings that headcounts show."""
    return Findings({f.id: f for row in rows for f in (row.of, *row.parts)}.values())
