"""Reads the mailbox that answers go to, by IMAP: every half minute, each mail once, marked as seen when it is written down.

Polled, not by IDLE: half a minute is soon enough for an answer, and a poll finds out by itself that the server went away.
"""

import asyncio
import imaplib
import logging
import re
import secrets
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from imap_tools import AND, BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted, MailMessageFlags, U
from imap_tools.errors import ImapToolsError
from sqlalchemy.exc import SQLAlchemyError

from bot.apologies import StillStarting
from bot.blots import blotted
from bot.listener import LARGEST
from bot.mail_book import MailBook
from bot.settings import Settings
from bot.threads import InThread
from storage.mailboxes import Mailbox

log = logging.getLogger("parley.imap")

EVERY = 30.0
TIMEOUT = 20.0
LONGEST_BACKOFF = 600.0
# How far back a mailbox is read that was never read before, or that was made anew: no longer than it is known what was heard.
BACK = timedelta(days=14)
_SIZE = re.compile(r"RFC822\.SIZE (\d+)")
UNREACHABLE = (imaplib.IMAP4.error, ImapToolsError, ssl.SSLError, OSError)


class TakeIn(Protocol):
    """Writes one mail down."""

    def __call__(self, raw: bytes, mailbox: str, **place: int) -> Awaitable[None]: ...


class CannotRead(Exception):
    """The mailbox cannot be read now; the words say why."""


@dataclass
class ImapReader:
    """One reader. Any number may run, in any number of processes: the lease lets one in."""

    settings: Settings
    book: MailBook
    now: Callable[[], datetime]
    in_thread: InThread
    take_in: TakeIn
    every: float = EVERY

    def __post_init__(self) -> None:
        self.owner = secrets.token_hex(8)
        self.box: BaseMailBox | None = None

    @property
    def name(self) -> str:
        return name_of(self.settings)

    async def run(self) -> None:
        """Reads until it is cancelled. A server or a database that is away is waited for, longer each time."""
        wait = self.every
        try:
            while True:
                wait = await self._try(wait)
                await asyncio.sleep(wait)
        finally:
            await asyncio.to_thread(self._hang_up)
            await self.in_thread(partial(self.book.release, self.owner))

    async def _try(self, waited: float) -> float:
        """One round; how long to wait before the next."""
        try:
            await self.round()
        except CannotRead as trouble:
            log.warning("the mailbox cannot be read: %s", trouble)
            await self._note(str(trouble))
        except (SQLAlchemyError, StillStarting) as trouble:
            log.warning("the mailbox waits for the database (%s)", type(trouble).__name__)
        else:
            return self.every
        return min(2 * waited, LONGEST_BACKOFF)

    async def _note(self, trouble: str) -> None:
        try:
            await self.in_thread(partial(self.book.note, self.name, trouble, {}))
        except (SQLAlchemyError, StillStarting):
            log.warning("nor could that be written down")

    async def round(self) -> int:
        """Takes in what is new; how many mails that was. Nothing while another process reads. Raises CannotRead."""
        if not await self.in_thread(self._is_ours):
            return 0
        known = await self.in_thread(partial(self.book.mailbox, self.name))
        try:
            validity, before, uids = await asyncio.to_thread(self._new, known)
            for uid in uids:
                raw = await asyncio.to_thread(self._fetch, uid)
                await self.take_in(raw, self.name, validity=validity, uid=uid)
                await asyncio.to_thread(self._mark, uid)
                await self.in_thread(self._is_ours)
        except UNREACHABLE as trouble:
            await asyncio.to_thread(self._hang_up)
            raise CannotRead(_reason(trouble)) from None
        place = {"validity": validity, "uid": max([before, *uids])}
        await self.in_thread(partial(self.book.note, self.name, None, place))
        return len(uids)

    def _is_ours(self) -> bool:
        return self.book.lease(self.owner)

    # --- the server's side, in a thread ----------------------------------------------------------------------------------

    def _connected(self) -> BaseMailBox:
        if self.box is None:
            self.box = _log_in(self.settings)
        return self.box

    def _new(self, known: Mailbox | None) -> tuple[int, int, list[int]]:
        """The mailbox's validity, the last mail that was read of it, and those that were not, oldest first."""
        box = self._connected()
        box.folder.set(self.settings.imap_folder)  # a fresh look: what has come since is not told by itself
        validity = box.folder.status(self.settings.imap_folder, ["UIDVALIDITY"])["UIDVALIDITY"]
        if known and known.validity == validity and known.uid is not None:
            # A range up to the last one has the last one in it, also when that was read.
            found = map(int, box.uids(AND(uid=U(str(known.uid + 1), "*"))))
            return validity, known.uid, sorted(uid for uid in found if uid > known.uid)
        return validity, 0, sorted(map(int, box.uids(AND(date_gte=(self.now() - BACK).date()))))

    def _fetch(self, uid: int) -> bytes:
        """A whole mail as it is; of one that is too large the head alone, which says nothing and is counted."""
        client = self._connected().client
        _, sizes = client.uid("fetch", str(uid), "(RFC822.SIZE)")
        found = _SIZE.search(str(sizes[0]))
        what = "(BODY.PEEK[HEADER])" if found and int(found[1]) > LARGEST else "(BODY.PEEK[])"
        _, parts = client.uid("fetch", str(uid), what)
        return next((part[1] for part in parts if isinstance(part, tuple)), b"")

    def _mark(self, uid: int) -> None:
        self._connected().flag(str(uid), MailMessageFlags.SEEN, True)

    def _hang_up(self) -> None:
        box, self.box = self.box, None
        if box is not None:
            try:
                box.client.shutdown()
            except UNREACHABLE:
                log.debug("the mail server had gone already")


def name_of(settings: Settings) -> str:
    """What people call the mailbox."""
    return f"{settings.imap_user} at {settings.imap_host}/{settings.imap_folder}"[:200]


def trouble_with(settings: Settings) -> str | None:
    """Why the mailbox cannot be read now, None when it can."""
    try:
        with _log_in(settings) as box:
            box.folder.status(settings.imap_folder, ["UIDVALIDITY"])
    except UNREACHABLE as trouble:
        return _reason(trouble)
    return None


def _log_in(its: Settings) -> BaseMailBox:
    place = {"host": its.imap_host, "port": its.imap_port, "timeout": TIMEOUT}
    if its.imap_tls == "none":
        return MailBoxUnencrypted(**place).login(its.imap_user, its.imap_password, its.imap_folder)
    kind = MailBox if its.imap_tls == "tls" else MailBoxStartTls
    box = kind(**place, ssl_context=ssl.create_default_context())
    return box.login(its.imap_user, its.imap_password, its.imap_folder)


def _reason(trouble: BaseException) -> str:
    """In a few words, without what the server may have repeated of a login."""
    if isinstance(trouble, OSError) and not isinstance(trouble, ssl.SSLError):
        return f"the mail server cannot be reached ({type(trouble).__name__})"
    said = blotted(" ".join(str(trouble).split()))
    return f"the mail server refuses: {said[:160]}" if said else f"the mail server hung up ({type(trouble).__name__})"
