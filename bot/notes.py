"""What is said in a thread with a word in front is a note only where the thread is a session's that is on; elsewhere it is talk, and
nothing is said to it."""

from dataclasses import replace

from bot import participants
from bot.arrivals import Arrival
from bot.entering import enter, gate
from bot.places import place_of
from governance.refusals import Refusal
from governance.sittings import HasEnded
from handlers.kit.entering import check_known
from handlers.kit.feature import Registry
from handlers.kit.notes import notes_in
from handlers.kit.replies import Reply, Say, say
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.sittings import ended_in, session_in
from storage.unit_of_work import UnitOfWork

NONE_NOTED = " Nothing of your message is noted yet: mend this and send all of it again."


def is_of_session(arrival: Arrival, uow: UnitOfWork) -> bool:
    place = place_of(arrival, uow)
    return (session_in(place, uow) or ended_in(place, uow)) is not None


def hear(arrival: Arrival, request: Request, registry: Registry, uow: UnitOfWork) -> Reply:
    """All notes of a message, or none. Raises what the first that cannot be noted is refused with."""
    session = session_in(request.place, uow)
    if session is None:
        return _too_late(request, uow)
    if not sees_here(session.vendor_id, request):
        return None
    participants.check(arrival, None, uow)
    gate(uow, before_setup=False)
    check_known(request.by, uow)
    notes = notes_in(arrival.text)
    try:
        replies = [enter(registry.notes[kind], replace(request, text=text), uow) for kind, text in notes]
    except Refusal as refusal:
        if len(notes) > 1:
            raise Refusal(f"{refusal}{NONE_NOTED}") from refusal
        raise
    said = [block for reply in replies if isinstance(reply, Say) for block in reply.message.blocks]
    return say(*said) if said else None


def _too_late(request: Request, uow: UnitOfWork) -> Reply:
    """Whoever says something where a session was held is told that it is over; elsewhere nobody is told anything."""
    ended = ended_in(request.place, uow)
    if ended is None or not sees_here(ended.vendor_id, request):
        return None
    check_known(request.by, uow)
    raise HasEnded(reference=ended.reference)
