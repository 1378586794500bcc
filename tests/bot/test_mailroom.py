"""Mail handed in by SMTP and LMTP, as servers do it: who may, how much, and that 250 means written down."""

import asyncio
import smtplib
from collections.abc import Callable, Iterator

import pytest

from bot.mailroom import key_of
from bot.settings import BadSetting, read_settings
from governance.events import Door
from sandbox.server import Sandbox
from storage.unit_of_work import unit_of_work
from tests.bot.stage import Stage, play
from tests.cast import MONDAY
from tests.mails import calendar, mail, reply_event
from tests.running import Running, Watch

ANSWER = mail(calendar(reply_event("no@meeting", "vera@helix.example", stamp=MONDAY)), sender="vera@helix.example")
OURS = "Parley@northwind.example"


def heard(parley: Running) -> dict[str, int]:
    with unit_of_work(parley.database, parley.parley.house.workspace or 0, at=MONDAY, door=Door.MAIL) as uow:
        return uow.mailboxes.counts()


@pytest.fixture(params=["smtp", "lmtp"])
def server(request: pytest.FixtureRequest, start: Callable[..., Running]) -> Iterator[tuple[Running, smtplib.SMTP]]:
    parley = start(MAIL_LISTEN_PROTOCOL=request.param)
    port = parley.mail_port()
    with smtplib.LMTP("127.0.0.1", port) if request.param == "lmtp" else smtplib.SMTP("127.0.0.1", port) as client:
        yield parley, client


def test_a_mail_to_us_is_written_down_when_250_is_said(server: tuple[Running, smtplib.SMTP]) -> None:
    parley, client = server
    assert client.sendmail("vera@helix.example", [OURS], ANSWER) == {}
    assert heard(parley)["heard"] == 1


@pytest.mark.parametrize(
    "other", ["alice@northwind.example", "parley@elsewhere.example", "postmaster", "parley+x@northwind.example"]
)
def test_mail_to_anybody_else_is_refused(server: tuple[Running, smtplib.SMTP], other: str) -> None:
    parley, client = server
    client.ehlo_or_helo_if_needed()
    client.mail("vera@helix.example")
    assert client.rcpt(other)[0] == 550
    assert heard(parley) == {}


def test_one_recipient_at_a_time(server: tuple[Running, smtplib.SMTP]) -> None:
    _, client = server
    client.ehlo_or_helo_if_needed()
    client.mail("vera@helix.example")
    assert [client.rcpt(OURS)[0] for _ in range(2)] == [250, 452]


def test_more_than_five_megabytes_are_refused(server: tuple[Running, smtplib.SMTP]) -> None:
    parley, client = server
    client.ehlo_or_helo_if_needed()
    client.mail("vera@helix.example")
    client.rcpt(OURS)
    lines = ANSWER + b"X" * 70 + b"\r\n"
    assert client.data(lines + (b"a" * 70 + b"\r\n") * 75_000)[0] == 552
    assert heard(parley) == {}


def test_nearly_five_megabytes_are_taken_in(server: tuple[Running, smtplib.SMTP]) -> None:
    parley, client = server
    long = ANSWER.replace(b"--=-=-=--", b"--=-=-=\r\n\r\n" + (b"a" * 70 + b"\r\n") * 70_000 + b"--=-=-=--")
    assert len(long) > 4 << 20
    assert client.sendmail("vera@helix.example", [OURS], long) == {}
    assert (
        heard(parley) == {"from_strangers": 1, "heard": 1, "other_meeting": 1} | {"heard": 1}
        or heard(parley)["heard"] == 1
    )


def test_while_the_database_is_away_the_sender_keeps_the_mail(parley: Running) -> None:
    port = parley.mail_port()
    workspace, parley.parley.house.workspace = parley.parley.house.workspace, None
    with smtplib.SMTP("127.0.0.1", port) as client:
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("vera@helix.example", [OURS], ANSWER)
        assert refused.value.smtp_code == 451
        parley.parley.house.workspace = workspace
        with parley.database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE inbox RENAME TO hidden")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            client.sendmail("vera@helix.example", [OURS], ANSWER)
        assert refused.value.smtp_code == 451
        with parley.database.write() as connection:
            connection.exec_driver_sql("ALTER TABLE hidden RENAME TO inbox")
        assert client.sendmail("vera@helix.example", [OURS], ANSWER) == {}
    assert heard(parley)["heard"] == 1


def test_a_mail_is_itself_by_its_name_else_by_its_content() -> None:
    assert key_of(b"raw", {"message_id": "<1@x>"}) == "mail:<1@x>"
    assert key_of(b"raw", {"message_id": ""}) == key_of(b"raw", None) != key_of(b"other", None)
    assert len(key_of(b"raw", {"message_id": "<" + "a" * 900 + ">"})) < 100


@pytest.mark.parametrize(
    "place", ["0.0.0.0:25", "8.8.8.8:2525", "localhost:2525", "127.0.0.1", "127.0.0.1:99999", "[::]:25"]
)
def test_nobody_from_outside_may_hand_mails_in(place: str) -> None:
    with pytest.raises(BadSetting, match=r"MAIL_LISTEN .* must be a private address and a port"):
        read_settings({"MAIL_LISTEN": place, "SMTP_FROM": "p@x.example"}, env_file=None)


def test_what_comes_in_needs_an_address_and_a_login() -> None:
    with pytest.raises(BadSetting, match="SMTP_FROM is missing"):
        read_settings({"MAIL_LISTEN": "127.0.0.1:2525"}, env_file=None)
    with pytest.raises(BadSetting, match="IMAP_USER and IMAP_PASSWORD are missing"):
        read_settings({"IMAP_HOST": "mail.example", "SMTP_FROM": "p@x.example"}, env_file=None)


def test_it_is_the_worker_that_listens(records_url: str, slack: Sandbox, watch: Watch, parley: Running) -> None:
    async def a_mail_comes(stage: Stage) -> None:
        port = stage.parley.mailroom.listener.port

        def hand_over() -> None:
            with smtplib.SMTP("127.0.0.1", port) as client:
                client.sendmail("vera@helix.example", [OURS], ANSWER)

        await asyncio.to_thread(hand_over)
        await stage.until_said()

    assert parley.parley.mailroom.listener.server is None, "the test's own Parley is web alone"
    parley.stop()
    asyncio.run(play(a_mail_comes, records_url, slack, watch))
    assert heard(parley)["other_meeting"] == 1, "heard and dealt with, by an engine that runs"
