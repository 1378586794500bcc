"""An invite as a mail that shows its buttons in Gmail, Outlook and Apple Mail; the same bytes for the same values."""

import re
import unicodedata
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from typing import Literal

from handlers.kit.ics import Guest

Method = Literal["REQUEST", "CANCEL"]

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_MESSAGE_ID = re.compile(r"<[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+>")


class MailUnfit(ValueError):
    """A mail with this {what} cannot be sent: {value!r}."""

    def __init__(self, what: str, value: str) -> None:
        super().__init__(f"a mail with this {what} cannot be sent: {value!r}")


def invite_mail(
    ics_bytes: bytes,
    method: Method,
    *,
    sender: Address,
    recipient: Guest,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
) -> EmailMessage:
    """One person's mail around the invite that `ics.request` or `ics.cancel` wrote; `date` is aware.

    MailUnfit when an address or the message id ("<id@domain>") is malformed, or sender and method are not the invite's.
    """
    _agree(ics_bytes, method, sender)
    mail = _headed(sender, recipient, subject, message_id, date)
    _fill(mail, ics_bytes, method, text, html)
    _bound(mail, message_id)
    return mail


def plain_mail(
    *,
    sender: Address,
    recipient: Guest,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
    pdf: tuple[str, bytes] | None = None,
) -> EmailMessage:
    """One person's mail without an invite, perhaps with a PDF (name and bytes); nobody's machine answers it. MailUnfit as for an
    invite."""
    mail = _headed(sender, recipient, subject, message_id, date)
    mail["Auto-Submitted"] = "auto-generated"
    _say(mail, text, html)
    if pdf:
        mail.add_attachment(pdf[1], maintype="application", subtype="pdf", filename=_header(pdf[0]))
    _bound(mail, message_id)
    return mail


def _headed(sender: Address, recipient: Guest, subject: str, message_id: str, date: datetime) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = _address(sender.display_name, sender.addr_spec)
    mail["To"] = _address(recipient.name, recipient.mail)
    mail["Subject"] = _header(subject)
    mail["Date"] = date
    mail["Message-ID"] = _fitting(_MESSAGE_ID, "message id", message_id)
    return mail


def _say(mail: EmailMessage, text: str, html: str) -> None:
    """The same words plain and as HTML."""
    mail.set_content(_sayable(text), cte=_encoding(text))
    mail.add_alternative(_sayable(html), subtype="html", cte=_encoding(html))


def _agree(ics_bytes: bytes, method: Method, sender: Address) -> None:
    unfolded = ics_bytes.replace(b"\r\n ", b"").decode()
    if f"\r\nMETHOD:{method}\r\n" not in unfolded:
        raise MailUnfit("method", method)
    if not re.search(rf"^ORGANIZER[^\r\n]*:mailto:{re.escape(sender.addr_spec)}\r$", unfolded, re.MULTILINE | re.I):
        raise MailUnfit("sender", sender.addr_spec)


def _fill(mail: EmailMessage, ics_bytes: bytes, method: Method, text: str, html: str) -> None:
    # Google's own tree: buttons come from the calendar among the alternatives, the attachment is for everybody else.
    _say(mail, text, html)
    parameters = {"charset": "utf-8", "method": method}
    mail.add_alternative(ics_bytes, maintype="text", subtype="calendar", cte="base64", params=parameters)
    mail.add_attachment(ics_bytes, maintype="application", subtype="ics", filename="invite.ics")


def _bound(mail: EmailMessage, message_id: str) -> None:
    # "=_" occurs in neither base64 nor quoted-printable, so no body can hold a boundary.
    seed = sha256(message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{seed}_{number}")


def _address(name: str, mail: str) -> Address:
    return Address(_header(name), addr_spec=_fitting(_ADDRESS, "address", mail))


def _fitting(shape: re.Pattern[str], what: str, value: str) -> str:
    if not shape.fullmatch(value):
        raise MailUnfit(what, value)
    return value


def _header(text: str) -> str:
    """One line without control characters, whatever was written."""
    spaced = "".join(" " if unicodedata.category(c) in {"Cc", "Cs", "Zl", "Zp"} else c for c in text)
    return " ".join(spaced.split())


def _sayable(text: str) -> str:
    return text.encode(errors="replace").decode()


def _encoding(text: str) -> str:
    # Mail software, Python's own among it, writes ">From" where a line that can be read begins with "From ".
    return "base64" if re.search(r"^From ", text, re.MULTILINE) else "quoted-printable"
