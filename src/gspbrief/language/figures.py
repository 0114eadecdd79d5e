"""Findings as a language and a house style write them: figure with hedge, interval, period, scope."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gspbrief.findings.finding import Finding
from gspbrief.language.formats import Format, rounded, significant
from gspbrief.language.labels import label
from gspbrief.project.subjects import ORIGINAL

SMALL = 0.1  # percent and points: with one decimal little or nothing would be left of these
PERCENT_RATIOS = frozenset({"attainment"})  # ratios of like to like that readers expect in percent


def figure(finding: Finding, form: Format, as_percent: bool = False) -> str:
    """The figure with its hedge, such as ``more than AUD 350 million`` or ``9–10 percent``."""
    if finding.value is not None:
        text = quantity([finding.value], finding, form, as_percent)
    else:
        text = quantity([x for x in (finding.low, finding.high) if x is not None], finding, form, as_percent)
    return hedged(text, finding, form)


def exact_amount(finding: Finding, form: Format) -> str:
    """An amount of money to the last unit that its source prints, and not in millions."""
    ends = [x for x in (finding.value, finding.low, finding.high) if x is not None][:2]
    return hedged(form.money(ends, finding.currency, millions=False, bound=finding.bound), finding, form)


def hedged(text: str, finding: Finding, form: Format) -> str:
    """The text behind the words for the figure's bound: more than, about, at most ..."""
    if finding.bound in ("exact", "range"):
        return text
    return f"{form.word('bound', finding.bound)} {text}"


def quantity(ends: list[float], finding: Finding, form: Format, as_percent: bool = False) -> str:
    """One number or the two ends of a range in the finding's unit."""
    if words := _fraction(ends, finding):
        return form.word("fraction", words)
    if finding.unit in ("share", "relative_change") or finding.measure in PERCENT_RATIOS or as_percent:
        return form.percent(_joined([100 * end for end in ends], finding, form))
    if finding.unit == "share_difference":
        points = [100 * end for end in ends]
        last = rounded(points[-1], -_decimals(points[-1], finding.unit, finding.grade), finding.bound)
        unit = f"percentage_points_{form.plural(float(last))}"
        return f"{_joined(points, finding, form)} {form.word('phrase', unit)}"
    if finding.unit == "money":
        exact = finding.grade == "published"
        amounts = ends if exact else [significant(end, 3, finding.bound) for end in ends]
        return form.money(amounts, finding.currency, 2 if exact else 0, bound=finding.bound)
    if finding.unit == "sd":
        return f"{_joined(ends, finding, form)} {form.word('phrase', 'standard_deviations')}"
    return _joined(ends, finding, form)


def interval(finding: Finding, form: Format) -> str:
    """What stands beside a figure: its interval or range, with level and kind in words; empty where none.

    Beside a figure that is an interval itself stand only its level and kind.
    """
    if finding.low is None or finding.high is None or (finding.value is None and finding.level is None):
        return ""
    ends = "" if finding.value is None else quantity([finding.low, finding.high], finding, form)
    kind = form.word("interval", finding.interval) if finding.interval else ""
    if finding.level is not None:
        level = form.percent(form.number(100 * finding.level, 1))
        kind = form.word("phrase", "level").format(level=level, kind=kind).rstrip(" :")
    return ", ".join(filter(None, (ends, kind))) if kind else ""


def with_range(finding: Finding, form: Format) -> str:
    """The figure followed by the ends of its range in parentheses, without saying what the range is."""
    if finding.value is None or finding.low is None or finding.high is None:
        return figure(finding, form)
    return f"{figure(finding, form)} ({quantity([finding.low, finding.high], finding, form)})"


_FRACTIONS = {
    "one_quarter": 1 / 4,
    "one_third": 1 / 3,
    "half": 1 / 2,
    "two_thirds": 2 / 3,
    "three_quarters": 3 / 4,
}
_FRACTION_ROUNDING = 0.001


def _fraction(ends: list[float], finding: Finding) -> str:
    """The word for a share that its source prints in words, such as about two-thirds."""
    in_words = bool(finding.as_printed) and not re.search(r"\d", finding.as_printed)
    if finding.unit != "share" or len(ends) != 1 or not in_words:
        return ""
    near = (word for word, share in _FRACTIONS.items() if abs(share - ends[0]) < _FRACTION_ROUNDING)
    return next(near, "")


def _joined(ends: list[float], finding: Finding, form: Format) -> str:
    return joined(ends, finding.unit, finding.grade, finding.bound, form)


def joined(ends: Sequence[float], unit: str, grade: str, bound: str, form: Format) -> str:
    """One number or the two ends of a range, as exact as they are known; percent for a share."""
    texts = dict.fromkeys(form.number(end, _decimals(end, unit, grade), bound=bound) for end in ends)
    return form.joined(list(texts), ends[0])


def _decimals(number: float, unit: str, grade: str) -> int:
    """Published figures keep what their source prints; computed ones have two or three meaningful digits."""
    if grade == "published":
        return 2
    if unit in ("share", "relative_change", "share_difference", "persons", "households"):
        whole = abs(number) >= 10 or unit in ("persons", "households")
        return 0 if whole else 2 if 0 < abs(number) < SMALL else 1
    return 1 if abs(number) >= 10 else 2


def period(finding: Finding, form: Format) -> str:
    """When the figure holds, in words: a span, or the date up to which it is counted; empty if unknown."""
    if finding.timing in ("cumulative", "as_of") and finding.end and not finding.start:
        return form.word("phrase", f"timing_{finding.timing}").format(date=form.date(finding.end))
    text = form.span(finding.start, finding.end)
    if text and finding.timing == "cumulative":
        return form.word("phrase", "timing_total").format(span=text)
    if text and finding.timing in ("per_year", "average"):
        return form.word("phrase", f"timing_{finding.timing}").format(span=text)
    return text


def scope(finding: Finding, form: Format) -> str:
    """Which part of the programme a figure covers: countries, track, group; empty for all of it."""
    places = [text for text in (finding.origin, finding.destination) if text]
    parts = [form.countries(text.split(";")) for text in places]
    parts += [form.word("track", finding.track)] if finding.track else []
    repeated = bool(finding.base) and finding.group == label("base", finding.base)
    parts += [form.written(finding.group)] if finding.group and form.lang == ORIGINAL and not repeated else []
    return form.series(parts)
