"""Daylight-saving rules in the one form that Outlook, Gmail and Apple all read: one STANDARD and at most one DAYLIGHT.

The rules come from the POSIX footer of a zone's TZif file and are kept only where the zone really follows them.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from governance.refusals import Refusal

EPOCH = 1970
YEARS_AHEAD = 5
WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")

_NAME = r"(<[-+\w]+>|[A-Za-z]+)"
_HOURS = r"([-+]?\d+(?::\d+){0,2})"
_FOOTER = re.compile(rf"{_NAME}{_HOURS}(?:{_NAME}{_HOURS}?,([^,]+),([^,]+))?")
_DATE = re.compile(rf"M(\d+)\.([1-5])\.([0-6])(?:/{_HOURS})?")


class ZoneNotPortable(Refusal):
    """Calendar programs do not agree on the clock of {zone}. Choose another city's time zone for this meeting."""


@dataclass(frozen=True)
class Yearly:
    """A day of every year: the nth `weekday` (0 is Sunday; nth 1..4, or -1 for the last) of `month`."""

    month: int
    nth: int
    weekday: int

    @property
    def rrule(self) -> str:
        return f"FREQ=YEARLY;BYMONTH={self.month};BYDAY={self.nth}{WEEKDAYS[self.weekday]}"

    def on(self, year: int) -> date:
        if self.nth > 0:
            first = date(year, self.month, 1)
            return first + timedelta(days=(self.weekday - first.isoweekday()) % 7 + 7 * (self.nth - 1))
        last = date(year + self.month // 12, self.month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.isoweekday() - self.weekday) % 7)


@dataclass(frozen=True)
class Observance:
    """One half of a zone's year. `at` is read on the clock that is about to change, as RFC 5545 3.6.5 wants it.

    `yearly` is None where the clocks never change.
    """

    name: str
    offset_from: timedelta
    offset_to: timedelta
    yearly: Yearly | None = None
    at: time = time(0)

    @property
    def starts(self) -> datetime:
        """The first onset since 1970, as a clock time without zone."""
        return self._clock(EPOCH)

    def onset(self, year: int) -> datetime:
        """The instant in UTC at which this half of `year` begins."""
        return (self._clock(year) - self.offset_from).replace(tzinfo=UTC)

    def _clock(self, year: int) -> datetime:
        return datetime.combine(self.yearly.on(year) if self.yearly else date(year, 1, 1), self.at)


@dataclass(frozen=True)
class ZoneRules:
    """A zone's standard time and, where the clocks change, its daylight saving time."""

    standard: Observance
    daylight: Observance | None = None

    def offset_at(self, instant: datetime) -> timedelta:
        """What local clocks are ahead of UTC at an aware `instant`."""
        if self.daylight is None:
            return self.standard.offset_to
        halves = (self.standard, self.daylight)
        onsets = [(half.onset(year), half) for year in (instant.year - 1, instant.year) for half in halves]
        return max((begun for begun in onsets if begun[0] <= instant), key=lambda begun: begun[0])[1].offset_to


@lru_cache(maxsize=256)
def rules_of(zone: ZoneInfo, since: date) -> ZoneRules:
    """The rules `zone` follows for five years from `since` on; ZoneNotPortable where no such rules tell the truth."""
    rules = _read_footer(zone)
    if not _is_city(zone.key) or not rules or not _hold(rules, zone, since):
        raise ZoneNotPortable(zone=zone.key or "that place")
    return rules


def _is_city(key: str | None) -> bool:
    # Readers look a zone up by its name: UTC, GMT and the abbreviations mean different things to different ones.
    return bool(key) and "/" in str(key) and not str(key).startswith("Etc/")


def _read_footer(zone: ZoneInfo) -> ZoneRules | None:
    try:
        data = files("tzdata").joinpath("zoneinfo", *str(zone.key).split("/")).read_bytes()
    except OSError:
        return None
    found = _FOOTER.fullmatch(data.rstrip(b"\n").rpartition(b"\n")[2].decode("ascii"))
    return _rules(*found.groups()) if found else None


def _rules(
    usual_name: str, usual_hours: str, other_name: str | None, other_hours: str | None, begins: str, ends: str
) -> ZoneRules | None:
    usual = -_span(usual_hours)  # POSIX counts hours west of Greenwich, everybody else counts them east
    if other_name is None:
        return ZoneRules(Observance(usual_name.strip("<>"), usual, usual))
    other = -_span(other_hours) if other_hours else usual + timedelta(hours=1)
    there, back = _change(other_name, usual, other, begins), _change(usual_name, other, usual, ends)
    if there is None or back is None:
        return None
    # Ireland calls its summer time standard; readers expect the clock that is ahead in DAYLIGHT.
    return ZoneRules(back, there) if usual < other else ZoneRules(there, back)


def _change(name: str, before: timedelta, after: timedelta, rule: str) -> Observance | None:
    found = _DATE.fullmatch(rule)
    at = _span(found[4] or "2") if found else timedelta(-1)
    if not found or not timedelta(0) <= at < timedelta(days=1):
        return None  # "the day before the last Sunday" cannot be said in a BYDAY
    nth = int(found[2]) if found[2] != "5" else -1
    return Observance(name.strip("<>"), before, after, Yearly(int(found[1]), nth, int(found[3])), _clock_time(at))


def _span(hours: str) -> timedelta:
    parts = [int(part) for part in hours.lstrip("+-").split(":")]
    span = timedelta(**dict(zip(("hours", "minutes", "seconds"), parts, strict=False)))
    return -span if hours.startswith("-") else span


def _clock_time(span: timedelta) -> time:
    return (datetime(EPOCH, 1, 1) + span).time()  # noqa: DTZ001 - a clock time, whatever the zone


def _hold(rules: ZoneRules, zone: ZoneInfo, since: date) -> bool:
    """Whether the zone keeps to the rules, week by week and at every change.

    It may not: changes already decided stand before the footer in the file, and a system's own files may be older.
    """
    first = datetime.combine(since, time(12), UTC) - timedelta(days=1)
    weeks = ((first + timedelta(weeks=n)) for n in range(53 * YEARS_AHEAD))
    return all(rules.offset_at(noon) == noon.astimezone(zone).utcoffset() for noon in weeks) and all(
        edge.astimezone(zone).utcoffset() == offset for edge, offset in _edges(rules, first) if edge > first
    )


def _edges(rules: ZoneRules, first: datetime) -> list[tuple[datetime, timedelta]]:
    """The instants just before and at each change, with the offset the rules give there."""
    halves = [half for half in (rules.standard, rules.daylight) if half and half.yearly]
    onsets = [(half.onset(first.year + n), half) for half in halves for n in range(YEARS_AHEAD)]
    before = [(onset - timedelta(seconds=1), half.offset_from) for onset, half in onsets]
    return before + [(onset, half.offset_to) for onset, half in onsets]
