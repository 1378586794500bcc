"""Series, read back by three engines that did not write them, over both changes of the clocks."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import recurring_ical_events  # type: ignore[import-untyped]
from dateutil.rrule import rrulestr
from ical.calendar_stream import IcsCalendarStream

from governance.calendar.recurrence import LAST, monthly, monthly_business_day, weekly
from handlers.kit.ics import Guest, Invite, InviteUnfit, lint
from handlers.kit.ics_series import Changed, SeriesInvite, cancel_instance, cancel_series, request_series, split

WARSAW = ZoneInfo("Europe/Warsaw")
VERA, BOB = Guest("Vera Novak", "vera@helix.example", "chair"), Guest("Bob Tran", "bob@northwind.example")
FIRST = date(2027, 1, 5)
INVITE = Invite(
    uid="6d1f3c52@parley.example",
    sequence=3,
    stamp=datetime(2026, 11, 22, 9, tzinfo=UTC),
    starts=datetime(2027, 1, 5, 15, tzinfo=WARSAW),
    minutes=45,
    title="Helix review",
    description="Agenda",
    organizer_name="Parley",
    organizer_mail="parley@parley.example",
    guests=(VERA, BOB),
    join_link="https://meet.example/a",
)
WEEKLY = SeriesInvite(invite=INVITE, recurrence=weekly(1), until=date(2027, 12, 28))


def in_zone(key: str) -> SeriesInvite:
    """A year of Tuesdays: the second left out, the third moved a day on and an hour later."""
    zone = ZoneInfo(key)
    invite = replace(INVITE, starts=datetime(2027, 1, 5, 15, tzinfo=zone))
    moved = Changed(
        planned=date(2027, 1, 19), invite=replace(invite, starts=datetime(2027, 1, 20, 16, tzinfo=zone), title="Later")
    )
    return replace(WEEKLY, invite=invite, skipped=(date(2027, 1, 12),), changed=(moved,))


def meant(zone: ZoneInfo) -> list[datetime]:
    days = [date(2027, 1, 5) + timedelta(weeks=n) for n in range(52) if n not in (1, 2)]
    starts = [datetime(day.year, day.month, day.day, 15, tzinfo=zone) for day in days]
    return sorted(each.astimezone(UTC) for each in [*starts, datetime(2027, 1, 20, 16, tzinfo=zone)])


def by_recurring_ical_events(written: bytes) -> list[datetime]:
    found = recurring_ical_events.of(icalendar.Calendar.from_ical(written)).between((2026, 1, 1), (2029, 1, 1))
    return sorted(event.start.astimezone(UTC) for event in found)


def by_ical(written: bytes) -> list[datetime]:
    calendar = IcsCalendarStream.calendar_from_ics(written.decode())
    return sorted(event.dtstart.astimezone(UTC) for event in calendar.timeline)  # type: ignore[union-attr]


def by_dateutil(written: bytes) -> list[datetime]:
    """The lines themselves, local clock times counted by dateutil."""
    master, *overrides = written.decode().replace("\r\n ", "").split("BEGIN:VEVENT")[1:]
    zone = ZoneInfo(re.findall(r"DTSTART;TZID=([^:]+)", master)[0])

    def clocks(name: str, text: str) -> list[datetime]:
        return [datetime.strptime(at, "%Y%m%dT%H%M%S") for at in re.findall(rf"{name};TZID=[^:]+:(\S+)", text)]

    rule = re.sub(r";UNTIL=\w+", "", re.findall(r"RRULE:(\S+)", master)[0])
    until = datetime.strptime(re.findall(r"UNTIL=(\w+)Z", master)[0], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    gone = clocks("EXDATE", master) + [at for text in overrides for at in clocks("RECURRENCE-ID", text)]
    planned = rrulestr(f"RRULE:{rule};COUNT=200", dtstart=clocks("DTSTART", master)[0])
    kept = [at.replace(tzinfo=zone) for at in planned if at not in gone]
    moved = [at.replace(tzinfo=zone) for text in overrides for at in clocks("DTSTART", text)]
    return sorted(at.astimezone(UTC) for at in [*(at for at in kept if at <= until), *moved])


def lines(written: bytes) -> list[str]:
    return written.decode().replace("\r\n ", "").split("\r\n")


@pytest.mark.parametrize("reader", [by_recurring_ical_events, by_ical, by_dateutil])
@pytest.mark.parametrize(
    "city",
    ["Europe/Warsaw", "America/New_York", "Europe/London", "Australia/Sydney", "Asia/Kolkata", "America/Los_Angeles"],
)
def test_three_engines_read_the_minutes_that_were_meant_over_a_year(city: str, reader: object) -> None:
    assert reader(request_series(in_zone(city))) == meant(ZoneInfo(city))  # type: ignore[operator]


@pytest.mark.parametrize("rhythm", [monthly(2, 1, every=3), monthly_business_day(LAST), weekly(1, 3, every=2)])
def test_three_engines_read_every_rhythm_alike(rhythm: object) -> None:
    first = rhythm.first_on_or_after(FIRST)  # type: ignore[attr-defined]
    starts = datetime(first.year, first.month, first.day, 9, tzinfo=WARSAW)
    days = list(rhythm.days(first, until=date(2027, 12, 31)))  # type: ignore[attr-defined]
    written = request_series(
        SeriesInvite(invite=replace(INVITE, starts=starts), recurrence=rhythm, until=days[-1])  # type: ignore[arg-type]
    )
    expected = [datetime(day.year, day.month, day.day, 9, tzinfo=WARSAW).astimezone(UTC) for day in days]
    assert by_recurring_ical_events(written) == by_ical(written) == by_dateutil(written) == expected


def test_a_changed_instance_is_complete_and_has_its_series_sequence() -> None:
    written = lines(request_series(in_zone("Europe/Warsaw")))
    assert written.count("SEQUENCE:3") == 2
    assert written.count("UID:6d1f3c52@parley.example") == 2
    assert "RECURRENCE-ID;TZID=Europe/Warsaw:20270119T150000" in written
    assert "EXDATE;TZID=Europe/Warsaw:20270112T150000" in written
    assert len([line for line in written if line.startswith("ATTENDEE")]) == 4


def test_one_instance_is_cancelled_by_its_planned_time_for_one_person_or_all() -> None:
    series = in_zone("Europe/Warsaw")
    written = lines(cancel_instance(series, date(2027, 1, 19), only=BOB))
    assert {"METHOD:CANCEL", "STATUS:CANCELLED", "RECURRENCE-ID;TZID=Europe/Warsaw:20270119T150000"} <= set(written)
    assert "DTSTART;TZID=Europe/Warsaw:20270120T160000" in written
    assert [line.split("mailto:")[1] for line in written if line.startswith("ATTENDEE")] == [BOB.mail]
    assert b"RRULE:FREQ=WEEKLY" not in cancel_instance(series, date(2027, 6, 1))


def test_a_whole_series_is_cancelled_without_naming_instances() -> None:
    written = cancel_series(in_zone("Europe/Warsaw"))
    assert b"RECURRENCE-ID" not in written
    assert lint(written) == []


def test_this_and_all_later_ends_the_old_series_and_begins_one_that_names_it() -> None:
    new = replace(INVITE, uid="new@parley.example", sequence=0, starts=datetime(2027, 6, 3, 10, tzinfo=WARSAW))
    old, later = split(in_zone("Europe/Warsaw"), date(2027, 6, 1), new, weekly(3))
    ended = request_series(old)
    assert by_ical(ended)[-1] == datetime(2027, 5, 25, 15, tzinfo=WARSAW).astimezone(UTC)
    assert {"SEQUENCE:4", "UID:6d1f3c52@parley.example"} <= set(lines(ended))
    with pytest.raises(InviteUnfit, match="no day of the series"):
        request_series(replace(later, skipped=(date(2027, 6, 1),)))
    assert {"RELATED-TO:6d1f3c52@parley.example", "SEQUENCE:0"} <= set(lines(request_series(later)))
    with pytest.raises(InviteUnfit, match="nothing of the series is left"):
        split(WEEKLY, FIRST, new, weekly(3))


@pytest.mark.parametrize(
    ("series", "fault"),
    [
        (replace(WEEKLY, recurrence=weekly(2)), "a day of its own rule"),
        (replace(WEEKLY, skipped=(date(2027, 1, 13),)), "no day of the series"),
        (replace(WEEKLY, skipped=(date(2028, 1, 4),)), "no day of the series"),
        (
            replace(WEEKLY, invite=replace(INVITE, starts=datetime(2027, 1, 5, 9, tzinfo=ZoneInfo("Africa/Cairo")))),
            "must not be in UTC",
        ),
    ],
)
def test_a_series_that_programs_would_read_differently_is_not_written(series: SeriesInvite, fault: str) -> None:
    with pytest.raises(InviteUnfit, match=fault):
        request_series(series)


def test_the_same_series_gives_the_same_bytes() -> None:
    assert request_series(in_zone("Europe/London")) == request_series(in_zone("Europe/London"))
