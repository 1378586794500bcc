"""The mailbox keeps real mails and reads invitations back as a calendar would."""

import smtplib
from email.message import EmailMessage

import pytest

from sandbox.invites import method_of, read_invite

WARSAW = """BEGIN:VTIMEZONE
TZID:Europe/Warsaw
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(method="REQUEST", *, sequence=0, zones=WARSAW, start="TZID=Europe/Warsaw:20261201T150000", extra=""):
    end = start.replace("T150000", "T160000")
    lines = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Test//EN
METHOD:{method}
{zones}BEGIN:VEVENT
UID:1@parley.example
DTSTAMP:20261101T120000Z
SEQUENCE:{sequence}
SUMMARY:Joint strategy session
DTSTART;{start}
DTEND;{end}
ORGANIZER;CN=Parley:mailto:parley@northwind.example
ATTENDEE;CN=Vera Novak;ROLE=REQ-PARTICIPANT:mailto:vera@helix.example
ATTENDEE;CN=Bob Tran;ROLE=OPT-PARTICIPANT;PARTSTAT=ACCEPTED:mailto:bob@northwind.example
{extra}END:VEVENT
END:VCALENDAR
"""
    return lines.replace("\n", "\r\n")


def invitation(text, method="REQUEST"):
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "parley@northwind.example", "vera@helix.example", "Session – Zürich"
    mail.set_content("See you there.")
    mail.add_alternative("<p>See you there.</p>", subtype="html")
    mail.add_alternative(text.encode(), "text", "calendar", params={"method": method, "charset": "utf-8"})
    return mail


@pytest.fixture
def send(sandbox):
    def deliver(mail):
        with smtplib.SMTP("127.0.0.1", sandbox.smtp_port, timeout=5) as smtp:
            smtp.send_message(mail)

    return deliver


def test_a_mail_arrives_as_it_was_sent(sandbox, send):
    send(invitation(calendar()))
    [mail] = sandbox.mails
    assert (mail["To"], mail["Subject"]) == ("vera@helix.example", "Session – Zürich")
    assert mail.get_body(("plain",)).get_content().strip() == "See you there."
    assert sandbox.calls("smtp")[0].args == {"from": "parley@northwind.example", "to": ["vera@helix.example"]}


def test_an_invitation_is_read_back_in_words(sandbox, send):
    send(invitation(calendar()))
    assert read_invite(sandbox.mails[0]) == (
        "Invitation: Joint strategy session, Tue 1 Dec 2026 15:00-16:00 Europe/Warsaw (14:00 UTC), "
        "from Parley to Vera Novak (required), Bob Tran (optional, accepted)"
    )


def test_the_hour_in_utc_follows_the_zone_the_invitation_describes():
    wrong = WARSAW.replace("TZOFFSETTO:+0100", "TZOFFSETTO:+0300")
    assert "(12:00 UTC)" in str(read_invite(invitation(calendar(zones=wrong))))


def test_summer_and_winter_differ():
    assert "(13:00 UTC)" in str(read_invite(invitation(calendar(start="TZID=Europe/Warsaw:20260701T150000"))))


def test_a_zone_that_is_not_described_is_said_so():
    assert "does not describe this time zone" in str(read_invite(invitation(calendar(zones=""))))


def test_an_update_and_a_cancellation_are_told_apart():
    assert str(read_invite(invitation(calendar(sequence=2)))).startswith("Update 2: Joint")
    cancelled = invitation(calendar("CANCEL", sequence=3), "CANCEL")
    assert str(read_invite(cancelled)).startswith("Cancelled: Joint")
    assert method_of(cancelled) == "CANCEL"


def test_a_series_says_how_it_repeats():
    words = read_invite(invitation(calendar(extra="RRULE:FREQ=MONTHLY;INTERVAL=3;BYDAY=1TU;COUNT=4\n")))
    assert "repeats monthly, every 3 on 1TU, 4 times" in str(words)


def test_a_mail_without_a_calendar_has_no_invitation(sandbox, send):
    mail = EmailMessage()
    mail["From"], mail["To"] = "a@northwind.example", "b@helix.example"
    mail.set_content("hello")
    send(mail)
    assert read_invite(sandbox.mails[0]) is None
    assert method_of(sandbox.mails[0]) is None


def test_the_mailbox_can_refuse_for_now(sandbox, send):
    sandbox.fault("smtp", status=451)
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send(invitation(calendar()))
    send(invitation(calendar()))
    assert len(sandbox.mails) == 1


@pytest.mark.parametrize(("when", "kept"), [("before", 0), ("after", 1)])
def test_the_mailbox_can_hang_up_with_the_mail_kept_or_not(sandbox, send, when, kept):
    sandbox.fault("smtp", drop=when)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(invitation(calendar()))
    assert len(sandbox.mails) == kept
