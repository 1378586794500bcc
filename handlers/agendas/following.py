"""Whatever changes an agenda that was posted, or its session: the message is brought up to date where it stands."""

from datetime import timedelta

from governance.events import (
    AgendaItemAdded,
    AgendaItemChanged,
    AgendaItemConcluded,
    AgendaItemReopened,
    AgendaItemSettled,
    AgendaItemWithdrawn,
    AgendaReordered,
    BreachChannelInformed,
    Door,
    SessionCancelled,
    SessionEdited,
    SessionEnded,
    SessionMoved,
    SessionStarted,
)
from handlers.agendas.posting import refresh
from handlers.agendas.register import feature
from storage.unit_of_work import UnitOfWork

RECENT = timedelta(days=2)  # an agenda changes as long as its session is talked about
OfPoints = (
    AgendaItemAdded
    | AgendaItemChanged
    | AgendaItemConcluded
    | AgendaItemReopened
    | AgendaItemSettled
    | AgendaItemWithdrawn
    | AgendaReordered
)
OfSessions = SessionCancelled | SessionEdited | SessionEnded | SessionMoved | SessionStarted


@feature.on(AgendaItemAdded)
@feature.on(AgendaItemChanged)
@feature.on(AgendaItemConcluded)
@feature.on(AgendaItemReopened)
@feature.on(AgendaItemSettled)
@feature.on(AgendaItemWithdrawn)
@feature.on(AgendaReordered)
def follow_points(event: OfPoints, uow: UnitOfWork) -> None:
    """The last of those that came together speaks for all; after an import the daily look does."""
    later = (other for other in uow.unheard if isinstance(other, OfPoints))
    if uow.door is not Door.IMPORT and all(other.vendor != event.vendor for other in later):
        _look_at_all(event.vendor, uow)


@feature.on(BreachChannelInformed)
def follow_the_breach(event: BreachChannelInformed, uow: UnitOfWork) -> None:
    """What the channel was yet to hear may stand on an agenda now."""
    breach = uow.breaches.by_id(event.breach)
    if breach:
        _look_at_all(breach.vendor_id, uow)


def _look_at_all(vendor: int, uow: UnitOfWork) -> None:
    posted = uow.agenda.posted_for(vendor, uow.at - RECENT)
    for session in uow.sessions.some(list(posted)) if posted else ():
        refresh(session, posted[session.id], uow)


@feature.on(SessionCancelled)
@feature.on(SessionEdited)
@feature.on(SessionEnded)
@feature.on(SessionMoved)
@feature.on(SessionStarted)
def follow_the_session(event: OfSessions, uow: UnitOfWork) -> None:
    posted = uow.agenda.posted([event.session])
    session = uow.sessions.by_id(event.session) if posted else None
    if session:
        refresh(session, posted[session.id], uow)
