"""Moving and cancelling a session, for everybody at once, with the reason."""

from datetime import datetime

from governance.actions import check_reason
from governance.events import SessionCancelled, SessionMoved, Words
from governance.people import Act
from governance.refusals import ChangedMeanwhile, SameMoment
from governance.sessions import Session, State, check_coming, check_start
from handlers.kit.blocks import date_input, field, section, text_input, time_input
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import take_when
from handlers.sessions.cards import described
from handlers.sessions.naming import take_session
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork


@feature.command(
    "session move",
    usage="S-3 <date> <time> <reason>",
    summary="Move a session; every calendar gets the change.",
    act=Act.SCHEDULE_SESSIONS,
)
def move(request: Request, uow: UnitOfWork) -> Reply:
    session, words = take_session(request.text, request, uow)
    check_coming(session, request.at)
    if not words:
        return Show(form=_move_form(session, request), reopen=f"session move {session.reference}")
    starts_at, reason = take_when(words, request.now)
    if not reason:
        form = _move_form(session, request, starts_at)
        return Show(form=form, reopen=f"session move {session.reference} {words}")
    return _moved(session, starts_at, reason, request, uow)


@feature.form("session.move", act=Act.SCHEDULE_SESSIONS)
def move_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("session")), request, uow)
    reason = request.required("reason")
    with about("date"):
        starts_at, _ = take_when(f"{request.required('date')} {request.required('time')}", request.now)
        return _moved(session, starts_at, reason, request, uow)


@feature.command(
    "session cancel",
    usage="S-3 <reason>",
    summary="Cancel a session; it leaves every calendar.",
    act=Act.SCHEDULE_SESSIONS,
)
def cancel(request: Request, uow: UnitOfWork) -> Reply:
    session, words = take_session(request.text, request, uow)
    check_coming(session, request.at)
    if not words:
        return Show(form=_cancel_form(session), reopen=f"session cancel {session.reference}")
    return _cancelled(session, words, request, uow)


@feature.form("session.cancel", act=Act.SCHEDULE_SESSIONS)
def cancel_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("session")), request, uow)
    with about("reason"):
        return _cancelled(session, request.required("reason"), request, uow)


def _moved(session: Session, starts_at: datetime, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    check_coming(session, request.at)
    check_start(starts_at, request.at, f"{starts_at:%-d %B %Y %H:%M}")
    if starts_at == session.starts_at:
        raise SameMoment(reference=session.reference)
    reason = check_reason(reason, "why")
    changed = uow.sessions.change(session, starts_at=starts_at)
    if changed is None:
        raise ChangedMeanwhile(reference=session.reference)
    uow.record(
        SessionMoved(
            session=session.id,
            old=session.starts_at,
            new=changed.starts_at,
            minutes=changed.minutes,
            zone=changed.zone,
            sequence=changed.sequence,
            reason=Words(reason),
        )
    )
    return say(section(f"Moved; everybody's calendar gets the change.\n{described(changed, request.zone, uow)}"))


def _cancelled(session: Session, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    check_coming(session, request.at)
    reason = check_reason(reason, "why it is not needed")
    changed = uow.sessions.change(session, state=State.CANCELLED)
    if changed is None:
        raise ChangedMeanwhile(reference=session.reference)
    uow.record(SessionCancelled(session=session.id, sequence=changed.sequence, reason=Words(reason)))
    return say(section(f"Cancelled; it leaves everybody's calendar.\n{described(changed, request.zone, uow)}"))


def _move_form(session: Session, request: Request, to: datetime | None = None) -> Form:
    local = (to or session.starts_at).astimezone(request.zone)
    blocks = (
        field("date", "To which day?", date_input(f"{local:%Y-%m-%d}")),
        field("time", f"At what time ({request.zone.key})?", time_input(f"{local:%H:%M}")),
        field("reason", "Why?", text_input(most=1000), hint="The guests of both companies read this."),
    )
    memo = {"session": session.reference}
    return Form(name="session.move", title=f"Move {session.reference}", submit="Move", blocks=blocks, memo=memo)


def _cancel_form(session: Session) -> Form:
    blocks = (
        field("reason", "Why is it cancelled?", text_input(most=1000), hint="The guests of both companies read this."),
    )
    memo = {"session": session.reference}
    title = f"Cancel {session.reference}"
    return Form(name="session.cancel", title=title, submit="Cancel it", blocks=blocks, memo=memo, close="Back")
