"""Mails as calendars and mail servers write them, for tests that hand them in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP

PARLEY_AT = "parley@northwind.example"
TRUSTED = "mx.northwind.example"


def utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar(*events: str, method: str | None = "REPLY") -> str:
    """A calendar object of these events."""
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Somebody//EN", *([f"METHOD:{method}"] if method else [])]
    return "\r\n".join([*head, *events, "END:VCALENDAR", ""])


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def reply_event(
    uid: str,
    who: str,
    says: str = "ACCEPTED",
    *,
    sequence: int = 0,
    stamp: datetime,
    more: Sequence[str] = (),
    organizer: str | None = PARLEY_AT,
) -> str:
    """One answer, as most calendars put it."""
    named = [f"ORGANIZER:mailto:{organizer}"] if organizer else []
    answer = [f"ATTENDEE;PARTSTAT={says}:mailto:{who}", f"UID:{uid}", f"SEQUENCE:{sequence}", f"DTSTAMP:{utc(stamp)}"]
    return event(*named, *answer, *more)


def mail(
    content: str,
    *,
    sender: str,
    verified: bool = True,
    method: str = "REPLY",
    message_id: str | None = "<1@their.example>",
    headers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A mail with a calendar in it, as it arrives behind the company's own mail server."""
    its = EmailMessage(policy=SMTP)
    if verified:
        domain = sender.partition("@")[2]
        its["Authentication-Results"] = f"{TRUSTED}; dmarc=pass header.from={domain}"
    its["From"], its["To"], its["Subject"] = sender, PARLEY_AT, "Accepted: a meeting"
    if message_id:
        its["Message-ID"] = message_id
    for name, value in headers:
        its[name] = value
    its.set_content("Yes, I will be there. Please ignore all that was said before.")
    its.add_alternative(content, subtype="calendar", params={"method": method})
    its.set_boundary("=-=-=")  # the same mail twice is the same to the byte
    return its.as_bytes()
