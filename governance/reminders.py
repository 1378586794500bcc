"""The rules of reminding: which day an item is mentioned, when a person hears, until when a snooze lasts. Nothing is sent here."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache

from governance.calendar.business_days import add_business_days, business_days_between, is_business_day
from governance.calendar.working_hours import WorkingHours, next_at, now_or_next
from governance.rules import Rules

MONDAY = 0
LONGEST_SILENCE = timedelta(days=14)


class Why(StrEnum):
    """Why an item is mentioned today."""

    SOON = "soon"
    TODAY = "today"
    LATE = "late"


@lru_cache(maxsize=65_536)
def reason_to_remind(due_on: date, today: date, country: str | None, rules: Rules) -> Why | None:
    """Whether an open item is mentioned in its owner's message of `today`, a business day of theirs, and why.

    What is due on a day off is mentioned on the last business day before it, as if it were due then.
    """
    if today > due_on:
        late = business_days_between(due_on, today, country)
        return Why.LATE if (late - 1) % rules.remind_late_every == 0 else None
    last = _on_or_before(due_on, country)
    if today == last and 0 in rules.remind_before:
        return Why.TODAY
    early = any(today == add_business_days(last, -n, country) for n in rules.remind_before if n)
    return Why.SOON if early else None


def untold(last: date | None, today: date, country: str | None) -> tuple[date, ...]:
    """The business days since the `last` somebody heard of, at most of two weeks; `today`, one of them, is the last."""
    first = today if last is None else max(last + timedelta(days=1), today - LONGEST_SILENCE)
    days = (first + timedelta(days=n) for n in range((today - first).days))
    return (*(day for day in days if is_business_day(day, country)), today)


def wake(hours: WorkingHours, rules: Rules, own: time | None, after: datetime) -> datetime:
    """When a person next hears what waits on them, in UTC; `own` is the time they chose."""
    return next_at(hours, own or rules.remind_at, after)


def snooze_until(choice: str, hours: WorkingHours, at: datetime, rules: Rules, own: time | None) -> datetime:
    """When an item snoozed for an `hour`, until `tomorrow` or until next `week` is mentioned again, in UTC."""
    if choice == "hour":
        return now_or_next(hours, at + timedelta(hours=1))
    local = at.astimezone(hours.zone)
    ahead = 1 if choice == "tomorrow" else 7 - local.weekday()
    midnight = datetime.combine(local.date() + timedelta(days=ahead), time(0), hours.zone)
    return wake(hours, rules, own, midnight - timedelta(microseconds=1))


def _on_or_before(day: date, country: str | None) -> date:
    return day if is_business_day(day, country) else add_business_days(day, -1, country)
