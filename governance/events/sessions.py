"""What happens to joint sessions."""

from dataclasses import dataclass
from datetime import datetime

from governance.events.base import Event, Words


@dataclass(frozen=True, kw_only=True)
class SessionScheduled(Event):
    subject_field = "session"
    session: int
    vendor: int
    study: int | None
    kind: str
    title: Words
    starts_at: datetime
    minutes: int
    zone: str
    guests: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SessionAnswered(Event):
    """A guest said whether they come; `sequence` is the version of the session they answered."""

    subject_field = "session"
    session: int
    person: int
    says: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class SessionMoved(Event):
    subject_field = "session"
    session: int
    old: datetime
    new: datetime
    minutes: int
    zone: str
    sequence: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class SessionCancelled(Event):
    subject_field = "session"
    session: int
    sequence: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class SessionEdited(Event):
    """Its title or its link changed; nobody has to answer again."""

    subject_field = "session"
    session: int
    title: Words
    join_link: Words | None


@dataclass(frozen=True, kw_only=True)
class GuestsInvited(Event):
    subject_field = "session"
    session: int
    guests: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class GuestsDropped(Event):
    """They are told, and only they: `sequence` is that of their cancellation."""

    subject_field = "session"
    session: int
    guests: tuple[int, ...]
    sequence: int
