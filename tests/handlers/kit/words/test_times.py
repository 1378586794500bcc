"""Times, moments and lengths in words."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from governance.refusals import Refusal
from handlers.kit.words import (
    DoubledTime,
    ImpossibleTime,
    NoDate,
    NoTime,
    SkippedTime,
    UnknownZone,
    VagueZone,
    take_minutes,
    take_time,
    take_when,
)

WARSAW, NEW_YORK = ZoneInfo("Europe/Warsaw"), ZoneInfo("America/New_York")
NOW = datetime(2026, 11, 22, 10, tzinfo=WARSAW)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("15:00", time(15)),
        ("9:05", time(9, 5)),
        ("15:00:00", time(15)),
        ("3pm", time(15)),
        ("3 PM", time(15)),
        ("3:30 pm", time(15, 30)),
        ("3.30pm", time(15, 30)),
        ("3 p.m.", time(15)),
        ("12am", time(0)),
        ("12pm", time(12)),
        ("15h", time(15)),
        ("15h30", time(15, 30)),
        ("noon", time(12)),
        ("at 15:00", time(15)),
        ("@ 3pm", time(15)),
        ("00:00", time(0)),
        ("23:59", time(23, 59)),
    ],
)
def test_a_time_is_read_as_people_write_it(text: str, at: time) -> None:
    assert take_time(text) == (at, "")
    assert take_time(f"{text} review") == (at, "review")


@pytest.mark.parametrize("text", ["25:00", "24:00", "15:60", "13pm", "0pm", "3:75 pm", "24h"])
def test_a_time_that_no_clock_shows_is_refused(text: str) -> None:
    with pytest.raises(ImpossibleTime, match=rf"There is no {text}\. Write a time like 15:00 or 3pm\."):
        take_time(text)


@pytest.mark.parametrize("text", ["", "review", "9", "at 9", "15:0", "3pms", "noontide", "115:00"])
def test_no_time_at_all_is_refused(text: str) -> None:
    with pytest.raises(NoTime, match="Write one like 15:00 or 3pm"):
        take_time(text)


@pytest.mark.parametrize(
    ("text", "moment", "rest"),
    [
        ("friday 15:00 review", datetime(2026, 11, 27, 15, tzinfo=WARSAW), "review"),
        ("3pm friday review", datetime(2026, 11, 27, 15, tzinfo=WARSAW), "review"),
        ("at noon UTC on 12 dec", datetime(2026, 12, 12, 12, tzinfo=UTC), ""),
        ("12 dec at 3:30 pm UTC joint", datetime(2026, 12, 12, 15, 30, tzinfo=UTC), "joint"),
        ("12 dec 09:00 america/new_york", datetime(2026, 12, 12, 9, tzinfo=NEW_YORK), ""),
        ("12 dec 09:00 (America/New_York) x", datetime(2026, 12, 12, 9, tzinfo=NEW_YORK), "x"),
        ("2026-12-12T15:00Z", datetime(2026, 12, 12, 15, tzinfo=UTC), ""),
        ("friday 15:00 QBR A/B", datetime(2026, 11, 27, 15, tzinfo=WARSAW), "QBR A/B"),
        ("friday 15:00 and/or later", datetime(2026, 11, 27, 15, tzinfo=WARSAW), "and/or later"),
    ],
)
def test_a_moment_is_a_date_a_time_and_perhaps_a_zone(text: str, moment: datetime, rest: str) -> None:
    found, left = take_when(text, NOW)
    assert (found, left) == (moment, rest)
    assert found.utcoffset() == moment.utcoffset()


@pytest.mark.parametrize(
    ("text", "refusal", "sentence"),
    [
        ("friday", NoTime, "The time is missing. Write one like 15:00 or 3pm."),
        ("15:00", NoDate, "The date is missing. Write one like friday, 12 Dec, 2026-12-12 or in 3 days."),
        ("", NoDate, "The date is missing. Write one like friday, 12 Dec, 2026-12-12 or in 3 days."),
        (
            "friday 15:00 Europe/Warsow",
            UnknownZone,
            (
                "Europe/Warsow is not a time zone I know. Did you mean Europe/Warsaw, Europe/Paris or Europe/Moscow? "
                "Write a place like Europe/Warsaw, or UTC."
            ),
        ),
        (
            "friday 15:00 PST",
            VagueZone,
            "PST can mean more than one time zone. Write a place, such as America/Los_Angeles, or UTC.",
        ),
        (
            "2027-03-28 02:30",
            SkippedTime,
            (
                "02:30 does not happen on 28 March 2027 in Europe/Warsaw: the clocks go forward over it. "
                "Write 03:30 or another time."
            ),
        ),
        (
            "2027-10-31 02:30",
            DoubledTime,
            (
                "02:30 happens twice on 31 October 2027 in Europe/Warsaw: the clocks go back over it. "
                "Write 31 October 2027 00:30 UTC or 31 October 2027 01:30 UTC."
            ),
        ),
    ],
)
def test_a_moment_that_is_not_clear_is_refused(text: str, refusal: type[Refusal], sentence: str) -> None:
    with pytest.raises(refusal) as told:
        take_when(text, NOW)
    assert str(told.value) == sentence


@pytest.mark.parametrize(
    ("zone", "day", "skipped", "doubled_day"),
    [
        ("Europe/Warsaw", "2026-03-29", (2, 0, 2, 59), "2026-10-25"),
        ("Europe/London", "2026-03-29", (1, 0, 1, 59), "2026-10-25"),
        ("America/New_York", "2026-03-08", (2, 0, 2, 59), "2026-11-01"),
        ("America/Los_Angeles", "2026-03-08", (2, 0, 2, 59), "2026-11-01"),
    ],
)
def test_the_hour_that_is_skipped_or_lived_twice_is_refused_from_edge_to_edge(
    zone: str, day: str, skipped: tuple[int, int, int, int], doubled_day: str
) -> None:
    now = NOW.astimezone(ZoneInfo(zone))
    first, last = time(*skipped[:2]), time(*skipped[2:])
    for at in (first, last):
        with pytest.raises(SkippedTime):
            take_when(f"{day} {at:%H:%M}", now)
    after = datetime.combine(date.fromisoformat(day), last) + timedelta(minutes=1)
    assert take_when(f"{day} {after:%H:%M}", now)[0].replace(tzinfo=None) == after
    twice = time(1) if zone != "Europe/Warsaw" else time(2)
    with pytest.raises(DoubledTime):
        take_when(f"{doubled_day} {twice:%H:%M}", now)
    assert take_when(f"{doubled_day} {twice.hour + 1}:00", now)[0].hour == twice.hour + 1


def test_both_readings_of_a_doubled_time_can_be_written() -> None:
    readings = [take_when(f"31 October 2027 {at} UTC", NOW)[0].astimezone(WARSAW) for at in ("00:30", "01:30")]
    assert [(moment.hour, moment.minute, moment.fold) for moment in readings] == [(2, 30, 0), (2, 30, 1)]


def test_a_gap_over_midnight_names_the_next_day() -> None:
    # In Greenland the clocks of 2027 go from 23:00 to midnight.
    now = datetime(2027, 3, 1, tzinfo=ZoneInfo("America/Nuuk"))
    with pytest.raises(SkippedTime, match="Write 00:30 or another time on 28 March 2027"):
        take_when("2027-03-27 23:30", now)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("45m", 45),
        ("60 min", 60),
        ("90 minutes", 90),
        ("1h", 60),
        ("1h30", 90),
        ("1h 30m", 90),
        ("1.5h", 90),
        ("2 hours", 120),
        ("1 hour and 15 minutes", 75),
        ("", None),
        ("45", None),
        ("0m", None),
        ("soon", None),
        ("45m more", None),
    ],
)
def test_lengths_are_read_in_minutes(text: str, minutes: int | None) -> None:
    assert take_minutes(text) == minutes
