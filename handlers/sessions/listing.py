"""Seeing sessions: those to come, one with its history, Home and the digest."""

from governance.people import Act
from governance.sessions import Session, State
from handlers.kit import shown
from handlers.kit.agenda import agenda_of
from handlers.kit.blocks import Block, actions, button, header, section
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Report, Request
from handlers.sessions.cards import buttons, described
from handlers.sessions.naming import take_session
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork


@feature.command("session list", usage="[vendor]", summary="The sessions to come.", act=Act.SEE_SESSIONS)
def list_coming(request: Request, uow: UnitOfWork) -> Reply:
    vendor, rest = take_vendor(request, uow, request.text)
    if rest:
        raise unknown_vendor(request, uow, rest)
    vendor = vendor or here(request, uow)
    if vendor is None and not request.by.is_sponsors:
        return say(section("No session is planned."))
    coming = uow.sessions.coming(vendor.id, request.at) if vendor else uow.sessions.coming_anywhere(request.at)
    lines = [_line(session, request) for session in coming]
    lines[1:1] = agenda_of(coming[0], uow) if vendor and coming else []
    return say(
        section("\n".join(lines) or "No session is planned."),
        actions(button("Schedule a session", "again", "session schedule")),
    )


@feature.command("session show", usage="S-3", summary="One session: when, who comes.", act=Act.SEE_SESSIONS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(request.text, request, uow)
    to_come = session.starts_at > request.at and session.state is not State.CANCELLED
    change = actions(
        button("Move", "again", f"session move {session.reference}"),
        button("Change", "again", f"session edit {session.reference}"),
        button("Cancel it", "again", f"session cancel {session.reference}"),
    )
    return say(
        section(described(session, request.zone, uow)),
        *(buttons(session)[:1] if to_come else []),
        *([change] if to_come and not session.adopted else []),
    )


def _line(session: Session, request: Request) -> str:
    return f"*{session.reference}* {shown.session_line(session, request.zone)}"


@feature.in_digest(order=40)
def next_session(report: Report, uow: UnitOfWork) -> list[Block]:
    """The vendor's next session."""
    coming = uow.sessions.coming(report.vendor.id, report.at, most=1)
    if not coming:
        return [section("*Next session*\nNone is planned. `session schedule` plans one.")]
    lines = [shown.session_line(coming[0], report.zone), *agenda_of(coming[0], uow)]
    return [section("\n".join(["*Next session*", *lines]))]


@feature.on_home(order=30)
def coming_sessions(request: Request, uow: UnitOfWork) -> list[Block]:
    """The next sessions the person's side has."""
    if request.by.is_sponsors:
        coming = uow.sessions.coming_anywhere(request.at)
    else:
        coming = uow.sessions.coming(request.by.vendor_id, request.at) if request.by.vendor_id else []
    lines = [shown.session_line(session, request.zone) for session in coming]
    return [header("Next sessions"), section("\n".join(lines) or "None is planned.")]
