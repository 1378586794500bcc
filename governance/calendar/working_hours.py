"""When a person works: their own clock, their country's weekend and holidays. Nothing is asked of anyone outside it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from governance.calendar.business_days import FARTHEST, UnknownCountry, is_business_day
from governance.refusals import Refusal


class NoWorkingHours(Refusal):
    """Work cannot end at {end} when it begins at {begin}. Give a later end."""


@dataclass(frozen=True, kw_only=True)
class WorkingHours:
    """From `begin` to `end` on the clock of `zone`, on the days worked in `country` (None knows weekends only)."""

    zone: ZoneInfo
    country: str | None = None
    begin: time = time(9)
    end: time = time(17)

    def __post_init__(self) -> None:
        if self.begin >= self.end:
            raise NoWorkingHours(begin=f"{self.begin:%H:%M}", end=f"{self.end:%H:%M}")


def is_working(hours: WorkingHours, at: datetime) -> bool:
    """Whether an aware moment lies in somebody's working hours."""
    local = at.astimezone(hours.zone)
    return hours.begin <= local.time() < hours.end and is_business_day(local.date(), hours.country)


def next_at(hours: WorkingHours, clock: time, after: datetime) -> datetime:
    """The first moment after `after` at this clock time on a day worked, in UTC.

    A clock time outside the hours is moved to the nearest inside. One that daylight saving skips gives the first moment
    after the gap; one that comes twice is its first coming.
    """
    inside = min(max(clock, hours.begin), _last_minute(hours.end))
    moments = (_moment(hours, day, inside) for day in _days_worked(hours, after))
    return next(moment for moment in moments if moment is not None and moment > after)


def closing(hours: WorkingHours, at: datetime) -> datetime:
    """When work ends on the day it is there, in UTC."""
    return datetime.combine(at.astimezone(hours.zone).date(), hours.end, hours.zone).astimezone(UTC)


def now_or_next(hours: WorkingHours, at: datetime) -> datetime:
    """This moment when it is worked, else the next beginning of work, in UTC."""
    return at.astimezone(UTC) if is_working(hours, at) else next_at(hours, hours.begin, at)


def _days_worked(hours: WorkingHours, after: datetime) -> Iterator[date]:
    first = after.astimezone(hours.zone).date()
    days = (first + timedelta(days=n) for n in range(FARTHEST))
    return (day for day in days if is_business_day(day, hours.country))


def _moment(hours: WorkingHours, day: date, clock: time) -> datetime | None:
    """The clock time on that day as an instant; None when the zone skips it and all that is left of the hours."""
    instant = datetime.combine(day, clock, hours.zone).astimezone(UTC)
    shown = instant.astimezone(hours.zone)
    if shown.date() == day and shown.time() == clock:
        return instant
    # A gap moved the clock on: from the first minute after it, if that is still inside the hours.
    instant = _end_of_gap(instant, hours.zone)
    return instant if is_working(hours, instant) and instant.astimezone(hours.zone).date() == day else None


def _end_of_gap(instant: datetime, zone: ZoneInfo) -> datetime:
    """The moment the clocks jumped, looked for backwards from a moment read on the clock before the jump."""
    early, late = instant - timedelta(days=2), instant
    offset = late.astimezone(zone).utcoffset()
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        early, late = (early, middle) if middle.astimezone(zone).utcoffset() == offset else (middle, late)
    return late.replace(second=0, microsecond=0)


def _last_minute(end: time) -> time:
    return (datetime.combine(date(2000, 1, 2), end) - timedelta(minutes=1)).time()


@cache
def country_of(zone: str) -> str | None:
    """The country whose holidays people of a time zone most likely keep; None where that is not known."""
    code = _countries().get(zone)
    return known_country(code) if code else None


@cache
def known_country(code: str) -> str | None:
    """The code in capitals, when its holidays are known."""
    try:
        is_business_day(date(2026, 1, 1), code)
    except UnknownCountry:
        return None
    return code.strip().upper()


@cache
def _countries() -> dict[str, str]:
    """Zone to country, from the table that comes with the zone data."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}
