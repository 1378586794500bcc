"""Months people write, and amounts of money."""

import re
from datetime import date
from decimal import Decimal

from governance.kpis.breach_refusals import NotAMonth, NotAnAmount
from handlers.kit.words.days import MONTHS
from handlers.kit.words.phrases import shortened

_YEAR_FIRST = re.compile(r"(\d{4})[-/. ](\d{1,2})(?!\d)[\s,]*")
_MONTH_FIRST = re.compile(r"(\d{1,2})[-/.](\d{4})(?!\d)[\s,]*")
# A number behind a month's name is its year, unless it ends the line with a currency: then it is the amount.
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?(?:[\s,-]+(2[01]\d\d)(?=[\s,]|$)(?!\s*[A-Za-z]{3}\s*$))?(?![A-Za-z])[\s,]*")
_MONEY = re.compile(r"((?:\d{1,3}(?:[, \u00a0\u202f']\d{3})+|\d+)(?:\.\d{1,2})?)\s*([A-Za-z]{3})\s*$")
_MONEY_AFTER = re.compile(r"([A-Za-z]{3})\s*((?:\d{1,3}(?:[, \u00a0\u202f']\d{3})+|\d+)(?:\.\d{1,2})?)\s*$")
MOST = Decimal(10) ** 12


def take_month(text: str, today: date) -> tuple[date, str]:
    """The month at the front of a text, as its first day, and what follows. Without a year it is the newest that has begun."""
    text = text.strip()
    for form, order in ((_YEAR_FIRST, (1, 0)), (_MONTH_FIRST, (0, 1))):
        if found := form.match(f"{text} "):
            month, year = (int(found.groups()[place]) for place in order)
            return _month(year, month, text), text[found.end() :].strip()
    found = _NAMED.match(f"{text} ")
    month = _number(found[1]) if found else 0
    if found is None or not month:
        raise NotAMonth(said=shortened(text))
    year = int(found[2]) if found[2] else today.year - (month > today.month)
    return _month(year, month, text), text[found.end() :].strip()


def take_amount(text: str) -> tuple[Decimal, str]:
    """An amount and its currency, such as `100,000.00 EUR`; a comma only parts thousands."""
    text = text.strip()
    after, before = _MONEY.fullmatch(text), _MONEY_AFTER.fullmatch(text)
    if after:
        said, currency = after.groups()
    elif before:
        currency, said = before.groups()
    else:
        raise NotAnAmount(said=shortened(text))
    amount = Decimal(re.sub(r"[^\d.]", "", said))
    if not 0 < amount < MOST:
        raise NotAnAmount(said=shortened(text))
    return amount, currency.upper()


def _number(word: str) -> int:
    """The number of the month a word names, in full or by its beginning; 0 where it names none."""
    return next((n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(word.lower())), 0)


def _month(year: int, month: int, text: str) -> date:
    if not (1 <= month <= 12 and 2000 <= year < 2200):
        raise NotAMonth(said=shortened(text))
    return date(year, month, 1)
