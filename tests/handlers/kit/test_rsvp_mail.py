"""Replies as Exchange, Google, Apple and others really write them; and what nobody should believe."""

import time
from datetime import UTC, date, datetime
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.rsvps import Says
from handlers.kit.rsvp_mail import LARGEST_PART, MOST_EVENTS, Reply, is_from, read_reply

MX = "mx.northwind.example"
PASSED = f"{MX}; spf=pass smtp.mailfrom=helix.example; dkim=pass header.d=helix.example; dmarc=pass header.from=helix.example"
UID = "0f8fad5b@parley.northwind.example"

EXCHANGE = f"""BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT=DECLINED;CN=Vera Novak:mailto:Vera.Novak@helix.example
COMMENT;LANGUAGE=en-US:\\n
UID:{UID}
RECURRENCE-ID;TZID=W. Europe Standard Time:20260714T150000
SUMMARY;LANGUAGE=en-US:Declined: Joint strategy session
DTSTART;TZID=W. Europe Standard Time:20260714T150000
DTEND;TZID=W. Europe Standard Time:20260714T163000
CLASS:PUBLIC
PRIORITY:5
DTSTAMP:20260701T080910Z
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:2
LOCATION;LANGUAGE=en-US:
X-MICROSOFT-CDO-APPT-SEQUENCE:2
END:VEVENT
END:VCALENDAR
"""

GOOGLE = f"""BEGIN:VCALENDAR
PRODID:-//Google Inc//Google Calendar 70.9054//EN
VERSION:2.0
CALSCALE:GREGORIAN
METHOD:REPLY
BEGIN:VEVENT
DTSTART:20260414T130000Z
DTEND:20260414T143000Z
DTSTAMP:20260401T101112Z
ORGANIZER;CN=Parley:mailto:parley@northwind.example
UID:{UID}
ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;CN=Vera;X-NUM-GUESTS=0:mailto:vera.novak@helix.example
SEQUENCE:0
STATUS:CONFIRMED
END:VEVENT
BEGIN:VEVENT
DTSTART:20260512T130000Z
DTSTAMP:20260401T101112Z
ORGANIZER;CN=Parley:mailto:parley@northwind.example
UID:{UID}
ATTENDEE;PARTSTAT=TENTATIVE;CN=Vera:mailto:vera.novak@helix.example
RECURRENCE-ID:20260512T130000Z
SEQUENCE:0
END:VEVENT
END:VCALENDAR
"""

COUNTER = f"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:x
METHOD:COUNTER
BEGIN:VEVENT
UID:{UID}
DTSTAMP:20260401T101112Z
DTSTART:20260415T130000Z
ATTENDEE;PARTSTAT=TENTATIVE:mailto:vera.novak@helix.example
SEQUENCE:1
END:VEVENT
END:VCALENDAR
"""


def mail(
    calendar: str | bytes, *, results: str | None = PASSED, sender: str = "Vera.Novak@helix.example"
) -> EmailMessage:
    its = EmailMessage()
    if results:
        its["Authentication-Results"] = results
    its["From"] = f"Vera Novak <{sender}>"
    its["To"] = "parley@northwind.example"
    its["Message-ID"] = "<reply-1@helix.example>"
    its["In-Reply-To"] = "<invite-7@parley.northwind.example>"
    its["References"] = "<hello@parley.northwind.example> <invite-7@parley.northwind.example>"
    its.set_content("Vera has answered.")
    content = calendar.replace("\n", "\r\n").encode() if isinstance(calendar, str) else calendar
    its.add_attachment(content, maintype="text", subtype="calendar", filename="invite.ics")
    return its


def read(its: EmailMessage) -> Reply:
    return read_reply(its.as_bytes(), MX)


def test_exchange_names_no_organizer_and_one_instance_in_a_zone_of_its_own() -> None:
    reply = read(mail(EXCHANGE))
    [answer] = reply.answers
    assert (answer.uid, answer.mail, answer.says) == (UID, "vera.novak@helix.example", Says.NO)
    assert answer.organizer is None
    assert answer.instance == datetime(2026, 7, 14, 13, tzinfo=UTC)
    assert (answer.sequence, answer.stamp) == (2, datetime(2026, 7, 1, 8, 9, 10, tzinfo=UTC))
    assert is_from(reply, answer)


def test_google_answers_for_the_series_and_for_one_of_it_in_one_mail() -> None:
    series, one = read(mail(GOOGLE)).answers
    assert (series.instance, series.says) == (None, Says.YES)
    assert (one.instance, one.says) == (datetime(2026, 5, 12, 13, tzinfo=UTC), Says.MAYBE)
    assert one.organizer == "parley@northwind.example"


def test_another_time_is_a_proposal() -> None:
    [answer] = read(mail(COUNTER)).answers
    assert answer.proposes == datetime(2026, 4, 15, 13, tzinfo=UTC)


def test_what_it_answers_is_kept_for_calendars_that_forget_the_instance() -> None:
    reply = read(mail(GOOGLE))
    assert reply.in_reply_to == ("<invite-7@parley.northwind.example>", "<hello@parley.northwind.example>")


def test_the_same_calendar_beside_the_text_and_attached_counts_once() -> None:
    its = mail(EXCHANGE)
    its.add_attachment(EXCHANGE.replace("\n", "\r\n").encode(), maintype="application", subtype="ics")
    assert len(read(its).answers) == 1


def test_an_instance_named_by_its_day_alone_is_a_day() -> None:
    text = EXCHANGE.replace(
        "RECURRENCE-ID;TZID=W. Europe Standard Time:20260714T150000", "RECURRENCE-ID;VALUE=DATE:20260714"
    )
    assert read(mail(text)).answers[0].instance == date(2026, 7, 14)


@pytest.mark.parametrize(
    "results",
    [
        None,
        "mx.elsewhere.example; dmarc=pass header.from=helix.example",
        f"{MX}; dmarc=fail header.from=helix.example",
        f"{MX}; spf=pass smtp.mailfrom=helix.example; dkim=pass header.d=helix.example",
        f"{MX}; dmarc=pass header.from=evil.example",
        f"{MX}; dmarc=fail (the sender says dmarc=pass) header.from=helix.example",
        f"{MX}; spf=pass reason=dmarc=pass",
    ],
)
def test_a_mail_not_shown_to_come_from_its_sender_is_unverified(results: str | None) -> None:
    reply = read(mail(EXCHANGE, results=results))
    assert not reply.verified
    assert not is_from(reply, reply.answers[0])


def test_only_the_topmost_of_our_own_results_counts() -> None:
    its = mail(EXCHANGE, results=f"{MX}; dmarc=fail header.from=helix.example")
    its["Authentication-Results"] = PASSED  # came with the mail, below what our server wrote
    assert not read(its).verified


def test_an_answer_for_somebody_else_is_not_theirs() -> None:
    reply = read(mail(EXCHANGE, sender="mallory@helix.example"))
    assert reply.verified
    assert not is_from(reply, reply.answers[0])


def test_two_senders_are_none() -> None:
    its = mail(EXCHANGE)
    del its["From"]
    its["From"] = "vera.novak@helix.example, mallory@helix.example"
    assert read(its).sender == ""


@pytest.mark.parametrize(
    ("calendar", "why"),
    [
        (EXCHANGE.replace("ATTENDEE;", "ATTENDEE:mailto:a@b.example\nATTENDEE;"), "an answer of 2 people"),
        (EXCHANGE.replace(f"UID:{UID}\n", ""), "an answer to nothing: the UID is missing"),
        ("BEGIN:VCALENDAR\nMETHOD:REPLY\n" + "X:" + "x" * LARGEST_PART, "a calendar of more than 512 kB"),
        (
            GOOGLE.replace("END:VCALENDAR\n", ("BEGIN:VEVENT\nUID:x\nEND:VEVENT\n" * MOST_EVENTS) + "END:VCALENDAR\n"),
            "more than 50 answers in one calendar",
        ),
        (
            EXCHANGE.replace("RECURRENCE-ID;TZID=W. Europe Standard Time:", "RECURRENCE-ID:"),
            "an answer to one meeting of a series at a time without a zone",
        ),
    ],
)
def test_what_cannot_be_used_is_named(calendar: str, why: str) -> None:
    reply = read(mail(calendar))
    assert reply.answers == ()
    assert reply.unusable == (why,)


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH", "REFRESH"])
def test_nothing_from_outside_changes_a_meeting(method: str) -> None:
    reply = read(mail(EXCHANGE.replace("METHOD:REPLY", f"METHOD:{method}")))
    assert (reply.answers, reply.unusable) == ((), ())


@given(st.binary(max_size=400))
def test_any_bytes_at_all_are_read_without_a_fault(raw: bytes) -> None:
    read_reply(raw, MX)
    read(mail(b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\n" + raw + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"))


@given(st.lists(st.sampled_from(EXCHANGE.splitlines()), max_size=30))
def test_lines_in_any_order_are_read_without_a_fault(lines: list[str]) -> None:
    read(mail("\n".join(lines)))


def test_a_mail_of_very_many_parts_is_read_in_a_moment() -> None:
    its = mail(EXCHANGE)
    for _ in range(1000):
        its.add_attachment(b"BEGIN:VCALENDAR\r\nEND:VCALENDAR", maintype="text", subtype="calendar")
    began = time.process_time()
    assert len(read(its).answers) == 1
    assert time.process_time() - began < 2
