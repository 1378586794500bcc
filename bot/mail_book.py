"""What the database keeps of mail that comes in: each mail let in once, how far its mailbox was read, how many there were."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bot.apologies import StillStarting
from bot.house import House
from governance.events import Door
from governance.people import Person, Role
from handlers.kit.blocks import esc, section
from handlers.kit.mail_worker import NAMED
from handlers.kit.replies import say
from storage import outbox
from storage.mailboxes import Mailbox
from storage.outbox import Kind
from storage.unit_of_work import UnitOfWork, unit_of_work

# One process reads a mailbox; when it dies, another one may after so many seconds.
LEASE = "mailbox"
LEASE_SECONDS = 180.0


class MailBook:
    """Plain and synchronous, as the house: whoever brings mails calls it in the executor. Raises StillStarting."""

    def __init__(self, house: House) -> None:
        self.house = house

    def hear(self, key: str, read: Mapping[str, Any] | None, mailbox: str, place: Mapping[str, int]) -> tuple[str, ...]:
        """Lets a mail in, once, with its `place` in the mailbox; what it says is dealt with as a letter. The lanes to drain."""
        with self._writing() as uow:
            uow.mailboxes.was_read(mailbox, uow.at, **place)
            if uow.inbox.let_in(key, uow.at):
                uow.mailboxes.count("heard")
                self._sort(key, read, uow)
        return tuple(uow.touched_lanes)

    def _sort(self, key: str, read: Mapping[str, Any] | None, uow: UnitOfWork) -> None:
        """Only what a calendar wrote is anybody's business. Mails are never answered by mail, so no loop can begin."""
        if read is None:
            uow.mailboxes.count("too_much_to_read")
            return
        sender = uow.people.by_mail({read["sender"]}).get(read["sender"]) if read["sender"] else None
        if sender is None or sender.role is Role.STRANGER:
            uow.mailboxes.count("from_strangers")
        if read["unusable"]:
            uow.mailboxes.count("unusable")
            self._tell(key, read, sender, uow)
        if not (read["answers"] or read["meetings"]):
            uow.mailboxes.count("nothing_in_it")
            return
        for work in self.house.registry.mails:
            payload = {"work": work, "mail": dict(read), "sent_by": sender.id if sender and read["verified"] else None}
            uow.outbox.put(Kind.WORK, "mail", payload, once=f"{work}:{key}"[:200])

    def _tell(self, key: str, read: Mapping[str, Any], sender: Person | None, uow: UnitOfWork) -> None:
        """Whoever mailed something that could name a participant hears of it in Slack, when it was shown to be them."""
        why = next((its for its in read["unusable"] if its.startswith(NAMED)), None)
        if why and sender and sender.slack_user and read["verified"]:
            words = f"I have kept nothing of a meeting you mailed me. {why}"
            payload = say(section(esc(words))).message.payload() | {"channel": sender.slack_user}
            uow.outbox.put(Kind.POST, f"channel:{sender.slack_user}", payload, once=f"named:{key}"[:200])

    def mailbox(self, name: str) -> Mailbox | None:
        """How far a mailbox was read."""
        with self._writing() as uow:
            return uow.mailboxes.named(name)

    def note(self, name: str, trouble: str | None, place: Mapping[str, int]) -> None:
        """That a mailbox could be read up to this place, or why not."""
        with self._writing() as uow:
            if trouble:
                uow.mailboxes.is_in_trouble(name, trouble)
            else:
                uow.mailboxes.was_read(name, uow.at, **place)

    def lease(self, owner: str) -> bool:
        """Whether this reader may read now: any number may want to, in any number of processes."""
        with self.house.database.write() as connection:
            return outbox.lease(connection, LEASE, owner, LEASE_SECONDS)

    def release(self, owner: str) -> None:
        with self.house.database.write() as connection:
            outbox.release(connection, LEASE, owner)

    @contextmanager
    def _writing(self) -> Iterator[UnitOfWork]:
        its = self.house
        if its.workspace is None:
            raise StillStarting
        with unit_of_work(its.database, its.workspace, at=its.now(), door=Door.MAIL, rules=its.rules) as uow:
            yield uow
