"""Defects that other programs would punish, each sown into a sound invite."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar
import pytest

from handlers.kit.ics import Guest, Invite, cancel, lint, request

INVITE = Invite(
    uid="6d1f3c52@parley.example",
    sequence=2,
    stamp=datetime(2026, 11, 22, 9, tzinfo=UTC),
    starts=datetime(2026, 12, 3, 15, tzinfo=ZoneInfo("Europe/Warsaw")),
    minutes=45,
    title="Helix review",
    description="Agenda: łódź",
    organizer_name="Parley",
    organizer_mail="p@parley.example",
    guests=(Guest("Vera", "v@h.example"),),
    join_link="https://meet.example/a",
)
SOUND = request(INVITE).replace(b"\r\n ", b"")
DTSTART = b"DTSTART;TZID=Europe/Warsaw:20261203T150000"
GUEST = b"ATTENDEE;CN=Vera;CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:v@h.example"
DAYLIGHT = SOUND[SOUND.index(b"BEGIN:DAYLIGHT") : SOUND.index(b"END:VTIMEZONE")]
STANDARD = SOUND[SOUND.index(b"BEGIN:STANDARD") : SOUND.index(b"BEGIN:DAYLIGHT")]
ZONE = SOUND[SOUND.index(b"BEGIN:VTIMEZONE") : SOUND.index(b"BEGIN:VEVENT")]
EVENT = SOUND[SOUND.index(b"BEGIN:VEVENT") : SOUND.index(b"END:VCALENDAR")]


def folded(written: bytes) -> bytes:
    """Long lines folded after 70 octets, as any sound writer would."""
    lines = written.split(b"\r\n")
    return b"\r\n".join(b"\r\n ".join(line[n : n + 70] for n in range(0, len(line) or 1, 70)) for line in lines)


def sown(old: bytes, new: bytes) -> bytes:
    assert old in SOUND
    return folded(SOUND.replace(old, new))


def test_the_sound_invite_is_sound() -> None:
    assert lint(request(INVITE)) == []
    assert lint(cancel(INVITE)) == []
    assert lint(folded(SOUND)) == []


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        (request(INVITE).replace(b"\r\n", b"\n"), "CR LF"),
        (request(INVITE).replace(b"\r\n", b"\r\r\n"), "CR LF"),
        (request(INVITE).removesuffix(b"\r\n"), "CR LF"),
        (SOUND, "longer than 75 octets"),
        (request(INVITE).replace("ł".encode(), b"\xc5\r\n \x82"), "folded inside a character"),
        (request(INVITE).replace("ł".encode(), b"\xff"), "UTF-8"),
        (request(INVITE).replace(b"Agenda", b"Agen\x07da"), "control character"),
        (request(INVITE).replace(b"END:VEVENT", b"END:VTODO"), "ends nothing"),
        (request(INVITE).replace(b"END:VCALENDAR\r\n", b""), "one whole VCALENDAR"),
        (request(INVITE) * 2, "one whole VCALENDAR"),
        (request(INVITE).replace(b"CLASS:PUBLIC", b"CLASS PUBLIC"), "no calendar line"),
        (b"", "one whole VCALENDAR"),
        (b"END:VCALENDAR\r\n", "ends nothing"),
    ],
)
def test_lint_finds_broken_bytes(written: bytes, fault: str) -> None:
    assert any(fault in found for found in lint(written))


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (b"VERSION:2.0\r\n", b"", "VERSION 2.0 and PRODID"),
        (b"METHOD:REQUEST\r\n", b"", "METHOD must be"),
        (b"METHOD:REQUEST", b"METHOD:PUBLISH", "METHOD must be"),
        (b"METHOD:REQUEST", b"METHOD:REQUEST\r\nUID:random", "no UID"),
        (EVENT, b"", "there must be events"),
        (b"BEGIN:VEVENT", b"BEGIN:VTODO\r\nEND:VTODO\r\nBEGIN:VEVENT", "nothing else"),
        (b"END:VEVENT", b"BEGIN:VALARM\r\nACTION:DISPLAY\r\nEND:VALARM\r\nEND:VEVENT", "no other component"),
        (b"UID:6d1f3c52@parley.example", b"UID:", "UID must stand once"),
        (b"SUMMARY:Helix review\r\n", b"", "SUMMARY must stand once"),
        (b"SEQUENCE:2", b"SEQUENCE:2\r\nSEQUENCE:3", "SEQUENCE must stand once"),
        (b"SEQUENCE:2", b"SEQUENCE:two", "SEQUENCE must be a number"),
        (b"DTSTAMP:20261122T090000Z", b"DTSTAMP:20261122T090000", "DTSTAMP must be in UTC"),
        (DTSTART, b"DTSTART:20261203T150000", "moments with a time zone"),
        (DTSTART, b"DTSTART;VALUE=DATE:20261203", "moments with a time zone"),
        (DTSTART, b"DTSTART:20261203T140000Z", "in the same time zone"),
        (b"20261203T154500", b"20261203T144500", "DTEND must be after DTSTART"),
        (ZONE, b"", "one VTIMEZONE"),
        (ZONE, ZONE + ZONE, "one VTIMEZONE"),
        (ZONE, ZONE + ZONE.replace(b"Warsaw", b"Paris"), "one VTIMEZONE"),
        (b"Europe/Warsaw", b"GMT", "VTIMEZONE of GMT"),
        (b"Europe/Warsaw", b"Parley/Zone", "VTIMEZONE of Parley/Zone"),
        (b"Europe/Warsaw", b"America/New_York", "VTIMEZONE of America/New_York"),
        (b"Europe/Warsaw", b"../../etc/passwd", "VTIMEZONE of"),
        (b"Europe/Warsaw", b"Africa/Cairo", "VTIMEZONE of Africa/Cairo"),
        (STANDARD, STANDARD + STANDARD, "VTIMEZONE of Europe/Warsaw"),
        (DAYLIGHT, b"", "VTIMEZONE of Europe/Warsaw"),
        (STANDARD, b"", "VTIMEZONE of Europe/Warsaw"),
        (b"DTSTART:19700329T020000", b"DTSTART:19700329T030000", "VTIMEZONE of Europe/Warsaw"),
        (b"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", b"RDATE:20270328T020000", "VTIMEZONE of Europe/Warsaw"),
        (b"TZNAME:CEST", b"TZNAME:CEST\r\nRDATE:20270328T020000", "VTIMEZONE of Europe/Warsaw"),
        (b"TZNAME:CEST", b"TZNAME:CEST\r\nTZNAME:CEST", "VTIMEZONE of Europe/Warsaw"),
        (b"TZOFFSETTO:+0200", b"TZOFFSETTO:+0300", "VTIMEZONE of Europe/Warsaw"),
        (b"p@parley.example", b"p+1@parley.example", "without +"),
        (b"ORGANIZER;CN=Parley:mailto:p@", b"ORGANIZER;CN=Parley:p@", "one mailto:"),
        (b"p@parley.example\r\nSTATUS", b"v@h.example\r\nSTATUS", "the organizer not at all"),
        (GUEST + b"\r\n", b"", "there must be guests"),
        (GUEST, GUEST + b"\r\n" + GUEST, "invited twice"),
        (GUEST, GUEST.replace(b"mailto:", b""), "mailto: address"),
        (b";RSVP=TRUE", b"", "RSVP=TRUE"),
        (b"PARTSTAT=NEEDS-ACTION", b"PARTSTAT=ACCEPTED", "PARTSTAT=NEEDS-ACTION"),
        (b"ROLE=REQ-PARTICIPANT", b"ROLE=BOSS", "ROLE"),
        (b"CUTYPE=INDIVIDUAL;", b"", "CUTYPE"),
        (b"CN=Vera", b"CN=Ve^'ra", "CN must"),
        (b"CN=Vera", b'CN="Vera: lead"', "CN must"),
        (b"CN=Vera;", b"", "CN must"),
        (b"STATUS:CONFIRMED", b"STATUS:CANCELLED", "STATUS CANCELLED does not go with METHOD REQUEST"),
        (b"METHOD:REQUEST", b"METHOD:CANCEL", "STATUS CONFIRMED does not go with METHOD CANCEL"),
        (b"TRANSP:OPAQUE", b"TRANSP:TRANSPARENT", "TRANSP must be OPAQUE"),
        (b"CLASS:PUBLIC", b"CLASS:SECRET", "CLASS PUBLIC or PRIVATE"),
        (b"LOCATION:https://meet.example/a", b"LOCATION:Room 7", "the LOCATION and the first line"),
        (b"DESCRIPTION:https://meet.example/a", b"DESCRIPTION:See below", "the LOCATION and the first line"),
        (b"LABEL=Join the meeting;", b"", "CONFERENCE needs"),
        (b"VALUE=URI:https:", b"VALUE=URI:http:", "one https address"),
        (DTSTART, DTSTART + b"\r\nRDATE;TZID=Europe/Warsaw:20261210T150000", "RDATE is read differently"),
        (DTSTART, DTSTART + b"\r\nEXRULE:FREQ=WEEKLY;BYDAY=TH", "EXRULE is read differently"),
        (DTSTART, DTSTART + b"\r\nEXDATE:20261210T140000Z", "same kind of time as DTSTART"),
        (DTSTART, DTSTART + b"\r\nRECURRENCE-ID;VALUE=DATE:20261210", "same kind of time as DTSTART"),
        (
            DTSTART,
            DTSTART + b"\r\nRECURRENCE-ID;RANGE=THISANDFUTURE;TZID=Europe/Warsaw:20261210T150000",
            "RANGE must not",
        ),
        (b"TRANSP", b"ATTACH;ENCODING=BASE64;VALUE=BINARY:QQ==\r\nTRANSP", "ATTACH must be a link"),
        (EVENT, EVENT + EVENT.replace(b"SEQUENCE:2", b"SEQUENCE:3"), "one UID and one SEQUENCE"),
        (EVENT, EVENT + EVENT.replace(b"p@parley", b"q@parley"), "the same in every event"),
        (
            EVENT,
            EVENT.replace(DTSTART, DTSTART + b"\r\nRECURRENCE-ID;TZID=Europe/Warsaw:20261203T150000") + EVENT,
            "must come before",
        ),
    ],
)
def test_lint_finds_each_defect(old: bytes, new: bytes, fault: str) -> None:
    assert any(fault in found for found in lint(sown(old, new)))


def test_an_alternative_description_needs_a_plain_one_beside_it() -> None:
    description = EVENT[EVENT.index(b"DESCRIPTION") : EVENT.index(b"LOCATION")]
    assert any("X-ALT-DESC" in fault for fault in lint(sown(description, b"X-ALT-DESC;FMTTYPE=text/html:<p>a</p>\r\n")))


def test_a_cancellation_needs_a_sequence_above_nought() -> None:
    assert any("above the REQUEST's" in fault for fault in lint(cancel(INVITE).replace(b"SEQUENCE:2", b"SEQUENCE:0")))


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY;COUNT=5", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH;WKST=MO", "FREQ=MONTHLY;BYDAY=1TH"),
        *("FREQ=MONTHLY;INTERVAL=3;BYDAY=3WE", "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        *(
            "FREQ=MONTHLY;BYMONTHDAY=-1",
            "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=3",
            "FREQ=MONTHLY;UNTIL=20271203T140000Z;BYDAY=1TH",
        ),
    ],
)
def test_lint_lets_pass_every_series_that_outlook_holds(rule: str) -> None:
    assert lint(sown(DTSTART, DTSTART + b"\r\nRRULE:" + rule.encode())) == []


@pytest.mark.parametrize(
    "rule",
    [
        *("FREQ=DAILY;BYDAY=MO", "FREQ=DAILY;INTERVAL=1000", "FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=0;BYDAY=TH"),
        *("FREQ=MONTHLY;BYDAY=1TU,3TU", "FREQ=MONTHLY;BYMONTHDAY=31", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=HOURLY"),
        *(
            "FREQ=MONTHLY;BYMONTH=3;BYDAY=1TH",
            "FREQ=YEARLY;BYYEARDAY=337",
            "FREQ=YEARLY;INTERVAL=9;BYMONTH=1;BYDAY=1TH",
        ),
        *("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=5", "FREQ=DAILY;COUNT=3;UNTIL=20271203T140000Z"),
        *("FREQ=DAILY;UNTIL=20271203T150000", "FREQ=DAILY;INTERVAL=many", "nonsense"),
    ],
)
def test_lint_stops_every_series_that_outlook_would_bend(rule: str) -> None:
    assert any("Outlook cannot hold" in fault for fault in lint(sown(DTSTART, DTSTART + b"\r\nRRULE:" + rule.encode())))


def test_a_series_in_utc_is_stopped() -> None:
    in_utc = SOUND.replace(ZONE, b"").replace(DTSTART, b"DTSTART:20261203T140000Z\r\nRRULE:FREQ=MONTHLY;BYDAY=1TH")
    in_utc = in_utc.replace(b"DTEND;TZID=Europe/Warsaw:20261203T154500", b"DTEND:20261203T144500Z")
    assert lint(folded(in_utc)) == ["a series must not be in UTC: it would drift when the clocks change"]


def test_the_librarys_own_time_zones_are_stopped() -> None:
    calendar = icalendar.Calendar.from_ical(SOUND.replace(ZONE, b""))
    calendar.add_missing_timezones()
    assert any("VTIMEZONE of Europe/Warsaw" in fault for fault in lint(calendar.to_ical()))
