"""What happens to joint sessions."""

from dataclasses import dataclass
from datetime import date, datetime

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
    """`successor` is the session that takes its place, where one does."""

    subject_field = "session"
    session: int
    sequence: int
    reason: Words
    successor: int | None = None


@dataclass(frozen=True, kw_only=True)
class SessionEdited(Event):
    """Its title or its link changed; nobody has to answer again. `old` is the title before."""

    subject_field = "session"
    session: int
    title: Words
    join_link: Words | None
    old: Words | None = None
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class GuestsInvited(Event):
    subject_field = "session"
    session: int
    guests: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class GuestPartsChanged(Event):
    """Guests who had to come need not any more, or the other way round; they alone are told."""

    subject_field = "session"
    session: int
    guests: tuple[int, ...]
    optional: bool


@dataclass(frozen=True, kw_only=True)
class GuestsDropped(Event):
    """They are told, and only they: `sequence` is that of their cancellation."""

    subject_field = "session"
    session: int
    guests: tuple[int, ...]
    sequence: int
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class SeriesScheduled(Event):
    """A series was put into the calendars: its RRULE, its first day, its clock time as HH:MM. `follows` is another series."""

    subject_field = "series"
    series: int
    vendor: int
    study: int | None
    kind: str
    title: Words
    rule: str
    first: date
    clock: str
    minutes: int
    zone: str
    until: date | None
    guests: tuple[int, ...]
    follows: int | None
    reason: Words | None


@dataclass(frozen=True, kw_only=True)
class SeriesMoved(Event):
    """All its meetings to come were moved."""

    subject_field = "series"
    series: int
    rule: str
    first: date
    clock: str
    zone: str
    sequence: int
    reason: Words


@dataclass(frozen=True, kw_only=True)
class SeriesEnded(Event):
    """The last planned day it still has; none when all of it was cancelled. `successor` is the series that goes on."""

    subject_field = "series"
    series: int
    until: date | None
    sequence: int
    successor: int | None
    reason: Words


@dataclass(frozen=True, kw_only=True)
class SessionsPlaced(Event):
    """Where the meetings of a series, or of a meeting that others keep, stand after it changed. `starts` are seconds since
    1970, one a session in the same order; 0 where it is cancelled."""

    subject_field = "vendor"
    vendor: int
    title: Words
    minutes: int
    zone: str
    sessions: tuple[int, ...]
    starts: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SeriesEdited(Event):
    """Its title or its link changed; nobody has to answer again. `old` is the title before."""

    subject_field = "series"
    series: int
    title: Words
    join_link: Words | None
    since: date | None = None
    old: Words | None = None
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class SeriesGuestsInvited(Event):
    """They come to all its meetings from `since` on; to `singles` of its meetings they had been invited alone."""

    subject_field = "series"
    series: int
    guests: tuple[int, ...]
    since: date
    singles: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SeriesGuestsDropped(Event):
    """They alone are told: `sequence` is that of their cancellation. To `singles` of its meetings they had been invited
    alone; `of_series` says whether they had others as part of the series."""

    subject_field = "series"
    series: int
    guests: tuple[int, ...]
    since: date
    sequence: int
    singles: tuple[int, ...] = ()
    of_series: bool = True
    reason: Words | None = None


@dataclass(frozen=True, kw_only=True)
class SeriesAnswered(Event):
    """A guest said the same to all its meetings that are still to come."""

    subject_field = "series"
    series: int
    person: int
    says: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class SeriesPlanned(Event):
    """More of its meetings were planned; `changed` when some of them differ from the rule, so that calendars have to know."""

    subject_field = "series"
    series: int
    until: date
    changed: bool
    sequence: int


@dataclass(frozen=True, kw_only=True)
class AnswerDoubted(Event):
    """A mail said whether a guest comes and could not be shown to be theirs, so nothing was taken from it."""

    subject_field = "session"
    session: int
    person: int
    says: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class SeriesAnswerDoubted(Event):
    """The same for an answer to all meetings of a series that are still to come."""

    subject_field = "series"
    series: int
    person: int
    says: str
    sequence: int


@dataclass(frozen=True, kw_only=True)
class TimeProposed(Event):
    """A guest's calendar proposed another time; whoever called the session was told."""

    subject_field = "session"
    session: int
    person: int
    starts_at: datetime


@dataclass(frozen=True, kw_only=True)
class DoubtDismissed(Event):
    """A mail that could not be shown to be a guest's was put aside."""

    subject_field = "session"
    session: int
    person: int


@dataclass(frozen=True, kw_only=True)
class SeriesDoubtDismissed(Event):
    """The same for a mail that answered to a whole series."""

    subject_field = "series"
    series: int
    person: int
