"""What calendars answer to an invite, and what is to be seen of it."""

from datetime import timedelta

import icalendar

from governance.events import Door
from storage.journal import history
from storage.unit_of_work import unit_of_work
from tests.cast import DIRECT, MONDAY
from tests.mails import calendar, mail, reply_event
from tests.running import Running

VERA_AT, ALICE_AT = "vera@helix.example", "alice@northwind.example"
WHEN = "Joint strategy session with Helix Clinical: Dec 1, 2026 at 14:00, 90 minutes"


def invite(parley: Running, person: str = VERA_AT) -> tuple[str, str]:
    """UID and Message-ID of the newest invite somebody has."""
    its = [its for its in parley.sandbox.mails if person in str(its["To"])][-1]
    part = next(part for part in its.walk() if part.get_content_type() == "text/calendar")
    found = icalendar.Calendar.from_ical(part.get_payload(decode=True)).walk("VEVENT")[0]
    return str(found["UID"]), str(its["Message-ID"])


def answer(
    parley: Running, says: str = "ACCEPTED", who: str = VERA_AT, *, sequence: int = 0, minutes: int = 5, message: str = "1",
    verified: bool = True, more: tuple[str, ...] = (), organizer: str | None = "parley@northwind.example",
) -> str:  # fmt: skip
    """Somebody's calendar answers, so many minutes after the start of the test."""
    stamp = MONDAY + timedelta(minutes=minutes)
    its = reply_event(invite(parley)[0], who, says, sequence=sequence, stamp=stamp, more=more, organizer=organizer)
    return parley.mail(mail(calendar(its), sender=who, verified=verified, message_id=f"<{message}@their.example>"))


def record(parley: Running, kind: type, subject: str = "session:1") -> list:
    with parley.database.read() as connection:
        entries = history(connection, parley.parley.house.workspace or 0, subject)
    return [entry for entry in entries if isinstance(entry.event, kind)]


def counts(parley: Running) -> dict[str, int]:
    with unit_of_work(parley.database, parley.parley.house.workspace or 0, at=MONDAY, door=Door.MAIL) as uow:
        return uow.mailboxes.counts()


def heard_by(parley: Running, person: str) -> str:
    return parley.heard(DIRECT[person])
