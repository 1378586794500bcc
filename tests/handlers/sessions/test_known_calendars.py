"""Finding a time where calendars are known: who is busy is never asked to come, and across the line only that is told."""

from datetime import UTC, datetime, timedelta

import pytest

from governance.calendar.busy import Busy
from governance.calendars import Reading
from governance.events import Door
from storage.unit_of_work import unit_of_work
from tests.cast import ALICE, BOB, DIRECT, HELIX, MONDAY, VERA
from tests.running import Running

FAR = MONDAY + timedelta(weeks=9)


def span(day: int, first: float, last: float) -> tuple[datetime, datetime]:
    midnight = datetime(2026, 11, day, tzinfo=UTC)
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last)


def shares(parley: Running, who: str, **told: tuple) -> None:
    """Somebody's calendar has been read, and says this of the next nine weeks."""
    at = parley.watch()
    with unit_of_work(parley.database, parley.parley.house.workspace or 0, at=at, door=Door.CLOCK) as uow:
        person = uow.people.by_slack(who).id
        uow.calendars.give(person, f"https://calendar.example/{who}.ics")
        calendar = uow.calendars.of(person)
        reading = Reading(begins=MONDAY - timedelta(days=1), ends=FAR, told=Busy(**told))
        assert uow.calendars.keep(calendar, reading, at + timedelta(hours=1), told=False)


@pytest.fixture
def known(with_helix: Running) -> Running:
    """Alice and Vera share their calendars; each is taken at times."""
    shares(with_helix, ALICE, busy=(span(25, 8, 16), span(26, 9, 10)), tentative=(span(27, 11, 12),))
    shares(with_helix, VERA, busy=(span(26, 11, 17),), tentative=(span(27, 9, 11),))
    return with_helix


def test_nothing_is_proposed_while_somebody_needed_is_busy_and_nobody_needs_to_be_asked(known: Running) -> None:
    said = known.say("session find Helix between 25 Nov and 27 Nov", by=ALICE, at=HELIX)
    assert said.startswith("Three times for Helix Clinical, 60 minutes, the best first.\n1. Nov 27, 2026 at 12:00\n")
    assert "2. Nov 26, 2026 at 10:00\n" in said
    assert "3. Nov 25, 2026 at 16:00\n" in said
    assert "I cannot see" not in said


def test_across_the_line_it_is_not_told_how_somebody_is_taken(known: Running) -> None:
    line = "session find Helix between 27 Nov and 27 Nov"
    ours, theirs = known.say(line, by=ALICE, at=HELIX), known.say(line, by=VERA, via="direct")
    assert "@Vera Novak 10:00 (tentatively taken)\n" in theirs
    assert "@Vera Novak 10:00\n" in ours
    assert "tentatively" not in ours


def test_whose_calendar_alone_is_unknown_is_named(known: Running) -> None:
    said = known.say(f"session find Helix <@{BOB}>", by=ALICE, at=HELIX)
    assert "I cannot see the calendars of @Bob Tran, so" in said


def test_who_need_not_come_and_is_not_known_cannot(known: Running) -> None:
    said = known.say(f"session find Helix optional <@{BOB}>", by=ALICE, at=HELIX)
    assert "Cannot: @Bob Tran (calendar not known)\n" in said


def test_busy_is_counted_when_nothing_fits(known: Running) -> None:
    shares(known, VERA, busy=((MONDAY, FAR),))
    assert "times @Vera Novak: busy\n" in known.say("session find Helix", by=ALICE, at=HELIX)


def test_a_series_keeps_clear_of_what_is_known_and_says_for_whom(known: Running) -> None:
    shares(known, VERA, busy=((MONDAY, FAR),))
    known.say("session find Helix monthly", by=ALICE, at=HELIX)
    said = known.heard(DIRECT[ALICE])
    assert "2 left out: 1 Dec left out, for @Vera Novak (busy); 5 Jan left out, for @Vera Novak (busy)." in said
    assert "Calendars are known for some weeks only" in said


def test_what_parley_itself_has_put_in_their_calendars_takes_them(with_helix: Running) -> None:
    with_helix.say("session schedule Helix 26 Nov 07:00 480m", by=ALICE, at=HELIX)
    with_helix.say("session schedule Helix 26 Nov 15:00 480m", by=ALICE, at=HELIX)
    assert "Nov 26" not in with_helix.say("session find Helix between 26 Nov and 27 Nov", by=ALICE, at=HELIX)
    with_helix.clock_moves(minutes=1)
    with_helix.say("session cancel S-1 nothing to decide", by=ALICE, at=HELIX)
    assert "Nov 26" in with_helix.say("session find Helix between 26 Nov and 27 Nov", by=ALICE, at=HELIX)
