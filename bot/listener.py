"""A mail server of our own for the company's to hand mails to, by SMTP or LMTP. It says 250 when the mail is written down."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from sqlalchemy.exc import SQLAlchemyError

from bot.apologies import StillStarting
from bot.settings import Settings

log = logging.getLogger("parley.listener")

LARGEST = 5 << 20
LATER = "451 4.3.0 I cannot write that down just now; please send it again"
TakeIn = Callable[[bytes, str], Awaitable[None]]


class Listener:
    """Answers for one mailbox, the address invites come from, and for nobody else."""

    def __init__(self, settings: Settings, take_in: TakeIn) -> None:
        self.settings = settings
        self.take_in = take_in
        self.server: asyncio.Server | None = None

    @property
    def port(self) -> int:
        assert self.server
        return int(self.server.sockets[0].getsockname()[1])

    async def start(self) -> None:
        if not self.settings.mail_listen:
            return
        host, _, port = self.settings.mail_listen.rpartition(":")
        self.server = await asyncio.get_running_loop().create_server(self.protocol, host.strip("[]"), int(port))
        log.info("listening for mail", extra={"port": self.port, "protocol": self.settings.mail_listen_protocol})

    async def stop(self) -> None:
        if self.server:
            self.server.close()
            self.server = None

    def protocol(self) -> SMTP:
        """A protocol for one connection."""
        kind = LMTP if self.settings.mail_listen_protocol == "lmtp" else SMTP
        return kind(self, hostname="parley", data_size_limit=LARGEST, enable_SMTPUTF8=True, ident="Parley")

    async def handle_RCPT(  # noqa: N802 (aiosmtpd's)
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """One recipient a mail, ours."""
        if address.lower() != self.settings.smtp_from.lower():
            return "550 5.1.1 no such mailbox here"
        if envelope.rcpt_tos:
            return "452 4.5.3 one recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 (aiosmtpd's)
        content = envelope.original_content or b""
        try:
            await self.take_in(content, f"{self.settings.mail_listen_protocol} {self.settings.mail_listen}")
        except (SQLAlchemyError, StillStarting) as trouble:
            log.warning("a mail was put off: %s", type(trouble).__name__)
            return LATER
        return "250 2.0.0 written down"

    async def handle_exception(self, error: Exception) -> str:
        """What nobody planned: the mail stays with its sender's server, which tries again."""
        log.error("a mail could not be taken in", exc_info=error)
        return LATER
