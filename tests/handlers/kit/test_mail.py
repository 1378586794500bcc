"""Invite mails, sent over real SMTP and read as a mail program reads them."""

import re
import smtplib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from aiosmtpd.controller import Controller
from hypothesis import example, given
from hypothesis import strategies as some

from handlers.kit.ics import Guest, Invite, cancel, request
from handlers.kit.mail import MailUnfit, Method, invite_mail, plain_mail

PARLEY = Address("Parley", addr_spec="parley@parley.example")
VERA = Guest("Vera Nováková", "vera@helix.example", "chair")
INVITE = Invite(
    uid="6d1f3c52@parley.example",
    sequence=1,
    stamp=datetime(2026, 11, 22, 9, tzinfo=UTC),
    starts=datetime(2026, 12, 3, 15, tzinfo=ZoneInfo("Europe/Warsaw")),
    minutes=45,
    title="Przegląd",
    description="Agenda: łódź 🚀 " * 20,
    organizer_name="Parley",
    organizer_mail="parley@parley.example",
    guests=(VERA, Guest("Bob Tran", "bob@northwind.example")),
)
WORDS: dict[str, Any] = {
    "sender": PARLEY,
    "recipient": VERA,
    "subject": "Zaproszenie: Przegląd miesięczny",
    "text": "Dzień dobry,\n.\nFrom now on it is monthly.\n" + "długi wiersz " * 200,
    "html": "<p>Dzień dobry</p>",
    "message_id": "<6d1f3c52.1.vera@parley.example>",
    "date": datetime(2026, 11, 22, 9, tzinfo=UTC),
}


class Mailbox:
    """What arrived, byte for byte."""

    def __init__(self) -> None:
        self.received: list[bytes] = []

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        self.received.append(envelope.content)
        return "250 OK"


class PostOffice(Controller):
    """An SMTP server on whatever port is free, which the library's own first greeting has to be told."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
def post() -> Iterator[tuple[Controller, Mailbox]]:
    mailbox = Mailbox()
    controller = PostOffice(mailbox, hostname="127.0.0.1", port=0)
    controller.start()
    yield controller, mailbox
    controller.stop()


@pytest.fixture
def arrive(post: tuple[Controller, Mailbox]) -> Any:
    controller, mailbox = post

    def send(mail: EmailMessage) -> EmailMessage:
        with smtplib.SMTP("127.0.0.1", controller.port) as smtp:
            smtp.send_message(mail)
        return message_from_bytes(mailbox.received[-1], _class=EmailMessage, policy=default)

    return send


def test_the_calendar_arrives_byte_for_byte_in_both_places(arrive: Any) -> None:
    invites: tuple[tuple[Method, bytes], ...] = (("REQUEST", request(INVITE)), ("CANCEL", cancel(INVITE)))
    for method, written in invites:
        parts = {part.get_content_type(): part for part in arrive(invite_mail(written, method, **WORDS)).walk()}
        assert parts["text/calendar"].get_payload(decode=True) == written
        assert parts["application/ics"].get_payload(decode=True) == written
        assert parts["text/calendar"]["Content-Type"].params == {"charset": "utf-8", "method": method}


def test_the_mail_is_laid_out_so_that_buttons_show(arrive: Any) -> None:
    mail = arrive(invite_mail(request(INVITE), "REQUEST", **WORDS))
    assert [part.get_content_type() for part in mail.walk()] == [
        *("multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"),
    ]
    *alternatives, attachment = [part for part in mail.walk() if not part.is_multipart()]
    assert [part["Content-Disposition"] for part in alternatives] == [None, None, None]
    assert attachment.get_filename() == "invite.ics"
    assert mail.defects == []


def test_headers_and_words_arrive_as_written(arrive: Any) -> None:
    mail = arrive(invite_mail(request(INVITE), "REQUEST", **WORDS))
    assert mail["Subject"] == "Zaproszenie: Przegląd miesięczny"
    assert mail["From"].addresses == (PARLEY,)
    assert mail["To"].addresses == (Address("Vera Nováková", addr_spec="vera@helix.example"),)
    assert mail["Date"].datetime == datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert mail["Message-ID"] == "<6d1f3c52.1.vera@parley.example>"
    text = mail.get_body(("plain",))
    assert text.get_content().rstrip("\r\n").replace("\r\n", "\n") == WORDS["text"].rstrip("\n")


def test_a_mail_programs_calendar_finds_the_meeting(arrive: Any) -> None:
    mail = arrive(invite_mail(request(INVITE), "REQUEST", **WORDS))
    body = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    event = icalendar.Calendar.from_ical(body.get_content()).events[0]
    assert event.start == INVITE.starts
    assert event["SUMMARY"] == "Przegląd"


def test_the_same_values_give_the_same_bytes() -> None:
    assert invite_mail(request(INVITE), "REQUEST", **WORDS).as_bytes() == (
        invite_mail(request(INVITE), "REQUEST", **WORDS).as_bytes()
    )


@pytest.mark.parametrize("poison", ["a\r\nBcc: eve@evil.example", "a\nBcc: eve@evil.example", "a\x00\x85\u2028Bcc: e"])
def test_no_words_can_add_a_header(arrive: Any, poison: str) -> None:
    words = WORDS | {"subject": poison, "recipient": Guest(poison, "vera@helix.example")}
    mail = arrive(invite_mail(request(INVITE), "REQUEST", **words))
    assert mail["Bcc"] is None
    assert set(mail.keys()) == {"From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"}


@pytest.mark.parametrize("name", ['a" <eve@evil.example>, "b', "eve@evil.example,", "Novák; (x) <y>", "é" * 120, ""])
def test_no_name_can_add_a_recipient(arrive: Any, name: str) -> None:
    mail = arrive(invite_mail(request(INVITE), "REQUEST", **WORDS | {"recipient": replace(VERA, name=name)}))
    assert [address.addr_spec for address in mail["To"].addresses] == ["vera@helix.example"]


@pytest.mark.parametrize(
    "address", ["vera", "vera@", "a@b\r\nX: y", "a@b, c@d", "<a@b>", "a b@c.example", '"a"@b.example', "ł@b.example"]
)
def test_an_address_that_is_none_is_refused(address: str) -> None:
    with pytest.raises(MailUnfit, match="this address cannot be sent"):
        invite_mail(request(INVITE), "REQUEST", **WORDS | {"recipient": Guest("Vera", address)})


@pytest.mark.parametrize("message_id", ["abc", "<a b@c>", "<a@b>\r\nX: y", "<a>"])
def test_a_message_id_that_is_none_is_refused(message_id: str) -> None:
    with pytest.raises(MailUnfit, match="this message id cannot be sent"):
        invite_mail(request(INVITE), "REQUEST", **WORDS | {"message_id": message_id})


def test_the_method_must_be_the_invites_own() -> None:
    with pytest.raises(MailUnfit, match="this method"):
        invite_mail(request(INVITE), "CANCEL", **WORDS)


def test_the_sender_must_be_the_organizer() -> None:
    with pytest.raises(MailUnfit, match="this sender"):
        invite_mail(request(INVITE), "REQUEST", **WORDS | {"sender": Address("Eve", addr_spec="eve@parley.example")})


def test_words_that_hold_half_a_character_still_go_out(arrive: Any) -> None:
    mail = arrive(invite_mail(request(INVITE), "REQUEST", **WORDS | {"text": "a\ud800b", "subject": "a\ud800b"}))
    assert mail["Subject"] == "a b"
    assert mail.get_body(("plain",)).get_content().strip() == "a?b"


# --- on the wire -----------------------------------------------------------------------------------------------------------

SHORT = WORDS | {
    "subject": "Review  of\tDecember",
    "text": "One\nTwo",
    "html": "<p>One</p>",
    "recipient": Guest("Bob", "b@x.example"),
}
HEADERS = [
    "From: Parley <parley@parley.example>",
    "To: Bob <b@x.example>",
    "Subject: Review of December",
    "Date: Sun, 22 Nov 2026 09:00:00 +0000",
    "Message-ID: <6d1f3c52.1.vera@parley.example>",
]


def lines(mail: EmailMessage) -> list[str]:
    raw = mail.as_bytes()
    assert b"\n" not in raw.replace(b"\r\n", b"")
    return raw.decode("ascii").split("\r\n")


def parts(mail: EmailMessage) -> list[tuple[str, str]]:
    """Each part's type and encoding, as they are written."""
    return [
        (str(part["Content-Type"]), str(part["Content-Transfer-Encoding"]))
        for part in mail.walk()
        if not part.is_multipart()
    ]


def test_an_invite_is_written_line_for_line_as_mail_programs_want_it() -> None:
    mail = invite_mail(request(INVITE), "REQUEST", **SHORT)
    assert lines(mail)[:5] == HEADERS
    assert parts(mail) == [
        ('text/plain; charset="utf-8"', "quoted-printable"),
        ('text/html; charset="utf-8"', "quoted-printable"),
        ('text/calendar; charset="utf-8"; method="REQUEST"', "base64"),
        ("application/ics", "base64"),
    ]
    assert 'Content-Type: text/calendar; charset="utf-8"; method="REQUEST"' in lines(mail)
    assert 'Content-Type: text/html; charset="utf-8"' in lines(mail)
    assert mail.get_body(("plain",)).get_content() == "One\nTwo\n"
    assert mail.get_body(("html",)).get_content() == "<p>One</p>\n"


def test_a_mail_without_an_invite_is_answered_by_no_machine() -> None:
    mail = plain_mail(**SHORT)
    assert lines(mail)[:6] == [*HEADERS, "Auto-Submitted: auto-generated"]
    assert parts(mail) == [
        ('text/plain; charset="utf-8"', "quoted-printable"),
        ('text/html; charset="utf-8"', "quoted-printable"),
    ]
    assert 'Content-Type: text/html; charset="utf-8"' in lines(mail)
    assert plain_mail(**SHORT).as_bytes() == mail.as_bytes()


@pytest.mark.parametrize(("words", "encoding"), [("From now on", "base64"), ("It is from", "quoted-printable")])
@pytest.mark.parametrize("before", ["", "One\n"])
def test_a_line_that_mail_software_would_change_travels_out_of_its_sight(
    words: str, encoding: str, before: str
) -> None:
    for mail in (
        plain_mail(**SHORT | {"text": before + words}),
        invite_mail(request(INVITE), "REQUEST", **SHORT | {"text": before + words}),
    ):
        assert [how for _, how in parts(mail)][:2] == [encoding, "quoted-printable"]
        assert mail.get_body(("plain",)).get_content().split() == f"{before}{words}".split()
    html = plain_mail(**SHORT | {"html": before + words})
    assert [how for _, how in parts(html)] == ["quoted-printable", encoding]


def test_boundaries_are_the_mails_own_and_differ() -> None:
    mail = invite_mail(request(INVITE), "REQUEST", **SHORT)
    outer, inner = [part.get_boundary() for part in mail.walk() if part.is_multipart()]
    assert outer == "=_" + sha256(b"<6d1f3c52.1.vera@parley.example>").hexdigest()[:24] + "_0"
    assert inner == outer.removesuffix("0") + "1"
    other = plain_mail(**SHORT | {"message_id": "<another@parley.example>"}).get_boundary()
    assert other != plain_mail(**SHORT).get_boundary() == outer


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"message_id": "none"}, "a mail with this message id cannot be sent: 'none'"),
        ({"recipient": Guest("Bob", "bob")}, "a mail with this address cannot be sent: 'bob'"),
        (
            {"sender": Address("Eve", addr_spec="eve@x.example")},
            "a mail with this sender cannot be sent: 'eve@x.example'",
        ),
    ],
)
def test_what_cannot_be_sent_says_why(change: dict[str, Any], why: str) -> None:
    with pytest.raises(MailUnfit) as found:
        invite_mail(request(INVITE), "REQUEST", **SHORT | change)
    assert str(found.value) == why


def test_the_organizer_is_found_whatever_the_case_and_however_the_line_is_folded() -> None:
    long = "a" * 60 + "@parley.example"
    its = request(replace(INVITE, organizer_mail=long))
    assert b"\r\n " in its
    for address in (long, long.upper()):
        invite_mail(its, "REQUEST", **SHORT | {"sender": Address("Parley", addr_spec=address)})
    with pytest.raises(MailUnfit, match="this sender"):
        invite_mail(its, "REQUEST", **SHORT | {"sender": Address("Parley", addr_spec=long.replace(".", "x"))})
    with pytest.raises(MailUnfit) as found:
        invite_mail(its, "CANCEL", **SHORT | {"sender": Address("Parley", addr_spec=long)})
    assert str(found.value) == "a mail with this method cannot be sent: 'CANCEL'"


@given(some.text(some.sampled_from("ab \x00\x07\x1b\x7f\x9f\t\r\n\x85\u2028\u2029\ud800ł🚀"), max_size=20))
@example("a\x00b\x07c")
def test_a_subject_is_one_line_of_the_words_that_were_written(subject: str) -> None:
    words = re.sub("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800]", " ", subject).split()
    mail = message_from_bytes(plain_mail(**SHORT | {"subject": subject}).as_bytes(), policy=default)
    assert str(mail["Subject"]) == " ".join(words)
    assert mail.keys()[:6] == ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
