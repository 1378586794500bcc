"""Finding the session a reference names. To whoever may not see it, it does not exist."""

import re

from governance.refusals import UnknownSession, WhichSession
from governance.session_series import SessionSeries
from governance.sessions import Session
from handlers.kit.finding import here
from handlers.kit.requests import Request
from handlers.kit.seeing import sees_here
from handlers.kit.sittings import take_named
from storage.unit_of_work import UnitOfWork

_LATER = re.compile(r"^\s*and (?:all )?later\b[\s,:]*", re.IGNORECASE)


def take_session(text: str, request: Request, uow: UnitOfWork) -> tuple[Session, str]:
    """The session named at the front of a text, as S-3, and what follows; unnamed, the only one the place has to come."""
    session, rest = take_named(text, request, uow)
    return (session, rest) if session else (_only_one(request, uow), rest)


def the_series(text: str, request: Request, uow: UnitOfWork) -> tuple[SessionSeries, str]:
    """The series a button is about, and what else it says."""
    number, _, rest = text.partition(" ")
    found = uow.series.some([int(number)] if number.isdigit() else [])
    series = next(iter(found.values()), None)
    if series is None or not sees_here(series.vendor_id, request):
        raise UnknownSession(reference="like that")
    return series, rest


def take_later(text: str) -> tuple[bool, str]:
    """Whether "and later" stands at the front of a text: this meeting of its series and all after it; and what follows."""
    found = _LATER.match(text)
    return found is not None, text[found.end() :].strip() if found else text


def _only_one(request: Request, uow: UnitOfWork) -> Session:
    vendor = here(request, uow)
    coming = uow.sessions.coming(vendor.id, request.at, most=2) if vendor else []
    if len(coming) != 1:
        raise WhichSession
    return coming[0]
