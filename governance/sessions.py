"""Sessions: the meetings in which two companies steer their work, and the rules for putting one in the calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from governance.calendar.business_days import business_days_between, is_business_day
from governance.refusals import ImpossibleLength, KeptElsewhere, NotALink, SessionInThePast, SessionOver


class Kind(StrEnum):
    """The governance meetings, by level."""

    OPERATIONAL = "operational call"
    JOINT_OPERATIONS = "joint operations meeting"
    BUSINESS_REVIEW = "business review"
    JOINT_STRATEGY = "joint strategy session"
    EXECUTIVE_STEERING = "executive steering committee"

    @property
    def with_article(self) -> str:
        """Such as "an operational call"."""
        return f"{'an' if self[0] in 'aeio' else 'a'} {self}"


class State(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    HELD = "held"
    INQUORATE = "inquorate"
    CANCELLED = "cancelled"


HELD = frozenset({State.HELD, State.INQUORATE})  # with a quorum or without
OVER = HELD | {State.CANCELLED}  # nothing more happens to one of these

USUAL_MINUTES = {
    Kind.OPERATIONAL: 30,
    Kind.JOINT_OPERATIONS: 60,
    Kind.BUSINESS_REVIEW: 90,
    Kind.JOINT_STRATEGY: 90,
    Kind.EXECUTIVE_STEERING: 60,
}


SHORTEST, LONGEST = 5, 8 * 60  # minutes

# Business days before a session on which a missing answer is asked for.
ASKED_BEFORE = frozenset({5, 2})
FORECAST_AHEAD = 2


@dataclass(frozen=True, kw_only=True)
class Session:
    """One meeting. `zone` is the IANA zone it is anchored in, `uid` its calendar identity for ever. `optional` are those of
    the guests who need not come. One of a series is named by the day it was `planned_on`, wherever it is moved to; one of a
    meeting that was adopted (`adopted_id`) by the moment it was `planned_at`."""

    id: int
    number: int
    vendor_id: int
    study_id: int | None
    kind: Kind
    title: str
    starts_at: datetime
    minutes: int
    zone: str
    state: State
    uid: str
    sequence: int
    join_link: str | None = None
    guests: tuple[int, ...] = ()
    optional: tuple[int, ...] = ()
    called_by: int | None = None
    asked_sequence: int = 0
    adopted_id: int | None = None
    planned_at: datetime | None = None
    series_id: int | None = None
    planned_on: date | None = None
    changed_at: datetime | None = None
    started_at: datetime | None = None
    started_by: int | None = None
    ended_at: datetime | None = None

    @property
    def is_on(self) -> bool:
        """Whether a chair has started it and none has ended it."""
        return self.started_at is not None and self.ended_at is None

    @property
    def was_held(self) -> bool:
        """Whether it is over and people met, with a quorum or without."""
        return self.state in HELD

    @property
    def reference(self) -> str:
        """What people call it: S-3."""
        return f"S-{self.number}"

    @property
    def adopted(self) -> bool:
        """Whether its organiser's own calendar keeps it, so that nothing of it is ours to change or to send."""
        return self.adopted_id is not None

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


def answer_is_asked(starts_on: date, day: date, country: str | None) -> bool:
    """Whether a guest who has not answered is asked on this business day of theirs: a week before, and again shortly."""
    return business_days_between(day, starts_on, country) in ASKED_BEFORE


def chairs_of(session: Session, leads: Iterable[int | None]) -> tuple[int, ...]:
    """Who chairs: the account leads among the guests, or else whoever called it."""
    chairs = tuple(lead for lead in leads if lead in session.guests and lead is not None)
    return chairs or ((session.called_by,) if session.called_by in session.guests and session.called_by else ())


def forecast_is_due(starts_at: datetime, now: datetime, country: str | None, clock: time) -> bool:
    """Whether the quorum is forecast now: from `clock` on, two business days ahead or, where that was missed, one.

    Both moments are read on the session's own clock.
    """
    if not is_business_day(now.date(), country) or now.time() < clock:
        return False
    return 0 < business_days_between(now.date(), starts_at.date(), country) <= FORECAST_AHEAD


def check_coming(session: Session, now: datetime) -> None:
    """Only a session that is still to come can be answered, moved or cancelled."""
    if session.state is State.CANCELLED:
        raise SessionOver(reference=session.reference, stands="is cancelled")
    if session.state in OVER:
        raise SessionOver(reference=session.reference, stands="was held and has ended")
    if session.starts_at <= now or session.is_on:
        raise SessionOver(reference=session.reference, stands="has begun already")


def check_ours_to_change(session: Session, now: datetime) -> None:
    """Only a session that is still to come and that no other calendar keeps can be moved, cancelled or edited here."""
    if session.adopted:
        raise KeptElsewhere(reference=session.reference)
    check_coming(session, now)


def check_link(link: str | None) -> str | None:
    """A link to join that every calendar program opens, or none."""
    link = (link or "").strip()
    if link and not (link.startswith("https://") and len(link.split()) == 1):
        raise NotALink(link=link)
    return link or None


def check_minutes(minutes: int | None, said: str) -> int:
    """A length that a meeting can have."""
    if minutes is None or not SHORTEST <= minutes <= LONGEST:
        raise ImpossibleLength(said=said)
    return minutes


def check_start(starts_at: datetime, now: datetime, words: str) -> datetime:
    """A start that is still to come."""
    if starts_at <= now:
        raise SessionInThePast(when=words)
    return starts_at
