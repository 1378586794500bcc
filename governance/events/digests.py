"""What happens to digests."""

from dataclasses import dataclass

from governance.events.base import Event


@dataclass(frozen=True, kw_only=True)
class DigestSubscribed(Event):
    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int
    cron: str
    zone: str


@dataclass(frozen=True, kw_only=True)
class DigestStopped(Event):
    subject_field = "schedule"
    schedule: int
    channel: str
    vendor: int


@dataclass(frozen=True, kw_only=True)
class DigestQueued(Event):
    """A digest was written down to be posted; `late_by` is in minutes (0 unless the bot had been down)."""

    subject_field = "vendor"
    vendor: int
    channel: str
    colour: str
    late_by: int
