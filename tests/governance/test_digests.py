"""When a digest comes: days off move it, clock changes neither lose nor double it, results are waited for."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.calendar.business_days import business_days_between, is_business_day
from governance.digests import Seen, after_results, goes_by_results, next_due, period_name, time_of, updates_of
from governance.kpis.periods import Frequency, due_on

WARSAW, LONDON, NEW_YORK = ZoneInfo("Europe/Warsaw"), ZoneInfo("Europe/London"), ZoneInfo("America/New_York")
ZONES = st.sampled_from([WARSAW, LONDON, NEW_YORK, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("UTC")])
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2034, 1, 1), timezones=st.just(UTC))
TIMES = st.times().map(lambda its: its.replace(second=0, microsecond=0))
DAYS = st.sampled_from(["* * *", "* * mon-fri", "* * mon", "* * fri", "1 * *", "28 * *", "last * *"])
COUNTRIES = st.sampled_from([None, "PL", "GB", "US", "JP"])


def at(zone: ZoneInfo, *parts: int) -> datetime:
    return datetime(*parts, tzinfo=zone).astimezone(UTC)  # type: ignore[misc, arg-type]


def all_between(rhythm: str, zone: ZoneInfo, first: datetime, last: datetime, country: str | None) -> list[datetime]:
    found = [next_due(rhythm, zone, first, country)]
    while found[-1] < last:
        found.append(next_due(rhythm, zone, found[-1], country))
    return found


def test_what_would_come_on_a_holiday_comes_on_the_next_business_day() -> None:
    # 25 and 26 December 2026 are a Friday and a Saturday.
    due = next_due("0 9 * * fri", WARSAW, at(WARSAW, 2026, 12, 18, 9), "PL")
    assert due == at(WARSAW, 2026, 12, 28, 9)


def test_without_a_country_it_comes_on_its_day_whatever_that_is() -> None:
    assert next_due("0 9 * * fri", WARSAW, at(WARSAW, 2026, 12, 18, 9)) == at(WARSAW, 2026, 12, 25, 9)


def test_two_that_would_come_at_one_moment_are_one() -> None:
    found = all_between("0 9 * * mon-fri", WARSAW, at(WARSAW, 2026, 12, 24, 9), at(WARSAW, 2026, 12, 29, 9), "PL")
    assert found == [at(WARSAW, 2026, 12, 28, 9), at(WARSAW, 2026, 12, 29, 9)]


def test_half_past_two_on_the_night_it_is_skipped_comes_an_hour_later() -> None:
    # 28 March 2027, 02:00 becomes 03:00 in Warsaw.
    due = next_due("30 2 * * *", WARSAW, at(WARSAW, 2027, 3, 27, 12))
    assert due.astimezone(WARSAW).strftime("%d %H:%M") == "28 03:30"


def test_half_past_two_on_the_night_it_comes_twice_comes_once() -> None:
    # 25 October 2026, 03:00 becomes 02:00 again in Warsaw.
    first = next_due("30 2 * * *", WARSAW, at(WARSAW, 2026, 10, 24, 12))
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_due("30 2 * * *", WARSAW, first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # The results of October fall due on 10 November; the 11th is Independence Day, so the 13th.
        ((2026, 11, 10, 9), (2026, 11, 13, 9)),
        ((2026, 11, 13, 9), (2026, 12, 14, 9)),
        ((2026, 12, 14, 8, 59), (2026, 12, 14, 9)),
        ((2026, 12, 31, 9), (2027, 1, 12, 9)),
    ],
)
def test_the_second_business_day_after_results_fall_due(now: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert next_due(after_results(10), WARSAW, at(WARSAW, *now), "PL") == at(WARSAW, *due)


def test_a_digest_is_named_by_the_month_it_tells_of_or_by_its_moment() -> None:
    assert period_name(after_results(10), WARSAW, at(WARSAW, 2026, 12, 14, 9), "PL") == "results 2026-11"
    assert period_name(after_results(10), WARSAW, at(WARSAW, 2026, 12, 14, 9, 10), "PL") == "results 2026-11"
    assert period_name("0 9 * * mon", WARSAW, at(WARSAW, 2026, 12, 14, 9)) == "2026-12-14T09:00"


def test_a_rhythm_knows_its_time_and_what_it_waits_for() -> None:
    assert time_of(after_results(12, time(8, 30))) == time(8, 30)
    assert goes_by_results(after_results(12))
    assert not goes_by_results("0 9 * * mon")


@given(MOMENTS, ZONES, COUNTRIES, st.integers(0, 60))
def test_what_waits_for_results_comes_two_business_days_after_them(
    now: datetime, zone: ZoneInfo, country: str | None, grace: int
) -> None:
    due = next_due(after_results(grace), zone, now, country)
    assert due > now
    day = due.astimezone(zone).date()
    month = date.fromisoformat(f"{period_name(after_results(grace), zone, due, country).split()[1]}-01")
    assert business_days_between(due_on(month, Frequency.MONTHLY, grace), day, country) == 2
    assert is_business_day(day, country)


@given(MOMENTS, ZONES, COUNTRIES, st.integers(0, 60))
def test_every_month_is_told_of_once(now: datetime, zone: ZoneInfo, country: str | None, grace: int) -> None:
    rhythm = after_results(grace)
    months = [
        period_name(rhythm, zone, due, country)
        for due in all_between(rhythm, zone, now, now + timedelta(days=400), country)
    ]
    assert len(months) == len(set(months))
    assert 13 <= len(months) <= 15


@given(MOMENTS, ZONES, COUNTRIES, TIMES, DAYS)
def test_it_moves_on_and_its_name_is_its_own(
    now: datetime, zone: ZoneInfo, country: str | None, clock: time, days: str
) -> None:
    rhythm = f"{clock.minute} {clock.hour} {days}"
    found = all_between(rhythm, zone, now, now + timedelta(days=9), country)
    assert found == sorted(set(found))
    assert found[0] > now
    names = [period_name(rhythm, zone, due, country) for due in found]
    assert len(names) == len(set(names))
    if country:
        assert all(is_business_day(due.astimezone(zone).date(), country) for due in found)


SEEN = st.builds(
    Seen, colour=st.sampled_from(["green", "red"]), value=st.sampled_from([90.0, 97.0]), disputed=st.booleans()
)
STANDINGS = st.dictionaries(st.integers(1, 3), SEEN)


@given(posted=STANDINGS, course=st.lists(STANDINGS, min_size=1, max_size=6))
def test_whatever_came_in_a_digest_says_each_kpi_once_what_it_was_what_it_is_and_since_when(
    posted: dict[int, Seen], course: list[dict[int, Seen]]
) -> None:
    moments = [at(WARSAW, 2026, 12, 14, hour) for hour in range(len(course))]
    updates = updates_of((), posted, course[0], moments[0])
    for now, moment in zip(course[1:], moments[1:], strict=True):
        updates = updates_of(updates, posted, now, moment)
    last = course[-1]
    assert {its.definition for its in updates} == {its for its in last if last[its] != posted.get(its)}
    assert len({its.definition for its in updates}) == len(updates)
    for its in updates:
        assert (its.was, its.now) == (posted.get(its.definition), last[its.definition])
        since = len(course) - 1
        while since and course[since - 1].get(its.definition) == its.now:
            since -= 1
        assert its.at == moments[since]
