"""When something comes round again, over daylight saving, month ends and the weekday numbers of two worlds."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.calendar.cadences import last_fire, next_fire

WARSAW = ZoneInfo("Europe/Warsaw")


def fires(cron: str, zone: ZoneInfo, start: datetime, count: int) -> list[datetime]:
    found, at = [], start
    for _ in range(count):
        at = next_fire(cron, zone, at)
        found.append(at)
    return found


def test_nine_on_monday_is_nine_on_the_wall_before_and_after_the_clocks_change() -> None:
    autumn = fires("0 9 * * mon", WARSAW, datetime(2026, 10, 18, tzinfo=UTC), 3)
    assert [f"{at:%d %H:%M}" for at in autumn] == ["19 07:00", "26 08:00", "02 08:00"]
    assert all(at.astimezone(WARSAW).hour == 9 for at in autumn)


def test_an_hour_that_comes_twice_fires_once() -> None:
    night = fires("30 2 * * *", WARSAW, datetime(2026, 10, 24, 12, tzinfo=UTC), 2)
    assert [at.isoformat() for at in night] == ["2026-10-25T00:30:00+00:00", "2026-10-26T01:30:00+00:00"]


def test_an_hour_that_is_skipped_fires_an_hour_later() -> None:
    night = fires("30 2 * * *", WARSAW, datetime(2026, 3, 28, 12, tzinfo=UTC), 2)
    assert [f"{at.astimezone(WARSAW):%d %H:%M}" for at in night] == ["29 03:30", "30 02:30"]


def test_the_last_day_of_the_month_is_found_in_february_too() -> None:
    ends = fires("0 9 last * *", ZoneInfo("UTC"), datetime(2027, 12, 31, 10, tzinfo=UTC), 3)
    assert [f"{at:%Y-%m-%d}" for at in ends] == ["2028-01-31", "2028-02-29", "2028-03-31"]


def test_asking_at_the_very_moment_gives_the_next_one() -> None:
    at = next_fire("0 9 * * mon", WARSAW, datetime(2026, 11, 22, tzinfo=UTC))
    assert next_fire("0 9 * * mon", WARSAW, at) - at == timedelta(days=7)


def test_asked_in_the_second_of_two_equal_hours_it_is_still_the_same_day() -> None:
    fire = next_fire("15 9 * * *", ZoneInfo("America/New_York"), datetime(2024, 11, 3, 6, tzinfo=UTC))
    assert fire == datetime(2024, 11, 3, 14, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia", "Africa/Cairo"]
)
@given(day=st.integers(min_value=0, max_value=3650), hour=st.integers(min_value=0, max_value=23))
def test_it_is_always_later_and_never_skips_a_day(zone: str, day: int, hour: int) -> None:
    after = datetime(2024, 1, 1, hour, tzinfo=UTC) + timedelta(days=day)
    fire = next_fire("15 9 * * *", ZoneInfo(zone), after)
    assert timedelta(0) < fire - after <= timedelta(hours=25)
    assert f"{fire.astimezone(ZoneInfo(zone)):%H:%M}" == "09:15"


@given(
    st.sampled_from(["*/5 * * * *", "7-59/15 * * * *", "20 2 * * *", "0 9 * * mon", "0 9 3 * *", "0 9 last * *"]),
    st.sampled_from(["UTC", "Europe/Warsaw", "America/New_York", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
)
@settings(max_examples=40)
def test_the_last_moment_is_the_one_before_the_next(cron: str, zone: str, now: datetime) -> None:
    last, place = last_fire(cron, ZoneInfo(zone), now), ZoneInfo(zone)
    assert last is not None
    assert last <= now < next_fire(cron, place, last)
