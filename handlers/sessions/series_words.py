"""A series in words: its rhythm, and which of its meetings are held on another day or left out, and why."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from governance.calendar.series import Instance, in_the_way, wished
from governance.session_series import SessionSeries
from governance.sessions import Session, State
from handlers.kit.blocks import esc
from handlers.kit.words.days import MONTHS, WEEKDAYS

MOST_NAMED = 10


def rhythm(series: SessionSeries) -> str:
    """Such as "the second Tuesday of every month at 15:00 (Europe/Warsaw), 60 minutes"."""
    until = f", until {series.until.day} {series.until:%B %Y}" if series.until else ""
    return f"{series.recurrence.words()} at {series.clock:%H:%M} ({series.zone}), {series.minutes} minutes{until}"


def exceptions(meetings: Sequence[Instance]) -> list[str]:
    """A line for each meeting of a plan that is not held on its planned day."""
    return _shortened([_line(each) for each in meetings if each.day != each.planned])


def differences(
    series: SessionSeries,
    meetings: Iterable[Session],
    since: date,
    countries: Collection[str],
    *,
    without: Collection[date | None] = (),
) -> list[str]:
    """A line for each day of the rule from `since` on that is held otherwise than the rule says, as the meetings stand;
    of the days in `without` nothing is said."""
    held = {its.planned_on: its for its in meetings if its.planned_on}
    days = [day for day in series.planned_days() if day >= since and day not in without]
    lines = (_difference(series, day, held.get(day), countries) for day in days)
    return _shortened([line for line in lines if line])


def _difference(series: SessionSeries, day: date, its: Session | None, countries: Collection[str]) -> str | None:
    if its is None:
        return _line(Instance(planned=day, day=None, why=in_the_way(day, sorted(countries))))
    if its.state is State.CANCELLED:
        return f"• {_day(day)} is cancelled"
    local = its.starts_at.astimezone(ZoneInfo(series.zone))
    clock = f" at {local:%H:%M}" if local.time() != series.clock else ""
    if local.date() == day:
        return f"• {_day(day)} begins{clock}" if clock else None
    as_wished = wished(day, tuple(sorted(countries)), series.on_holiday)
    why = as_wished.why if as_wished.day == local.date() else ""
    return _line(Instance(planned=day, day=local.date(), why=why), clock)


def _shortened(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_NAMED
    return [*lines[:MOST_NAMED], f"• and {more} more are moved or left out"] if more > 0 else lines


def _line(its: Instance, clock: str = "") -> str:
    why = f" ({esc(its.why)})" if its.why else ""
    if its.day is None:
        return f"• {_day(its.planned)} is left out{why}"
    day = f"{WEEKDAYS[its.day.weekday()][:3]} {its.day.day} {MONTHS[its.day.month - 1][:3]}"
    return f"• {_day(its.planned)} moves to {day}{clock}{why}"


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"
