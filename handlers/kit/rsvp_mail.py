"""Calendar replies as they come by mail. Everything in them is somebody else's: read with limits, believed in nothing
but the answer itself, and that only when the mail is shown to come from its sender."""

import email
import email.policy
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from email.message import EmailMessage
from email.utils import getaddresses
from typing import TYPE_CHECKING

from governance.rsvps import Answer, Says
from handlers.kit.mail_values import Mail, Reply

if TYPE_CHECKING:
    from icalendar import Component

LARGEST_PART = 512 * 1024
MOST_EVENTS = 50
MOST_PARTS = 100
METHODS = ("REPLY", "COUNTER")
_SAYS = {"ACCEPTED": Says.YES, "TENTATIVE": Says.MAYBE, "DECLINED": Says.NO}
_KINDS = ("text/calendar", "application/ics")
_RESULT = re.compile(r"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)
_FROM = re.compile(r"\bheader\.from\s*=\s*([^\s;]+)", re.IGNORECASE)
_COMMENT = re.compile(r"\([^()]{0,500}\)")
_IDENT = re.compile(r"<[^<>\s]{1,300}>")


def read_reply(raw: bytes, trusted_host: str) -> Reply:
    """A mail with a calendar's answers; without answers where it is something else.

    `trusted_host` is the name under which the own mail server writes Authentication-Results (RFC 8601); results under
    any other name may have come with the mail and count for nothing.
    """
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    senders = _addresses(mail, "From")
    sender = senders[0] if len(senders) == 1 else ""
    answers: list[Answer] = []
    unusable: list[str] = []
    for part in _calendars(mail):
        try:
            answers += _answers(part)
        except ValueError as why:
            unusable.append(str(why))
    return Reply(
        message_id=_header(mail, "Message-ID"),
        sender=sender,
        verified=bool(sender) and _is_verified(mail, sender, trusted_host),
        in_reply_to=tuple(
            dict.fromkeys(_IDENT.findall(f"{_header(mail, 'In-Reply-To')} {_header(mail, 'References')}"))
        ),
        answers=tuple(dict.fromkeys(answers)),
        unusable=tuple(unusable),
    )


def calendars_of(raw: bytes) -> Iterator[bytes]:
    """The calendars in a mail, each once."""
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(mail, EmailMessage)
    return _calendars(mail)


def is_from(reply: "Reply | Mail", answer: Answer) -> bool:
    """Whether the mail is shown to come from the one whose answer it carries."""
    return reply.verified and reply.sender == answer.mail


# --- the mail ----------------------------------------------------------------------------------------------------------


def _calendars(mail: EmailMessage) -> Iterator[bytes]:
    """Each calendar once: the same one often stands beside the text and as an attachment."""
    seen: set[bytes] = set()
    for count, part in enumerate(mail.walk()):
        if count >= MOST_PARTS:
            return
        if part.get_content_type() in _KINDS or str(part.get_filename() or "").lower().endswith(".ics"):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content not in seen:
                seen.add(content)
                yield content


def _is_verified(mail: EmailMessage, sender: str, trusted_host: str) -> bool:
    """Whether our own mail server found the sender's domain to be the sender's (DMARC), in the topmost of its results."""
    for value in mail.get_all("Authentication-Results") or []:
        # What stands in brackets is the sender's own words as often as the server's.
        host, _, results = _COMMENT.sub(" ", str(value)).partition(";")
        if host.split()[:1] != [trusted_host]:
            continue
        dmarc = next((part for part in results.split(";") if _RESULT.match(part.strip())), "")
        found, domain = _RESULT.search(dmarc), _FROM.search(dmarc)
        aligned = domain is None or sender.endswith(f"@{domain[1].lower()}")
        return found is not None and found[1].lower() == "pass" and aligned
    return False


def _addresses(mail: EmailMessage, name: str) -> list[str]:
    return [address.lower() for _, address in getaddresses([str(its) for its in mail.get_all(name) or []]) if address]


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail.get(name) or "").split())


# --- the calendar --------------------------------------------------------------------------------------------------------


def _answers(content: bytes) -> list[Answer]:
    """The answers of one calendar. What a person typed, and what the meeting is said to be, is not read."""
    from icalendar import Calendar  # brought in only where mail is read

    if len(content) > LARGEST_PART:
        raise ValueError(f"a calendar of more than {LARGEST_PART >> 10} kB")
    calendar = Calendar.from_ical(content)
    # The body says what it is: mail programs on the way drop the parameter of the part.
    method = str(calendar.get("METHOD", "")).upper()
    if method not in METHODS:
        return []
    events = [its for its in calendar.subcomponents if its.name == "VEVENT"]
    if len(events) > MOST_EVENTS:
        raise ValueError(f"more than {MOST_EVENTS} answers in one calendar")
    return [_answer(event, method) for event in events]


def _answer(event: "Component", method: str) -> Answer:
    attendees = event.get("ATTENDEE")
    attendees = attendees if isinstance(attendees, list) else [attendees] if attendees is not None else []
    if len(attendees) != 1:
        raise ValueError(f"an answer of {len(attendees)} people")
    uid = str(event.get("UID") or "")
    if not uid:
        raise ValueError("an answer to nothing: the UID is missing")
    organizer = event.get("ORGANIZER")
    return Answer(
        uid=uid,
        mail=_mail(attendees[0]),
        says=_SAYS.get(str(attendees[0].params.get("PARTSTAT", "")).upper()),
        sequence=int(event.get("SEQUENCE", 0)),
        stamp=_moment(event, "DTSTAMP") or datetime(1970, 1, 1, tzinfo=UTC),
        instance=_instance(event),
        organizer=_mail(organizer) if organizer else None,
        proposes=_moment(event, "DTSTART") if method == "COUNTER" else None,
    )


def _mail(address: object) -> str:
    return str(address).strip().lower().removeprefix("mailto:").strip()


def _moment(event: "Component", name: str) -> datetime | None:
    """An instant; a time without a zone says nothing."""
    value = event.decoded(name, None)
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo else None


def _instance(event: "Component") -> datetime | date | None:
    value = event.decoded("RECURRENCE-ID", None)
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an answer to one meeting of a series at a time without a zone")
        return value.astimezone(UTC)
    return value if isinstance(value, date) else None
