"""What happens to calendar feeds. Their addresses are secrets and are in no event."""

from dataclasses import dataclass

from governance.events.base import Event


@dataclass(frozen=True, kw_only=True)
class FeedOpened(Event):
    """`vendor` when it has all of a vendor's sessions, else those its person is invited to."""

    subject_field = "feed"
    feed: int
    person: int
    vendor: int | None


@dataclass(frozen=True, kw_only=True)
class FeedStopped(Event):
    """Its address leads nowhere from now on."""

    subject_field = "feed"
    feed: int
    person: int
    vendor: int | None
