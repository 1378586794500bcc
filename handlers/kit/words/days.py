"""Days of the calendar and what they are called: arithmetic that answers in sentences."""

from calendar import monthrange
from datetime import date, timedelta

from governance.refusals import Refusal

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_HALVES = ("January February March April May June", "July August September October November December")
MONTHS = tuple(month for half in _HALVES for month in half.split())


class ImpossibleDate(Refusal):
    """There is no {day}. Try {instead}."""


class WrongWeekday(ImpossibleDate):
    """{day} is a {weekday}, not a {said}. Write the day you mean, such as {instead}."""


def full_words(day: date) -> str:
    """The date without any doubt: "12 December 2026"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def next_such(day: int, month: int, today: date) -> date:
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(2024, month)[1]:  # 2024 had a 29 February
        return build(None, month, day)
    years = (year for year in range(today.year, today.year + 9) if day <= monthrange(year, month)[1])
    return next(coming for year in years if (coming := date(year, month, day)) >= today)


def build(year: int | None, month: int, day: int) -> date:
    """The date, or ImpossibleDate; a year of None means that the day exists in no year."""
    if not 1 <= month <= 12:
        raise ImpossibleDate(day=f"month {month}", instead="a month from 1 to 12, or its name, as in 12 December 2026")
    if year == 0:
        raise ImpossibleDate(day="year 0", instead="a year like 2026")
    last = monthrange(year or 2023, month)[1]
    if year is None or not 1 <= day <= last:
        ending = f"{MONTHS[month - 1]} {year or ''}".rstrip()
        raise ImpossibleDate(day=f"{day} {ending}", instead=f"{min(max(day, 1), last)} {ending}")
    return date(year, month, day)


def on_weekday(day: date, said: str | None) -> date:
    if said and day.weekday() != weekday_number(said):
        nearby = min(
            (day + timedelta(n) for n in range(-3, 4)), key=lambda near: near.weekday() != weekday_number(said)
        )
        names = {"weekday": WEEKDAYS[day.weekday()], "said": WEEKDAYS[weekday_number(said)]}
        raise WrongWeekday(day=full_words(day), instead=f"{full_words(day)} or {full_words(nearby)}", **names)
    return day


def full_year(year: str) -> int:
    return int(year) + 2000 if len(year) == 2 else int(year)


def months_on(day: date, count: int) -> date:
    """The same day `count` months later, or that month's last day where it has no such day."""
    months = day.year * 12 + day.month - 1 + count
    year, month = months // 12, months % 12 + 1
    if year > date.max.year:
        raise _too_far()
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def shifted(day: date, *, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError as far:
        raise _too_far() from far


def _too_far() -> ImpossibleDate:
    return ImpossibleDate(day="date that far away", instead="one in the next few years")


def last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def monday(day: date) -> date:
    return shifted(day, days=-day.weekday())


def weekday_number(said: str) -> int:
    return next(n for n, name in enumerate(WEEKDAYS) if name.lower().startswith(said[:3].lower()))


def month_number(said: str) -> int:
    return next(n for n, name in enumerate(MONTHS, 1) if name.lower().startswith(said[:3].lower()))
