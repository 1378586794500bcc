"""Seeing sessions: those to come, one with its history, Home and the digest."""

import re
from collections.abc import Sequence

from governance.people import Act
from governance.sessions import OVER, Session, State
from handlers.kit import shown
from handlers.kit.agenda import agenda_of
from handlers.kit.blocks import Block, actions, button, context, header, section
from handlers.kit.finding import here, take_vendor, unknown_vendor
from handlers.kit.replies import Reply, say
from handlers.kit.requests import Report, Request
from handlers.sessions.cards import buttons, described, start_row
from handlers.sessions.naming import take_session, the_series
from handlers.sessions.register import feature
from storage.unit_of_work import UnitOfWork

PAGE = 10
_PAGE = re.compile(r"(?:page\s+)?(\d{1,4})", re.IGNORECASE)


@feature.command("session list", usage="[vendor] [page]", summary="The sessions to come.", act=Act.SEE_SESSIONS)
def list_coming(request: Request, uow: UnitOfWork) -> Reply:
    named, rest = take_vendor(request, uow, request.text)
    numbered = _PAGE.fullmatch(rest)
    if rest and not numbered:
        raise unknown_vendor(request, uow, rest)
    vendor, page = named or here(request, uow), max(1, int(numbered[1])) if numbered else 1
    if vendor is None and not request.by.is_sponsors:
        return say(section("No session is planned."))
    span = {"most": PAGE + 1, "first": (page - 1) * PAGE}
    coming = (
        uow.sessions.coming(vendor.id, request.at, **span)
        if vendor
        else uow.sessions.coming_anywhere(request.at, **span)
    )
    whose = f'"{vendor.name}" ' if vendor else ""
    following = button("Next page", "again", f"session list {whose}page {page + 1}")
    return _listed(
        coming, page, following, request, agenda_of(coming[0], uow) if vendor and coming and page == 1 else []
    )


@feature.button("series.list", act=Act.SEE_SESSIONS)
def list_series(request: Request, uow: UnitOfWork) -> Reply:
    """The meetings of one series."""
    series, rest = the_series(request.ref, request, uow)
    page = int(rest) if rest.isdigit() else 1
    meetings = uow.sessions.of_series(series.id)
    coming = [its for its in meetings if its.starts_at > request.at and its.state is not State.CANCELLED]
    following = button("Next page", "series.list", f"{series.id} {page + 1}")
    return _listed(coming[(page - 1) * PAGE :], page, following, request)


def _listed(
    coming: Sequence[Session], page: int, following: Block, request: Request, agenda: Sequence[str] = ()
) -> Reply:
    """One page, the agenda of its first session below it, and the way to the next where more than a page is coming."""
    lines = [_line(session, request) for session in coming[:PAGE]]
    lines[1:1] = agenda
    more = len(coming) > PAGE
    none = "No session is planned." if page == 1 else "No more sessions are planned."
    return say(
        section("\n".join(lines) or none),
        *([context(f"Page {page}; more follow.")] if more else []),
        actions(*([following] if more else []), button("Schedule a session", "again", "session schedule")),
    )


@feature.command("session show", usage="S-3", summary="One session: when, who comes.", act=Act.SEE_SESSIONS)
def show(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(request.text, request, uow)
    to_come = session.starts_at > request.at and session.state not in OVER and not session.is_on
    change = [
        button("Move", "again", f"session move {session.reference}"),
        button("Change", "again", f"session edit {session.reference}"),
        button("Cancel it", "again", f"session cancel {session.reference}"),
    ]
    agenda = button("Agenda", "again", f"session agenda {session.reference}")
    return say(
        section(described(session, request.zone, uow)),
        *start_row(session, request.at),
        *(buttons(session)[:1] if to_come else []),
        actions(*(change if to_come and not session.adopted else []), agenda),
    )


def _line(session: Session, request: Request) -> str:
    return f"*{session.reference}* {shown.session_line(session, request.zone)}"


@feature.in_digest(order=40)
def next_session(report: Report, uow: UnitOfWork) -> list[Block]:
    """The vendor's next session."""
    if report.session is None:
        return [section("*Next session*\nNone is planned. `session schedule` plans one.")]
    lines = [shown.session_line(report.session, report.zone), *report.agenda]
    return [section("\n".join(["*Next session*", *lines]))]


@feature.on_home(order=30, act=Act.SEE_SESSIONS)
def coming_sessions(request: Request, uow: UnitOfWork) -> list[Block]:
    """The next sessions the person's side has."""
    if request.by.is_sponsors:
        coming = uow.sessions.coming_anywhere(request.at)
    else:
        coming = uow.sessions.coming(request.by.vendor_id, request.at) if request.by.vendor_id else []
    lines = [shown.session_line(session, request.zone) for session in coming]
    return [header("Next sessions"), section("\n".join(lines) or "None is planned.")]
