"""Starting a session: by a chair, when it is time, once; what waits to be talked about is on its agenda then."""

from dataclasses import replace

from governance.agenda import AgendaItem, in_order
from governance.events import SessionStarted
from governance.people import Act
from governance.refusals import ChangedMeanwhile
from governance.sessions import Session
from governance.sittings import StartedAlready, check_start
from handlers.kit.blocks import section
from handlers.kit.channels import channel_for
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.sittings import sitting_of, started_as
from handlers.sittings.finding import check_runs, to_be_started
from handlers.sittings.panel import panel
from handlers.sittings.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

TAKEN_UP = 25  # points of an agenda that nobody has drawn up
HOW = (
    "What you say in this thread with a word in front is noted, for both companies to see:\n"
    "• `decision: ...` what was decided\n"
    "• `action: @vera retrain the monitors by friday`\n"
    "• `risk: ...` what may go wrong\n"
    "• `parked: ...` for the next session; `parked: #3` parks the third point\n"
    "`#3` in front of the words says which point it is about, and settles it with a decision; without it, it is the one you talk about. Each can be taken back."
)


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
    channel = channel_for(session.vendor_id, session.study_id, uow)
    uow.record(SessionStarted(session=session.id, vendor=session.vendor_id, channel=channel))
    if channel is None:
        take_up(started, uow)
        return say(*panel(sitting_of(started, uow), uow).blocks)
    return say(section(f"{started.reference} is on: <#{channel}> shows who is there and what is talked about."))


@feature.on(SessionStarted)
def open_it(event: SessionStarted, uow: UnitOfWork) -> None:
    """One message in the channel, and below it how to note something."""
    session = uow.sessions.by_id(event.session)
    if session is None or event.channel is None:
        return
    take_up(session, uow)
    lane, place = f"channel:{event.channel}", {"channel": event.channel}
    payload = panel(sitting_of(session, uow), uow).payload() | place
    uow.outbox.put(Kind.POST, lane, payload, once=started_as(session))
    reply = Message((section(HOW),)).payload() | place | {"thread_of": started_as(session)}
    uow.outbox.put(Kind.POST, lane, reply, once=f"{started_as(session)}:how")


def take_up(session: Session, uow: UnitOfWork) -> None:
    """Where nobody has drawn up its agenda, what waits for it stands there; every point has its place."""
    there = uow.agenda.of_session(session.id)
    new = [] if there else _waiting(session, uow)
    uow.agenda.take_up(session.id, [its.id for its in new])
    if new or any(its.position == 0 for its in there):
        uow.agenda.order([its.id for its in (*in_order(there), *new)])


def _waiting(session: Session, uow: UnitOfWork) -> list[AgendaItem]:
    """The oldest; nothing that is talked about in another session that is on. What stems from one thing stands there once."""
    elsewhere = {its.id for its in uow.sessions.on_now(session.vendor_id)} - {session.id}
    found: list[AgendaItem] = []
    known: set[str] = set()
    for its in uow.agenda.waiting_for(session, most=TAKEN_UP):
        if its.session_id in elsewhere:
            continue
        if not its.stems_from or its.stems_from not in known:
            found.append(its)
            known.add(its.stems_from)
    return found
