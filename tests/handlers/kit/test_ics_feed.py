"""The feed, read back by two engines that did not write it."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from ical.calendar_stream import IcsCalendarStream

from handlers.kit.ics import Guest, Invite
from handlers.kit.ics_feed import publish

SESSION = Invite(
    uid="6d1f3c52@parley.example",
    sequence=3,
    stamp=datetime(2026, 11, 22, 9, tzinfo=UTC),
    starts=datetime(2027, 1, 5, 15, tzinfo=ZoneInfo("Europe/Warsaw")),
    minutes=45,
    title="Helix; review, łódź \x07",
    description="Agenda\nBEGIN:VALARM " + "🚀" * 60,
    organizer_name='Par"ley',
    organizer_mail="parley@parley.example",
    guests=(Guest("Vera Novak", "vera@helix.example"),),
    join_link="https://meet.example/a",
)
CITIES = ("Europe/Warsaw", "America/New_York", "Australia/Sydney", "Asia/Kolkata", "Africa/Cairo")


def a_year(city: str) -> list[Invite]:
    first = datetime(2027, 1, 5, 1, 30, tzinfo=ZoneInfo(city))
    return [replace(SESSION, uid=f"{n:03}@parley.example", starts=first + timedelta(days=n)) for n in range(365)]


@pytest.mark.parametrize("city", CITIES)
def test_two_engines_read_the_minutes_that_were_meant_on_every_day_of_a_year(city: str) -> None:
    written = publish(a_year(city), "Helix")
    meant = [session.starts.astimezone(UTC) for session in a_year(city)]
    theirs: Any = IcsCalendarStream.calendar_from_ics(written.decode())
    assert [event.start.astimezone(UTC) for event in icalendar.Calendar.from_ical(written).events] == meant
    assert [event.dtstart.astimezone(UTC) for event in theirs.events] == meant


def test_guests_stay_out_of_the_feed_and_text_stays_text() -> None:
    written = publish([SESSION], "Helix")
    event: Any = icalendar.Calendar.from_ical(written).events[0]
    assert b"ATTENDEE" not in written
    assert b"vera@helix" not in written
    assert event["SUMMARY"] == "Helix; review, łódź"
    assert event["DESCRIPTION"] == "https://meet.example/a\n\nAgenda\nBEGIN:VALARM " + "🚀" * 60
    assert event["ORGANIZER"].params["CN"] == "Par'ley"
    assert event["SEQUENCE"] == 3
    assert event.subcomponents == []


def test_lines_are_folded_between_characters_and_end_as_they_must() -> None:
    lines = publish([SESSION], "Helix").split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert all(line.decode() is not None for line in lines)
    assert lines[-1] == b""


def test_programs_are_told_to_come_back_every_hour_and_get_the_same_bytes() -> None:
    sessions = a_year("Europe/Warsaw")
    written = publish(sessions, "Helix")
    assert b"\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in written
    assert publish(reversed(sessions), "Helix") == written


MARKS = some.text(some.sampled_from('ab \\;,:"^\n\r\t\x07\x1f\u2028\u2029\x85\x0b\x0cł🚀\ue000'), max_size=90)


def cleaned(text: str) -> str:
    """A text as it may stand in a calendar: its lines ended by line feeds, its tabs blanks, no control characters."""
    lines = re.sub("\r\n|[\r\u2028\u2029\x85\x0b\x0c]", "\n", text).replace("\t", " ")
    return re.sub("[\x07\x1f\ue000]", "", lines).strip()


@given(MARKS, MARKS, MARKS)
@example("a\r\nb", "a\r\nb\rc\n\nd", "a\r\nb")
@example("a\\n;,", "a\\;\\,\\n" * 40, 'Par"ley^: ;\\x')
def test_whatever_was_typed_is_read_as_it_was_typed(title: str, about: str, organizer: str) -> None:
    its = replace(SESSION, title=title, description=about, organizer_name=organizer, join_link=None)
    written = publish([its], title)
    event: Any = icalendar.Calendar.from_ical(written).events[0]
    assert event["SUMMARY"] == " ".join(cleaned(title).split())
    assert event.get("DESCRIPTION", "") == cleaned(about)
    name = re.sub("[\\^:;\\\\]", " ", cleaned(organizer).replace('"', "'"))
    assert event["ORGANIZER"].params["CN"] == " ".join(name.split())
    lines = written.split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in lines)
    for line in lines:
        line.decode()  # no character is cut in two
    for line in written.replace(b"\r\n ", b"").decode().split("\r\n"):
        if line.startswith(("SUMMARY:", "DESCRIPTION:")):  # what would end the value or divide it is escaped
            assert not re.search(r"(?<!\\)(\\\\)*[;,]", line.partition(":")[2])


@given(some.text(some.sampled_from("aé€🚀"), min_size=120, max_size=200))
def test_a_line_is_filled_as_far_as_whole_characters_go(title: str) -> None:
    lines = publish([replace(SESSION, title=title)], "Helix").split(b"\r\n")
    first = next(number for number, line in enumerate(lines) if line.startswith(b"SUMMARY:"))
    pieces = [lines[first]]
    for line in lines[first + 1 :]:
        if not line.startswith(b" "):
            break
        pieces.append(line)
    assert b"".join([pieces[0], *(piece[1:] for piece in pieces[1:])]).decode() == f"SUMMARY:{title}"
    assert all(len(piece) <= 75 for piece in pieces)
    for piece, after in pairwise(pieces):
        assert len(piece) + len(after[1:].decode()[0].encode()) > 75
