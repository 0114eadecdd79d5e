"""Numbers, money, dates and lists as a language and a house style write them (CLDR, through Babel)."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from functools import cached_property

from babel import Locale
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal, get_group_symbol

from gspbrief.language import styles
from gspbrief.language.labels import label
from gspbrief.language.languages import Language, language
from gspbrief.language.style import Style
from gspbrief.language.typography import elided_plain, merged, respelled, spaced, title_case

MILLION = 1_000_000
# More must not be claimed than is known: what is at least 75.56 is at least 75.5 and not 75.6.
_ROUNDING = {"above": ROUND_FLOOR, "at_least": ROUND_FLOOR, "below": ROUND_CEILING, "at_most": ROUND_CEILING}
_PERCENTAGE = re.compile(r"^([^\d−]*)([\d−][\d\s.,–−]*%)")
_RANGE = re.compile(r"(?<=\d)–(?=\d)")
_MONTH_FIRST = 7  # a date as "2016-12" is seven characters long


@dataclass(frozen=True)
class Format:
    """How one language and house style write figures.

    Attributes
    ----------
    lang : str
        A language that has a file of words, such as ``fr``.
    style : Style
        The house style: how what a language leaves open is written, and the mark in a span of years.
    texts : mapping of str to str
        What the evidence says in English, in this language (`evidence_texts`).
    """

    lang: str
    style: Style = field(default_factory=styles.find)
    texts: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    _words: dict[tuple[str, str], str] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def language(self) -> Language:
        """How the language is written, and its words."""
        return language(self.lang)

    @cached_property
    def locale(self) -> Locale:
        """The CLDR locale behind it."""
        return Locale.parse(self.language.locale or self.style.writing.locale.replace("-", "_"))

    @property
    def tag(self) -> str:
        """The language tag of a text, such as ``en-GB`` or ``fr``."""
        return self.lang if self.language.locale else self.style.writing.locale

    @property
    def spelling(self) -> str:
        """The name of the spelling that the style asks for."""
        return self.style.writing.spelling

    @property
    def has_title_case(self) -> bool:
        """Whether the main words of headings begin with capitals."""
        return bool(self.language.small_words) and self.style.writing.headings == "title"

    def translated(self, text: str) -> str:
        """A text of the evidence in this language, with its full stop or not; empty if only in English."""
        return self.texts.get(text, "") or self.texts.get(f"{text}.", "").removesuffix(".")

    def named(self, name: str) -> str:
        """A name of the evidence, in this language where it has one."""
        return self.translated(name) or name

    def number(self, number: float, decimals: int = 2, fixed: bool = False, bound: str = "exact") -> str:
        """A number with at most, or exactly, so many decimals and thousands grouped as the language does.

        A lower bound is rounded down and an upper one up.
        """
        pattern = "#,##0." + ("0" if fixed else "#") * decimals if decimals else "#,##0"
        value = rounded(number, -decimals, bound)
        grouped = abs(value) >= self.language.grouped_from
        text = format_decimal(value, format=pattern, locale=self.locale, group_separator=grouped)
        between = self.language.thousands or self.style.writing.thousands
        return text.replace(get_group_symbol(self.locale), between).replace("-", "−")

    def percent(self, text: str) -> str:
        """A number that is already text, as a percentage."""
        return (self.language.percent or self.style.writing.percent).format(text)

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
        return elided_plain(self.language.money.format(amount=text, currency=currency), self.language)

    def joined(self, ends: list[str], first: float) -> str:
        """One number or a range; a dash before or behind a minus sign could not be read."""
        if len(ends) > 1 and first < 0:
            return self.word("phrase", "to").format(low=ends[0], high=ends[1])
        return "–".join(ends)

    def years(self, start: int, end: int) -> str:
        """A span of years, as in 2015–16."""
        if start == end:
            return str(start)
        same = str(start)[:2] == str(end)[:2]
        short = str(end)[2:] if same and self.language.short_years else str(end)
        return f"{start}{self.style.writing.years}{short}"

    def date(self, iso: str) -> str:
        """A year, a month or a day that is given as ISO 8601 text."""
        if len(iso) < _MONTH_FIRST:
            return iso
        if len(iso) == _MONTH_FIRST:
            day = dt.date.fromisoformat(f"{iso}-01")
            return format_date(day, self.language.month, locale=self.locale)
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
        name = str(self.locale.territories.get(codes[0], alpha3))
        return name.replace(" & ", f" {self.word('frame', 'conj')} ")

    def in_order(self, codes: Iterable[str]) -> list[str]:
        """The names of countries in the alphabetical order of the language, whatever order they come in."""
        return sorted((self.country(code) for code in codes), key=alphabetical)

    def countries(self, codes: Iterable[str]) -> str:
        """Countries as an enumeration in alphabetical order."""
        return self.listing(self.in_order(codes))

    def listing(self, items: Iterable[str]) -> str:
        """Items as an enumeration, written as the prose is: a, b and c."""
        *others, last = list(items) or [""]
        change, joint = self.language.changed_and, self.word("frame", "conj")
        if change and re.match(change.before, last, re.IGNORECASE):
            joint = change.to
        return f" {joint} ".join(filter(None, (", ".join(others), last)))

    def in_sentence(self, text: str) -> str:
        """A figure as a sentence takes it: a range in words, a percentage with an article, as languages ask.

        ``9 500 à 17 000 EUR``, ``más del 2 %``; what stands in parentheses stays as it is in tables.
        """
        said = self.language.percent_article
        if said and _PERCENTAGE.search(text):
            with_article = _PERCENTAGE.sub(lambda match: f"{match[1]}{said.article} {match[2]}", text)
            return merged(with_article, self.language)
        if not self.language.ranges_in_words:
            return text
        figure, opened, beside = text.partition(" (")
        return _RANGE.sub(self.word("phrase", "to").format(low="", high=""), figure) + opened + beside

    def series(self, items: Iterable[str]) -> str:
        """Items one after the other, between semicolons."""
        return f"{self.semicolon} ".join(items)

    @property
    def colon(self) -> str:
        """A colon with what stands before it."""
        return self.language.colon

    @property
    def semicolon(self) -> str:
        """A semicolon with what stands before it."""
        return self.language.semicolon

    def plural(self, number: float) -> str:
        """The CLDR plural form of a count, reduced to ``one`` or ``other``."""
        return "one" if self.locale.plural_form(number) == "one" else "other"

    def word(self, vocabulary: str, word: str) -> str:
        """The label of a vocabulary's word, in the spelling of the style."""
        asked = (vocabulary, word)
        if asked not in self._words:  # a brief asks thousands of times for some hundred words
            self._words[asked] = self.written(label(vocabulary, word, self.lang))
        return self._words[asked]

    def group(self, text: str) -> str:
        """Whose figure one is: the evidence's English text where the language has no words for it."""
        return self.written(self.language.group(text) or text)

    def written(self, text: str) -> str:
        """Words with the spaces of the language and in the spelling of the style."""
        return respelled(spaced(text, self.language), self.language, self.spelling)

    def titled(self, text: str) -> str:
        """A heading, with capitals where the style and the language want them."""
        return title_case(text, self.language) if self.has_title_case else text

    @property
    def frame(self) -> dict[str, object]:
        """The words of a page's frame, and the quotation marks that the language has of its own."""
        words: dict[str, object] = {name: self.word("frame", name) for name in self.language.labels["frame"]}
        quotes = {"quotes": list(self.language.quotes)} if self.language.quotes else {}
        return words | {"key_messages": self.titled(self.word("frame", "key_messages"))} | quotes

    def bytes(self, size: int) -> str:
        """The size of a download."""
        return f"{max(1, round(size / 1000))} kB"


def alphabetical(name: str) -> str:
    """A name as it sorts: without capitals, and without accents, which no language here sorts by."""
    return "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))


def significant(number: float, digits: int, bound: str = "exact") -> float:
    """A number to so many significant digits; a lower bound is rounded down and an upper one up."""
    leading = Decimal(f"{number:.12g}").adjusted() if number else 0
    return float(rounded(number, leading - digits + 1, bound))


def rounded(number: float, exponent: int, bound: str) -> Decimal:
    """A number to a power of ten; beyond twelve digits it is noise of floating point."""
    unit = Decimal(1).scaleb(exponent)
    return Decimal(f"{number:.12g}").quantize(unit, _ROUNDING.get(bound, ROUND_HALF_UP))
