"""Calendars as bits: each bit holds what the moments of its quarter hold, in every zone, over every change of the clocks."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.calendar.availability import (
    Availability,
    Grid,
    State,
    at_least,
    availability,
    by_the_clock,
    near,
    on_the_clock,
    runs,
    slots_of,
    worked_days,
    working_time,
)
from governance.calendar.business_days import is_business_day
from governance.calendar.working_hours import WorkingHours, is_working
from tests.governance.calendar.calendars import PLACES, QUARTER, moment, spans, weeks

MASKS = st.integers(0, 2**96 - 1)
DAY = Grid(moment("2026-11-23"), 96)
# Around both changes of the clocks in Europe and in America, and in Sydney; and over a New Year.
STARTS = ["2026-03-05", "2026-03-26", "2026-04-02", "2026-10-01", "2026-10-22", "2026-10-30", "2026-12-29"]


def test_a_grid_begins_on_a_quarter_in_utc() -> None:
    for start in (moment("2026-11-23 09:10"), datetime(2026, 11, 23, tzinfo=ZoneInfo("Europe/Warsaw"))):
        with pytest.raises(ValueError, match="quarter"):
            Grid(start, 4)
    assert Grid.between(moment("2026-11-23 09:10"), moment("2026-11-23 09:31")) == Grid(moment("2026-11-23 09:00"), 3)


def test_what_touches_a_quarter_takes_it_and_what_is_open_must_hold_it_whole() -> None:
    ten_past, half_past = moment("2026-11-23 09:10"), moment("2026-11-23 09:31")
    assert list(slots_of(DAY.touched(ten_past, half_past))) == [36, 37, 38]
    assert list(slots_of(DAY.within(ten_past, half_past))) == [37]
    assert DAY.touched(ten_past, ten_past) == 0


@settings(max_examples=60)
@given(st.data())
def test_a_quarter_is_free_only_where_the_calendar_says_so(data: st.DataObject) -> None:
    given_spans = {name: data.draw(spans(DAY, 4)) for name in ("known", "busy", "tentative", "unknown")}
    known = given_spans.pop("known")
    its = availability(DAY, known, **given_spans)
    for slot in range(DAY.slots):
        minutes = [DAY.at(slot) + timedelta(minutes=n) for n in range(15)]
        held = {name: any(a <= at < b for at in minutes for a, b in many) for name, many in given_spans.items()}
        whole = any(begin <= minutes[0] and minutes[-1] < end for begin, end in known)
        expected = (
            State.BUSY
            if held["busy"]
            else State.UNKNOWN
            if held["unknown"] or not whole
            else State.TENTATIVE
            if held["tentative"]
            else State.FREE
        )
        assert its.state(slot) == expected
        assert its.free >> slot & 1 == (expected is State.FREE)


def test_a_calendar_that_could_not_be_read_is_never_free_and_neither_is_one_of_two() -> None:
    unread = Availability.unread(DAY)
    assert unread.free == 0
    assert (unread | availability(DAY, [(DAY.start, DAY.end)])).free == 0
    with pytest.raises(ValueError, match="same grid"):
        unread | Availability.unread(Grid(DAY.start, 4))


@pytest.mark.parametrize("zone", sorted(PLACES))
@pytest.mark.parametrize("begin", STARTS)
def test_hours_and_days_are_those_of_the_persons_own_clock(zone: str, begin: str) -> None:
    grid, hours = weeks(begin, 1), WorkingHours(zone=ZoneInfo(zone), country=PLACES[zone], begin=time(8, 30))
    working, worked = working_time(grid, hours), worked_days(grid, hours)
    night = on_the_clock(grid, hours.zone, time(0), time(6))
    figures = by_the_clock(grid, hours.zone, [float(quarter) for quarter in range(96)])
    assert len(figures) == grid.slots
    for slot in range(grid.slots):
        local = grid.at(slot).astimezone(hours.zone)
        assert working >> slot & 1 == is_working(hours, grid.at(slot)), local
        assert worked >> slot & 1 == is_business_day(local.date(), hours.country), local
        assert night >> slot & 1 == (local.time() < time(6)), local
        assert figures[slot] == (local.hour * 60 + local.minute) // 15, local


@given(MASKS, st.integers(1, 20))
def test_runs_and_what_is_near_are_what_they_say(bits: int, length: int) -> None:
    for slot in range(96):
        ahead = [bits >> (slot + n) & 1 for n in range(length)]
        assert runs(bits, length) >> slot & 1 == all(ahead)
        assert near(bits, length) >> slot & 1 == any(ahead)


@given(st.lists(MASKS, max_size=6), st.integers(0, 7))
def test_at_least_counts_heads(masks: list[int], count: int) -> None:
    counted = at_least(count, masks, 2**96 - 1)
    assert all(counted >> slot & 1 == (sum(mask >> slot & 1 for mask in masks) >= count) for slot in range(96))


def test_a_grid_of_utc_says_when_each_of_its_quarters_is() -> None:
    assert DAY.at(37) == datetime(2026, 11, 23, 9, 15, tzinfo=UTC)
    assert DAY.slot(DAY.at(37) + QUARTER / 2) == 37
    assert DAY.end == moment("2026-11-24")
