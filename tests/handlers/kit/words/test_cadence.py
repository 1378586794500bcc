"""Cadences: what people write, and what the scheduler makes of it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from apscheduler.triggers.cron import CronTrigger

from handlers.kit.words import (
    ImpossibleTime,
    NoCadence,
    NotEveryMonth,
    cadence,
)

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("text", "cron", "words"),
    [
        ("daily 9:00", "0 9 * * *", "daily at 09:00"),
        ("daily", "0 9 * * *", "daily at 09:00"),
        ("every day at 8:15", "15 8 * * *", "daily at 08:15"),
        ("weekdays", "0 9 * * mon-fri", "weekdays at 09:00"),
        ("every weekday 7am", "0 7 * * mon-fri", "weekdays at 07:00"),
        ("weekly monday 9:00", "0 9 * * mon", "weekly on Monday at 09:00"),
        ("Weekly on Thurs at 3pm", "0 15 * * thu", "weekly on Thursday at 15:00"),
        ("every sunday", "0 9 * * sun", "weekly on Sunday at 09:00"),
        ("monthly 3rd", "0 9 3 * *", "monthly on the 3rd at 09:00"),
        ("monthly 22 10:30", "30 10 22 * *", "monthly on the 22nd at 10:30"),
        ("monthly on the 11th", "0 9 11 * *", "monthly on the 11th at 09:00"),
        ("monthly last 8:30", "30 8 last * *", "monthly on the last day at 08:30"),
    ],
)
def test_a_cadence_is_read_and_written(text: str, cron: str, words: str) -> None:
    found = cadence(text)
    assert (found.cron, found.words) == (cron, words)
    assert cadence(found.words) == found


@pytest.mark.parametrize(
    ("text", "fires"),
    [
        ("weekly monday", ["2026-11-23", "2026-11-30"]),
        ("weekly sunday", ["2026-11-22", "2026-11-29"]),
        ("weekdays", ["2026-11-23", "2026-11-24"]),
        ("monthly last", ["2026-11-30", "2026-12-31"]),
        ("monthly 28th", ["2026-11-28", "2026-12-28"]),
    ],
)
def test_the_scheduler_understands_a_cadence_as_people_do(text: str, fires: list[str]) -> None:
    trigger = CronTrigger.from_crontab(cadence(text).cron, WARSAW)
    first = trigger.get_next_fire_time(None, datetime(2026, 11, 22, tzinfo=WARSAW))
    second = trigger.get_next_fire_time(first, first + timedelta(seconds=1))
    assert [f"{moment:%Y-%m-%d %H:%M}" for moment in (first, second)] == [f"{day} 09:00" for day in fires]


@pytest.mark.parametrize(
    "text", ["", "hourly", "weekly", "monthly", "monthly 9:00", "weekly mondy", "daily 9:00 x", "daily soon"]
)
def test_a_cadence_that_is_not_clear_is_refused_with_examples(text: str) -> None:
    with pytest.raises(NoCadence, match="Write daily, weekdays, weekly Monday, monthly 3rd or monthly last"):
        cadence(text)


def test_the_cadence_somebody_probably_meant_is_offered() -> None:
    with pytest.raises(NoCadence, match=r'how often "weekly mondy" is\. Did you mean weekly Monday\?'):
        cadence("weekly mondy")


@pytest.mark.parametrize("day", [0, 29, 30, 31])
def test_a_day_that_some_months_lack_is_refused(day: int) -> None:
    with pytest.raises(NotEveryMonth, match=f"Not every month has a day {day}"):
        cadence(f"monthly {day}")


def test_a_cadence_at_an_impossible_time_is_refused() -> None:
    with pytest.raises(ImpossibleTime):
        cadence("daily 25:00")
