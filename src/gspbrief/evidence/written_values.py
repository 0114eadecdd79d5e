"""Numbers, dates and blanks as people write them: what they can mean, and where that is two things."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

POINT, COMMA = ".", ","
DAY_FIRST, MONTH_FIRST = "dmy", "mdy"
NOTHING = frozenset({
    "n/a", "n.a.", "na", "n. a.", "#n/a", "#na", "nan", "null", "none", "nil", "k.a.", "k. a.", "k.A.",
    "keine angabe", "s.o.", "nd", "n.d.", "n/d", "s/d", "s.d.", "-", "--", "–", "—", "−", ".", "..", "...",
    "…", "?", "/", "x",
})  # fmt: skip
"""What stands in a cell of numbers or dates where nothing is known, in small letters."""

_BLANK = "[ '\u00a0\u2009\u202f\u2019]"  # between thousands, in any language
_SIGN = r"(?P<sign>[-+\u2212]?)"
_MARKS = re.compile(r"\s*((?:[*†‡§¹²³⁴⁵⁶⁷⁸⁹]|\((?:\d|[a-z])\))+)$")
_PERCENT = re.compile(
    r"\s*(?:%|percent|per cent|pct|prozent|v\. ?h\.|pour[ -]?cent|por ciento)$", re.IGNORECASE
)
_CURRENCY = re.compile(
    r"(?P<before>[A-Z]{3}|€)?\s*(?P<number>[-+\u2212]?[\d.,].*?)\s*(?P<after>[A-Z]{3}|€)?", re.DOTALL
)
_SIGNS = {"€": "EUR"}  # of several countries are $, £ and ¥
_SPLIT_YEAR = re.compile(r"\d\d(\d\d)[-/](\d\d)", re.ASCII)
_PARTS = re.compile(r"(\d{1,4})([./-])(\d{1,4})(?:\2(\d{1,4}))?")


def _pattern(decimal: str, thousands: str) -> re.Pattern[str]:
    """Numbers with their decimals after one sign; thousands are divided by the other, or by a blank."""
    decimal, apart = re.escape(decimal), f"(?:{re.escape(thousands)}|{_BLANK})"
    in_threes = rf"[1-9]\d{{0,2}}(?P<apart>{apart})\d{{3}}(?:(?P=apart)\d{{3}})*"
    lakhs = rf"[1-9]\d?(?:(?P<two>{apart})\d\d)(?:(?P=two)\d\d)*(?P=two)\d{{3}}"  # 12,34,567 in India
    return re.compile(rf"{_SIGN}(?P<whole>{in_threes}|{lakhs}|\d+|)(?:{decimal}(?P<part>\d+))?")


_BY = {POINT: _pattern(POINT, COMMA), COMMA: _pattern(COMMA, POINT)}


@dataclass(frozen=True)
class WrittenNumber:
    """A number as somebody wrote it.

    Attributes
    ----------
    readings : mapping of str to str
        What it is if a point begins decimals, and if a comma does; only those that it can be.
    mark : str
        Signs of a footnote behind it.
    currency : str
        The code of a currency before or after it.
    percent : bool
        Whether it is said in percent; the readings are shares then.
    """

    readings: Mapping[str, str]
    mark: str = ""
    currency: str = ""
    percent: bool = False

    @property
    def ambiguous(self) -> bool:
        """Whether it is one number with a point for decimals and another with a comma."""
        return len(set(self.readings.values())) > 1


def in_ascii_digits(text: str) -> str:
    """A text with the digits of every script as those of the tables.

    Examples
    --------
    >>> in_ascii_digits("٢٠١٩-०३")
    '2019-03'
    """
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def is_split_year(text: str) -> bool:
    """Whether a text can be a year that runs into the next.

    Examples
    --------
    >>> is_split_year("2012-13"), is_split_year("2010/11"), is_split_year("2010-12")
    (True, True, False)
    """
    match = _SPLIT_YEAR.fullmatch(text)
    return match is not None and int(match[2]) == (int(match[1]) + 1) % 100


def read_number(text: str) -> WrittenNumber | None:
    """What a text says, if it is one number and nothing else than marks, a currency and percent.

    Examples
    --------
    >>> read_number("EUR 1.250.000,50").readings, read_number("1.240").readings
    ({',': '1250000.50'}, {'.': '1.240', ',': '1240'})
    >>> read_number("62 %").readings[","], read_number("120*").mark, read_number("about 120")
    ('0.62', '*', None)
    """
    text = in_ascii_digits(text)
    marks = _MARKS.search(text)
    bare = text[: marks.start()] if marks else text
    percent = _PERCENT.search(bare)
    bare = bare[: percent.start()] if percent else bare
    money = _CURRENCY.fullmatch(bare.strip())
    if money is None:
        return None
    codes = {_SIGNS.get(code, code) for code in (money["before"], money["after"]) if code}
    found = {
        by: _digits(match) for by, pattern in _BY.items() if (match := pattern.fullmatch(money["number"]))
    }
    readings = {by: _share(digits) if percent else digits for by, digits in found.items() if digits}
    if not readings or len(codes) > 1:
        return None
    return WrittenNumber(readings, marks[1] if marks else "", next(iter(codes), ""), bool(percent))


def _digits(match: re.Match[str]) -> str:
    """A number in plain digits; decimals that are zeros alone are left out, for a count is whole."""
    whole, part = re.sub(r"\D", "", match["whole"]), match["part"] or ""
    if not (whole or part):
        return ""
    sign = "-" if match["sign"] in ("-", "\u2212") else ""
    return f"{sign}{whole or 0}" + (f".{part}" if part.strip("0") else "")


def _share(digits: str) -> str:
    return f"{(Decimal(digits) / 100).normalize():f}"


def read_date(text: str, order: str = "") -> tuple[str, ...]:
    """The dates that a text can be: a year, month or day of ISO 8601; none if it is no date.

    Parameters
    ----------
    order : str, optional
        ``dmy`` or ``mdy``, if that is known of the days in a file.

    Examples
    --------
    >>> read_date("03/2019"), read_date("31.12.2019"), read_date("2019-03"), read_date("2019.0")
    (('2019-03',), ('2019-12-31',), ('2019-03',), ())
    >>> read_date("2019/03"), read_date("2010/11")  # a month, and a month or the year that runs into 2011
    (('2019-03',), ())
    >>> read_date("01/02/2019"), read_date("01/02/2019", "dmy")
    (('2019-02-01', '2019-01-02'), ('2019-02-01',))
    """
    if re.fullmatch(r"\d{4}", text):
        return (text,)
    match = _PARTS.fullmatch(text)
    if match is None:
        return ()
    first, _, second, third = match.groups()
    if third is None:
        year, month = (first, second) if len(first) == 4 else (second, first)
        if "/" in text and is_split_year(text):
            return ()
        return (f"{year}-{int(month):02d}",) if len(year) == 4 and 1 <= int(month) <= 12 else ()
    if len(first) == 4:
        orders = [(first, second, third)]
    else:
        ways = {DAY_FIRST: (third, second, first), MONTH_FIRST: (third, first, second)}
        orders = [way for name, way in ways.items() if order in ("", name)]
    return tuple(dict.fromkeys(filter(None, (_day(*one) for one in orders))))


def _day(year: str, month: str, day: str) -> str:
    if len(year) != 4:
        return ""
    try:
        return dt.date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def is_nothing(text: str) -> bool:
    """Whether a cell of numbers or dates says that nothing is known."""
    return text.casefold() in NOTHING
