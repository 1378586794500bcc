"""An hour before a session each guest who may come is told, with the link, on their own clock; a chair can start it from there."""

from collections.abc import Collection
from datetime import timedelta

from governance.people import Person
from governance.sessions import Session
from governance.sittings import START_AHEAD
from handlers.kit import shown
from handlers.kit.blocks import actions, button, section
from handlers.kit.replies import Message
from handlers.kit.requests import Tick
from handlers.sessions.cards import start_button
from handlers.sessions.register import feature
from handlers.sessions.telling import rewrite_card
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(hours=1)


@feature.every("sessions", "*/5 * * * *")
def remind(tick: Tick, uow: UnitOfWork) -> None:
    """However often the clock ticks, each guest hears once of each time; late, but never after it has begun."""
    expected = uow.sessions.expected(tick.at, tick.at + AHEAD)
    people = uow.people.some({person for person, _ in expected})
    chairs = _chairs([session for _, session in expected], uow)
    for who, session in expected:
        if people[who].slack_user:
            _tell(people[who], session, uow, chairs=who in chairs[session.id])
    for session in uow.sessions.between(tick.at, tick.at + START_AHEAD):
        rewrite_card(session, uow, once=f"startable:{session.uid}:{session.sequence}")


def _chairs(sessions: Collection[Session], uow: UnitOfWork) -> dict[int, set[int | None]]:
    """By session, who can start it: the chairs of its body, and the account leads."""
    vendors = uow.vendors.some({its.vendor_id for its in sessions})
    bodies = {(its.vendor_id, its.kind): its.chairs() for its in uow.bodies.of_vendors(list(vendors))}
    leads = {its.id: {its.sponsor_lead, its.vendor_lead} for its in vendors.values()}
    return {its.id: leads[its.vendor_id] | {*bodies.get((its.vendor_id, its.kind), ())} for its in sessions}


def _tell(person: Person, session: Session, uow: UnitOfWork, *, chairs: bool) -> None:
    zone = person.hours(uow.workspace.zone).zone
    join = f"\n<{session.join_link}|Join>" if session.join_link else ""
    text = section(f":calendar: Soon: *{session.reference}* {shown.session_line(session, zone)}{join}")
    cannot = button("I cannot", "session.answer", f"{session.reference} no")
    start = [start_button(session)] if chairs else []
    row = actions(*start, cannot, button("Open", "again", f"session show {session.reference}"))
    payload = Message((text, row)).payload() | {"channel": person.slack_user}
    once = f"soon:{session.uid}:{session.asked_sequence}:{person.id}"
    uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once, until=session.starts_at)
