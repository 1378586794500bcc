"""Series over holidays: days keep their order, and every change says why."""

from datetime import date, time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.business_days import UnknownCountry, is_business_day
from governance.calendar.recurrence import (
    LAST,
    NotItsFirstDay,
    Recurrence,
    daily,
    monthly,
    monthly_business_day,
    monthly_on,
    weekly,
)
from governance.calendar.series import ClocksChange, Instance, OnHoliday, Series, instances
from governance.calendar.zones import ZoneNotPortable

WARSAW = ZoneInfo("Europe/Warsaw")
RHYTHMS = st.sampled_from(
    [daily(), daily(2), weekly(2), weekly(0, 4), monthly(2, 2), monthly_business_day(LAST), monthly_on(1)]
)


def series(recurrence: Recurrence, first: date, clock: time = time(15), zone: ZoneInfo = WARSAW) -> Series:
    return Series(first=first, clock=clock, minutes=60, zone=zone, recurrence=recurrence)


def second_wednesdays(policy: OnHoliday) -> dict[date, Instance]:
    found = instances(series(monthly(2, 2), date(2026, 10, 14)), {"PL", "US"}, policy)
    return {instance.planned: instance for instance in found}


VETERANS = date(2026, 11, 11)


@pytest.mark.parametrize(
    ("policy", "day"),
    [
        (OnHoliday.PREVIOUS, date(2026, 11, 10)),
        (OnHoliday.NEXT, date(2026, 11, 12)),
        (OnHoliday.SKIP, None),
        (OnHoliday.KEEP, VETERANS),
    ],
)
def test_a_meeting_on_a_holiday_follows_the_policy_and_says_why(policy: OnHoliday, day: date | None) -> None:
    why = "11 Nov: National Independence Day PL, Veterans Day US"
    assert second_wednesdays(policy)[VETERANS] == Instance(planned=VETERANS, day=day, why=why)


def test_other_meetings_stay_and_a_year_is_planned() -> None:
    found = second_wednesdays(OnHoliday.NEXT)
    assert len(found) == 13
    assert [each for each in found.values() if each.why] == [found[VETERANS]]


def test_a_move_onto_a_neighbours_day_is_left_out_and_the_day_offered_for_a_single_meeting() -> None:
    found = instances(series(daily(), date(2026, 11, 9)), {"PL"}, OnHoliday.NEXT, days=3)
    left_out = Instance(
        planned=VETERANS, day=None, why="11 Nov: National Independence Day PL", instead=date(2026, 11, 12)
    )
    assert [each.day for each in found] == [date(2026, 11, 9), date(2026, 11, 10), None, date(2026, 11, 12)]
    assert found[2] == left_out


def test_a_weekend_is_named_as_such() -> None:
    found = instances(series(monthly_on(5), date(2026, 12, 5)), {"PL"}, OnHoliday.NEXT, days=1)
    assert found == (Instance(planned=date(2026, 12, 5), day=date(2026, 12, 7), why="5 Dec: Saturday PL"),)


def test_only_meetings_planned_from_the_day_asked_for_are_given() -> None:
    found = instances(series(weekly(2), date(2026, 1, 7)), {"PL"}, OnHoliday.KEEP, since=date(2026, 11, 5), days=14)
    assert [each.planned for each in found] == [date(2026, 11, 11), date(2026, 11, 18)]


@given(rhythm=RHYTHMS, day=st.dates(date(2025, 1, 1), date(2028, 1, 1)), policy=st.sampled_from(OnHoliday))
def test_no_meeting_passes_another_or_shares_its_day(rhythm: Recurrence, day: date, policy: OnHoliday) -> None:
    found = instances(series(rhythm, rhythm.first_on_or_after(day)), {"PL", "US", "GB"}, policy)
    for before, after in pairwise(found):
        assert max(before.planned, before.day or before.planned) < min(after.planned, after.day or after.planned) or (
            not before.is_moved and not after.is_moved
        )
        assert before.planned < after.planned
    held = [each.day for each in found if each.day]
    assert held == sorted(set(held))
    assert all(policy is OnHoliday.KEEP or is_business_day(each, "US") for each in held)


@given(rhythm=RHYTHMS, day=st.dates(date(2025, 1, 1), date(2028, 1, 1)), policy=st.sampled_from(OnHoliday))
def test_planning_later_gives_the_same_days_for_what_is_still_to_come(
    rhythm: Recurrence, day: date, policy: OnHoliday
) -> None:
    whole = series(rhythm, rhythm.first_on_or_after(day))
    everything = instances(whole, {"PL", "IN"}, policy, days=200)
    later = instances(whole, {"IN", "PL"}, policy, since=everything[-1].planned, days=0)
    assert later == everything[-1:]


def test_a_series_in_the_hour_the_clocks_change_is_refused() -> None:
    with pytest.raises(ClocksChange, match="On Sunday 28 March 2027 the clocks of Europe/Warsaw"):
        instances(series(daily(), date(2027, 3, 1), time(2, 30)), (), OnHoliday.KEEP)
    with pytest.raises(ClocksChange, match="On Sunday 25 October 2026"):
        instances(series(daily(), date(2026, 10, 20), time(2, 30)), (), OnHoliday.KEEP)


def test_a_series_needs_a_first_day_of_its_own_and_a_zone_calendars_agree_on() -> None:
    with pytest.raises(NotItsFirstDay):
        series(weekly(1), date(2026, 11, 11))
    with pytest.raises(ZoneNotPortable):
        series(weekly(2), date(2026, 11, 11), zone=ZoneInfo("Africa/Cairo"))
    with pytest.raises(UnknownCountry):
        instances(series(weekly(2), VETERANS), {"XX"}, OnHoliday.SKIP)
