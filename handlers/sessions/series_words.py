"""A series in words: its rhythm, and which of its meetings are held on another day or left out, and why."""

from collections.abc import Sequence

from governance.calendar.series import Instance
from governance.session_series import SessionSeries
from handlers.kit.blocks import esc
from handlers.kit.words.days import MONTHS, WEEKDAYS

MOST_NAMED = 10


def rhythm(series: SessionSeries) -> str:
    """Such as "the second Tuesday of every month at 15:00 (Europe/Warsaw), 60 minutes"."""
    until = f", until {series.until.day} {series.until:%B %Y}" if series.until else ""
    return f"{series.recurrence.words()} at {series.clock:%H:%M} ({series.zone}), {series.minutes} minutes{until}"


def exceptions(meetings: Sequence[Instance]) -> list[str]:
    """A line for each meeting that is not held on its planned day."""
    odd = [each for each in meetings if each.day != each.planned]
    lines = [_line(each) for each in odd[:MOST_NAMED]]
    more = len(odd) - MOST_NAMED
    return [*lines, f"• and {more} more are moved or left out"] if more > 0 else lines


def _line(its: Instance) -> str:
    planned = _day(its)
    why = f" ({esc(its.why)})" if its.why else ""
    if its.day is not None:
        return (
            f"• {planned} moves to {WEEKDAYS[its.day.weekday()][:3]} {its.day.day} {MONTHS[its.day.month - 1][:3]}{why}"
        )
    return f"• {planned} is left out{why}"


def _day(its: Instance) -> str:
    day = its.planned
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"
