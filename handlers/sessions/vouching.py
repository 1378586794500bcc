"""Deciding about an answer that came by mail and could not be verified."""

from governance.events import DoubtDismissed, SeriesAnswered, SeriesDoubtDismissed, SessionAnswered
from governance.people import Act, Person
from governance.refusals import DealtWith
from governance.rsvps import Says
from governance.session_series import SessionSeries
from governance.sessions import Session, check_coming
from handlers.kit import shown
from handlers.kit.blocks import esc, section
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.sessions.cards import SAID, described
from handlers.sessions.invited import coming_of
from handlers.sessions.naming import take_session, the_series
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork


@feature.button("session.take", act=Act.SCHEDULE_SESSIONS)
def take_it(request: Request, uow: UnitOfWork) -> Reply:
    """Whoever vouches for it stands in the record."""
    session, guest, says = _doubtful(request, uow)
    check_coming(session, request.at)
    if uow.sessions.answer(session, guest.id, says, request.at):
        uow.record(SessionAnswered(session=session.id, person=guest.id, says=says, sequence=session.sequence))
    lead = f"Taken as the answer of {shown.person(guest)}: *{SAID[says]}*."
    return say(section(f"{lead}\n{described(session, request.zone, uow)}"), replace=True)


@feature.button("session.ignore", act=Act.SCHEDULE_SESSIONS)
def ignore_it(request: Request, uow: UnitOfWork) -> Reply:
    session, guest, _ = _doubtful(request, uow)
    uow.rsvps.settle([session], guest.id)
    uow.record(DoubtDismissed(session=session.id, person=guest.id))
    return say(section(f"Ignored; {shown.person(guest)} has not answered *{session.reference}*."), replace=True)


@feature.button("series.take", act=Act.SCHEDULE_SESSIONS)
def take_all(request: Request, uow: UnitOfWork) -> Reply:
    series, guest, says, doubted = _doubtful_to_all(request, uow)
    if uow.sessions.answer_all(doubted, guest.id, says, request.at):
        uow.record(SeriesAnswered(series=series.id, person=guest.id, says=says, sequence=series.sequence))
    words = f"Taken as the answer of {shown.person(guest)} to *{esc(series.title)}*: *{SAID[says]}*."
    return say(section(words), replace=True)


@feature.button("series.ignore", act=Act.SCHEDULE_SESSIONS)
def ignore_all(request: Request, uow: UnitOfWork) -> Reply:
    series, guest, _, doubted = _doubtful_to_all(request, uow)
    uow.rsvps.settle(doubted, guest.id)
    uow.record(SeriesDoubtDismissed(series=series.id, person=guest.id))
    words = f"Ignored; {shown.person(guest)} has not answered *{esc(series.title)}*."
    return say(section(words), replace=True)


def _doubtful_to_all(request: Request, uow: UnitOfWork) -> tuple[SessionSeries, Person, Says, list[Session]]:
    """What a button is about, and the meetings to come to which it is still in doubt."""
    series, rest = the_series(request.ref, request, uow)
    who, _, says = rest.partition(" ")
    coming = coming_of(series, int(who), uow)
    doubted = uow.rsvps.doubted_of(coming, int(who), Says(says))
    if not doubted:
        raise DealtWith
    return series, uow.people.by_id(int(who)), Says(says), [its for its in coming if its.id in doubted]


def _doubtful(request: Request, uow: UnitOfWork) -> tuple[Session, Person, Says]:
    """What a button is about, as long as it is still in doubt."""
    session, rest = take_session(request.ref, request, uow)
    who, _, says = rest.partition(" ")
    if uow.rsvps.doubted(session).get(int(who)) != says:
        raise DealtWith
    return session, uow.people.by_id(int(who)), Says(says)
