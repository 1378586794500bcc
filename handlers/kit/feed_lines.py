"""Takes a calendar feed apart by lines, before any parser sees it: only what tells of time is kept, and odd things are named.

Cheap for what is large and hostile: no line is looked at twice, nothing nests deeper than a few levels.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import available_timezones

MOST_COMPONENTS = 20_000
DEEPEST = 6
# A clock anywhere on earth is at most 14 hours from UTC, and an all-day event without end lasts one day.
AROUND = timedelta(days=3)

TIMES = {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "FREEBUSY"}
STATES = {"UID", "SEQUENCE", "STATUS", "TRANSP", "FBTYPE", "X-MICROSOFT-CDO-BUSYSTATUS"}
OF_A_ZONE = {"TZID", "DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"}
OFTEN_ENOUGH = {"FREQ=DAILY", "FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY"}
READ = {"VEVENT": TIMES | STATES, "VFREEBUSY": TIMES | STATES}
ZONES = {"VTIMEZONE": OF_A_ZONE, "STANDARD": OF_A_ZONE, "DAYLIGHT": OF_A_ZONE}

_FOLD = re.compile(r"(?:\r\n|\r|\n)[ \t]")
_END = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r'([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)', re.DOTALL)
_DAY = re.compile(r"(\d{8})(T\d{6}Z?)?")

NOT_A_CALENDAR = "What lies at that address is not a calendar."
CUT_OFF = "The calendar ends in the middle."
TOO_MUCH = f"The calendar has more than {MOST_COMPONENTS:,} entries."
TOO_DEEP = "The calendar is put together in a way I cannot read."
TOO_OFTEN = "The calendar has an entry that comes back more often than daily."
OTHER_COUNT = "The calendar has an entry that follows a calendar other than the Gregorian."
ILLEGIBLE = "The calendar has an entry whose times I cannot read."


class NotReadable(ValueError):
    """Why nothing can be said of a calendar, as a sentence for people."""


@dataclass
class Part:
    """One event, free/busy or time zone of the feed: its lines that tell of time, and their values by name."""

    kind: str
    lines: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    hopeless: bool = False

    def holds(self, kind: str) -> bool:
        """Whether lines inside a component of this kind are the part's own."""
        return kind in (ZONES if self.kind == "VTIMEZONE" else READ)


@dataclass
class Kept:
    """What is left of a feed: what may lie in the window, the zones it names, its own zone, and why it is not all."""

    events: list[Part] = field(default_factory=list)
    free_busy: list[Part] = field(default_factory=list)
    zones: list[Part] = field(default_factory=list)
    own_zone: str | None = None
    why: str | None = None

    @property
    def text(self) -> str:
        """A calendar of the zones and the events alone."""
        parts = [line for part in (*self.zones, *self.events) for line in part.lines]
        return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:kept", *parts, "END:VCALENDAR", ""))


def take_apart(content: bytes, begins: datetime, ends: datetime) -> Kept:
    """What of a feed may concern the time between two moments. Raises NotReadable when nothing can be said."""
    text = _FOLD.sub("", content.decode("utf-8-sig", errors="replace"))
    if text.upper().count("BEGIN:") > MOST_COMPONENTS:
        raise NotReadable(TOO_MUCH)
    reading = _Reading(f"{begins - AROUND:%Y%m%d}", f"{ends + AROUND:%Y%m%d}")
    for line in _END.split(text):
        reading.take(line)
    return reading.done()


class _Reading:
    """Goes through a feed line by line; `first` and `last` are days as text, 20261124."""

    def __init__(self, first: str, last: str) -> None:
        self.first, self.last = first, last
        self.kept = Kept()
        self.inside: list[str] = []
        self.part: Part | None = None
        self.mattered = False
        self.seen = False

    def take(self, line: str) -> None:
        found = _LINE.fullmatch(line)
        if not found:
            # The rest of a badly folded line: harmless in a description, not in a time.
            if line.strip() and (self.mattered or line.lstrip().upper().startswith(tuple(TIMES))):
                self._doubt(ILLEGIBLE)
            return
        name, parameters, value = found[1].upper(), found[2], found[3].strip()
        if name == "BEGIN":
            self._enter(value.upper())
        elif name == "END":
            self._leave(value.upper())
        else:
            self._keep(name, parameters, value)

    def _enter(self, kind: str) -> None:
        self.inside.append(kind)
        self.mattered = False
        self.seen = self.seen or kind == "VCALENDAR"
        at_home = self.inside[:-1] == ["VCALENDAR"]
        if len(self.inside) > DEEPEST or (kind in READ and not at_home):
            raise NotReadable(TOO_DEEP)
        if at_home and kind in (*READ, "VTIMEZONE"):
            self.part = Part(kind)
        if self.part and self.part.holds(kind):
            self.part.lines.append(f"BEGIN:{kind}")

    def _leave(self, kind: str) -> None:
        self.mattered = False
        if not self.inside or self.inside.pop() != kind:
            raise NotReadable(TOO_DEEP)
        if self.part and self.part.holds(kind):
            self.part.lines.append(f"END:{kind}")
        if self.part and len(self.inside) == 1:
            self._sort(self.part)
            self.part = None

    def _keep(self, name: str, parameters: str, value: str) -> None:
        here = self.inside[-1] if self.inside else ""
        self.mattered = name in READ.get(here, ()) or name in ZONES.get(here, ())
        if here == "VCALENDAR" and name == "X-WR-TIMEZONE":
            self.kept.own_zone = value
        if not self.mattered or not self.part or not self.part.holds(here):
            return
        if name == "RRULE" and here in READ:
            value = self._rule(self.part, value)
        self.part.lines.append(f"{name}{parameters}:{value}")
        self.part.values[name] = value

    def _rule(self, part: Part, value: str) -> str:
        """The rule without what says that it is an ordinary one, which the library stumbles over."""
        pieces = [piece.strip().upper() for piece in value.split(";") if piece.strip()]
        scaled = {piece for piece in pieces if piece.startswith(("RSCALE=", "SKIP="))}
        if not scaled <= {"RSCALE=GREGORIAN", "SKIP=OMIT"}:
            self._give_up(part, OTHER_COUNT)
        if not OFTEN_ENOUGH & set(pieces) or any(_is_of_the_clock(piece) for piece in pieces):
            self._give_up(part, TOO_OFTEN)
        return ";".join(piece for piece in pieces if piece not in scaled)

    def _give_up(self, part: Part, why: str) -> None:
        part.hopeless = True
        self._doubt(why)

    def _doubt(self, why: str) -> None:
        self.kept.why = self.kept.why or why

    def _sort(self, part: Part) -> None:
        if part.kind == "VTIMEZONE":
            self._sort_zone(part)
        elif part.kind == "VFREEBUSY":
            self.kept.free_busy.append(part)
        elif not part.hopeless and _concerns(part, self.first, self.last):
            self.kept.events.append(part)

    def _sort_zone(self, part: Part) -> None:
        # A well-known name means the well-known zone. The others' rules are yearly, or not to be trusted.
        rules = [line.upper() for line in part.lines if line.startswith("RRULE")]
        if part.values.get("TZID") not in _zones() and all("FREQ=YEARLY" in rule for rule in rules):
            self.kept.zones.append(part)

    def done(self) -> Kept:
        if not self.seen:
            raise NotReadable(NOT_A_CALENDAR)
        if self.inside:
            raise NotReadable(CUT_OFF)
        return self.kept


def _is_of_the_clock(part: str) -> bool:
    """Whether a part of a rule makes several starts a day out of one."""
    return part.startswith(("BYHOUR=", "BYMINUTE=", "BYSECOND=")) and "," in part


def _concerns(part: Part, first: str, last: str) -> bool:
    """False only for a single event that surely lies elsewhere: years of past meetings need no parsing."""
    if {"RRULE", "RDATE", "RECURRENCE-ID", "DURATION"} & part.values.keys():
        return True
    days = list(_days(part))
    return (
        len(days) != len({"DTSTART", "DTEND"} & part.values.keys())
        or not days
        or (min(days) <= last and max(days) >= first)
    )


def _days(part: Part) -> Iterator[str]:
    for name in ("DTSTART", "DTEND"):
        found = _DAY.fullmatch(part.values.get(name, ""))
        if found:
            yield found[1]


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
