"""Mail on its way: what a handler writes down for one recipient, and the mail the post office makes of it."""

import re
from collections.abc import Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo

from governance.people import Person
from governance.sessions import Session
from handlers.kit.series_letters import series_calendar
from storage.unit_of_work import UnitOfWork

if TYPE_CHECKING:
    from handlers.kit.ics import Invite

ORGANIZER = "Parley"
NO_MAIL = "I cannot send mail yet, so no calendar hears of this: please tell everybody yourself. Whoever runs me can set SMTP_HOST."
NOTE = "note"
_ACT = re.compile(r"(.+): (https?://\S+/act/[0-9a-f]{64})")
_LINK = re.compile(r"https?://[^\s<>]+")


def invitation(
    session: Session,
    *,
    stamp: datetime,
    people: Sequence[Person],
    required: set[int],
    to: Person,
    words: str,
    method: Literal["REQUEST", "CANCEL"] = "REQUEST",
    subject: str | None = None,
) -> dict[str, Any]:
    """What the outbox keeps for one recipient: plain JSON, so that the mail can be made again, byte for byte."""
    guests = [
        {"name": person.name, "mail": person.mail, "role": "required" if person.id in required else "optional"}
        for person in people
    ]
    return {
        "method": method,
        "uid": session.uid,
        "sequence": session.sequence,
        "stamp": stamp.isoformat(),
        "starts": session.starts_at.isoformat(),
        "zone": session.zone,
        "minutes": session.minutes,
        "title": session.title,
        "join_link": session.join_link,
        "guests": guests,
        "to": to.mail,
        "words": words,
        "subject": subject,
    }


def by_mail(promise: str, uow: UnitOfWork) -> str:
    """What is said of mails that are written down: the promise, or that none can go out."""
    return promise if uow.rules.sends_mail else NO_MAIL


def note(to: Person, *, subject: str, words: str, stamp: datetime, about: str) -> dict[str, Any]:
    """A mail of a few lines, without an invite. `about` says which one it is: another one has another name."""
    facts = {"name": to.name, "to": to.mail, "title": subject, "words": words}
    return {"method": NOTE, "uid": about, "sequence": 0, "stamp": stamp.isoformat()} | facts


def as_mail(letter: dict[str, Any], sender: str, attached: bytes | None = None) -> EmailMessage:
    """The mail, from the address mail comes from. The same letter is always the same mail, with the same Message-ID; a PDF can be
    `attached` to a note."""
    return _note(letter, sender, attached) if letter["method"] == NOTE else _invitation(letter, sender)


def _note(letter: dict[str, Any], sender: str, attached: bytes | None) -> EmailMessage:
    from handlers.kit.ics import Guest
    from handlers.kit.mail import plain_mail

    return plain_mail(
        sender=Address(ORGANIZER, addr_spec=sender),
        recipient=Guest(letter["name"], letter["to"]),
        subject=letter["title"],
        text=letter["words"],
        html=_html(letter["words"]),
        message_id=_message_id(letter, sender),
        date=datetime.fromisoformat(letter["stamp"]),
        pdf=(letter["name_of_file"], attached) if attached else None,
    )


def _invitation(letter: dict[str, Any], sender: str) -> EmailMessage:
    from handlers.kit import ics
    from handlers.kit.mail import invite_mail

    invite = _invite(letter, sender)
    if "rule" in letter:
        calendar = series_calendar(letter, invite)
    else:
        calendar = ics.request(invite) if letter["method"] == "REQUEST" else ics.cancel(invite)
    recipient = next(guest for guest in invite.guests if guest.mail == letter["to"])
    return invite_mail(
        calendar,
        letter["method"],
        sender=Address(ORGANIZER, addr_spec=sender),
        recipient=recipient,
        subject=_subject(letter),
        text=letter["words"],
        html=_html(letter["words"]),
        message_id=_message_id(letter, sender),
        date=invite.stamp,
    )


def _invite(letter: dict[str, Any], sender: str) -> "Invite":
    from handlers.kit.ics import Guest, Invite

    return Invite(
        uid=letter["uid"],
        sequence=letter["sequence"],
        stamp=datetime.fromisoformat(letter["stamp"]),
        starts=datetime.fromisoformat(letter["starts"]).astimezone(ZoneInfo(letter["zone"])),
        minutes=letter["minutes"],
        title=letter["title"],
        description=letter.get("about") or letter["words"],
        organizer_name=ORGANIZER,
        organizer_mail=sender,
        guests=tuple(Guest(**guest) for guest in letter["guests"]),
        join_link=letter["join_link"],
    )


def _subject(letter: dict[str, Any]) -> str:
    return letter.get("subject") or ("Cancelled: " if letter["method"] == "CANCEL" else "") + str(letter["title"])


def _message_id(letter: dict[str, Any], sender: str) -> str:
    facts = f"{letter['uid']}:{letter['sequence']}:{letter['stamp']}:{letter['method']}:{letter['to']}"
    facts += letter.get("only") or ""
    return f"<{sha256(facts.encode()).hexdigest()[:32]}@{sender.partition('@')[2]}>"


def _html(words: str) -> str:
    paragraphs = "".join(f"<p>{_shown(line)}</p>" for line in words.splitlines() if line.strip())
    return f"<html><body>{paragraphs}</body></html>"


def _shown(line: str) -> str:
    """A link that does one thing by what it does, which nobody would read out of its address; any other as it is."""
    act = _ACT.fullmatch(line)
    return f'<a href="{escape(act[2])}">{escape(act[1])}</a>' if act else _linked(escape(line))


def _linked(line: str) -> str:
    return _LINK.sub(lambda found: f'<a href="{found[0]}">{found[0]}</a>', line)
