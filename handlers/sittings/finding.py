"""Which session somebody means: the one a button or a line names, or the only one it can be where they are."""

import re

from governance.agenda import AgendaItem
from governance.people import Person
from governance.refusals import WhichSession
from governance.sessions import Session
from governance.sittings import (
    LATEST_START,
    START_AHEAD,
    ForItsChairs,
    NoneToStart,
    NoSuchPoint,
    can_be_started,
    check_on,
)
from handlers.kit.finding import here
from handlers.kit.requests import Request
from handlers.kit.sittings import Sitting, points_of, sitting_of, take_named, take_on
from handlers.kit.words import listing
from storage.unit_of_work import UnitOfWork

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def number(text: str) -> int:
    """What a button says by a number of ours; 0, which is none, where it says no such number."""
    return int(text) if _NUMBER.fullmatch(text) else 0


def to_be_started(text: str, request: Request, uow: UnitOfWork) -> Session:
    """The session named, or the only one that can be started here now; nobody else starts it meanwhile."""
    session, _ = take_named(text, request, uow)
    return _held(session or _only_startable(request, uow), uow)


def _only_startable(request: Request, uow: UnitOfWork) -> Session:
    vendor = here(request, uow)
    if vendor is None:
        raise WhichSession
    near = uow.sessions.past(vendor.id, request.at - 2 * LATEST_START, request.at + START_AHEAD)
    due = [its for its in near if can_be_started(its, request.at)]
    if len(due) > 1:
        raise WhichSession
    if not due:
        raise NoneToStart
    return due[0]


def that_is_on(text: str, request: Request, uow: UnitOfWork) -> tuple[Sitting, str]:
    """The session named, or the only one that is on here, with what follows. Raises what `session_on` and `check_on` do."""
    session, rest = take_on(text, request, uow)
    held = _held(session, uow)
    check_on(held)
    return sitting_of(held, uow), rest


def _held(session: Session, uow: UnitOfWork) -> Session:
    held = uow.sessions.held(session.id)
    assert held is not None
    return held


def the_point(text: str, sitting: Sitting, uow: UnitOfWork) -> AgendaItem | None:
    """The point of its agenda that a button or form names by its number; None for `0`, which is none. Raises NoSuchPoint."""
    if text in ("", "0"):
        return None
    found = next((its for its in points_of(sitting.session, uow) if str(its.id) == text), None)
    if found is None:
        raise NoSuchPoint(reference=sitting.session.reference)
    return found


def check_runs(sitting: Sitting, person: Person, deed: str, uow: UnitOfWork) -> None:
    """Raises ForItsChairs, with who they are."""
    if sitting.runs(person):
        return
    leads = (sitting.vendor.sponsor_lead, sitting.vendor.vendor_lead)
    people = uow.people.some({who for who in (*sitting.chairs, *leads) if who})
    names = listing(sorted({its.name for its in people.values()}))
    raise ForItsChairs(deed=deed, reference=sitting.session.reference, people=names)
