"""Who hears of a session: every guest by mail, in their own calendar; the channel in one message that stays right."""

from typing import Literal
from zoneinfo import ZoneInfo

from governance.events import (
    Event,
    GuestsDropped,
    GuestsInvited,
    SessionAnswered,
    SessionCancelled,
    SessionEdited,
    SessionMoved,
    SessionScheduled,
)
from governance.sessions import Session
from governance.vendors import Vendor
from handlers.kit import shown
from handlers.kit.blocks import cut, esc, section
from handlers.kit.letters import invitation
from handlers.kit.replies import Message
from handlers.sessions.cards import announced_as, announcement
from handlers.sessions.register import feature
from storage import outbox
from storage.unit_of_work import UnitOfWork

REASON = 300


@feature.on(SessionScheduled)
def invite_everyone(event: SessionScheduled, uow: UnitOfWork) -> None:
    """One mail per guest, so that each can be updated or taken off alone, and one message in the channel."""
    session = _session(event, uow)
    _mail(session, "REQUEST", _invitation_words(session, uow.vendors.by_id(event.vendor)), uow)
    payload = announcement(session, uow).payload()
    _tell_the_channel(session, payload, announced_as(session), uow)


@feature.on(SessionMoved)
def tell_of_the_move(event: SessionMoved, uow: UnitOfWork) -> None:
    session, zone = _session(event, uow), ZoneInfo(event.zone)
    old, new = (shown.moment(moment, zone) for moment in (event.old, event.new))
    words = f":calendar: {_by(uow)} moved *{session.reference}* {esc(session.title)} from {old} to {new}: {_why(event.reason)}"
    again = "\nPlease answer again; your calendars get the change by mail."
    _mail(
        session,
        "REQUEST",
        f"Moved: {event.reason}\n{_invitation_words(session, uow.vendors.by_id(session.vendor_id))}",
        uow,
    )
    payload = Message((section(words + again), *announcement(session, uow).blocks[1:])).payload()
    _tell_the_channel(session, payload, f"moved:{session.uid}:{event.sequence}", uow)
    rewrite(session, uow)


@feature.on(SessionCancelled)
def tell_that_it_is_off(event: SessionCancelled, uow: UnitOfWork) -> None:
    session = _session(event, uow)
    when = shown.moment(session.starts_at, ZoneInfo(session.zone))
    words = (
        f":calendar: {_by(uow)} cancelled *{session.reference}* {esc(session.title)} on {when}: {_why(event.reason)}"
    )
    _mail(session, "CANCEL", f"{session.title} is cancelled: {event.reason}", uow)
    _tell_the_channel(session, Message((section(words),)).payload(), f"cancelled:{session.uid}", uow)
    rewrite(session, uow)


@feature.on(SessionEdited)
def tell_of_the_edit(event: SessionEdited, uow: UnitOfWork) -> None:
    """The same sequence: calendars take the new words over and ask nobody again."""
    session = _session(event, uow)
    _mail(session, "REQUEST", _invitation_words(session, uow.vendors.by_id(session.vendor_id)), uow)
    link = f", <{session.join_link}|the link to join>" if session.join_link else ""
    words = f":calendar: {_by(uow)} changed *{session.reference}*: {esc(session.title)}{link}."
    once = f"edited:{session.uid}:{uow.at:%Y%m%dT%H%M%S%f}"
    _tell_the_channel(session, Message((section(words),)).payload(), once, uow)
    rewrite(session, uow)


@feature.on(GuestsInvited)
def invite_the_new(event: GuestsInvited, uow: UnitOfWork) -> None:
    session = _session(event, uow)
    words = _invitation_words(session, uow.vendors.by_id(session.vendor_id))
    _mail(session, "REQUEST", words, uow, only=set(event.guests))
    rewrite(session, uow)


@feature.on(GuestsDropped)
def tell_those_taken_off(event: GuestsDropped, uow: UnitOfWork) -> None:
    session = _session(event, uow)
    words = f"You are no longer needed at {session.title}. Thank you."
    _mail(session, "CANCEL", words, uow, only=set(event.guests))
    rewrite(session, uow)


@feature.on(SessionAnswered)
def show_who_comes(event: SessionAnswered, uow: UnitOfWork) -> None:
    rewrite(_session(event, uow), uow)


def rewrite(session: Session, uow: UnitOfWork) -> None:
    """The message that told of the session says how it stands now."""
    said = uow.outbox.said(announced_as(session))
    if said is None:
        return
    channel, ts = said
    payload = announcement(session, uow).payload() | {"channel": channel, "ts": ts}
    once = f"rewrite:{session.reference}:{uow.at:%Y%m%dT%H%M%S%f}"
    uow.outbox.put(outbox.Kind.UPDATE, f"channel:{channel}", payload, once=once)


def _mail(
    session: Session, method: Literal["REQUEST", "CANCEL"], words: str, uow: UnitOfWork, *, only: set[int] | None = None
) -> None:
    """To every guest, or to some only: then a cancellation names them alone, for the others still come."""
    guests = only if only and method == "CANCEL" else set(session.guests)
    people = [person for person in uow.people.some(guests).values() if person.mail]
    for person in people:
        if only and person.id not in only:
            continue
        named = [person] if only and method == "CANCEL" else people
        letter = invitation(
            session,
            stamp=uow.at,
            people=named,
            required=guests - set(session.optional),
            to=person,
            words=words,
            method=method,
        )
        once = f"mail:{session.uid}:{session.sequence}:{method}:{uow.at:%Y%m%dT%H%M%S}:{person.mail}"
        uow.outbox.put(outbox.Kind.MAIL, f"mail:{person.mail}", letter, once=once[:200])


def _tell_the_channel(session: Session, payload: dict[str, object], once: str, uow: UnitOfWork) -> None:
    for link in uow.vendors.links_of(session.vendor_id)[:1]:
        place = {"channel": link.channel}
        uow.outbox.put(outbox.Kind.POST, f"channel:{link.channel}", payload | place, once=once)


def _session(event: Event, uow: UnitOfWork) -> Session:
    session = uow.sessions.by_id(event.session)  # type: ignore[attr-defined]  # every event heard here is about a session
    assert session is not None
    return session


def _by(uow: UnitOfWork) -> str:
    return shown.person(uow.actor) if uow.actor else "Parley"


def _why(reason: str) -> str:
    return esc(cut(reason, REASON))


def _invitation_words(session: Session, vendor: Vendor) -> str:
    local = session.starts_at.astimezone(ZoneInfo(session.zone))
    first = [f"Join: {session.join_link}"] if session.join_link else []
    return "\n".join(
        [
            *first,
            f"{session.title}: {local:%A %-d %B %Y, %H:%M} ({session.zone}), {session.minutes} minutes.",
            f"A {session.kind} of both companies about the work of {vendor.name}.",
            "Please accept or decline with the buttons of your calendar.",
        ]
    )
