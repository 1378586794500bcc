"""Reading other people's calendars: what is busy is seen, what cannot be read is unknown, and neither is ever free."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from governance.calendar.busy import Busy, Span
from handlers.kit.feeds import read_feed

WARSAW = ZoneInfo("Europe/Warsaw")
BEGINS = datetime(2026, 11, 23, tzinfo=UTC)
ENDS = datetime(2026, 11, 28, tzinfo=UTC)
WHOLE = ((BEGINS, ENDS),)


def event(*lines: str) -> str:
    return "\r\n".join(("BEGIN:VEVENT", *lines, "END:VEVENT"))


def feed(*parts: str) -> bytes:
    return "\r\n".join(("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:x", *parts, "END:VCALENDAR", "")).encode()


def read(*parts: str, zone: ZoneInfo = WARSAW) -> Busy:
    return read_feed(feed(*parts), BEGINS, ENDS, zone)


def hours(day: int, first: int, last: int) -> Span:
    """From hour to hour in UTC, in November 2026."""
    midnight = datetime(2026, 11, day, tzinfo=UTC)
    return midnight + timedelta(hours=first), midnight + timedelta(hours=last)


ONCE = event("UID:1", "DTSTART:20261124T100000Z", "DTEND:20261124T110000Z")


# --- what is busy --------------------------------------------------------------------------------------------------------


def test_an_empty_calendar_is_free() -> None:
    assert read() == Busy()


def test_what_touches_is_one_stretch_in_order() -> None:
    later = event("UID:2", "DTSTART:20261124T110000Z", "DURATION:PT1H")
    before = event("UID:3", "DTSTART:20261123T080000Z", "DTEND:20261123T090000Z")
    assert read(ONCE, later, before) == Busy(busy=(hours(23, 8, 9), hours(24, 10, 12)))


def test_what_lies_outside_is_left_out_and_what_reaches_in_is_cut() -> None:
    past = event("UID:2", "DTSTART:20200101T100000Z", "DTEND:20200101T110000Z")
    reaches_in = event("UID:3", "DTSTART:20261101T100000Z", "DTEND:20261123T010000Z")
    assert read(past, reaches_in).busy == (hours(23, 0, 1),)


def test_a_weekly_meeting_keeps_its_local_time_over_the_clock_change() -> None:
    weekly = event(
        "UID:1", "DTSTART;TZID=Europe/Warsaw:20260701T100000", "DTEND;TZID=Europe/Warsaw:20260701T110000",
        "RRULE:FREQ=WEEKLY;BYDAY=WE",
    )  # fmt: skip
    assert read(weekly) == Busy(busy=(hours(25, 9, 10),))


def test_names_that_windows_gives_to_zones_are_understood() -> None:
    its = event("UID:1", "DTSTART;TZID=W. Europe Standard Time:20261124T100000", "DURATION:PT1H")
    assert read(its) == Busy(busy=(hours(24, 9, 10),))


def test_a_zone_the_calendar_describes_itself_is_understood() -> None:
    zone = "\r\n".join((
        "BEGIN:VTIMEZONE", "TZID:Our Office", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0300", "END:STANDARD", "END:VTIMEZONE",
    ))  # fmt: skip
    assert read(zone, event("UID:1", "DTSTART;TZID=Our Office:20261124T100000", "DURATION:PT1H")).busy == (
        hours(24, 7, 8),
    )


@pytest.mark.parametrize(("zone", "first"), [("Europe/Warsaw", -1), ("America/New_York", 5), ("Asia/Kolkata", -5.5)])
def test_an_all_day_event_is_a_day_where_the_person_is(zone: str, first: float) -> None:
    midnight = datetime(2026, 11, 25, tzinfo=UTC) + timedelta(hours=first)
    for lines in (("DTEND;VALUE=DATE:20261126",), ()):
        its = read(event("UID:1", "DTSTART;VALUE=DATE:20261125", *lines), zone=ZoneInfo(zone))
        assert its == Busy(busy=((midnight, midnight + timedelta(days=1)),))


def test_a_time_of_no_zone_is_the_calendars_own_or_the_persons() -> None:
    its = event("UID:1", "DTSTART:20261124T100000", "DTEND:20261124T110000")
    assert read(its).busy == (hours(24, 9, 10),)
    assert read("X-WR-TIMEZONE:America/New_York", its).busy == (hours(24, 15, 16),)


def test_a_repetition_that_moved_is_where_it_moved_to_and_one_taken_out_is_free() -> None:
    daily = event(
        "UID:1", "DTSTART:20261101T100000Z", "DTEND:20261101T110000Z", "RRULE:FREQ=DAILY;COUNT=25",
        "EXDATE:20261123T100000Z",
    )  # fmt: skip
    moved = event("UID:1", "RECURRENCE-ID:20261124T100000Z", "DTSTART:20261124T140000Z", "DTEND:20261124T150000Z")
    assert read(daily, moved).busy == (hours(24, 14, 15), hours(25, 10, 11))


def test_one_name_for_two_events_hides_neither() -> None:
    other = event("UID:1", "DTSTART:20261125T100000Z", "DTEND:20261125T110000Z")
    assert read(ONCE, other).busy == (hours(24, 10, 11), hours(25, 10, 11))


def test_the_words_of_an_event_do_not_matter_however_badly_they_are_folded() -> None:
    its = ONCE.replace("UID:1", "UID:1\r\nDESCRIPTION:one\nand two: three\n\nBYE")
    assert read(its) == Busy(busy=(hours(24, 10, 11),))


def test_a_calendar_of_any_line_end_and_with_a_mark_at_its_beginning_is_read() -> None:
    for end in (b"\n", b"\r", b"\r\n"):
        content = b"\xef\xbb\xbf" + feed(ONCE).replace(b"\r\n", end)
        assert read_feed(content, BEGINS, ENDS, WARSAW) == Busy(busy=(hours(24, 10, 11),))


# --- what is not busy, and what may be -----------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["TRANSP:TRANSPARENT", "STATUS:CANCELLED", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"])
def test_what_is_shown_as_free_or_was_cancelled_is_free(line: str) -> None:
    assert read(ONCE.replace("UID:1", f"UID:1\r\n{line}")) == Busy()


def test_one_repetition_can_be_cancelled() -> None:
    daily = event("UID:1", "DTSTART:20261124T100000Z", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=2")
    gone = event("UID:1", "RECURRENCE-ID:20261124T100000Z", "DTSTART:20261124T100000Z", "STATUS:CANCELLED")
    assert read(daily, gone).busy == (hours(25, 10, 11),)


@pytest.mark.parametrize("line", ["STATUS:TENTATIVE", "X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"])
def test_what_may_happen_is_tentative(line: str) -> None:
    assert read(ONCE.replace("UID:1", f"UID:1\r\n{line}")) == Busy(tentative=(hours(24, 10, 11),))


def test_free_busy_periods_count_by_their_type() -> None:
    its = "\r\n".join((
        "BEGIN:VFREEBUSY", "UID:1", "DTSTART:20261123T000000Z", "DTEND:20261128T000000Z",
        "FREEBUSY:20261123T080000Z/PT1H,20261123T100000Z/20261123T110000Z",
        "FREEBUSY;FBTYPE=FREE:20261124T080000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-UNAVAILABLE:20261125T080000Z/PT1H",
        "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261126T080000Z/PT1H",
        "FREEBUSY;FBTYPE=X-OF-OUR-OWN:20261127T080000Z/PT1H",
        "END:VFREEBUSY",
    ))  # fmt: skip
    busy = (hours(23, 8, 9), hours(23, 10, 11), hours(25, 8, 9), hours(27, 8, 9))
    assert read(its) == Busy(busy=busy, tentative=(hours(26, 8, 9),))


# --- what is unknown -----------------------------------------------------------------------------------------------------


def test_free_busy_that_ends_before_our_time_does_is_unknown_from_there() -> None:
    its = "BEGIN:VFREEBUSY\r\nDTSTART:20261120T000000Z\r\nDTEND:20261125T000000Z\r\nEND:VFREEBUSY"
    assert read(its) == Busy(unknown=(hours(25, 0, 72),), why="The calendar does not reach over the whole time.")


ILLEGIBLE = (
    ("UID:2", "DTSTART:tomorrow", "DTEND:20261124T110000Z"),
    ("UID:2", "SUMMARY:no time at all"),
    ("UID:2", "DTSTART:20261124T100000Z", "DTEND:whenever"),
    ("UID:2", "DTSTART:20261101T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=XX"),
    ("UID:2", "DTSTART:20261101T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY;BYDAY=MO,", "TU"),
    ("UID:2", "DTSTART:20261101T100000Z", "DURATION:PT1H", "RRULE FREQ=WEEKLY"),
    ("UID:2", "DTSTART:20261101T100000Z", "DURATION:PT1H", "RRULE:FREQ=WEEKLY", "EXDATE:foo"),
    ("UID:2", "DTSTART:20261101T100000Z", "DURATION:P99999999999W"),
)


@pytest.mark.parametrize("lines", ILLEGIBLE, ids=lambda lines: lines[-1])
def test_an_event_nobody_can_read_makes_the_time_unknown_and_hides_no_other(lines: tuple[str, ...]) -> None:
    its = read(ONCE, event(*lines))
    assert its.unknown == WHOLE
    assert its.why == "The calendar has an entry whose times I cannot read."
    assert hours(24, 10, 11) in its.busy


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=5",
        "FREQ=HOURLY",
        "freq=secondly",
        "COUNT=4",
        "FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=1,2",
        "FREQ=DAILY;BYSECOND=0,1,2",
    ],
)
def test_what_comes_back_more_often_than_daily_is_not_even_tried(rule: str) -> None:
    its = read(ONCE, event("UID:2", "DTSTART:20200101T000000Z", "DURATION:PT1S", f"RRULE:{rule}"))
    why = "The calendar has an entry that comes back more often than daily."
    assert its == Busy(busy=(hours(24, 10, 11),), unknown=WHOLE, why=why)


@pytest.mark.parametrize("scale", ["RSCALE=GREGORIAN;", "RSCALE=gregorian;SKIP=OMIT;"])
def test_a_rule_that_says_it_is_gregorian_is_an_ordinary_rule(scale: str) -> None:
    its = event("UID:1", "DTSTART:20261101T100000Z", "DURATION:PT1H", f"RRULE:{scale}FREQ=WEEKLY;BYDAY=TU")
    assert read(its) == Busy(busy=(hours(24, 10, 11),))


@pytest.mark.parametrize("scale", ["RSCALE=CHINESE", "RSCALE=GREGORIAN;SKIP=FORWARD"])
def test_a_rule_of_another_calendar_is_unknown_and_does_not_vanish(scale: str) -> None:
    its = read(event("UID:1", "DTSTART:20260217", "DURATION:PT1H", f"RRULE:{scale};FREQ=YEARLY"))
    assert its.unknown == WHOLE
    assert its.why == "The calendar has an entry that follows a calendar other than the Gregorian."


def test_an_hour_in_a_zone_nobody_knows_may_be_any_hour_of_that_day() -> None:
    its = read(event("UID:1", "DTSTART;TZID=Mars/Phobos:20261125T100000", "DTEND;TZID=Mars/Phobos:20261125T110000"))
    # 10:00 at Warsaw's clock is 9:00 UTC; anywhere on earth it is at most 14 hours from there.
    assert its == Busy(unknown=(hours(25, -5, 24),), why="The calendar names a time zone that I do not know.")


def test_a_zone_that_changes_every_second_is_not_believed() -> None:
    zone = "\r\n".join((
        "BEGIN:VTIMEZONE", "TZID:Mars/Phobos", "BEGIN:STANDARD", "DTSTART:19700101T000000", "TZOFFSETFROM:+0300",
        "TZOFFSETTO:+0200", "RRULE:FREQ=SECONDLY", "END:STANDARD", "END:VTIMEZONE",
    ))  # fmt: skip
    its = read(zone, event("UID:1", "DTSTART;TZID=Mars/Phobos:20261125T100000", "DURATION:PT1H"))
    assert (its.busy, its.unknown) == ((), (hours(25, -5, 24),))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "What lies at that address is not a calendar."),
        (b"<!DOCTYPE html><title>Sign in: now</title>", "What lies at that address is not a calendar."),
        (b"\x00\xff" * 5000, "What lies at that address is not a calendar."),
        (feed(ONCE).partition(b"DTEND")[0], "The calendar ends in the middle."),
        (feed(ONCE, "END:VEVENT"), "The calendar is put together in a way I cannot read."),
        (feed("BEGIN:VEVENT", ONCE, "END:VEVENT"), "The calendar is put together in a way I cannot read."),
        (feed() + ONCE.encode(), "The calendar is put together in a way I cannot read."),
        (b"BEGIN:VCALENDAR\n" * 20_001, "The calendar has more than 20,000 entries."),
        (feed("BEGIN:X\n" * 9000, "END:X\n" * 9000), "The calendar is put together in a way I cannot read."),
    ],
    ids=["nothing", "a page", "noise", "cut off", "one end too many", "in each other", "outside", "many", "deep"],
)
def test_what_is_no_whole_calendar_tells_nothing(content: bytes, why: str) -> None:
    assert read_feed(content, BEGINS, ENDS, WARSAW) == Busy(unknown=WHOLE, why=why)
