"""Reading the mailbox by IMAP, from Debian's dovecot. What is read is judged elsewhere; here every mail is read, and once."""

import asyncio
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from imap_tools import AND, MailBoxUnencrypted

from bot.imap import CannotRead, ImapReader
from bot.reports import doctor
from governance.events import Door
from storage.mailboxes import Mailbox
from storage.unit_of_work import unit_of_work
from tests.answers import VERA_AT, invite
from tests.bot import dovecot
from tests.bot.dovecot import Dovecot
from tests.cast import ALICE, BOB, GOVERNANCE, HELIX, MONDAY, VERA
from tests.mails import calendar, mail, reply_event
from tests.running import Running

pytestmark = pytest.mark.skipif(not (dovecot.PROGRAM and dovecot.HAS_LMTP), reason=dovecot.MISSING)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """Not pytest's own, into which a server with fewer rights than we have could not go."""
    with tempfile.TemporaryDirectory(prefix="dovecot-") as place:
        yield Path(place)


@pytest.fixture(scope="module")
def running_server(folder: Path) -> Iterator[Dovecot]:
    with dovecot.dovecot(folder) as server:
        yield server


@pytest.fixture
def server(running_server: Dovecot) -> Dovecot:
    """With an empty mailbox."""
    running_server.another_mailbox()
    return running_server


def mailbox_of(server: Dovecot) -> dict[str, str]:
    place = {"IMAP_HOST": "127.0.0.1", "IMAP_PORT": str(server.imap), "IMAP_TLS": "none"}
    return place | {"IMAP_USER": server.user, "IMAP_PASSWORD": dovecot.PASSWORD}


@pytest.fixture
def parley(server: Dovecot, start: Callable[..., Running]) -> Iterator[Running]:
    its = start(**mailbox_of(server))
    its.say("vendor setup", by=ALICE)
    yield its
    reader(its)._hang_up()


def reader(parley: Running) -> ImapReader:
    return parley.parley.mailroom.imap


def reads(parley: Running) -> int:
    """One round, and all that follows from it; how many mails were taken in."""
    found = parley.front.run(reader(parley).round())
    parley.settle()
    return found


def uow_of(parley: Running) -> object:
    return unit_of_work(parley.database, parley.parley.house.workspace or 0, at=parley.watch(), door=Door.MAIL)


def heard(parley: Running) -> int:
    with uow_of(parley) as uow:  # type: ignore[attr-defined]
        return int(uow.mailboxes.counts().get("heard", 0))


def mailbox(parley: Running) -> Mailbox:
    with uow_of(parley) as uow:  # type: ignore[attr-defined]
        return next(its for its in uow.mailboxes.all() if "INBOX" in its.name)


def hello(number: int) -> bytes:
    return b"From: a@b.example\r\nMessage-ID: <%d@b>\r\n\r\nhello\r\n" % number


def seen(server: Dovecot) -> list[bool]:
    with MailBoxUnencrypted("127.0.0.1", server.imap).login(server.user, dovecot.PASSWORD) as box:
        return ["\\Seen" in its.flags for its in box.fetch(AND(all=True), mark_seen=False)]


def test_an_answer_in_the_mailbox_is_read_and_shown(server: Dovecot, parley: Running) -> None:
    parley.say(f"vendor add Helix Clinical, tier 1, CRO <@{VERA}|vera>", at=HELIX)
    parley.say("vendor link Helix Clinical", at=HELIX)
    parley.say("vendor introduce Helix Clinical")
    parley.say("session schedule Helix 1 Dec 15:00", by=ALICE, at=HELIX)
    its = reply_event(invite(parley)[0], VERA_AT, stamp=MONDAY + timedelta(minutes=5))
    server.deliver(mail(calendar(its), sender=VERA_AT))
    assert reads(parley) == 1
    assert "Coming: @Vera Novak" in parley.say("session show S-1", by=BOB)


def test_each_mail_is_read_once_and_marked_as_seen(server: Dovecot, parley: Running) -> None:
    for number in range(3):
        server.deliver(hello(number))
    assert [reads(parley), reads(parley)] == [3, 0]
    server.deliver(hello(3))
    assert reads(parley) == 1
    assert heard(parley) == 4
    assert seen(server) == [True] * 4


def test_what_was_seen_elsewhere_is_read_all_the_same(server: Dovecot, parley: Running) -> None:
    server.deliver(hello(1))
    with MailBoxUnencrypted("127.0.0.1", server.imap).login(server.user, dovecot.PASSWORD) as box:
        box.flag(box.uids(), "\\Seen", True)
    assert reads(parley) == 1


def test_nothing_is_marked_before_it_is_written_down(server: Dovecot, parley: Running) -> None:
    server.deliver(hello(1))
    reads(parley)
    server.deliver(hello(2))
    workspace, parley.parley.house.workspace = parley.parley.house.workspace, None
    assert parley.front.run(reader(parley)._try(30.0)) == 60.0
    parley.parley.house.workspace = workspace
    assert seen(server) == [True, False]
    assert reads(parley) == 1
    assert heard(parley) == 2


def test_a_restart_goes_on_where_it_was(server: Dovecot, parley: Running, start: Callable[..., Running]) -> None:
    server.deliver(hello(1))
    reads(parley)
    server.deliver(hello(2))
    again = start(**mailbox_of(server))
    with again.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM lanes")  # the one before is gone
    assert reads(again) == 1
    assert heard(again) == 2


def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning_and_nothing_is_heard_twice(
    server: Dovecot, parley: Running
) -> None:
    server.deliver(hello(1))
    server.deliver(hello(2))
    reads(parley)
    before = mailbox(parley)
    server.make_anew()
    server.deliver(hello(2))
    server.deliver(hello(3))
    parley.front.run(reader(parley)._try(30.0))  # the connection is dead
    parley.front.run(reader(parley)._try(30.0))
    assert (mailbox(parley).validity, before.validity == 42) == (42, False)
    assert heard(parley) == 3


def test_a_server_that_goes_away_is_waited_for_longer_each_time_and_shown(server: Dovecot, parley: Running) -> None:
    server.deliver(hello(1))
    reads(parley)
    server.stop()
    waits = [30.0]
    for _ in range(7):
        waits.append(parley.front.run(reader(parley)._try(waits[-1])))
    assert waits[1:] == [60.0, 120.0, 240.0, 480.0, 600.0, 600.0, 600.0]
    said = parley.say("vendor doctor", by=BOB, at=GOVERNANCE)
    assert "the mail server cannot be reached (ConnectionRefusedError), last read Nov 23, 2026 at 09:00." in said
    server.start()
    server.deliver(hello(2))
    assert parley.front.run(reader(parley)._try(600.0)) == 30.0
    assert heard(parley) == 2
    assert mailbox(parley).trouble is None


def test_a_wrong_password_is_said_and_not_shown(
    server: Dovecot, parley: Running, start: Callable[..., Running]
) -> None:
    its = start(**mailbox_of(server) | {"IMAP_PASSWORD": "hunter2"})
    with its.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM lanes")
    with pytest.raises(CannotRead, match="the mail server refuses") as why:
        reads(its)
    assert "hunter2" not in str(why.value)


def test_one_process_reads_at_a_time(server: Dovecot, parley: Running) -> None:
    its = parley.parley.mailroom
    other = ImapReader(parley.parley.settings, its.book, parley.watch, parley.parley.in_thread, its.take_in)
    server.deliver(hello(1))
    assert reads(parley) == 1
    server.deliver(hello(2))
    assert parley.front.run(other.round()) == 0
    its.book.release(reader(parley).owner)
    assert parley.front.run(other.round()) == 1


def test_a_mail_that_is_too_large_is_passed_over(server: Dovecot, parley: Running) -> None:
    server.deliver(hello(1) + (b"a" * 70 + b"\r\n") * 80_000)
    server.deliver(hello(2))
    assert reads(parley) == 2
    assert heard(parley) == 2


def test_the_reader_goes_round_by_itself_until_it_is_told_to_stop(server: Dovecot, parley: Running) -> None:
    server.deliver(hello(1))
    its = reader(parley)
    its.every = 0.01

    async def go_round() -> None:
        reading = asyncio.create_task(its.run())
        async with asyncio.timeout(20):
            while not await parley.parley.in_thread(lambda: heard(parley)):
                await asyncio.sleep(0.01)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)

    parley.front.run(go_round())
    assert its.box is None, "it has hung up"
    assert parley.parley.mailroom.book.lease("another one"), "and let go"


def test_the_doctor_at_the_command_line_tries_the_mailbox(
    server: Dovecot, parley: Running, capsys: pytest.CaptureFixture[str]
) -> None:
    asyncio.run(doctor(parley.parley.settings))
    assert f"Mail in: {server.user} at 127.0.0.1/INBOX can be read." in capsys.readouterr().out
    server.stop()
    assert asyncio.run(doctor(parley.parley.settings)) == 1
    assert "Mail in: the mail server cannot be reached (ConnectionRefusedError)." in capsys.readouterr().out
    server.start()
