"""Figures, money, periods and hedges as a language and a house style write them (CLDR, through Babel)."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, get_group_symbol

from gspbrief.findings import Finding
from gspbrief.labels import label
from gspbrief.language import styles
from gspbrief.language.style import Style

NARROW_SPACE, NO_BREAK_SPACE = "\u202f", "\u00a0"
MILLION = 1_000_000
SMALL = 0.1  # percent and points: with one decimal little or nothing would be left of these
PERCENT_RATIOS = frozenset({"attainment"})  # ratios of like to like that readers expect in percent
# More must not be claimed than is known: what is at least 75.56 is at least 75.5 and not 75.6.
_ROUNDING = {
    "above": ROUND_FLOOR,
    "at_least": ROUND_FLOOR,
    "below": ROUND_CEILING,
    "at_most": ROUND_CEILING,
}
_LOCALES = {"fr": "fr_FR", "es": "es_ES"}
_I_SOUND = re.compile(r"h?[ií](?![aeo])", re.IGNORECASE)  # before it Spanish writes e for y
_PERCENTAGE = re.compile(r"^([^\d−]*)([\d−][\d\s.,–−]*%)")
_MONTH_FIRST = 7  # a date as "2016-12" is seven characters long


@dataclass(frozen=True)
class Format:
    """How one language and house style write figures.

    Attributes
    ----------
    lang : str
        ``en``, ``fr`` or ``es``.
    style : Style
        The house style: its forms of English, and the mark in a span of years.
    """

    lang: str
    style: Style = field(default_factory=styles.find)

    @cached_property
    def locale(self) -> Locale:
        """The CLDR locale behind it."""
        return Locale.parse(_LOCALES.get(self.lang, self.style.writing.locale.replace("-", "_")))

    @property
    def tag(self) -> str:
        """The language tag of a text, such as ``en-GB`` or ``fr``."""
        return self.style.writing.locale if self.lang == "en" else self.lang

    @property
    def respells(self) -> bool:
        """Whether what is written in British spelling becomes American."""
        return self.lang == "en" and self.style.writing.spelling == "american"

    @property
    def has_title_case(self) -> bool:
        """Whether the main words of headings begin with capitals."""
        return self.lang == "en" and self.style.writing.headings == "title"

    def number(self, number: float, decimals: int = 2, fixed: bool = False, bound: str = "exact") -> str:
        """A number with at most, or exactly, so many decimals and grouped thousands.

        A lower bound is rounded down and an upper one up.
        """
        pattern = "#,##0." + ("0" if fixed else "#") * decimals if decimals else "#,##0"
        text = format_decimal(_rounded(number, -decimals, bound), format=pattern, locale=self.locale)
        between = self.style.writing.thousands if self.lang == "en" else NARROW_SPACE
        return text.replace(get_group_symbol(self.locale), between).replace("-", "−")

    def percent(self, text: str) -> str:
        """A number that is already text, as a percentage."""
        if self.lang == "en":
            return self.style.writing.percent.format(text)
        return f"{text}{NO_BREAK_SPACE}%"

    def money(
        self,
        amounts: Iterable[float],
        currency: str,
        decimals: int = 2,
        millions: bool = True,
        bound: str = "exact",
    ) -> str:
        """One amount or the two ends of a range, from a million upwards in millions if wanted."""
        numbers = list(amounts)
        large = millions and min(abs(n) for n in numbers) >= MILLION
        cents = not large and decimals > 0 and any(n != round(n) for n in numbers)
        ends = [
            self.number(n / MILLION, bound=bound) if large else self.number(n, decimals, cents, bound)
            for n in numbers
        ]
        text = self.joined(list(dict.fromkeys(ends)), numbers[0])
        if large:
            plural = self.plural(max(abs(n) for n in numbers) / MILLION)
            text = f"{text} {self.word('phrase', f'million_{plural}')}"
        return f"{currency} {text}" if self.lang == "en" else f"{text}{NO_BREAK_SPACE}{currency}"

    def joined(self, ends: list[str], first: float) -> str:
        """One number or a range; a dash before or behind a minus sign could not be read."""
        if len(ends) > 1 and first < 0:
            return self.word("phrase", "to").format(low=ends[0], high=ends[1])
        return "–".join(ends)

    def years(self, start: int, end: int) -> str:
        """A span of years, as in 2015–16."""
        if start == end:
            return str(start)
        same = str(start)[:2] == str(end)[:2] and self.lang != "es"  # Spanish writes both in full
        short = str(end)[2:] if same else str(end)
        return f"{start}{self.style.writing.years}{short}"

    def date(self, iso: str) -> str:
        """A year, a month or a day that is given as ISO 8601 text."""
        if len(iso) < _MONTH_FIRST:
            return iso
        if len(iso) == _MONTH_FIRST:
            pattern = "MMMM 'de' y" if self.lang == "es" else "MMMM y"  # CLDR's yMMMM
            return format_date(dt.date.fromisoformat(f"{iso}-01"), pattern, locale=self.locale)
        return format_date(dt.date.fromisoformat(iso), "long", locale=self.locale)

    def span(self, start: str, end: str) -> str:
        """A period between two ISO dates; either may be empty."""
        if not start or not end or start == end:
            return self.date(start or end)
        if len(start) == len(end) == len("2016"):
            return self.years(int(start), int(end))
        return self.word("phrase", "span").format(start=self.date(start), end=self.date(end))

    def country(self, alpha3: str) -> str:
        """A country's name from its ISO 3166-1 alpha-3 code."""
        aliases = {"XKX": ["XK"], **get_global("territory_aliases")}
        codes = aliases.get(alpha3, [alpha3])
        return str(self.locale.territories.get(codes[0], alpha3))

    def listing(self, items: Iterable[str]) -> str:
        """Items as an enumeration: a, b, and c."""
        names = list(items)
        text = format_list(names, style="standard", locale=self.locale)
        if self.lang == "es" and len(names) > 1 and _I_SOUND.match(names[-1]):
            return f"{text.removesuffix(f'y {names[-1]}')}e {names[-1]}"
        return text

    def in_sentence(self, text: str) -> str:
        """A figure as a sentence takes it; Spanish wants an article before a percentage: ``más del 2 %``."""
        if self.lang != "es":
            return text
        return _PERCENTAGE.sub(lambda match: f"{match[1]}el {match[2]}".replace("de el ", "del "), text)

    def series(self, items: Iterable[str]) -> str:
        """Items one after the other, between semicolons."""
        return f"{self.semicolon} ".join(items)

    @property
    def colon(self) -> str:
        """A colon with what stands before it."""
        return f"{NARROW_SPACE}:" if self.lang == "fr" else ":"

    @property
    def semicolon(self) -> str:
        """A semicolon with what stands before it."""
        return f"{NARROW_SPACE};" if self.lang == "fr" else ";"

    def plural(self, number: float) -> str:
        """The CLDR plural form of a count, reduced to ``one`` or ``other``."""
        return "one" if self.locale.plural_form(number) == "one" else "other"

    def word(self, vocabulary: str, word: str) -> str:
        """The label of a vocabulary's word, in the spelling of the style."""
        text = label(vocabulary, word, self.lang)
        if self.lang == "fr":
            return french(text)
        return american(text) if self.respells else text

    def bytes(self, size: int) -> str:
        """The size of a download."""
        return f"{max(1, round(size / 1000))} kB"


_AMERICAN = {
    "programme": "program", "labour": "labor", "organis": "organiz", "recognis": "recogniz",
    "centre": "center", "licence": "license", "utilis": "utiliz", "behaviour": "behavior",
    "favour": "favor", "enrolment": "enrollment", "subsidis": "subsidiz", "specialis": "specializ",
    "neighbour": "neighbor", "modelled": "modeled", "counselling": "counseling",
    "ageing": "aging",
}  # fmt: skip
_BRITISH = re.compile("|".join(_AMERICAN), re.IGNORECASE)


def american(text: str) -> str:
    """Text in American spelling; templates and labels are written in British spelling."""
    return _BRITISH.sub(_respelled, text)


_HIGH_MARK = re.compile(r"(?<=\S) (?=[:;!?»](?!\[))")  # "![" begins an image


def french(text: str) -> str:
    """Text with the narrow space that does not break, where French puts one beside : ; ! ? and in « »."""
    return _HIGH_MARK.sub(NARROW_SPACE, text).replace("« ", f"«{NARROW_SPACE}")


_ELISION = re.compile(r"\b([Dd]|[Qq]u|[Jj]usqu)e (?=\*{0,2}\[[aeiouéè][^\]]*\]\(#n-)")


def elided(text: str) -> str:
    """Woven French with *de* and *que* elided before a figure that begins with a vowel: d’environ 1 450."""
    return _ELISION.sub(r"\1’", text)


def _respelled(match: re.Match[str]) -> str:
    spelled = _AMERICAN[match[0].lower()]
    return spelled.capitalize() if match[0][0].isupper() else spelled


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
        last = _rounded(points[-1], -_decimals(points[-1], finding), finding.bound)
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
    texts = list(
        dict.fromkeys(form.number(end, _decimals(end, finding), bound=finding.bound) for end in ends)
    )
    return form.joined(texts, ends[0])


def _decimals(number: float, finding: Finding) -> int:
    """Published figures keep what their source prints; computed ones have two or three meaningful digits."""
    if finding.grade == "published":
        return 2
    if finding.unit in ("share", "relative_change", "share_difference", "persons", "households"):
        whole = abs(number) >= 10 or finding.unit in ("persons", "households")
        return 0 if whole else 2 if 0 < abs(number) < SMALL else 1
    return 1 if abs(number) >= 10 else 2


def significant(number: float, digits: int, bound: str = "exact") -> float:
    """A number to so many significant digits; a lower bound is rounded down and an upper one up."""
    leading = Decimal(f"{number:.12g}").adjusted() if number else 0
    return float(_rounded(number, leading - digits + 1, bound))


def _rounded(number: float, exponent: int, bound: str) -> Decimal:
    """A number to a power of ten; beyond twelve digits it is noise of floating point."""
    unit = Decimal(1).scaleb(exponent)
    return Decimal(f"{number:.12g}").quantize(unit, _ROUNDING.get(bound, ROUND_HALF_UP))


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
    parts = [form.listing(form.country(code) for code in text.split(";")) for text in places]
    parts += [form.word("track", finding.track)] if finding.track else []
    repeated = bool(finding.base) and finding.group == label("base", finding.base)
    parts += [finding.group] if finding.group and form.lang == "en" and not repeated else []
    return form.series(parts)
