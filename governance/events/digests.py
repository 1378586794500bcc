"""What happens to digests."""

from dataclasses import dataclass
from datetime import datetime

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class DigestSubscribed(Event):
    """`old` is when the one came whose place it takes, as people read it."""

    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int
    cron: str
    zone: str
    old: str | None = None
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class DigestStopped(Event):
    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class DigestPaused(Event):
    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class DigestResumed(Event):
    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int


@dataclass(frozen=True, kw_only=True)
class DigestSnoozed(Event):
    """Somebody asked to see it again, for themselves alone."""

    subject_field = "vendor"
    vendor: int
    until: datetime


@dataclass(frozen=True, kw_only=True)
class DigestUpdated(Event):
    """Results came after it was posted, and its message says so now: the ids of the definitions."""

    subject_field = "vendor"
    vendor: int
    channel: str
    colour: str
    definitions: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class DigestQueued(Event):
    """A digest was written down to be posted; `late_by` is in minutes (0 unless the bot had been down)."""

    subject_field = "vendor"
    vendor: int
    channel: str
    colour: str
    late_by: int
