"""What happens to polls about times."""

from dataclasses import dataclass
from datetime import datetime

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class PollOpened(Event):
    """Times were put to people; `starts` are those times, in seconds since 1970."""

    subject_field = "poll"
    poll: int
    vendor: int
    title: Words
    minutes: int
    zone: str
    starts: tuple[int, ...]
    guests: tuple[int, ...]
    deadline: datetime


@dataclass(frozen=True, kw_only=True)
class PollAnswered(Event):
    """`slot` is counted from 0."""

    subject_field = "poll"
    poll: int
    person: int
    slot: int
    says: str


@dataclass(frozen=True, kw_only=True)
class PollDecided(Event):
    subject_field = "poll"
    poll: int
    slot: int
    session: int


@dataclass(frozen=True, kw_only=True)
class PollCancelled(Event):
    subject_field = "poll"
    poll: int
