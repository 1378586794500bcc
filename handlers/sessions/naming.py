"""Finding the session a reference names. To whoever may not see it, it does not exist."""

import re

from governance.people import Person, sees
from governance.refusals import UnknownSession, WhichSession
from governance.sessions import Session
from handlers.kit.finding import here, mentioned
from handlers.kit.items import shared_with
from handlers.kit.requests import Request
from handlers.kit.words import Mention, take_person
from storage.unit_of_work import UnitOfWork

MENTION = re.compile(r"<@[UW][A-Z0-9]{1,20}(?:\|[^>]*)?>")
_REFERENCE = re.compile(r"^\s*S-?(\d{1,9})\b[\s,:]*", re.IGNORECASE)


def take_session(text: str, request: Request, uow: UnitOfWork) -> tuple[Session, str]:
    """The session named at the front of a text, as S-3, and what follows; unnamed, the only one the place has to come."""
    found = _REFERENCE.match(text)
    if found is None:
        return _only_one(request, uow), text.strip()
    session = uow.sessions.numbered(int(found[1]))
    if session is None or not _may_see(session, request):
        raise UnknownSession(reference=f"S-{found[1]}")
    return session, text[found.end() :].strip()


def people_named(text: str, uow: UnitOfWork) -> list[Person]:
    """Everybody who is mentioned in a text, once."""
    named = (take_person(found.group())[0] for found in MENTION.finditer(text))
    people = {its.id: its for its in (mentioned(uow, who) for who in named if isinstance(who, Mention))}
    return list(people.values())


def _only_one(request: Request, uow: UnitOfWork) -> Session:
    vendor = here(request, uow)
    coming = uow.sessions.coming(vendor.id, request.at, most=2) if vendor else []
    if len(coming) != 1:
        raise WhichSession
    return coming[0]


def _may_see(session: Session, request: Request) -> bool:
    vendor = shared_with(request)
    return sees(request.by, session.vendor_id) and vendor in (None, session.vendor_id)
