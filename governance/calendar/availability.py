"""Who can when, in quarters of an hour: bits in plain integers, bit n for the nth quarter. What is not known is never free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from governance.calendar.business_days import is_business_day
from governance.calendar.busy import Busy, Span
from governance.calendar.working_hours import WorkingHours

SLOT = timedelta(minutes=15)
DAY = timedelta(days=1)
SLOTS_A_DAY = DAY // SLOT


@dataclass(frozen=True)
class Grid:
    """`slots` quarters of an hour from `start` on, which lies on a quarter."""

    start: datetime
    slots: int

    def __post_init__(self) -> None:
        if self.start.tzinfo is not UTC or self.start.timestamp() % SLOT.total_seconds() or self.slots < 1:
            raise ValueError("a grid begins on a quarter of an hour in UTC and has at least one")

    @classmethod
    def between(cls, begin: datetime, end: datetime) -> Grid:
        """The quarters that hold all of a span."""
        seconds = SLOT.total_seconds()
        start = datetime.fromtimestamp(begin.timestamp() // seconds * seconds, UTC)
        return cls(start, -((start - end) // SLOT))

    @property
    def full(self) -> int:
        return (1 << self.slots) - 1

    @property
    def end(self) -> datetime:
        return self.at(self.slots)

    def at(self, slot: int) -> datetime:
        """When a slot begins, in UTC."""
        return self.start + slot * SLOT

    def slot(self, at: datetime) -> int:
        """The slot a moment lies in; outside the grid it is below 0 or beyond the last."""
        return (at - self.start) // SLOT

    def touched(self, begin: datetime, end: datetime) -> int:
        """The slots of which any part lies in the span: how what is taken is counted."""
        return self._bits(self.slot(begin), -((self.start - end) // SLOT)) if begin < end else 0

    def within(self, begin: datetime, end: datetime) -> int:
        """The slots that lie in the span whole: how what is open is counted."""
        return self._bits(-((self.start - begin) // SLOT), self.slot(end))

    def _bits(self, first: int, past: int) -> int:
        first, past = max(0, first), min(self.slots, past)
        return ((1 << (past - first)) - 1) << first if first < past else 0


class State(StrEnum):
    FREE = "free"
    TENTATIVE = "tentative"
    BUSY = "busy"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class Availability:
    """One person's calendar. `focus` is time they keep for themselves and would give up only unwillingly."""

    grid: Grid
    busy: int = 0
    tentative: int = 0
    unknown: int = 0
    focus: int = 0

    @classmethod
    def unread(cls, grid: Grid) -> Availability:
        """Of somebody whose calendar could not be read."""
        return cls(grid=grid, unknown=grid.full)

    @property
    def free(self) -> int:
        return self.grid.full & ~(self.busy | self.tentative | self.unknown)

    def __or__(self, other: Availability) -> Availability:
        """Two calendars of the same person: taken or unknown in one is so in both."""
        if self.grid != other.grid:
            raise ValueError("both calendars must be on the same grid")
        return Availability(
            grid=self.grid,
            busy=self.busy | other.busy,
            tentative=self.tentative | other.tentative,
            unknown=self.unknown | other.unknown,
            focus=self.focus | other.focus,
        )

    def state(self, slot: int) -> State:
        """Busy is certain, so it goes before unknown; unknown before tentative."""
        for bits, state in ((self.busy, State.BUSY), (self.unknown, State.UNKNOWN), (self.tentative, State.TENTATIVE)):
            if bits >> slot & 1:
                return state
        return State.FREE


def availability(
    grid: Grid,
    known: Iterable[Span],
    *,
    busy: Iterable[Span] = (),
    tentative: Iterable[Span] = (),
    unknown: Iterable[Span] = (),
    focus: Iterable[Span] = (),
) -> Availability:
    """From what a calendar says. `known` is what it speaks for: all the rest is unknown, and so is what it says unclearly."""
    spoken_for = _union(grid.within(*span) for span in known)
    return Availability(
        grid=grid,
        busy=_union(grid.touched(*span) for span in busy),
        tentative=_union(grid.touched(*span) for span in tentative),
        unknown=grid.full & ~spoken_for | _union(grid.touched(*span) for span in unknown),
        focus=_union(grid.touched(*span) for span in focus),
    )


def availability_of(grid: Grid, busy: Busy, begins: datetime, ends: datetime) -> Availability:
    """From what a calendar was asked about the time between two moments: the rest of the grid is unknown."""
    return availability(grid, [(begins, ends)], busy=busy.busy, tentative=busy.tentative, unknown=busy.unknown)


def _union(masks: Iterable[int]) -> int:
    bits = 0
    for mask in masks:
        bits |= mask
    return bits


# --- days and hours ---------------------------------------------------------------------------------------------------


def worked_days(grid: Grid, hours: WorkingHours) -> int:
    """The slots on days worked in the person's country, midnight to midnight on their clock."""
    worked = (day for day in local_days(grid, hours.zone) if is_business_day(day, hours.country))
    return _union(
        grid.within(_moment(day, time(0), hours.zone), _moment(day + DAY, time(0), hours.zone)) for day in worked
    )


def on_the_clock(grid: Grid, zone: ZoneInfo, begin: time, end: time) -> int:
    """The slots from `begin` to `end` on the clock of `zone`, every day."""
    days = local_days(grid, zone)
    return _union(grid.within(_moment(day, begin, zone), _moment(day, end, zone)) for day in days)


def working_time(grid: Grid, hours: WorkingHours) -> int:
    """The slots in somebody's working hours, without their country's holidays."""
    return worked_days(grid, hours) & on_the_clock(grid, hours.zone, hours.begin, hours.end)


def on_days(grid: Grid, zone: ZoneInfo, days: Iterable[date]) -> int:
    """The slots of some local days."""
    return _union(grid.touched(_moment(day, time(0), zone), _moment(day + DAY, time(0), zone)) for day in days)


def local_days(grid: Grid, zone: ZoneInfo) -> Iterator[date]:
    """Every day on the clock of `zone` of which a part lies in the grid."""
    first, last = grid.start.astimezone(zone).date(), grid.end.astimezone(zone).date()
    return (first + n * DAY for n in range((last - first).days + 1))


def by_the_clock(grid: Grid, zone: ZoneInfo, quarters: list[float]) -> list[float]:
    """A day's 96 figures laid along the grid as the clock of `zone` goes: one figure a slot."""
    figures: list[float] = []
    for first, past, ahead in _offsets(grid, zone):
        local = grid.at(first) + ahead
        quarter = (local.hour * 60 + local.minute) // 15
        days = (past - first + quarter) // SLOTS_A_DAY + 1
        figures += (quarters * days)[quarter : quarter + past - first]
    return figures


def _offsets(grid: Grid, zone: ZoneInfo) -> Iterator[tuple[int, int, timedelta]]:
    """Stretches with the same distance from UTC: first slot, the one past the last, and the distance."""
    first, ahead = 0, _offset(grid, zone, 0)
    for looked_at in [*range(SLOTS_A_DAY, grid.slots, SLOTS_A_DAY), grid.slots - 1]:
        if _offset(grid, zone, looked_at) != ahead:
            jump = _jump(grid, zone, looked_at, ahead)
            yield first, jump, ahead
            first, ahead = jump, _offset(grid, zone, looked_at)
    yield first, grid.slots, ahead


def _jump(grid: Grid, zone: ZoneInfo, late: int, ahead: timedelta) -> int:
    """The first slot after the clocks changed, at most a day before `late`."""
    slots = range(max(0, late - SLOTS_A_DAY), late + 1)
    return next(slot for slot in slots if _offset(grid, zone, slot) != ahead)


def _offset(grid: Grid, zone: ZoneInfo, slot: int) -> timedelta:
    return grid.at(slot).astimezone(zone).utcoffset() or timedelta(0)


def _moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


# --- bits -------------------------------------------------------------------------------------------------------------


def runs(bits: int, length: int) -> int:
    """The slots from which on `length` bits are all set, by doubling."""
    have = 1
    while have < length:
        step = min(have, length - have)
        bits &= bits >> step
        have += step
    return bits


def near(bits: int, length: int) -> int:
    """The slots from which on any of `length` bits is set, by doubling."""
    have = 1
    while have < length:
        step = min(have, length - have)
        bits |= bits >> step
        have += step
    return bits


def at_least(count: int, masks: Iterable[int], full: int) -> int:
    """The slots where at least `count` of the masks are set."""
    reached = [full] + [0] * count
    for mask in masks:
        for place in range(count, 0, -1):
            reached[place] |= reached[place - 1] & mask
    return reached[count]


def slots_of(bits: int) -> Iterator[int]:
    """The numbers of the bits that are set, in order."""
    text = flags(bits)
    place = text.find("1")
    while place >= 0:
        yield place
        place = text.find("1", place + 1)


def flags(bits: int) -> str:
    """The bits as text, the first one first: reading one of thousands is then quick."""
    return f"{bits:b}"[::-1]
