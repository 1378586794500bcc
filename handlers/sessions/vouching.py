"""Deciding about an answer that came by mail and could not be verified, or that did not say to which meeting it was."""

from governance.events import DoubtDismissed, SessionAnswered
from governance.people import Act, Person
from governance.refusals import DealtWith
from governance.rsvps import Says
from governance.sessions import Session, check_coming
from handlers.kit import shown
from handlers.kit.blocks import section
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.words import plural
from handlers.sessions.cards import SAID, described
from handlers.sessions.naming import take_session
from handlers.sessions.register import feature
from handlers.sessions.replying import answer_all
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
    uow.rsvps.settle(session, guest.id)
    uow.record(DoubtDismissed(session=session.id, person=guest.id))
    return say(section(f"Ignored; {shown.person(guest)} has not answered *{session.reference}*."), replace=True)


@feature.button("session.answer_all", act=Act.SEE_SESSIONS)
def to_all(request: Request, uow: UnitOfWork) -> Reply:
    session, says = take_session(request.ref, request, uow)
    series = uow.sessions.of_series(session.series_id) if session.series_id else []
    theirs = [its for its in series if request.by.id in its.guests]
    count = answer_all(theirs, request.by, Says(says), request.at, uow)
    return say(section(f"Thank you. *{SAID[Says(says)]}* to {plural(count, 'meeting')}."), replace=True)


def _doubtful(request: Request, uow: UnitOfWork) -> tuple[Session, Person, Says]:
    """What a button is about, as long as it is still in doubt."""
    session, rest = take_session(request.ref, request, uow)
    who, _, says = rest.partition(" ")
    if uow.rsvps.doubted(session).get(int(who)) != says:
        raise DealtWith
    return session, uow.people.by_id(int(who)), Says(says)
