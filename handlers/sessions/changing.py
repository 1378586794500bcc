"""Moving and cancelling a session, for everybody at once, with the reason; alone, or with all later ones of its series."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from governance.actions import check_reason
from governance.events import SessionCancelled, SessionMoved, Words
from governance.people import Act
from governance.refusals import ChangedMeanwhile, SameMoment
from governance.session_series import fits_between
from governance.sessions import Session, State, check_ours_to_change, check_start
from handlers.kit import shown
from handlers.kit.blocks import date_input, esc, field, section, text_input, time_input
from handlers.kit.letters import by_mail
from handlers.kit.replies import Form, Reply, Show, about, say
from handlers.kit.requests import Request
from handlers.kit.words import listing, plural, take_new_start, take_when
from handlers.sessions.cards import described
from handlers.sessions.later import LATER, cancel_later, move_later, next_sequence, which
from handlers.sessions.naming import take_later, take_session
from handlers.sessions.register import feature
from handlers.sessions.scheduling import Plan, put_on_record
from handlers.sessions.series_words import rhythm
from storage.unit_of_work import UnitOfWork

MOST_NAMED = 5


@feature.command(
    "session move",
    usage="S-3 [and later] <date> <time> <reason>",
    summary="Move a session, or it and all later ones of its series; every calendar gets the change.",
    act=Act.SCHEDULE_SESSIONS,
)
def move(request: Request, uow: UnitOfWork) -> Reply:
    session, words = take_session(request.text, request, uow)
    check_ours_to_change(session, request.at)
    later, words = take_later(words)
    reopen = f"session move {session.reference}{' and later' if later else ''}"
    if not words:
        return Show(form=_move_form(session, request, later=later), reopen=reopen)
    was = session.starts_at.astimezone(ZoneInfo(session.zone))
    starts_at, reason = take_new_start(words, request.now, was)
    if not reason:
        return Show(form=_move_form(session, request, starts_at, later=later), reopen=f"{reopen} {words}")
    return _moved(session, starts_at, reason, request, uow, later=later)


@feature.form("session.move", act=Act.SCHEDULE_SESSIONS)
def move_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("session")), request, uow)
    reason = request.required("reason")
    with about("date"):
        starts_at, _ = take_when(f"{request.required('date')} {request.required('time')}", request.now)
        return _moved(session, starts_at, reason, request, uow, later=request.values.get("scope") == LATER)


@feature.command(
    "session cancel",
    usage="S-3 [and later] <reason>",
    summary="Cancel a session, or it and all later ones of its series; it leaves every calendar.",
    act=Act.SCHEDULE_SESSIONS,
)
def cancel(request: Request, uow: UnitOfWork) -> Reply:
    session, words = take_session(request.text, request, uow)
    check_ours_to_change(session, request.at)
    later, words = take_later(words)
    if not words:
        reopen = f"session cancel {session.reference}{' and later' if later else ''}"
        return Show(form=_cancel_form(session, later=later), reopen=reopen)
    return _cancelled(session, words, request, uow, later=later)


@feature.form("session.cancel", act=Act.SCHEDULE_SESSIONS)
def cancel_by_form(request: Request, uow: UnitOfWork) -> Reply:
    session, _ = take_session(str(request.values.get("session")), request, uow)
    with about("reason"):
        later = request.values.get("scope") == LATER
        return _cancelled(session, request.required("reason"), request, uow, later=later)


# --- doing it ----------------------------------------------------------------------------------------------------------


def _moved(
    session: Session, starts_at: datetime, reason: str, request: Request, uow: UnitOfWork, *, later: bool
) -> Reply:
    check_ours_to_change(session, request.at)
    check_start(starts_at, request.at, f"{starts_at:%-d %B %Y %H:%M}")
    if starts_at == session.starts_at and not later:
        raise SameMoment(reference=session.reference)
    reason = check_reason(reason, "why")
    if later:
        moved = move_later(session, starts_at, reason, request, uow)
        told = by_mail("Everybody's calendar gets the change.", uow)
        words = f"Moved, with all later ones: now {rhythm(moved.series)}. {told}"
        return say(section(f"{words}{_fallen(moved.gone)}"))
    if not _stays_in_its_series(session, starts_at, uow):
        return _taken_out(session, starts_at, reason, request, uow)
    changed = _changed(session, uow, starts_at=starts_at)
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
    told = by_mail("Everybody's calendar gets the change.", uow)
    return say(section(f"Moved. {told}\n{described(changed, request.zone, uow)}"))


def _fallen(gone: Sequence[Session]) -> str:
    if not gone:
        return ""
    more = [f"{len(gone) - MOST_NAMED} more"] if len(gone) > MOST_NAMED else []
    names = listing([*(its.reference for its in gone[:MOST_NAMED]), *more])
    return f"\n{plural(len(gone), 'meeting')} {'falls' if len(gone) == 1 else 'fall'} away: {names}."


def _stays_in_its_series(session: Session, starts_at: datetime, uow: UnitOfWork) -> bool:
    if session.series_id is None:
        return True
    day = starts_at.astimezone(ZoneInfo(session.zone)).date()
    return fits_between(day, session, uow.sessions.of_series(session.series_id))


def _taken_out(session: Session, starts_at: datetime, reason: str, request: Request, uow: UnitOfWork) -> Reply:
    """Calendars let no meeting of a series pass its neighbours: it is cancelled, and a single one stands in its place."""
    people = uow.people.some(set(session.guests))
    plan = Plan(
        vendor=uow.vendors.by_id(session.vendor_id),
        kind=session.kind,
        title=session.title,
        starts_at=starts_at.astimezone(ZoneInfo(session.zone)),
        minutes=session.minutes,
        guests=tuple(people[who] for who in session.guests),
        optional=frozenset(session.optional),
        join_link=session.join_link,
    )
    single = put_on_record(plan, request, uow)
    _cancel_one(session, reason, uow, successor=single.id)
    why = (
        f"Calendars let {session.reference} not pass its neighbours in the series, so a single meeting takes its place."
    )
    return say(section(f"{why}\nScheduled as {single.reference}: {shown.session_line(single, request.zone)}"))


def _cancelled(session: Session, reason: str, request: Request, uow: UnitOfWork, *, later: bool) -> Reply:
    check_ours_to_change(session, request.at)
    reason = check_reason(reason, "why it is not needed")
    if later:
        series = cancel_later(session, reason, uow)
        told = by_mail("They leave everybody's calendar.", uow)
        return say(section(f"Cancelled, with all later ones of {esc(series.title)}. {told}"))
    changed = _cancel_one(session, reason, uow)
    told = by_mail("It leaves everybody's calendar.", uow)
    return say(section(f"Cancelled. {told}\n{described(changed, request.zone, uow)}"))


def _cancel_one(session: Session, reason: str, uow: UnitOfWork, *, successor: int | None = None) -> Session:
    changed = _changed(session, uow, state=State.CANCELLED)
    event = SessionCancelled(session=session.id, sequence=changed.sequence, reason=Words(reason), successor=successor)
    uow.record(event)
    return changed


def _changed(session: Session, uow: UnitOfWork, **values: Any) -> Session:
    """Under the next sequence, which a meeting of a series takes from its series."""
    sequence = next_sequence(session, uow)
    changed = uow.sessions.change(session, sequence=sequence, **values)
    if changed is None:
        raise ChangedMeanwhile(reference=session.reference)
    return changed


# --- forms -------------------------------------------------------------------------------------------------------------


def _move_form(session: Session, request: Request, to: datetime | None = None, *, later: bool = False) -> Form:
    local = (to or session.starts_at).astimezone(request.zone)
    blocks = (
        *which(session, later=later),
        field("date", "To which day?", date_input(f"{local:%Y-%m-%d}")),
        field("time", f"At what time ({request.zone.key})?", time_input(f"{local:%H:%M}")),
        field("reason", "Why?", text_input(most=1000), hint="The guests of both companies read this."),
    )
    memo = {"session": session.reference}
    return Form(name="session.move", title=f"Move {session.reference}", submit="Move", blocks=blocks, memo=memo)


def _cancel_form(session: Session, *, later: bool = False) -> Form:
    blocks = (
        *which(session, later=later),
        field("reason", "Why is it cancelled?", text_input(most=1000), hint="The guests of both companies read this."),
    )
    memo = {"session": session.reference}
    title = f"Cancel {session.reference}"
    return Form(name="session.cancel", title=title, submit="Cancel it", blocks=blocks, memo=memo, close="Back")
