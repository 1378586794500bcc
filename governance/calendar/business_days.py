"""The days people work: not their country's weekend, not its public holidays. Companies' own days off are not known."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from governance.refusals import Refusal

if TYPE_CHECKING:
    from holidays import HolidayBase

SATURDAY = 5
FARTHEST = 2600
BEGINNING = 2000
ISO_LETTERS = 2
ENGLISH = "en_US"  # the names of holidays; a country that has none in English keeps its own


class UnknownCountry(Refusal):
    """I do not know the holidays of "{country}". Give the country's two-letter code, such as PL, GB or US."""


class TooFarAway(Refusal):
    """{days} business days is further than ten years. Give a smaller number."""


class NoSuchBusinessDay(Refusal):
    """{month} does not have that many business days. Give a smaller number, or -1 for the last one."""


def is_business_day(day: date, country: str | None) -> bool:
    """Whether people work on `day` in `country` (ISO code of two letters; None knows weekends only)."""
    if country is None:
        return day.weekday() < SATURDAY
    return _holidays(country.strip().upper(), day.year).is_working_day(day)


def day_off(day: date, country: str | None) -> str | None:
    """Why nobody works on `day` in `country`: the holiday's name, or "weekend"; None when it is a business day."""
    if is_business_day(day, country):
        return None
    return (_holidays(country.strip().upper(), day.year).get(day) if country else None) or "weekend"


def add_business_days(day: date, n: int, country: str | None) -> date:
    """The nth business day after `day`, or before it for a negative n; 0 gives `day` or the next one worked."""
    if abs(n) > FARTHEST:
        raise TooFarAway(days=abs(n))
    step = timedelta(days=-1 if n < 0 else 1)
    left = abs(n)
    while left or not is_business_day(day, country):
        day += step
        left -= left > 0 and is_business_day(day, country)
    return day


def business_days_between(first: date, last: date, country: str | None) -> int:
    """How many business days lie after `first`, up to and including `last`; 0 when it is not later."""
    return max(0, _count_to(last, country) - _count_to(first, country)) if last > first else 0


def _count_to(day: date, country: str | None) -> int:
    """Business days from a far beginning up to and including a day: whole years from memory, the rest counted."""
    before = sum(len(_worked_in(year, country)) for year in range(BEGINNING, day.year))
    return before + bisect_right(_worked_in(day.year, country), day)


@lru_cache(maxsize=1024)
def _worked_in(year: int, country: str | None) -> tuple[date, ...]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return tuple(day for day in days if day.year == year and is_business_day(day, country))


def nth_business_day(year: int, month: int, n: int, country: str | None) -> date:
    """The nth business day of a month, counted from 1, or from the end for a negative n (-1 is the last)."""
    worked = [day for day in _days(year, month) if is_business_day(day, country)]
    if n == 0 or abs(n) > len(worked):
        raise NoSuchBusinessDay(month=f"{date(year, month, 1):%B %Y}")
    return worked[n - 1 if n > 0 else n]


def _days(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    month_long = (first + timedelta(days=n) for n in range(31))
    return [day for day in month_long if day.month == month]


@lru_cache(maxsize=128)
def _holidays(country: str, year: int) -> HolidayBase:
    # One year at a time and never growing: the library fills a calendar in place, which threads would see half done.
    # Imported here because it costs 20 MB and a tenth of a second that most runs never need.
    import holidays

    if len(country) != ISO_LETTERS:  # the library also knows longer names; one way to write a country is enough
        raise UnknownCountry(country=country)
    try:
        return holidays.country_holidays(country, years=year, expand=False, language=ENGLISH)
    except NotImplementedError:
        raise UnknownCountry(country=country) from None
