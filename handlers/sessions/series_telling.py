"""Who hears of a series: every guest in their own calendar, the channel in one message that stays right."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from governance.events import (
    SeriesAnswered,
    SeriesEdited,
    SeriesEnded,
    SeriesGuestsDropped,
    SeriesGuestsInvited,
    SeriesMoved,
    SeriesPlanned,
    SeriesScheduled,
)
from governance.people import Act
from governance.refusals import NotInvited
from governance.rsvps import Says
from governance.session_series import SessionSeries
from governance.sessions import Session, State
from handlers.kit import shown
from handlers.kit.blocks import esc, section
from handlers.kit.replies import Message, Reply, say
from handlers.kit.requests import Request
from handlers.sessions.invited import coming_of
from handlers.sessions.mailing import mail_alone, mail_meetings, mail_series, named
from handlers.sessions.naming import the_series
from handlers.sessions.register import feature
from handlers.sessions.series_cards import announced_as, card, rewrite_series
from handlers.sessions.telling import by_whom, tell_of_guests, tell_the_channel, what_of, why
from storage.unit_of_work import UnitOfWork


@feature.on(SeriesScheduled)
def invite_everyone(event: SeriesScheduled, uow: UnitOfWork) -> None:
    """Where it goes on from another series, whoever was invited to some of its meetings alone hears of those too."""
    series, meetings = uow.series.by_id(event.series), uow.sessions.of_series(event.series)
    mail_meetings(series, meetings, f"Moved: {event.reason}" if event.reason else "", uow, why=event.reason or "")
    head = f"{by_whom(uow)} moved" if event.follows else ""
    _tell(series, announced_as(series), uow, head=head, reason=event.reason)


@feature.on(SeriesMoved)
def tell_of_the_move(event: SeriesMoved, uow: UnitOfWork) -> None:
    series = uow.series.by_id(event.series)
    mail_meetings(series, _changed(series, event.sequence, uow), f"Moved: {event.reason}", uow, why=event.reason)
    once = f"moved:series:{series.uid}:{event.sequence}"
    _tell(series, once, uow, head=f"{by_whom(uow)} moved", reason=event.reason)
    rewrite_series(series, uow)


@feature.on(SeriesEnded)
def tell_of_the_end(event: SeriesEnded, uow: UnitOfWork) -> None:
    """What goes on as another series is told with that one."""
    series = uow.series.by_id(event.series)
    gone = _changed(series, event.sequence, uow)
    longer = {who for who, last in series.leaving if event.until and last > event.until}
    mail_meetings(series, gone, _ends(event, series, gone), uow, why=event.reason, also=longer, **_how(event, series))
    if event.successor is None:
        since = f" from {_first(gone)} on" if event.until and gone else ""
        words = f":calendar: {by_whom(uow)} cancelled *{esc(series.title)}*{since}: {why(event.reason)}"
        payload = Message((section(words),)).payload()
        tell_the_channel(series.vendor_id, payload, f"ended:series:{series.uid}:{event.sequence}", uow)
    rewrite_series(series, uow)


def _changed(series: SessionSeries, sequence: int, uow: UnitOfWork) -> list[Session]:
    """The meetings that a change under this sequence of their series was about."""
    return [its for its in uow.sessions.of_series(series.id) if its.sequence == sequence]


def _first(gone: list[Session]) -> str:
    its = min(gone, key=lambda each: each.starts_at)
    return f"*{its.reference}*, {shown.moment(its.starts_at, ZoneInfo(its.zone))},"


def _ends(event: SeriesEnded, series: SessionSeries, gone: list[Session]) -> str:
    if event.until is None:
        return f"{series.title} is cancelled: {event.reason}"
    last = f"Its last meeting under this invitation is planned for {event.until.day} {event.until:%B %Y}."
    if event.successor is not None:
        return f"{series.title} goes on at other times, in an invitation of its own: {event.reason}\n{last}"
    first = min(gone, key=lambda each: each.starts_at, default=None)
    since = f"from {named(first)} on" if first else "for later days"
    return f"Cancelled {since}: {event.reason}\n{last}"


def _how(event: SeriesEnded, series: SessionSeries) -> dict[str, Any]:
    """In the mail: nobody is asked to answer what ends."""
    if event.until is None:
        return {"off": True, "asks": False}
    return {"subject": f"Ends: {series.title}" if event.successor is None else None, "asks": False}


@feature.on(SeriesEdited)
def tell_of_the_edit(event: SeriesEdited, uow: UnitOfWork) -> None:
    series = uow.series.by_id(event.series)
    later = [its for its in uow.sessions.of_series(series.id) if _is_edited(its, event.since)]
    mail_meetings(series, later, "The title or the link to join is another one.", uow)
    link = f", <{series.join_link}|the link to join>" if series.join_link else ""
    words = f":calendar: {by_whom(uow)} changed the series *{esc(series.title)}*{link}."
    once = f"edited:series:{series.uid}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_the_channel(series.vendor_id, Message((section(words),)).payload(), once, uow)
    rewrite_series(series, uow)


def _is_edited(its: Session, since: date | None) -> bool:
    return its.state is not State.CANCELLED and its.planned_on is not None and (since or date.min) <= its.planned_on


@feature.on(SeriesGuestsInvited)
def invite_the_new(event: SeriesGuestsInvited, uow: UnitOfWork) -> None:
    """What they had of single meetings gives way to the series, which has those too."""
    series = uow.series.by_id(event.series)
    mail_series(series, f"You are invited to {series.title}.", uow, whom=event.guests)
    for its in uow.sessions.some(event.singles):
        words = f"{named(its)} is part of the series {series.title} now; its invitation has come in a mail of its own."
        mail_alone(its, words, uow, whom=event.guests, off=True)
    first = _meeting_of(series, event.since, uow)
    tell_of_guests(series.vendor_id, event.guests, _and_later(first), uow)
    rewrite_series(series, uow)


@feature.on(SeriesGuestsDropped)
def tell_those_taken_off(event: SeriesGuestsDropped, uow: UnitOfWork) -> None:
    """Whoever still comes to earlier meetings keeps those."""
    series = uow.series.by_id(event.series)
    staying = {who for who, _ in series.leaving}
    kept = [who for who in event.guests if event.of_series and who in staying]
    off = [who for who in event.guests if event.of_series and who not in staying]
    first = _meeting_of(series, event.since, uow)
    since = f"You are no longer needed from {named(first)} on. Thank you."
    mail_series(series, since, uow, whom=kept, subject=f"Ends: {series.title}", asks=False)
    mail_series(series, f"You are no longer needed at {series.title}. Thank you.", uow, whom=off, off=True, asks=False)
    for its in uow.sessions.some(event.singles):
        mail_alone(its, f"You are no longer needed at {named(its)}. Thank you.", uow, whom=event.guests, off=True)
    tell_of_guests(series.vendor_id, event.guests, _and_later(first), uow, off=True)
    rewrite_series(series, uow)


def _meeting_of(series: SessionSeries, day: date, uow: UnitOfWork) -> Session:
    return next(its for its in uow.sessions.of_series(series.id) if its.planned_on == day)


def _and_later(first: Session) -> str:
    return f"{what_of(first)} and all later ones"


@feature.on(SeriesPlanned)
def tell_of_what_differs(event: SeriesPlanned, uow: UnitOfWork) -> None:
    """Calendars hear of later meetings only where those differ from the rule they have."""
    if event.changed:
        series = uow.series.by_id(event.series)
        mail_series(series, "Some later days were moved because of holidays; see below.", uow)
        rewrite_series(series, uow)


# --- answering all of it ---------------------------------------------------------------------------------------------------


@feature.button("series.answer", act=Act.ANSWER_FOR_ONESELF)
def answer_all(request: Request, uow: UnitOfWork) -> Reply:
    series, says = the_series(request.ref, request, uow)
    if request.by.id not in series.of(request.by.id).guests:
        host = uow.people.by_id(series.called_by).name if series.called_by else "your account lead"
        raise NotInvited(reference=f'"{series.title}"', person=host)
    count = uow.sessions.answer_all(coming_of(series, request.by.id, uow), request.by.id, Says(says), request.at)
    if count:
        uow.record(SeriesAnswered(series=series.id, person=request.by.id, says=says, sequence=series.sequence))
    words = {Says.YES: "You are coming to", Says.MAYBE: "You come perhaps to", Says.NO: "You cannot come to"}
    again = "You can answer for a single one too: `session answer S-3 no`."
    return say(section(f"Thank you. {words[Says(says)]} each meeting of *{esc(series.title)}* from now on. {again}"))


@feature.on(SeriesAnswered)
def show_who_comes(event: SeriesAnswered, uow: UnitOfWork) -> None:
    rewrite_series(uow.series.by_id(event.series), uow)


# --- the message in the channel --------------------------------------------------------------------------------------------


def _tell(series: SessionSeries, once: str, uow: UnitOfWork, *, head: str, reason: str | None) -> None:
    blocks = list(card(series, uow))
    if head:
        again = f": {why(reason)}\nPlease answer again." if reason else ""
        blocks.insert(0, section(f":calendar: {head} *{esc(series.title)}*{again}"))
    tell_the_channel(series.vendor_id, Message(tuple(blocks)).payload(), once, uow)
