"""When a source appeared, as precisely as it says: a day, a month, a year, two years, or about a year."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass

_PART = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")
_MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}


@dataclass(frozen=True, slots=True)
class When:
    """A date as a source gives it.

    Attributes
    ----------
    text : str
        As it was written.
    parts : tuple of tuple of int
        Year, month and day as far as they are known; twice for a span; none where the text is no date,
        such as *forthcoming*.
    about : bool
        Whether the document has no date itself, and what it says shows about when it was written.
    """

    text: str
    parts: tuple[tuple[int, ...], ...] = ()
    about: bool = False

    @property
    def year(self) -> str:
        """The year, or the first and the last."""
        years = "–".join(dict.fromkeys(str(part[0]) for part in self.parts))
        return years or self.text

    @property
    def exists(self) -> bool:
        """Whether the calendar has it; words are left to whoever wrote them, such as *forthcoming*."""
        try:
            for part in self.parts:
                dt.date(*(*part, 1, 1)[:3])
        except ValueError:
            return False
        return bool(self.parts) or not any(letter.isdigit() for letter in self.text)


def read(text: str) -> When | None:
    """A date of ISO 8601 as biblatex has it: ``2018-09``, ``2013/2016``, or ``2004~`` for about 2004.

    Examples
    --------
    >>> read("2018-09-11").parts
    ((2018, 9, 11),)
    >>> read("2013/2016").year, read("2004~").about, read("forthcoming").parts
    ('2013–2016', True, ())
    """
    if not text:
        return None
    bare = text.removesuffix("~")
    found = [_PART.fullmatch(one) for one in re.split(r"/|–|--", bare)]
    parts = tuple(tuple(int(n) for n in one.groups() if n) for one in found if one)
    return When(text, parts if len(parts) == len(found) <= 2 else (), bare != text)


def joined(said: Mapping[str, str]) -> str:
    """The date that BibTeX spreads over year, month and day."""
    year, month, day = (said.get(name, "").strip() for name in ("year", "month", "day"))
    about, year = year.endswith("~"), year.removesuffix("~")
    number = int(month) if month.isdigit() else _MONTHS.get(month[:3].lower(), 0)
    if not (re.fullmatch(r"\d{4}", year) and number):
        return f"{year}~" if about else year
    return f"{year}-{number:02d}" + (f"-{int(day):02d}" if day.isdigit() else "") + ("~" if about else "")
