"""An hour before a session each guest who may come is told, with the link, on their own clock."""

from datetime import timedelta

from governance.people import Person
from governance.sessions import Session
from handlers.kit import shown
from handlers.kit.blocks import actions, button, section
from handlers.kit.replies import Message
from handlers.kit.requests import Tick
from handlers.sessions.register import feature
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork

AHEAD = timedelta(hours=1)


@feature.every("sessions", "*/5 * * * *")
def remind(tick: Tick, uow: UnitOfWork) -> None:
    """However often the clock ticks, each guest hears once of each time; late, but never after it has begun."""
    expected = uow.sessions.expected(tick.at, tick.at + AHEAD)
    people = uow.people.some({person for person, _ in expected})
    for who, session in expected:
        if people[who].slack_user:
            _tell(people[who], session, uow)


def _tell(person: Person, session: Session, uow: UnitOfWork) -> None:
    zone = person.hours(uow.workspace.zone).zone
    join = f"\n<{session.join_link}|Join>" if session.join_link else ""
    text = section(f":calendar: Soon: *{session.reference}* {shown.session_line(session, zone)}{join}")
    cannot = button("I cannot", "session.answer", f"{session.reference} no")
    row = actions(cannot, button("Open", "again", f"session show {session.reference}"))
    payload = Message((text, row)).payload() | {"channel": person.slack_user}
    once = f"soon:{session.uid}:{session.asked_sequence}:{person.id}"
    uow.outbox.put(Kind.POST, f"channel:{person.slack_user}", payload, once=once, until=session.starts_at)
