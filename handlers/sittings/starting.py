"""Starting a session: by a chair, when it is time, once; its agenda is drawn up for the last time."""

from dataclasses import replace

from governance.events import SessionStarted
from governance.people import Act
from governance.refusals import ChangedMeanwhile
from governance.sessions import Session
from governance.sittings import StartedAlready, check_start
from handlers.kit.blocks import section
from handlers.kit.channels import channel_for
from handlers.kit.drawing_up import draw_up
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.kit.sittings import sitting_of, started_as
from handlers.sittings.finding import check_runs, to_be_started
from handlers.sittings.panel import panel
from handlers.sittings.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

HOW = (
    "What you say in this thread with a word in front is noted, for both companies to see:\n"
    "• `decision: ...` what was decided\n"
    "• `action: @vera retrain the monitors by friday`\n"
    "• `risk: ...` what may go wrong\n"
    "• `parked: ...` for the next session; `parked: #3` parks the third point\n"
    "Put `#3` in front to say it is about point 3 (a decision so begun settles it); otherwise it is about the point you have come "
    "to. *Undo* takes it back."
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
    draw_up(started, uow, at_last=True)
    if channel is None:
        return say(*panel(sitting_of(started, uow), uow).blocks)
    return say(section(f"{started.reference} is on: <#{channel}> shows who is there and what is talked about."))


@feature.on(SessionStarted)
def open_it(event: SessionStarted, uow: UnitOfWork) -> None:
    """One message in the channel, and below it how to note something."""
    session = uow.sessions.by_id(event.session)
    if session is None or event.channel is None:
        return
    lane, place = f"channel:{event.channel}", {"channel": event.channel}
    payload = panel(sitting_of(session, uow), uow).payload() | place
    uow.outbox.put(Kind.POST, lane, payload, once=started_as(session))
    reply = Message((section(HOW),)).payload() | place | {"thread_of": started_as(session)}
    uow.outbox.put(Kind.POST, lane, reply, once=f"{started_as(session)}:how")
