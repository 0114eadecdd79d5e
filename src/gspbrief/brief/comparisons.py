"""Figures set against each other as sentences do it: larger, how many times, how many; hedges count."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gspbrief.errors import TemplateError
from gspbrief.findings.conflicts import possible

if TYPE_CHECKING:
    from collections.abc import Callable

    from gspbrief.findings.finding import Finding

Unit = tuple[str, ...]
SHARE: Unit = ("share",)
_PURE = ("share", "ratio")  # a number of the same kind: neither is of anything
_NO_LESS_THAN_NOTHING = ("share", "persons", "money")


@dataclass(frozen=True)
class Compared:
    """A comparison and whether it holds; None where the hedges of its figures leave that open.

    Its truth can be asked for, so that ``a < b < c`` and ``a < b and c < d`` are comparisons too.
    """

    text: str
    holds: bool | None

    def __bool__(self) -> bool:
        if self.holds is None:
            raise TemplateError(
                f"it cannot be decided whether {self.text}",
                todo="Say less in the sentence, or compare figures whose bounds do not overlap",
            )
        return self.holds


class Comparable:
    """What sentences compare. A bare number fits every unit but money."""

    def quantity(self) -> Quantity:
        """The values that the figure allows."""
        raise NotImplementedError

    def __lt__(self, other: Comparable | float) -> Compared:
        return _compared(self, "<", other, lambda a, b: _below(a, b))

    def __le__(self, other: Comparable | float) -> Compared:
        return _compared(self, "<=", other, lambda a, b: _opposite(_below(b, a)))

    def __gt__(self, other: Comparable | float) -> Compared:
        return _compared(self, ">", other, lambda a, b: _below(b, a))

    def __ge__(self, other: Comparable | float) -> Compared:
        return _compared(self, ">=", other, lambda a, b: _opposite(_below(a, b)))

    def __add__(self, other: Comparable | float) -> Quantity:
        a, b = self.quantity(), _quantity(other)
        return _made(a, "+", b, a.low + b.low, a.high + b.high, _unit_of(a, "+", b))

    def __sub__(self, other: Comparable | float) -> Quantity:
        a, b = self.quantity(), _quantity(other)
        return _made(a, "-", b, a.low - b.high, a.high - b.low, _unit_of(a, "-", b))

    def __truediv__(self, other: Comparable | float) -> Quantity:
        a, b = self.quantity(), _quantity(other)
        if a.low < 0 or b.low <= 0:
            raise TemplateError(f"{a.name} / {b.name}: only figures above zero can be divided")
        unit = SHARE if b.unit and b.unit == a.unit else _unit_of(a, "/", b)
        return _made(a, "/", b, a.low / b.high, a.high / b.low, unit)


@dataclass(frozen=True, eq=False)
class Quantity(Comparable):
    """The values that a figure allows.

    Attributes
    ----------
    name : str
        What it is called in an error.
    said : str
        How it is printed there.
    low, high : float
        The least and the greatest; infinite where the figure is a bound.
    unit : tuple of str
        Empty for a bare number.
    """

    name: str
    said: str
    low: float
    high: float
    unit: Unit = ()

    def quantity(self) -> Quantity:
        """Itself."""
        return self

    def __eq__(self, other: object) -> Compared:  # type: ignore[override]
        return _compared(self, "==", _known(other), _equal)

    def __ne__(self, other: object) -> Compared:  # type: ignore[override]
        return _compared(self, "!=", _known(other), lambda a, b: _opposite(_equal(a, b)))

    __hash__ = None  # type: ignore[assignment]


def allowed(finding: Finding, said: str) -> Quantity:
    """The values that a finding allows: its bound, its range or interval, and how it was rounded.

    Parameters
    ----------
    said : str
        The figure as it is printed.

    Raises
    ------
    TemplateError
        If it has no value.
    """
    if not finding.found:
        raise TemplateError(f"{finding.id} has no value to compare", todo="Compare what was found")
    low, high = possible(finding)
    if finding.bound == "above":
        low = math.nextafter(low, math.inf)
    elif finding.bound == "below":
        high = math.nextafter(high, -math.inf)
    if finding.unit in _NO_LESS_THAN_NOTHING and high >= 0:
        low = max(low, 0.0)
    return Quantity(finding.id, said, low, high, _unit(finding))


def _unit(finding: Finding) -> Unit:
    if finding.unit == "money":
        year = str(finding.price_year or "a year not stated")
        return ("money", finding.currency, f"per {finding.per or 'programme'}", f"at prices of {year}")
    return SHARE if finding.unit in _PURE else (finding.unit,)


def _known(other: object) -> Comparable | float:
    if isinstance(other, (Comparable, int, float)):
        return other
    raise TemplateError(f"{other!r} is no figure", todo="Compare figures with figures or numbers")


def _quantity(other: Comparable | float) -> Quantity:
    if isinstance(other, Comparable):
        return other.quantity()
    return Quantity(f"{other:g}", "", other, other)


def _compared(
    one: Comparable, sign: str, other: Comparable | float, test: Callable[[Quantity, Quantity], bool | None]
) -> Compared:
    a, b = one.quantity(), _quantity(other)
    _unit_of(a, sign, b)
    values = "; ".join(f"{q.name} is {q.said}" for q in (a, b) if q.said)
    return Compared(f"{a.name} {sign} {b.name} ({values})", test(a, b))


def _unit_of(a: Quantity, sign: str, b: Quantity) -> Unit:
    """The one unit of both.

    Raises
    ------
    TemplateError
        If they have none in common.
    """
    alike = a.unit == b.unit or (not (a.unit and b.unit) and "money" not in (*a.unit, *b.unit))
    if not (alike or (sign == "/" and b.unit in ((), SHARE))):
        kinds = " and ".join(f"{q.name} is in {', '.join(filter(None, q.unit)) or 'no unit'}" for q in (a, b))
        raise TemplateError(
            f"{a.name} {sign} {b.name}: the two are unlike: {kinds}",
            todo="Compare figures of one unit, currency, price year and base of cost",
        )
    return a.unit or b.unit


def _made(a: Quantity, sign: str, b: Quantity, low: float, high: float, unit: Unit) -> Quantity:
    ends = f"{low:.4g}" if low == high else f"{low:.4g} to {high:.4g}"
    return Quantity(f"({a.name} {sign} {b.name})", ends, low, high, unit)


def _below(a: Quantity, b: Quantity) -> bool | None:
    if a.high < b.low:
        return True
    return False if a.low >= b.high else None


def _equal(a: Quantity, b: Quantity) -> bool | None:
    if a.low == a.high == b.low == b.high:
        return True
    return False if a.high < b.low or b.high < a.low else None


def _opposite(holds: bool | None) -> bool | None:
    return None if holds is None else not holds
