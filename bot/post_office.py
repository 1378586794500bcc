"""Mail by SMTP. Message ids are fixed before the first attempt, so a mail sent twice is the same mail to every reader."""

import asyncio
import smtplib
import ssl
from email.message import EmailMessage
from typing import Any

from bot.blots import blotted
from bot.settings import Settings

SECONDS = 20.0


class Unreachable(Exception):
    """The mail server is not there, or wants the mail later."""


class Undeliverable(Exception):
    """The mail server refused the mail for good."""


class PostOffice:
    """One mail at a time, one recipient each."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def send(self, payload: dict[str, Any], attached: bytes | None = None) -> str:
        """Sends a mail as `handlers.kit.letters` wrote it down, with the PDF that goes with it; its Message-ID. Raises Unreachable or
        Undeliverable."""
        if not self.settings.sends_mail:
            raise Undeliverable("no mail server is set (SMTP_HOST), so no invite could be sent")
        from handlers.kit.letters import as_mail  # brings the calendar library along, which most processes never need

        mail = as_mail(payload, self.settings.smtp_from, attached)
        try:
            await asyncio.to_thread(self._send, mail)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            raise _trouble(code, words) from None
        except smtplib.SMTPResponseException as trouble:
            raise _trouble(trouble.smtp_code, trouble.smtp_error) from None
        except (smtplib.SMTPException, OSError) as trouble:
            raise Unreachable(f"the mail server did not answer ({type(trouble).__name__})") from None
        return str(mail["Message-ID"])

    def trouble(self) -> str | None:
        """Why the mail server cannot be used, None when it can."""
        try:
            with self._connected() as server:
                server.noop()
        except smtplib.SMTPResponseException as trouble:
            return f"{self.settings.smtp_host} cannot be used ({_trouble(trouble.smtp_code, trouble.smtp_error)})."
        except (smtplib.SMTPException, OSError) as trouble:
            return blotted(f"{self.settings.smtp_host} cannot be used ({trouble}).")
        return None

    def _send(self, mail: EmailMessage) -> None:
        with self._connected() as server:
            server.send_message(mail)

    def _connected(self) -> smtplib.SMTP:
        place = (self.settings.smtp_host, self.settings.smtp_port)
        if self.settings.smtp_tls == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(*place, timeout=SECONDS, context=ssl.create_default_context())
        else:
            server = smtplib.SMTP(*place, timeout=SECONDS)
        if self.settings.smtp_tls == "starttls":
            server.starttls(context=ssl.create_default_context())
        if self.settings.smtp_user:
            server.login(self.settings.smtp_user, self.settings.smtp_password)
        return server


def _trouble(code: int, words: bytes | str) -> Exception:
    """4xx means later, 5xx means never (RFC 5321 4.2.1)."""
    text = blotted(words.decode(errors="replace") if isinstance(words, bytes) else words)
    return Undeliverable(f"{code} {text}") if code >= 500 else Unreachable(f"{code} {text}")
