"""Who hears of a session: every guest by mail, in their own calendar; the channel in one message that stays right."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from governance.events import (
    Event,
    GuestPartsChanged,
    GuestsDropped,
    GuestsInvited,
    SessionAnswered,
    SessionCancelled,
    SessionEdited,
    SessionEnded,
    SessionMoved,
    SessionScheduled,
    SessionStarted,
)
from governance.sessions import Session
from handlers.kit import shown
from handlers.kit.blocks import cut, esc, section
from handlers.kit.replies import Message
from handlers.kit.words import listing
from handlers.sessions.cards import announced_as, announcement
from handlers.sessions.mailing import mail_session, named, when
from handlers.sessions.register import feature
from handlers.sessions.series_cards import rewrite_series
from storage import outbox
from storage.unit_of_work import UnitOfWork

REASON = 300


@feature.on(SessionScheduled)
def invite_everyone(event: SessionScheduled, uow: UnitOfWork) -> None:
    """One mail per guest, so that each can be updated or taken off alone, and one message in the channel."""
    session = _session(event, uow)
    mail_session(session, "", uow)
    payload = announcement(session, uow).payload()
    tell_the_channel(session.vendor_id, payload, announced_as(session), uow)


@feature.on(SessionMoved)
def tell_of_the_move(event: SessionMoved, uow: UnitOfWork) -> None:
    session, zone = _session(event, uow), ZoneInfo(event.zone)
    old, new = (shown.moment(moment, zone) for moment in (event.old, event.new))
    words = f":calendar: {by_whom(uow)} moved *{session.reference}* {esc(session.title)} from {old} to {new}: {why(event.reason)}"
    mailed = "; your calendars get the change by mail" if uow.rules.sends_mail else ""
    again = f"\nPlease answer again{mailed}."
    mail_session(session, f"{named(session, event.old)} moves to {when(session)}: {event.reason}", uow)
    payload = Message((section(words + again), *announcement(session, uow).blocks[1:])).payload()
    tell_the_channel(session.vendor_id, payload, f"moved:{session.uid}:{event.sequence}", uow)
    rewrite(session, uow)


@feature.on(SessionCancelled)
def tell_that_it_is_off(event: SessionCancelled, uow: UnitOfWork) -> None:
    """One that takes its place is told of as where it moved to."""
    session = _session(event, uow)
    successor = uow.sessions.by_id(event.successor) if event.successor else None
    zone = ZoneInfo(session.zone)
    at, did, becomes = shown.moment(session.starts_at, zone), f"cancelled {what_of(session)} on", ""
    gone = f"{named(session)} is cancelled"
    if successor:
        did, becomes = f"moved {what_of(session)} from", f" to {shown.moment(successor.starts_at, zone)}"
        becomes += f", where it is *{successor.reference}*"
        gone = f"{named(session)} moves to {when(successor)} as {successor.reference}, in an invitation of its own"
    mail_session(session, f"{gone}: {event.reason}", uow, off=True)
    words = f":calendar: {by_whom(uow)} {did} {at}{becomes}: {why(event.reason)}"
    tell_the_channel(session.vendor_id, Message((section(words),)).payload(), f"cancelled:{session.uid}", uow)
    rewrite(session, uow)


@feature.on(SessionEdited)
def tell_of_the_edit(event: SessionEdited, uow: UnitOfWork) -> None:
    """The same sequence: calendars take the new words over and ask nobody again."""
    session = _session(event, uow)
    mail_session(session, f"{named(session)} has another title or link to join.", uow)
    link = f", <{session.join_link}|the link to join>" if session.join_link else ""
    words = f":calendar: {by_whom(uow)} changed *{session.reference}*: {esc(session.title)}{link}."
    once = f"edited:{session.uid}:{uow.at:%Y%m%dT%H%M%S%f}"
    tell_the_channel(session.vendor_id, Message((section(words),)).payload(), once, uow)
    rewrite(session, uow)


@feature.on(GuestsInvited)
def invite_the_new(event: GuestsInvited, uow: UnitOfWork) -> None:
    session = _session(event, uow)
    mail_session(session, f"You are invited to {named(session)}.", uow, whom=event.guests)
    tell_of_guests(session.vendor_id, event.guests, what_of(session), uow)
    rewrite(session, uow)


@feature.on(GuestPartsChanged)
def tell_of_their_part(event: GuestPartsChanged, uow: UnitOfWork) -> None:
    session = _session(event, uow)
    part = "You need not come to {}, but may." if event.optional else "You are asked to come to {}."
    mail_session(session, part.format(named(session)), uow, whom=event.guests)
    rewrite(session, uow)


@feature.on(GuestsDropped)
def tell_those_taken_off(event: GuestsDropped, uow: UnitOfWork) -> None:
    session = _session(event, uow)
    words = f"You are no longer needed at {named(session)}. Thank you."
    mail_session(session, words, uow, whom=event.guests, off=True)
    tell_of_guests(session.vendor_id, event.guests, what_of(session), uow, off=True)
    rewrite(session, uow)


@feature.on(SessionStarted)
@feature.on(SessionEnded)
def show_how_it_stands(event: SessionStarted | SessionEnded, uow: UnitOfWork) -> None:
    rewrite_card(_session(event, uow), uow)


@feature.on(SessionAnswered)
def show_who_comes(event: SessionAnswered, uow: UnitOfWork) -> None:
    rewrite_card(_session(event, uow), uow)


def rewrite(session: Session, uow: UnitOfWork) -> None:
    """What told of the session says how it stands now, and what told of its series."""
    rewrite_card(session, uow)
    if session.series_id:
        rewrite_series(uow.series.by_id(session.series_id), uow)


def rewrite_card(session: Session, uow: UnitOfWork, once: str = "") -> None:
    """The message that told of the session first."""
    said = uow.outbox.said(announced_as(session))
    if said is None:
        return
    channel, ts = said
    payload = announcement(session, uow).payload() | {"channel": channel, "ts": ts}
    once = once or f"rewrite:{session.reference}:{uow.at:%Y%m%dT%H%M%S%f}"
    uow.outbox.put(outbox.Kind.UPDATE, f"channel:{channel}", payload, once=once)


def tell_of_guests(vendor: int, guests: Collection[int], what: str, uow: UnitOfWork, *, off: bool = False) -> None:
    """A line in the channel on who comes more, or no more, to `what`."""
    people = uow.people.some(set(guests))
    names = listing([shown.person(people[who]) for who in sorted(guests)])
    if uow.actor and set(guests) == {uow.actor.id}:
        did = f"{names} leaves {what}" if off else f"{names} joins {what}"
    else:
        did = f"{by_whom(uow)} took {names} off {what}" if off else f"{by_whom(uow)} invited {names} to {what}"
    payload = Message((section(f":calendar: {did}."),)).payload()
    marks = ",".join(map(str, sorted(guests)))
    once = f"guests:{vendor}:{marks}:{'off' if off else 'new'}:{uow.at:%Y%m%dT%H%M%S%f}"[:200]
    tell_the_channel(vendor, payload, once, uow)


def what_of(session: Session) -> str:
    return f"*{session.reference}* {esc(session.title)}"


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
