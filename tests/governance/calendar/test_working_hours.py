"""When people are at work, in every time zone there is, on both sides of every change of its clocks."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.calendar.business_days import is_business_day
from governance.calendar.working_hours import (
    NoWorkingHours,
    WorkingHours,
    country_of,
    is_working,
    known_country,
    next_at,
    now_or_next,
)

ZONES = sorted(available_timezones())
FROM, TO = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)

zones = st.sampled_from(ZONES).map(ZoneInfo)
# Sunday to Thursday, Monday to Friday, Sunday to Friday, Saturday to Wednesday, and the weekends only.
countries = st.sampled_from([None, "SA", "IL", "GB", "US", "IR", "NP", "BN", "EG", "JP", "CN"])
clocks = st.times().map(lambda its: its.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(lambda its: its.replace(tzinfo=UTC))


@st.composite
def some_hours(draw: st.DrawFn) -> WorkingHours:
    begin, end = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    return WorkingHours(zone=draw(zones), country=draw(countries), begin=begin, end=end)


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The moments of 2026 and 2027 at which the zone's clocks jump, found by looking, not by asking."""
    its = ZoneInfo(zone)
    days = [FROM + timedelta(days=n) for n in range((TO - FROM).days + 1)]
    return tuple(
        _jump(its, before, after)
        for before, after in pairwise(days)
        if before.astimezone(its).utcoffset() != after.astimezone(its).utcoffset()
    )


def _jump(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    old = before.astimezone(zone).utcoffset()
    while after - before > MINUTE:
        middle = before + ((after - before) // 2 // MINUTE) * MINUTE
        before, after = (middle, after) if middle.astimezone(zone).utcoffset() == old else (before, middle)
    return after


def heard(hours: WorkingHours, clock: time, after: datetime, until: datetime) -> Iterator[datetime]:
    """Every moment at which somebody hears, one after the other, as reminders ask for them."""
    while (after := next_at(hours, clock, after)) < until:
        yield after


def exists(day: date, clock: time, zone: ZoneInfo) -> bool:
    there = datetime.combine(day, clock, zone).astimezone(UTC).astimezone(zone)
    return (there.date(), there.time()) == (day, clock)


def is_once_a_day(hours: WorkingHours, clock: time, since: datetime, until: datetime) -> None:
    """Each working day once, at that clock time or right after the gap that swallowed it, in working hours."""
    found = list(heard(hours, clock, since, until))
    assert all(before < after for before, after in pairwise([since, *found]))
    shown = [moment.astimezone(hours.zone) for moment in found]
    assert all(moment.tzinfo is UTC and is_working(hours, moment) for moment in found)
    days = [local.date() for local in shown]
    assert len(days) == len(set(days))
    last_minute = (datetime.combine(date(2026, 1, 1), hours.end) - MINUTE).time()
    inside = min(max(clock, hours.begin), last_minute)
    for local in shown:
        assert local.fold == 0, "what comes twice is its first coming"
        if exists(local.date(), inside, hours.zone):
            assert local.time() == inside
        else:
            a_minute_before = (local.astimezone(UTC) - MINUTE).astimezone(hours.zone)
            assert a_minute_before.utcoffset() != local.utcoffset(), "the first minute after the gap"
    first, last = since.astimezone(hours.zone).date(), until.astimezone(hours.zone).date()
    for n in range(1, (last - first).days):
        day = first + timedelta(days=n)
        if is_business_day(day, hours.country) and exists(day, inside, hours.zone):
            assert day in days


HOURS = (
    (time(9), time(17), time(9)),
    (time(0), time(23, 59), time(2, 30)),  # in the hour that is skipped or comes twice
    (time(0), time(0, 45), time(9)),  # some zones change their clocks at midnight
    (time(1), time(4), time(1, 59)),
    (time(22), time(23, 59), time(23, 30)),
)


def test_in_every_zone_a_person_hears_once_a_working_day_around_every_change_of_its_clocks() -> None:
    """Clocks change on weekends mostly: so also with Saturday's rest moved to Friday, and with no country's days off."""
    skipped = 0
    for zone in sorted(ZONES, key=lambda its: country_of(its) or ""):  # a country's holidays are worked out once
        for jump in changes(zone):
            for country in {country_of(zone), "SA", None}:
                for begin, end, clock in HOURS:
                    hours = WorkingHours(zone=ZoneInfo(zone), country=country, begin=begin, end=end)
                    is_once_a_day(hours, clock, jump - timedelta(days=3), jump + timedelta(days=3))
                    local = jump.astimezone(hours.zone)
                    skipped += is_working(hours, jump) and not exists(local.date(), clock, hours.zone)
    assert skipped > 100, "clock times that are skipped on days that are worked have been seen"


def test_the_zones_with_the_oddest_clocks_are_among_them() -> None:
    jumps = {
        zone: {abs(_offset(zone, jump) - _offset(zone, jump - MINUTE)) for jump in changes(zone)}
        for zone in ("Australia/Lord_Howe", "Pacific/Chatham", "Asia/Gaza", "Antarctica/Troll", "Asia/Beirut")
    }
    hour = timedelta(hours=1)
    assert jumps == {
        "Australia/Lord_Howe": {hour / 2},
        "Pacific/Chatham": {hour},
        "Asia/Gaza": {hour},
        "Antarctica/Troll": {2 * hour},
        "Asia/Beirut": {hour},
    }


def _offset(zone: str, at: datetime) -> timedelta:
    return at.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


@settings(max_examples=300)
@given(some_hours(), clocks, moments)
@example(WorkingHours(zone=ZoneInfo("Africa/Cairo"), end=time(0, 30), begin=time(0)), time(0), FROM)
@example(WorkingHours(zone=ZoneInfo("America/Havana"), end=time(1, 30), begin=time(0)), time(0, 30), FROM)
def test_whatever_their_hours_people_hear_once_a_working_day(hours: WorkingHours, clock: time, at: datetime) -> None:
    is_once_a_day(hours, clock, at, at + timedelta(days=14))


@settings(max_examples=300)
@given(some_hours(), moments)
def test_work_is_now_or_begins_next(hours: WorkingHours, at: datetime) -> None:
    moment = now_or_next(hours, at)
    assert moment >= at
    assert is_working(hours, moment)
    assert moment == at if is_working(hours, at) else moment == next_at(hours, hours.begin, at)
    if moment > at:  # nothing between was worked
        steps = min(200, int((moment - at) / MINUTE))
        assert not any(is_working(hours, at + (moment - at) * n / steps) for n in range(steps))


def test_in_every_zone_work_lasts_from_the_first_to_the_last_minute_on_the_clock() -> None:
    for zone in ZONES:
        hours = WorkingHours(zone=ZoneInfo(zone))
        noon = datetime(2026, 11, 25, 12, tzinfo=hours.zone)
        assert is_working(hours, noon.replace(hour=9))
        assert not is_working(hours, noon.replace(hour=9) - MINUTE)
        assert is_working(hours, noon.replace(hour=17) - MINUTE)
        assert not is_working(hours, noon.replace(hour=17))


def test_every_zones_country_is_one_whose_holidays_are_known() -> None:
    found = {zone: country_of(zone) for zone in ZONES}
    assert sum(country is not None for country in found.values()) > 300
    for country in {country for country in found.values() if country}:
        assert known_country(country) == country


@given(clocks, clocks)
def test_work_that_ends_before_it_begins_is_refused(begin: time, end: time) -> None:
    if begin < end:
        assert WorkingHours(zone=ZoneInfo("UTC"), begin=begin, end=end).end == end
        return
    with pytest.raises(NoWorkingHours, match="Give a later end"):
        WorkingHours(zone=ZoneInfo("UTC"), begin=begin, end=end)
