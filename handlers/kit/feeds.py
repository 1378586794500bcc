"""Reads a calendar feed, or a free/busy answer, as busy, tentative and unknown time. What cannot be read is never free.

Meant to run in a process of its own (`feed_worker`): a feed may be written to keep its reader busy for ever.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import recurring_ical_events  # type: ignore[import-untyped]
from icalendar import Calendar, Component, vDuration

from governance.calendar.busy import Busy, Span, merged, nothing_known, within
from handlers.kit.feed_lines import ILLEGIBLE, Kept, NotReadable, Part, take_apart

Kind = Literal["busy", "tentative", "unknown"]

# What a library may raise on a calendar that breaks the rules.
TROUBLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
WHEN = ("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
# All-day and floating events begin up to 14 hours from where a clock in UTC would put them.
ANY_ZONE = timedelta(hours=14)
AROUND = timedelta(days=2)
UNKNOWN_ZONE = "The calendar names a time zone that I do not know."
NOT_SO_FAR = "The calendar does not reach over the whole time."
_PERIOD = re.compile(r"(\d{8}T\d{6}Z)/(?:(\d{8}T\d{6}Z)|(\+?P\w+))")


def read_feed(content: bytes, begins: datetime, ends: datetime, zone: ZoneInfo) -> Busy:
    """What a feed says of the time between two aware moments. `zone` is the person's: all-day events lie in it."""
    begins, ends = begins.astimezone(UTC), ends.astimezone(UTC)
    try:
        kept = take_apart(content, begins, ends)
        return _Window(begins, ends, _zone(kept.own_zone), zone).read(kept)
    except NotReadable as trouble:
        return nothing_known(begins, ends, str(trouble))
    except TROUBLE:
        return nothing_known(begins, ends, ILLEGIBLE)


class _Window:
    """The time one feed is read for, and what was found in it. `own` is the zone the calendar says it is in."""

    def __init__(self, begins: datetime, ends: datetime, own: ZoneInfo | None, zone: ZoneInfo) -> None:
        self.begins, self.ends, self.own, self.zone = begins, ends, own, zone
        self.found: dict[Kind, list[Span]] = {"busy": [], "tentative": [], "unknown": []}
        self.why: str | None = None

    def read(self, kept: Kept) -> Busy:
        if kept.why:
            self._doubt(kept.why)
        for series in _series(Calendar.from_ical(kept.text).walk("VEVENT")) if kept.events else ():
            self._add_series(series)
        for part in kept.free_busy:
            self._add_free_busy(part)
        if kept.free_busy:
            self._doubt_what_is_not_covered(kept.free_busy)
        busy, tentative, unknown = (within(spans, self.begins, self.ends) for spans in self.found.values())
        return Busy(busy, tentative, unknown, self.why)

    def _doubt(self, why: str, begins: datetime | None = None, ends: datetime | None = None) -> None:
        span = (begins or self.begins, ends or self.ends)
        if span[0] < self.ends and span[1] > self.begins:
            self.found["unknown"].append(span)
            self.why = self.why or why

    def _add_series(self, events: list[Component]) -> None:
        """One event with its repetitions and their changes, of which any may be told in a way nobody can read."""
        if any(event.get("DTSTART") is None or _is_broken(event) for event in events):
            self._doubt(ILLEGIBLE)
            return
        try:
            strange = any(_is_of_unknown_zone(value) for event in events for value in _times(event))
            for occurrence in self._expanded(events):
                self._add(occurrence, strange)
        except TROUBLE:
            self._doubt(ILLEGIBLE)

    def _expanded(self, events: list[Component]) -> list[Component]:
        calendar = Calendar()
        if self.own:
            calendar["X-WR-TIMEZONE"] = self.own.key
        for event in events:
            calendar.add_component(event)
        found: list[Component] = recurring_ical_events.of(calendar).between(self.begins - AROUND, self.ends + AROUND)
        return found

    def _add(self, occurrence: Component, strange: bool) -> None:
        kind = _kind(occurrence)
        times: list[Any] = [occurrence["DTSTART"], occurrence["DTEND"]]
        begins, ends = (self._moment(its.dt) for its in times)
        if kind and strange:
            self._doubt(UNKNOWN_ZONE, begins - ANY_ZONE, ends + ANY_ZONE)
        elif kind:
            self.found[kind].append((begins, ends))

    def _moment(self, its: Any) -> datetime:
        """A time as a moment: days begin at the person's midnight, times of no zone are the calendar's own."""
        if not isinstance(its, datetime):
            return datetime.combine(its, time(), self.zone).astimezone(UTC)
        return (its if its.tzinfo else its.replace(tzinfo=self.own or self.zone)).astimezone(UTC)

    def _add_free_busy(self, part: Part) -> None:
        for line in part.lines:
            head, _, periods = line.partition(":")
            if not head.startswith("FREEBUSY"):
                continue
            kind = _kind_of_period(head)
            try:
                spans = [_period(period) for period in periods.split(",") if period.strip()]
            except TROUBLE:
                self._doubt(ILLEGIBLE)
                continue
            if kind:
                self.found[kind] += spans

    def _doubt_what_is_not_covered(self, parts: Iterable[Part]) -> None:
        """A free/busy answer may tell of less time than was asked for; one that names no time means what was asked."""
        told = [{"DTSTART", "DTEND"} & part.values.keys() for part in parts]
        if not all(told):
            return
        known = self.begins
        for begins, ends in merged(_covered(parts)):
            if begins > known:
                self._doubt(NOT_SO_FAR, known, begins)
            known = max(known, ends)
        if known < self.ends:
            self._doubt(NOT_SO_FAR, known, self.ends)


def _series(events: Iterable[Component]) -> Iterator[list[Component]]:
    """Each event with the changes of its repetitions. The same name given twice is two events, rather than one too few."""
    by_uid: dict[str, list[Component]] = defaultdict(list)
    for number, event in enumerate(events):
        by_uid[str(event.get("UID") or f"without a name {number}")].append(event)
    for same in by_uid.values():
        changes = [event for event in same if "RECURRENCE-ID" in event]
        masters = [event for event in same if "RECURRENCE-ID" not in event]
        yield from ([master, *changes] for master in masters[1:])
        yield [*masters[:1], *changes]


def _is_broken(event: Component) -> bool:
    return any(name in WHEN or name is None for name, _ in event.errors)


def _times(event: Component) -> Iterator[Any]:
    for name in WHEN:
        value = event.get(name, [])
        yield from value if isinstance(value, list) else [value]


def _is_of_unknown_zone(value: Any) -> bool:
    """Whether a zone is named and the library could not make anything of it: it reads such a time as of no zone."""
    if "TZID" not in getattr(value, "params", {}):
        return False
    times = [one.dt for one in getattr(value, "dts", [value])]
    firsts = [its[0] if isinstance(its, tuple) else its for its in times]
    return any(isinstance(its, datetime) and its.tzinfo is None for its in firsts)


def _kind(event: Component) -> Kind | None:
    """What an event makes of its time; None leaves it free."""
    status, shown, outlook = (
        str(event.get(name, "")).upper() for name in ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")
    )
    if status == "CANCELLED" or shown == "TRANSPARENT" or outlook == "FREE":
        return None
    return "tentative" if "TENTATIVE" in (status, outlook) else "busy"


def _kind_of_period(head: str) -> Kind | None:
    found = re.search(r'FBTYPE="?([\w-]+)', head.upper())
    kinds: dict[str, Kind | None] = {"FREE": None, "BUSY-TENTATIVE": "tentative"}
    return kinds.get(found[1], "busy") if found else "busy"


def _period(text: str) -> Span:
    found = _PERIOD.fullmatch(text.strip())
    if not found:
        raise ValueError(ILLEGIBLE)
    begins = _utc(found[1])
    if found[2]:
        return begins, _utc(found[2])
    lasts: timedelta = vDuration.from_ical(found[3])  # type: ignore[no-untyped-call]
    return begins, begins + lasts


def _covered(parts: Iterable[Part]) -> Iterator[Span]:
    for part in parts:
        try:
            yield _utc(part.values["DTSTART"]), _utc(part.values["DTEND"])
        except TROUBLE:
            continue


def _utc(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _zone(key: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(key) if key else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
