"""Series in the feed, read back by three engines that did not write them, over both changes of the clocks."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from governance.calendar.recurrence import LAST, Recurrence, monthly, monthly_business_day, weekly
from handlers.kit.ics import InviteUnfit
from handlers.kit.ics_feed import publish
from handlers.kit.ics_series import Changed, SeriesInvite, request_series
from tests.handlers.kit.test_ics_series import (
    INVITE,
    WARSAW,
    WEEKLY,
    by_dateutil,
    by_ical,
    by_recurring_ical_events,
    in_zone,
    lines,
    meant,
)

Reader = Callable[[bytes], list[datetime]]
CITIES = (
    "Europe/Warsaw",
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "Asia/Kolkata",
    "America/Los_Angeles",
)
ALONE = replace(INVITE, uid="alone@parley.example", starts=datetime(2027, 3, 29, 8, tzinfo=WARSAW))


@pytest.mark.parametrize("reader", [by_recurring_ical_events, by_ical, by_dateutil])
@pytest.mark.parametrize("city", CITIES)
def test_three_engines_read_the_minutes_that_were_meant_over_a_year(city: str, reader: Reader) -> None:
    assert reader(publish((), "Helix", [in_zone(city)])) == meant(ZoneInfo(city))


@pytest.mark.parametrize("rhythm", [monthly(2, 1, every=3), monthly_business_day(LAST), weekly(1, 3, every=2)])
def test_three_engines_read_every_rhythm_alike(rhythm: Recurrence) -> None:
    first = rhythm.first_on_or_after(date(2027, 1, 5))
    days = list(rhythm.days(first, until=date(2027, 12, 31)))
    starts = [datetime(day.year, day.month, day.day, 9, tzinfo=WARSAW) for day in days]
    series = SeriesInvite(invite=replace(INVITE, starts=starts[0]), recurrence=rhythm, until=days[-1])
    written = publish((), "Helix", [series])
    expected = [start.astimezone(UTC) for start in starts]
    assert by_recurring_ical_events(written) == by_ical(written) == by_dateutil(written) == expected


@pytest.mark.parametrize("reader", [by_recurring_ical_events, by_ical])
def test_series_of_both_companies_and_single_meetings_stand_in_one_feed(reader: Reader) -> None:
    theirs = in_zone("America/New_York")
    theirs = replace(theirs, invite=replace(theirs.invite, uid="theirs@parley.example"))
    written = publish([ALONE], "Helix", [in_zone("Europe/Warsaw"), theirs])
    both = [*meant(WARSAW), *meant(ZoneInfo("America/New_York")), ALONE.starts.astimezone(UTC)]
    assert reader(written) == sorted(both)


def test_the_feed_says_of_a_series_what_its_invites_say_but_for_the_guests() -> None:
    """The same uid, sequence, rule, exceptions and clocks, so that no calendar shows two truths."""
    named = ("UID", "SEQUENCE", "DTSTART", "DTEND", "RRULE", "EXDATE", "RECURRENCE-ID", "SUMMARY", "DTSTAMP")

    def of(written: bytes) -> list[list[str]]:
        events = [lines(event) for event in written.split(b"BEGIN:VEVENT")[1:]]
        return [
            sorted(";".join(sorted(line.split(";"))) for line in event if line.startswith(named)) for event in events
        ]

    series = replace(in_zone("Europe/Warsaw"), follows="before@parley.example")
    written = publish((), "Helix", [series])
    assert of(written) == of(request_series(series))
    assert {"METHOD:PUBLISH", "RELATED-TO:before@parley.example"} <= set(lines(written))
    for hidden in (b"ATTENDEE", b"vera@", b"bob@", b"Vera", b"Bob"):
        assert hidden not in written


def test_skipped_days_are_left_out_a_line_each() -> None:
    days = (date(2027, 2, 9), date(2027, 1, 12))
    written = lines(publish((), "Helix", [replace(WEEKLY, skipped=days)]))
    assert [line for line in written if line.startswith("EXDATE")] == [
        "EXDATE;TZID=Europe/Warsaw:20270112T150000",
        "EXDATE;TZID=Europe/Warsaw:20270209T150000",
    ]


@pytest.mark.parametrize("reader", [by_recurring_ical_events, by_ical])
def test_an_instance_moved_into_the_hour_that_comes_twice_is_still_that_instance(reader: Reader) -> None:
    twice = datetime(2027, 10, 31, 2, 30, tzinfo=WARSAW, fold=1)
    moved = Changed(planned=date(2027, 11, 2), invite=replace(INVITE, starts=twice))
    written = publish((), "Helix", [replace(WEEKLY, changed=(moved,))])
    assert twice.astimezone(UTC) in reader(written)
    assert datetime(2027, 11, 2, 14, tzinfo=UTC) not in reader(written)


@pytest.mark.parametrize(
    ("series", "fault"),
    [
        (replace(WEEKLY, skipped=(date(2027, 1, 13),)), "no day of the series"),
        (
            replace(WEEKLY, invite=replace(INVITE, starts=datetime(2027, 1, 5, 9, tzinfo=ZoneInfo("Africa/Cairo")))),
            "must not be in UTC",
        ),
    ],
)
def test_a_series_that_programs_would_read_differently_is_not_published(series: SeriesInvite, fault: str) -> None:
    with pytest.raises(InviteUnfit, match=fault):
        publish((), "Helix", [series])


def test_the_same_series_in_any_order_give_the_same_bytes() -> None:
    one = in_zone("Europe/London")
    other = replace(
        one, invite=replace(one.invite, uid="a@parley.example", starts=one.invite.starts - timedelta(weeks=1))
    )
    assert publish([ALONE], "Helix", [one, other]) == publish([ALONE], "Helix", [other, one])
