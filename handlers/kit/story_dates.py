"""Dates of a story: fixed ones, or ones that move with today, so that a story told tomorrow is as fresh as today's."""

import re
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from handlers.kit.mapping.tables import Table

DAY = (
    '"2026-03-01", "+5d", "-12d", "w+1 thu" (a weekday, weeks from this one) or "m-1 20" (a day, months from this one)'
)
MONTH = '"2026-03" or "m-1" (last month)'
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

_DAYS = re.compile(r"([+-]\d{1,4})d")
_WEEK = re.compile(rf"w([+-]\d{{1,3}}) ({'|'.join(WEEKDAYS)})")
_MONTH = re.compile(r"m([+-]\d{1,3})(?: (\d{1,2}))?")
_MOMENT = re.compile(r"(.+) (\d{1,2}):(\d{2})")


class Dates:
    """Reads dates as they stand at `now` (aware)."""

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.today = now.date()

    def day(self, its: Table, key: str) -> date:
        given = its.values.get(key)
        if isinstance(given, date) and not isinstance(given, datetime):
            return given
        found = self._day(its.text(key, DAY))
        if found is None:
            raise its.wrong(key, DAY)
        return found

    def past(self, its: Table, key: str) -> date:
        """A day that is not still to come."""
        day = self.day(its, key)
        if day > self.today:
            raise its.wrong(key, "a day up to today")
        return day

    def month(self, its: Table, key: str) -> date:
        """The first day of a month that is over."""
        said = its.text(key, MONTH)
        found = _MONTH.fullmatch(said)
        day = self._months_on(int(found[1]), 1) if found and not found[2] else _iso(f"{said}-01")
        if day is None or day >= self.today.replace(day=1):
            raise its.wrong(key, f"a month that is over: {MONTH}")
        return day

    def moment(self, its: Table, key: str) -> datetime:
        """A day and a time on the clock of the table's own zone."""
        allowed = f"a day and a time, such as w+1 thu 15:00; a day is {DAY}"
        found = _MOMENT.fullmatch(its.text(key, allowed))
        day = self._day(found[1]) if found else None
        if found is None or day is None or int(found[2]) > 23 or int(found[3]) > 59:
            raise its.wrong(key, allowed)
        return datetime.combine(day, time(int(found[2]), int(found[3])), ZoneInfo(self.zone(its)))

    def zone(self, its: Table) -> str:
        said = its.text("zone", "a time zone, such as 'Europe/Warsaw'")
        if said not in available_timezones():
            raise its.wrong("zone", "a time zone, such as 'Europe/Warsaw'")
        return said

    def _day(self, said: str) -> date | None:
        if found := _DAYS.fullmatch(said):
            return self.today + timedelta(days=int(found[1]))
        if found := _WEEK.fullmatch(said):
            monday = self.today - timedelta(days=self.today.weekday())
            return monday + timedelta(weeks=int(found[1]), days=WEEKDAYS.index(found[2]))
        if (found := _MONTH.fullmatch(said)) and found[2]:
            return self._months_on(int(found[1]), int(found[2]))
        return _iso(said)

    def _months_on(self, months: int, day: int) -> date | None:
        count = self.today.year * 12 + self.today.month - 1 + months
        return _iso(f"{count // 12:04}-{count % 12 + 1:02}-{day:02}")


def _iso(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None
