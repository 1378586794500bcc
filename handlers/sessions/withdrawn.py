"""Whoever works for a vendor no longer comes to its sessions no more: what is still to come is taken out of their calendar."""

from governance.events import PersonWithdrawn
from governance.sessions import Session
from handlers.sessions.editing import drop_guests
from handlers.sessions.later import drop_later
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

MOST = 500


@feature.on(PersonWithdrawn)
def take_off_what_is_to_come(event: PersonWithdrawn, uow: UnitOfWork) -> None:
    """All of a series at once. Where nobody else would be left the session stays as it is, for whoever cancels or moves it."""
    theirs = [its for its in uow.sessions.coming(event.vendor, uow.at, MOST) if _is_to_leave(its, event.person)]
    in_series = {its.series_id: its for its in reversed(theirs) if its.series_id}
    series = uow.series.some(id for id in in_series if id)
    for number, first in in_series.items():
        if number and set(series[number].guests) - {event.person}:
            drop_later(first, [event.person], event.reason, uow)
    for session in theirs:
        if session.series_id is None:
            drop_guests(session, {event.person}, event.reason, uow)


def _is_to_leave(session: Session, person: int) -> bool:
    return person in session.guests and len(session.guests) > 1 and not session.adopted
