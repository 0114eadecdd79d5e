"""How many people left through a partnership, what share of those trained, and who paid, as lists say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gspbrief.analysis.migration import RATES, rate_name, rates
from gspbrief.evidence.study import Study
from gspbrief.findings.derivation import achieved
from gspbrief.findings.finding import Finding
from gspbrief.language.figures import figure, period, scope
from gspbrief.language.formats import Format
from gspbrief.synthesis.definitions import QUESTIONS, AskedOfAll, counts_for_it
from gspbrief.synthesis.scorecard import paying

LEFT = ("placement_rate", "migration_rate")  # of those who were trained, or chosen for it
_TRAINED = RATES["placement_rate"][0][1]
_OPEN = "right_censored"  # people were still on their way
_ENDS = {"at_least", "above", "at_most", "below"}  # of such a share only a limit is in print
_BY_MEASURE = (
    "trained",
)  # whose measures come one before the other: who passed a test need not be all trained


def most_moved(study: Study) -> Finding | None:
    """The largest achieved count of people who moved or work abroad; None without one.

    A figure is one if it answers the question how many left, which plans and weak sources do not, and counts
    persons.
    """
    asked = QUESTIONS["departed"]
    answers = [f for f in study.published("migration") if asked.answered_by(f, study.partnership)]
    return largest(answers, asked)


def largest(held: Iterable[Finding], asked: AskedOfAll) -> Finding | None:
    """Of figures on how many came so far the largest count of persons; None without one.

    Counts of several periods or groups are never added. Who was trained comes before who completed the
    course, and both before who passed an examination.
    """
    order = asked.measures if asked.name in _BY_MEASURE else ()
    counts = [f for f in held if f.unit == "persons"]
    return max(counts, key=lambda f: (-order.index(f.measure) if order else 0, least(f)), default=None)


def share_moved(study: Study) -> Finding | None:
    """The share of those trained who left, else of those who began or were chosen; None without one.

    A share is published, or follows from two counts of the same people. Of several, one of graduates comes
    before one of entrants, of all before a part, and the latest before others; a rate of people who were
    still on their way comes after all of them.
    """
    found = [
        f for f in study.published("migration") if f.unit == "share" and rate_name(f.measure, f.base) in LEFT
    ]
    found += [f for f in rates(study) if f.measure in LEFT]
    firm = [f for f in found if f.found and achieved(f) and counts_for_it(f)]
    return max(
        firm,
        key=lambda f: (_OPEN not in f.caveats, f.base in _TRAINED, not _of_a_part(f), f.end, f.n or 0),
        default=None,
    )


def _of_a_part(share: Finding) -> bool:
    return bool(share.group or share.origin or share.destination or share.track)


def _orders(share: Finding) -> bool:
    """Whether a share compares with others: of those trained, who all had their time, and no mere limit."""
    return share.base in _TRAINED and share.bound not in _ENDS and _OPEN not in share.caveats


def in_numbers(study: Study | None) -> dict[str, float | str]:
    """How many left, what share of those trained, and who paid, as pages about all order by them.

    Counts and shares are what they are at least; 0 where nothing is in print. A share orders only where it is
    of those trained and more than a limit: of those who were chosen it is another thing.
    """
    count, share = (most_moved(study), share_moved(study)) if study else (None, None)
    return {
        "people": least(count) if count else 0,
        "share": least(share) if share and _orders(share) else 0,
        "payer": paying(study).state if study else "",
    }


def in_words(study: Study | None, form: Format) -> dict[str, str]:
    """The count and the share with which part of the people each is on and when; the share with of whom."""
    count, share = (most_moved(study), share_moved(study)) if study else (None, None)
    return {
        "moved": _written(count, scope(count, form), form) if count else "",
        "share_said": _of_whom(share, form) if share else "",
    }


def least(found: Finding) -> float:
    """How much a figure is at least; 0 where it is none."""
    if found.unit == "share" and found.bound in ("at_most", "below"):
        return found.low or 0
    return found.value if found.value is not None else found.low or 0


def _of_whom(share: Finding, form: Format) -> str:
    still = form.word("phrase", "more_may_follow") if _OPEN in share.caveats else ""
    return _written(share, [form.word("base", share.base), *scope(share, form)], form, still)


def _written(found: Finding, of: Sequence[str], form: Format, still: str = "") -> str:
    beside = ", ".join(filter(None, (*of, period(found, form), still)))
    return f"{figure(found, form)} ({beside})" if beside else figure(found, form)
