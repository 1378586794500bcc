"""Which session a decision is made in: the one of this thread, the one that is named, the only one that is on."""

import re

from governance.decisions import NoSessionOn, WhichSessionIsOn
from governance.refusals import UnknownSession
from governance.sessions import Session
from governance.vendors import Vendor
from handlers.kit.finding import here
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.sittings import session_in
from handlers.kit.words import listing, shortened
from storage.unit_of_work import UnitOfWork

_REFERENCE = re.compile(r"^\s*S[-\u2010-\u2014]?(\d{1,9})\b[\s,:]*", re.IGNORECASE)


def take_session(text: str, request: Request, uow: UnitOfWork) -> tuple[Session, str]:
    """The session at the front of a text, as S-3, and what follows; unnamed, the one that is on here."""
    found = _REFERENCE.match(text)
    if found is None:
        return session_on(request, uow), text.strip()
    return the_session(found[0], request, uow), text[found.end() :].strip()


def the_session(text: str, request: Request, uow: UnitOfWork) -> Session:
    """The session a text names. To whoever may not see it, it does not exist."""
    found = _REFERENCE.match(text)
    session = uow.sessions.numbered(int(found[1])) if found else None
    if session is None or not sees_here(session.vendor_id, request):
        raise UnknownSession(reference=f"S-{found[1]}" if found else shortened(text.strip()) or "like that")
    return session


def session_on(request: Request, uow: UnitOfWork) -> Session:
    """The one of this thread, or else the only one that is on with the place's vendor, or the asker's."""
    session = session_in(request.place, uow)
    if session and sees_here(session.vendor_id, request):
        return session
    return _only_one(here(request, uow), uow)


def _only_one(vendor: Vendor | None, uow: UnitOfWork) -> Session:
    on = uow.sessions.on_now(vendor.id) if vendor else []
    if not on:
        raise NoSessionOn
    if len(on) > 1:
        raise WhichSessionIsOn(sessions=listing([its.reference for its in on]), first=on[0].reference)
    return on[0]
