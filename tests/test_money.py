"""Money cannot be mixed by mistake."""

from __future__ import annotations

import pytest

from gspbrief.errors import MoneyError
from gspbrief.money import Money

EUROS = Money(10_000, "EUR", 2014, "actual")


def test_like_money_adds_and_subtracts() -> None:
    assert EUROS + Money(5_000, "EUR", 2014, "actual") == Money(15_000, "EUR", 2014, "actual")
    assert EUROS - Money(4_000, "EUR", 2014, "actual") == Money(6_000, "EUR", 2014, "actual")


def test_money_is_multiplied_and_shared_out() -> None:
    assert 1.5 * EUROS == EUROS * 1.5 == Money(15_000, "EUR", 2014, "actual")
    assert Money(1_496_448.50, "EUR") / 120 == Money(1_496_448.50 / 120, "EUR")


@pytest.mark.parametrize(
    ("other", "difference"),
    [
        (Money(1, "USD", 2014, "actual"), "currency"),
        (Money(1, "EUR", 2015, "actual"), "price year"),
        (Money(1, "EUR", None, "actual"), "price year"),
        (Money(1, "EUR", 2014, "budget"), "concept"),
    ],
)
def test_unlike_money_is_refused_and_the_difference_named(other: Money, difference: str) -> None:
    with pytest.raises(MoneyError, match=difference):
        EUROS + other
    with pytest.raises(MoneyError, match=difference):
        EUROS - other


def test_money_of_unknown_price_years_is_shown_as_printed_not_added() -> None:
    with pytest.raises(MoneyError, match="price years are not stated"):
        Money(53_000, "AUD") + Money(35_000, "AUD")
    assert str(Money(53_000, "AUD")) == "AUD 53,000 (price year not stated)"


def test_exchange_needs_the_rate_of_the_price_year() -> None:
    rates = {("EUR", "USD", 2014): 1.25}
    assert EUROS.exchange("USD", rates) == Money(12_500, "USD", 2014, "actual")
    assert EUROS.exchange("EUR", {}) == EUROS
    with pytest.raises(MoneyError, match="no exchange rate from EUR to USD in 2015"):
        Money(1, "EUR", 2015).exchange("USD", rates)
    with pytest.raises(MoneyError, match="not stated"):
        Money(1, "EUR").exchange("USD", rates)


def test_prices_of_another_year_need_the_index_of_both_years() -> None:
    index = {2014: 100.0, 2020: 110.0}
    assert EUROS.at_prices_of(2020, index).amount == pytest.approx(11_000)
    with pytest.raises(MoneyError, match="no price index for 2021"):
        EUROS.at_prices_of(2021, index)
    with pytest.raises(MoneyError, match="not stated"):
        Money(1, "EUR").at_prices_of(2020, index)


@pytest.mark.parametrize("amount", [float("nan"), float("inf"), float("-inf")])
def test_what_is_not_a_number_is_not_money(amount: float) -> None:
    with pytest.raises(MoneyError, match="not money"):
        Money(amount, "EUR")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "E2"])
def test_a_currency_is_an_iso_code(currency: str) -> None:
    with pytest.raises(MoneyError, match="not a currency"):
        Money(1, currency)


def test_money_is_not_divided_by_zero() -> None:
    with pytest.raises(MoneyError, match="zero"):
        EUROS / 0
