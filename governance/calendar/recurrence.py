"""How a meeting repeats: only what Outlook, Gmail and Apple all hold (CALENDAR.md 1.3), counted by simple code of our own."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import count as counting
from itertools import islice, takewhile

from governance.refusals import Refusal

NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
BUSINESS_DAYS = (0, 1, 2, 3, 4)
ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", -1: "last"}
LAST = -1
LONGEST_MONTH_DAY = 28
FORTNIGHT = 2
MIDDLE = 12  # business days: those after it are nearer to the last one than to the fourth
SPANS = {3: "quarter", 12: "year"}


class NotRepeatable(Refusal):
    """Calendars cannot repeat "{what}": {why}. The nearest that works: {nearest}."""


class NotItsFirstDay(Refusal):
    """{day} is not one of "{words}". The first one from then on is {nearest}; begin with that."""


class DoesNotFit(Refusal):
    """{day} does not fit into "{words}": one of several days of a week can move for good only within that week, and not onto
    or past another of them. Give such a day, or move this meeting alone."""


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


MOST = {Unit.DAY: 999, Unit.WEEK: 99, Unit.MONTH: 99}


@dataclass(frozen=True, kw_only=True)
class Recurrence:
    """Every `every` units. A week has `weekdays` (0 is Monday); a month one `month_day` (1..28, -1 is the last day),
    or the `nth` (1..4, -1 is the last) of the days that are one of `weekdays`. A quarter is three months, a year twelve.

    Made by `daily`, `weekly`, `monthly`, `monthly_business_day` and `monthly_on`; they refuse what no calendar holds.
    """

    unit: Unit
    every: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int | None = None
    month_day: int | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.every <= MOST[self.unit]:
            most = replace(self, every=1 if self.every < 1 else MOST[self.unit])
            why = f"they count from 1 to {MOST[self.unit]}"
            raise _refused(f"every {self.every} {self.unit}s", why, most)
        if not self._is_whole():
            raise ValueError(f"{self!r} says too little or too much")

    def _is_whole(self) -> bool:
        days_known = set(self.weekdays) <= set(range(7)) and self.weekdays == tuple(sorted(set(self.weekdays)))
        if self.unit is Unit.DAY:
            fits = not self.weekdays and self.nth is None and self.month_day is None
        elif self.unit is Unit.WEEK:
            fits = bool(self.weekdays) and self.nth is None and self.month_day is None
        elif self.month_day is not None:
            fits = not self.weekdays and self.nth is None and self.month_day in {*range(1, LONGEST_MONTH_DAY + 1), LAST}
        else:
            fits = bool(self.weekdays) and self.nth in ORDINALS
        return days_known and fits

    @property
    def rrule(self) -> str:
        """The RRULE's value, without an end."""
        parts = {
            "FREQ": {Unit.DAY: "DAILY", Unit.WEEK: "WEEKLY", Unit.MONTH: "MONTHLY"}[self.unit],
            "INTERVAL": self.every if self.every > 1 else None,
            "BYMONTHDAY": self.month_day,
            "BYDAY": self._by_day(),
            "BYSETPOS": self.nth if len(self.weekdays) > 1 else None,
            "WKST": "MO" if self.unit is Unit.WEEK else None,
        }
        return ";".join(f"{name}={value}" for name, value in parts.items() if value)

    @property
    def comes_often(self) -> bool:
        """Whether it is a call of every day or week, which nobody wants to answer each time."""
        return self.unit is Unit.DAY or (self.unit is Unit.WEEK and self.every <= FORTNIGHT)

    def _by_day(self) -> str:
        nth = str(self.nth) if self.nth and len(self.weekdays) == 1 else ""
        return ",".join(nth + CODES[day] for day in self.weekdays)

    def first_on_or_after(self, day: date) -> date:
        """The first day on which a series of this rhythm can begin."""
        if self.unit is Unit.DAY:
            return day
        if self.unit is Unit.WEEK:
            return next(later for later in _from(day) if later.weekday() in self.weekdays)
        here = self._in_month(day.year, day.month)
        return here if here >= day else self._in_month(*_months_after(day, 1))

    def days(self, first: date, *, until: date | None = None, count: int | None = None) -> Iterator[date]:
        """The days of a series that begins on `first`, up to and with `until`, `count` at most; else without end."""
        if (nearest := self.first_on_or_after(first)) != first:
            raise NotItsFirstDay(day=_day(first), words=self.words(), nearest=_day(nearest))
        days = takewhile(lambda day: until is None or day <= until, self._all(first))
        return islice(days, count)

    def _all(self, first: date) -> Iterator[date]:
        if self.unit is Unit.DAY:
            yield from (first + timedelta(days=n) for n in counting(0, self.every))
        elif self.unit is Unit.WEEK:
            monday = first - timedelta(days=first.weekday())
            weeks = (monday + timedelta(weeks=n) for n in counting(0, self.every))
            days = (week + timedelta(days=day) for week in weeks for day in self.weekdays)
            yield from (day for day in days if day >= first)
        else:
            yield from (self._in_month(*_months_after(first, n)) for n in counting(0, self.every))

    def moved_to(self, day: date, instead_of: date) -> "Recurrence":
        """The same rhythm for a series that goes on from another day than the one planned: where it held a weekday, that
        day's; and so on. Of several weekdays only the one that was planned changes; raises DoesNotFit where it cannot."""
        if self.unit is Unit.WEEK and len(self.weekdays) > 1 and day.weekday() != instead_of.weekday():
            return self._with_weekday(day, instead_of)
        if self.first_on_or_after(day) == day:
            return self
        if self.unit is Unit.WEEK:
            return weekly(day.weekday(), every=self.every)
        if self.month_day is not None:
            return monthly_on(day.day if day.day <= LONGEST_MONTH_DAY else LAST, self.every)
        return monthly(_nth_of(day), day.weekday(), self.every)

    def _with_weekday(self, day: date, instead_of: date) -> "Recurrence":
        """Each keeps its place in the week: none passes another or takes its day."""
        old, new = instead_of.weekday(), day.weekday()
        passed = range(min(old, new), max(old, new) + 1)
        if day - timedelta(days=new) != instead_of - timedelta(days=old) or set(passed) & set(self.weekdays) != {old}:
            raise DoesNotFit(day=_day(day), words=self.words())
        return weekly(*({*self.weekdays} - {old}), new, every=self.every)

    def _in_month(self, year: int, month: int) -> date:
        last = monthrange(year, month)[1]
        if self.month_day:
            return date(year, month, last if self.month_day == LAST else self.month_day)
        days = [day for day in (date(year, month, n + 1) for n in range(last)) if day.weekday() in self.weekdays]
        nth = self.nth or 1
        return days[nth - 1 if nth > 0 else nth]

    def words(self) -> str:
        """What people say: "every 2 weeks on Tuesday", "the last business day of every month"."""
        if self.unit is Unit.DAY:
            return "every day" if self.every == 1 else f"every {self.every} days"
        if self.unit is Unit.WEEK:
            return f"{_every(self.every, 'week')} on {_days_named(self.weekdays, 'and')}"
        if self.every == 1:
            return f"the {self._day_of_month()} of every month"
        return f"{self._months()}, on the {self._day_of_month()}"

    def _day_of_month(self) -> str:
        if self.month_day:
            return "last day" if self.month_day == LAST else ordinal(self.month_day)
        business = self.weekdays == BUSINESS_DAYS
        return f"{ORDINALS[self.nth or 1]} {'business day' if business else _days_named(self.weekdays, 'or')}"

    def _months(self) -> str:
        return f"every {SPANS[self.every]}" if self.every in SPANS else f"every {self.every} months"


def from_rrule(rule: str) -> Recurrence:
    """The recurrence that wrote this `rrule`; ValueError or KeyError where none did."""
    parts = dict(part.split("=", 1) for part in rule.split(";"))
    days = re.findall(r"(-?\d*)([A-Z]{2})", parts.get("BYDAY", ""))
    nth = parts.get("BYSETPOS") or next((number for number, _ in days if number), None)
    return Recurrence(
        unit={"DAILY": Unit.DAY, "WEEKLY": Unit.WEEK, "MONTHLY": Unit.MONTH}[parts["FREQ"]],
        every=int(parts.get("INTERVAL", 1)),
        weekdays=tuple(CODES.index(code) for _, code in days),
        nth=int(nth) if nth else None,
        month_day=int(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else None,
    )


def _nth_of(day: date) -> int:
    """Which of its month's such weekdays a day is; the fifth is the last."""
    nth = (day.day - 1) // 7 + 1
    return nth if nth in ORDINALS else LAST


def daily(every: int = 1) -> Recurrence:
    return Recurrence(unit=Unit.DAY, every=every)


def weekly(*weekdays: int, every: int = 1) -> Recurrence:
    return Recurrence(unit=Unit.WEEK, every=every, weekdays=tuple(sorted(set(weekdays))))


def monthly(nth: int, weekday: int, every: int = 1) -> Recurrence:
    """The nth weekday of a month: 1 to 4, or -1 for the last."""
    if nth not in ORDINALS:
        near = Recurrence(unit=Unit.MONTH, every=every, weekdays=(weekday,), nth=LAST)
        why = "they know a month's first to fourth, and its last"
        raise _refused(f"the {_from_either_end(nth, NAMES[weekday])} of the month", why, near)
    return Recurrence(unit=Unit.MONTH, every=every, weekdays=(weekday,), nth=nth)


def monthly_business_day(nth: int, every: int = 1) -> Recurrence:
    """The nth of a month's days from Monday to Friday: 1 to 4, or -1 for the last. Holidays are the series' matter."""
    if nth not in ORDINALS:
        last = Recurrence(unit=Unit.MONTH, every=every, weekdays=BUSINESS_DAYS, nth=LAST)
        near = replace(last, nth=4) if 0 < nth <= MIDDLE else last
        why = "they know a month's first to fourth business day, and its last"
        raise _refused(f"the {_from_either_end(nth, 'business day')} of the month", why, near)
    return Recurrence(unit=Unit.MONTH, every=every, weekdays=BUSINESS_DAYS, nth=nth)


def monthly_on(day: int, every: int = 1) -> Recurrence:
    """A day of the month: 1 to 28, or -1 for the last day."""
    if day == LAST or 1 <= day <= LONGEST_MONTH_DAY:
        return Recurrence(unit=Unit.MONTH, every=every, month_day=day)
    near = Recurrence(unit=Unit.MONTH, every=every, month_day=LAST if day else 1)
    raise _refused(f"the {_from_either_end(day, 'day')} of the month", "not every month has one", near)


def refuse_two_a_month(nths: tuple[int, ...], weekday: int) -> NotRepeatable:
    """The answer to "1st and 3rd Tuesday"."""
    what = f"the {' and '.join(ordinal(nth) if nth > 0 else 'last' for nth in nths)} {NAMES[weekday]} of the month"
    first = [monthly(nths[0], weekday)] if nths[0] in ORDINALS else []
    return _refused(what, "a series has one such day a month", weekly(weekday, every=2), *first)


def _refused(what: str, why: str, *nearest: Recurrence) -> NotRepeatable:
    words = [near.words() for near in nearest]
    refusal = NotRepeatable(what=what, why=why, nearest=", or ".join(words))
    refusal.choices = tuple((word, word) for word in words)
    return refusal


def ordinal(n: int) -> str:
    """Such as 1st, 2nd, 13th."""
    return f"{n}{'th' if 11 <= n % 100 <= 13 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def _from_either_end(nth: int, what: str) -> str:
    return f"{ordinal(nth)} {what}" if nth >= 0 else f"{ordinal(-nth)} {what} from the end"


def _every(n: int, what: str) -> str:
    return f"every {what}" if n == 1 else f"every {n} {what}s"


def _days_named(days: tuple[int, ...], last: str) -> str:
    names = [NAMES[day] for day in days]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"


def _day(day: date) -> str:
    return f"{NAMES[day.weekday()]} {day.day} {day:%B %Y}"


def _from(day: date) -> Iterator[date]:
    return (day + timedelta(days=n) for n in counting())


def _months_after(day: date, n: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + n, 12)
    return day.year + years, month + 1
