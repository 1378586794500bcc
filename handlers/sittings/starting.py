"""Starting a session: by a chair, when it is time, once; what waits to be talked about is on its agenda then."""

from collections.abc import Iterable
from dataclasses import replace

from governance.agenda import AgendaItem, in_order
from governance.events import SessionStarted
from governance.people import Act
from governance.refusals import ChangedMeanwhile
from governance.sessions import Session
from governance.sittings import StartedAlready, check_start
from handlers.kit.blocks import section
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Request
from handlers.kit.sittings import sitting_of
from handlers.sittings.finding import check_runs, to_be_started
from handlers.sittings.panel import panel
from handlers.sittings.register import feature
from storage.unit_of_work import UnitOfWork


@feature.command(
    "session start", usage="[S-3]", summary="Start a session: attendance, agenda and notes.", act=Act.RUN_SESSIONS
)
def start(request: Request, uow: UnitOfWork) -> Reply:
    session = to_be_started(request.text, request, uow)
    begins = session.starts_at if session.starts_at > request.at else session.ends_at
    check_start(session, request.at, f"{begins.astimezone(request.zone):on %A %-d %B at %H:%M}")
    check_runs(sitting_of(session, uow), request.by, "start", uow)
    if session.started_at:
        raise _started_already(session, uow)
    return _started(session, request, uow)


@feature.button("sittings.start", act=Act.RUN_SESSIONS)
def start_by_button(request: Request, uow: UnitOfWork) -> Reply:
    return start(replace(request, text=request.ref), uow)


def _started_already(session: Session, uow: UnitOfWork) -> StartedAlready:
    by = uow.people.by_id(session.started_by).name if session.started_by else "somebody"
    return StartedAlready(reference=session.reference, person=by)


def _started(session: Session, request: Request, uow: UnitOfWork) -> Reply:
    started = uow.sessions.revise(session, started_at=request.at, started_by=request.by.id)
    if started is None:
        raise ChangedMeanwhile(reference=session.reference)
    take_up(started, uow)
    link = next(iter(uow.vendors.links_of(session.vendor_id)), None)
    channel = link.channel if link else None
    uow.record(SessionStarted(session=session.id, vendor=session.vendor_id, channel=channel))
    if channel is None:
        return say(*panel(sitting_of(started, uow), uow).blocks)
    return say(section(f"{started.reference} is on: <#{channel}> shows who is there and what is talked about."))


def take_up(session: Session, uow: UnitOfWork) -> None:
    """Behind what its agenda has already stands what waits for it; what stems from one thing stands there once."""
    there = uow.agenda.of_session(session.id)
    elsewhere = {its.id for its in uow.sessions.on_now(session.vendor_id)} - {session.id}
    waiting = [its for its in uow.agenda.waiting_for(session) if its.session_id not in elsewhere]
    new = _each_once(waiting, {its.stems_from for its in there if its.is_open})
    uow.agenda.take_up(session.id, [its.id for its in new])
    uow.agenda.order([its.id for its in (*in_order(there), *new)])


def _each_once(items: Iterable[AgendaItem], known: set[str]) -> list[AgendaItem]:
    found = []
    for its in items:
        if not its.stems_from or its.stems_from not in known:
            found.append(its)
            known.add(its.stems_from)
    return found
