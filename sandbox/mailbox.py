"""The mailbox: an SMTP server on loopback that keeps every mail it accepts."""

import asyncio
import contextlib
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.records import Call
from sandbox.workspace import Workspace


class Mailbox:
    """Takes mails in; the fault method `smtp` makes it refuse (`status` 451, 550...) or hang up."""

    def __init__(self, ws: Workspace) -> None:
        self.ws = ws

    def protocol(self) -> SMTP:
        """A protocol for one connection."""
        return SMTP(self, hostname="localhost", enable_SMTPUTF8=True)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        """Keep one mail and say so, unless a fault was ordered."""
        with self.ws.hold():
            fault = self.ws.faults.take("smtp")
            if not (fault and fault.refuses):
                self._keep(envelope)
        if fault and fault.hang:
            await asyncio.sleep(fault.hang)
        if fault and fault.drop and isinstance(server.transport, asyncio.Transport):
            server.transport.abort()
        elif fault and fault.refuses:
            status = fault.status if fault.status and fault.status >= 400 else 451
            return f"{451 if status == 500 else status} {fault.error or 'try again later'}"
        return "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        raw = envelope.content or b""
        mail = message_from_bytes(raw if isinstance(raw, bytes) else raw.encode(), policy=SMTP_POLICY)
        self.ws.mails.append(mail)
        args = {"from": envelope.mail_from, "to": list(envelope.rcpt_tos)}
        self.ws.calls.append(Call("smtp", args, 250, {"ok": True}, self.ws.clock()))
        self.ws.changed("mail")


def words_of(mail: EmailMessage, kind: str) -> str:
    """The mail's text of this kind (`plain`, `html`), empty when there is none."""
    part = mail.get_body((kind,))
    with contextlib.suppress(LookupError):  # a charset nobody knows
        return str(part.get_content()) if part else ""
    return ""
