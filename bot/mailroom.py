"""Mail that comes in: read where it can do no harm, let in once, written down; only then is it taken from its mailbox."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from bot import mail_reader
from bot.engine import Engine
from bot.house import House
from bot.imap import ImapReader
from bot.listener import Listener
from bot.mail_book import MailBook
from bot.settings import Settings
from bot.threads import InThread

log = logging.getLogger("parley.mailroom")

LONGEST_KEY = 190


class Mailroom:
    """Takes mails in, from whichever way they come: a mailbox that is read (IMAP), or a listener (SMTP, LMTP)."""

    def __init__(self, settings: Settings, house: House, engine: Engine, in_thread: InThread) -> None:
        self.settings = settings
        self.house = house
        self.engine = engine
        self.in_thread = in_thread
        self.book = MailBook(house)
        self.listener = Listener(settings, self.take_in)
        self.imap = ImapReader(settings, self.book, house.now, in_thread, self.take_in)

    async def take_in(self, raw: bytes, mailbox: str, **place: int) -> None:
        """One mail. When this returns it is written down, with its place in the mailbox; raises while the database is away."""
        read = await mail_reader.read_mail(raw, self.settings.trusted_mail_host, self.house.now())
        lanes = await self.in_thread(partial(self.book.hear, key_of(raw, read), read, mailbox, place))
        await self.engine.kick(lanes)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """Mail is taken in from here until the block ends."""
        await self.listener.start()
        reading = asyncio.create_task(self.imap.run()) if self.settings.reads_mail else None
        if reading:
            reading.add_done_callback(_log_the_end)
        try:
            yield
        finally:
            await self.listener.stop()
            if reading:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)


def key_of(raw: bytes, read: dict[str, Any] | None) -> str:
    """What makes a mail that one mail: its Message-ID, however often and by whichever way it comes."""
    name = str(read["message_id"]) if read else ""
    if not 0 < len(name) <= LONGEST_KEY:
        name = hashlib.sha256(name.encode() or raw).hexdigest()
    return f"mail:{name}"


def _log_the_end(reading: "asyncio.Task[None]") -> None:
    trouble = None if reading.cancelled() else reading.exception()
    if trouble:
        log.error("reading the mailbox has ended; a restart begins again", exc_info=trouble)
