"""Invites, read back by a calendar engine that did not write them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]

from handlers.kit.ics import Guest, Invite, InviteUnfit, cancel, lint, request

WARSAW = ZoneInfo("Europe/Warsaw")
VERA = Guest("Vera Novak", "vera@helix.example", "chair")
BOB = Guest("Bob Tran", "bob+calendar@northwind.example")
INVITE = Invite(
    uid="6d1f3c52-4a0e-4b7a-9d7e-2b8c0f4f1a11@parley.example",
    sequence=0,
    stamp=datetime(2026, 11, 22, 9, tzinfo=UTC),
    starts=datetime(2026, 12, 3, 15, tzinfo=WARSAW),
    minutes=45,
    title="Helix monthly review",
    description="1. Site activation\n2. Query backlog",
    organizer_name="Parley",
    organizer_mail="parley@parley.example",
    guests=(VERA, BOB),
    join_link="https://meet.example/abc;room=1,2",
)
CITIES = (
    *("Europe/Warsaw", "America/New_York", "Europe/London", "Australia/Sydney", "Asia/Kolkata"),
    "America/Los_Angeles",
)


def around_the_changes(zone: ZoneInfo) -> Iterator[datetime]:
    """Meetings at four times of the day before, of and after every change of clocks in 2026 and 2027."""
    days = [datetime(2026, 1, 1, 12, tzinfo=UTC) + timedelta(days=n) for n in range(730)]
    changes = [b for a, b in pairwise(days) if offset(a, zone) != offset(b, zone)]
    for noon in [*changes, datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2027, 1, 15, 12, tzinfo=UTC)]:
        for day in (-1, 0, 1):
            local = (noon + timedelta(days=day)).astimezone(zone)
            yield from (local.replace(hour=hour, minute=30) for hour in (0, 4, 9, 23))


def offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def read(written: bytes) -> list[tuple[datetime, datetime]]:
    events = recurring_ical_events.of(icalendar.Calendar.from_ical(written)).between((2025, 1, 1), (2029, 1, 1))
    return [(event.start.astimezone(UTC), event.end.astimezone(UTC)) for event in events]


def lines(written: bytes) -> list[str]:
    return written.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("city", CITIES)
def test_a_calendar_engine_reads_the_minute_that_was_meant(city: str) -> None:
    for starts in around_the_changes(ZoneInfo(city)):
        begins = starts.astimezone(UTC)
        meant = [(begins, begins + timedelta(minutes=45))]
        assert read(request(replace(INVITE, starts=starts))) == meant
        assert read(cancel(replace(INVITE, starts=starts, sequence=1))) == meant


@pytest.mark.parametrize("city", CITIES)
def test_an_engine_that_knows_no_zones_reads_the_same_minute_from_the_block_alone(city: str) -> None:
    for starts in around_the_changes(ZoneInfo(city)):
        begins = starts.astimezone(UTC)
        nameless = request(replace(INVITE, starts=starts)).replace(city.encode(), f"Nowhere/{city}".encode())
        assert read(nameless) == [(begins, begins + timedelta(minutes=45))]


def test_a_meeting_that_spans_the_change_of_clocks_keeps_its_length() -> None:
    starts = datetime(2027, 3, 28, 1, 30, tzinfo=WARSAW)
    written = request(replace(INVITE, starts=starts, minutes=60))
    assert "DTEND;TZID=Europe/Warsaw:20270328T033000" in lines(written)
    assert read(written) == [(starts.astimezone(UTC), starts.astimezone(UTC) + timedelta(hours=1))]


def test_the_second_of_two_equal_hours_is_written_in_utc() -> None:
    second = datetime(2027, 10, 31, 2, 30, fold=1, tzinfo=WARSAW)
    written = request(replace(INVITE, starts=second, minutes=20))
    assert "DTSTART:20271031T013000Z" in lines(written)
    assert b"VTIMEZONE" not in written


@pytest.mark.parametrize("city", ["Africa/Cairo", "Asia/Jerusalem", "UTC"])
def test_a_zone_no_calendar_rule_can_hold_is_written_in_utc(city: str) -> None:
    starts = datetime(2026, 12, 3, 15, tzinfo=ZoneInfo(city))
    written = request(replace(INVITE, starts=starts))
    assert f"DTSTART:{starts.astimezone(UTC):%Y%m%dT%H%M%SZ}" in lines(written)
    assert b"TZID" not in written


def test_an_invite_is_written_line_for_line_as_outlook_wants_it() -> None:
    assert lines(request(INVITE)) == [
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Parley//Parley//EN", "CALSCALE:GREGORIAN", "METHOD:REQUEST"),
        *("BEGIN:VTIMEZONE", "TZID:Europe/Warsaw"),
        *("BEGIN:STANDARD", "DTSTART:19701025T030000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"),
        *("TZNAME:CET", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", "END:STANDARD"),
        *("BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3"),
        *("TZNAME:CEST", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", "END:DAYLIGHT", "END:VTIMEZONE"),
        *("BEGIN:VEVENT", "SUMMARY:Helix monthly review", "DTSTART;TZID=Europe/Warsaw:20261203T150000"),
        *("DTEND;TZID=Europe/Warsaw:20261203T154500", "DTSTAMP:20261122T090000Z"),
        *("UID:6d1f3c52-4a0e-4b7a-9d7e-2b8c0f4f1a11@parley.example", "SEQUENCE:0"),
        (
            'ATTENDEE;CN="Vera Novak";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=CHAIR;RSVP=TRUE'
            ":mailto:vera@helix.example"
        ),
        (
            'ATTENDEE;CN="Bob Tran";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE'
            ":mailto:bob+calendar@northwind.example"
        ),
        "CLASS:PUBLIC",
        "CONFERENCE;FEATURE=VIDEO;LABEL=Join the meeting;VALUE=URI:https://meet.example/abc;room=1,2",
        "DESCRIPTION:https://meet.example/abc\\;room=1\\,2\\n\\n1. Site activation\\n2. Query backlog",
        *("LOCATION:https://meet.example/abc\\;room=1\\,2", "ORGANIZER;CN=Parley:mailto:parley@parley.example"),
        *("STATUS:CONFIRMED", "TRANSP:OPAQUE", "END:VEVENT", "END:VCALENDAR", ""),
    ]


def test_a_cancellation_differs_from_its_invite_only_in_method_status_and_sequence() -> None:
    changed = set(lines(cancel(replace(INVITE, sequence=1)))) - set(lines(request(INVITE)))
    assert changed == {"METHOD:CANCEL", "STATUS:CANCELLED", "SEQUENCE:1"}


def test_without_a_link_there_is_no_place_and_no_conference() -> None:
    written = request(replace(INVITE, join_link=None))
    assert b"LOCATION" not in written
    assert b"CONFERENCE" not in written
    assert "DESCRIPTION:1. Site activation\\n2. Query backlog" in lines(written)


def test_the_same_values_give_the_same_bytes() -> None:
    assert request(INVITE) == request(replace(INVITE))


def test_a_guest_named_twice_is_invited_once() -> None:
    twice = replace(INVITE, guests=(VERA, BOB, Guest("Vera", "VERA@helix.example", "optional")))
    assert [line.partition(";CUTYPE")[0] for line in lines(request(twice)) if line.startswith("ATTENDEE")] == [
        'ATTENDEE;CN="Vera Novak"',
        'ATTENDEE;CN="Bob Tran"',
    ]


def test_whatever_people_type_stays_text() -> None:
    nasty = replace(
        INVITE,
        title="Żółć\r\nATTENDEE:mailto:eve@evil.example\x00\x07",
        description="a\r\nBEGIN:VALARM\u2028\x85\x1b[31m łódź \ud800" + "🚀" * 60,
        organizer_name='Par"ley"\r\nX: y',
        guests=(Guest('Vera "V", Novak: ^n; \\', "vera@helix.example", "optional"), Guest("\x07", "b@x.example")),
    )
    event: Any = icalendar.Calendar.from_ical(request(nasty)).events[0]
    assert event["SUMMARY"] == "Żółć ATTENDEE:mailto:eve@evil.example"
    assert event["DESCRIPTION"].endswith("[31m łódź " + "🚀" * 60)
    assert [guest.params["CN"] for guest in event["ATTENDEE"]] == ["Vera 'V', Novak n", "b@x.example"]
    assert event["ORGANIZER"].params["CN"] == "Par'ley' X y"
    assert event.subcomponents == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"organizer_mail": "parley+17@parley.example"}, "without \\+"),
        ({"organizer_mail": "vera@helix.example"}, "the organizer not at all"),
        ({"guests": ()}, "there must be guests"),
        ({"guests": (Guest("Eve", "eve@x.example\r\nX:y"),)}, "mailto"),
        ({"minutes": 0}, "DTEND must be after"),
        ({"title": " \x07"}, "SUMMARY must stand once and say something"),
        ({"join_link": "http://meet.example/a"}, "one https address"),
        ({"sequence": -1}, "SEQUENCE must be a number"),
    ],
)
def test_an_invite_that_would_not_work_is_not_written(change: dict[str, object], fault: str) -> None:
    with pytest.raises(InviteUnfit, match=fault):
        request(replace(INVITE, **change))  # type: ignore[arg-type]


def test_a_cancellation_must_outrank_the_invite() -> None:
    with pytest.raises(InviteUnfit, match="above the REQUEST's"):
        cancel(INVITE)


@pytest.mark.parametrize("city", CITIES)
def test_lint_is_content_with_what_is_written(city: str) -> None:
    assert lint(request(replace(INVITE, starts=datetime(2027, 5, 4, 9, tzinfo=ZoneInfo(city))))) == []
