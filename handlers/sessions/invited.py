"""What was sent under a calendar's uid: the invitation as answers are judged by it, and the session behind each of its times."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from governance.people import Person
from governance.rsvps import Invitation
from governance.session_series import SessionSeries
from governance.sessions import Session, State
from storage.rsvps import Invited
from storage.unit_of_work import UnitOfWork


@dataclass(frozen=True, kw_only=True)
class Sent:
    """`sessions` has a session for each planned start, as `invitation.sequences` does: under None the single meeting, or the
    next one of a series. `guests` are the people by their addresses, in lower case."""

    invitation: Invitation
    sessions: Mapping[datetime | None, Session]
    guests: Mapping[str, Person]

    def guest_of(self, session: Session, mail: str) -> Person | None:
        """The guest of this one meeting who has this address."""
        person = self.guests.get(mail)
        return person if person and person.id in session.guests else None


def invitation_for(uid: str, uow: UnitOfWork) -> Sent | None:
    """What we sent under this uid; None where it is not ours."""
    invited = [its for its in uow.rsvps.invited_under(uid) if its.alone or its.planned_on]
    if not invited:
        return None
    held = {session.id: session for session in uow.sessions.some([its.session for its in invited])}
    sessions = {_planned(its): held[its.session] for its in invited}
    sequences = {_planned(its): its.asked_sequence for its in invited}
    is_series = None not in sessions
    if is_series:
        sessions[None] = _next(list(held.values()), uow.at)
        sequences[None] = min(sequences.values())
    people = uow.people.some({who for session in held.values() for who in session.guests})
    guests = {person.mail.lower(): person for person in people.values() if person.mail}
    invitation = Invitation(
        uid=uid,
        organizer=uow.rules.addresses.mail.lower(),
        guests=frozenset(guests),
        sequences=sequences,
        is_series=is_series,
    )
    return Sent(invitation=invitation, sessions=sessions, guests=guests)


def coming_of(series: SessionSeries, person: int, uow: UnitOfWork) -> list[Session]:
    """The meetings of a series that are still to come for one of its guests."""
    return [its for its in uow.sessions.of_series(series.id) if person in its.guests and is_coming(its, uow.at)]


def is_coming(session: Session, now: datetime) -> bool:
    return session.starts_at > now and session.state is not State.CANCELLED


def _next(meetings: Sequence[Session], now: datetime) -> Session:
    """The next one that is held; where there is none, any."""
    coming = [its for its in meetings if is_coming(its, now)]
    return min(coming or meetings, key=lambda its: its.starts_at)


def _planned(its: Invited) -> datetime | None:
    """The moment the rule gave a meeting of a series, by which calendars name it; None for one that was sent alone."""
    if its.alone or its.planned_on is None or its.clock is None or its.zone is None:
        return None
    return datetime.combine(its.planned_on, its.clock, ZoneInfo(its.zone))
