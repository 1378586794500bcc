"""Finding the session whose agenda is meant: the one named, else the one that is on, else the vendor's next."""

import re

from governance.agenda import AgendaItem, AgendaOver, NoAgenda, UnknownPoint
from governance.refusals import WhichSession
from governance.sessions import Session
from handlers.kit.agenda import told
from handlers.kit.finding import here, take_vendor
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.sittings import take_named
from storage.sessions import COMING
from storage.unit_of_work import UnitOfWork

_VERB = re.compile(r"^\s*(?:add|page)\b", re.IGNORECASE)


def take_session(text: str, request: Request, uow: UnitOfWork) -> tuple[Session, str]:
    """The session meant by the front of a text, and what follows."""
    session, rest = take_named(text, request, uow)
    if session:
        return session, rest
    named, rest = (None, text) if _VERB.match(text) else take_vendor(request, uow, text)
    vendor = named or here(request, uow)
    if vendor is None:
        raise WhichSession
    on_or_next = uow.sessions.on_now(vendor.id) or uow.sessions.coming(vendor.id, request.at, most=1)
    if not on_or_next:
        raise NoAgenda(vendor=vendor.name)
    return on_or_next[0], rest.strip()


def the_point(ref: str, request: Request, uow: UnitOfWork) -> tuple[AgendaItem, Session]:
    """The open point a button or form is about, with its session."""
    item = uow.agenda.by_id(int(ref)) if ref.isdecimal() and len(ref) < 16 else None
    session = uow.sessions.by_id(item.session_id) if item and item.session_id else None
    if item is None or session is None or not item.is_open or not sees_here(item.vendor_id, request):
        raise UnknownPoint
    if not told([item], item.vendor_id, uow):
        raise UnknownPoint
    return item, check_open(session)


def check_open(session: Session) -> Session:
    """Only the agenda of a session that is to come, or is on, can be changed."""
    if session.state not in COMING or session.ended_at:
        raise AgendaOver(reference=session.reference)
    return session
