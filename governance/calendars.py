"""Calendars that people let Parley look at: how often and how far ahead they are read, and what they say of a time.

What was not read, was read too long ago or was not asked about is unknown, never free.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from governance.calendar.busy import Busy, Span, nothing_known, within
from governance.refusals import Refusal

# A quarter of a year and a week: joint meetings are arranged within that. Beyond it calendars are mostly empty, which
# would look like free time, and each week more makes a feed with hundreds of series dearer to read.
AHEAD = timedelta(weeks=14)
# People arrange most of their meetings a day or more ahead; older than that, what a calendar said is not relied on.
FRESH = timedelta(hours=24)
EVERY = timedelta(hours=1)
FIRST_RETRY, LONGEST_WAIT = timedelta(minutes=15), timedelta(days=1)
TELL_AFTER = 3  # failures in a row
# Ten times what the fullest calendar has in that time. More would be written in too long a transaction.
MOST_SPANS = 5000

NO_CALENDAR = "I look at no calendar of theirs."
NOT_YET = "The calendar has not been read yet."
TOO_OLD = "The calendar was last read more than a day ago."
NOT_SO_FAR = f"Calendars are read {AHEAD.days // 7} weeks ahead."
TOO_MANY = "The calendar has more in it than I can keep."

_HOST = re.compile(r"[\w-]+(\.[\w-]+)*\.?")


class NotACalendarAddress(Refusal):
    """That is not an address I can read a calendar from. It begins with https:// or webcal:// and has no password in it."""


class NoCalendarGiven(Refusal):
    """You have not given me the address of a calendar, so there is nothing to remove."""


class Kind(StrEnum):
    """How a calendar is asked: by the address its person gave, or at their company's server."""

    FEED = "feed"
    CALDAV = "caldav"


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """One person's calendar as it was last read. `mark` is another after every change: a reading begun before is void.

    `known_from` and `known_until` say what time the last reading was about, `why` what in it is unknown. `told` when its
    person has heard that it cannot be read. The address is a secret.
    """

    person_id: int
    kind: Kind
    address: str | None = field(default=None, repr=False)
    mark: str
    next_read_at: datetime
    read_at: datetime | None = None
    known_from: datetime | None = None
    known_until: datetime | None = None
    why: str | None = None
    failures: int = 0
    told: bool = False

    @property
    def host(self) -> str:
        """All of the address that may be shown."""
        return host_of(self.address or "")


@dataclass(frozen=True, kw_only=True)
class Reading:
    """What one reading told of the time between two moments."""

    begins: datetime
    ends: datetime
    told: Busy

    @property
    def failed(self) -> bool:
        """Nothing of it can be called free."""
        return self.told.unknown == ((self.begins, self.ends),)


class News(StrEnum):
    """What a calendar's person hears after a reading."""

    READ = "read"
    UNREADABLE = "unreadable"


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def calendar_address(said: str) -> str:
    """The address somebody wrote, in Slack's brackets or not, as https://; refused when nothing could be fetched there."""
    its = said.strip()
    if its.startswith("<") and its.endswith(">"):
        its = its[1:-1].partition("|")[0]
    scheme, mark, rest = its.partition("://")
    address = f"https://{rest}"
    if scheme.lower() not in ("https", "webcal", "webcals") or not mark or not _is_usable(address):
        raise NotACalendarAddress
    return address


def _is_usable(address: str) -> bool:
    try:
        its = urlsplit(address)
        port = its.port
    except ValueError:
        return False
    named = "@" not in its.netloc and _HOST.fullmatch(its.hostname or "") is not None
    return named and port != 0 and len(address) <= 2000 and address.isprintable() and " " not in address


def time_to_read(at: datetime) -> Span:
    """What time a reading at this moment asks about: from the beginning of the day on."""
    begins = datetime.combine(at.astimezone(UTC).date(), time(), UTC)
    return begins, begins + AHEAD


def next_reading(at: datetime, failures: int, person: int) -> datetime:
    """In an hour; after failures sooner at first, then ever later, up to a day. A little apart for each, so not all at once."""
    wait = min(FIRST_RETRY * 4 ** min(failures - 1, 9), LONGEST_WAIT) if failures else EVERY
    return at + wait * (0.95 + person % 11 / 100)


def in_measure(reading: Reading) -> Reading:
    """The reading, or nothing known where it is more than can be kept."""
    told = reading.told
    if len(told.busy) + len(told.tentative) + len(told.unknown) <= MOST_SPANS:
        return reading
    return Reading(begins=reading.begins, ends=reading.ends, told=nothing_known(reading.begins, reading.ends, TOO_MANY))


def news_of(calendar: Calendar, reading: Reading) -> News | None:
    """Whoever gave an address hears once whether it can be read, once when it cannot any more, and once when it can again.

    A company's server is its administrators' matter: people are not written to about it.
    """
    if calendar.kind is not Kind.FEED:
        return None
    first = calendar.read_at is None
    if not reading.failed:
        return News.READ if first or calendar.told else None
    often = calendar.failures + 1 >= TELL_AFTER
    return News.UNREADABLE if not calendar.told and (first or often) else None


def what_is_known(calendar: Calendar | None, told: Busy, begins: datetime, ends: datetime, at: datetime) -> Busy:
    """What a calendar says at a moment of the time between two others; `told` is what was kept of its last reading."""
    if calendar is None:
        return nothing_known(begins, ends, NO_CALENDAR)
    if calendar.read_at is None or calendar.known_from is None or calendar.known_until is None:
        return nothing_known(begins, ends, NOT_YET)
    if at - calendar.read_at > FRESH:
        return nothing_known(begins, ends, calendar.why or TOO_OLD)
    unclear = within(told.unknown, begins, ends)
    not_asked = (begins, min(ends, calendar.known_from)), (max(begins, calendar.known_until), ends)
    unknown = within((*unclear, *not_asked), begins, ends)
    why = (calendar.why if unclear else None) or (NOT_SO_FAR if unknown else None)
    return Busy(within(told.busy, begins, ends), within(told.tentative, begins, ends), unknown, why)
