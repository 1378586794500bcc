"""Who hears of a session: every guest by mail, in their own calendar; the channel in one message that stays right."""

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
from handlers.sessions.series_mail import Method, mail_series, post
from storage import outbox
from storage.unit_of_work import UnitOfWork

REASON = 300


@feature.on(SessionScheduled)
def invite_everyone(event: SessionScheduled, uow: UnitOfWork) -> None:
    """One mail per guest, so that each can be updated or taken off alone, and one message in the channel."""
    session = _session(event, uow)
    _mail(session, "REQUEST", _invitation_words(session, uow.vendors.by_id(event.vendor)), uow)
    payload = announcement(session, uow).payload()
    tell_the_channel(session.vendor_id, payload, announced_as(session), uow)


@feature.on(SessionMoved)
def tell_of_the_move(event: SessionMoved, uow: UnitOfWork) -> None:
    session, zone = _session(event, uow), ZoneInfo(event.zone)
    old, new = (shown.moment(moment, zone) for moment in (event.old, event.new))
    words = f":calendar: {by_whom(uow)} moved *{session.reference}* {esc(session.title)} from {old} to {new}: {why(event.reason)}"
    mailed = "; your calendars get the change by mail" if uow.rules.sends_mail else ""
    again = f"\nPlease answer again{mailed}."
    _mail(
        session,
        "REQUEST",
        f"Moved: {event.reason}\n{_invitation_words(session, uow.vendors.by_id(session.vendor_id))}",
        uow,
    )
    payload = Message((section(words + again), *announcement(session, uow).blocks[1:])).payload()
    tell_the_channel(session.vendor_id, payload, f"moved:{session.uid}:{event.sequence}", uow)
    rewrite(session, uow)


@feature.on(SessionCancelled)
def tell_that_it_is_off(event: SessionCancelled, uow: UnitOfWork) -> None:
    session = _session(event, uow)
    when = shown.moment(session.starts_at, ZoneInfo(session.zone))
    words = (
        f":calendar: {by_whom(uow)} cancelled *{session.reference}* {esc(session.title)} on {when}: {why(event.reason)}"
    )
    _mail(session, "CANCEL", f"{session.title} is cancelled: {event.reason}", uow)
    tell_the_channel(session.vendor_id, Message((section(words),)).payload(), f"cancelled:{session.uid}", uow)
    rewrite(session, uow)


@feature.on(SessionEdited)
def tell_of_the_edit(event: SessionEdited, uow: UnitOfWork) -> None:
    """The same sequence: calendars take the new words over and ask nobody again."""
    session = _session(event, uow)
    _mail(session, "REQUEST", _invitation_words(session, uow.vendors.by_id(session.vendor_id)), uow)
    link = f", <{session.join_link}|the link to join>" if session.join_link else ""
    words = f":calendar: {by_whom(uow)} changed *{session.reference}*: {esc(session.title)}{link}."
    once = f"edited:{session.uid}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_the_channel(session.vendor_id, Message((section(words),)).payload(), once, uow)
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


def _mail(session: Session, method: Method, words: str, uow: UnitOfWork, *, only: set[int] | None = None) -> None:
    """To every guest, or to some only: then a cancellation names them alone, for the others still come.

    A meeting of a series goes to the series' guests as their whole series, since calendars read a change alone in
    different ways; to a guest of that meeting alone it is a single one.
    """
    if session.adopted:
        return  # its organiser's calendar tells them, and two invitations to one meeting are one too many
    guests = only if only and method == "CANCEL" else set(session.guests)
    people = {person.id: person for person in uow.people.some(guests).values() if person.mail}
    of_series = set(uow.series.by_id(session.series_id).guests) if session.series_id else set()
    for person in people.values():
        if (only and person.id not in only) or person.id in of_series:
            continue
        named = [person] if only and method == "CANCEL" else list(people.values())
        required = guests - set(session.optional)
        letter = invitation(
            session, stamp=uow.at, people=named, required=required, to=person, words=words, method=method
        )
        post(letter, person, f"{session.uid}:{session.sequence}:{method}", uow)
    if session.series_id:
        whom = {who for who in people if who in of_series} & (only or of_series)
        day = session.planned_on if method == "CANCEL" else None
        mail_series(uow.series.by_id(session.series_id), words, uow, whom=whom, only=day)


def tell_the_channel(vendor: int, payload: dict[str, object], once: str, uow: UnitOfWork) -> None:
    """In the vendor's first channel, if it has one."""
    for link in uow.vendors.links_of(vendor)[:1]:
        place = {"channel": link.channel}
        uow.outbox.put(outbox.Kind.POST, f"channel:{link.channel}", payload | place, once=once)


def _session(event: Event, uow: UnitOfWork) -> Session:
    session = uow.sessions.by_id(event.session)  # type: ignore[attr-defined]  # every event heard here is about a session
    assert session is not None
    return session


def by_whom(uow: UnitOfWork) -> str:
    return shown.person(uow.actor) if uow.actor else "Parley"


def why(reason: str) -> str:
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
