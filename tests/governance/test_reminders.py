"""The rules of reminding: which days an item is mentioned on, and how long a snooze is quiet."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.calendar.business_days import add_business_days, is_business_day
from governance.calendar.working_hours import WorkingHours, is_working
from governance.reminders import MONDAY, Why, reason_to_remind, snooze_until, untold, wake
from governance.rules import Rules

ZONES = sorted(available_timezones())
USUAL = Rules()

countries = st.sampled_from([None, "SA", "IL", "GB", "US", "IR", "JP", "CN"])
days = st.dates(date(2026, 1, 1), date(2027, 12, 31))
rules = st.builds(
    Rules,
    remind_before=st.lists(st.integers(0, 6), max_size=4).map(tuple),
    remind_late_every=st.integers(1, 12),
    remind_at=st.times(),
)
clocks = st.times().map(lambda its: its.replace(second=0, microsecond=0))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda its: its.replace(tzinfo=UTC))


@st.composite
def some_hours(draw: st.DrawFn) -> WorkingHours:
    begin, end = sorted(draw(st.lists(clocks, min_size=2, max_size=2, unique=True)))
    return WorkingHours(zone=ZoneInfo(draw(st.sampled_from(ZONES))), country=draw(countries), begin=begin, end=end)


def mentions(due_on: date, country: str | None, its: Rules, last: date) -> list[tuple[date, Why]]:
    """Every day worked from long before an item is due on which it is mentioned, and why."""
    first = due_on - timedelta(days=40)
    worked = [day for n in range((last - first).days + 1) if is_business_day(day := first + timedelta(days=n), country)]
    return [(day, why) for day in worked if (why := reason_to_remind(due_on, day, country, its))]


# --- when an item is mentioned -------------------------------------------------------------------------------------------


@settings(max_examples=200)
@given(days, countries, rules)
@example(date(2026, 12, 25), "GB", USUAL)
@example(date(2026, 11, 28), None, Rules(remind_before=(1, 0)))
def test_an_item_is_mentioned_once_for_each_number_of_days_before_it_is_due(
    due_on: date, country: str | None, its: Rules
) -> None:
    before = [(day, why) for day, why in mentions(due_on, country, its, due_on) if why is not Why.LATE]
    last = due_on if is_business_day(due_on, country) else add_business_days(due_on, -1, country)
    asked = {n for n in its.remind_before if n}
    assert [why for _, why in before] == [Why.SOON] * len(asked) + [Why.TODAY] * (0 in its.remind_before)
    worked = [day for day, why in before if why is Why.SOON]
    assert worked == sorted(add_business_days(last, -n, country) for n in asked)
    assert all(day < last for day in worked)
    assert all(day == last for day, why in before if why is Why.TODAY)


@settings(max_examples=200)
@given(days, countries, rules)
def test_what_is_overdue_is_mentioned_the_next_day_worked_and_then_as_often_as_the_rules_say(
    due_on: date, country: str | None, its: Rules
) -> None:
    late = [(day, why) for day, why in mentions(due_on, country, its, due_on + timedelta(days=60)) if day > due_on]
    assert {why for _, why in late} == {Why.LATE}
    worked = [day for n in range(1, 61) if is_business_day(day := due_on + timedelta(days=n), country)]
    assert [day for day, _ in late] == worked[:: its.remind_late_every]


@given(days, countries)
def test_nobody_is_reminded_early_where_the_rules_name_no_day(due_on: date, country: str | None) -> None:
    assert all(why is Why.LATE for _, why in mentions(due_on, country, Rules(remind_before=()), due_on + timedelta(30)))


# --- how long a snooze is quiet ------------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(some_hours(), moments, clocks, st.sampled_from(["hour", "tomorrow", "week"]))
def test_a_snooze_ends_later_and_in_working_hours(hours: WorkingHours, at: datetime, own: time, span: str) -> None:
    until = snooze_until(span, hours, at, USUAL, own)
    today, local = at.astimezone(hours.zone).date(), until.astimezone(hours.zone)
    assert until > at
    assert is_working(hours, until)
    if span == "hour":
        assert until >= at + timedelta(hours=1)
    elif span == "tomorrow":
        assert local.date() > today
    else:
        assert local.date() >= today + timedelta(days=7 - today.weekday()), "not before Monday"


@pytest.mark.parametrize("zone", ["Africa/Cairo", "Asia/Beirut", "America/Havana", "America/Santiago", "Asia/Gaza"])
def test_a_snooze_until_tomorrow_ends_tomorrow_where_clocks_change_at_midnight(zone: str) -> None:
    hours = WorkingHours(zone=ZoneInfo(zone))
    for n in range(0, 24 * 365, 7):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=n)
        local = snooze_until("tomorrow", hours, at, USUAL, None).astimezone(hours.zone)
        assert local.date() == add_business_days(at.astimezone(hours.zone).date(), 1, None)
        assert local.time() == time(9)


@given(some_hours(), moments)
def test_next_week_is_never_this_one(hours: WorkingHours, at: datetime) -> None:
    local = snooze_until("week", hours, at, USUAL, None).astimezone(hours.zone)
    today = at.astimezone(hours.zone).date()
    assert local.date() - timedelta(days=local.weekday() - MONDAY) > today


@settings(max_examples=200)
@given(some_hours(), moments, st.none() | clocks)
def test_a_person_is_woken_later_and_while_they_work(hours: WorkingHours, at: datetime, own: time | None) -> None:
    moment = wake(hours, USUAL, own, at)
    assert moment > at
    assert is_working(hours, moment)
    clock = own or USUAL.remind_at
    earliest = datetime.combine(moment.astimezone(hours.zone).date(), clock, hours.zone).astimezone(UTC)
    if hours.begin <= clock and clock < hours.end:
        assert (
            moment >= earliest
            or moment.astimezone(hours.zone).utcoffset() != earliest.astimezone(hours.zone).utcoffset()
        )


@given(
    st.none() | st.integers(0, 60), st.dates(date(2026, 1, 1), date(2028, 12, 31)), st.sampled_from([None, "GB", "PL"])
)
def test_no_business_day_of_two_weeks_is_left_untold_and_none_is_told_again(
    ago: int | None, today: date, country: str | None
) -> None:
    last = None if ago is None else today - timedelta(days=ago)
    days = untold(last, today, country)
    assert days[-1] == today
    assert list(days) == sorted(set(days))
    assert all(is_business_day(day, country) for day in days[:-1])
    if last is None:
        assert days == (today,)
    else:
        since = max(last, today - timedelta(days=15))
        between = (since + timedelta(days=n) for n in range(1, (today - since).days))
        assert list(days[:-1]) == [day for day in between if is_business_day(day, country)]
