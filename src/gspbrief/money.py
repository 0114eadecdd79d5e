"""Amounts of money that cannot be mixed by mistake."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from gspbrief.errors import MoneyError


@dataclass(frozen=True, slots=True)
class Money:
    """An amount with its currency, the year of its prices and the kind of cost it is.

    Attributes
    ----------
    amount : float
        In units of the currency.
    currency : str
        ISO 4217 code.
    price_year : int or None
        Year of the prices; None where the source does not state it. Such money is shown as printed: it is
        neither added to other money nor converted.
    concept : str
        Kind of cost, such as ``budget``, ``ceiling``, ``actual`` or ``fee``.

    Raises
    ------
    MoneyError
        If the amount is not a number or the currency is not a code of three capitals.

    Examples
    --------
    >>> Money(10_000, "EUR", 2014) + Money(5_000, "EUR", 2014)
    Money(amount=15000, currency='EUR', price_year=2014, concept='')
    """

    amount: float
    currency: str
    price_year: int | None = None
    concept: str = ""

    def __post_init__(self) -> None:
        if not math.isfinite(self.amount):
            raise MoneyError(f"an amount of {self.amount} is not money")
        if len(self.currency) != 3 or not (self.currency.isascii() and self.currency.isupper()):
            raise MoneyError(
                f"{self.currency!r} is not a currency", todo="Use the ISO 4217 code, such as EUR"
            )

    def __add__(self, other: Money) -> Money:
        self._require_alike(other)
        return replace(self, amount=self.amount + other.amount)

    def __sub__(self, other: Money) -> Money:
        self._require_alike(other)
        return replace(self, amount=self.amount - other.amount)

    def __mul__(self, factor: float) -> Money:
        return replace(self, amount=self.amount * factor)

    __rmul__ = __mul__

    def __truediv__(self, persons: float) -> Money:
        if not persons:
            raise MoneyError("money cannot be divided by zero")
        return replace(self, amount=self.amount / persons)

    def _require_alike(self, other: Money) -> None:
        for name in ("currency", "price_year", "concept"):
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs:
                raise MoneyError(
                    f"{self} and {other} differ in {name.replace('_', ' ')}: {mine} and {theirs}"
                )
        if self.price_year is None:
            raise MoneyError(
                f"{self} and {other} cannot be added: their price years are not stated",
                todo="Show each as printed",
            )

    def exchange(self, currency: str, rates: Mapping[tuple[str, str, int], float]) -> Money:
        """The same money in another currency, at the rate of its price year.

        Parameters
        ----------
        rates : mapping
            Units of the second currency for one of the first, by (from, to, year).

        Raises
        ------
        MoneyError
            If the price year is not stated or the rates hold no such rate.
        """
        year = self._known_year()
        if currency == self.currency:
            return self
        rate = rates.get((self.currency, currency, year))
        if rate is None:
            raise MoneyError(
                f"no exchange rate from {self.currency} to {currency} in {year}",
                todo="Give the rate explicitly",
            )
        return replace(self, amount=self.amount * rate, currency=currency)

    def at_prices_of(self, year: int, index: Mapping[int, float]) -> Money:
        """The same money in the prices of another year.

        Parameters
        ----------
        index : mapping of int to float
            Price index of the currency's country by year, on any base.

        Raises
        ------
        MoneyError
            If the price year is not stated or the index lacks one of the two years.
        """
        own = self._known_year()
        for wanted in (own, year):
            if not index.get(wanted):
                raise MoneyError(f"no price index for {wanted}", todo="Give the index explicitly")
        return replace(self, amount=self.amount * index[year] / index[own], price_year=year)

    def _known_year(self) -> int:
        if self.price_year is None:
            raise MoneyError(f"the price year of {self} is not stated", todo="Show the amount as printed")
        return self.price_year

    def __str__(self) -> str:
        year = "price year not stated" if self.price_year is None else f"prices of {self.price_year}"
        concept = f"{self.concept}, " if self.concept else ""
        return f"{self.currency} {self.amount:,.12g} ({concept}{year})"
