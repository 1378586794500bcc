"""Deciding about an answer that came by mail and could not be verified."""

from governance.events import DoubtDismissed, SessionAnswered
from governance.people import Act, Person
from governance.refusals import DealtWith
from governance.rsvps import Says
from governance.sessions import Session, check_coming
from handlers.kit import shown
from handlers.kit.blocks import section
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.sessions.cards import SAID, described
from handlers.sessions.naming import take_session
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
    uow.rsvps.settle(session, guest.id)
    uow.record(DoubtDismissed(session=session.id, person=guest.id))
    return say(section(f"Ignored; {shown.person(guest)} has not answered *{session.reference}*."), replace=True)


def _doubtful(request: Request, uow: UnitOfWork) -> tuple[Session, Person, Says]:
    """What a button is about, as long as it is still in doubt."""
    session, rest = take_session(request.ref, request, uow)
    who, _, says = rest.partition(" ")
    if uow.rsvps.doubted(session).get(int(who)) != says:
        raise DealtWith
    return session, uow.people.by_id(int(who)), Says(says)
