"""Findings as a language and a house style write them: figure with hedge, interval, period, scope."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from gspbrief.findings.finding import Finding
from gspbrief.language.formats import Format, rounded, significant
from gspbrief.language.labels import label, words
from gspbrief.project.subjects import ORIGINAL

TIMINGS = {"cumulative": "timing_total", "per_year": "timing_per_year", "average": "timing_average"}
SMALL = 0.1  # percent and points: with one decimal little or nothing would be left of these
NOT_STATED, UNALLOCATED = "not_stated", "unallocated"
BARE = frozenset({  # what prose counts in its own words; a table says persons
    "persons", "share", "inputs", "draws", "partnerships", "questions", "estimates", "measures", "statements",
    "statistic",
})  # fmt: skip
SHARES = ("share", "relative_change", "share_difference")  # printed in percent or points
PERCENT_RATIOS = frozenset({"attainment"})  # ratios of like to like that readers expect in percent


def figure(finding: Finding, form: Format, as_percent: bool = False) -> str:
    """The figure with its hedge, such as ``more than AUD 350 million`` or ``9–10 percent``."""
    return hedged(_unhedged(finding, form, as_percent), finding, form)


def _unhedged(finding: Finding, form: Format, as_percent: bool = False) -> str:
    ends = (finding.low, finding.high) if finding.value is None else (finding.value,)
    return quantity([end for end in ends if end is not None], finding, form, as_percent)


def exact_amount(finding: Finding, form: Format) -> str:
    """An amount of money to the last unit that its source prints, and not in millions."""
    ends = [x for x in (finding.value, finding.low, finding.high) if x is not None][:2]
    return hedged(form.money(ends, finding.currency, millions=False, bound=finding.bound), finding, form)


def stated(finding: Finding, form: Format) -> str:
    """The figure as it stands in a table: with what it counts, and with its sign where it is a change."""
    if finding.unit == "persons" and finding.found:
        return counted(finding, form)
    text = hedged(_signed(_unhedged(finding, form), finding), finding, form)
    per = finding.per if finding.unit == "ratio" and finding.quantity != "level" else ""
    return f"{text} {form.word('per', per)}" if per else text


def counted(finding: Finding, form: Format, one: str = "", other: str = "") -> str:
    """The figure and what it counts, in the singular or plural: ``1 person``, ``28 nurses``."""
    number = figure(replace(finding, unit="persons", per_period=""), form)
    if not other:
        return f"{number} {_unit(finding.value, finding.unit, form)}"
    return f"{number} {one if _one(finding.value, form) else other}"


def hedged(text: str, finding: Finding, form: Format) -> str:
    """The text with the words for the figure's bound: more than, about, at most ...; a range *or more*."""
    if finding.bound in ("exact", "range"):
        return text
    if finding.value is None and None not in (finding.low, finding.high):
        return form.word("bound_of_range", finding.bound).format(range=text)
    return f"{form.word('bound', finding.bound)} {text}"


def quantity(ends: list[float], finding: Finding, form: Format, as_percent: bool = False) -> str:
    """One number or the two ends of a range in the finding's unit; nothing but persons goes without one."""
    if words := _fraction(ends, finding):
        return form.word("fraction", words)
    text = _in_unit(ends, finding, form, as_percent)
    if finding.per_period in ("", NOT_STATED):
        return text
    return f"{text} {form.word('per_period', finding.per_period)}"


def _in_unit(ends: list[float], finding: Finding, form: Format, as_percent: bool) -> str:
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
    number = _joined(ends, finding, form)
    if finding.unit == "sd":
        return f"{number} {form.word('phrase', 'standard_deviations')}"
    if finding.unit == "ratio":
        return _ratio(number, finding, form)
    of_evidence = finding.grade in ("published", "derived")  # the label of an assumption has its unit
    if finding.unit in BARE or not of_evidence:
        return number
    return f"{number} {_unit(ends[-1], finding.unit, form)}"


def _ratio(number: str, finding: Finding, form: Format) -> str:
    """A ratio that a source prints says of what to what; of a computed one its measure does."""
    if finding.quantity == "change" and finding.start:
        return form.word("phrase", "times_of").format(number=number, date=form.date(finding.start))
    if finding.quantity == "level" or (finding.per and finding.quantity != "change"):
        return number  # a table says per what, a sentence in its own words
    return form.word("phrase", "times").format(number=number)


def _unit(count: float | None, unit: str, form: Format) -> str:
    return form.word("unit_one" if _one(count, form) else "unit", unit)


def _one(count: float | None, form: Format) -> bool:
    return count is not None and form.plural(count) == "one"


def _signed(text: str, finding: Finding) -> str:
    """A change or an effect with a plus where it is one; a minus is there already."""
    ends = [end for end in (finding.value, finding.low, finding.high) if end is not None]
    moved = finding.quantity in ("change", "effect") and finding.unit != "ratio"
    return f"+{text}" if moved and min(ends) > 0 else text


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
    if unit in (*SHARES, "persons", "households"):
        whole = abs(number) >= 10 or unit in ("persons", "households")
        return 0 if whole else 2 if 0 < abs(number) < SMALL else 1
    return 3 if unit == "probability" else 1 if abs(number) >= 10 else 2


def period(finding: Finding, form: Format) -> str:
    """When the figure holds, in words: a span, or the date up to which it is counted; empty if unknown."""
    return spelled_period(finding.start, finding.end, finding.timing, finding.approximate, form)


def spelled_period(start: str, end: str, timing: str, approximate: bool, form: Format) -> str:
    """A span or date in words, to the day, month or year that is known of each end."""
    if timing in ("cumulative", "as_of") and end and not start:
        return form.word("phrase", f"timing_{timing}").format(date=_dated(form.date(end), approximate, form))
    if start and not end:
        text = form.word("phrase", "since").format(date=form.date(start))
    elif start and start != end:
        text = form.span(start, end)
        text = form.word("phrase", "about_span").format(span=text) if approximate else text
    else:
        text = _dated(form.date(end), approximate, form)
    if timing == "per_year" and not text:
        return form.word("phrase", "per_year_undated")
    name = TIMINGS.get(timing, "")
    return form.word("phrase", name).format(span=text) if text and name else text


def _dated(date: str, approximate: bool, form: Format) -> str:
    return form.word("phrase", "about_date").format(date=date) if date and approximate else date


def measured(measure: str, quantity_word: str, form: Format) -> str:
    """What was measured: a change or an effect says that it is one."""
    moved = quantity_word in ("change", "effect")
    people = moved and measure in words("base")  # a change in people working abroad, not in working abroad
    what = form.word("base" if people else "measure", measure)
    return form.word("quantity", quantity_word).format(what=what)


def of_what(finding: Finding, form: Format) -> str:
    """What a share is a share of, an amount is per, a change or an effect is against; empty where unknown."""
    costs = finding.unit == "money" and finding.grade == "derived"  # its count is what it is per
    base = "" if costs else base_of(finding, form)
    per = form.word("per", finding.per) if finding.per and finding.unit != "ratio" else ""
    time = form.word("per_period", NOT_STATED) if finding.per_period == NOT_STATED else ""
    comparator = finding.details.get("comparator", "") if form.lang == ORIGINAL else ""
    against = form.word("phrase", "against").format(what=comparator) if comparator else ""
    return form.series(filter(None, (base, per, time, against)))


def beside(finding: Finding, form: Format) -> list[str]:
    """What has to be said beside a figure: of whom or what, which part of it, its interval, when."""
    parts = (of_what(finding, form), *scope(finding, form), interval(finding, form), period(finding, form))
    return [part for part in parts if part]


def paid_by(finding: Finding, form: Format) -> str:
    """Who pays, in words; of what the shares of a cost leave, those whom the source names."""
    rest = finding.details.get("rest_paid_by", "")
    payer = finding.details.get("payer", "")
    if payer == UNALLOCATED and rest:
        named = form.listing(form.word("payer", word) for word in rest.split(";"))
        return form.word("phrase", "together").format(payers=named)
    return form.word("payer", payer) if payer else ""


def base_of(finding: Finding, form: Format) -> str:
    """What a share is a share of, with its count where it is known, which no plural has to agree with."""
    return with_count(finding.base, finding.n, form)


def with_count(base: str, n: int | None, form: Format) -> str:
    """Of whom, by a word of the vocabulary, and of how many."""
    text = form.word("base", base) if base else ""
    if n is None:
        return text
    count = form.number(n)
    return form.word("phrase", "of_count").format(base=text, n=count) if text else f"n = {count}"


def scope(
    finding: Finding, form: Format, group: Callable[[str, Format], str] = lambda text, form: form.group(text)
) -> list[str]:
    """Who pays, which part of the programme a figure covers, what else it is about; empty for all of it.

    Parameters
    ----------
    group : callable
        How the evidence's words for whose figure it is are written.
    """
    places = [text for text in (finding.origin, finding.destination) if text]
    parts = [text for text in (paid_by(finding, form),) if text]
    parts += [form.countries(text.split(";")) for text in places]
    parts += [form.word("track", finding.track)] if finding.track else []
    repeated = bool(finding.base) and finding.group == label("base", finding.base)
    parts += [group(finding.group, form)] if finding.group and not repeated else []
    parts += [form.word("about", finding.about)] if finding.about else []
    return parts
