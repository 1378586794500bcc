"""Months as people write them, and amounts of money."""

from datetime import date
from decimal import Decimal

import pytest

from governance.kpis.breach_refusals import NotAMonth, NotAnAmount
from handlers.kit.words.months import take_amount, take_month

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "month", "rest"),
    [
        ("2026-10 100 EUR", date(2026, 10, 1), "100 EUR"),
        ("2026/9, 100 EUR", date(2026, 9, 1), "100 EUR"),
        ("10/2026 100 EUR", date(2026, 10, 1), "100 EUR"),
        ("October 2026 100 EUR", date(2026, 10, 1), "100 EUR"),
        ("oct 100 EUR", date(2026, 10, 1), "100 EUR"),
        ("Sept. 2025, 1,000 EUR", date(2025, 9, 1), "1,000 EUR"),
        ("December 5 EUR", date(2025, 12, 1), "5 EUR"),
        ("november", date(2026, 11, 1), ""),
        ("oct 2026.50 EUR", date(2026, 10, 1), "2026.50 EUR"),
        ("oct 2026", date(2026, 10, 1), ""),
    ],
)
def test_a_month_is_taken_from_the_front(text: str, month: date, rest: str) -> None:
    assert take_month(text, TODAY) == (month, rest)


@pytest.mark.parametrize("text", ["", "soon", "2026-13", "0000-01", "13/2026", "mayhem 2026", "ju", "100 EUR"])
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(NotAMonth):
        take_month(text, TODAY)


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("100,000.00 EUR", "100000.00", "EUR"),
        ("100000 eur", "100000", "EUR"),
        ("EUR 1 000.5", "1000.5", "EUR"),
        ("0.01usd", "0.01", "USD"),
    ],
)
def test_an_amount_has_its_currency_on_either_side(text: str, amount: str, currency: str) -> None:
    assert take_amount(text) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    ["", "100", "EUR", "1.234,50 EUR", "1.005 EUR", "0.00 EUR", "-1 EUR", "1,00 EUR", "9" * 13 + " EUR", "5 EURO"],
)
def test_what_could_be_another_amount_is_refused(text: str) -> None:
    with pytest.raises(NotAnAmount):
        take_amount(text)
